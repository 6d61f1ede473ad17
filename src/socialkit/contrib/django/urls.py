"""Mount the route table: `path("social/", include("socialkit.contrib.django.urls"))`.

The name of an address is that of its row with underscores: `{% url "socialkit:groups_get" ... %}`.
Another network: `path("club/", mount("club"))`, whose names begin with `club:`.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from django.urls import URLPattern, path

from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.mounts import ANCHOR, APP
from socialkit.contrib.django.views import view_of
from socialkit.web.api import ROUTES
from socialkit.web.openapi import PATH as OPENAPI_PATH
from socialkit.web.routes import Route

Mount: TypeAlias = tuple[list[URLPattern], str, str]
_STATIC: Final = "/static/{version}/{name}"
_UNKNOWN: Final = "/api/{rest}"


def mount(network: str) -> Mount:
    """Return the addresses of another network, as `path` takes them; namespace: its slug."""
    return patterns(network), APP, network


def patterns(network: str | None = None) -> list[URLPattern]:
    """Return an address for each row; rows of one path share a view, which knows all methods."""
    views = {row.path: view_of(row.path, network) for row in _rows()}
    described = path(OPENAPI_PATH[1:], view_of(OPENAPI_PATH, network), name=ANCHOR)
    static = path("static/<version>/<path:name>", view_of(_STATIC, network), name="static")
    rows = [path(_rule(row), views[row.path], name=row.name.replace(".", "_")) for row in _rows()]
    unknown = path("api/<path:rest>", view_of(_UNKNOWN, network), name="unknown")
    return [described, static, *rows, unknown]


def _rows() -> tuple[Route, ...]:
    if not settings().pages:
        return ROUTES
    from socialkit.web.pages.routes import PAGES

    return (*PAGES, *ROUTES)


def _rule(row: Route) -> str:
    return row.path[1:].replace("{", "<").replace("}", ">")


app_name: Final = APP
urlpatterns: Final = patterns()
