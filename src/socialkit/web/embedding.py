"""Show pieces of the pages inside a host's own page, as whoever reads it may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from markupsafe import Markup, escape

from socialkit.errors import Forbidden, Invalid, NotFound
from socialkit.services.session import Session
from socialkit.web.application import WebApp
from socialkit.web.http import Request
from socialkit.web.present import SESSION

if TYPE_CHECKING:
    from socialkit.web.pages import Fragments


@dataclass(frozen=True, slots=True)
class Embedded:
    """Be the pieces for one request; who may not see one, or is unknown, gets nothing.

    Inside a page of ours the session of that page is used, else one is opened that reads.
    """

    web: WebApp
    asked: Request

    def head(self) -> Markup:
        """Return the links to the stylesheet and the script, for the head of the host's page."""
        return self._shown(lambda pieces: pieces.head())

    def badge(self) -> Markup:
        """Return the link to the notices with the number of unread ones; nothing for a stranger."""
        return self._shown(lambda pieces: pieces.badge())

    def feed(self, group: UUID | str | None = None, *, limit: int = 5) -> Markup:
        """Return the latest posts of a group, or else of the reader's home."""
        return self._shown(lambda pieces: pieces.feed(group=group, limit=limit))

    def thread(self, post: UUID | str) -> Markup:
        """Return a thread with its replies."""
        return self._shown(lambda pieces: pieces.thread(post))

    def text(self, body: str) -> Markup:
        """Return a text of the host's own as safe HTML, its names linked for this reader.

        Whoever may see nobody here still gets the text: it is the host's, and so is its secrecy.
        What is too long to be read as Markdown is shown as it stands.
        """
        try:
            return self._shown(lambda pieces: pieces.text(body)) or self._unlinked(body)
        except Invalid:
            return escape(body)

    def _unlinked(self, body: str) -> Markup:
        text = self.web.kit.tools.text
        return Markup(text.render(body, names=lambda _: None))  # noqa: S704 - made safe there

    def _shown(self, show: Callable[[Fragments], Markup]) -> Markup:
        from socialkit.web.pages.fragments import Fragments as Pieces  # noqa: PLC0415 - pages alone

        try:
            with self._reading() as me:
                site = self.web.site(self.asked.root)
                return show(Pieces(self.web.renderer.environment, site, me, self.asked))
        except (NotFound, Forbidden):
            return Markup()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        now = SESSION.get(None)
        if now is not None and now.context.network.slug == self.asked.network:
            yield now
            return
        with self.web.session(self.asked, read_only=True) as me:
            yield me
