"""Carry requests and responses between Flask and the route table."""

from __future__ import annotations

from typing import Final

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from socialkit.web.http import Fields, Headers, Request, Response
from socialkit.web.languages import best_language
from socialkit.web.reading import MAX_BYTES

_TOO_MUCH: Final = bytes(MAX_BYTES + 1)
_FORM: Final = "application/x-www-form-urlencoded"


def read_request(*, prefix: str, identity: str | None, network: str, with_body: bool) -> Request:
    """Return Flask's request at hand in the words of the route table.

    A host's own view may read its body itself; there `with_body` is false.
    """
    asked = flask.request
    body, form = _body() if with_body else (b"", Fields())
    return Request(
        method=asked.method,
        path=asked.path.removeprefix(prefix) or "/",
        query=Fields.read(asked.query_string),
        headers=Headers(asked.headers.items()),
        body=body,
        form=form,
        identity=identity,
        network=network,
        locale=best_language(asked.headers.get("Accept-Language", "")),
        root=asked.script_root,
        origin=asked.host_url.rstrip("/"),
    )


def write_response(response: Response) -> flask.Response:
    """Return the response as Flask sends it."""
    sent = flask.Response(response.body, status=response.status)
    sent.headers.pop("Content-Type", None)
    for name, value in response.headers.items():
        sent.headers[name] = value
    return sent


def _body() -> tuple[bytes, Fields]:
    """Return the body and the fields of a form, without ever reading more than is allowed."""
    asked = flask.request
    asked.max_content_length = min(MAX_BYTES, asked.max_content_length or MAX_BYTES)
    try:
        # The cache leaves the body to a host that reads it before or after us.
        body = asked.get_data()
    except RequestEntityTooLarge:
        return _TOO_MUCH, Fields()
    return (b"", Fields.read(body)) if asked.mimetype == _FORM else (body, Fields())
