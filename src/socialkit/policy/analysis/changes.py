"""Compare two policies over every state: who gains and who loses what, with an example each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.diagrams import NOWHERE
from socialkit.policy.analysis.situations import Situation, example
from socialkit.policy.analysis.space import Space
from socialkit.policy.analysis.words import Terms, told
from socialkit.policy.compiler import CompiledPolicy

MOST_TOLD: Final = 3
"""More alternatives than this are told by what they have in common."""
Direction = Literal["gains", "loses"]


@dataclass(frozen=True, slots=True)
class Change:
    """Be one thing that differs: the same classes gain or lose the same in the same states."""

    direction: Direction
    classes: tuple[str, ...]
    permissions: tuple[str, ...]
    where: str
    """The states in words."""
    states: int
    """How many states differ, for each of the classes and permissions."""
    of: int
    """How many states there are for each of them."""
    before: Situation
    after: Situation
    follows: bool
    """Whether no rule about it differs, but an answer that its rules ask for."""

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "direction": self.direction,
            "classes": list(self.classes),
            "permissions": list(self.permissions),
            "where": self.where,
            "states": self.states,
            "of": self.of,
            "follows": self.follows,
            "before": self.before.as_json(),
            "after": self.after.as_json(),
        }


class Comparison:
    """Compare an old policy with a new one, of one vocabulary."""

    def __init__(self, old: CompiledPolicy, new: CompiledPolicy) -> None:
        vocabulary = new.loaded.vocabulary
        self._space = Space(vocabulary, classes={*old.classes, *new.classes})
        self._old = Decisions(old.loaded, self._space)
        self._new = Decisions(new.loaded, self._space)
        self._class = self._space.caller("member_class")

    def changes(self) -> tuple[Change, ...]:
        """Return what differs, gains first, the classes in their usual order."""
        return tuple(sorted(self._found(), key=self._order))

    def _order(self, change: Change) -> tuple[str, list[int], tuple[str, ...]]:
        places = [self._space.classes.index(name) for name in change.classes]
        return change.direction, places, change.permissions

    def _found(self) -> Iterator[Change]:
        for direction in ("gains", "loses"):
            groups: dict[tuple[str, int], dict[tuple[str, ...], list[str]]] = {}
            for permission in self._new.permissions:
                for (kind, states), classes in self._by_states(permission, direction).items():
                    known = groups.setdefault((kind, states), {})
                    known.setdefault(tuple(classes), []).append(permission)
            for (kind, states), known in groups.items():
                for some, permissions in known.items():
                    yield self._change(direction, kind, states, some, permissions)

    def _by_states(self, permission: str, direction: str) -> dict[tuple[str, int], list[str]]:
        """Return the classes that a permission differs for, by the states in which it does."""
        old, new = self._old.possible(permission), self._new.possible(permission)
        less, more = (old, new) if direction == "gains" else (new, old)
        differs = self._space.diagrams.without(more, less)
        found: dict[tuple[str, int], list[str]] = {}
        for at, name in enumerate(self._space.classes if differs != NOWHERE else ()):
            states = self._space.diagrams.given(differs, {self._class.number: at})
            if states != NOWHERE:
                found.setdefault((self._new.kind_of(permission), states), []).append(name)
        return found

    def _change(
        self,
        direction: str,
        kind: str,
        states: int,
        classes: tuple[str, ...],
        permissions: list[str],
    ) -> Change:
        space, diagrams = self._space, self._space.diagrams
        at = self._class.values.index(classes[0])
        valid = diagrams.given(space.valid(kind), {self._class.number: at})
        gates = [
            space.where(v, {True})
            for v in space.variables
            if v.name in ("same_network", "module_on", "in_good_standing")
        ]
        open_states = diagrams.all_of([states, *gates])
        usual = open_states != NOWHERE
        terms = Terms(space, diagrams.all_of([valid, *gates]) if usual else valid)
        scope = space.scope(kind) - {self._class.number}
        one = diagrams.both(states, space.where(self._class, {classes[0]}))
        before = example(self._old, permissions[0], one)
        after = example(self._new, permissions[0], one)
        if before is None or after is None:
            raise TypeError("a change has no state")
        return Change(
            direction=direction,  # type: ignore[arg-type]
            classes=classes,
            permissions=tuple(permissions),
            where=self._where(terms, states, kind),
            states=diagrams.count(states, scope),
            of=diagrams.count(valid, scope),
            before=before,
            after=after,
            follows=self._follows(permissions[0], at),
        )

    def _where(self, terms: Terms, states: int, kind: str) -> str:
        """Return the states in words: all of them, or what they have in common if that is long."""
        found = terms.of(states)
        if found is not None and len(found) <= MOST_TOLD:
            return told(self._space, found, kind)
        return f"in some of the cases where {told(self._space, [terms.common(states)], kind)}"

    def _follows(self, permission: str, at: int) -> bool:
        """Say whether a class is told the same by the rules, the answers they ask for aside."""
        rows = [
            self._space.diagrams.given(side.raw(permission), {self._class.number: at})
            for side in (self._old, self._new)
        ]
        return rows[0] == rows[1]


def compare(old: CompiledPolicy, new: CompiledPolicy) -> tuple[Change, ...]:
    """Return who gains and who loses what by `new`; nothing where they decide alike."""
    return Comparison(old, new).changes()
