"""A formula stays the same whatever is done to make it smaller."""

import random
from itertools import product
from types import SimpleNamespace

import pytest

from socialkit.domain.attributes import Attribute, AttributeType, Path
from socialkit.domain.formula import (
    ALWAYS,
    NEVER,
    And,
    Formula,
    Not,
    OneOf,
    Or,
    Ordered,
    Same,
    all_of,
    any_of,
    assume,
    attributes,
    branches,
    describe,
    negate,
    one_of,
    simplify,
    size,
)

COLOUR = Attribute(
    "thing", "colour", AttributeType.ENUM, "", Path("colour"), values=("red", "blue", "green")
)
SHAPE = Attribute("thing", "shape", AttributeType.ENUM, "", Path("shape"), values=("round", "flat"))
NEW = Attribute("thing", "new", AttributeType.BOOL, "", Path("new"), nullable=True)
SIZE = Attribute("thing", "size", AttributeType.INT, "", Path("size"))
OWNER = Attribute("thing", "owner", AttributeType.ID, "", Path("owner"), nullable=True)

THINGS = [
    SimpleNamespace(colour=colour, shape=shape, new=new, size=size, owner=None)
    for colour, shape, new, size in product(
        COLOUR.values, SHAPE.values, (None, True, False), (0, 1, 2)
    )
]


def holds(formula: Formula, thing: SimpleNamespace) -> bool:
    """Say what a formula means, as plainly as can be."""
    match formula:
        case And(parts):
            return all(holds(part, thing) for part in parts)
        case Or(parts):
            return any(holds(part, thing) for part in parts)
        case Not(part):
            return not holds(part, thing)
        case OneOf(attribute, values):
            return getattr(thing, attribute.name) in values
        case Ordered(_, order, limit):
            size_of = thing.size
            return bool(
                {
                    "<": size_of < limit,
                    "<=": size_of <= limit,
                    ">": size_of > limit,
                    ">=": size_of >= limit,
                }[order]
            )
        case _:
            return formula == ALWAYS


def raw_formula(rng: random.Random, depth: int) -> Formula:
    """Return a tree as nobody would write it, repetitions and contradictions included."""
    if depth == 0:
        attribute = rng.choice((COLOUR, SHAPE, NEW, SIZE))
        if attribute is SIZE:
            return Ordered(SIZE, rng.choice(("<", "<=", ">", ">=")), rng.randint(0, 2))
        domain = sorted(attribute.domain, key=repr)
        return OneOf(attribute, frozenset(rng.sample(domain, rng.randint(1, len(domain)))))
    choice = rng.randrange(5)
    if choice == 0:
        return Not(raw_formula(rng, depth - 1))
    parts = tuple(raw_formula(rng, depth - 1) for _ in range(rng.randint(2, 4)))
    return And(parts) if choice <= 2 else Or(parts)


def rebuilt(formula: Formula) -> Formula:
    match formula:
        case And(parts):
            return all_of(map(rebuilt, parts))
        case Or(parts):
            return any_of(map(rebuilt, parts))
        case Not(part):
            return negate(rebuilt(part))
        case OneOf(attribute, values):
            return one_of(attribute, values)
        case _:
            return formula


@pytest.mark.parametrize("seed", range(300))
def test_simplifying_never_changes_what_a_formula_means(seed: int) -> None:
    formula = raw_formula(random.Random(seed), 3)
    small = rebuilt(formula)
    smaller = simplify(small)
    for thing in THINGS:
        assert holds(formula, thing) == holds(small, thing) == holds(smaller, thing)
        assert holds(negate(smaller), thing) != holds(smaller, thing)
    assert size(smaller) <= size(small)


@pytest.mark.parametrize("seed", range(100))
def test_assuming_what_is_true_changes_nothing_for_what_fits(seed: int) -> None:
    formula = rebuilt(raw_formula(random.Random(seed), 3))
    known = {COLOUR: frozenset({"red", "blue"}), NEW: frozenset({None, True})}
    smaller = assume(formula, known)
    for thing in THINGS:
        if thing.colour in {"red", "blue"} and thing.new is not False:
            assert holds(smaller, thing) == holds(formula, thing)


def test_what_alternatives_share_is_pulled_out() -> None:
    red, flat = one_of(COLOUR, {"red"}), one_of(SHAPE, {"flat"})
    new, mine = one_of(NEW, {True}), Same(OWNER, "person_id")
    formula = any_of([all_of([red, flat, new]), all_of([red, flat, mine])])
    assert simplify(formula) == all_of([red, flat, any_of([new, mine])])


def test_an_alternative_that_another_covers_is_dropped() -> None:
    new = one_of(NEW, {True})
    wide, narrow = one_of(COLOUR, {"red", "blue"}), one_of(COLOUR, {"red"})
    formula = any_of([wide, all_of([narrow, new])])
    assert simplify(formula) == wide


def test_nothing_and_everything_fold() -> None:
    red = one_of(COLOUR, {"red"})
    assert all_of([]) == ALWAYS
    assert any_of([]) == NEVER
    assert all_of([red, negate(red)]) == NEVER
    assert any_of([red, negate(red)]) == ALWAYS
    assert one_of(COLOUR, COLOUR.values) == ALWAYS
    assert one_of(NEW, {True, False}) != ALWAYS
    assert one_of(SIZE, {None}) == NEVER


def test_branches_are_the_alternatives_at_the_top() -> None:
    red, flat = one_of(COLOUR, {"red"}), one_of(SHAPE, {"flat"})
    assert branches(any_of([red, flat])) == (red, flat)
    assert branches(red) == (red,)


def test_a_formula_tells_which_attributes_it_reads() -> None:
    formula = any_of([one_of(COLOUR, {"red"}), Not(Same(OWNER, "person_id"))])
    assert attributes(formula) == {COLOUR, OWNER}


def test_a_formula_reads_like_a_sentence() -> None:
    formula = all_of(
        [
            one_of(COLOUR, {"red"}),
            negate(Same(OWNER, "person_id")),
            Ordered(SIZE, ">", 3),
            one_of(NEW, {None}),
        ]
    )
    assert describe(formula) == (
        "(colour is 'red' and not owner is the caller's person_id and size > 3 and new is empty)"
    )
