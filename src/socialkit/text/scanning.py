"""Recognise mentions and tags at a place of a plain text; who calls knows where text is plain."""

from __future__ import annotations

import re
from typing import Final

from socialkit.domain.handles import is_word, name_end

_QUOTABLE: Final = r'[^"@`<>\[\]\\|\x00-\x1f\ufdd0\ufdd1]'
_QUOTED: Final = re.compile(rf'"((?!\s){_QUOTABLE}{{1,100}})"')
_NOT_QUOTABLE: Final = re.compile(_QUOTABLE.replace("[^", "[", 1) + "+")
# Nothing begins after these: paths, entities, escapes, and `@@`.
_TIES: Final = frozenset("@#/\\")
# These may stand before a mention, but not between it and a word: `**@ana` and not `f*@ana`.
_SIGNS: Final = frozenset("*_~.-+=!$%&")


def mention_at(text: str, at: int) -> tuple[int, str, bool] | None:
    """Return the end, the name and whether it is quoted, of the mention whose `@` is at `at`."""
    if not _is_free(text, at):
        return None
    if found := _QUOTED.match(text, at + 1):
        return None if text.startswith("@", found.end()) else (found.end(), found[1], True)
    end = name_end(text, at + 1)
    if end == at + 1 or _goes_on(text, end):
        return None
    return end, text[at + 1 : end], False


def tag_at(text: str, at: int) -> tuple[int, str] | None:
    """Return the end and the name of the tag whose `#` is at `at`; it holds a letter."""
    if not _is_free(text, at):
        return None
    end = name_end(text, at + 1)
    name = text[at + 1 : end]
    if _goes_on(text, end) or not any(map(str.isalpha, name)):
        return None
    return end, name


def quotable(name: str) -> str:
    """Return a name as it can stand between the quotes of a mention."""
    return " ".join(_NOT_QUOTABLE.sub(" ", name).split())[:100]


def _is_free(text: str, at: int) -> bool:
    """Say whether a mention or tag may begin at `at`: `ana@b` and `f*@b` hold none."""
    before = at
    while before and text[before - 1] in _SIGNS:
        before -= 1
    return not before or not (text[before - 1] in _TIES or is_word(text[before - 1]))


def _goes_on(text: str, end: int) -> bool:
    """Say whether a name is only the beginning of an address, a path or a longer word."""
    after = text[end : end + 2]
    if not after:
        return False
    if after[0] == "/":
        return len(after) > 1 and is_word(after[1])
    return after[0] in "@\u2060" or after.startswith(":/") or is_word(after[0])
