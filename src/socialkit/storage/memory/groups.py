"""Keep groups, memberships and requests to join in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.groups import (
    ROLE_RANK,
    Group,
    GroupRole,
    JoinRequest,
    Membership,
    RequestState,
    Visibility,
)
from socialkit.domain.handles import fold
from socialkit.domain.people import MemberClass, NetworkRole, Person
from socialkit.errors import Conflict
from socialkit.paging import Page, PageRequest, Position
from socialkit.ports.policy import Plan
from socialkit.ports.storage import GroupStore, MembershipStore, RequestStore
from socialkit.ports.storage.records import GroupFilter, GroupRecord, MemberRecord
from socialkit.storage.memory.audiences import is_outsider
from socialkit.storage.memory.order import newest_first
from socialkit.storage.memory.tables import Tables
from socialkit.storage.memory.views import View, standing

_LEADING: Final = frozenset({GroupRole.OWNER, GroupRole.MODERATOR})


class MemoryGroupStore(GroupStore):
    """Keep groups and walls."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, group: Group) -> None:
        """Keep a new group."""
        self._put(group)

    def lock(self, group_id: UUID) -> Group | None:
        """Raise the group's epoch by one and return it; writers come one at a time anyway."""
        group = self._tables.groups.get(group_id)
        if group is None:
            return None
        raised = group.evolve(epoch=group.epoch + 1)
        self._tables.groups.put(group_id, raised)
        return raised

    def save(self, group: Group) -> None:
        """Replace the group of the same id."""
        self._put(group)

    def find(self, caller: Caller, group_id: UUID) -> GroupRecord | None:
        """Return the group (or wall) of the caller's network."""
        group = self._tables.groups.get(group_id)
        if group is None or group.network_id != caller.network_id:
            return None
        return View(self._tables, caller).group(group)

    def find_by_key(self, caller: Caller, slug_key: str) -> GroupRecord | None:
        """Return the group of the caller's network with this folded slug."""
        group_id = self._tables.slugs.get((caller.network_id, slug_key))
        return None if group_id is None else self.find(caller, group_id)

    def page(
        self, caller: Caller, plan: Plan, wanted: GroupFilter, page: PageRequest
    ) -> Page[GroupRecord]:
        """Return groups under a plan of ``group:see``, newest first."""
        view = View(self._tables, caller)
        found = newest_first(self._listed(view, plan, wanted), page, _position)
        return found.map(view.group)

    def count(self, caller: Caller, plan: Plan, wanted: GroupFilter) -> int:
        """Return how many groups `page` would show over all its pages."""
        return sum(1 for _ in self._listed(View(self._tables, caller), plan, wanted))

    def visible(self, caller: Caller, plan: Plan, ids: Collection[UUID]) -> dict[UUID, GroupRecord]:
        """Return those of `ids` that the plan lets the caller see."""
        view = View(self._tables, caller)
        groups = (self._tables.groups.get(group_id) for group_id in set(ids))
        return {g.id: view.group(g) for g in groups if g is not None and view.sees(plan, g)}

    def heir(self, caller: Caller, group_id: UUID, leaving: UUID) -> UUID | None:
        """Return who would own the group if `leaving` did not."""
        tables, found = self._tables, []
        for row in tables.memberships:
            if row.group_id == group_id and row.live(caller.now) and row.person_id != leaving:
                person = tables.people[row.person_id]
                if not is_outsider(person) and standing(tables, person, caller.now):
                    rank = -ROLE_RANK[row.role]
                    found.append((rank, row.joined_at, row.person_id.bytes, row.person_id))
        return min(found)[-1] if found else self._administrator(caller, leaving)

    def _administrator(self, caller: Caller, leaving: UUID) -> UUID | None:
        admins = (
            person
            for person in self._tables.people
            if person.id != leaving
            and person.network_id == caller.network_id
            and person.member_class == MemberClass.EMPLOYEE
            and NetworkRole.ADMIN in person.network_roles
            and standing(self._tables, person, caller.now)
        )
        first = min(admins, key=lambda p: (p.created_at, p.id.bytes), default=None)
        return None if first is None else first.id

    def _listed(self, view: View, plan: Plan, wanted: GroupFilter) -> Iterator[Group]:
        for group in self._tables.groups:
            if _matches(view, group, wanted) and view.sees(plan, group):
                yield group

    def _put(self, group: Group) -> None:
        key = (group.network_id, group.slug_key)
        if self._tables.slugs.get(key) not in {None, group.id}:
            raise Conflict(
                "group.slug_taken",
                f"The short name '{group.slug}' is taken. Choose another one.",
                slug=group.slug,
            )
        before = self._tables.groups.get(group.id)
        if before is not None and before.slug_key != group.slug_key:
            self._tables.slugs.drop((before.network_id, before.slug_key))
        self._tables.slugs.put(key, group.id)
        self._tables.groups.put(group.id, group)


def _position(group: Group) -> Position:
    return Position(group.created_at, group.id)


def _matches(view: View, group: Group, wanted: GroupFilter) -> bool:
    return (
        group.network_id == view.caller.network_id
        and group.visibility is not Visibility.WALL
        and group.archived is wanted.archived
        and (not wanted.mine or group.id in view.roles)
        and (wanted.text is None or fold(wanted.text) in fold(group.name))
    )


class MemoryMembershipStore(MembershipStore):
    """Keep memberships."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, membership: Membership) -> None:
        """Keep the membership, in place of the same person's former one in the group."""
        self._tables.memberships.put((membership.group_id, membership.person_id), membership)

    def remove(self, group_id: UUID, person_id: UUID) -> bool:
        """Forget the membership; tell whether there was one."""
        return self._tables.memberships.drop((group_id, person_id))

    def find(self, group_id: UUID, person_id: UUID) -> Membership | None:
        """Return the stored membership, live or expired."""
        return self._tables.memberships.get((group_id, person_id))

    def of_person(self, person_id: UUID) -> tuple[Membership, ...]:
        """Return what the person holds, in the order of the groups' ids."""
        held = (row for row in self._tables.memberships if row.person_id == person_id)
        return tuple(sorted(held, key=lambda row: row.group_id.bytes))

    def lock_person(self, person_id: UUID) -> Person | None:
        """Return the person; writers come one at a time anyway."""
        person = self._tables.people.get(person_id)
        if person is not None:
            self._tables.people.put(person_id, person)
        return person

    def page(self, caller: Caller, group_id: UUID, page: PageRequest) -> Page[MemberRecord]:
        """Return the live members of the group, newest first."""
        found = newest_first(self._live(caller, group_id), page, _joined)
        return found.map(lambda row: MemberRecord(row, self._tables.people[row.person_id]))

    def leaders(self, group_id: UUID, now: datetime) -> frozenset[UUID]:
        """Return the ids of the people who are owners or moderators at `now`."""
        return frozenset(
            row.person_id
            for row in self._tables.memberships
            if row.group_id == group_id and row.role in _LEADING and row.live(now)
        )

    def outsiders(self, group_id: UUID) -> tuple[Membership, ...]:
        """Return memberships, live or not, of people who are no insiders."""
        return tuple(
            row
            for row in self._tables.memberships
            if row.group_id == group_id and is_outsider(self._tables.people[row.person_id])
        )

    def externals(
        self, caller: Caller, group_ids: Collection[UUID]
    ) -> dict[UUID, tuple[tuple[str, int], ...]]:
        """Count live members that are no insiders by organisation, for each of the groups."""
        counted = {group_id: self._outside(caller, group_id) for group_id in group_ids}
        return {group_id: found for group_id, found in counted.items() if found}

    def _outside(self, caller: Caller, group_id: UUID) -> tuple[tuple[str, int], ...]:
        people = (self._tables.people[row.person_id] for row in self._live(caller, group_id))
        found = Counter(person.organisation or "" for person in people if is_outsider(person))
        return tuple(sorted(found.items()))

    def _live(self, caller: Caller, group_id: UUID) -> Iterator[Membership]:
        for row in self._tables.memberships:
            if row.group_id != group_id or not row.live(caller.now):
                continue
            if self._tables.people[row.person_id].network_id == caller.network_id:
                yield row


def _joined(membership: Membership) -> Position:
    return Position(membership.joined_at, membership.person_id)


class MemoryRequestStore(RequestStore):
    """Keep requests to join."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, request: JoinRequest) -> None:
        """Keep a new request."""
        self._put(request)

    def save(self, request: JoinRequest) -> None:
        """Replace the request of the same id."""
        self._put(request)

    def find(self, request_id: UUID) -> JoinRequest | None:
        """Return the request with this id."""
        return self._tables.requests.get(request_id)

    def find_pending(self, group_id: UUID, person_id: UUID) -> JoinRequest | None:
        """Return the person's pending request for the group."""
        return next((r for r in self._pending(group_id) if r.person_id == person_id), None)

    def pending_of(self, person_id: UUID) -> tuple[JoinRequest, ...]:
        """Return the person's pending requests by id."""
        found = (
            request
            for request in self._tables.requests
            if request.person_id == person_id and request.state is RequestState.PENDING
        )
        return tuple(sorted(found, key=lambda request: request.id.bytes))

    def page_pending(self, group_id: UUID, page: PageRequest) -> Page[JoinRequest]:
        """Return pending requests for the group, newest first."""
        return newest_first(self._pending(group_id), page, lambda r: Position(r.created_at, r.id))

    def _pending(self, group_id: UUID) -> Iterator[JoinRequest]:
        for request in self._tables.requests:
            if request.group_id == group_id and request.state is RequestState.PENDING:
                yield request

    def _put(self, request: JoinRequest) -> None:
        if request.state is RequestState.PENDING:
            rival = self.find_pending(request.group_id, request.person_id)
            if rival is not None and rival.id != request.id:
                raise Conflict(
                    "request.pending", "A request to join this group is waiting already."
                )
        self._tables.requests.put(request.id, request)
