"""Lay out the state space: everything that a decision can depend on, each with its values.

The caller's shape comes first, then the finite attributes of every kind of thing. A fact that two
kinds share, such as the network of a reply and of its post, is one variable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from socialkit.domain.attributes import Attribute, Value
from socialkit.domain.caller import ANONYMOUS_CLASS, Shape
from socialkit.domain.formula import Formula
from socialkit.domain.vocabulary import Vocabulary
from socialkit.policy.analysis.diagrams import Diagrams

CALLER: Final = "caller"
_SHARED: Final = frozenset({"same_network", "module_on", "is_me", "shares_group", "my_role"})
"""Facts that a thing and the thing it belongs to have in common."""
_SAME: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("reply", "parent_mine"): ("post", "mine"),
    ("comment", "parent_mine"): ("post", "mine"),
}
_STRANGER: Final[Mapping[str, Value]] = {
    "mine": False,
    "directed_to_me": False,
    "is_me": False,
    "my_sponsor": False,
    "shares_group": False,
    "my_role": "none",
}
"""What holds of everything for somebody who is not signed in."""
_ORDINARY: Final[Mapping[str, Value]] = {
    "same_network": True,
    "module_on": True,
    "in_good_standing": True,
    "network_kind": "workplace",
    "state": "published",
    "place": "open",
    "my_role": "none",
    "role": "member",
}
"""What an example has unless something else is needed."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Be one fact of a state: of the caller, of a kind of thing, or a comparison left open."""

    number: int
    owner: str
    """`caller`, or the kind of thing."""
    name: str
    values: tuple[Value, ...]
    answers: Attribute | None = None
    """The delegated attribute that it stands for, whose value follows from the others."""

    @property
    def ordinary(self) -> int:
        """Return the position of the value that an example has unless something else is needed."""
        wanted = _ORDINARY.get(self.name, False if False in self.values else self.values[0])
        return self.values.index(wanted) if wanted in self.values else 0


class Space:
    """Hold the variables of one vocabulary and the diagrams over them."""

    def __init__(self, vocabulary: Vocabulary, *, classes: Iterable[str] = ()) -> None:
        self.vocabulary: Final = vocabulary
        self.diagrams: Final = Diagrams()
        self.variables: Final[list[Variable]] = []
        self._by_name: dict[tuple[str, str], Variable] = {}
        self._open: dict[Formula, Variable] = {}
        self.classes: Final = self._classes(classes)
        self.roles: Final = tuple(sorted(vocabulary.caller_values.get("network_roles", ())))
        self._add_caller()
        for kind in vocabulary.kinds.values():
            self._add_kind(kind.name, kind.attributes.values())
        self._valid: dict[str, int] = {}

    # -- variables ------------------------------------------------------------------------

    def caller(self, name: str) -> Variable:
        """Return a variable of the caller: a field of a shape, or the name of a network role."""
        return self._by_name[CALLER, name]

    def attribute(self, attribute: Attribute) -> Variable:
        """Return the variable of a finite attribute."""
        return self.named(attribute.kind, attribute.name)

    def named(self, kind: str, name: str) -> Variable:
        """Return the variable of an attribute; raise KeyError where there is none."""
        return self._by_name[_shared(kind, name)]

    def presence(self, kind: str, link: str) -> Variable | None:
        """Return the variable "the thing has such a link", or None where it always has."""
        return self._by_name.get((kind, f"has_{link}"))

    def opened(self, leaf: Formula, kind: str, name: str) -> Variable:
        """Return the variable of a comparison that may come out either way."""
        found = self._open.get(leaf)
        if found is None:
            found = self._open[leaf] = self._add(kind, name, (False, True))
        return found

    def _classes(self, more: Iterable[str]) -> tuple[str, ...]:
        known = self.vocabulary.caller_values.get("member_class", frozenset())
        space = self.vocabulary.namespaces
        never = space.never if space is not None else frozenset()
        others = {*more} - known - never
        return (*_in_order(known), *sorted(others), *sorted(never))

    def _add(
        self, owner: str, name: str, values: tuple[Value, ...], answers: Attribute | None = None
    ) -> Variable:
        number = self.diagrams.variable(len(values))
        made = Variable(number, owner, name, values, answers)
        self.variables.append(made)
        return made

    def _add_named(
        self, owner: str, name: str, values: tuple[Value, ...], answers: Attribute | None = None
    ) -> None:
        self._by_name[owner, name] = self._add(owner, name, values, answers)

    def _add_caller(self) -> None:
        kinds = tuple(sorted(self.vocabulary.caller_values.get("network_kind", ()), reverse=True))
        self._add_named(CALLER, "in_good_standing", (True, False))
        self._add_named(CALLER, "network_kind", kinds)
        self._add_named(CALLER, "member_class", self.classes)
        for role in self.roles:
            self._add_named(CALLER, role, (False, True))

    def _add_kind(self, kind: str, attributes: Iterable[Attribute]) -> None:
        for attribute in attributes:
            if attribute.delegation is not None:
                self._add_named(kind, attribute.name, (False, True), attribute)
                link = attribute.delegation.link
                if attribute.delegation.when_absent and self.presence(kind, link or "") is None:
                    self._add_named(kind, f"has_{link}", (False, True))
            elif attribute.is_plain and attribute.is_finite:
                key = _shared(kind, attribute.name)
                if key not in self._by_name:
                    self._add_named(*key, _values(attribute))

    # -- callers --------------------------------------------------------------------------

    @property
    def caller_variables(self) -> tuple[Variable, ...]:
        """Return the variables of the caller, from the top down."""
        return tuple(v for v in self.variables if v.owner == CALLER)

    def cases_of(self, name: str) -> Iterator[tuple[object, dict[int, frozenset[int]]]]:
        """Yield each value of one field of a shape, with the cube in which the caller has it."""
        if name != "network_roles":
            variable = self.caller(name)
            for at, value in enumerate(variable.values):
                yield value, {variable.number: frozenset({at})}
            return
        for mask in range(1 << len(self.roles)):
            held = [bool(mask >> at & 1) for at in range(len(self.roles))]
            cube = {
                self.caller(role).number: frozenset({int(has)})
                for role, has in zip(self.roles, held, strict=True)
            }
            yield frozenset(r for r, has in zip(self.roles, held, strict=True) if has), cube

    def shaped(self, shape: Shape) -> dict[int, int]:
        """Return the values of the caller's variables for one shape."""
        chosen = {
            self.caller(name).number: self.caller(name).values.index(getattr(shape, name))
            for name in ("in_good_standing", "network_kind", "member_class")
        }
        for role in self.roles:
            chosen[self.caller(role).number] = int(role in shape.network_roles)
        return chosen

    def shapes(self) -> Iterator[Shape]:
        """Yield every shape that there is."""
        for kind in self.caller("network_kind").values:
            for member_class in self.classes:
                for roles, _ in self.cases_of("network_roles"):
                    for standing in (True, False):
                        shape = Shape(str(kind), member_class, roles, standing)  # type: ignore[arg-type]
                        if not (roles and member_class == ANONYMOUS_CLASS):
                            yield shape

    # -- sets of states -------------------------------------------------------------------

    def where(self, variable: Variable, values: Collection[Value]) -> int:
        """Return the states in which a variable has one of the values."""
        places = {at for at, value in enumerate(variable.values) if value in values}
        return self.diagrams.one_of(variable.number, places)

    def valid(self, kind: str) -> int:
        """Return the states that can be, as far as things of this kind are concerned."""
        if kind not in self._valid:
            facts = [self._strangers(kind), *self._places(kind)]
            self._valid[kind] = self.diagrams.all_of(facts)
        return self._valid[kind]

    def linked(self, kind: str) -> tuple[str, ...]:
        """Return a kind and those that its things belong to, by any number of steps."""
        found, waiting = list[str](), [kind]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.append(name)
            waiting += [
                attribute.delegation.kind
                for attribute in self.vocabulary.kinds[name].attributes.values()
                if attribute.delegation is not None
            ]
        return tuple(found)

    def scope(self, kind: str) -> frozenset[int]:
        """Return the variables of a question about this kind, derived answers left out."""
        kinds = self.linked(kind)
        keys = {
            _shared(kind, attribute.name)
            for kind in kinds
            for attribute in self.vocabulary.kinds[kind].attributes.values()
            if attribute.is_plain
        }
        return frozenset(
            variable.number
            for variable in self.variables
            if variable.answers is None
            and (
                variable.owner == CALLER
                or (variable.owner, variable.name) in keys
                or (variable.owner in kinds and variable.name.startswith("has_"))
                or (variable.owner in kinds and variable in self._open.values())
            )
        )

    def preferred(self) -> dict[int, tuple[int, ...]]:
        """Return the order in which an example tries the values of each variable."""
        found = {}
        for variable in self.variables:
            rest = (at for at in range(len(variable.values)) if at != variable.ordinary)
            found[variable.number] = (variable.ordinary, *rest)
        return found

    def _strangers(self, kind: str) -> int:
        """Return the states in which nobody without an account has anything of their own."""
        diagrams = self.diagrams
        facts = [
            self.where(self.variables[number], {_STRANGER[self.variables[number].name]})
            for number in self.scope(kind)
            if self.variables[number].name in _STRANGER
        ]
        facts += [self.where(self.caller(role), {False}) for role in self.roles]
        stranger = self.where(self.caller("member_class"), {ANONYMOUS_CLASS})
        return diagrams.either(diagrams.opposite(stranger), diagrams.all_of(facts))

    def _places(self, about: str) -> Iterator[int]:
        """Yield what is true of every place, as its table and the facts of a wall keep it."""
        for kind in self.linked(about):
            if (kind, "place") not in self._by_name:
                continue
            place = self.named(kind, "place")
            yield self._implies(
                self.where(place, {"wall"}), self.where(self.named(kind, "my_role"), {"none"})
            )
            closed = self.where(place, {"listed", "secret"})
            yield self._implies(closed, self.where(self.named(kind, "reach"), {"group"}))
            yield from self._joining(kind, place)

    def _joining(self, kind: str, place: Variable) -> Iterator[int]:
        """Yield that a place is joined in one way, and a wall in none."""
        if (kind, "direct_join") in self._by_name:
            direct = self.where(self.named(kind, "direct_join"), {True})
            asking = self.where(self.named(kind, "by_request"), {True})
            yield self.diagrams.opposite(self.diagrams.both(direct, asking))
            joined = self.diagrams.either(direct, asking)
            yield self._implies(joined, self.where(place, set(place.values) - {"wall"}))

    def _implies(self, one: int, other: int) -> int:
        return self.diagrams.either(self.diagrams.opposite(one), other)


def _shared(kind: str, name: str) -> tuple[str, str]:
    return ("", name) if name in _SHARED else _SAME.get((kind, name), (kind, name))


def _values(attribute: Attribute) -> tuple[Value, ...]:
    declared: tuple[Value, ...] = attribute.values or (False, True)
    return (*declared, None) if attribute.nullable else declared


def _in_order(classes: Iterable[str]) -> tuple[str, ...]:
    usual = ("employee", "honorary", "external", "customer", "service", ANONYMOUS_CLASS)
    return tuple(sorted(classes, key=lambda c: (usual.index(c) if c in usual else 99, c)))
