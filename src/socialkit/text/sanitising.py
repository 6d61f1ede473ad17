"""Let through only the HTML that a body may hold: an explicit list of elements and attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import escape, unescape
from typing import Final

import nh3

from socialkit.text.tokens import neutralise

_ALLOWED: Final = """
    a b blockquote br code dd del dl dt em h1 h2 h3 h4 h5 h6 hr i kbd li ol p pre s strong sub sup
    table tbody td th thead tr ul
"""
_TAGS: Final = frozenset(_ALLOWED.split())
_ALIGNMENT: Final = {"class": {"sk-align-left", "sk-align-center", "sk-align-right"}}
_REL: Final = "noopener noreferrer nofollow ugc"
_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_MAX_DEPTH: Final = 60
# One tag of sanitised HTML; a quoted value may hold any sign but its quote.
_TAG: Final = re.compile(r'<(/?)([a-z0-9]+)((?:[^<>"]|"[^"]*")*)>')
_IMAGE_VALUE: Final = re.compile(r'(src|alt)="([^"]*)"')
_OPAQUE: Final = frozenset({"a", "code", "pre", "kbd"})
# Elements that never hold themselves, or hold nothing: they need no closing tag.
_UNCLOSED: Final = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta"}
    | {"p", "param", "source", "tbody", "td", "th", "thead", "tr", "track", "wbr"}
)
_INLINE: Final = frozenset({"a", "b", "code", "del", "em", "i", "kbd", "s", "strong", "sub", "sup"})
_ANY_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
RESERVED: Final = re.compile("[\ufdd0\ufdd1\ud800-\udfff]")
"""What no text may hold here: our own signs, and halves of surrogate pairs."""


def sanitise(html: str) -> str:
    """Return the HTML with everything removed that is not on the list."""
    return _cleaner(images=False).clean(html)


def clean_foreign(html: str) -> str:
    """Return foreign HTML as it may be stored: sanitised, images as links, no token in it."""
    html = RESERVED.sub("\ufffd", html)
    if "<img" in html.lower():
        html = _without_images(_cleaner(images=True).clean(html))
    return neutralise(sanitise(html))


def pieces(html: str) -> Iterator[tuple[str, int, bool]]:
    """Yield the texts between the tags of sanitised HTML: text, where it begins, is it plain.

    Text in links and code is not plain.
    """
    opaque = position = 0
    for tag in _TAG.finditer(html):
        yield html[position : tag.start()], position, not opaque
        position = tag.end()
        if tag[2] in _OPAQUE:
            opaque = max(0, opaque - 1) if tag[1] else opaque + 1
    yield html[position:], position, not opaque


def to_text(html: str) -> str:
    """Return the words of sanitised HTML, a space for each tag of a block."""
    return unescape(_TAG.sub(_gap, html))


def too_deep(html: str) -> bool:
    """Say whether elements are nested so deep that nobody wrote this by hand."""
    opened: Counter[str] = Counter()
    depth = 0
    for tag in _ANY_TAG.finditer(html):
        name = tag[2].lower()
        if name in _UNCLOSED:
            continue
        step = 1 if not tag[1] else -1 if opened[name] else 0
        opened[name] += step
        depth += step
        if depth > _MAX_DEPTH:
            return True
    return False


@cache
def _cleaner(*, images: bool) -> nh3.Cleaner:
    extra: dict[str, set[str]] = {"img": {"src", "alt"}} if images else {}
    return nh3.Cleaner(
        tags={*_TAGS, *extra},
        clean_content_tags={"script", "style"},
        attributes={"a": {"href", "title"}, "ol": {"start"}, **extra},
        tag_attribute_values={"td": _ALIGNMENT, "th": _ALIGNMENT},
        url_schemes=set(_SCHEMES),
        link_rel=_REL,
    )


def _without_images(html: str) -> str:
    links = 0

    def show(tag: re.Match[str]) -> str:
        nonlocal links
        if tag[2] == "a":
            links += -1 if tag[1] else 1
        return _image(tag[3], in_link=links > 0) if tag[2] == "img" else tag.group()

    return _TAG.sub(show, html)


def _image(attributes: str, *, in_link: bool) -> str:
    values = {key: unescape(value) for key, value in _IMAGE_VALUE.findall(attributes)}
    source, label = values.get("src", ""), values.get("alt", "")
    if in_link or not source:
        return escape(label)
    return f'<a href="{escape(source)}">{escape(label or source)}</a>'


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[2] in _INLINE else " "
