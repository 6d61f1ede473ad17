"""Show the pages: templates, one stylesheet and one script, usable without JavaScript.

- `PAGES` are the rows of the route table that answer with HTML.
- `environment(loader=..., globals=...)` renders them; a host's templates go before ours.
- `STATIC` is the folder of the stylesheet and the script.
- `Fragments` gives a badge, a feed or a thread to a host's own page.
- `path(name, ...)` gives the path of a page below the mount.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from socialkit.web.pages.addresses import PATHS, path
from socialkit.web.pages.environment import environment
from socialkit.web.pages.fragments import Fragments
from socialkit.web.pages.routes import PAGES

STATIC: Final = Path(__file__).parent / "static"
"""The folder of `socialkit.css` and `socialkit.js`."""

__all__ = ["PAGES", "PATHS", "STATIC", "Fragments", "environment", "path"]
