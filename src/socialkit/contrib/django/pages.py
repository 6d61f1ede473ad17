"""Show pages inside the project's own layout, and find the templates that replace ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings as project
from django.middleware.csrf import get_token
from django.template import engines, loader
from django.template.utils import get_app_template_dirs
from django.utils.safestring import mark_safe
from markupsafe import Markup

from socialkit.contrib.django.asking import CURRENT
from socialkit.web.http import Request
from socialkit.web.showing import Blocks, Layout

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER: Final = "jinja2"
"""Where the project's apps keep templates of Jinja2: `jinja2/socialkit/NAME.html` replaces ours."""
_INSIDE: Final = (
    "{% extends sk_base %}"
    "{% block title %}{{ sk_title }}{% endblock %}"
    "{% block head %}{{ sk_head }}{{ block.super }}{% endblock %}"
    "{% block content %}{{ sk_content }}{% endblock %}"
)


class CsrfField:
    """Be the hidden field with Django's token, made where a form is shown and nowhere else."""

    def __html__(self) -> str:
        request = CURRENT.get(None)
        if request is None:
            return ""
        field = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')
        return field.format(get_token(request))


def host_layout(name: str) -> Layout | None:
    """Return what puts a page into the project's layout; None for a layout of Jinja2.

    Raises Django's `TemplateDoesNotExist`.
    """
    base: Any = loader.get_template(name)
    if _is_jinja(base.backend):
        return None
    inside = base.backend.from_string(_INSIDE)

    def layout(blocks: Blocks, _: Request) -> str:
        context = {
            "sk_base": base.template,
            "sk_title": mark_safe(blocks.title),  # noqa: S308 - rendered with autoescape
            "sk_head": mark_safe(blocks.head),  # noqa: S308 - the same
            "sk_content": mark_safe(blocks.content),  # noqa: S308 - the same
        }
        return str(inside.render(context, CURRENT.get()))

    return layout


def host_environment() -> Environment:
    """Return the environment of the pages: the project's templates of Jinja2 go before ours.

    Where a backend for Jinja2 stands in TEMPLATES, its loader, globals and filters come along.
    """
    from jinja2 import ChoiceLoader, FileSystemLoader

    from socialkit.web.pages.environment import environment

    hosts = _jinja_environments()
    loaders = [host.loader for host in hosts if host.loader is not None]
    folders = list(_folders())
    if folders:
        loaders.append(FileSystemLoader(folders))
    made = environment(loader=ChoiceLoader(loaders) if loaders else None)
    for host in hosts:
        for theirs, ours in ((host.globals, made.globals), (host.filters, made.filters)):
            for name, value in theirs.items():
                ours.setdefault(name, value)
    made.globals["sk_csrf"] = CsrfField()
    return made


def host_context(_: Request) -> Mapping[str, object]:
    """Return what the project's own templates of Jinja2 expect in a page."""
    request = CURRENT.get()
    return {"request": request, "user": getattr(request, "user", None)}


def _folders() -> Iterator[Path]:
    base = getattr(project, "BASE_DIR", None)
    own = [] if base is None else [Path(base) / FOLDER]
    yield from (path for path in own if path.is_dir())
    yield from (Path(path) for path in get_app_template_dirs(FOLDER))


def _jinja_environments() -> list[Environment]:
    found: list[Any] = [engine for engine in engines.all() if _is_jinja(engine)]
    return [engine.env for engine in found]


def _is_jinja(engine: object) -> bool:
    return hasattr(engine, "env")
