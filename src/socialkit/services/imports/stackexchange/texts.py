"""Make foreign texts fit: characters, lengths, tags."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from socialkit.domain.bodies import BodyFormat
from socialkit.domain.handles import check_text, fold, plain_line
from socialkit.domain.posts import MAX_BODY, MAX_TAG, MAX_TAGS, MAX_TITLE
from socialkit.errors import Invalid
from socialkit.ports.text import TextRenderer

MAX_BIO: Final = 3_500
"""How much of somebody's own words is kept, in characters; the stored form may be longer."""
_TAG: Final = re.compile(r"[^<>|\s]+")
_FORBIDDEN: Final = re.compile(r"[,/?&#]+")
_NONCHARACTER: Final = 0xFFFE
_ARABIC_FORMS: Final = range(0xFDD0, 0xFDF0)


def repaired(text: str) -> str:
    """Return the text with U+FFFD for every character that no text may hold here."""
    if text.isascii() and text.isprintable():
        return text
    try:
        return check_text(text, field="text", max_length=len(text) * 3, multiline=True)
    except Invalid:
        clean = "".join(char if _allowed(char) else "\ufffd" for char in text)
        return check_text(clean, field="text", max_length=len(text) * 3, multiline=True)


def _allowed(char: str) -> bool:
    code = ord(char)
    if code & _NONCHARACTER == _NONCHARACTER or code in _ARABIC_FORMS:
        return False
    return char in "\t\n\r" or unicodedata.category(char) not in {"Cc", "Cs"}


def line(text: str, size: int) -> str:
    """Return the text as one line of at most `size` characters; a longer one ends in `…`."""
    words = " ".join(plain_line(repaired(text)).split())
    return words if len(words) <= size else words[: size - 1].rstrip() + "…"


def title(text: str | None) -> str:
    """Return the title of a question, which always has one."""
    return line(text or "", MAX_TITLE) or "(no title)"


def tags(text: str | None) -> tuple[str, ...]:
    """Return the tags of `<one><two>` or `|one|two|`, each once, at most ten."""
    found: dict[str, str] = {}
    for word in _TAG.findall(repaired(text or "")):
        if tag := _FORBIDDEN.sub("-", word).strip("-")[:MAX_TAG]:
            found.setdefault(fold(tag), tag)
    return tuple(found.values())[:MAX_TAGS]


def html_body(renderer: TextRenderer, text: str) -> str | None:
    """Return an HTML body made safe; None for one that is too long to be stored."""
    try:
        clean = renderer.clean_html(repaired(text))
    except Invalid:
        return None
    return clean if len(clean) <= MAX_BODY else None


def plain_words(renderer: TextRenderer, html: str) -> str | None:
    """Return what somebody tells of themselves in HTML as plain words that mention nobody."""
    clean = html_body(renderer, html)
    if not clean:
        return None
    words = renderer.excerpt(clean, names=lambda _: None, format=BodyFormat.HTML, length=MAX_BIO)
    return renderer.encode(words, {}) or None
