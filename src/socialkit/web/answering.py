"""Write views as JSON: one serialiser per type, so every host answers the same bytes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from socialkit.paging import Page
from socialkit.web.http import Response
from socialkit.web.routes import Route

JSON: Final = "application/json"


@cache
def adapter(view: type) -> TypeAdapter[Any]:
    """Return the serialiser of a view."""
    return TypeAdapter(view)


@cache
def list_adapter(view: type) -> TypeAdapter[Any]:
    """Return the serialiser of a list of views."""
    return TypeAdapter(tuple[view, ...])  # type: ignore[valid-type]


def answer(route: Route, view: object) -> Response:
    """Return the response of an API row that made `view`."""
    if route.response is None:
        return Response(route.status)
    headers = {"Content-Type": JSON}
    if route.listing:
        return Response(route.status, headers, _listing(route.response, view))
    if route.versioned:
        headers["ETag"] = f'"{getattr(view, "version")}"'  # noqa: B009 - the row says it has one
    return Response(route.status, headers, adapter(route.response).dump_json(view))


def _listing(item: type, view: object) -> bytes:
    page = view if isinstance(view, Page) else None
    items = list_adapter(item).dump_json(view if page is None else page.items)
    cursor = None if page is None else page.cursor
    return b'{"items":' + items + b',"next":' + json.dumps(cursor).encode() + b"}"
