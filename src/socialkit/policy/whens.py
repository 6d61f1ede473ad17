"""Read `when` cells: condition names with `&`, `|`, `not` and parentheses, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from socialkit.policy.findings import Unsupported

_WORD: Final = re.compile(
    r"\s*(?:(?P<sign>&&|\|\||[&|()])|(?P<name>[A-Za-z_][\w-]*)|(?P<bad>[=<>!]=|\S))"
)
_MEANT: Final = {"&&": "&", "||": "|", "and": "&", "or": "|", "!": "not", "~": "not"}
"""What other languages write, and what is written here."""
_JOINING: Final = frozenset({"&", "|"})
_HOW: Final = "Use condition names with & | not and parentheses."


def read_when(when: str) -> tuple[str, ...]:
    """Return the words of a cell in order; raise `Unsupported` where they make no sense."""
    found = tuple(_sound(when))
    before = ""
    for word in found:
        _check_pair(before, word, when)
        before = word
    _check_pair(before, "", when)
    if found.count("(") != found.count(")"):
        raise Unsupported("when", f"The brackets of {when!r} do not match.", "Close each of them.")
    return found


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
