"""Read `policy.csv` strictly: each line is a rule, a link, a comment or a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from socialkit.policy.findings import MOST_FINDINGS, Finding, did_you_mean
from socialkit.policy.model import Model

_OPEN: Final = {"(": ")", "[": "]"}
_BRACKETS: Final = frozenset("()[]")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Be one `p` line."""

    id: str
    line: int
    comment: str
    """The comment lines right above the rule."""
    cells: dict[str, str]
    """The text of each column by its name."""

    @property
    def effect(self) -> str:
        """Return `allow` or `deny`."""
        return self.cells["eft"]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Be one `g` line: what is part of what."""

    definition: str
    line: int
    names: tuple[str, ...]


class RowReader:
    """Read one text; `rules` and `links` are what it says, `findings` what is wrong."""

    def __init__(self, text: str, file: str, model: Model) -> None:
        self._file = file
        self._model = model
        self._widths = {"p": len(model.columns), **model.roles}
        self._seen: dict[tuple[str, ...], int] = {}
        self._ids: dict[str, int] = {}
        self.findings: list[Finding] = []
        self.rules: list[RuleRow] = []
        self.links: list[LinkRow] = []
        for line, comment, cells in self._lines(text):
            self._read(line, comment, cells)
            if len(self.findings) > MOST_FINDINGS:
                break
        if not self.rules and not self.findings:
            reason = "There is no rule at all; Casbin might then allow everything."
            self._refuse(1, "empty-policy", reason, "Write at least one `p` line.")
        if "priority" in model.columns:
            self.rules.sort(key=_priority)

    def _refuse(self, line: int, code: str, reason: str, instead: str) -> None:
        self.findings.append(Finding(self._file, line, code, reason, instead))

    def _lines(self, text: str) -> Iterator[tuple[int, str, list[str]]]:
        comments: list[str] = []
        for number, raw in enumerate(text.splitlines(), 1):
            line = raw.strip()
            if line.startswith("#"):
                comments.append(line.lstrip("# ").strip())
            elif not line:
                comments = []
            else:
                cells = split_row(line)
                if cells is None:
                    reason = "The brackets of this line do not match."
                    self._refuse(number, "brackets", reason, "Close every bracket that is opened.")
                else:
                    yield number, " ".join(filter(None, comments)), cells
                comments = [] if line.startswith("p") else comments

    def _read(self, line: int, comment: str, row: list[str]) -> None:
        kind, cells = row[0], row[1:]
        if not self._well_formed(line, kind, cells):
            return
        if kind == "p":
            self._read_rule(line, comment, dict(zip(self._model.columns, cells, strict=True)))
        else:
            self.links.append(LinkRow(kind, line, tuple(cells)))

    def _well_formed(self, line: int, kind: str, cells: list[str]) -> bool:
        if kind not in self._widths:
            reason = f"{kind!r} is no kind of row, and Casbin would skip the line in silence."
            self._refuse(line, "unknown-row", reason, did_you_mean(kind, self._widths))
        elif any("#" in cell for cell in cells):
            reason = "A comment behind a row would become part of it."
            self._refuse(line, "trailing-comment", reason, "Put the comment on its own line.")
        elif len(cells) != self._widths[kind]:
            reason = (
                f"There are {len(cells)} cells behind {kind!r} where {self._widths[kind]} belong."
            )
            self._refuse(line, "row-width", reason, f"The columns are {self._shape(kind)}.")
        elif "" in cells:
            reason = "A cell is empty."
            self._refuse(line, "empty-cell", reason, f"The columns are {self._shape(kind)}.")
        else:
            return self._is_new(line, kind, cells)
        return False

    def _shape(self, kind: str) -> str:
        return ", ".join(self._model.columns) if kind == "p" else "part, whole"

    def _is_new(self, line: int, kind: str, cells: list[str]) -> bool:
        named = "id" in self._model.columns and kind == "p"
        key = (kind, *(cells[1:] if named and self._model.columns[0] == "id" else cells))
        first = self._seen.setdefault(key, line)
        if first != line:
            reason = f"This says the same as line {first}."
            self._refuse(line, "repeated-row", reason, "Remove one of the two.")
        return first == line

    def _read_rule(self, line: int, comment: str, cells: dict[str, str]) -> None:
        rule_id = cells.get("id", f"line-{line}")
        first = self._ids.setdefault(rule_id, line)
        if first != line:
            reason = f"The id {rule_id!r} is taken by line {first}."
            self._refuse(line, "repeated-id", reason, "Give each rule an id of its own.")
        if cells["eft"] not in ("allow", "deny"):
            reason = f"{cells['eft']!r} is no effect, and Casbin would ignore the rule in silence."
            self._refuse(
                line, "unknown-effect", reason, did_you_mean(cells["eft"], ("allow", "deny"))
            )
        elif "priority" in cells and not cells["priority"].isdecimal():
            reason = f"The priority {cells['priority']!r} is no whole number."
            self._refuse(line, "priority", reason, "Write a whole number; the smallest goes first.")
        else:
            self.rules.append(RuleRow(rule_id, line, comment, cells))


def _priority(rule: RuleRow) -> int:
    return int(rule.cells["priority"])


def split_row(line: str) -> list[str] | None:
    """Split at commas outside brackets, as Casbin does; None where brackets do not match."""
    if not _BRACKETS.intersection(line):
        return [cell.strip() for cell in line.split(",")]
    cells, start, closers = [], 0, list[str]()
    for at, letter in enumerate(line):
        if letter in _OPEN:
            closers.append(_OPEN[letter])
        elif letter in ")]":
            if not closers or closers.pop() != letter:
                return None
        elif letter == "," and not closers:
            cells.append(line[start:at].strip())
            start = at + 1
    cells.append(line[start:].strip())
    return None if closers else cells
