"""List people in SQL, filtered by a plan of ``person:read`` in the same statement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.follows import FollowKind
from socialkit.domain.people import Person
from socialkit.paging import Page, PageRequest, Position, cut
from socialkit.ports.policy import Plan
from socialkit.ports.storage import PersonLists
from socialkit.ports.storage.records import Audience, PeopleFilter, PersonRecord
from socialkit.storage.sql import conditions
from socialkit.storage.sql.attributes import person_sql
from socialkit.storage.sql.audiences import audience_binds, audience_key, in_audience
from socialkit.storage.sql.conditions import NETWORK_ID, Clause
from socialkit.storage.sql.formulas import to_clause
from socialkit.storage.sql.rows import PEOPLE, folded
from socialkit.storage.sql.tables import MEMBERSHIP, PERSON, PERSON_SKILL
from socialkit.storage.sql.work import Row, Work, binds_of, chunks

_RECORD: Final = (
    *PEOPLE.columns(),
    conditions.shares_group(PERSON.c.id),
    conditions.public_author(PERSON.c.id),
    conditions.followed(FollowKind.PERSON, PERSON.c.id),
)


def _of_group() -> Clause:
    member = MEMBERSHIP.alias("listed_member")
    members = sa.select(member.c.person_id).where(
        member.c.group_id == sa.bindparam("group_id"), conditions.live(member)
    )
    return PERSON.c.id.in_(members)


def _skilled() -> Clause:
    skilled = sa.select(PERSON_SKILL.c.person_id).where(
        PERSON_SKILL.c.skill_key == sa.bindparam("skill")
    )
    return PERSON.c.id.in_(skilled)


_CONDITIONS: Final[dict[str, Callable[[], Clause]]] = {
    "text": lambda: sa.or_(
        conditions.contains(PERSON.c.name_key, "text"),
        conditions.contains(PERSON.c.handle_key, "text"),
    ),
    "department": lambda: PERSON.c.department_key == sa.bindparam("department"),
    "skill": _skilled,
    "organisation": lambda: PERSON.c.organisation_key == sa.bindparam("organisation"),
    "group_id": _of_group,
    "manager_id": lambda: PERSON.c.manager_id == sa.bindparam("manager_id"),
}


def _given(wanted: PeopleFilter) -> dict[str, object]:
    found = {name: getattr(wanted, name) for name in _CONDITIONS}
    return {
        name: folded(value) if isinstance(value, str) else value
        for name, value in found.items()
        if value is not None
    }


def readable(plan: Plan) -> Clause:
    """Return the condition on people of the caller's network whom the plan lets them read."""
    return to_clause(plan.formula, person_sql(PERSON))


class SqlPersonLists(PersonLists):
    """Answer lists of people."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def page(
        self, caller: Caller, plan: Plan, wanted: PeopleFilter, page: PageRequest
    ) -> Page[PersonRecord]:
        """Return people in good standing, newest first."""
        if plan.never:
            return Page(())
        given = _given(wanted)
        key = ("people", plan.key, tuple(given), page.limit, page.after is None)
        statement = self._work.statements.get(key, lambda: _page(plan, given, page))
        binds = binds_of(caller, **given) | conditions.after_binds(page)
        return cut(_records(self._work.rows(statement, binds)), page.limit, _position)

    def count(self, caller: Caller, plan: Plan, wanted: PeopleFilter) -> int:
        """Return how many people `page` would show over all its pages."""
        if plan.never:
            return 0
        given = _given(wanted)
        key = ("people-count", plan.key, tuple(given))
        statement = self._work.statements.get(
            key, lambda: _listed(plan, given, sa.func.count(PERSON.c.id))
        )
        return int(self._work.scalar(statement, binds_of(caller, **given)))

    def visible(
        self, caller: Caller, plan: Plan, ids: Collection[UUID]
    ) -> dict[UUID, PersonRecord]:
        """Return those of `ids` that the plan lets the caller read."""
        if plan.never:
            return {}
        statement = self._work.statements.get(("people-visible", plan.key), lambda: _visible(plan))
        found = [
            row
            for part in chunks(ids)
            for row in self._work.rows(statement, binds_of(caller, ids=part))
        ]
        return {record.person.id: record for record in _records(found)}

    def named(
        self, caller: Caller, plan: Plan, name_keys: Collection[str]
    ) -> dict[str, tuple[Person, ...]]:
        """Return readable people in good standing by folded display name, by id."""
        if plan.never:
            return {}
        statement = self._work.statements.get(("people-named", plan.key), lambda: _named(plan))
        found: dict[str, tuple[Person, ...]] = {}
        for part in chunks(name_keys):
            rows = self._work.rows(statement, binds_of(caller, keys=part))
            for person in PEOPLE.values(rows):
                found[person.name_key] = (*found.get(person.name_key, ()), person)
        return found

    def departments(self, caller: Caller, plan: Plan) -> dict[str, int]:
        """Count the people of `page` by department."""
        if plan.never:
            return {}
        key = ("departments", plan.key)
        statement = self._work.statements.get(key, lambda: _departments(plan))
        return {row[0]: row[1] for row in self._work.rows(statement, binds_of(caller))}

    def suggest(
        self,
        caller: Caller,
        plan: Plan,
        audience: Audience,
        prefix_key: str,
        *,
        limit: int,
    ) -> tuple[Person, ...]:
        """Return people of the audience whose folded handle or name begins with `prefix_key`."""
        if plan.never or not audience.branches:
            return ()
        end = conditions.prefix_end(prefix_key)
        key = ("suggest", plan.key, audience_key(audience), end is None, limit)
        statement = self._work.statements.get(
            key, lambda: _suggest(plan, audience, prefix_key, limit)
        )
        binds = binds_of(caller, prefix=prefix_key, prefix_end=end) | audience_binds(audience)
        return tuple(PEOPLE.values(self._work.rows(statement, binds)))


def _listed(plan: Plan, given: Collection[str], *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(PERSON)
        .where(
            PERSON.c.network_id == NETWORK_ID,
            *(_CONDITIONS[name]() for name in given),
            conditions.in_good_standing(PERSON),
            readable(plan),
        )
    )


def _page(plan: Plan, given: Collection[str], page: PageRequest) -> sa.Select[Any]:
    at, last = PERSON.c.created_at, PERSON.c.id
    chosen = _listed(plan, given, *_RECORD).where(conditions.after(at, last, page))
    return conditions.limited(chosen.order_by(at.desc(), last.desc()), page.limit + 1)


def _visible(plan: Plan) -> sa.Select[Any]:
    among = PERSON.c.id.in_(sa.bindparam("ids", expanding=True))
    return sa.select(*_RECORD).select_from(PERSON).where(among, readable(plan))


def _named(plan: Plan) -> sa.Select[Any]:
    among = PERSON.c.name_key.in_(sa.bindparam("keys", expanding=True))
    return _listed(plan, (), *PEOPLE.columns()).where(among).order_by(PERSON.c.id)


def _departments(plan: Plan) -> sa.Select[Any]:
    counted = _listed(plan, (), PERSON.c.department, sa.func.count())
    known = counted.where(PERSON.c.department.is_not(None))
    return known.group_by(PERSON.c.department).order_by(PERSON.c.department)


def _suggest(plan: Plan, audience: Audience, prefix: str, limit: int) -> sa.Select[Any]:
    begins = sa.or_(
        conditions.begins(PERSON.c.handle_key, prefix),
        conditions.begins(PERSON.c.name_key, prefix),
    )
    chosen = _listed(plan, (), *PEOPLE.columns()).where(begins, in_audience(audience))
    return conditions.limited(chosen.order_by(PERSON.c.name_key, PERSON.c.id), limit)


def _records(rows: Sequence[Row]) -> list[PersonRecord]:
    return [
        PersonRecord(person, bool(row[-3]), bool(row[-2]), bool(row[-1]))
        for person, row in zip(PEOPLE.values(rows), rows, strict=True)
    ]


def _position(record: PersonRecord) -> Position:
    return Position(record.person.created_at, record.person.id)
