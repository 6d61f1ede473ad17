"""Keep groups, memberships and requests in the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
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
from socialkit.domain.people import Person
from socialkit.paging import Page, PageRequest, Position
from socialkit.ports.policy import Plan
from socialkit.ports.storage import GroupStore, MembershipStore, RequestStore
from socialkit.ports.storage.records import GroupFilter, GroupRecord, MemberRecord
from tests.conformance.third_storage import tables
from tests.conformance.third_storage.rows import Store, by_birth, paged
from tests.conformance.third_storage.sight import INSIDERS, Sight, live_members, stands

LEADERS = frozenset({GroupRole.OWNER, GroupRole.MODERATOR})


class Groups(Store, GroupStore):
    def add(self, group: Group) -> None:
        self.save(group)

    def lock(self, group_id: UUID) -> Group | None:
        self._rows.refuse_if_read_only()
        group = self._rows[tables.GROUPS].get(group_id)
        if group is not None:
            group = group.evolve(epoch=group.epoch + 1)
            self._rows.put(tables.GROUPS, group)
        return group

    def save(self, group: Group) -> None:
        place = (group.network_id, group.slug_key)
        others = (each for each in self._rows[tables.GROUPS].values() if each.id != group.id)
        taken = (each for each in others if (each.network_id, each.slug_key) == place)
        self._rows.refuse(
            taken, "group.slug_taken", "Another group has this slug. Choose another one."
        )
        self._rows.put(tables.GROUPS, group)

    def find(self, caller: Caller, group_id: UUID) -> GroupRecord | None:
        sight = Sight(self._rows, caller)
        group = sight.group(group_id)
        return None if group is None else sight.group_record(group)

    def find_by_key(self, caller: Caller, slug_key: str) -> GroupRecord | None:
        sight = Sight(self._rows, caller)
        here = (each for each in self._rows[tables.GROUPS].values() if sight.group(each.id))
        found = (sight.group_record(each) for each in here if each.slug_key == slug_key)
        return next(found, None)

    def page(
        self, caller: Caller, plan: Plan, wanted: GroupFilter, page: PageRequest
    ) -> Page[GroupRecord]:
        sight = Sight(self._rows, caller)
        return paged(self._listed(sight, plan, wanted), page, by_birth).map(sight.group_record)

    def count(self, caller: Caller, plan: Plan, wanted: GroupFilter) -> int:
        return sum(1 for _ in self._listed(Sight(self._rows, caller), plan, wanted))

    def visible(self, caller: Caller, plan: Plan, ids: Collection[UUID]) -> dict[UUID, GroupRecord]:
        sight = Sight(self._rows, caller)
        groups = (group for each in ids if (group := sight.group(each)))
        return {
            each.id: sight.group_record(each) for each in groups if sight.sees_group(plan, each)
        }

    def heir(self, caller: Caller, group_id: UUID, leaving: UUID) -> UUID | None:
        people = self._rows[tables.PEOPLE]
        members = [
            each
            for each in live_members(self._rows, group_id, caller.now)
            if people[each.person_id].member_class in INSIDERS
            and self._stays(people[each.person_id], caller, leaving)
        ]
        members.sort(key=lambda each: (-ROLE_RANK[each.role], each.joined_at, each.person_id))
        admins = [
            each
            for each in people.values()
            if each.network_id == caller.network_id
            and each.member_class == "employee"
            and "admin" in each.network_roles
            and self._stays(each, caller, leaving)
        ]
        admins.sort(key=lambda each: (each.created_at, each.id))
        heirs = [*(each.person_id for each in members), *(each.id for each in admins)]
        return heirs[0] if heirs else None

    def _stays(self, person: Person, caller: Caller, leaving: UUID) -> bool:
        return person.id != leaving and stands(self._rows, person, caller.now)

    def _listed(self, sight: Sight, plan: Plan, wanted: GroupFilter) -> Iterator[Group]:
        for group in self._rows[tables.GROUPS].values():
            if (
                sight.group(group.id)
                and group.visibility is not Visibility.WALL
                and group.archived == wanted.archived
                and (not wanted.mine or group.id in sight.caller.roles)
                and (wanted.text is None or fold(wanted.text) in fold(group.name))
                and sight.sees_group(plan, group)
            ):
                yield group


class Memberships(Store, MembershipStore):
    def put(self, membership: Membership) -> None:
        self._rows.put(tables.MEMBERSHIPS, membership)

    def remove(self, group_id: UUID, person_id: UUID) -> bool:
        return self._rows.drop(tables.MEMBERSHIPS, (group_id, person_id))

    def find(self, group_id: UUID, person_id: UUID) -> Membership | None:
        return self._rows[tables.MEMBERSHIPS].get((group_id, person_id))

    def of_person(self, person_id: UUID) -> tuple[Membership, ...]:
        rows = self._rows[tables.MEMBERSHIPS].values()
        held = (each for each in rows if each.person_id == person_id)
        return tuple(sorted(held, key=lambda each: each.group_id))

    def lock_person(self, person_id: UUID) -> Person | None:
        self._rows.refuse_if_read_only()
        return self._rows[tables.PEOPLE].get(person_id)

    def page(self, caller: Caller, group_id: UUID, page: PageRequest) -> Page[MemberRecord]:
        members = self._of_network(caller, group_id)
        found = paged(members, page, lambda each: Position(each.joined_at, each.person_id))
        return found.map(lambda each: MemberRecord(each, self._rows[tables.PEOPLE][each.person_id]))

    def leaders(self, group_id: UUID, now: datetime) -> frozenset[UUID]:
        members = live_members(self._rows, group_id, now)
        return frozenset(each.person_id for each in members if each.role in LEADERS)

    def outsiders(self, group_id: UUID) -> tuple[Membership, ...]:
        members = (
            each for each in self._rows[tables.MEMBERSHIPS].values() if each.group_id == group_id
        )
        return tuple(each for each in members if not self._is_insider(each))

    def externals(
        self, caller: Caller, group_ids: Collection[UUID]
    ) -> dict[UUID, tuple[tuple[str, int], ...]]:
        counted = {each: self._organisations(caller, each) for each in group_ids}
        return {group_id: found for group_id, found in counted.items() if found}

    def _of_network(self, caller: Caller, group_id: UUID) -> Iterator[Membership]:
        people = self._rows[tables.PEOPLE]
        for each in live_members(self._rows, group_id, caller.now):
            if people[each.person_id].network_id == caller.network_id:
                yield each

    def _organisations(self, caller: Caller, group_id: UUID) -> tuple[tuple[str, int], ...]:
        members = self._of_network(caller, group_id)
        outside = (each.person_id for each in members if not self._is_insider(each))
        named = Counter(self._rows[tables.PEOPLE][each].organisation or "" for each in outside)
        return tuple(sorted(named.items()))

    def _is_insider(self, membership: Membership) -> bool:
        return self._rows[tables.PEOPLE][membership.person_id].member_class in INSIDERS


class Requests(Store, RequestStore):
    def add(self, request: JoinRequest) -> None:
        self._rows.refuse_if_read_only()
        if request.state is RequestState.PENDING:
            pending = self.find_pending(request.group_id, request.person_id)
            taken = () if pending is None else (pending,)
            self._rows.refuse(
                taken, "request.pending", "This person has asked already. Decide that request."
            )
        self._rows.put(tables.REQUESTS, request)

    def save(self, request: JoinRequest) -> None:
        self._rows.put(tables.REQUESTS, request)

    def find(self, request_id: UUID) -> JoinRequest | None:
        return self._rows[tables.REQUESTS].get(request_id)

    def find_pending(self, group_id: UUID, person_id: UUID) -> JoinRequest | None:
        return next((each for each in self._pending(group_id) if each.person_id == person_id), None)

    def pending_of(self, person_id: UUID) -> tuple[JoinRequest, ...]:
        rows = self._rows[tables.REQUESTS].values()
        own = (each for each in rows if each.person_id == person_id)
        pending = (each for each in own if each.state is RequestState.PENDING)
        return tuple(sorted(pending, key=lambda each: each.id))

    def page_pending(self, group_id: UUID, page: PageRequest) -> Page[JoinRequest]:
        return paged(self._pending(group_id), page, by_birth)

    def _pending(self, group_id: UUID) -> Iterator[JoinRequest]:
        requests = (
            each for each in self._rows[tables.REQUESTS].values() if each.group_id == group_id
        )
        return (each for each in requests if each.state is RequestState.PENDING)
