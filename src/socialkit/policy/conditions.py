"""Check each condition of a model by itself, whether a rule uses it or not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from socialkit.domain.vocabulary import Vocabulary
from socialkit.policy.building import Building
from socialkit.policy.evaluate import Evaluator, Request
from socialkit.policy.expressions import Expression, source
from socialkit.policy.findings import Finding, Unsupported, did_you_mean
from socialkit.policy.model import Model


class ConditionCheck:
    """Read every condition, and try it on the kinds of thing that have what it speaks of."""

    def __init__(self, vocabulary: Vocabulary, trial: Evaluator, building: Building) -> None:
        self._vocabulary = vocabulary
        self._trial = trial
        self._building = building

    def findings(self, model: Model) -> Iterator[tuple[str, Finding]]:
        """Yield the name of each condition that nothing can satisfy or read, and why."""
        for name, entry in model.conditions.items():
            try:
                self._check(self._building.condition(name), model)
            except Unsupported as refusal:
                yield name, refusal.at(model.file, entry.line, where=f"Condition {name}")

    def _check(self, expression: Expression, model: Model) -> None:
        _no_conditions_inside(expression, model)
        wanted = {name for node in expression.nodes if (name := _of_thing(node)) is not None}
        cells = dict.fromkeys(model.columns, "")
        kinds = self._vocabulary.kinds
        having = [kind for kind in kinds if kinds[kind].attributes.keys() >= wanted]
        refusals = []
        for kind in having or kinds:
            refusal = self._refusal(expression.tree, kind, cells)
            if refusal is None:
                break
            refusals.append(refusal)
        else:
            raise self._clearest(expression.tree, refusals)
        self._building.names.constants(expression)

    def _refusal(self, tree: ast.expr, kind: str, cells: dict[str, str]) -> Unsupported | None:
        permission = next((p for p, k in self._vocabulary.kind_of.items() if k == kind), "")
        try:
            self._trial.formula(tree, Request(self._vocabulary.probe, permission, kind, cells))
        except Unsupported as refusal:
            return refusal
        return None

    def _clearest(self, tree: ast.expr, refusals: list[Unsupported]) -> Unsupported:
        """Return the refusal that speaks of the mistake rather than of the kinds."""
        others = [refusal for refusal in refusals if refusal.code != "unknown-attribute"]
        if others:
            return min(others, key=lambda refusal: "did you mean" not in refusal.told.lower())
        kinds = self._vocabulary.kinds.values()
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


def _no_conditions_inside(expression: Expression, model: Model) -> None:
    for node in expression.nodes:
        if isinstance(node, ast.Name) and node.id in model.conditions:
            reason = f"{node.id!r} is a condition, and conditions can not use one another."
            instead = "Write what it means here, or join the two with & in policy.csv."
            raise Unsupported("unknown-name", reason, instead)
