"""Show pages inside the host's layout, and fragments inside the host's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import flask
from flask.templating import DispatchingJinjaLoader
from markupsafe import Markup

from socialkit.contrib.flask.mounted import KEY, mounted_in
from socialkit.errors import Forbidden, NotFound
from socialkit.services.session import Session
from socialkit.web.http import Request
from socialkit.web.present import SESSION, present

if TYPE_CHECKING:
    from jinja2 import Environment

    from socialkit.web.pages import Fragments


def host_environment(app: flask.Flask) -> Environment:
    """Return the environment of the pages: the host's templates, filters and globals come along.

    A template of the host at `templates/socialkit/NAME.html` stands in for the library's own.
    """
    from socialkit.web.pages.environment import environment

    host = app.jinja_env
    made = environment(loader=DispatchingJinjaLoader(app), globals=host.globals)
    for extension in host.extensions.values():
        made.add_extension(type(extension))
    for name, function in host.filters.items():
        made.filters.setdefault(name, function)
    for name, test in host.tests.items():
        made.tests.setdefault(name, test)
    return made


def host_context(_: Request) -> Mapping[str, object]:
    """Return what the host's context processors add, such as `current_user`."""
    context: dict[str, object] = {}
    flask.current_app.update_template_context(context)
    return context


def offer_fragments(app: flask.Flask) -> None:
    """Give the host's templates `socialkit_head`, `_badge`, `_feed` and `_thread`."""
    for function in (socialkit_head, socialkit_badge, socialkit_feed, socialkit_thread):
        app.add_template_global(function, function.__name__)


def socialkit_head(*, of: str = KEY) -> Markup:
    """Return the links to the stylesheet and the script, for the head of the host's page."""
    return _fragment(of, lambda pieces: pieces.head())


def socialkit_badge(*, of: str = KEY) -> Markup:
    """Return the link to the notices with the number of unread ones; nothing for a stranger."""
    return _fragment(of, lambda pieces: pieces.badge())


def socialkit_feed(group: str | None = None, *, limit: int = 5, of: str = KEY) -> Markup:
    """Return the latest posts of a group (or of the reader's home), as the reader may see them."""
    return _fragment(of, lambda pieces: pieces.feed(group=group, limit=limit))


def socialkit_thread(post_id: UUID | str, *, of: str = KEY) -> Markup:
    """Return a thread; nothing where the reader may not read it."""
    return _fragment(of, lambda pieces: pieces.thread(post_id))


def _fragment(of: str, show: Callable[[Fragments], Markup]) -> Markup:
    """Return a fragment; whoever may not see it, or is unknown here, gets none and no reason."""
    from socialkit.web.pages.fragments import Fragments as Pieces

    mounted = mounted_in(flask.current_app, of)
    asked = mounted.asked(with_body=False)
    try:
        with _reading(of) as me:
            environment, site = mounted.web.renderer.environment, mounted.web.site(asked.root)
            return show(Pieces(environment, site, me, asked))
    except (NotFound, Forbidden):
        return Markup()


@contextmanager
def _reading(of: str) -> Iterator[Session]:
    """Open a session that reads; inside a page of ours, the session of that page is used."""
    mounted = mounted_in(flask.current_app, of)
    now = SESSION.get(None)
    if now is not None and now.context.network.slug == mounted.settings.network:
        yield now
        return
    unit = mounted.kit.acting_as(
        mounted.subject(), network=mounted.settings.network, read_only=True
    )
    with unit as me, present(me):
        yield me
