"""Answer lists of people in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.handles import fold
from socialkit.domain.people import Person
from socialkit.paging import Page, PageRequest, Position
from socialkit.ports.policy import Plan
from socialkit.ports.storage import PersonLists
from socialkit.ports.storage.records import Audience, PeopleFilter, PersonRecord
from socialkit.storage.memory.audiences import people_of
from socialkit.storage.memory.order import newest_first
from socialkit.storage.memory.tables import Tables
from socialkit.storage.memory.views import View, live_members, standing


class MemoryPersonLists(PersonLists):
    """Answer lists of people."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def page(
        self, caller: Caller, plan: Plan, wanted: PeopleFilter, page: PageRequest
    ) -> Page[PersonRecord]:
        """Return people in good standing, newest first."""
        view = View(self._tables, caller)
        return newest_first(self._listed(view, plan, wanted), page, _position).map(view.person)

    def count(self, caller: Caller, plan: Plan, wanted: PeopleFilter) -> int:
        """Return how many people `page` would show over all its pages."""
        return sum(1 for _ in self._listed(View(self._tables, caller), plan, wanted))

    def visible(
        self, caller: Caller, plan: Plan, ids: Collection[UUID]
    ) -> dict[UUID, PersonRecord]:
        """Return those of `ids` that the plan lets the caller read."""
        view = View(self._tables, caller)
        people = (self._tables.people.get(person_id) for person_id in set(ids))
        return {p.id: view.person(p) for p in people if p is not None and view.reads(plan, p)}

    def named(
        self, caller: Caller, plan: Plan, name_keys: Collection[str]
    ) -> dict[str, tuple[Person, ...]]:
        """Return readable people in good standing by folded display name, by id."""
        wanted, found = set(name_keys), dict[str, tuple[Person, ...]]()
        view = View(self._tables, caller)
        people = (p for p in self._listed(view, plan, PeopleFilter()) if p.name_key in wanted)
        for person in sorted(people, key=lambda person: person.id.bytes):
            found[person.name_key] = (*found.get(person.name_key, ()), person)
        return found

    def departments(self, caller: Caller, plan: Plan) -> dict[str, int]:
        """Count the people of `page` by department."""
        people = self._listed(View(self._tables, caller), plan, PeopleFilter())
        return dict(Counter(p.department for p in people if p.department is not None))

    def suggest(
        self,
        caller: Caller,
        plan: Plan,
        audience: Audience,
        prefix_key: str,
        *,
        limit: int,
    ) -> tuple[Person, ...]:
        """Return people whose folded handle or name begins with `prefix_key`."""
        view = View(self._tables, caller)
        found = [
            person
            for person in people_of(self._tables, caller, audience)
            if person.handle_key.startswith(prefix_key) or person.name_key.startswith(prefix_key)
            if view.reads(plan, person)
        ]
        return tuple(sorted(found, key=lambda p: (p.name_key, p.id.bytes))[:limit])

    def _listed(self, view: View, plan: Plan, wanted: PeopleFilter) -> Iterator[Person]:
        now = view.caller.now
        chosen = list(_conditions(self._tables, view, wanted))
        for person in self._tables.people:
            if (
                all(holds(person) for holds in chosen)
                and standing(self._tables, person, now)
                and view.reads(plan, person)
            ):
                yield person


def _position(person: Person) -> Position:
    return Position(person.created_at, person.id)


def _conditions(
    tables: Tables, view: View, wanted: PeopleFilter
) -> Iterator[Callable[[Person], bool]]:
    """Yield one condition for each given part of the filter."""
    yield lambda person: person.network_id == view.caller.network_id
    if (text := wanted.text) is not None:
        part = fold(text)
        yield lambda person: part in person.name_key or part in person.handle_key
    if (department := wanted.department) is not None:
        yield lambda person: _same(person.department, department)
    if (organisation := wanted.organisation) is not None:
        yield lambda person: _same(person.organisation, organisation)
    if (skill := wanted.skill) is not None:
        yield lambda person: _any_same(person.skills, skill)
    if wanted.group_id is not None:
        members = live_members(tables, wanted.group_id, view.caller.now)
        yield lambda person: person.id in members
    if wanted.manager_id is not None:
        yield lambda person: person.manager_id == wanted.manager_id


def _same(text: str | None, wanted: str) -> bool:
    return text is not None and fold(text) == fold(wanted)


def _any_same(texts: Iterable[str], wanted: str) -> bool:
    return any(_same(text, wanted) for text in texts)
