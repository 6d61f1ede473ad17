"""Write rows of the API: reads, lists and writes differ in little, and that little is said here."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel

from socialkit.web.routes import Again, Handler, Route

BASE: Final = "/api/v1"


def read(
    path: str,
    name: str,
    handler: Handler,
    response: type,
    *,
    query: type[BaseModel] | None = None,
    module: str | None = None,
) -> Route:
    """Return the row of a `GET` that answers one view."""
    return Route("GET", BASE + path, name, module, handler, query=query, response=response)


def listing(
    path: str,
    name: str,
    handler: Handler,
    item: type,
    *,
    query: type[BaseModel] | None = None,
    module: str | None = None,
) -> Route:
    """Return the row of a `GET` that answers a list of views."""
    return Route(
        "GET", BASE + path, name, module, handler, query=query, response=item, listing=True
    )


def write(
    method: str,
    path: str,
    name: str,
    handler: Handler,
    response: type | None = None,
    *,
    body: type[BaseModel] | None = None,
    module: str | None = None,
    again: Again | None = None,
    created: bool = False,
) -> Route:
    """Return the row of a write; without a view to answer its status is 204."""
    status = 201 if created else 200 if response else 204
    return Route(
        method,
        BASE + path,
        name,
        module,
        handler,
        body=body,
        response=response,
        status=status,
        read_only=False,
        again=again,
    )
