"""Check what people type: handles of people, slugs of groups, and plain text of any field.

The rules follow Unicode's UAX 31 and UTS 39 ("highly restrictive") as far as the standard
library knows the characters: letters, marks and digits of any script, with `.`, `_` and `-`
inside, and no mix of scripts in which one letter can pass for another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from socialkit.errors import Invalid

MAX_NAME: Final = 50
"""The longest handle or slug, in characters after normalisation."""
JOINERS: Final = "._-"

_RESERVED: Final = """
    about account admin administrator all anonymous anybody anyone api auth channel
    community directory edit everybody everyone feed following former groups help here home
    host login logout me members mention moderator moderators network new nobody none
    notification notifications null official owner people person post posts profile public question
    questions root search security self service settings signup someone staff static support system
    team thread undefined unknown user users you
"""
RESERVED: Final = frozenset(_RESERVED.split())
"""Folded names that nobody may have: they mean something else in a text or an address."""

# Characters that show nothing (Unicode's Default_Ignorable_Code_Point).
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# What deceives in a line that stands among others' words: marks that turn its direction, and
# characters that show nothing. Joiners stay inside scripts and emoji that need them, variation
# selectors everywhere, tags in the flags that are made of them.
_JOINER = "[\u200c\u200d]"
_WESTERN = "\x00-\u024f"
_DECEPTIVE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
    f"|(?<![^{_WESTERN}]){_JOINER}|{_JOINER}(?![^{_WESTERN}])|{_JOINER}{{2}}"
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
_LINE_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
# Control characters but tab and newline, halves of surrogate pairs, and noncharacters.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
_REFUSED_IN_LINE = re.compile(f"[\t\n]|{_REFUSED.pattern}")
_EAST_ASIAN = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# First words of the names of letters and marks that belong to no script of their own.
_SHARED = frozenset({"COMBINING", "MODIFIER", "KATAKANA-HIRAGANA"})
_HAN = frozenset({"IDEOGRAPHIC", "HANGZHOU", "VERTICAL"})


def fold(handle: str) -> str:
    """Return the key under which a name is unique, whatever its case, width or hidden marks.

    NFKC, casefold and the removal of characters that show nothing, until nothing changes.
    """
    if handle.isascii():
        return handle.lower()
    before, key = "", handle
    while key != before:
        before = key
        visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", key))
        key = unicodedata.normalize("NFKC", visible.casefold())
    return key


def check_handle(text: str) -> str:
    """Return a handle in its normal form (NFKC, case kept), or raise `Invalid` (`handle.*`)."""
    return _check(text, "handle")


def check_slug(text: str) -> str:
    """Return a group's slug in its normal form (NFKC, case kept), or raise `Invalid` (`slug.*`)."""
    return _check(text, "slug")


def suggest_handle(display_name: str, taken: Callable[[str], bool]) -> str:
    """Return a free handle made of a person's name; `taken` is asked about each candidate.

    The same name and the same answers give the same handle. Any text gives one.
    """
    return _suggest(display_name, taken, otherwise="member")


def suggest_slug(name: str, taken: Callable[[str], bool]) -> str:
    """Return a free slug made of a group's name, as `suggest_handle` does for people."""
    return _suggest(name, taken, otherwise="group")


def shows(text: str) -> bool:
    """Tell whether a text shows anything: spaces and characters that show nothing do not count."""
    return bool(_INVISIBLE.sub("", text).strip())


def check_text(value: str, *, field: str, max_length: int, multiline: bool = False) -> str:
    """Return a text in its normal form (NFC, line breaks as newline), or raise `Invalid`.

    `max_length` counts characters of the normal form. Codes: `text.character` for control
    characters, halves of surrogate pairs and noncharacters (tab and line breaks too where
    `multiline` is false), `text.too_long`, `text.type`.
    The parameters name the field, never the text.
    """
    if not isinstance(value, str):
        raise Invalid("text.type", f"The field {field} must be text.", field=field)
    text = _LINE_BREAK.sub("\n", value)
    if found := (_REFUSED if multiline else _REFUSED_IN_LINE).search(text):
        raise Invalid(
            "text.character",
            f"The field {field} has a character that is not allowed "
            f"(U+{ord(found.group()):04X}, place {found.start() + 1}). Remove it.",
            field=field,
            position=found.start() + 1,
        )
    text = unicodedata.normalize("NFC", text)
    if len(text) > max_length:
        raise Invalid(
            "text.too_long",
            f"The field {field} has {len(text)} characters. Use at most {max_length}.",
            field=field,
            length=len(text),
            limit=max_length,
        )
    return text


def check_line(value: str, *, field: str, max_length: int) -> str:
    """Return a name or title as `check_text` does, where nothing in it may deceive.

    Marks of direction and characters that show nothing are refused (`text.character`): pages keep
    the direction of each name apart, so that no name needs them. Bodies may hold them.
    """
    text = check_text(value, field=field, max_length=max_length)
    if not text.isascii() and (found := _DECEPTIVE.search(_FLAG.sub(_same_length, text))):
        raise Invalid(
            "text.character",
            f"The field {field} has an invisible character that changes how it is read "
            f"(U+{ord(found.group()[0]):04X}, place {found.start() + 1}). Remove it.",
            field=field,
            position=found.start() + 1,
        )
    return text


def plain_line(text: str) -> str:
    """Return a text that comes from elsewhere without what `check_line` refuses as deceptive."""
    return text if text.isascii() else _DECEPTIVE.sub("", text)


def _same_length(flag: re.Match[str]) -> str:
    return "." * len(flag.group())


def is_storable(text: object) -> bool:
    """Say whether it is a text without control characters, surrogate halves and noncharacters."""
    return isinstance(text, str) and _REFUSED.search(text) is None


def is_word(char: str) -> bool:
    """Say whether a name may hold this character anywhere: a letter, a mark or a digit."""
    letter = is_start(char) or unicodedata.category(char)[0] == "M"
    return letter and not _INVISIBLE.match(char)


def is_start(char: str) -> bool:
    """Say whether a name may begin with this character: a letter or a decimal digit."""
    return char.isalpha() or char.isdecimal()


def name_end(text: str, start: int) -> int:
    """Return where the name that begins at `start` ends; `start` itself where none does.

    The name begins with a letter or digit, and trailing `.`, `_` and `-` are not part of it.
    Names over `MAX_NAME` characters are none. Looks at `MAX_NAME` + 1 characters at most.
    """
    if not (start < len(text) and is_start(text[start])):
        return start
    end = start
    for position in range(start, min(len(text), start + MAX_NAME + 1)):
        if is_word(text[position]):
            end = position + 1
        elif text[position] not in JOINERS and not _INVISIBLE.match(text[position]):
            break
    return end if end - start <= MAX_NAME else start


def _check(text: str, kind: str) -> str:
    if not isinstance(text, str):
        raise Invalid("text.type", f"The {kind} must be text.", field=kind)
    name = unicodedata.normalize("NFKC", text)
    if not name:
        raise Invalid(f"{kind}.empty", f"The {kind} is empty. Write at least one letter or digit.")
    if len(name) > MAX_NAME:
        raise Invalid(
            f"{kind}.too_long",
            f"The {kind} has {len(name)} characters. Use at most {MAX_NAME}.",
            length=len(name),
            limit=MAX_NAME,
        )
    _check_characters(name, kind)
    _check_scripts(name, kind)
    if fold(name) in RESERVED:
        raise Invalid(f"{kind}.reserved", f"The {kind} is a reserved word. Choose another one.")
    return name


def _check_characters(name: str, kind: str) -> None:
    for position, char in enumerate(name):
        if not is_word(char) and char not in JOINERS:
            raise Invalid(
                f"{kind}.character",
                f"The {kind} has a character that is not allowed (U+{ord(char):04X}, place "
                f"{position + 1}). Use letters, digits, and '.', '_' or '-' between them.",
                position=position + 1,
            )
    if not is_start(name[0]) or name[-1] in JOINERS:
        raise Invalid(
            f"{kind}.edge",
            f"The {kind} begins or ends with a mark. Begin and end it with a letter or digit.",
        )


def _check_scripts(name: str, kind: str) -> None:
    if name.isascii() or (_one_family(name) and _one_numbering(name)):
        return
    raise Invalid(
        f"{kind}.mixed_scripts",
        f"The {kind} mixes letters or digits of different scripts, so that it can be taken for "
        "another one. Use one script.",
    )


def _one_family(name: str) -> bool:
    scripts = {_script(char) for char in name} - {""}
    return len(scripts) < 2 or any(scripts <= family for family in _EAST_ASIAN)  # noqa: PLR2004


def _one_numbering(name: str) -> bool:
    zeros = {ord(char) - int(char) for char in name if char.isdecimal()}
    return len(zeros) < 2  # noqa: PLR2004


def _script(char: str) -> str:
    """Return the script of a letter by the first word of its Unicode name; "" if it has none."""
    if not char.isalpha() and unicodedata.category(char)[0] != "M":
        return ""
    words = unicodedata.name(char, "UNNAMED").split()
    if words[0] in _SHARED:
        return ""
    return "CJK" if words[0] in _HAN else words[0]


def _suggest(source: str, taken: Callable[[str], bool], *, otherwise: str) -> str:
    base = _base(source) or otherwise
    name, number = base, 1
    while fold(name) in RESERVED or taken(name):
        number += 1
        suffix = f"-{number}"
        name = base[: MAX_NAME - len(suffix)].rstrip(JOINERS) + suffix
    return name


def _base(source: str) -> str:
    """Return what can be kept of a name: words joined by `-`, of one family of scripts."""
    visible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", source[: MAX_NAME * 4]).lower())
    name = _hyphenate(visible)
    if not _one_family(name):
        first = next(script for char in name if (script := _script(char)))
        name = _hyphenate("".join(c if _script(c) in {"", first} else " " for c in name))
    if not _one_numbering(name):
        name = _hyphenate("".join(" " if c.isdecimal() and not c.isascii() else c for c in name))
    return name[:MAX_NAME].rstrip(JOINERS)


def _hyphenate(text: str) -> str:
    kept = "".join(char if is_word(char) or char in JOINERS else " " for char in text)
    name = "-".join(kept.split())
    while name and not is_start(name[0]):
        name = name[1:]
    return name.rstrip(JOINERS)
