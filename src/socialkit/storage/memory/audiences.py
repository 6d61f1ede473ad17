"""Turn audiences into people in memory by asking for every single one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from socialkit.domain.caller import Caller, Shape
from socialkit.domain.people import MemberClass, Person
from socialkit.domain.residuals import satisfies
from socialkit.ports.policy import Plan
from socialkit.ports.storage import AudienceStore
from socialkit.ports.storage.records import Audience, AudienceCount
from socialkit.storage.memory.tables import Tables
from socialkit.storage.memory.views import View, roles_by_person, standing


class MemoryAudienceStore(AudienceStore):
    """Turn audiences into people."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def shapes(self, caller: Caller) -> tuple[Shape, ...]:
        """Return the shapes that occur in the caller's network, each once."""
        found = {member.shape() for _, member in callers_of(self._tables, caller)}
        return tuple(sorted(found, key=lambda s: (s.member_class, sorted(s.network_roles))))

    def count(self, caller: Caller, audience: Audience, visible: Plan) -> AudienceCount:
        """Count the people of the audience that the caller may read under `visible`."""
        view = View(self._tables, caller)
        people = [p for p in people_of(self._tables, caller, audience) if view.reads(visible, p)]
        outsiders = [person for person in people if is_outsider(person)]
        organisations = {p.organisation for p in outsiders if p.organisation is not None}
        return AudienceCount(len(people), len(outsiders), tuple(sorted(organisations)))

    def among(self, caller: Caller, audience: Audience, ids: Collection[UUID]) -> frozenset[UUID]:
        """Return those of `ids` that are in the audience."""
        return frozenset(p.id for p in people_of(self._tables, caller, audience)) & frozenset(ids)


def is_outsider(person: Person) -> bool:
    """Tell whether the person's class is neither employee nor honorary."""
    return person.member_class not in {MemberClass.EMPLOYEE.value, MemberClass.HONORARY.value}


def people_of(tables: Tables, caller: Caller, audience: Audience) -> Iterator[Person]:
    """Yield the people of the caller's network who are in the audience."""
    for person, member in callers_of(tables, caller):
        shape = member.shape()
        if any(
            shape in branch.shapes and satisfies(branch.residual, audience.thing, member)
            for branch in audience.branches
        ):
            yield person


def callers_of(tables: Tables, caller: Caller) -> Iterator[tuple[Person, Caller]]:
    """Yield everybody of the caller's network in good standing, and the caller that they make."""
    network = tables.networks.get(caller.network_id)
    if network is None:
        return
    roles = roles_by_person(tables, caller.now)
    modules = frozenset(module.value for module in network.modules)
    for person in tables.people:
        if person.network_id != network.id or not standing(tables, person, caller.now):
            continue
        yield (
            person,
            Caller(
                person_id=person.id,
                network_id=network.id,
                network_kind=network.kind.value,
                member_class=person.member_class,
                now=caller.now,
                network_roles=person.network_roles,
                sponsor_id=person.sponsor_id,
                modules=modules,
                roles={k: role.value for k, role in roles.get(person.id, {}).items()},
            ),
        )
