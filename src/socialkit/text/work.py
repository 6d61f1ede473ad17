"""Bound the work that one body may cause, so that hostile repeats cost no more than long prose.

The parser is linear on all repeats that were tried, but with a large factor for some signs. Each
line, block and sign is charged about the microseconds that it needs; a body that is too dear is
shown as plain text, with its mentions.
"""

from __future__ import annotations

from typing import Final

from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

_BUDGET: Final = 120_000
_LINE: Final = 16
_BLOCK: Final = 10
_DEFINITION: Final = 25
_COLUMN: Final = 2
_SIGNS: Final = {
    "![": 45, "[": 40, "://": 35, "#": 20, "<": 30, "@": 18, "*": 10, "_": 8, "~": 8, "&": 14,
    "`": 5, "!": 3, "\\": 4, "\n": 6, "|": 6, "$": 4, "%": 4, "+": 4, "-": 4, ":": 4, "=": 4,
    ">": 4, "]": 4, "^": 4, "{": 4, "}": 4,
}  # fmt: skip


class TooDear(Exception):
    """Tell that a body would cause more work than one body may."""


class Work:
    """Count the work of one parse, and raise `TooDear` once there is too much."""

    def __init__(self) -> None:
        self.spent = 0

    def spend(self, amount: int) -> None:
        """Add `amount`, in about microseconds."""
        self.spent += amount
        if self.spent > _BUDGET:
            raise TooDear


class _CountedBlocks(StateBlock):
    def push(self, ttype: str, tag: str, nesting: int) -> Token:
        _work(self.env).spend(_BLOCK)
        return super().push(ttype, tag, nesting)  # type: ignore[arg-type]


class BoundedBlocks(ParserBlock):
    """Parse blocks like the parser of the library, and charge lines and blocks."""

    def parse(
        self,
        src: str,
        md: object,
        env: EnvType,
        outTokens: list[Token],  # noqa: N803
    ) -> list[Token] | None:
        """Push the block tokens of `src`, or raise `TooDear`."""
        columns = _COLUMN * src.count("|")
        _work(env).spend(_LINE * src.count("\n") + _DEFINITION * src.count("]:") + columns)
        state = _CountedBlocks(src, md, env, outTokens)  # type: ignore[arg-type]
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


def charge_signs(state: StateCore) -> None:
    """Charge the signs of all inline content, before it is parsed."""
    work = _work(state.env)
    for block in state.tokens:
        if block.type == "inline":
            work.spend(sum(block.content.count(sign) * cost for sign, cost in _SIGNS.items()))


def _work(env: EnvType) -> Work:
    work: Work = env["work"]
    return work
