"""Read what must always be true of a policy: `always:` statements in a YAML file."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import yaml

from socialkit.domain.attributes import Value
from socialkit.domain.vocabulary import Vocabulary
from socialkit.policy.findings import Finding, PolicyError, did_you_mean

PROOFS_FILE: Final = "proofs.yaml"
Form = Literal["never", "may", "same-as", "if-may"]
_FORMS: Final[tuple[Form, ...]] = ("never", "may", "same-as", "if-may")
_KEYS: Final = frozenset(
    {*_FORMS, "name", "who", "without", "in", "caller", "thing", "then-may", "for", "except"}
)

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick one, where this installation of the parser has it."""
_CONSTRUCT: Final = yaml.constructor.SafeConstructor().construct_document

Facts = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Statement:
    """Be one statement: in every state that fits the premise, the form holds."""

    name: str
    line: int
    form: Form
    permissions: tuple[str, ...]
    """What nobody may, everybody may, or both may alike; of `if-may` what is given."""
    then: tuple[str, ...] = ()
    same_as: str = ""
    who: tuple[str, ...] = ()
    """Classes, sides, roles: any of them; nothing stands for everybody."""
    without: tuple[str, ...] = ()
    network: str = ""
    caller: Facts | None = None
    things: tuple[Facts, ...] = ()
    """Facts of the thing; any of the alternatives."""


def read_statements(text: str, *, vocabulary: Vocabulary, file: str) -> tuple[Statement, ...]:
    """Return the statements of a text; raise PolicyError with every reason to refuse it."""
    reader = _Reader(vocabulary, file)
    found = reader.read(text)
    if reader.findings:
        raise PolicyError(reader.findings)
    return found


class _Reader:
    def __init__(self, vocabulary: Vocabulary, file: str) -> None:
        self._vocabulary = vocabulary
        self._file = file
        self.findings: list[Finding] = []

    def read(self, text: str) -> tuple[Statement, ...]:
        try:
            node = yaml.compose(text, Loader=_Loader)
            plain = None if node is None else _CONSTRUCT(node)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = 1 if mark is None else mark.line + 1
            reason = f"The file is no YAML: {getattr(error, 'problem', None) or 'unreadable'}."
            self._refuse(line, "yaml", reason, "Correct the indentation and the quotes.")
            return ()
        if not isinstance(plain, dict) or not isinstance(plain.get("always"), list):
            instead = "Write `always:` and below it a list of statements."
            self._refuse(1, "statements", "There are no statements.", instead)
            return ()
        for key in sorted(set(map(str, plain)) - {"always"}):
            self._refuse(1, "unknown-key", f"{key!r} has no meaning here.", "Remove it.")
        lines = _lines(node)
        found = [
            self._statement(one, line) for one, line in zip(plain["always"], lines, strict=True)
        ]
        self._check_names(found)
        return tuple(statement for statement in found if statement is not None)

    def _check_names(self, found: Iterable[Statement | None]) -> None:
        seen: dict[str, int] = {}
        for statement in found:
            if statement is not None and seen.setdefault(statement.name, statement.line) != (
                statement.line
            ):
                reason = f"{statement.name!r} stands on line {seen[statement.name]} already."
                self._refuse(statement.line, "repeated-name", reason, "Choose another name.")

    def _refuse(self, line: int, code: str, reason: str, instead: str) -> None:
        self.findings.append(Finding(self._file, line, code, reason, instead))

    def _statement(self, one: Any, line: int) -> Statement | None:
        before = len(self.findings)
        if not isinstance(one, dict):
            reason = "A statement is a list of `key: value`."
            self._refuse(line, "statement", reason, "Begin it with `- name:`.")
            return None
        for key in sorted(set(map(str, one)) - _KEYS):
            self._refuse(line, "unknown-key", f"{key!r} is no key.", did_you_mean(key, _KEYS))
        forms = [form for form in _FORMS if form in one]
        if len(forms) != 1:
            said = " and ".join(forms) or "none of them"
            reason = f"A statement has exactly one of {', '.join(_FORMS)}; this one has {said}."
            self._refuse(line, "statement", reason, "Write one statement for each.")
            return None
        made = self._made(one, forms[0], line)
        return made if len(self.findings) == before else None

    def _made(self, one: Mapping[str, Any], form: Form, line: int) -> Statement:
        key = "for" if form == "same-as" else form
        return Statement(
            name=self._name(one, line),
            line=line,
            form=form,
            permissions=self._permissions(one, key, line),
            then=self._permissions(one, "then-may", line) if form == "if-may" else (),
            same_as=self._word(one, "same-as", None, line),
            who=self._names(one, "who", line),
            without=self._names(one, "without", line),
            network=self._word(one, "in", self._vocabulary.caller_values["network_kind"], line),
            caller=self._facts(one.get("caller"), line),
            things=self._things(one.get("thing"), line),
        )

    def _name(self, one: Mapping[str, Any], line: int) -> str:
        name = one.get("name")
        if isinstance(name, str) and name.strip():
            return " ".join(name.split())
        reason = "A statement needs a `name`: the sentence that it proves."
        self._refuse(line, "statement", reason, "Write `name: Who has left may do nothing`.")
        return ""

    def _word(
        self, one: Mapping[str, Any], key: str, known: Collection[str] | None, line: int
    ) -> str:
        value = one.get(key, "")
        if isinstance(value, str) and (not value or known is None or value in known):
            return value
        hint = did_you_mean(str(value), known or ())
        self._refuse(line, "unknown-value", f"{key} can not be {value!r}.", hint)
        return ""

    def _names(self, one: Mapping[str, Any], key: str, line: int) -> tuple[str, ...]:
        value = one.get(key, [])
        names = [value] if isinstance(value, str) else value
        if isinstance(names, list) and all(isinstance(name, str) and name for name in names):
            return tuple(names)
        self._refuse(line, "statement", f"{key} is no name and no list.", "Write `[a, b]`.")
        return ()

    def _permissions(self, one: Mapping[str, Any], key: str, line: int) -> tuple[str, ...]:
        known = self._vocabulary.permissions
        if key not in one:
            reason = f"The statement does not say `{key}`."
            self._refuse(line, "statement", reason, f"Write `{key}:` with permissions.")
            return ()
        without = () if key == "then-may" else self._names(one, "except", line)
        excluded = {p for pattern in without for p in _fit(known, pattern)}
        chosen: dict[str, None] = {}
        for pattern in self._names(one, key, line):
            fitting = _fit(known, pattern)
            if not fitting:
                hint = did_you_mean(pattern, known) if "*" not in pattern else "Correct it."
                self._refuse(line, "unknown-action", f"{pattern!r} is no permission.", hint)
            chosen.update(dict.fromkeys(fitting))
        return tuple(p for p in known if p in chosen and p not in excluded)

    def _things(self, value: Any, line: int) -> tuple[Facts, ...]:
        if value is None:
            return ()
        several = value if isinstance(value, list) else [value]
        found = [self._facts(one, line) for one in several]
        return tuple(facts for facts in found if facts is not None)

    def _facts(self, value: Any, line: int) -> Facts | None:
        if value is None:
            return None
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return {
                key: tuple(some) if isinstance(some, list) else (some,)
                for key, some in value.items()
            }
        instead = "Write `{state: draft, archived: false}`."
        self._refuse(line, "statement", f"{value!r} are no facts.", instead)
        return None


def _fit(known: Collection[str], pattern: str) -> list[str]:
    return [permission for permission in known if fnmatch.fnmatchcase(permission, pattern)]


def _lines(node: Any) -> list[int]:
    for key, value in node.value:
        if key.value == "always":
            return [one.start_mark.line + 1 for one in value.value]
    return []
