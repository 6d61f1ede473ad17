"""Turn a policy into diagrams: what each rule asks, and what everybody may do in every state.

Each expression is evaluated by the evaluator that makes the plans. Where it needs to know the
caller, it is evaluated once for each value that it asks for, so nothing is tried in vain.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from socialkit.domain.attributes import Attribute
from socialkit.domain.formula import (
    And,
    Constant,
    Formula,
    Not,
    OneOf,
    Or,
    Via,
    describe,
)
from socialkit.policy.analysis.diagrams import EVERYWHERE, NOWHERE
from socialkit.policy.analysis.space import Space, Variable
from socialkit.policy.evaluate import Evaluator, Request
from socialkit.policy.loaded import Loaded, Rule
from socialkit.policy.needs import Needs, needs_of


class _NeedsError(BaseException):
    """Say which fact about the caller an expression asked for; nothing may catch it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name: Final = name


class _Partial:
    """Be a caller of whom only some facts are known so far."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self._known = known

    def __getattr__(self, name: str) -> object:
        if name in self._known:
            return self._known[name]
        raise _NeedsError(name)


@dataclass(frozen=True, slots=True)
class _Context:
    """Be what an expression can depend on besides the caller and the thing."""

    permission: str
    kind: str
    cells: Mapping[str, str]


class Expressions:
    """Turn expressions of one policy into diagrams, and remember them."""

    def __init__(self, loaded: Loaded, space: Space) -> None:
        self._space = space
        self._diagrams = space.diagrams
        self._evaluator = Evaluator(loaded.vocabulary, loaded.functions, loaded.links, _left_open)
        self._seen: dict[object, int] = {}
        self._texts: dict[int, tuple[str, Needs]] = {}

    def diagram(self, node: ast.expr, context: _Context) -> int:
        """Return the states in which an expression is true; answers stay variables."""
        diagrams = self._diagrams
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                found = EVERYWHERE
                for part in values:
                    found = diagrams.both(found, self.diagram(part, context))
                    if found == NOWHERE:
                        break
                return found
            case ast.BoolOp(values=values):
                return diagrams.any_of([self.diagram(part, context) for part in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return diagrams.opposite(self.diagram(operand, context))
            case _:
                return self._leaf(node, context)

    def _leaf(self, node: ast.expr, context: _Context) -> int:
        text, needs = self._known(node)
        kind = context.kind if needs.by_kind else ""
        act = context.permission if needs.by_action else ""
        key = (text, kind, act, *[context.cells.get(name) for name in needs.columns])
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._evaluated(node, context, {}, [])
        return found

    def _known(self, node: ast.expr) -> tuple[str, Needs]:
        """Return the text of an expression and what it depends on; it is kept alive by that."""
        known = self._texts.get(id(node))
        if known is None:
            known = self._texts[id(node)] = (ast.unparse(node), needs_of(node))
        return known

    def _evaluated(
        self, node: ast.expr, context: _Context, known: dict[str, object], cubes: list[int]
    ) -> int:
        caller = _Partial(known)
        request = Request(caller, context.permission, context.kind, context.cells)
        try:
            formula = self._evaluator.formula(node, request)
        except _NeedsError as needs:
            name = needs.name
        else:
            return self._diagrams.all_of([*cubes, self.of(formula)])
        return self._diagrams.any_of(
            [
                self._evaluated(
                    node, context, {**known, name: value}, [*cubes, self._diagrams.cube(cube)]
                )
                for value, cube in self._space.cases_of(name)
            ]
        )

    def of(self, formula: Formula) -> int:
        """Return the states in which a formula holds, those inside its links included."""
        diagrams = self._diagrams
        match formula:
            case Constant(value):
                return EVERYWHERE if value else NOWHERE
            case And(parts):
                return diagrams.all_of(map(self.of, parts))
            case Or(parts):
                return diagrams.any_of([self.of(part) for part in parts])
            case Not(part):
                return diagrams.opposite(self.of(part))
            case Via(attribute, inner):
                return self.linked(attribute, self.of(inner))
            case OneOf(attribute, values):
                return self._one_of(attribute, values)
            case _:
                kind = getattr(formula, "attribute", getattr(formula, "left", None)).kind  # type: ignore[union-attr]
                return self._opened(formula, kind, describe(formula))

    def linked(self, attribute: Attribute, inner: int) -> int:
        """Return the answer that a thing borrows from the one it is linked to."""
        delegation = attribute.delegation
        presence = (
            self._space.presence(attribute.kind, delegation.link)
            if delegation is not None and delegation.link is not None
            else None
        )
        if delegation is None or presence is None:
            return inner
        there = self._space.where(presence, {True})
        absent = EVERYWHERE if delegation.when_absent else NOWHERE
        present = self._diagrams.both(there, inner)
        missing = self._diagrams.without(absent, there)
        return self._diagrams.either(present, missing)

    def _one_of(self, attribute: Attribute, values: Iterable[Any]) -> int:
        if attribute.is_finite:
            return self._space.where(self._space.attribute(attribute), frozenset(values))
        return self._diagrams.any_of(
            [
                self._opened(OneOf(attribute, frozenset({value})), attribute.kind, name)
                for value in sorted(values, key=repr)
                for name in (f"{attribute.name} is {value!r}",)
            ]
        )

    def _opened(self, leaf: Formula, kind: str, name: str) -> int:
        return self._space.where(self._space.opened(leaf, kind, name), {True})


class Decisions:
    """Answer, for one set of rules, who may do what in every state."""

    def __init__(
        self,
        loaded: Loaded,
        space: Space,
        *,
        rules: Mapping[str, tuple[Rule, ...]] | None = None,
        expressions: Expressions | None = None,
    ) -> None:
        self.loaded: Final = loaded
        self.space: Final = space
        self.expressions: Final = expressions or Expressions(loaded, space)
        self._relevant = loaded.relevant if rules is None else rules
        self._rules: dict[tuple[int, str], tuple[Rule, int]] = {}
        self._settled: dict[tuple[int, str], int] = {}
        self._decided: dict[str, int] = {}
        self._raw: dict[str, int] = {}

    @property
    def permissions(self) -> tuple[str, ...]:
        """Return every permission there is."""
        return self.loaded.vocabulary.permissions

    def kind_of(self, permission: str) -> str:
        """Return the kind of thing that a permission is about."""
        return self.loaded.vocabulary.kind_of[permission]

    def rules(self, permission: str) -> tuple[Rule, ...]:
        """Return the rules that can speak of a permission, in Casbin's order."""
        return self._relevant[permission]

    def with_rules(self, rules: Mapping[str, tuple[Rule, ...]]) -> Decisions:
        """Return the decisions by other rules, what is known of expressions kept."""
        other = Decisions(self.loaded, self.space, rules=rules, expressions=self.expressions)
        other._rules = self._rules
        changed = {p for p in self.permissions if rules[p] != self._relevant[p]}
        for permission, known in self._raw.items():
            if permission not in changed:
                other._raw[permission] = known
        for permission, decided in self._decided.items():
            if not self._needs(permission, changed):
                other._decided[permission] = decided
        return other

    def of(self, permission: str) -> int:
        """Return the states in which the permission is given, gates included."""
        found = self._decided.get(permission)
        if found is None:
            found = self._decided[permission] = self.settled(self.raw(permission))
        return found

    def possible(self, permission: str) -> int:
        """Return the states that can be and in which the permission is given."""
        return self.space.diagrams.both(
            self.of(permission), self.space.valid(self.kind_of(permission))
        )

    def raw(self, permission: str) -> int:
        """Return the decision with the answers to other questions left as variables."""
        found = self._raw.get(permission)
        if found is None:
            pairs = [(rule, self.asked(rule, permission)) for rule in self.rules(permission)]
            found = self._raw[permission] = self.combined(pairs)
        return found

    def asked(self, rule: Rule, permission: str) -> int:
        """Return the states that a rule speaks of, answers left as variables."""
        key = (id(rule), permission)
        known = self._rules.get(key)
        if known is None:
            context = _Context(permission, self.kind_of(permission), rule.row.cells)
            found = EVERYWHERE
            for part in rule.parts:
                found = self.space.diagrams.both(found, self.expressions.diagram(part, context))
                if found == NOWHERE:
                    break
            known = self._rules[key] = (rule, found)
        return known[1]

    def rule(self, rule: Rule, permission: str) -> int:
        """Return the states that a rule speaks of."""
        key = (id(rule), permission)
        if key not in self._settled:
            self._settled[key] = self.settled(self.asked(rule, permission))
        return self._settled[key]

    def combined(self, pairs: Iterable[tuple[Rule, int]]) -> int:
        """Fold rules into one decision, in their order and by the effect of the model."""
        diagrams, known = self.space.diagrams, list(pairs)
        if self.loaded.model.effect == "priority":
            found = NOWHERE
            for rule, asked in reversed(known):
                allows = rule.row.effect == "allow"
                found = diagrams.either(asked, found) if allows else diagrams.without(found, asked)
            return found
        allowed = diagrams.any_of([a for rule, a in known if rule.row.effect == "allow"])
        if self.loaded.model.effect == "allow-override":
            return allowed
        denied = diagrams.any_of([a for rule, a in known if rule.row.effect == "deny"])
        return diagrams.without(allowed, denied)

    def settled(self, diagram: int) -> int:
        """Put the answers to other questions in the place of their variables."""
        diagrams = self.space.diagrams
        for variable in self._answers_in(diagram):
            answer = self.answer(variable)
            yes = diagrams.given(diagram, {variable.number: 1})
            no = diagrams.given(diagram, {variable.number: 0})
            diagram = diagrams.either(diagrams.both(answer, yes), diagrams.without(no, answer))
        return diagram

    def answer(self, variable: Variable) -> int:
        """Return the states in which the answer that a variable stands for is yes."""
        attribute = variable.answers
        if attribute is None or attribute.delegation is None:
            raise TypeError(f"{variable.name} is no answer to another question")
        return self.expressions.linked(attribute, self.of(attribute.delegation.permission))

    def consistent(self, diagram: int) -> int:
        """Return the states in which every answer that a diagram mentions is the right one."""
        diagrams, found = self.space.diagrams, EVERYWHERE
        for variable in self._answers_in(diagram):
            given, answer = self.space.where(variable, {True}), self.answer(variable)
            differs = diagrams.either(
                diagrams.without(given, answer), diagrams.without(answer, given)
            )
            found = diagrams.without(found, differs)
        return found

    def _answers_in(self, diagram: int) -> list[Variable]:
        numbers = sorted(self.space.diagrams.support(diagram))
        return [v for v in (self.space.variables[n] for n in numbers) if v.answers is not None]

    def _needs(self, permission: str, changed: set[str]) -> bool:
        if permission in changed:
            return True
        return any(
            variable.answers is not None
            and variable.answers.delegation is not None
            and self._needs(variable.answers.delegation.permission, changed)
            for variable in self._answers_in(self.raw(permission))
        )


def _left_open(attribute: Attribute) -> Formula:
    return OneOf(attribute, frozenset({True}))
