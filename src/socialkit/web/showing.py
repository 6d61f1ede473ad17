"""Turn what page handlers return into HTML and redirects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote

from markupsafe import Markup, escape

from socialkit.services.session import Session
from socialkit.web.http import Html, Redirect, Request, Response, Site
from socialkit.web.problems import Problem

if TYPE_CHECKING:
    from jinja2 import Environment

HTML: Final = "text/html; charset=utf-8"
_LOCAL: Final = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


APART: Final = "socialkit/apart.html"
"""The layout whose three blocks stand apart, for a host with templates of another kind."""
_BETWEEN: Final = "\0"
"""Stands between them; no text that is kept or sent holds it."""
_BORDERS: Final = 2


@dataclass(frozen=True, slots=True)
class Blocks:
    """Be what a page puts into the blocks of a host's layout; each is safe HTML."""

    title: Markup
    head: Markup
    content: Markup


Layout: TypeAlias = Callable[[Blocks, Request], str]
"""Puts the blocks of a page into the host's own layout."""


@dataclass(frozen=True, slots=True)
class PageRenderer:
    """Render templates with what every page needs."""

    environment: Environment
    site: Callable[[str], Site]
    """Gives how the pages are mounted below a root."""
    host_context: Callable[[Request], Mapping[str, object]]
    """What the host's own layout needs, such as its user."""
    layout: Layout | None = None
    """The host's layout, where it is no template of this environment."""

    def show(self, page: object, me: Session | None, request: Request) -> Response:
        """Return the response that a page handler asked for."""
        if isinstance(page, Redirect):
            return self.redirect(page, request)
        if not isinstance(page, Html):
            message = f"A page returns Html or Redirect, not {type(page).__name__}."
            raise TypeError(message)
        template = self.environment.get_template(page.template)
        context = {
            **self.host_context(request),
            "me": me,
            "site": self.site(request.root),
            "sk_request": request,
            **page.context,
        }
        html = template.render(context)
        if self.layout is not None and html.count(_BETWEEN) == _BORDERS:
            html = self.layout(Blocks(*map(Markup, html.split(_BETWEEN))), request)
        return Response(page.status, {"Content-Type": HTML}, html.encode())

    def redirect(self, redirect: Redirect, request: Request) -> Response:
        """Return a 303 to a path of this site; the home page stands in for anything else."""
        prefix, wanted = self.site(request.root).prefix, redirect.location
        location = wanted if local_path(wanted) else "/"
        inside = not prefix or location == prefix or location.startswith(f"{prefix}/")
        address = location if inside else prefix + location
        return Response(303, {"Location": quote(address, safe="/:?#[]@!$&'()*+,;=%~")})


def local_path(text: str) -> bool:
    """Tell whether a browser reads `text` as a path of this very site and as nothing else."""
    return _LOCAL.fullmatch(text) is not None


def bare_problem(problem: Problem) -> bytes:
    """Return a page that says what is wrong, made without templates, session or database."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(problem.title)}'
        f"</title><h1>{escape(problem.title)}</h1><p>{escape(problem.detail)}</p></html>"
    ).encode()
