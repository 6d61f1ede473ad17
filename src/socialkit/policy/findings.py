"""Collect what is wrong with a policy, so that an author sees everything at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from socialkit.errors import ConfigurationError

MOST_FINDINGS: Final = 100
"""As many mistakes are told at once; a file with more is none of a policy."""
_MOST_NAMES: Final = 40
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Be one reason to refuse a policy: where, why, and what to write instead."""

    file: str
    line: int
    code: str
    reason: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.reason} {self.instead}".rstrip()


class PolicyError(ConfigurationError):
    """Refuse a policy. `findings` has every reason, in the order of the files."""

    refused: ClassVar[str] = "The policy is refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        found = sorted(set(findings))
        self.findings = tuple(found[:MOST_FINDINGS])
        lines = [str(finding) for finding in self.findings]
        count = "1 reason" if len(found) == 1 else f"{len(found):,} reasons"
        if len(found) > len(lines):
            count += f", of which these are the first {len(lines)}"
        text = "\n  ".join([f"{self.refused} for {count}:", *lines])
        super().__init__("policy_refused", text, findings=lines)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.findings,)


class SuiteError(PolicyError):
    """Refuse the tests of a policy, because they are not written right."""

    refused = "The tests are refused"


class Unsupported(Exception):
    """Say that an expression has no exact meaning in the kept fragment of Casbin."""

    def __init__(self, code: str, reason: str, instead: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.instead = instead

    @property
    def told(self) -> str:
        """Return the reason and the remedy in one text."""
        return f"{self.reason} {self.instead}"

    def at(self, file: str, line: int, *, where: str = "") -> Finding:
        """Return the finding for this place."""
        prefix = f"{where}: " if where else ""
        return Finding(file, line, self.code, f"{prefix}{self.reason}", self.instead)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that proposes the closest known name, or lists them all."""
    names = sorted(known)
    close = difflib.get_close_matches(name[:_LONGEST], names, n=1)
    if not close:
        by_lower = {known_name.lower(): known_name for known_name in names}
        close = [by_lower[name.lower()]] if name.lower() in by_lower else []
    if close:
        return f"Did you mean {close[0]!r}?"
    if not names:
        return "None is declared."
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    return f"Known: {', '.join(names[:_MOST_NAMES])}{more}."
