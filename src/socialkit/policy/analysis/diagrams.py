"""Hold sets of states as decision diagrams: shared, ordered, and equal only if identical.

A state gives every variable one of its values. A diagram is a number: `NOWHERE` and `EVERYWHERE`
are the empty set and the set of all states. Two diagrams of one `Diagrams` hold the same states
exactly if they are the same number, so a proof over millions of states is one comparison.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

NOWHERE: Final = 0
EVERYWHERE: Final = 1
_BOTTOM: Final = 1 << 30

Cube = Mapping[int, frozenset[int]]
"""For some variables, the positions of the values that they may have."""


class Diagrams:
    """Make and join diagrams over variables that are numbered from the top down."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._levels: list[int] = [_BOTTOM, _BOTTOM]
        self._children: list[tuple[int, ...]] = [(), ()]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._opposites: dict[int, int] = {NOWHERE: EVERYWHERE, EVERYWHERE: NOWHERE}

    def variable(self, size: int) -> int:
        """Add a variable with this number of values below all others; return its number."""
        self._sizes.append(size)
        return len(self._sizes) - 1

    def size_of(self, variable: int) -> int:
        """Return the number of values of a variable."""
        return self._sizes[variable]

    def top(self, diagram: int) -> int | None:
        """Return the first variable that matters, or None where nothing does."""
        level = self._levels[diagram]
        return None if level == _BOTTOM else level

    def child(self, diagram: int, variable: int, value: int) -> int:
        """Return what is left once a variable, at or above the top, has a value."""
        return self._children[diagram][value] if self._levels[diagram] == variable else diagram

    def split(self, variable: int, children: Iterable[int]) -> int:
        """Return the diagram that goes on with one child for each value; they lie below it."""
        chosen = tuple(children)
        first = chosen[0]
        if all(child == first for child in chosen):
            return first
        key = (variable, chosen)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self._levels)
            self._levels.append(variable)
            self._children.append(chosen)
        return found

    def one_of(self, variable: int, values: Collection[int]) -> int:
        """Return the states in which a variable has one of the values."""
        wanted = range(self._sizes[variable])
        return self.split(variable, (EVERYWHERE if v in values else NOWHERE for v in wanted))

    def cube(self, cube: Cube) -> int:
        """Return the states that fit a cube."""
        found = EVERYWHERE
        for variable in sorted(cube, reverse=True):
            values = cube[variable]
            wanted = range(self._sizes[variable])
            found = self.split(variable, (found if v in values else NOWHERE for v in wanted))
        return found

    # -- joining --------------------------------------------------------------------------

    def both(self, one: int, other: int) -> int:
        """Return the states of both."""
        if one > other:
            one, other = other, one
        if one in (NOWHERE, other):
            return one
        if one == EVERYWHERE:
            return other
        key = (one, other)
        found = self._both.get(key)
        if found is None:
            found = self._both[key] = self._join(one, other)
        return found

    def _join(self, one: int, other: int) -> int:
        top, below = self._levels[one], self._levels[other]
        if top == below:
            pairs = zip(self._children[one], self._children[other], strict=True)
            return self.split(top, [self.both(a, b) for a, b in pairs])
        if top > below:
            one, other, top = other, one, below
        return self.split(top, [self.both(child, other) for child in self._children[one]])

    def opposite(self, diagram: int) -> int:
        """Return the states that are not in the diagram."""
        found = self._opposites.get(diagram)
        if found is None:
            children = [self.opposite(child) for child in self._children[diagram]]
            found = self.split(self._levels[diagram], children)
            self._opposites[diagram] = found
            self._opposites[found] = diagram
        return found

    def either(self, one: int, other: int) -> int:
        """Return the states of one or the other."""
        return self.opposite(self.both(self.opposite(one), self.opposite(other)))

    def all_of(self, diagrams: Iterable[int]) -> int:
        """Return the states that all hold; of none it is everything."""
        found = EVERYWHERE
        for diagram in diagrams:
            found = self.both(found, diagram)
            if found == NOWHERE:
                break
        return found

    def any_of(self, diagrams: Iterable[int]) -> int:
        """Return the states that some hold; of none it is nothing."""
        return self.opposite(self.all_of(map(self.opposite, diagrams)))

    def without(self, one: int, other: int) -> int:
        """Return the states of `one` that are not in `other`."""
        return self.both(one, self.opposite(other))

    def within(self, one: int, other: int) -> bool:
        """Say whether every state of `one` is in `other`."""
        return self.without(one, other) == NOWHERE

    # -- looking --------------------------------------------------------------------------

    def given(self, diagram: int, chosen: Mapping[int, int]) -> int:
        """Return what is left of a diagram once some variables have these values."""
        if not chosen:
            return diagram
        last, memo = max(chosen), dict[int, int]()

        def follow(at: int) -> int:
            level = self._levels[at]
            if level > last:
                return at
            found = memo.get(at)
            if found is None:
                if level in chosen:
                    found = follow(self._children[at][chosen[level]])
                else:
                    found = self.split(level, [follow(child) for child in self._children[at]])
                memo[at] = found
            return found

        return follow(diagram)

    def somehow(self, diagram: int, variables: Collection[int]) -> int:
        """Return the states that are in the diagram for some value of each of the variables."""
        if not variables:
            return diagram
        last, memo = max(variables), dict[int, int]()

        def follow(at: int) -> int:
            level = self._levels[at]
            if level > last:
                return at
            found = memo.get(at)
            if found is None:
                children = [follow(child) for child in self._children[at]]
                joined = level in variables
                found = self.any_of(children) if joined else self.split(level, children)
                memo[at] = found
            return found

        return follow(diagram)

    def support(self, diagram: int) -> frozenset[int]:
        """Return the variables that matter."""
        seen, waiting, found = set[int](), [diagram], set[int]()
        while waiting:
            at = waiting.pop()
            if at in seen or self._levels[at] == _BOTTOM:
                continue
            seen.add(at)
            found.add(self._levels[at])
            waiting += self._children[at]
        return frozenset(found)

    def count(self, diagram: int, variables: Collection[int]) -> int:
        """Return the number of states over these variables, which include all that matter."""
        order = sorted(variables)
        place = {variable: at for at, variable in enumerate(order)}
        after = [1] * (len(order) + 1)
        for at in reversed(range(len(order))):
            after[at] = after[at + 1] * self._sizes[order[at]]
        memo: dict[int, int] = {}

        def below(node: int, start: int) -> int:
            """Return the states over the variables from `start` on."""
            if node == NOWHERE:
                return 0
            if node == EVERYWHERE:
                return after[start]
            at = place[self._levels[node]]
            found = memo.get(node)
            if found is None:
                found = memo[node] = sum(below(child, at + 1) for child in self._children[node])
            return found * (after[start] // after[at])

        return below(diagram, 0)

    def path(self, diagram: int, preferred: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
        """Return values of the variables that matter on one way through a diagram.

        The diagram is not empty. `preferred` orders the values of a variable.
        """
        chosen: dict[int, int] = {}
        while (level := self._levels[diagram]) != _BOTTOM:
            order = preferred.get(level) or tuple(range(self._sizes[level]))
            children = self._children[diagram]
            chosen[level] = next(value for value in order if children[value] != NOWHERE)
            diagram = children[chosen[level]]
        return chosen

    def holds(self, diagram: int, state: Mapping[int, int]) -> bool:
        """Say whether a state, which gives every variable that matters a value, is in it."""
        while self._levels[diagram] != _BOTTOM:
            diagram = self._children[diagram][state[self._levels[diagram]]]
        return diagram == EVERYWHERE

    def pieces(self, diagram: int) -> Iterator[int]:
        """Yield every part of a diagram once: for measurements."""
        seen, waiting = set[int](), [diagram]
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                yield at
                waiting += self._children[at]
