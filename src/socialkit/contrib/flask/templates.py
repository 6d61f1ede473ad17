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
    """Give the host's templates `socialkit_badge`, `socialkit_feed` and `socialkit_thread`."""
    for function in (socialkit_badge, socialkit_feed, socialkit_thread):
        app.add_template_global(function, function.__name__)


def socialkit_badge(*, of: str = KEY) -> Markup:
    """Return the number of unread notices with its link; nothing for a stranger."""
    return _fragment(of, "badge")


def socialkit_feed(group: str | None = None, *, limit: int = 5, of: str = KEY) -> Markup:
    """Return the latest posts of a group (or of the reader's home), as the reader may see them."""
    return _fragment(of, "feed", group=group, limit=limit)


def socialkit_thread(post_id: UUID | str, *, of: str = KEY) -> Markup:
    """Return a thread; nothing where the reader may not read it."""
    return _fragment(of, "thread", post_id=str(post_id))


def _fragment(of: str, name: str, **wanted: object) -> Markup:
    """Return a fragment; whoever may not see it, or is unknown here, gets none and no reason."""
    from socialkit.web.pages import fragments

    mounted = mounted_in(flask.current_app, of)
    show: Callable[..., str] = getattr(fragments, name)
    site = mounted.web.site(flask.request.script_root)
    environment = mounted.web.renderer.environment
    try:
        with _reading(of) as me:
            return Markup(show(me, site=site, environment=environment, **wanted))  # noqa: S704 - rendered by our templates
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
