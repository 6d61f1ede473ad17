"""Keep groups in SQL, and list those that a plan lets the caller see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.groups import ROLE_RANK, Group, GroupRole, RequestState
from socialkit.domain.people import MemberClass, NetworkRole
from socialkit.paging import Page, PageRequest, Position, cut
from socialkit.ports.policy import Plan
from socialkit.ports.storage import GroupStore
from socialkit.ports.storage.records import GroupFilter, GroupRecord
from socialkit.storage.sql import conditions
from socialkit.storage.sql.attributes import group_sql
from socialkit.storage.sql.conditions import CALLER, NETWORK_ID, NOW, Clause
from socialkit.storage.sql.formulas import to_clause
from socialkit.storage.sql.rows import GROUPS, by_id, change_by_id, folded
from socialkit.storage.sql.tables import GROUP, MEMBERSHIP, PERSON, REQUEST
from socialkit.storage.sql.types import Id, Words
from socialkit.storage.sql.work import Row, Work, binds_of, chunks, replace

_FIND: Final = by_id(GROUPS)
_SAVE: Final = change_by_id(GROUPS)
_RAISE: Final = (
    sa.update(GROUP).where(GROUP.c.id == sa.bindparam("at_id")).values(epoch=GROUP.c.epoch + 1)
)
_REQUESTED: Final = sa.exists().where(
    REQUEST.c.group_id == GROUP.c.id,
    REQUEST.c.person_id == CALLER,
    REQUEST.c.state == RequestState.PENDING.value,
)
_EXPIRED: Final = (
    sa.select(sa.func.count())
    .where(MEMBERSHIP.c.group_id == GROUP.c.id, MEMBERSHIP.c.expires_at <= NOW)
    .scalar_subquery()
)
_RECORD: Final = sa.select(
    *GROUPS.columns(),
    conditions.my_role(GROUP.c.id),
    _REQUESTED,
    # Expired memberships are few; counting the live ones of a large group is not cheap.
    GROUP.c.member_count - _EXPIRED,
).where(GROUP.c.network_id == NETWORK_ID)
"""A `GroupRecord` of the caller's network."""
_STAYS: Final = sa.and_(
    PERSON.c.id != sa.bindparam("leaving", type_=Id()), conditions.in_good_standing(PERSON)
)
_HEIR: Final = conditions.limited(
    sa.select(PERSON.c.id)
    .join_from(MEMBERSHIP, PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
    .where(
        MEMBERSHIP.c.group_id == sa.bindparam("group_id", type_=Id()),
        conditions.live(MEMBERSHIP),
        PERSON.c.member_class.in_([MemberClass.EMPLOYEE.value, MemberClass.HONORARY.value]),
        _STAYS,
    )
    .order_by(
        sa.case({role.value: -rank for role, rank in ROLE_RANK.items()}, value=MEMBERSHIP.c.role),
        MEMBERSHIP.c.joined_at,
        MEMBERSHIP.c.person_id,
    ),
    1,
)
_MANAGERS: Final = (
    sa.select(PERSON.c.id, PERSON.c.network_roles)
    .where(
        PERSON.c.network_id == NETWORK_ID,
        PERSON.c.member_class == MemberClass.EMPLOYEE.value,
        PERSON.c.network_roles != sa.bindparam("none", frozenset(), type_=Words(400)),
        _STAYS,
    )
    .order_by(PERSON.c.created_at, PERSON.c.id)
)
_BY_ID: Final = _RECORD.where(GROUP.c.id == sa.bindparam("at_id"))
_BY_KEY: Final = _RECORD.where(GROUP.c.slug_key == sa.bindparam("slug_key"))


class SqlGroupStore(GroupStore):
    """Keep groups and walls."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, group: Group) -> None:
        """Keep a new group."""
        with self._work.refusable():
            self._work.insert(GROUP, [GROUPS.row(group)])

    def lock(self, group_id: UUID) -> Group | None:
        """Raise the group's epoch by one and return the group."""
        found = self._work.change(_RAISE, {"at_id": group_id})
        return GROUPS.value(self._work.row(_FIND, {"at_id": group_id})) if found else None

    def save(self, group: Group) -> None:
        """Replace the group of the same id."""
        with self._work.refusable():
            replace(self._work, _SAVE, GROUPS.row(group))

    def find(self, caller: Caller, group_id: UUID) -> GroupRecord | None:
        """Return the group (or wall) of the caller's network."""
        return self._record(_BY_ID, binds_of(caller, at_id=group_id))

    def find_by_key(self, caller: Caller, slug_key: str) -> GroupRecord | None:
        """Return the group of the caller's network with this folded slug."""
        return self._record(_BY_KEY, binds_of(caller, slug_key=slug_key))

    def page(
        self, caller: Caller, plan: Plan, wanted: GroupFilter, page: PageRequest
    ) -> Page[GroupRecord]:
        """Return groups under a plan of ``group:see``, newest first."""
        if plan.never:
            return Page(())
        key = ("groups", plan.key, _shape(wanted), page.limit, page.after is None)
        statement = self._work.statements.get(key, lambda: _page(plan, wanted, page))
        rows = self._work.rows(statement, _binds(caller, wanted) | conditions.after_binds(page))
        return cut(_records(rows), page.limit, _position)

    def count(self, caller: Caller, plan: Plan, wanted: GroupFilter) -> int:
        """Return how many groups `page` would show over all its pages."""
        if plan.never:
            return 0
        key = ("groups-count", plan.key, _shape(wanted))
        statement = self._work.statements.get(key, lambda: _count(plan, wanted))
        return int(self._work.scalar(statement, _binds(caller, wanted)))

    def visible(self, caller: Caller, plan: Plan, ids: Collection[UUID]) -> dict[UUID, GroupRecord]:
        """Return those of `ids` that the plan lets the caller see."""
        if plan.never:
            return {}
        statement = self._work.statements.get(("groups-visible", plan.key), lambda: _visible(plan))
        found = [
            row
            for part in chunks(ids)
            for row in self._work.rows(statement, binds_of(caller, ids=part))
        ]
        return {record.group.id: record for record in _records(found)}

    def heir(self, caller: Caller, group_id: UUID, leaving: UUID) -> UUID | None:
        """Return who would own the group if `leaving` did not."""
        binds = binds_of(caller, group_id=group_id, leaving=leaving)
        members = self._work.rows(_HEIR, binds)
        managers = () if members else self._work.rows(_MANAGERS, binds)
        admins = [row for row in managers if NetworkRole.ADMIN in row[1]]
        return next((row[0] for row in (*members, *admins)), None)

    def _record(self, statement: sa.Select[Any], binds: dict[str, object]) -> GroupRecord | None:
        found = _records(self._work.rows(statement, binds))
        return found[0] if found else None


def _shape(wanted: GroupFilter) -> tuple[bool, ...]:
    return wanted.mine, wanted.archived, wanted.text is not None


def _binds(caller: Caller, wanted: GroupFilter) -> dict[str, object]:
    return binds_of(caller) if wanted.text is None else binds_of(caller, text=folded(wanted.text))


def _wanted(plan: Plan, wanted: GroupFilter) -> list[Clause]:
    archived = GROUP.c.archived_at.is_not(None)
    found = [
        GROUP.c.visibility != "wall",
        archived if wanted.archived else sa.not_(archived),
        to_clause(plan.formula, group_sql(GROUP)),
    ]
    if wanted.mine:
        found.append(GROUP.c.id.in_(conditions.my_places()))
    if wanted.text is not None:
        found.append(conditions.contains(GROUP.c.name_key, "text"))
    return found


def _page(plan: Plan, wanted: GroupFilter, page: PageRequest) -> sa.Select[Any]:
    listed = _RECORD.where(
        *_wanted(plan, wanted), conditions.after(GROUP.c.created_at, GROUP.c.id, page)
    )
    ordered = listed.order_by(GROUP.c.created_at.desc(), GROUP.c.id.desc())
    return conditions.limited(ordered, page.limit + 1)


def _count(plan: Plan, wanted: GroupFilter) -> sa.Select[Any]:
    return (
        sa.select(sa.func.count())
        .select_from(GROUP)
        .where(GROUP.c.network_id == NETWORK_ID, *_wanted(plan, wanted))
    )


def _visible(plan: Plan) -> sa.Select[Any]:
    among = GROUP.c.id.in_(sa.bindparam("ids", expanding=True))
    return _RECORD.where(among, to_clause(plan.formula, group_sql(GROUP)))


def _records(rows: Collection[Row]) -> list[GroupRecord]:
    width = GROUPS.width
    return [
        GroupRecord(
            group=group,
            my_role=None if row[width] is None else GroupRole(row[width]),
            requested=bool(row[width + 1]),
            member_count=row[width + 2],
        )
        for group, row in zip(GROUPS.values(rows), rows, strict=True)
    ]


def _position(record: GroupRecord) -> Position:
    return Position(record.group.created_at, record.group.id)
