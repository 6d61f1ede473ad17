"""Find mentions and tags in a typed body, exactly where the reader will see plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markdown_it.token import Token

from socialkit.domain.bodies import BodyFormat, MentionSpan
from socialkit.text import markdown, sanitising
from socialkit.text.scanning import mention_at, tag_at
from socialkit.text.work import TooDear

_LINE_END: Final = re.compile("\r\n?|\n")


def mentions(body: str, body_format: BodyFormat) -> Iterator[MentionSpan]:
    """Yield the mentions of a typed body in their order."""
    if "@" not in body:
        return
    for text, start, at in _places(body, "@", body_format):
        if found := mention_at(text, at):
            end, name, quoted = found
            yield MentionSpan(start=start + at, end=start + end, text=name, quoted=quoted)


def tags(body: str, body_format: BodyFormat) -> Iterator[str]:
    """Yield the tags of a body in their order, as typed and without `#`."""
    if "#" not in body:
        return
    for text, _, at in _places(body, "#", body_format):
        if found := tag_at(text, at):
            yield found[1]


def _places(body: str, sign: str, body_format: BodyFormat) -> Iterator[tuple[str, int, int]]:
    """Yield plain texts, where each begins in the body, and a place of `sign` in it."""
    if body_format is BodyFormat.HTML:
        return _html_places(body, sign)
    try:
        tokens = markdown.parse(body)
    except TooDear:
        return ((body, 0, found.start()) for found in re.finditer(sign, body))
    return _markdown_places(body, sign, tokens)


def _html_places(body: str, sign: str) -> Iterator[tuple[str, int, int]]:
    for text, start, plain in sanitising.pieces(body):
        if plain:
            for found in re.finditer(sign, text):
                yield text, start, found.start()


def _markdown_places(body: str, sign: str, tokens: list[Token]) -> Iterator[tuple[str, int, int]]:
    """Yield the places of names in Markdown.

    The parser tells places in the text of a block, from which it has cut the marks of quotes
    and lists. Those marks never hold an `@`, so the third `@` of a block's line is the third
    of the body's line. (A `#` has no exact place, and needs none.)
    """
    lines: dict[int, Iterator[int]] = {}
    starts = [0, *(found.end() for found in _LINE_END.finditer(body))] if sign == "@" else []
    for block in tokens:
        if block.type != "inline" or sign not in block.content:
            continue
        names = {child.meta["at"] for child in block.children or () if child.type == "name"}
        if sign == "#":
            yield from ((block.content, 0, at) for at in sorted(names))
            continue
        for content_at, body_at in _aligned(body, block, starts, lines):
            if content_at in names:
                yield block.content, body_at - content_at, content_at


def _aligned(
    body: str, block: Token, starts: list[int], lines: dict[int, Iterator[int]]
) -> Iterator[tuple[int, int]]:
    """Yield the place of each `@` of a block: in its content, and in the body."""
    line = block.map[0] if block.map else 0
    offset = 0
    for text in block.content.split("\n"):
        if line not in lines:
            end = starts[line + 1] if line + 1 < len(starts) else len(body)
            lines[line] = (found.start() for found in re.finditer("@", body[starts[line] : end]))
        for found in re.finditer("@", text):
            yield offset + found.start(), starts[line] + next(lines[line])
        offset += len(text) + 1
        line += 1
