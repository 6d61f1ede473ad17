"""Keep memberships in SQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.groups import GroupRole, Membership
from socialkit.domain.people import MemberClass, Person
from socialkit.paging import Page, PageRequest, Position, cut
from socialkit.ports.storage import MembershipStore
from socialkit.ports.storage.records import MemberRecord
from socialkit.storage.sql import conditions
from socialkit.storage.sql.conditions import NETWORK_ID, live
from socialkit.storage.sql.rows import MEMBERSHIPS, PEOPLE, by_id
from socialkit.storage.sql.tables import MEMBERSHIP, PERSON
from socialkit.storage.sql.work import Work, binds_of, chunks

INSIDERS: Final = (MemberClass.EMPLOYEE.value, MemberClass.HONORARY.value)
_OF_GROUP: Final = MEMBERSHIP.c.group_id == sa.bindparam("group_id")
_OF_NETWORK: Final = PERSON.c.network_id == NETWORK_ID
_ONE: Final = (_OF_GROUP, MEMBERSHIP.c.person_id == sa.bindparam("person_id"))
_FIND: Final = sa.select(*MEMBERSHIPS.columns()).where(*_ONE)
_REMOVE: Final = sa.delete(MEMBERSHIP).where(*_ONE)
_OF_PERSON: Final = (
    sa.select(*MEMBERSHIPS.columns())
    .where(MEMBERSHIP.c.person_id == sa.bindparam("person_id"))
    .order_by(MEMBERSHIP.c.group_id)
)
_PERSON: Final = by_id(PEOPLE)
# A write that changes nothing is a lock on every database.
_HOLD: Final = (
    sa.update(PERSON).where(PERSON.c.id == sa.bindparam("at_id")).values(version=PERSON.c.version)
)
_LEADERS: Final = sa.select(MEMBERSHIP.c.person_id).where(
    _OF_GROUP,
    live(MEMBERSHIP),
    MEMBERSHIP.c.role.in_([GroupRole.OWNER.value, GroupRole.MODERATOR.value]),
)
_WITH_PEOPLE: Final = MEMBERSHIP.join(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
_OUTSIDERS: Final = (
    sa.select(*MEMBERSHIPS.columns())
    .select_from(_WITH_PEOPLE)
    .where(_OF_GROUP, PERSON.c.member_class.not_in(INSIDERS))
    .order_by(MEMBERSHIP.c.joined_at, MEMBERSHIP.c.person_id)
)
_ORGANISATION: Final = sa.func.coalesce(
    PERSON.c.organisation, sa.literal("", PERSON.c.organisation.type)
)
_EXTERNALS: Final = (
    sa.select(
        MEMBERSHIP.c.group_id, _ORGANISATION.label("organisation"), sa.func.count().label("number")
    )
    .select_from(_WITH_PEOPLE)
    .where(
        MEMBERSHIP.c.group_id.in_(sa.bindparam("ids", expanding=True)),
        _OF_NETWORK,
        live(MEMBERSHIP),
        PERSON.c.member_class.not_in(INSIDERS),
    )
    .group_by(MEMBERSHIP.c.group_id, _ORGANISATION)
)


class SqlMembershipStore(MembershipStore):
    """Keep memberships."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def put(self, membership: Membership) -> None:
        """Keep the membership, in place of the same person's former one."""
        self._work.put(MEMBERSHIP, MEMBERSHIPS.row(membership))

    def remove(self, group_id: UUID, person_id: UUID) -> bool:
        """Forget the membership; tell whether there was one."""
        return self._work.change(_REMOVE, {"group_id": group_id, "person_id": person_id}) > 0

    def find(self, group_id: UUID, person_id: UUID) -> Membership | None:
        """Return the stored membership, live or expired."""
        row = self._work.row(_FIND, {"group_id": group_id, "person_id": person_id})
        return MEMBERSHIPS.value(row)

    def of_person(self, person_id: UUID) -> tuple[Membership, ...]:
        """Return what the person holds, in the order of the groups' ids."""
        return tuple(MEMBERSHIPS.values(self._work.rows(_OF_PERSON, {"person_id": person_id})))

    def lock_person(self, person_id: UUID) -> Person | None:
        """Return the person as they are now, locked."""
        self._work.change(_HOLD, {"at_id": person_id})
        return PEOPLE.value(self._work.row(_PERSON, {"at_id": person_id}))

    def page(self, caller: Caller, group_id: UUID, page: PageRequest) -> Page[MemberRecord]:
        """Return the live members of the group, newest first."""
        key = ("members", page.limit, page.after is None)
        statement = self._work.statements.get(key, lambda: _page(page))
        binds = binds_of(caller, group_id=group_id) | conditions.after_binds(page)
        rows = self._work.rows(statement, binds)
        people = PEOPLE.values(rows, MEMBERSHIPS.width)
        records = map(MemberRecord, MEMBERSHIPS.values(rows), people)
        return cut(list(records), page.limit, _position)

    def leaders(self, group_id: UUID, now: datetime) -> frozenset[UUID]:
        """Return the ids of owners and moderators."""
        rows = self._work.rows(_LEADERS, {"group_id": group_id, "now": now})
        return frozenset(row[0] for row in rows)

    def outsiders(self, group_id: UUID) -> tuple[Membership, ...]:
        """Return memberships of people whose class is not employee or honorary."""
        return tuple(MEMBERSHIPS.values(self._work.rows(_OUTSIDERS, {"group_id": group_id})))

    def externals(
        self, caller: Caller, group_ids: Collection[UUID]
    ) -> dict[UUID, tuple[tuple[str, int], ...]]:
        """Count live members that are no insiders by organisation, for each of the groups."""
        found: dict[UUID, list[tuple[str, int]]] = {}
        for part in chunks(group_ids):
            for group_id, *counted in self._work.rows(_EXTERNALS, binds_of(caller, ids=part)):
                found.setdefault(group_id, []).append((counted[0], counted[1]))
        return {group_id: tuple(sorted(counts)) for group_id, counts in found.items()}


def _page(page: PageRequest) -> sa.Select[Any]:
    at, last = MEMBERSHIP.c.joined_at, MEMBERSHIP.c.person_id
    listed = (
        sa.select(*MEMBERSHIPS.columns(), *PEOPLE.columns())
        .select_from(_WITH_PEOPLE)
        .where(_OF_GROUP, _OF_NETWORK, live(MEMBERSHIP), conditions.after(at, last, page))
        .order_by(at.desc(), last.desc())
    )
    return conditions.limited(listed, page.limit + 1)


def _position(record: MemberRecord) -> Position:
    return Position(record.membership.joined_at, record.membership.person_id)
