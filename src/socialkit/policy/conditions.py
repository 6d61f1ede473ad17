"""Check each condition of a model by itself, whether a rule uses it or not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from socialkit.domain.attributes import Attribute
from socialkit.domain.formula import Formula, OneOf
from socialkit.policy.evaluate import Evaluator, Request
from socialkit.policy.expressions import parse, source
from socialkit.policy.findings import Finding, Unsupported, did_you_mean
from socialkit.policy.loaded import Loaded
from socialkit.policy.model import Entry
from socialkit.policy.names import NameCheck


class ConditionCheck:
    """Read every condition, and try it on every kind of thing."""

    def __init__(self, loaded: Loaded, names: NameCheck) -> None:
        self._loaded = loaded
        self._names = names
        self._cells = dict.fromkeys(loaded.model.columns, "")
        self._evaluator = Evaluator(
            loaded.vocabulary, loaded.functions, loaded.links, _some_answer, thorough=True
        )

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield the name of each condition that nothing can satisfy or read, and why."""
        for name, entry in self._loaded.model.conditions.items():
            try:
                self._check(entry)
            except Unsupported as refusal:
                at = refusal.at(self._loaded.model.file, entry.line, where=f"Condition {name}")
                yield name, at

    def _check(self, entry: Entry) -> None:
        tree = parse(entry.value)
        self._no_conditions_inside(tree)
        refusals = []
        for kind in self._loaded.vocabulary.kinds:
            refusal = self._refusal(tree, kind)
            if refusal is None:
                break
            refusals.append(refusal)
        else:
            raise self._clearest(tree, refusals)
        self._names.constants(tree)

    def _no_conditions_inside(self, tree: ast.expr) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in self._loaded.model.conditions:
                reason = f"{node.id!r} is a condition, and conditions can not use one another."
                instead = "Write what it means here, or join the two with & in policy.csv."
                raise Unsupported("unknown-name", reason, instead)

    def _refusal(self, tree: ast.expr, kind: str) -> Unsupported | None:
        vocabulary = self._loaded.vocabulary
        permission = next((p for p, k in vocabulary.kind_of.items() if k == kind), "")
        request = Request(vocabulary.probe, permission, kind, self._cells)
        try:
            self._evaluator.formula(tree, request)
        except Unsupported as refusal:
            return refusal
        return None

    def _clearest(self, tree: ast.expr, refusals: list[Unsupported]) -> Unsupported:
        """Return the refusal that speaks of the mistake rather than of the kinds."""
        others = [refusal for refusal in refusals if refusal.code != "unknown-attribute"]
        if others:
            return min(others, key=lambda refusal: "did you mean" not in refusal.told.lower())
        kinds = self._loaded.vocabulary.kinds.values()
        known = {name for kind in kinds for name in kind.attributes}
        for node in ast.walk(tree):
            if (name := _of_thing(node)) is not None and name not in known:
                reason = f"{source(node)} is no attribute of anything."
                return Unsupported("unknown-attribute", reason, did_you_mean(name, known))
        if all("caller" in refusal.reason for refusal in refusals):
            return refusals[0]
        reason = f"{source(tree)} joins attributes that no kind of thing has together."
        return Unsupported("unknown-attribute", reason, "Write one condition for each kind.")


def _of_thing(node: ast.AST) -> str | None:
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="r"), attr="obj"), attr=name):
            return name
    return None


def _some_answer(attribute: Attribute) -> Formula:
    return OneOf(attribute, frozenset({True}))
