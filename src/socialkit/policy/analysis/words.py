"""Say sets of states in words: the shortest alternatives that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from socialkit.domain.attributes import Value
from socialkit.policy.analysis.diagrams import NOWHERE
from socialkit.policy.analysis.space import CALLER, Space, Variable

MOST_TERMS: Final = 12
"""More alternatives than this are not written out."""
_NETWORKS: Final = {"workplace": "in a workplace", "community": "in a community"}


@dataclass(frozen=True, slots=True)
class Term:
    """Be one alternative: for some variables, the values that they may have."""

    values: Mapping[int, frozenset[int]]


@dataclass(slots=True)
class Terms:
    """Find few and short alternatives that together are a set of states."""

    space: Space
    possible: int
    """The states that can be; the others do not have to come out right."""
    last: Sequence[int] = ()
    """Variables to keep where there is a choice; all others are given up before them."""
    _order: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Give up small facts first, and keep answers to whole questions."""
        kept = set(self.last) | {v.number for v in self.space.variables if v.answers is not None}
        numbers = [v.number for v in self.space.variables]
        self._order = (*(n for n in numbers if n not in kept), *sorted(kept))

    def of(self, states: int) -> tuple[Term, ...] | None:
        """Return the alternatives, none for no state; None where they would be too many."""
        diagrams = self.space.diagrams
        wanted = diagrams.both(states, self.possible)
        outside = diagrams.without(self.possible, states)
        left, found = wanted, list[Term]()
        while left != NOWHERE:
            if len(found) == MOST_TERMS:
                return None
            term = self._widest(diagrams.path(left, self.space.preferred()), outside)
            found.append(term)
            left = diagrams.without(left, diagrams.cube(term.values))
        return tuple(self._needed(found, wanted))

    def common(self, states: int) -> Term:
        """Return what all of the states have in common, fact by fact."""
        diagrams = self.space.diagrams
        wanted = diagrams.both(states, self.possible)
        found = {}
        for number in sorted(diagrams.support(wanted)):
            places = range(diagrams.size_of(number))
            here = {at for at in places if diagrams.given(wanted, {number: at}) != NOWHERE}
            anywhere = {
                at for at in places if diagrams.given(self.possible, {number: at}) != NOWHERE
            }
            if here != anywhere:
                found[number] = frozenset(here)
        return Term(found)

    def _widest(self, path: Mapping[int, int], outside: int) -> Term:
        """Give up every fact that is not needed, then allow every other value that fits."""
        diagrams = self.space.diagrams
        cube = {number: frozenset({value}) for number, value in path.items()}
        for number in self._order:
            if number not in cube:
                continue
            less = {n: values for n, values in cube.items() if n != number}
            if diagrams.both(diagrams.cube(less), outside) == NOWHERE:
                cube = less
        for number in [n for n in self._order if n in cube]:
            for value in range(diagrams.size_of(number)):
                more = {**cube, number: cube[number] | {value}}
                if diagrams.both(diagrams.cube(more), outside) == NOWHERE:
                    cube = more
        return Term(cube)

    def _needed(self, terms: list[Term], wanted: int) -> Iterator[Term]:
        """Yield the terms that the others do not make superfluous."""
        diagrams = self.space.diagrams
        kept = list(terms)
        for term in terms:
            others = [diagrams.cube(other.values) for other in kept if other is not term]
            if others and diagrams.within(wanted, diagrams.any_of(others)):
                kept.remove(term)
        yield from sorted(kept, key=lambda term: len(term.values))


def told(space: Space, terms: Sequence[Term] | None, kind: str) -> str:
    """Return alternatives as a person would say them."""
    if terms is None:
        return "in many different cases"
    told = [_term(space, term, kind) for term in terms]
    return " or ".join(f"({one})" if len(told) > 1 and " and " in one else one for one in told)


def _term(space: Space, term: Term, kind: str) -> str:
    named = [(space.variables[number], values) for number, values in sorted(term.values.items())]
    facts = [fact(variable, values, kind) for variable, values in named]
    return " and ".join(facts) or "always"


def fact(variable: Variable, values: frozenset[int], kind: str) -> str:
    """Return in words that a variable has one of these values."""
    meant = [variable.values[at] for at in sorted(values)]
    if variable.owner == CALLER:
        return _of_caller(variable, meant)
    of = "" if variable.owner in ("", kind) else f"the {variable.owner}'s "
    name = variable.name.replace("has_", "has a ") if variable.name.startswith("has_") else ""
    return of + _plain(name or variable.name, variable, meant)


def _plain(name: str, variable: Variable, meant: Sequence[Value]) -> str:
    if meant == [True]:
        return name
    if meant == [False]:
        return f"not {name}"
    others = [value for value in variable.values if value not in meant]
    if len(others) < len(meant):
        return f"{name} is {'not' if len(others) == 1 else 'none of'} {_either(others)}"
    return f"{name} is {_either(meant)}"


def _of_caller(variable: Variable, meant: Sequence[Value]) -> str:
    if variable.name == "network_kind":
        return " or ".join(_NETWORKS.get(str(value), f"in a {value}") for value in meant)
    if variable.name == "member_class":
        return f"the caller is {_either(meant)}"
    if variable.name == "in_good_standing":
        return "in good standing" if meant == [True] else "not in good standing"
    return f"with the role {variable.name}" if meant == [True] else f"without {variable.name}"


def _either(values: Sequence[Value]) -> str:
    named = list(map(_value, values))
    return "/".join(named)


def _value(value: Value) -> str:
    return "empty" if value is None else str(value)
