"""Describe which posts a list shows; the policy then decides which of them the viewer gets."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from socialkit.domain.posts import PostKind
from socialkit.domain.values import Value


class Feed(StrEnum):
    """Name the sources of posts."""

    HOME = "home"
    """The viewer's groups and the wall."""
    EXPLORE = "explore"
    """Everything in the network that the viewer may read."""
    GROUP = "group"
    PROFILE = "profile"
    TAG = "tag"
    FOLLOWING = "following"
    """Posts by people whom the viewer follows."""


class QuestionList(StrEnum):
    """Name the lists of the question queue."""

    ALL = "all"
    UNANSWERED = "unanswered"
    """Nobody but the asker replied, not closed, nothing accepted (state `open`)."""
    UNSOLVED = "unsolved"
    """States `open` and `answered`."""
    DIRECTED_TO_ME = "directed-to-me"
    """Unsolved questions directed to the viewer."""
    SOLVED = "solved"


class PostQuery(Value):
    """Ask for published posts of one feed, newest first."""

    feed: Feed
    group_id: UUID | None = None
    """The group, for `Feed.GROUP`; narrows every other feed when given."""
    author_id: UUID | None = None
    """The person, for `Feed.PROFILE`."""
    tag: str | None = None
    """The tag, for `Feed.TAG`; narrows every other feed when given."""
    kind: PostKind | None = None
    questions: QuestionList | None = None
    """Keep questions of this list alone."""
