"""Set up the one Markdown dialect: CommonMark, tables, strikethrough, bare web addresses.

HTML is text, images become links, and column alignment becomes a class: nothing in the output
loads anything or carries a style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from socialkit.text.scanning import mention_at, tag_at
from socialkit.text.work import BoundedBlocks, Work, charge_signs

_ADDRESS: Final = re.compile(r"://[^\s<>\"`|\\^{}\[\]\x00-\x20]+")
_SCHEME: Final = re.compile(r"(?<![a-z0-9])https?\Z", re.IGNORECASE)
_TRAILING: Final = "?!.,:;*_~'\""


def parse(body: str) -> list[Token]:
    """Return the tokens of a body, or raise `TooDear`."""
    return _parser().parse(body, {"work": Work()})


def to_html(tokens: list[Token]) -> str:
    """Return HTML of the tokens, which still has to be sanitised."""
    parser = _parser()
    for token in tokens:
        _align(token)
        if token.children:
            token.children = list(_without_images(token.children))
    return str(parser.renderer.render(tokens, parser.options, {}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero")
    parser.block = BoundedBlocks()
    parser.configure("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.before("inline", "charge_signs", charge_signs)
    parser.inline.ruler.before("newline", "address", _address)
    parser.inline.ruler.before("newline", "name", _name)
    parser.add_render_rule("name", _show_name)
    parser.render("ready", {"work": Work()})  # its rules are compiled before threads share it
    return parser


def _show_name(_: RendererHTML, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return escape(tokens[index].content)


def _name(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's own protocol
    """Keep a mention or tag as one piece: its signs are no emphasis, and it is easy to find."""
    sign = state.src[state.pos]
    if silent or state.linkLevel or sign not in "@#":
        return False
    found = (mention_at if sign == "@" else tag_at)(state.src, state.pos)
    if not found:
        return False
    token = state.push("name", "", 0)
    token.content = state.src[state.pos : found[0]]
    token.meta = {"at": state.pos}
    state.pos = found[0]
    return True


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Make a link of a bare `http://` or `https://` address."""
    if silent or state.linkLevel or state.src[state.pos] != ":":
        return False
    scheme = _SCHEME.search(state.pending[-8:])
    rest = _ADDRESS.match(state.src, state.pos, state.posMax)
    if not scheme or not rest:
        return False
    tail = _trimmed(rest.group())
    href = state.md.normalizeLink(scheme.group() + tail)
    if len(tail) <= len("://") or not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme.group())]
    _push_link(state, href, scheme.group() + tail)
    state.pos += len(tail)
    return True


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    address = address.rstrip(_TRAILING)
    while address.endswith(")") and address.count("(") < address.count(")"):
        surplus = address.count(")") - address.count("(")
        closing = len(address) - len(address.rstrip(")"))
        address = address[: -min(surplus, closing)].rstrip(_TRAILING)
    return address


def _push_link(state: StateInline, href: str, label: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = label
    state.push("link_close", "a", -1)


def _align(token: Token) -> None:
    """Replace the style of an aligned cell by a class of ours."""
    if style := token.attrs.pop("style", None):
        token.attrs["class"] = str(style).replace("text-align:", "sk-align-")


def _without_images(tokens: list[Token]) -> Iterator[Token]:
    """Show an image as a link to it, or as its text where it stands in a link."""
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if token.type != "image":
            yield token
        elif depth:
            yield _text(_alternative(token))
        else:
            yield Token("link_open", "a", 1, attrs={"href": token.attrs["src"]})
            yield _text(_alternative(token) or str(token.attrs["src"]))
            yield Token("link_close", "a", -1)


def _alternative(image: Token) -> str:
    return "".join(
        " "
        if child.type.endswith("break")
        else _alternative(child)
        if child.children
        else child.content
        for child in image.children or ()
    )


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
