"""The story of Brightwater Engineering: who works there, and what they wrote in the last six weeks.

`script` says what the files may hold, `timeline` puts it in order, `play` acts it out on a kit.
No host is named here: the Flask example plays it, and so can any other.
"""

from examples.story.play import play
from examples.story.script import NETWORKS, Story, load

__all__ = ["NETWORKS", "Story", "load", "play"]
