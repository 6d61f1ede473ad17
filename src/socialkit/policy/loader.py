"""Load a policy: read strictly, check every rule against the vocabulary, report all at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from socialkit.domain.attributes import Attribute
from socialkit.domain.formula import Formula, OneOf
from socialkit.domain.vocabulary import VOCABULARY, Vocabulary
from socialkit.errors import ConfigurationError
from socialkit.policy.building import Building
from socialkit.policy.conditions import ConditionCheck
from socialkit.policy.evaluate import Evaluator
from socialkit.policy.files import MODEL_FILE, RULES_FILE, plain, unfit
from socialkit.policy.findings import Finding, PolicyError, Unsupported
from socialkit.policy.functions import OF_THE_LANGUAGE, Function, Functions
from socialkit.policy.loaded import Loaded, Rule
from socialkit.policy.model import Model, ModelReader
from socialkit.policy.names import NameCheck
from socialkit.policy.roles import Links, People, too_deep
from socialkit.policy.rows import LinkRow, RowReader, RuleRow
from socialkit.policy.survey import Survey
from socialkit.policy.whens import words

_BUNDLES: Final = re.compile(r"\bg2\(\s*r\.act\b")


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
    hidden = [*unfit(model_text, files[0]), *unfit(rules_text, files[1])]
    if hidden:
        raise PolicyError(hidden)
    reader = ModelReader(model_text, files[0])
    model = reader.read()
    if model is None:
        raise PolicyError(reader.findings)
    rows = RowReader(rules_text, files[1], model)
    loading = _Loading(model, rows, vocabulary, files[1], dict(functions or {}))
    loaded = loading.load()
    loaded.version = _version(model_text, rules_text, *_added(vocabulary, functions or {}))
    return loaded


def _version(*texts: str) -> str:
    normal = "\0".join("\n".join(text.splitlines()) for text in texts)
    return hashlib.sha256(normal.encode()).hexdigest()[:16]


def _added(vocabulary: Vocabulary, functions: Mapping[str, Function]) -> list[str]:
    """Return what a host added to the words of its policies: with other words they mean more."""
    known = set() if vocabulary is VOCABULARY else _declared(vocabulary) - _declared(VOCABULARY)
    return sorted([*known, *functions])


def _declared(vocabulary: Vocabulary) -> set[str]:
    attributes = (
        f"{attribute!r} {attribute.type} {attribute.values}"
        for kind in vocabulary.kinds.values()
        for attribute in kind.attributes.values()
    )
    return {*attributes, *vocabulary.permissions}


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
        self._links = _links_of(model, rows.links)
        self._findings += too_deep(self._links, rows.links, file)
        _check_functions(functions, taken=frozenset(self._links))
        self._functions: dict[str, Function] = {**functions, **self._links}
        self._add_people()

    def load(self) -> Loaded:
        """Return what was loaded; raise PolicyError."""
        names = self._check_names()
        building = Building(self._model, names)
        loaded = Loaded(
            file=self._file,
            model=self._model,
            rules=(),
            vocabulary=self._vocabulary,
            functions=Functions(self._functions),
            links=self._links,
            link_rows=tuple(self._rows.links),
            needs=building.needs,
            version="",
            classes=self._classes,
        )
        trial = _trial(loaded)
        self._findings += building.check_matcher()
        broken = self._check_conditions(trial, building)
        sound = (row for row in self._rows.rules if not broken & words(row.cells.get("when", "")))
        loaded.rules = tuple(rule for row in sound if (rule := self._rule(row, building)))
        self._findings += Survey(loaded, trial, skip=self._lines()).run()
        if self._findings:
            raise PolicyError(self._findings)
        return loaded

    def _lines(self) -> frozenset[int]:
        """Return the lines of rules that were refused already."""
        return frozenset(finding.line for finding in self._findings if finding.file == self._file)

    def _add_people(self) -> None:
        space = self._vocabulary.namespaces
        if space is None or "g" not in self._links:
            return
        people = People(space, self._links["g"], self._rows.links, self._file)
        self._functions["holds"] = people.holds
        self._functions["declared"] = people.is_declared
        self._classes = people.declared
        self._findings += people.findings(self._rows.rules)

    def _rule(self, row: RuleRow, building: Building) -> Rule | None:
        try:
            return building.rule(row)
        except Unsupported as refusal:
            self._findings.append(refusal.at(self._file, row.line, where=f"Rule {row.id}"))
            return None

    def _check_names(self) -> NameCheck:
        check = NameCheck(
            vocabulary=self._vocabulary,
            file=self._file,
            rules=tuple(self._rows.rules),
            links=tuple(self._rows.links),
            definitions=self._definitions(),
        )
        self._findings += check.findings()
        return check

    def _definitions(self) -> frozenset[str]:
        """Return the role definitions; `g2` only where it holds bundles of actions."""
        is_ours = self._vocabulary.namespaces is not None
        if is_ours or _BUNDLES.search(self._model.matcher.value):
            return frozenset(self._links)
        return frozenset(self._links) - {"g2"}

    def _check_conditions(self, trial: Evaluator, building: Building) -> frozenset[str]:
        """Return the conditions that are wrong; rules with them are not looked at."""
        check = ConditionCheck(self._vocabulary, trial, building)
        found: tuple[tuple[str, Finding], ...] = tuple(check.findings(self._model))
        self._findings += (finding for _, finding in found)
        return frozenset(name for name, _ in found)


def _check_functions(functions: Mapping[str, Function], *, taken: frozenset[str]) -> None:
    """Raise ConfigurationError for functions whose names say something else already."""
    for name, function in functions.items():
        if name in taken | OF_THE_LANGUAGE or not name.isidentifier():
            message = f"A function of the host can not be called {name!r}; choose another name."
            raise ConfigurationError("policy.function", message, function=name)
        if not callable(function):
            message = f"{name!r} is {function!r}, which can not be called."
            raise ConfigurationError("policy.function", message, function=name)


def _links_of(model: Model, rows: list[LinkRow]) -> dict[str, Links]:
    by_name: dict[str, list[LinkRow]] = {name: [] for name in model.roles}
    for row in rows:
        by_name[row.definition].append(row)
    return {name: Links(rows, arity=model.roles[name]) for name, rows in by_name.items()}


def _trial(loaded: Loaded) -> Evaluator:
    """Return what tries every part of every rule, whatever another part decides."""
    return Evaluator(
        loaded.vocabulary,
        loaded.functions,
        loaded.links,
        _some_answer,
        thorough=True,
        needs=loaded.needs,
    )


def _some_answer(attribute: Attribute) -> Formula:
    return OneOf(attribute, frozenset({True}))
