"""Evaluate an expression in part: the caller's shape and the rule are known, the thing is not.

What is left is a formula over the thing. A finite attribute is split into its cases: any
function over it is run by Casbin's own code once for each value that the vocabulary declares.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from socialkit.domain.attributes import VARIES, Attribute, AttributeType, Value
from socialkit.domain.formula import (
    ALWAYS,
    NEVER,
    Among,
    And,
    Constant,
    Equal,
    Formula,
    Not,
    OneOf,
    Or,
    Order,
    Ordered,
    Same,
    StartsWith,
    Via,
    all_of,
    any_of,
    negate,
    one_of,
)
from socialkit.domain.vocabulary import Vocabulary
from socialkit.policy.comparisons import (
    Fact,
    Folding,
    Late,
    Operand,
    Whole,
    check_constant,
    equal_facts,
    holds,
    identical,
    is_number,
    key_match,
    never_true,
    order_refused,
    ordered,
    same,
)
from socialkit.policy.expressions import source
from socialkit.policy.findings import Unsupported, did_you_mean
from socialkit.policy.needs import Needs, needs_of
from socialkit.policy.roles import Links

MOST_CASES: Final = 512
_FORMULAS: Final = (Constant, OneOf, Same, Among, Ordered, Equal, StartsWith, Via, Not, And, Or)
_ORDERS: Final[dict[type[ast.cmpop], tuple[Order, Order]]] = {
    ast.Lt: ("<", ">"),
    ast.LtE: ("<=", ">="),
    ast.Gt: (">", "<"),
    ast.GtE: (">=", "<="),
}
_NOTING: Final = frozenset({"holds", "declared"})
"""Functions that read the same attributes of every caller; of others nobody knows."""
_FRESH: Final = "\x00a name that nobody uses"


@dataclass(frozen=True, slots=True)
class Request:
    """Be everything that is known while a rule is evaluated."""

    caller: object
    permission: str
    kind: str
    cells: Mapping[str, str]


Memo: TypeAlias = dict[Hashable, "_Known"]


@dataclass(slots=True)
class Evaluator:
    """Evaluate trees for one caller, one vocabulary and one set of functions and links."""

    vocabulary: Vocabulary
    functions: Mapping[str, Callable[..., Any]]
    links: Mapping[str, Links]
    answer: Callable[[Attribute], Formula]
    """Give the formula of a delegated attribute."""
    thorough: bool = False
    """Look at every part, also behind one that already decides: to find every mistake."""
    needs: Mapping[int, Needs] = field(default_factory=dict)
    """What trees that come up again and again depend on."""
    taken: set[str] = field(default_factory=set)
    """The caller's attributes that were folded."""
    asked: set[str] = field(default_factory=set)
    """The permissions whose answers were needed."""
    memo: Memo = field(default_factory=dict)

    def formula(self, node: ast.expr, request: Request) -> Formula:
        """Return what is left of an expression; raise `Unsupported`."""
        return _Evaluation(self, request).formula(node)

    def noting(self) -> tuple[set[str], set[str]]:
        """Return what it takes and asks from now on."""
        self.taken, self.asked = set(), set()
        return self.taken, self.asked


@dataclass(frozen=True, slots=True)
class _Known:
    """Be what came out of an expression before."""

    formula: Formula | None
    refusal: Unsupported | None
    taken: frozenset[str]
    asked: frozenset[str]


class _Evaluation:
    """Walk one tree for one request."""

    def __init__(self, rules: Evaluator, request: Request) -> None:
        self._rules = rules
        self._request = request
        self._attributes = rules.vocabulary.kinds[request.kind].attributes

    def formula(self, node: ast.expr) -> Formula:
        needs = self._rules.needs.get(id(node))
        if needs is None:
            return self._formula(node)
        key = needs.key(self._request)
        known = self._rules.memo.get(key)
        if known is None:
            known = self._rules.memo[key] = self._known(node)
        self._rules.taken |= known.taken
        self._rules.asked |= known.asked
        if known.formula is None:
            raise known.refusal or TypeError("neither a formula nor a refusal")
        return known.formula

    def _known(self, node: ast.expr) -> _Known:
        """Evaluate a tree, noting apart what it takes and asks."""
        rules, refusal, formula = self._rules, None, None
        before = rules.taken, rules.asked
        rules.taken, rules.asked = set(), set()
        try:
            formula = self._formula(node)
        except Unsupported as caught:
            refusal = caught
        finally:
            known = _Known(formula, refusal, frozenset(rules.taken), frozenset(rules.asked))
            rules.taken, rules.asked = before
        return known

    def _formula(self, node: ast.expr) -> Formula:
        match node:
            case ast.BoolOp(op=op, values=values):
                return self._joined(values, conjunction=isinstance(op, ast.And))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return negate(self.formula(operand))
            case ast.IfExp():
                return self._choice(node)
            case ast.Compare():
                return self._chain(node)
            case _:
                return self._truth(self._value(node), node)

    def _joined(self, nodes: list[ast.expr], *, conjunction: bool) -> Formula:
        decided = NEVER if conjunction else ALWAYS
        parts: list[Formula] = []
        for node in nodes:
            part = self.formula(node)
            if part == decided and not (self._rules.thorough and self._may_change(node)):
                return part
            parts.append(part)
        return all_of(parts) if conjunction else any_of(parts)

    @staticmethod
    def _may_change(node: ast.expr) -> bool:
        """Say whether another caller or thing could make something else of it."""
        return not needs_of(node).is_free

    def _choice(self, node: ast.IfExp) -> Formula:
        test = self.formula(node.test)
        if not self._rules.thorough and isinstance(test, Constant):
            return self.formula(node.body if test.value else node.orelse)
        yes, no = self.formula(node.body), self.formula(node.orelse)
        return any_of([all_of([test, yes]), all_of([negate(test), no])])

    def _chain(self, node: ast.Compare) -> Formula:
        parts: list[Formula] = []
        left = node.left
        for sign, right in zip(node.ops, node.comparators, strict=True):
            part = self._compare(sign, left, right, node)
            if part == NEVER and not self._rules.thorough:
                return NEVER
            parts.append(part)
            left = right
        return all_of(parts)

    def _truth(self, value: Operand, node: ast.expr) -> Formula:
        if isinstance(value, _FORMULAS):
            return value
        if value is True or value is False:
            return ALWAYS if value else NEVER
        if isinstance(value, Fact):
            attribute = value.attribute
            if attribute.type is AttributeType.BOOL and not attribute.nullable:
                return self._fact_is(attribute, {True})
        raise Unsupported(
            "not-a-condition",
            f"{source(node)} is neither true nor false.",
            "Compare it with a value.",
        )

    def _fact_is(self, attribute: Attribute, values: set[Value]) -> Formula:
        if attribute.delegation is None:
            return one_of(attribute, values)
        if values >= {True, False}:
            return ALWAYS
        self._rules.asked.add(attribute.delegation.permission)
        answer = self._rules.answer(attribute)
        return answer if True in values else negate(answer) if False in values else NEVER

    @property
    def _caller(self) -> Folding:
        return Folding(self._request.caller, self._rules.vocabulary.foldable, self._rules.taken)

    # -- values ---------------------------------------------------------------------------

    def _value(self, node: ast.expr) -> Operand:
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Tuple | ast.List):
            return self._constants(node.elts, node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self._negative(node)
        if isinstance(node, ast.Name):
            raise Unsupported(
                "unknown-name",
                f"{source(node)} is no name that a rule may use.",
                "Write r.obj.<attribute>, r.sub.<attribute>, or a text in quotes.",
            )
        return self.formula(node)

    @staticmethod
    def _negative(node: ast.UnaryOp) -> int:
        match node.operand:
            case ast.Constant(value=int() as number):
                return -number
        raise Unsupported("arithmetic", f"{source(node)} calculates.", "Write the number.")

    def _constants(self, nodes: list[ast.expr], whole: ast.expr) -> tuple[Value, ...]:
        values = tuple(self._value(node) for node in nodes)
        if all(value is None or isinstance(value, str | int) for value in values):
            return values
        raise Unsupported(
            "list",
            f"{source(whole)} lists something else than constants.",
            "List texts, whole numbers, True, False or None.",
        )

    def _attribute(self, node: ast.Attribute) -> Operand:
        of = node.value
        if isinstance(of, ast.Name) and of.id == "r":
            return self._part(node.attr, node)
        if isinstance(of, ast.Name) and of.id == "p":
            return self._column(node.attr, node)
        if isinstance(of, ast.Attribute) and isinstance(of.value, ast.Name) and of.value.id == "r":
            if of.attr == "obj":
                return self._fact(node.attr, node)
            if of.attr == "sub":
                return self._of_caller(node.attr, node)
        raise Unsupported(
            "too-deep",
            f"{source(node)} goes more than one step into something.",
            "Use one declared attribute, such as r.obj.state.",
        )

    def _column(self, column: str, node: ast.expr) -> str:
        if column in self._request.cells:
            return self._request.cells[column]
        raise Unsupported(
            "unknown-column",
            f"{source(node)} is no column of a rule.",
            did_you_mean(column, self._request.cells),
        )

    def _part(self, part: str, node: ast.expr) -> Operand:
        match part:
            case "sub":
                return self._caller
            case "obj":
                return Whole()
            case "act":
                return self._request.permission
            case "kind":
                return self._request.kind
        raise Unsupported(
            "unknown-name",
            f"{source(node)} is no part of a request.",
            did_you_mean(part, ("sub", "act", "kind", "obj")),
        )

    def _fact(self, name: str, node: ast.expr) -> Operand:
        attribute = self._attributes.get(name)
        if attribute is None:
            raise Unsupported(
                "unknown-attribute",
                f"{source(node)} is no attribute of a {self._request.kind}.",
                did_you_mean(name, self._attributes),
            )
        return Fact(attribute) if attribute.constant is VARIES else attribute.constant

    def _of_caller(self, name: str, node: ast.expr) -> Operand:
        known = self._rules.vocabulary
        if name in known.parameters or name in known.collections:
            return Late(name, name in known.collections)
        if name not in known.foldable:
            names = known.foldable | known.parameters | known.collections
            raise Unsupported(
                "unknown-attribute",
                f"{source(node)} is no attribute of a caller.",
                did_you_mean(name, names),
            )
        return getattr(self._caller, name)

    # -- comparisons ----------------------------------------------------------------------

    def _compare(
        self, sign: ast.cmpop, left: ast.expr, right: ast.expr, whole: ast.expr
    ) -> Formula:
        one, other = self._operand(left, whole), self._operand(right, whole)
        if isinstance(sign, ast.Eq | ast.NotEq):
            found = self._equal(one, other, whole)
            return negate(found) if isinstance(sign, ast.NotEq) else found
        if isinstance(sign, ast.In | ast.NotIn):
            found = self._member(one, other, whole)
            return negate(found) if isinstance(sign, ast.NotIn) else found
        return self._order(_ORDERS[type(sign)], one, other, whole)

    def _operand(self, node: ast.expr, whole: ast.expr) -> Operand:
        value = self._value(node)
        if isinstance(value, Constant):
            return value.value
        if isinstance(value, (*_FORMULAS, Whole, Folding)):
            raise Unsupported(
                "comparison",
                f"{source(whole)} compares a condition, or a thing as a whole.",
                "Compare an attribute with a value.",
            )
        return value

    def _equal(self, one: Operand, other: Operand, whole: ast.expr) -> Formula:
        if isinstance(other, Fact) and not isinstance(one, Fact):
            one, other = other, one
        if not isinstance(one, Fact):
            return self._equal_known(one, other, whole)
        attribute = one.attribute
        if isinstance(other, Fact):
            return equal_facts(attribute, other.attribute, whole)
        if isinstance(other, Late):
            return same(attribute, other, whole)
        check_constant(attribute, other, whole)
        return self._fact_is(attribute, {other})

    @staticmethod
    def _equal_known(one: Operand, other: Operand, whole: ast.expr) -> Formula:
        if isinstance(one, Late) or isinstance(other, Late):
            raise Unsupported(
                "late",
                f"{source(whole)} needs the caller's own value while compiling.",
                "Compare it with an attribute of the thing.",
            )
        if type(one) is not type(other):
            raise never_true(whole, "the two are of different types")
        return ALWAYS if one == other else NEVER

    def _member(self, one: Operand, many: Operand, whole: ast.expr) -> Formula:
        if isinstance(many, Late):
            if isinstance(one, Fact) and many.is_collection and not one.attribute.is_finite:
                return Among(one.attribute, many.name)
            raise Unsupported(
                "late",
                f"{source(whole)} can not be answered for a list.",
                "Use `in` with a collection of the caller, and == with a single value.",
            )
        if isinstance(many, str):
            raise Unsupported(
                "substring",
                f"{source(whole)} looks for a part of a text.",
                "Use == or a list in brackets.",
            )
        if isinstance(many, frozenset) and isinstance(one, str):
            return ALWAYS if one in many else NEVER
        if not isinstance(many, tuple) or isinstance(one, Late):
            raise Unsupported(
                "collection",
                f"{source(whole)} looks into a collection of the thing.",
                "Add a derived attribute for it.",
            )
        return self._member_of_list(one, many, whole)

    def _member_of_list(self, one: Operand, many: tuple[Value, ...], whole: ast.expr) -> Formula:
        if not isinstance(one, Fact):
            return ALWAYS if any(identical(one, value) for value in many) else NEVER
        for value in many:
            check_constant(one.attribute, value, whole)
        return self._fact_is(one.attribute, set(many))

    @staticmethod
    def _order(
        orders: tuple[Order, Order], one: Operand, other: Operand, whole: ast.expr
    ) -> Formula:
        order = orders[0]
        if isinstance(other, Fact) and not isinstance(one, Fact):
            one, other, order = other, one, orders[1]
        if isinstance(one, Fact):
            return ordered(one.attribute, order, other, whole)
        if is_number(one) and is_number(other):
            return ALWAYS if holds(one, order, other) else NEVER
        raise order_refused(whole, "only whole numbers have an order")

    # -- functions ------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Operand:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "timeMatch":
            raise Unsupported(
                "clock",
                "timeMatch() reads the clock of this process.",
                "An end belongs to the membership or the person.",
            )
        if name not in self._rules.functions:
            raise Unsupported(
                "unknown-function",
                f"{name}() is no function that is registered.",
                did_you_mean(name, self._rules.functions),
            )
        arguments = [self._argument(argument, node) for argument in node.args]
        facts = [at for at, value in enumerate(arguments) if isinstance(value, Fact)]
        if not facts:
            return self._run(name, arguments, node)
        if all(arguments[at].attribute.is_finite for at in facts):
            return self._split(name, arguments, facts, node)
        return self._over_text(name, arguments, facts, node)

    def _argument(self, node: ast.expr, whole: ast.expr) -> Operand:
        value = self._value(node)
        if isinstance(value, Constant):
            return value.value
        if isinstance(value, (*_FORMULAS, Whole, Late)):
            raise Unsupported(
                "argument",
                f"{source(whole)} is given a condition, the whole thing or the caller's own id.",
                "Give it attributes and constants.",
            )
        if isinstance(value, Fact) and (value.attribute.delegation or value.attribute.nullable):
            raise Unsupported(
                "argument",
                f"{source(whole)} is given {value.attribute.name}, which may be empty "
                "or is itself an answer.",
                "Compare that attribute apart.",
            )
        return value

    def _run(self, name: str, arguments: list[Operand], node: ast.expr) -> bool:
        if name not in _NOTING and any(isinstance(value, Folding) for value in arguments):
            self._rules.taken |= self._rules.vocabulary.foldable
        try:
            answer = self._rules.functions[name](*arguments)
        except Exception as error:
            raise Unsupported(
                "function-failed",
                f"{source(node)} failed: {type(error).__name__}.",
                "Check the number and the kinds of its arguments.",
            ) from error
        if answer is True or answer is False:
            return answer
        raise Unsupported(
            "not-a-condition",
            f"{source(node)} answers neither True nor False.",
            "Let the function return a truth value.",
        )

    def _split(
        self, name: str, arguments: list[Operand], facts: list[int], node: ast.expr
    ) -> Formula:
        """Run the function for every case; exact whatever the function does."""
        attributes = [arguments[at].attribute for at in facts]
        domains = [sorted(attribute.domain, key=repr) for attribute in attributes]
        cases = list(itertools.product(*domains))
        if len(cases) > MOST_CASES:
            raise Unsupported(
                "cases", f"{source(node)} has {len(cases)} cases.", "Use fewer attributes."
            )
        yes = [case for case in cases if self._run(name, _filled(arguments, facts, case), node)]
        if len(attributes) == 1:
            return one_of(attributes[0], (case[0] for case in yes))
        return any_of(all_of(map(_is, attributes, case)) for case in yes)

    def _over_text(
        self, name: str, arguments: list[Operand], facts: list[int], node: ast.expr
    ) -> Formula:
        if len(facts) == 1 and name in self._rules.links:
            return self._over_names(name, arguments, facts[0], node)
        if name == "keyMatch" and facts == [0] and isinstance(arguments[1], str):
            return key_match(arguments[0].attribute, arguments[1], node)
        raise Unsupported(
            "free-text",
            f"{source(node)} has no exact meaning in a list: the text can be anything.",
            "Use an enum, ==, `in [...]`, or keyMatch with a prefix.",
        )

    def _over_names(self, name: str, arguments: list[Operand], at: int, node: ast.expr) -> Formula:
        """Ask for every name that the links know, and once for any other."""
        attribute, links = arguments[at].attribute, self._rules.links[name]
        if attribute.type is not AttributeType.TEXT:
            raise Unsupported(
                "argument",
                f"{source(node)} needs a text, not {attribute.name}.",
                "Compare that attribute apart.",
            )
        known = links.domains if at == 2 else links.names  # noqa: PLR2004
        others = {value for value in arguments if isinstance(value, str)}
        default = self._run(name, _filled(arguments, [at], (_FRESH,)), node)
        unlike = [
            value
            for value in sorted(known | others)
            if self._run(name, _filled(arguments, [at], (value,)), node) is not default
        ]
        found = one_of(attribute, unlike)
        return negate(found) if default else found


def _filled(arguments: list[Operand], facts: list[int], case: tuple[Value, ...]) -> list[Operand]:
    full = list(arguments)
    for at, value in zip(facts, case, strict=True):
        full[at] = value
    return full


def _is(attribute: Attribute, value: Value) -> Formula:
    return one_of(attribute, (value,))
