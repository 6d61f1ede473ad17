"""Read `model.conf` strictly: what Casbin would skip in silence is refused here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from socialkit.policy.findings import Finding, did_you_mean

Effect = Literal["allow-override", "deny-override", "priority"]

EFFECTS: Final[dict[str, Effect]] = {
    "some(where (p.eft == allow))": "allow-override",
    "some(where (p.eft == allow)) && !some(where (p.eft == deny))": "deny-override",
    "priority(p.eft) || deny": "priority",
}
_KEYS: Final = {
    "request_definition": "r",
    "policy_definition": "p",
    "policy_effect": "e",
    "matchers": "m",
}
_SECTIONS: Final = frozenset({*_KEYS, "role_definition", "conditions"})
_NEEDED: Final = frozenset({"sub", "act", "obj"})
_ARITIES: Final = (2, 3)
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """Be one `key = value` of the file."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Model:
    """Be what `model.conf` says, checked."""

    file: str
    request: tuple[str, ...]
    columns: tuple[str, ...]
    roles: dict[str, int]
    """The arity of each role definition (`g` -> 2)."""
    effect: Effect
    effect_text: str
    matcher: Entry
    conditions: dict[str, Entry]


Sections = dict[str, dict[str, Entry]]


class ModelReader:
    """Read one text; `findings` says what is wrong with it."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._text = text
        self.findings: list[Finding] = []

    def read(self) -> Model | None:
        """Return the model, or None with at least one finding."""
        sections = self._sections()
        single = {key: self._single(sections, name, key) for name, key in _KEYS.items()}
        request = self._tokens(single["r"], "request-definition")
        columns = self._columns(single["p"])
        self._check_request(single["r"], request)
        roles = dict(self._roles(sections))
        effect = self._effect(single["e"])
        if self.findings or effect is None:
            return None
        return Model(
            file=self._file,
            request=request,
            columns=columns,
            roles=roles,
            effect=effect,
            effect_text=single["e"].value,
            matcher=single["m"],
            conditions=sections.get("conditions", {}),
        )

    def _refuse(self, line: int, code: str, reason: str, instead: str) -> None:
        self.findings.append(Finding(self._file, line, code, reason, instead))

    def _logical_lines(self) -> Iterator[tuple[int, str]]:
        """Yield lines with their number; a backslash at the end continues a line."""
        start, joined = 0, ""
        for number, raw in enumerate(self._text.splitlines(), 1):
            line = raw.strip()
            if not joined:
                start = number
            if line.endswith("\\"):
                joined += line[:-1].strip() + " "
                continue
            yield start, (joined + line).strip()
            joined = ""
        if joined:
            yield start, joined.strip()

    def _sections(self) -> Sections:
        sections: Sections = {}
        current: dict[str, Entry] | None = None
        for number, line in self._logical_lines():
            if not line or line[0] in "#;":
                continue
            if line.startswith("[") and line.endswith("]"):
                current = self._open(sections, number, line[1:-1])
            else:
                self._add(current, number, line)
        return sections

    def _open(self, sections: Sections, number: int, name: str) -> dict[str, Entry]:
        if name not in _SECTIONS:
            reason = f"[{name}] is no section, and Casbin would skip it in silence."
            self._refuse(number, "unknown-section", reason, did_you_mean(name, _SECTIONS))
        elif name in sections:
            reason = f"[{name}] is there a second time."
            self._refuse(number, "repeated-section", reason, "Write each section once.")
        return sections.setdefault(name, {})

    def _add(self, current: dict[str, Entry] | None, number: int, line: str) -> None:
        key, equals, value = (part.strip() for part in line.partition("="))
        if current is None or not equals or not key or not value:
            reason = f"{line!r} is no `name = value` inside a section."
            self._refuse(number, "not-an-entry", reason, "Write `name = value`.")
        elif "#" in value:
            reason = "A comment behind a value would become part of it."
            self._refuse(number, "trailing-comment", reason, "Put the comment on its own line.")
        elif key in current:
            reason = f"{key!r} is already defined on line {current[key].line}."
            self._refuse(number, "repeated-name", reason, "Remove one of the two.")
        else:
            current[key] = Entry(value, number)

    def _single(self, sections: Sections, section: str, key: str) -> Entry:
        found = sections.get(section, {})
        for other, entry in found.items():
            if other != key:
                reason = (
                    f"[{section}] has a second definition {other!r}, whose effect Casbin ignores."
                )
                instead = f"Keep `{key} = ...` alone; say the rest with rules and conditions."
                self._refuse(entry.line, "several-definitions", reason, instead)
        if key not in found:
            reason = f"[{section}] does not define {key!r}."
            self._refuse(1, "missing-definition", reason, f"Add `{key} = ...` to [{section}].")
            return Entry("", 1)
        return found[key]

    def _tokens(self, entry: Entry, code: str) -> tuple[str, ...]:
        tokens = tuple(token.strip() for token in entry.value.split(","))
        if entry.value and (
            len(set(tokens)) < len(tokens) or not all(map(_NAME.fullmatch, tokens))
        ):
            reason = f"{entry.value!r} is not a list of different names."
            self._refuse(entry.line, code, reason, "Write names with commas between them.")
        return tokens

    def _columns(self, entry: Entry) -> tuple[str, ...]:
        columns = self._tokens(entry, "policy-definition")
        if entry.value and columns[-1] != "eft":
            reason = f"The last column is called {columns[-1]!r}; Casbin then never applies a deny."
            self._refuse(entry.line, "effect-column", reason, "Call the last column `eft`.")
        return columns

    def _check_request(self, entry: Entry, request: tuple[str, ...]) -> None:
        missing = sorted(_NEEDED - set(request))
        if entry.value and (missing or set(request) - _NEEDED - {"kind"}):
            reason = (
                f"A request is `sub, act, obj` and, if wanted, `kind`; this one is {entry.value!r}."
            )
            self._refuse(
                entry.line, "request-definition", reason, "Write `r = sub, act, kind, obj`."
            )

    def _roles(self, sections: Sections) -> Iterator[tuple[str, int]]:
        for name, entry in sections.get("role_definition", {}).items():
            arity = len(entry.value.split(","))
            if "(" in entry.value:
                reason = f"{name} has conditions, which Casbin forgets when it reloads."
                instead = (
                    "Write `_, _`; an end belongs to the membership, and the clock is passed in."
                )
                self._refuse(entry.line, "temporal-roles", reason, instead)
            elif not re.fullmatch(r"g[2-9]?", name) or arity not in _ARITIES:
                reason = f"{name} = {entry.value} is no role definition that can be kept."
                self._refuse(
                    entry.line, "role-definition", reason, "Write `g = _, _` or `g = _, _, _`."
                )
            yield name, arity

    def _effect(self, entry: Entry) -> Effect | None:
        text = re.sub(r"\s+", " ", entry.value)
        if text in EFFECTS:
            return EFFECTS[text]
        if entry.value:
            allows = "!some" in text and "&&" not in text
            reason = (
                "This effect allows everything that no rule denies."
                if allows
                else f"{entry.value!r} is none of the effects that are kept."
            )
            instead = "Write one of: " + " / ".join(EFFECTS)
            self._refuse(entry.line, "policy-effect", reason, instead)
        return None
