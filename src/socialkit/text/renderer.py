"""Be the text port: Markdown by markdown-it-py, sanitised by nh3, mentions woven in per reader."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import islice
from typing import Final

from socialkit.domain.bodies import (
    MAX_MENTIONS,
    SOMEONE,
    BodyFormat,
    MentionSpan,
    MentionTarget,
)
from socialkit.domain.handles import fold
from socialkit.errors import Invalid
from socialkit.ports.text import MentionHandles, MentionNames, TextRenderer
from socialkit.text import markdown, sanitising, spans, tokens
from socialkit.text.weaving import Weaver
from socialkit.text.work import TooDear

MAX_BYTES: Final = 65_536
"""The longest body, typed or stored, in bytes of UTF-8."""


class MarkdownText(TextRenderer):
    """Render bodies for one reader at a time; it holds no state and caches nothing."""

    def find_mentions(
        self,
        body: str,
        *,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002 - as in the port
        limit: int = MAX_MENTIONS,
    ) -> tuple[MentionSpan, ...]:
        """Return the mentions of a typed body in their order, at most `limit`."""
        _check_size(body)
        return tuple(islice(spans.mentions(body, format), limit))

    def find_tags(
        self,
        body: str,
        *,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
        limit: int = MAX_MENTIONS,
    ) -> tuple[str, ...]:
        """Return the `#tags` of a body without `#`, each once whatever its case."""
        _check_size(body)
        seen: dict[str, str] = {}
        for tag in islice(spans.tags(body, format), limit):
            seen.setdefault(fold(tag), tag)
        return tuple(seen.values())

    def encode(
        self,
        body: str,
        resolved: Mapping[str, MentionTarget],
        *,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
    ) -> str:
        """Return the stored form of a typed body; text that looks like a token becomes inert."""
        found = self.find_mentions(body, format=format) if resolved else ()
        stored = tokens.insert(body, found, resolved)
        _check_size(stored)
        return stored

    def stored_mentions(self, body: str) -> tuple[MentionTarget, ...]:
        """Return whom a stored body mentions, each once, in their order."""
        _check_size(body)
        return tokens.targets(body)

    def decode(self, body: str, handles: MentionHandles, *, someone: str = SOMEONE) -> str:
        """Return a stored body for editing, with the names of today."""
        _check_size(body)
        return tokens.restore(body, handles, someone)

    def render(
        self,
        body: str,
        *,
        names: MentionNames,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
        someone: str = SOMEONE,
    ) -> str:
        """Return safe HTML of a stored body for one reader."""
        _check_size(body)
        weaver = Weaver(names, someone)
        return weaver.html(_html(weaver.hide(body), format))

    def excerpt(
        self,
        body: str,
        *,
        names: MentionNames,
        format: BodyFormat = BodyFormat.MARKDOWN,  # noqa: A002
        length: int = 200,
        someone: str = SOMEONE,
    ) -> str:
        """Return the beginning of a stored body as plain text, cut between words."""
        _check_size(body)
        weaver = Weaver(names, someone)
        beginning = weaver.hide(body)[: 2_000 + 10 * length]
        words = weaver.text(sanitising.to_text(_html(beginning, format))).split()
        return _cut(" ".join(words), length)

    def clean_html(self, html: str) -> str:
        """Return foreign HTML as it may be stored: allowed elements only, images as links."""
        _check_size(html)
        if sanitising.too_deep(html):
            clean = tokens.neutralise(_plain(html))
        else:
            clean = sanitising.clean_foreign(html)
        _check_size(clean)
        return clean


def _html(body: str, body_format: BodyFormat) -> str:
    if body_format is BodyFormat.HTML:
        return _plain(body) if sanitising.too_deep(body) else sanitising.sanitise(body)
    try:
        return sanitising.sanitise(markdown.to_html(markdown.parse(body)))
    except TooDear:
        return _plain(body)


def _plain(text: str) -> str:
    """Show a body as it was typed, where it is too costly to read its marks."""
    return f"<p>{'<br>'.join(escape(text).splitlines())}</p>"


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head = text[: max(0, length - 1)]
    if not text[len(head)].isspace() and " " in head:
        head = head[: head.rindex(" ")]
    return head.rstrip() + "…"


def _check_size(body: str) -> None:
    size = len(body.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise Invalid(
            "body.too_long",
            f"The text has {size} bytes as it would be stored. Use at most {MAX_BYTES}.",
            length=size,
            limit=MAX_BYTES,
        )
