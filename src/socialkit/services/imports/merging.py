"""Merge rows of people with those whom a network has: first all is known, then it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from socialkit.domain.handles import fold, suggest_handle
from socialkit.domain.networks import NetworkKind
from socialkit.domain.people import Account, MemberClass, Person
from socialkit.errors import Invalid
from socialkit.ports.storage import Batch
from socialkit.services.context import Context
from socialkit.services.enrolment import check_class
from socialkit.services.imports.managers import circles
from socialkit.services.imports.people_rows import PersonRow, Problems
from socialkit.services.imports.progress import Progress


class Merging:
    """Work out what each row makes of its person, and note what can not be."""

    def __init__(self, context: Context, rows: Sequence[PersonRow], problems: Problems) -> None:
        self.added: list[Person] = []
        self._context = context
        self._rows = rows
        self._problems = problems
        self._known = _Known(context, rows)
        self._found: dict[int, Person] = {}
        """People who are there already, by line."""
        self._ids: dict[int, UUID] = {}
        self._accounts: list[Account] = []
        self._changed: list[Person] = []

    def merge(self) -> None:
        """Find everybody, then their managers, then make what is new and what is changed."""
        for row in self._rows:
            found = self._find(row)
            if found is not None:
                self._found[row.line] = found
            self._ids[row.line] = self._context.new_id() if found is None else found.id
        self._check_same()
        managers = self._managers()
        free = FreeHandles(self._context, self._rows, self._found)
        for row in self._rows:
            found = self._found.get(row.line)
            manager_id = managers.get(row.line)
            if found is None:
                self.added.append(self._make(row, manager_id, free))
            else:
                self._change(row, found, manager_id)

    def keep(self, progress: Progress) -> int:
        """Write new people at once and changed ones one by one; return how many were changed."""
        unit = self._context.unit
        unit.bulk.load(Batch(accounts=self._accounts, people=self.added))
        progress.advance(len(self.added))
        for person in self._changed:
            unit.people.save(person)
            progress.advance(1)
        return len(self._changed)

    # -- inside --------------------------------------------------------------------------------

    def _find(self, row: PersonRow) -> Person | None:
        known = self._known.by_subject(row.key)
        holder = None if row.handle is None else self._known.by_handle(row.handle)
        if known is None and row.subject is None:
            return holder
        if holder is not None and (known is None or holder.id != known.id):
            self._problems.add(row.line, f"the handle '{row.handle}' is somebody else's")
        return known

    def _check_same(self) -> None:
        lines: dict[UUID, int] = {}
        for line, person in self._found.items():
            first = lines.setdefault(person.id, line)
            if first != line:
                self._problems.add(line, f"this is the person of line {first}")

    def _make(self, row: PersonRow, manager_id: UUID | None, free: FreeHandles) -> Person:
        context, chosen = self._context, row.member_class or self._default_class
        try:
            check_class(context, chosen)
        except Invalid as error:
            self._problems.add(row.line, error.message)
        account = self._known.accounts.get(row.key)
        if account is None:
            account = Account(id=context.new_id(), subject=row.key, created_at=context.now)
            self._accounts.append(account)
        handle = row.handle or free.give(str(row.fields["display_name"]))
        values: dict[str, object] = {
            "id": self._ids[row.line],
            "network_id": context.network.id,
            "account_id": account.id,
            "handle": handle,
            "handle_key": fold(handle),
            "member_class": chosen,
            "manager_id": manager_id,
            "created_at": context.now,
            "updated_at": context.now,
        }
        return Person.model_validate({**values, **row.fields})

    @property
    def _default_class(self) -> str:
        community = self._context.network.kind is NetworkKind.COMMUNITY
        return (MemberClass.CUSTOMER if community else MemberClass.EMPLOYEE).value

    def _change(self, row: PersonRow, found: Person, manager_id: UUID | None) -> None:
        if row.member_class not in {None, found.member_class}:
            reason = f"the person is of class {found.member_class}, which no import changes"
            self._problems.add(row.line, reason)
        changes = dict(row.fields)
        if row.handle is not None:
            changes |= {"handle": row.handle, "handle_key": fold(row.handle)}
        if row.has_manager:
            changes["manager_id"] = manager_id
        if any(getattr(found, name) != value for name, value in changes.items()):
            self._changed.append(found.evolve(**changes, updated_at=self._context.now))

    def _managers(self) -> dict[int, UUID | None]:
        """Return the manager of each line that says who it is (or that there is none)."""
        subjects = {row.key: self._ids[row.line] for row in self._rows}
        handles = {fold(row.handle): self._ids[row.line] for row in self._rows if row.handle}
        managers: dict[int, UUID | None] = {}
        for row in self._rows:
            if row.has_manager:
                managers[row.line] = None
            if row.manager is not None:
                inside = subjects.get(row.manager) or handles.get(fold(row.manager))
                managers[row.line] = inside or self._neighbour(row)
        self._check_circles(managers)
        return managers

    def _neighbour(self, row: PersonRow) -> UUID | None:
        name = row.manager or ""
        person = self._known.by_subject(name) or self._known.by_handle(name)
        if person is None:
            self._problems.add(row.line, f"nobody is known as the manager '{name}'")
            return None
        return person.id

    def _check_circles(self, managers: dict[int, UUID | None]) -> None:
        lines = {person_id: line for line, person_id in self._ids.items()}
        chosen = {self._ids[line]: manager_id for line, manager_id in managers.items()}
        for circle in circles(chosen, self._above):
            first = next((spot for spot, one in enumerate(circle) if one in lines), None)
            if first is not None:
                turned = (*circle[first:], *circle[:first])
                self._problems.add(lines[turned[0]], self._told_circle(turned, lines))

    def _told_circle(self, circle: Sequence[UUID], lines: Mapping[UUID, int]) -> str:
        """Name everybody in a circle, with the line or as somebody whom the network has."""
        rows = {row.line: row for row in self._rows}
        inside = [lines[one] for one in circle if one in lines]
        store = self._context.unit.people
        kept = {one: person for one in circle if one not in lines and (person := store.find(one))}
        names = [
            str(rows[lines[one]].fields["display_name"]) if one in lines else kept[one].display_name
            for one in circle
        ]
        chain = " → ".join([*names, names[0]])
        where = f"line{'' if len(inside) == 1 else 's'} {', '.join(map(str, inside))}"
        others = ", ".join(f"@{person.handle}" for person in kept.values())
        return f"managers in a circle: {chain} ({where}{others and f'; in the network: {others}'})"

    def _above(self, person_id: UUID) -> UUID | None:
        person = self._context.unit.people.find(person_id)
        return None if person is None else person.manager_id


class _Known:
    """Know those whom the file names and the network has."""

    def __init__(self, context: Context, rows: Sequence[PersonRow]) -> None:
        store, network_id = context.unit.people, context.network.id
        names = {name for row in rows for name in (row.key, row.manager) if name}
        handles = names | {row.handle for row in rows if row.handle}
        self.accounts = store.find_accounts(names)
        ids = {account.id for account in self.accounts.values()}
        self._by_account = store.by_accounts(network_id, ids) if ids else {}
        self._by_handle = store.by_keys(network_id, set(map(fold, handles))) if handles else {}

    def by_subject(self, subject: str) -> Person | None:
        """Return the person of a subject."""
        account = self.accounts.get(subject)
        return None if account is None else self._by_account.get(account.id)

    def by_handle(self, handle: str) -> Person | None:
        """Return the person who has a handle."""
        return self._by_handle.get(fold(handle))


class FreeHandles:
    """Give handles to new people who have none: free in the network and in the file."""

    def __init__(
        self, context: Context, rows: Sequence[PersonRow], found: dict[int, Person]
    ) -> None:
        self._store = context.unit.people
        self._network_id = context.network.id
        self._taken = {fold(row.handle) for row in rows if row.handle}
        self._asked: set[str] = set()
        without = (row for row in rows if row.handle is None and row.line not in found)
        self._ask(_candidates(str(row.fields["display_name"]) for row in without))

    def give(self, name: str) -> str:
        """Return a free handle made of a name, and remember it."""
        handle = suggest_handle(name, self._is_taken)
        self._taken.add(fold(handle))
        return handle

    def _is_taken(self, handle: str) -> bool:
        key = fold(handle)
        if key not in self._taken and key not in self._asked:
            self._ask({key})
        return key in self._taken

    def _ask(self, keys: set[str]) -> None:
        if keys:
            self._taken |= set(self._store.by_keys(self._network_id, keys))
            self._asked |= keys


def _candidates(names: Iterable[str]) -> set[str]:
    """Return what will be asked about most probably, so that it can be asked about at once."""
    firsts = Counter(fold(suggest_handle(name, lambda _: False)) for name in names)
    numbered = {
        f"{first}-{number}" for first, count in firsts.items() for number in range(2, count + 1)
    }
    return set(firsts) | numbered
