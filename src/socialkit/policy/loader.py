"""Load a policy: read strictly, check every rule against the vocabulary, report all at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

import casbin
from casbin.model import Model as CasbinModel
from casbin.model.function import FunctionMap

from socialkit.domain.vocabulary import VOCABULARY, Vocabulary
from socialkit.policy.comparisons import conjuncts, is_free
from socialkit.policy.conditions import ConditionCheck
from socialkit.policy.expressions import expand, parse
from socialkit.policy.files import MODEL_FILE, RULES_FILE, plain, unseen
from socialkit.policy.findings import PolicyError, Unsupported
from socialkit.policy.loaded import Function, Loaded, Rule
from socialkit.policy.model import Model, ModelReader
from socialkit.policy.names import NameCheck
from socialkit.policy.roles import Links, People, too_deep
from socialkit.policy.rows import LinkRow, RowReader, RuleRow
from socialkit.policy.survey import Survey
from socialkit.policy.whens import words

_EVAL: Final = re.compile(r"eval\(\s*p\.(\w+)\s*\)")


def load(
    model_text: str,
    rules_text: str,
    *,
    vocabulary: Vocabulary = VOCABULARY,
    functions: Mapping[str, Function] | None = None,
    files: tuple[str, str] = (MODEL_FILE, RULES_FILE),
) -> Loaded:
    """Return the policy that two texts describe; raise PolicyError with every reason."""
    model_text, rules_text = plain(model_text), plain(rules_text)
    hidden = [*unseen(model_text, files[0]), *unseen(rules_text, files[1])]
    if hidden:
        raise PolicyError(hidden)
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
        self._classes: frozenset[str] = frozenset()
        self._findings = list(rows.findings)
        self._findings += too_deep(rows.links, file)
        self._enforcer = self._make_enforcer()
        self._links = self._make_links()
        self._functions = {**FunctionMap.load_function_map().fm, **functions, **self._links}
        self._add_people()

    def load(self) -> Loaded:
        names = self._check_names()
        loaded = Loaded(
            file=self._file,
            model=self._model,
            rules=(),
            vocabulary=self._vocabulary,
            functions=self._functions,
            links=self._links,
            enforcer=self._enforcer,
            version="",
            classes=self._classes,
        )
        self._check_matcher(names)
        broken = self._check_conditions(loaded, names)
        sound = (row for row in self._rows.rules if not broken & words(row.cells.get("when", "")))
        loaded.rules = tuple(rule for row in sound if (rule := self._rule(row, names)))
        self._findings += Survey(loaded, self._file, skip=self._lines()).run()
        if self._findings:
            raise PolicyError(self._findings)
        self._fill_enforcer(loaded.rules)
        return loaded

    def _lines(self) -> frozenset[int]:
        """Return the lines of rules that were refused already."""
        return frozenset(finding.line for finding in self._findings if finding.file == self._file)

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
        self._classes = people.declared
        self._findings += people.findings(self._rows.rules)

    # -- rules ----------------------------------------------------------------------------

    def _rule(self, row: RuleRow, names: NameCheck) -> Rule | None:
        try:
            cells = dict(row.cells)
            for column in _EVAL.findall(self._model.matcher.value):
                cells[column] = self._expression(cells.get(column, ""), names)
            text = _EVAL.sub(lambda found: f"({cells[found[1]]})", self._model.matcher.value)
            tree = parse(text)
            free = tuple(part for part in conjuncts(tree) if is_free(part))
            return Rule(row, tree, free, tuple(cells[name] for name in self._model.columns))
        except Unsupported as refusal:
            self._findings.append(refusal.at(self._file, row.line, where=f"Rule {row.id}"))
            return None

    def _expression(self, cell: str, names: NameCheck) -> str:
        """Return a `when` cell in Casbin's words, refusing what would not stand alone."""
        if self._model.conditions:
            text = expand(cell, self._model.conditions)
            parse(text)
        else:
            text = cell
            names.constants(parse(text))
        return text

    def _check_names(self) -> NameCheck:
        check = NameCheck(
            vocabulary=self._vocabulary,
            file=self._file,
            rules=tuple(self._rows.rules),
            links=tuple(self._rows.links),
            definitions=frozenset(self._links),
        )
        self._findings += check.findings()
        return check

    def _check_matcher(self, names: NameCheck) -> None:
        matcher = self._model.matcher
        try:
            names.constants(parse(_EVAL.sub("True", matcher.value)))
        except Unsupported as refusal:
            self._findings.append(refusal.at(self._model.file, matcher.line, where="Matcher"))

    def _check_conditions(self, loaded: Loaded, names: NameCheck) -> frozenset[str]:
        """Return the conditions that are wrong; rules with them are not looked at."""
        found = tuple(ConditionCheck(loaded, names).findings())
        self._findings += (finding for _, finding in found)
        return frozenset(name for name, _ in found)
