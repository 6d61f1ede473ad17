"""Make a thing once, however often its form is sent: a double click shows what the first one made.

The page puts a fresh key into each form. What is claimed is that key together with everything
else that was sent, so a page from the history whose text was changed makes a thing of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Final

from socialkit.errors import Conflict
from socialkit.ports.storage.records import StoredResponse
from socialkit.services.session import Session
from socialkit.web.http import Redirect, Request

FIELD: Final = "once"
"""The hidden field that holds the key."""
_DONE: Final = 303
_CHANGING: Final = frozenset({"csrf_token", "csrfmiddlewaretoken"})
"""What a host's form sends differently each time."""


def once(me: Session, request: Request, act: Callable[[], Redirect]) -> Redirect:
    """Do `act` and keep where it led, or lead there again; one that is refused keeps nothing.

    A form without a key, such as a host's own, is not held back. Raises what `act` raises, and
    `Conflict` (``idempotency.busy``) while the first one is at work.
    """
    if me.person is None or not request.form.get(FIELD):
        return act()
    mark, context = _mark(request), me.context
    key, store = f"form:{mark}", context.unit.idempotency
    with context.unit.atomic():
        if not store.claim(context.me, key, mark, context.now):
            return _again(me, key)
        done = act()
        kept = StoredResponse(mark, _DONE, json.dumps({"to": done.location}))
        store.store(context.me, key, kept)
    return done


def _again(me: Session, key: str) -> Redirect:
    kept = me.context.unit.idempotency.find(me.context.me, key)
    if kept is None or kept.status == 0:
        message = "This is being sent already. Wait a moment and look again."
        raise Conflict("idempotency.busy", message)
    return Redirect(str(json.loads(kept.body)["to"]))


def _mark(request: Request) -> str:
    sent = sorted(pair for pair in request.form.items() if pair[0] not in _CHANGING)
    return hashlib.sha256(json.dumps([request.path, sent]).encode()).hexdigest()
