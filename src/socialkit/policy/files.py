"""Read the two files of a policy, whatever editor wrote them; what is no plain text is refused."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Final

from socialkit.policy.findings import MOST_FINDINGS, Finding, PolicyError

MODEL_FILE: Final = "model.conf"
RULES_FILE: Final = "policy.csv"
_MARK: Final = "\ufeff"
"""What some editors put in front of a file; Casbin would take it for part of the first word."""
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_LINE_END: Final = re.compile("\r\n|\r|\n")
# Control characters, halves of surrogate pairs, other ends of lines, and what shows nothing.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u2028\u2029\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ud800-\udfff]"
)

MOST_SIGNS: Final = 1_000_000
"""How long a file may be."""
# A word with letters of the Latin and of a Greek, Cyrillic or full-width alphabet.
_OTHER: Final = "\u0370-\u052f\uff21-\uff5a"
_MIXED: Final = re.compile(f"[A-Za-z][\\w-]*[{_OTHER}]|[{_OTHER}][\\w-]*[A-Za-z]")


def read_folder(path: Path) -> tuple[str, str]:
    """Return the texts of the two files; raise PolicyError where one can not be read."""
    texts, findings = [], list[Finding]()
    for name in (MODEL_FILE, RULES_FILE):
        found = _read(path, name)
        if isinstance(found, Finding):
            findings.append(found)
        else:
            texts.append(found)
    if findings:
        raise PolicyError(findings)
    return texts[0], texts[1]


def default_folder() -> Path:
    """Return the folder of the policy that is shipped."""
    return Path(__file__).parent / "default"


def default_texts() -> tuple[str, str]:
    """Return the texts of the policy that is shipped."""
    folder = resources.files("socialkit.policy") / "default"
    return (
        (folder / MODEL_FILE).read_text(encoding="utf-8"),
        (folder / RULES_FILE).read_text(encoding="utf-8"),
    )


def default_text(name: str) -> str:
    """Return the text of one file of the policy that is shipped."""
    return (resources.files("socialkit.policy") / "default" / name).read_text(encoding="utf-8")


def beside(folder: Path, name: str) -> str | None:
    """Return the text of a file that a folder may have; raise PolicyError if it is no text."""
    if not (folder / name).exists():
        return None
    found = _read(folder, name)
    if isinstance(found, Finding):
        raise PolicyError([found])
    return found


def plain(text: str) -> str:
    """Return a text with plain ends of lines and without the mark that editors put in front."""
    return _LINE_END.sub("\n", text.removeprefix(_MARK))


def unfit(text: str, file: str) -> list[Finding]:
    """Return what makes a text unfit to be read at all: its length, or characters that deceive."""
    if len(text) > MOST_SIGNS:
        return [_too_large(file, len(text))]
    return [*_unseen(text, file), *_mixed(text, file)][:MOST_FINDINGS]


def _too_large(file: str, size: int) -> Finding:
    reason = f"The file has {size:,} signs; a policy has at most {MOST_SIGNS:,}."
    return Finding(file, 1, "too-long", reason, "Give groups of people and bundles to rules.")


def _mixed(text: str, file: str) -> list[Finding]:
    return [
        Finding(
            file,
            number,
            "look-alike",
            f"The word around {found[0]!a} mixes letters of two alphabets, which look alike.",
            "Write the word anew.",
        )
        for number, line in enumerate(text.split("\n") if not text.isascii() else (), 1)
        if not line.lstrip().startswith("#") and (found := _MIXED.search(line)) is not None
    ]


def _unseen(text: str, file: str) -> list[Finding]:
    """Return a finding for each line with a character that nobody sees."""
    if _UNSEEN.search(text) is None:
        return []
    return [
        Finding(
            file,
            number,
            "character",
            f"There is a character {found[0]!a} in column {found.start() + 1}, which shows "
            "nothing and would become part of a name.",
            "Remove it; it often comes with a copy from elsewhere.",
        )
        for number, line in enumerate(text.split("\n"), 1)
        if (found := _UNSEEN.search(line)) is not None
    ]


def _read(folder: Path, name: str) -> str | Finding:
    path = folder / name
    try:
        size = path.stat().st_size
        if size > 4 * MOST_SIGNS:
            return _too_large(str(path), size)
        raw = path.read_bytes()
    except OSError as error:
        reason = f"The file can not be read: {type(error).__name__}."
        instead = f"Put a readable UTF-8 {name} into {folder}."
        return Finding(str(path), 1, "unreadable", reason, instead)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(raw[: error.start].decode("utf-8"))) + 1
        reason = f"The byte {raw[error.start]:#04x} is not part of a UTF-8 text."
        if raw.startswith(_WIDE):
            line, reason = 1, "The file is UTF-16."
        instead = "Save the file as UTF-8 in your editor."
        return Finding(str(path), line, "unreadable", reason, instead)
