"""Read a file of policy tests: its cast, and every expectation as single decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from socialkit.domain.actions import Permission
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.findings import Finding, SuiteError, did_you_mean
from socialkit.policy.suites.casting import BEGINNING, SECTIONS, Casting
from socialkit.policy.suites.casts import READING, Cast
from socialkit.policy.suites.reasons import GATE, NO_RULE
from socialkit.policy.suites.scenes import Asked, Scene
from socialkit.policy.suites.sheets import NOON, Block, Node, Sheet, Word, closest

FOLDER: Final = "tests"
"""The folder beside `policy.csv` that holds the tests of a policy."""
EVERYONE: Final = "everyone"
ALL: Final = "all"
NONE: Final = "none"

_TOP: Final = ("network", "wall", "modules", "at", *SECTIONS, "sets", "tests")
_TEST: Final = ("name", "who", "at", "sees", "can", "cannot", "about", "allowed", "because")
_VERBS: Final = {
    kind: tuple(p.verb for p in Permission if p.kind == kind)
    for kind in {p.kind for p in Permission}
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Be one question with the answer that a test expects."""

    asked: Asked
    expected: bool


@dataclass(frozen=True, slots=True)
class Expectation:
    """Be one line of a test: single decisions that belong together."""

    test: str
    file: str
    line: int
    said: str
    """The line in words, such as `vera can reply`."""
    decisions: tuple[Decision, ...]
    because: tuple[str, ...] = ()
    """Ids of rules that must be among those that decide; or `no rule`, or `a gate`."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Be one file of policy tests."""

    file: str
    scene: Scene
    expectations: tuple[Expectation, ...]

    @property
    def tests(self) -> int:
        """Return how many tests the file has."""
        return len({(each.test, each.file) for each in self.expectations})


def read_suite(text: str, file: str, *, policy: CompiledPolicy) -> Suite:
    """Return the tests of one text; raise `SuiteError` with every mistake.

    `policy` says which classes and which ids of rules there are.
    """
    sheet = Sheet(text, file)
    suite = _Reading(sheet, policy).read()
    if sheet.findings:
        raise SuiteError(sheet.findings)
    return suite


def read_suites(files: Iterable[Path], *, policy: CompiledPolicy) -> tuple[Suite, ...]:
    """Return the tests of several files; raise `SuiteError` with the mistakes of all."""
    suites, findings = [], list[Finding]()
    for file in files:
        try:
            suites.append(read_suite(file.read_text("utf-8"), str(file), policy=policy))
        except SuiteError as error:
            findings += error.findings
        except (OSError, UnicodeDecodeError) as error:
            reason = f"The file can not be read: {type(error).__name__}."
            findings.append(Finding(str(file), 1, "unreadable", reason, "Save it as UTF-8."))
    if findings:
        raise SuiteError(findings)
    return tuple(suites)


class _Reading:
    """Read one sheet."""

    def __init__(self, sheet: Sheet, policy: CompiledPolicy) -> None:
        self._sheet = sheet
        self._ids = frozenset(rule.row.id for rule in policy.loaded.rules)
        self._top = sheet.fields(sheet.root, "a file of policy tests", _TOP)
        self._cast = Casting(sheet, policy.classes).read()
        self._at = self._moment(self._top, BEGINNING)
        self._sets = self._read_sets()

    def read(self) -> Suite:
        found: list[Expectation] = []
        node = self._top.get("tests")
        items = () if node is None or isinstance(node, Word | Block) else node.items
        if not items and not self._sheet.findings:
            line = 1 if node is None else node.line
            reason = "There is no test in this file."
            self._sheet.refuse(line, "suite-shape", reason, "Write `tests:` and below it `- name:`")
        for item in items:
            found += _Test(self, self._sheet, item).read()
        return Suite(self._sheet.file, Scene(self._cast), tuple(found))

    # -- what tests ask for ---------------------------------------------------------------

    @property
    def cast(self) -> Cast:
        return self._cast

    @property
    def at(self) -> datetime:
        return self._at

    @property
    def rule_ids(self) -> frozenset[str]:
        return self._ids

    def moment(self, fields: Mapping[str, Node]) -> datetime:
        return self._moment(fields, self._at)

    def people(self, node: Node, what: str) -> tuple[str, ...]:
        """Return the people that a list names, sets resolved, in the order of the cast."""
        named = set(chain.from_iterable(map(self._meant, self._sheet.words(node, what))))
        return tuple(name for name in self._cast.askers if name in named)

    def things(self, node: Node, what: str, names: Collection[str]) -> tuple[str, ...]:
        """Return the things that a list names, in its order."""
        found: list[str] = []
        for word in self._sheet.words(node, what):
            if word.text in {ALL, NONE}:
                found += names if word.text == ALL else ()
            elif word.text in names:
                found.append(word.text)
            else:
                reason = f"{word.text!r} is none of the things that {what} can name."
                self._sheet.refuse(word.line, "suite-name", reason, closest(word.text, names))
        return tuple(found)

    # -- steps ----------------------------------------------------------------------------

    def _moment(self, fields: Mapping[str, Node], default: datetime) -> datetime:
        if "at" not in fields:
            return default.replace(hour=NOON.hour) if default is BEGINNING else default
        return self._sheet.moment(fields["at"], "`at`") or default

    def _read_sets(self) -> dict[str, frozenset[str]]:
        self._sets = {EVERYONE: frozenset(self._cast.askers), NONE: frozenset[str]()}
        block = self._sheet.block(self._top.get("sets", Word("", 1)), "`sets`")
        for name, entry in block.entries.items():
            if name in self._sets or name in self._cast.askers:
                reason = f"{name!r} means something already."
                self._sheet.refuse(entry.key.line, "suite-name", reason, "Choose another name.")
            else:
                self._sets[name] = frozenset(self.people(entry.value, f"`{name}`"))
        return self._sets

    def _meant(self, word: Word) -> Iterable[str]:
        if word.text in self._sets:
            return self._sets[word.text]
        if word.text in self._cast.askers:
            return (word.text,)
        known = (*self._cast.askers, *self._sets)
        reason = f"{word.text!r} is nobody of this file."
        self._sheet.refuse(word.line, "suite-name", reason, closest(word.text, known))
        return ()


class _Test:
    """Read one test."""

    def __init__(self, reading: _Reading, sheet: Sheet, node: Node) -> None:
        self._reading = reading
        self._sheet = sheet
        self._line = node.line
        self._fields = sheet.fields(node, "a test", _TEST)
        self._name = self._title()
        self._at = reading.moment(self._fields)
        self._because = self._reasons()

    def read(self) -> list[Expectation]:
        found = [*self._point("can", expected=True), *self._point("cannot", expected=False)]
        found = [*self._lists(), *found, *self._audiences()]
        if not found and not self._sheet.findings:
            reason = "The test expects nothing."
            self._sheet.refuse(
                self._line, "suite-shape", reason, "Add `sees`, `can`, `cannot` or `allowed`."
            )
        return found

    def _title(self) -> str:
        if "name" in self._fields:
            return self._sheet.text(self._fields["name"], "`name`") or ""
        reason = "The test has no name."
        self._sheet.refuse(self._line, "suite-word", reason, "Say in `name:` what must be true.")
        return ""

    def _block(self, key: str) -> Iterator[tuple[str, Word, Node]]:
        block = self._sheet.block(self._fields.get(key, Word("", self._line)), f"`{key}`")
        for name, entry in block.entries.items():
            yield name, entry.key, entry.value

    # -- who asks -------------------------------------------------------------------------

    def _who(self, key: str) -> tuple[str, ...]:
        if "who" in self._fields:
            return self._reading.people(self._fields["who"], "`who`")
        reason = f"`{key}` needs `who`."
        self._sheet.refuse(self._fields[key].line, "suite-word", reason, "Add `who: <name>`.")
        return ()

    def _lists(self) -> Iterator[Expectation]:
        if "sees" not in self._fields:
            return
        who = self._who("sees")
        for plural, key, value in self._block("sees"):
            if plural not in READING:
                reason = f"{plural!r} is no list of things."
                self._sheet.refuse(key.line, "suite-word", reason, did_you_mean(plural, READING))
                continue
            permission = READING[plural]
            names = self._reading.cast.names_of(permission.kind)
            seen = self._reading.things(value, f"`{plural}`", names)
            for asker in who:
                asked = [(asker, permission.value, name, name in seen) for name in names]
                yield self._expect(key.line, f"{asker} sees exactly these {plural}", asked)

    def _point(self, key: str, *, expected: bool) -> Iterator[Expectation]:
        if key not in self._fields:
            return
        who = self._who(key)
        for verb, word, value in self._block(key):
            named = self._reading.things(value, f"`{verb}`", tuple(self._reading.cast.names()))
            asked = [(name, self._permission(verb, name, word.line)) for name in named]
            if not named and not self._sheet.findings:
                reason = f"`{verb}` names nothing."
                self._sheet.refuse(word.line, "suite-shape", reason, "Name at least one thing.")
            for asker in who:
                yield self._expect(
                    word.line,
                    f"{asker} {key} {verb}",
                    [(asker, found, name, expected) for name, found in asked if found],
                    verb,
                )

    def _audiences(self) -> Iterator[Expectation]:
        if "allowed" not in self._fields:
            return
        if "about" not in self._fields:
            reason = "`allowed` needs `about`."
            line = self._fields["allowed"].line
            self._sheet.refuse(
                line, "suite-word", reason, "Say with `about:` which thing is meant."
            )
            return
        named = tuple(self._reading.cast.names())
        things = self._reading.things(self._fields["about"], "`about`", named)
        for verb, word, value in self._block("allowed"):
            people = self._reading.people(value, f"`{verb}`")
            for name in things:
                permission = self._permission(verb, name, word.line)
                everybody = self._reading.cast.askers if permission else ()
                asked = [(who, permission, name, who in people) for who in everybody]
                yield self._expect(word.line, f"exactly these {verb} {name}", asked, verb)

    def _permission(self, verb: str, name: str, line: int) -> str:
        """Return the permission that a verb means for the thing of this name, or nothing."""
        kind = self._reading.cast.kind_of(name) or ""
        short = verb.removeprefix(f"{kind}:")
        if short in _VERBS[kind]:
            return f"{kind}:{short}"
        reason = f"{verb!r} is nothing that is done with a {kind} such as {name!r}."
        self._sheet.refuse(line, "suite-word", reason, did_you_mean(short, _VERBS[kind]))
        return ""

    def _expect(
        self,
        line: int,
        said: str,
        asked: Iterable[tuple[str, str, str, bool]],
        verb: str | None = None,
    ) -> Expectation:
        decisions = tuple(
            Decision(Asked(who, permission, thing, self._at), expected)
            for who, permission, thing, expected in asked
        )
        because = self._because.get(verb or "", self._because.get("", ()))
        reasons = because if verb is not None else ()
        return Expectation(self._name, self._sheet.file, line, said, decisions, reasons)

    # -- why ------------------------------------------------------------------------------

    def _reasons(self) -> dict[str, tuple[str, ...]]:
        """Return the rules that must decide, by verb; `` stands for every verb of the test."""
        node = self._fields.get("because")
        if node is None:
            return {}
        if not isinstance(node, Block):
            return {"": self._rules(node)}
        verbs = {verb for key in ("can", "cannot", "allowed") for verb, _, _ in self._block(key)}
        found = {}
        for verb, entry in node.entries.items():
            if verb not in verbs:
                reason = f"This test expects nothing about {verb!r}."
                self._sheet.refuse(entry.key.line, "suite-word", reason, closest(verb, verbs))
            found[verb] = self._rules(entry.value)
        return found

    def _rules(self, node: Node) -> tuple[str, ...]:
        known = (*self._reading.rule_ids, NO_RULE, GATE)
        words = self._sheet.words(node, "`because`")
        for word in words:
            if word.text not in known:
                reason = f"{word.text!r} is no rule of this policy."
                self._sheet.refuse(word.line, "suite-name", reason, closest(word.text, known))
        return tuple(word.text for word in words)
