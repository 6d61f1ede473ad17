"""Load a policy: read strictly, check every rule against the vocabulary, report all at once."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

import casbin
from casbin.model import Model as CasbinModel
from casbin.model.function import FunctionMap

from socialkit.domain.attributes import Attribute
from socialkit.domain.formula import Formula, OneOf
from socialkit.domain.vocabulary import VOCABULARY, Vocabulary
from socialkit.policy.comparisons import conjuncts, is_free
from socialkit.policy.evaluate import Evaluator, Request
from socialkit.policy.expressions import expand, parse, words
from socialkit.policy.findings import Finding, PolicyError, Unsupported, did_you_mean
from socialkit.policy.model import Model, ModelReader
from socialkit.policy.roles import Links, People, too_deep
from socialkit.policy.rows import LinkRow, RowReader, RuleRow

Function = Callable[..., Any]
MODEL_FILE: Final = "model.conf"
RULES_FILE: Final = "policy.csv"
_EVAL: Final = re.compile(r"eval\(\s*p\.(\w+)\s*\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """Be one rule, ready to be evaluated."""

    row: RuleRow
    tree: ast.expr
    """The matcher with this rule's own expression in the place of `eval(...)`."""
    free: tuple[ast.expr, ...]
    """Its conjuncts that speak of neither the caller nor the thing."""
    casbin: tuple[str, ...]
    """The row as stock Casbin needs it: conditions expanded."""


@dataclass(slots=True)
class Loaded:
    """Be a policy that was read and found right."""

    model: Model
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    functions: Mapping[str, Function]
    links: Mapping[str, Links]
    enforcer: Any
    """Stock Casbin with the same policy; nothing that serves asks it."""
    version: str
    relevant: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    """For each permission, the rules that can speak of it, in Casbin's order."""
    folded: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each permission, every attribute of the caller that some rule may fold."""


def read_folder(path: Path) -> tuple[str, str]:
    """Return the texts of the two files; raise PolicyError where one can not be read."""
    texts, findings = [], []
    for name in (MODEL_FILE, RULES_FILE):
        try:
            texts.append((path / name).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            reason = f"The file can not be read: {type(error).__name__}."
            instead = f"Put a readable UTF-8 {name} into {path}."
            findings.append(Finding(str(path / name), 1, "unreadable", reason, instead))
    if findings:
        raise PolicyError(findings)
    return texts[0], texts[1]


def default_texts() -> tuple[str, str]:
    """Return the texts of the policy that is shipped."""
    folder = resources.files("socialkit.policy") / "default"
    return (
        (folder / MODEL_FILE).read_text(encoding="utf-8"),
        (folder / RULES_FILE).read_text(encoding="utf-8"),
    )


def load(
    model_text: str,
    rules_text: str,
    *,
    vocabulary: Vocabulary = VOCABULARY,
    functions: Mapping[str, Function] | None = None,
    files: tuple[str, str] = (MODEL_FILE, RULES_FILE),
) -> Loaded:
    """Return the policy that two texts describe; raise PolicyError with every reason."""
    reader = ModelReader(model_text, files[0])
    model = reader.read()
    if model is None:
        raise PolicyError(reader.findings)
    rows = RowReader(rules_text, files[1], model)
    loading = _Loading(model, rows, vocabulary, files[1], dict(functions or {}))
    loaded = loading.load()
    loaded.version = _version(model_text, rules_text)
    return loaded


def _version(*texts: str) -> str:
    normal = "\0".join("\n".join(text.splitlines()) for text in texts)
    return hashlib.sha256(normal.encode()).hexdigest()[:16]


class _Loading:
    """Do the steps of loading one policy, collecting findings on the way."""

    def __init__(
        self,
        model: Model,
        rows: RowReader,
        vocabulary: Vocabulary,
        file: str,
        functions: dict[str, Function],
    ) -> None:
        self._model = model
        self._rows = rows
        self._vocabulary = vocabulary
        self._file = file
        self._findings = list(rows.findings)
        self._findings += too_deep(rows.links, file)
        self._enforcer = self._make_enforcer()
        self._links = self._make_links()
        self._functions = {**FunctionMap.load_function_map().fm, **functions, **self._links}
        self._add_people()

    def load(self) -> Loaded:
        broken = self._check_conditions()
        sound = (row for row in self._rows.rules if not broken & words(row.cells.get("when", "")))
        rules = tuple(rule for row in sound if (rule := self._rule(row)))
        loaded = Loaded(
            model=self._model,
            rules=rules,
            vocabulary=self._vocabulary,
            functions=self._functions,
            links=self._links,
            enforcer=self._enforcer,
            version="",
        )
        self._check_bundles()
        if not self._findings:
            self._findings += Survey(loaded, self._file).run()
        if self._findings:
            raise PolicyError(self._findings)
        self._fill_enforcer(rules)
        return loaded

    # -- Casbin ---------------------------------------------------------------------------

    def _make_enforcer(self) -> Any:
        model = CasbinModel()
        model.add_def("r", "r", ", ".join(self._model.request))
        model.add_def("p", "p", ", ".join(self._model.columns))
        model.add_def("e", "e", self._model.effect_text)
        model.add_def("m", "m", self._model.matcher.value)
        for name, arity in self._model.roles.items():
            model.add_def("g", name, ", ".join("_" * arity))
        enforcer = casbin.Enforcer(model)
        for row in self._rows.links:
            enforcer.model["g"][row.definition].policy.append(list(row.names))
        if self._model.roles:
            enforcer.build_role_links()
        return enforcer

    def _fill_enforcer(self, rules: tuple[Rule, ...]) -> None:
        self._enforcer.model["p"]["p"].policy.extend(list(rule.casbin) for rule in rules)
        for name, function in self._functions.items():
            if name not in self._links:
                self._enforcer.add_function(name, function)

    def _make_links(self) -> dict[str, Links]:
        by_name: dict[str, list[LinkRow]] = {name: [] for name in self._model.roles}
        for row in self._rows.links:
            by_name[row.definition].append(row)
        sections = self._enforcer.model["g"] if self._model.roles else {}
        return {name: Links(sections[name].rm, rows) for name, rows in by_name.items()}

    def _add_people(self) -> None:
        space = self._vocabulary.namespaces
        if space is None or "g" not in self._links:
            return
        people = People(space, self._links["g"], self._rows.links, self._file)
        self._functions["holds"] = people.holds
        self._functions["declared"] = people.is_declared
        self._findings += people.findings(self._rows.rules)

    # -- rules ----------------------------------------------------------------------------

    def _rule(self, row: RuleRow) -> Rule | None:
        try:
            cells = dict(row.cells)
            for column in _EVAL.findall(self._model.matcher.value):
                cells[column] = self._expression(cells.get(column, ""))
            text = _EVAL.sub(lambda found: f"({cells[found[1]]})", self._model.matcher.value)
            tree = parse(text)
            free = tuple(part for part in conjuncts(tree) if is_free(part))
            return Rule(row, tree, free, tuple(cells[name] for name in self._model.columns))
        except Unsupported as refusal:
            self._findings.append(refusal.at(self._file, row.line, where=f"Rule {row.id}"))
            return None

    def _expression(self, cell: str) -> str:
        """Return a `when` cell in Casbin's words, refusing what would not stand alone."""
        text = expand(cell, self._model.conditions) if self._model.conditions else cell
        parse(text)
        return text

    def _check_conditions(self) -> frozenset[str]:
        """Return the conditions that can not be read; rules with them are not looked at."""
        broken = set()
        for name, entry in self._model.conditions.items():
            try:
                parse(entry.value)
            except Unsupported as refusal:
                where = f"Condition {name}"
                self._findings.append(refusal.at(self._model.file, entry.line, where=where))
                broken.add(name)
        return frozenset(broken)

    def _check_bundles(self) -> None:
        """Refuse what no permission, bundle or kind is called; Casbin would never match it."""
        if "g2" not in self._links:
            return
        known = self._links["g2"].names | set(self._vocabulary.permissions)
        for row in self._rows.rules:
            may, what = row.cells.get("may"), row.cells.get("what")
            if may is not None and may not in known:
                self._refuse_name(row.line, "unknown-action", may, known)
            if what is not None and what not in self._vocabulary.kinds:
                self._refuse_name(row.line, "unknown-kind", what, self._vocabulary.kinds)
        wholes = {row.names[1] for row in self._rows.links if row.definition == "g2"}
        for link in self._rows.links:
            if link.definition == "g2" and link.names[0] not in wholes | set(
                self._vocabulary.permissions
            ):
                self._refuse_name(
                    link.line, "unknown-action", link.names[0], self._vocabulary.permissions
                )

    def _refuse_name(self, line: int, code: str, name: str, known: Any) -> None:
        reason = f"{name!r} is not declared."
        finding = Unsupported(code, reason, did_you_mean(name, known)).at(self._file, line)
        self._findings.append(finding)


class Survey:
    """Look at every rule for every permission: find mistakes, and what plans depend on."""

    def __init__(self, loaded: Loaded, file: str) -> None:
        self._loaded = loaded
        self._file = file
        self._asks: dict[str, set[str]] = {}

    def run(self) -> list[Finding]:
        """Fill `relevant` and `folded`; return what is wrong."""
        findings: list[Finding] = []
        own: dict[str, set[str]] = {}
        for permission in self._loaded.vocabulary.permissions:
            own[permission] = set()
            self._asks[permission] = set()
            self._loaded.relevant[permission] = tuple(
                rule
                for rule in self._loaded.rules
                if self._speaks(rule, permission, own[permission], findings)
            )
        findings += self._circles()
        if not findings:
            for permission in own:
                reached = self._reached(permission)
                folded = frozenset().union(*(own[other] for other in reached))
                self._loaded.folded[permission] = folded
        return findings

    def _speaks(
        self, rule: Rule, permission: str, taken: set[str], findings: list[Finding]
    ) -> bool:
        loaded = self._loaded
        kind = loaded.vocabulary.kind_of[permission]

        def answer(attribute: Attribute) -> Formula:
            if attribute.delegation is not None:
                self._asks[permission].add(attribute.delegation.permission)
            return OneOf(attribute, frozenset({True}))

        evaluator = Evaluator(
            loaded.vocabulary,
            loaded.functions,
            loaded.links,
            answer,
            thorough=True,
            taken=taken,
        )
        request = Request(loaded.vocabulary.probe, permission, kind, rule.row.cells)
        try:
            if not evaluator.applies(rule.free, request):
                return False
            evaluator.formula(rule.tree, request)
        except Unsupported as refusal:
            findings.append(refusal.at(self._file, rule.row.line, where=f"Rule {rule.row.id}"))
        return True

    def _reached(self, permission: str) -> set[str]:
        reached, waiting = set[str](), [permission]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._asks[name]
        return reached

    def _circles(self) -> list[Finding]:
        found = []
        for permission, asked in self._asks.items():
            if any(permission in self._reached(other) for other in asked):
                reason = f"The answer to {permission} would need the answer to {permission}."
                instead = "Leave `readable` and the like out of the rules that decide them."
                found.append(Finding(self._file, 1, "circle", reason, instead))
        return found
