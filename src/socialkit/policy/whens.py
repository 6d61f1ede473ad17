"""Read `when` cells: condition names with `&`, `|`, `not` and parentheses, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from socialkit.policy.findings import Unsupported

_WORD: Final = re.compile(
    r"\s*(?:(?P<sign>&&|\|\||[&|()])|(?P<name>[A-Za-z_][\w-]*)|(?P<bad>[=<>!]=|\S))"
)
_MEANT: Final = {"&&": "&", "||": "|", "and": "&", "or": "|", "!": "not", "~": "not"}
"""What other languages write, and what is written here."""
_JOINING: Final = frozenset({"&", "|"})
MOST_LEVELS: Final = 20
"""How deep brackets and `not` may be nested."""
MOST_SIGNS: Final = 4_000
"""How long one cell may be."""
_HOW: Final = "Use condition names with & | not and parentheses."


@lru_cache(maxsize=4_096)
def read_when(when: str) -> tuple[str, ...]:
    """Return the words of a cell in order; raise `Unsupported` where they make no sense."""
    if len(when) > MOST_SIGNS:
        raise _too_long(f"{when[:30]!r}... has {len(when):,} signs; {MOST_SIGNS:,} are read.")
    found = tuple(_sound(when))
    before = ""
    for word in found:
        _check_pair(before, word, when)
        before = word
    _check_pair(before, "", when)
    if found.count("(") != found.count(")"):
        raise Unsupported("when", f"The brackets of {when!r} do not match.", "Close each of them.")
    return found


def tree_of(words: tuple[str, ...], meant: Callable[[str], ast.expr]) -> ast.expr:
    """Return the tree of a cell that `read_when` read; `meant` gives that of a condition.

    `not` binds tightest and `|` loosest, as in Casbin.
    """
    return _WhenTree(words, meant).whole()


class _WhenTree:
    """Descend through the words of one cell."""

    def __init__(self, words: tuple[str, ...], meant: Callable[[str], ast.expr]) -> None:
        self._words = (*words, "")
        self._meant = meant
        self._at = 0
        self._level = 0

    def whole(self) -> ast.expr:
        tree = self._either()
        if self._words[self._at]:
            raise Unsupported("when", "The brackets do not match.", "Close each of them.")
        return tree

    def _either(self) -> ast.expr:
        parts = [self._both()]
        while self._took("|"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else ast.BoolOp(ast.Or(), parts)

    def _both(self) -> ast.expr:
        parts = [self._one()]
        while self._took("&"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else ast.BoolOp(ast.And(), parts)

    def _one(self) -> ast.expr:
        self._level += 1
        if self._level > MOST_LEVELS:
            raise _too_long(f"Brackets and `not` are nested in more than {MOST_LEVELS} levels.")
        tree = self._inner()
        self._level -= 1
        return tree

    def _inner(self) -> ast.expr:
        if self._took("not"):
            return ast.UnaryOp(ast.Not(), self._one())
        if not self._took("("):
            self._at += 1
            return self._meant(self._words[self._at - 1])
        tree = self._either()
        if not self._took(")"):
            raise Unsupported("when", "The brackets do not match.", "Close each of them.")
        return tree

    def _took(self, word: str) -> bool:
        found = self._words[self._at] == word
        self._at += found
        return found


def _too_long(reason: str) -> Unsupported:
    return Unsupported("too-long", reason, "Say it with several rules, or with a condition.")


def words(when: str) -> frozenset[str]:
    """Return the names in a cell, sound or not."""
    return frozenset(word["name"] for word in _WORD.finditer(when.rstrip()) if word["name"])


def _sound(when: str) -> Iterator[str]:
    for word in _WORD.finditer(when.rstrip()):
        text = word[word.lastgroup or 0]
        meant = _MEANT.get(text.lower())
        if meant is not None:
            raise Unsupported("when", f"{text!r} does not belong in {when!r}.", f"Write `{meant}`.")
        if word["bad"]:
            how = "Comparisons stand in [conditions] of model.conf; write the condition's name."
            instead = how if text in {"==", "!=", "<", ">", "<=", ">=", ".", '"', "'"} else _HOW
            raise Unsupported("when", f"{text!r} does not belong in {when!r}.", instead)
        yield text


def _check_pair(before: str, word: str, when: str) -> None:
    """Refuse two neighbours that do not fit; nothing stands before the first and after the last."""
    opens = before in {"", "(", "not"} or before in _JOINING
    begins = word not in {"", ")"} and word not in _JOINING
    if opens is begins:
        return
    if opens:
        place = f"behind {before!r}" if before else "at the beginning"
        reason = f"A condition is missing {place} in {when!r}."
    else:
        reason = f"Nothing joins {before!r} and {word!r} in {when!r}."
    raise Unsupported("when", reason, "Write & or | between two conditions.")
