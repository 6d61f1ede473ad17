"""Read YAML strictly: texts with their lines, every mistake noted, nothing guessed.

YAML's own ideas of truth, numbers and dates are left aside: a value is the text that was written.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, TypeAlias, TypeVar

import yaml

from socialkit.policy.findings import Finding, did_you_mean

T = TypeVar("T")
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG: Final = "tag:yaml.org,2002:"
_PLAIN: Final = frozenset(
    _TAG + name
    for name in ("bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value")
)
_TRUTHS: Final = {"yes": True, "true": True, "no": False, "false": False}
NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class Word:
    """Be one text."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Be a list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Be one `key: value`."""

    key: Word
    value: Node


@dataclass(frozen=True, slots=True)
class Block:
    """Be a block of `key: value`, by key."""

    entries: Mapping[str, Entry]
    line: int


Node: TypeAlias = Word | Listing | Block


class Sheet:
    """Be one file; `findings` says what is wrong with it so far."""

    def __init__(self, text: str, file: str) -> None:
        self.file: Final = file
        self.findings: list[Finding] = []
        self.root: Final = self._root(text)

    def refuse(self, line: int, code: str, reason: str, instead: str = "") -> None:
        """Note a mistake."""
        self.findings.append(Finding(self.file, line, code, reason, instead))

    # -- YAML -----------------------------------------------------------------------------

    def _root(self, text: str) -> Block:
        empty = Block({}, 1)
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                if isinstance(event, yaml.AliasEvent):
                    line = self._line(event)
                    reason = f"*{event.anchor} repeats something by reference."
                    self.refuse(line, "suite-syntax", reason, "Write it out, or name a set.")
                    return empty
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.YAMLError as error:
            self._broken(error)
            return empty
        if node is None:
            self.refuse(1, "suite-shape", "The file is empty.", "Begin with `people:`.")
            return empty
        found = self._node(node)
        return found if isinstance(found, Block) else self._no_block(found, "The file")

    @staticmethod
    def _line(part: Any) -> int:
        return int(part.start_mark.line) + 1

    def _broken(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        line = 1 if mark is None else mark.line + 1
        problem = getattr(error, "problem", None) or "it is no YAML"
        instead = "Check spaces at the beginning of lines, colons, brackets and quotes."
        self.refuse(line, "suite-syntax", f"This can not be read: {problem}.", instead)

    def _node(self, node: Any) -> Node:
        line = self._line(node)
        if node.tag not in _PLAIN:
            self.refuse(line, "suite-syntax", f"{node.tag!r} is no plain value.", "Remove it.")
        if isinstance(node, yaml.ScalarNode):
            return Word(node.value, line)
        if isinstance(node, yaml.SequenceNode):
            return Listing(tuple(map(self._node, node.value)), line)
        entries: dict[str, Entry] = {}
        for key, value in node.value:
            self._add(entries, self._node(key), self._node(value))
        return Block(entries, line)

    def _add(self, entries: dict[str, Entry], key: Node, value: Node) -> None:
        if not isinstance(key, Word):
            self.refuse(key.line, "suite-shape", "A name is expected here.", "Write one word.")
        elif key.text in entries:
            first = entries[key.text].key.line
            reason = f"{key.text!r} is already there on line {first}."
            self.refuse(key.line, "suite-name", reason, "Remove one of the two.")
        else:
            entries[key.text] = Entry(key, value)

    def _no_block(self, node: Node, what: str) -> Block:
        reason = f"{what} needs lines of `name: value`."
        self.refuse(node.line, "suite-shape", reason, "See the reference of policy tests.")
        return Block({}, node.line)

    # -- shapes ---------------------------------------------------------------------------

    def block(self, node: Node, what: str) -> Block:
        """Return a block, or an empty one with a finding; nothing written is an empty one."""
        if isinstance(node, Block):
            return node
        if isinstance(node, Word) and not node.text:
            return Block({}, node.line)
        return self._no_block(node, what)

    def fields(self, node: Node, what: str, known: Collection[str]) -> dict[str, Node]:
        """Return the values of a block whose keys must be known."""
        block = self.block(node, what)
        for name, entry in block.entries.items():
            if name not in known:
                reason = f"{name!r} is nothing that {what} can have."
                self.refuse(entry.key.line, "suite-word", reason, did_you_mean(name, known))
        return {name: entry.value for name, entry in block.entries.items() if name in known}

    def text(self, node: Node, what: str) -> str | None:
        """Return a text that is not empty."""
        if isinstance(node, Word) and node.text:
            return node.text
        self.refuse(node.line, "suite-shape", f"{what} needs one value.", "Write it behind `:`.")
        return None

    def words(self, node: Node, what: str) -> list[Word]:
        """Return one text, or the texts of a list."""
        items = node.items if isinstance(node, Listing) else (node,)
        found: list[Word] = []
        for item in items:
            if isinstance(item, Word) and item.text:
                found.append(item)
            else:
                reason = f"{what} needs names."
                self.refuse(item.line, "suite-shape", reason, "Write `[one, another]`, or `[]`.")
        return found

    # -- values ---------------------------------------------------------------------------

    def choice(self, node: Node, what: str, values: Mapping[str, T]) -> T | None:
        """Return what one of the known words means."""
        text = self.text(node, what)
        if text is None:
            return None
        if text in values:
            return values[text]
        reason = f"{text!r} is no {what}."
        self.refuse(node.line, "suite-value", reason, did_you_mean(text, values))
        return None

    def truth(self, node: Node, what: str) -> bool:
        """Return what `yes` or `no` means."""
        return self.choice(node, f"answer to {what!r}: it is yes or no", _TRUTHS) is True

    def moment(self, node: Node, what: str, *, at: time = NOON) -> datetime | None:
        """Return a date (at that time of the day, UTC) or a date with its time."""
        text = self.text(node, what)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            reason = f"{text!r} is no date."
            self.refuse(node.line, "suite-value", reason, "Write 2026-06-30, or 2026-06-30 14:30.")
            return None
        if len(text) == len("2026-06-30"):
            found = datetime.combine(found.date(), at)
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def last_day(self, node: Node, what: str) -> datetime | None:
        """Return the first moment after a last day; a date with a time is that moment itself."""
        found = self.moment(node, what, at=time(0))
        day = isinstance(node, Word) and len(node.text) == len("2026-06-30")
        return found + timedelta(days=1) if found is not None and day else found


def closest(name: str, known: Iterable[str]) -> str:
    """Return a sentence that proposes close names, or some of them all."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    some = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")  # noqa: PLR2004
    return f"There are: {some}." if names else "There is none."
