"""Show pages inside the host's layout, and fragments inside the host's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

import flask
from flask.templating import DispatchingJinjaLoader
from jinja2 import TemplateNotFound
from markupsafe import Markup

from socialkit.contrib.flask.mounted import KEY, mounted_in
from socialkit.web.embedding import Embedded
from socialkit.web.http import Request
from socialkit.web.wiring import no_base_template

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


def check_layout(app: flask.Flask, name: str | None) -> None:
    """Raise `ConfigurationError` (``web.base_template``) where the host has no such layout."""
    if name is None:
        return
    try:
        DispatchingJinjaLoader(app).get_source(app.jinja_env, name)
    except TemplateNotFound:
        looked = (
            "in the templates of this application and of the blueprints registered so far "
            "(register the one that has it before socialkit)"
        )
        raise no_base_template(name, looked) from None


def host_context(_: Request) -> Mapping[str, object]:
    """Return what the host's context processors add, such as `current_user`."""
    context: dict[str, object] = {}
    flask.current_app.update_template_context(context)
    return context


def offer_fragments(app: flask.Flask) -> None:
    """Give the host's templates `socialkit_head`, `_badge`, `_feed`, `_thread` and `_text`."""
    for function in (socialkit_head, socialkit_badge, socialkit_feed, socialkit_thread):
        app.add_template_global(function, function.__name__)
    app.add_template_global(socialkit_text, "socialkit_text")
    app.add_template_filter(socialkit_text, "socialkit_text")


def socialkit_head(*, of: str = KEY) -> Markup:
    """Return the links to the stylesheet and the script, for the head of the host's page."""
    return _embedded(of).head()


def socialkit_badge(*, of: str = KEY) -> Markup:
    """Return the link to the notices with the number of unread ones; nothing for a stranger."""
    return _embedded(of).badge()


def socialkit_feed(group: str | None = None, *, limit: int = 5, of: str = KEY) -> Markup:
    """Return the latest posts of a group (or of the reader's home), as the reader may see them."""
    return _embedded(of).feed(group, limit=limit)


def socialkit_thread(post_id: UUID | str, *, of: str = KEY) -> Markup:
    """Return a thread; nothing where the reader may not read it."""
    return _embedded(of).thread(post_id)


def socialkit_text(body: str, *, of: str = KEY) -> Markup:
    """Return a text of the host's own as safe HTML, with its names linked for the reader."""
    return _embedded(of).text(body)


def _embedded(of: str) -> Embedded:
    mounted = mounted_in(flask.current_app, of)
    return Embedded(mounted.web, mounted.asked(with_body=False))
