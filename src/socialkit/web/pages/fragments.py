"""Give pieces of the pages to a host's own page: the badge, a feed, a thread."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from jinja2 import Environment
from markupsafe import Markup

from socialkit.paging import Page
from socialkit.services.session import Session
from socialkit.services.views import PostView
from socialkit.web.http import Request, Site
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import frame_shown

FEW = 5


@dataclass(frozen=True, slots=True)
class Fragments:
    """Render pieces for one viewer; each stands in an element of class `sk` and is safe HTML.

    The host's page links the stylesheet and the script once: `head()`.
    """

    environment: Environment
    site: Site
    me: Session
    request: Request

    def head(self) -> Markup:
        """Return the links to the stylesheet and the script, for the head of the page."""
        return self._rendered("head")

    def badge(self) -> Markup:
        """Return the link to the notices with the number of unread ones; nothing for strangers."""
        return self._rendered("badge") if self.me.person is not None else Markup("")

    def feed(self, *, group: UUID | str | None = None, limit: int = FEW) -> Markup:
        """Return the latest posts of a group, or else of the viewer's home."""
        return self._rendered("feed", page=self._page(group, limit))

    def thread(self, post: UUID | str) -> Markup:
        """Return a thread with its replies and the form to reply; raise `NotFound`."""
        return self._rendered("thread", thread=self.me.posts.thread(post), form=Form())

    def text(self, body: str) -> Markup:
        """Return a text of the host's own as safe HTML, its names linked for the viewer."""
        return Markup(self.me.mentions.show(body))  # noqa: S704 - made safe by the text port

    def _page(self, group: UUID | str | None, limit: int) -> Page[PostView]:
        if group is not None:
            return self.me.feeds.group(group, limit=limit)
        if self.me.person is None:
            return self.me.feeds.explore(limit=limit)
        return self.me.feeds.home(limit=limit)

    def _rendered(self, piece: str, **context: object) -> Markup:
        known = {"me": self.me, "site": self.site, "sk_request": self.request}
        if piece != "head":
            known["frame"] = frame_shown(self.me)
        template = self.environment.get_template(f"socialkit/fragment_{piece}.html")
        return Markup(template.render({**known, **context}))  # noqa: S704 - rendered with autoescape
