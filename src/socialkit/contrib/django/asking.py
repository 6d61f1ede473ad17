"""Carry requests and responses between Django and the route table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

from socialkit.contrib.django.identity import subject_of
from socialkit.web.http import Fields, Headers, Request, Response
from socialkit.web.languages import best_language
from socialkit.web.reading import MAX_BYTES

CURRENT: Final[ContextVar[HttpRequest]] = ContextVar("socialkit_django_request")
"""Django's request at hand, for what templates ask for without being handed it."""
_TOO_MUCH: Final = bytes(MAX_BYTES + 1)
_FORM: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
_PORTS: Final = {"http": ":80", "https": ":443"}


@contextmanager
def at_hand(request: HttpRequest) -> Iterator[None]:
    """Make `request` the one at hand of everything that runs inside."""
    token = CURRENT.set(request)
    try:
        yield
    finally:
        CURRENT.reset(token)


def read_request(
    http: HttpRequest, *, root: str, path: str, network: str, with_body: bool = True
) -> Request:
    """Return a request of Django in the words of the route table.

    `path` lies below the mount, `root` is what stands in front of it. A host's own view may read
    its body itself; there `with_body` is false. Raises `BadRequest` where the client hung up.
    """
    body, form = _body(http) if with_body else (b"", Fields())
    return Request(
        method=http.method or "GET",
        path=path,
        query=Fields.read(_query(http)),
        headers=Headers(http.headers.items()),
        body=body,
        form=form,
        identity=subject_of(http),
        network=network,
        locale=best_language(http.headers.get("Accept-Language", "")),
        root=root,
        origin=_origin(http),
    )


def write_response(response: Response) -> HttpResponse:
    """Return the response as Django sends it."""
    sent = HttpResponse(response.body, status=response.status)
    del sent.headers["Content-Type"]
    for name, value in response.headers.items():
        sent.headers[name] = value
    return sent


def _query(http: HttpRequest) -> bytes:
    text = str(http.META.get("QUERY_STRING", ""))
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode(errors="replace")


def _origin(http: HttpRequest) -> str:
    """Return scheme and host as a browser writes them, which leaves out the usual port."""
    scheme = str(http.scheme)
    return f"{scheme}://{http.get_host().removesuffix(_PORTS.get(scheme, ''))}"


def _body(http: HttpRequest) -> tuple[bytes, Fields]:
    """Return the body and the fields of a form, without ever reading more than is allowed."""
    try:
        body = _bytes(http)
    except RequestDataTooBig:
        return _TOO_MUCH, Fields()
    except UnreadablePostError as error:
        message = "The request ended before its body did."
        raise BadRequest(message) from error
    if http.content_type == _FORM and len(body) <= MAX_BYTES:
        return b"", Fields.read(body)
    return body, Fields()


def _bytes(http: HttpRequest) -> bytes:
    length = str(http.META.get("CONTENT_LENGTH") or "")
    if length.isdecimal() and int(length) > MAX_BYTES:
        return _TOO_MUCH
    if http.content_type == _MULTIPART:
        # Whatever it holds is refused, and somebody in front may have read it already.
        return b"-" if length != "0" else b""
    if not length and not hasattr(http, "_body"):
        # Nobody said how much comes. What fits is left for whoever reads the body after us.
        body = http.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            return body
        setattr(http, "_body", body)  # noqa: B010 - where Django keeps it
    return http.body
