"""Store mentions by id: write tokens into bodies, read them, and give them names again.

A token is `@[person:<uuid>]` or `@[group:<uuid>]`. Text that somebody typed in this shape is
made inert by an invisible word joiner (U+2060) after the `@`, so that every token of a stored
body was written here and a plain search finds them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from uuid import UUID

from socialkit.domain.bodies import MentionKind, MentionSpan, MentionTarget
from socialkit.domain.handles import MAX_NAME
from socialkit.text.scanning import mention_at, quotable

_UUID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TOKEN: Final = re.compile(rf"@\[(person|group):({_UUID})\]")
_LOOK_ALIKE: Final = re.compile(r"@(?=\[(?:person|group):)")
_INERT: Final = re.compile(rf"@\u2060(?=\[(?:person|group):{_UUID}\])")


def neutralise(text: str) -> str:
    """Return typed text in which nothing is a token."""
    return _LOOK_ALIKE.sub("@\u2060", text)


def insert(body: str, spans: Iterable[MentionSpan], resolved: Mapping[str, MentionTarget]) -> str:
    """Return `body` with a token for each span that `resolved` knows, and no other token."""
    parts: list[str] = []
    position = 0
    for span in spans:
        if target := resolved.get(span.text):
            parts += (neutralise(body[position : span.start]), token(target))
            position = span.end
    parts.append(neutralise(body[position:]))
    return "".join(parts)


def token(target: MentionTarget) -> str:
    """Return how a mention is written in a stored body."""
    return f"@[{target.kind.value}:{target.id}]"


def targets(body: str) -> tuple[MentionTarget, ...]:
    """Return whom the tokens of a stored body mean, each once, in their order."""
    if "@[" not in body:
        return ()
    return tuple(dict.fromkeys(_target(found) for found in _TOKEN.finditer(body)))


def replace(body: str, write: Callable[[MentionTarget, int], str]) -> str:
    """Return `body` with each token replaced by `write(target, end)`; `end` is its place."""
    return _TOKEN.sub(lambda found: write(_target(found), found.end()), body)


def restore(body: str, handles: Callable[[MentionTarget], str | None], someone: str) -> str:
    """Return a stored body as its author edits it: typed mentions instead of tokens."""

    def write(target: MentionTarget, end: int) -> str:
        name = handles(target)
        return someone if name is None else _typed(name, body[end : end + MAX_NAME + 2])

    return _INERT.sub("@", replace(body, write))


def _typed(name: str, after: str) -> str:
    plain = f"@{name}"
    found = mention_at(plain + after, 0)
    if found and found == (len(plain), name, False):
        return plain
    return f'@"{quotable(name)}"'


def _target(found: re.Match[str]) -> MentionTarget:
    return MentionTarget(kind=MentionKind(found[1]), id=UUID(found[2]))
