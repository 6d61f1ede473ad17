"""Turn a formula into a Python function: the check that serves, a few microseconds a call.

The function first reads every attribute of the thing and looks whether its value is in the
vocabulary, then evaluates the formula over what it read. It raises or returns False otherwise.
Of the attributes that depend on the caller it reads those that the formula needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeAlias, assert_never

from socialkit.domain.attributes import Attribute, AttributeType, Path, Value
from socialkit.domain.formula import (
    NEVER,
    Among,
    And,
    CallerHolds,
    CallerIs,
    Constant,
    Equal,
    Formula,
    Not,
    OneOf,
    Or,
    Ordered,
    Same,
    StartsWith,
    Via,
    assume,
)
from socialkit.domain.vocabulary import Kind, Vocabulary

Check = Callable[[Any, Any], bool]

_MANY: Final = 8
"""As many alternatives are told apart by cases instead of tried one by one."""
_MOST_SPLITS: Final = 200
_INSTANCE: Final = {
    AttributeType.TEXT: "not isinstance({name}, str)",
    AttributeType.INT: "type({name}) is not int",
    AttributeType.ID: "{name} is None",
    AttributeType.BOOL: "{name} is not True and {name} is not False",
}


Checks: TypeAlias = dict[tuple[Formula, str], Check]


def compile_check(
    formula: Formula, *, kind: str, vocabulary: Vocabulary, linked: Checks | None = None
) -> Check:
    """Return `check(thing, caller)` for things of `kind`.

    `linked` holds the checks of other things that were made before, and gets those made now.
    """
    if formula == NEVER:
        return _never
    made = {} if linked is None else linked
    return _Writer(vocabulary, vocabulary.kinds[kind], made).compile(formula)


def _never(thing: object, caller: object) -> bool:  # noqa: ARG001 - every check has two
    return False


class _Writer:
    """Write the source of one function; values that the source can not hold go by name."""

    def __init__(self, vocabulary: Vocabulary, kind: Kind, linked: Checks) -> None:
        self._vocabulary = vocabulary
        self._kind = kind
        self._linked = linked
        self._budget = _MOST_SPLITS
        self._names: dict[str, object] = {}

    def compile(self, formula: Formula) -> Check:
        lines = ["def check(thing, caller):"]
        needed = _own_attributes(formula)
        for attribute in self._kind.attributes.values():
            asked_for = attribute.relative or attribute.foreign is not None
            if attribute.is_plain and (attribute in needed or not asked_for):
                lines += self._guard(attribute)
        lines.append(f"    return {self._write(formula)}")
        scope = dict(self._names)
        exec(compile("\n".join(lines), f"<policy for {self._kind.name}>", "exec"), scope)  # noqa: S102
        check: Check = scope["check"]  # type: ignore[assignment]
        return check

    def _name(self, value: object) -> str:
        name = f"k{len(self._names)}"
        self._names[name] = value
        return name

    def _guard(self, attribute: Attribute) -> list[str]:
        local = _local(attribute)
        wrong = self._outside(attribute, local)
        lines = [f"    {local} = {self._read(attribute)}"]
        if attribute.nullable and attribute.type is AttributeType.ID:
            return lines
        if attribute.nullable:
            wrong = f"{local} is not None and ({wrong})"
        return [*lines, f"    if {wrong}: return False"]

    def _read(self, attribute: Attribute) -> str:
        if isinstance(attribute.read, Path):
            return f"thing.{attribute.read.path}"
        return f"{self._name(attribute.read)}(thing, caller)"

    def _outside(self, attribute: Attribute, local: str) -> str:
        if attribute.type is AttributeType.ENUM:
            return f"{local} not in {self._name(frozenset(attribute.values))}"
        return _INSTANCE[attribute.type].format(name=local)

    def _write(  # noqa: C901, PLR0911, PLR0912 - one case for each kind of formula
        self, formula: Formula
    ) -> str:
        match formula:
            case Constant(value):
                return repr(value)
            case And(parts):
                return f"({' and '.join(map(self._write, parts))})"
            case Or():
                return self._either(formula)
            case Not(part):
                return f"(not {self._write(part)})"
            case OneOf():
                return self._one_of(formula)
            case Same(attribute, parameter):
                local = _local(attribute)
                return f"({local} is not None and {local} == caller.{parameter})"
            case Among(attribute, parameter):
                local = _local(attribute)
                return f"({local} is not None and {local} in caller.{parameter})"
            case Ordered(attribute, order, limit):
                return f"({_local(attribute)} {order} {limit!r})"
            case Equal(left, right):
                return f"({_local(left)} == {_local(right)})"
            case StartsWith(attribute, prefix):
                return f"{_local(attribute)}.startswith({self._name(prefix)})"
            case CallerIs(parameter, value):
                return f"(caller.{parameter} == {self._name(value)})"
            case CallerHolds(parameter, value):
                return f"({self._name(value)} in caller.{parameter})"
            case Via():
                return f"{self._name(self._ask(formula))}(thing, caller)"
        assert_never(formula)

    def _one_of(self, formula: OneOf) -> str:
        local = _local(formula.attribute)
        values = sorted(formula.values, key=repr)
        if len(values) > 1:
            return f"({local} in {self._name(formula.values)})"
        (value,) = values
        if value is None or isinstance(value, bool):
            return f"({local} is {value!r})"
        return f"({local} == {self._name(value)})"

    def _ask(self, formula: Via) -> Check:
        """Return the check of the linked thing; an error there is a denial there."""
        delegation = formula.attribute.delegation
        if delegation is None or delegation.link is None:
            raise TypeError(f"{formula.attribute!r} does not lead to another thing")
        linked, absent = attrgetter(delegation.link), delegation.when_absent
        inner = self._check_of(formula.inner, formula.guards)

        def ask(thing: object, caller: object) -> bool:
            other = linked(thing)
            if other is None:
                return absent
            try:
                return inner(other, caller)
            except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
                return False

        return ask

    def _check_of(self, formula: Formula, kind: str) -> Check:
        made = self._linked.get((formula, kind))
        if made is None:
            made = compile_check(
                formula, kind=kind, vocabulary=self._vocabulary, linked=self._linked
            )
            self._linked[formula, kind] = made
        return made

    def _either(self, formula: Or) -> str:
        """Write alternatives: one after the other, or where there are many, case by case."""
        attribute = _deciding(formula) if len(formula.parts) >= _MANY and self._budget else None
        if attribute is None:
            return f"({' or '.join(map(self._write, formula.parts))})"
        self._budget -= 1
        cases: dict[Formula, set[Value]] = {}
        for value in sorted(attribute.domain, key=repr):
            case = assume(formula, {attribute: frozenset({value})})
            cases.setdefault(case, set()).add(value)
        *first, (last, _) = sorted(cases.items(), key=lambda case: len(case[1]))
        written = self._write(last)
        for case, values in reversed(first):
            test = self._one_of(OneOf(attribute, frozenset(values)))
            written = f"({self._write(case)} if {test} else {written})"
        return written


def _deciding(formula: Or) -> Attribute | None:
    """Return the attribute on which most alternatives depend."""
    counted = Counter(
        leaf.attribute
        for part in formula.parts
        for leaf in (part.parts if isinstance(part, And) else (part,))
        if isinstance(leaf, OneOf) and leaf.attribute.is_finite
    )
    best = max(counted, key=lambda found: (counted[found], found.name), default=None)
    return best if best is not None and counted[best] > 1 else None


def _own_attributes(formula: Formula) -> frozenset[Attribute]:
    """Return what the formula reads of the thing itself, not of those it links to."""
    match formula:
        case And(parts) | Or(parts):
            return frozenset().union(*map(_own_attributes, parts))
        case Not(part):
            return _own_attributes(part)
        case Constant() | CallerIs() | CallerHolds() | Via():
            return frozenset()
        case Equal(left, right):
            return frozenset({left, right})
        case _:
            return frozenset({formula.attribute})


def _local(attribute: Attribute) -> str:
    return f"a_{attribute.name}"
