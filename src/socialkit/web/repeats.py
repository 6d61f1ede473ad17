"""Make a write happen once, however often it is sent with one `Idempotency-Key`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from socialkit.errors import Conflict, Invalid
from socialkit.ports.storage.records import StoredResponse
from socialkit.services.session import Session
from socialkit.web.answering import answer
from socialkit.web.http import Request, Response
from socialkit.web.routes import Route

HEADER: Final = "Idempotency-Key"
_KEY: Final = re.compile(r"[\x21-\x7e]{1,100}")


def answer_once(me: Session, route: Route, request: Request, run: Callable[[], object]) -> Response:
    """Run a write, or answer as it was answered before; its record shares the transaction.

    What is kept is the status and the id of the thing, never its content: a repeated write shows
    the thing as its sender may read it today. Raises `Invalid` (``idempotency.key``,
    ``idempotency.reused``), `Conflict` (``idempotency.busy``).
    """
    key = request.headers.get(HEADER)
    if key is None:
        return answer(route, run())
    if not _KEY.fullmatch(key):
        message = f"{HEADER} must be 1 to 100 visible ASCII characters, such as a random UUID."
        raise Invalid("idempotency.key", message, field=HEADER)
    context, mark = me.context, _fingerprint(request)
    if context.unit.idempotency.claim(context.me, key, mark, context.now):
        view = run()
        known = str(getattr(view, "id", ""))
        kept = StoredResponse(mark, route.status, json.dumps({"id": known}))
        context.unit.idempotency.store(context.me, key, kept)
        return answer(route, view)
    return _repeated(me, route, key, mark)


def _repeated(me: Session, route: Route, key: str, mark: str) -> Response:
    kept = me.context.unit.idempotency.find(me.context.me, key)
    if kept is None or kept.status == 0:
        message = "The same request is being worked on. Wait a moment and send it again."
        raise Conflict("idempotency.busy", message)
    if kept.fingerprint != mark:
        message = f"This {HEADER} was used for another request. Use a fresh one for each write."
        raise Invalid("idempotency.reused", message, field=HEADER)
    view = None if route.again is None else route.again(me, json.loads(kept.body)["id"])
    again = answer(route, view)
    headers = {**again.headers, "Idempotency-Replayed": "true"}
    return replace(again, status=kept.status, headers=headers)


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256()
    for part in (request.method.encode(), request.path.encode(), request.body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
