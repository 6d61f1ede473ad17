"""Compare every answer with stock Casbin's, row by row, and keep honest figures about it."""

import random
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import sqlalchemy as sa

from socialkit.domain.attributes import Attribute, Value
from socialkit.domain.formula import ALWAYS, NEVER
from socialkit.policy import CompiledPolicy, load_policy
from socialkit.storage.sql.formulas import (
    AttributeSql,
    Clause,
    Derived,
    audience_clause,
    to_clause,
)
from tests.conformance.policy_random import EFFECTS, FUNCTIONS, RandomPolicy, random_policy
from tests.conformance.policy_reference import Reference
from tests.conformance.policy_world import (
    NOW,
    PERMISSIONS,
    ROLES,
    SQL,
    TABLES,
    WORLD_VOCABULARY,
    Member,
    Row,
    World,
    badge_text,
    follow,
    late,
    make_world,
    membership,
    metadata,
    person,
    store,
)


class DifferenceError(AssertionError):
    """Two answers that should be one."""


@dataclass
class Tally:
    """What was compared."""

    rows: int = 0
    audiences: int = 0
    policies: int = 0
    plans: set[Hashable] = field(default_factory=set)
    partial: int = 0
    planned: int = 0
    allowed: Counter[tuple[str, str]] = field(default_factory=Counter)
    decided: Counter[tuple[str, str]] = field(default_factory=Counter)
    constructs: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        self.rows += other.rows
        self.audiences += other.audiences
        self.policies += other.policies
        self.plans |= other.plans
        self.partial += other.partial
        self.planned += other.planned
        self.allowed += other.allowed
        self.decided += other.decided
        self.constructs += other.constructs

    def shares(self) -> dict[tuple[str, str], float]:
        """The share of decisions that were allowed, by effect and kind."""
        return {key: self.allowed[key] / count for key, count in sorted(self.decided.items())}


def run_campaign(url: str, *, seed: int, rows: int, items: int = 26, notes: int = 14) -> Tally:
    """Compare until `rows` decisions were made; raise DifferenceError at the first difference."""
    engine = sa.create_engine(url)
    tally = Tally()
    try:
        metadata.create_all(engine)
        with engine.connect() as connection:
            for number, effect in enumerate(cycle(EFFECTS)):
                rng = random.Random(f"{seed}/{number}")
                _compare_one(connection, rng, effect, items, notes, tally)
                if tally.rows >= rows:
                    return tally
    finally:
        metadata.drop_all(engine)
        engine.dispose()
    return tally


def _compare_one(
    connection: sa.Connection, rng: random.Random, effect: str, items: int, notes: int, tally: Tally
) -> None:
    drawn = random_policy(rng, effect=effect)
    world = make_world(rng, items=items, notes=notes)
    store(connection, world)
    policy = load_policy(
        drawn.model_text, drawn.rules_text, vocabulary=WORLD_VOCABULARY, functions=FUNCTIONS
    )
    reference = Reference(drawn.model_text, drawn.rules_text, drawn.conditions, FUNCTIONS)
    comparison = Comparison(connection, drawn, policy, reference, world, tally)
    tally.policies += 1
    for permission in rng.sample(PERMISSIONS, 2):
        comparison.compare(permission, rng)
    connection.rollback()


@dataclass
class Comparison:
    """One policy in one world."""

    connection: sa.Connection
    drawn: RandomPolicy
    policy: CompiledPolicy
    reference: Reference
    world: World
    tally: Tally

    def compare(self, permission: str, rng: random.Random) -> None:
        kind = permission.partition(":")[0]
        things = self.world.items if kind == "item" else self.world.notes
        for member in self.world.people:
            self._compare_member(member, permission, things)
        for thing in rng.sample(things, min(8, len(things))):
            self._compare_audience(permission, thing)

    def _compare_member(self, member: Member, permission: str, things: list[Row]) -> None:
        kind = permission.partition(":")[0]
        wanted = {t.id for t in things if self.reference.decide(member, permission, t)}
        checked = {t.id for t in things if self._check(member, permission, t)}
        self._same("check", permission, member, wanted, checked)
        plan = self.policy.plan(member, permission)  # type: ignore[arg-type]
        clause = to_clause(plan.formula, SQL[kind])
        table = TABLES[kind]
        found = self.connection.execute(sa.select(table.c.id).where(clause), late(member))
        self._same("list", permission, member, wanted, set(found.scalars()))
        self._count(permission, things, wanted, plan.key)

    def _check(self, member: Member, permission: str, thing: Row) -> bool:
        return self.policy.check(member, permission, thing)  # type: ignore[arg-type]

    def _count(
        self, permission: str, things: list[Row], wanted: set[int], plan_key: Hashable
    ) -> None:
        kind = permission.partition(":")[0]
        tally, key = self.tally, (self.drawn.effect, kind)
        tally.rows += len(things)
        tally.decided[key] += len(things)
        tally.allowed[key] += len(wanted)
        tally.planned += 1
        tally.partial += 0 < len(wanted) < len(things)
        tally.plans.add(plan_key)
        for construct in self.drawn.constructs[kind]:
            tally.constructs[construct] += len(things)

    def _compare_audience(self, permission: str, thing: Row) -> None:
        members = [m for m in self.world.people if m.person_id is not None]
        wanted = {m.person_id for m in members if self.reference.decide(m, permission, thing)}
        shapes = {(m.member_class, m.badges, m.in_good_standing): m for m in members}
        branches = self.policy.audience(
            permission,  # type: ignore[arg-type]
            thing,  # type: ignore[arg-type]
            shapes=[_Shape(*shape) for shape in shapes],  # type: ignore[misc]
        )
        clause = audience_clause(
            branches,
            has_shape=_has_shape,
            relation=_Relations(thing),
            parameter=_PARAMETERS.__getitem__,
            collection=_follows,
        )
        found = self.connection.execute(sa.select(person.c.id).where(clause), {"now": NOW})
        got = list(found.scalars())
        self._same("audience", permission, thing, wanted, set(got))
        self.tally.audiences += 1

    def _same(
        self, what: str, permission: str, who: object, wanted: set[Any], got: set[Any]
    ) -> None:
        if wanted != got:
            raise DifferenceError(
                f"{what} of {permission} for {who}: missing {wanted - got}, too many {got - wanted}"
                f"\n{self.drawn.model_text}\n{self.drawn.rules_text}"
            )


@dataclass(frozen=True)
class _Shape:
    """What a plan may fold about the people of this world."""

    member_class: str
    badges: frozenset[str]
    in_good_standing: bool


_PARAMETERS = {"person_id": person.c.id, "mentor_id": person.c.mentor_id}


def _has_shape(shapes: frozenset[Any]) -> Clause:
    return sa.or_(
        *(
            sa.and_(
                person.c.member_class == shape.member_class,
                person.c.badges == badge_text(shape.badges),
                person.c.in_good_standing == (sa.true() if shape.in_good_standing else sa.false()),
            )
            for shape in shapes
        )
    )


def _follows(name: str, value: object) -> Clause:
    assert name == "follows"
    return person.c.id.in_(sa.select(follow.c.person_id).where(follow.c.target_id == value))


@dataclass(frozen=True)
class _Relations:
    """How people relate to one thing, in SQL."""

    thing: Row

    def __call__(self, attribute: Attribute) -> AttributeSql:
        row = self.thing
        if attribute.kind == "item" and hasattr(row, "item"):
            row = row.item
        if attribute.name == "mine":
            return Derived(lambda values: self._mine(row, values))
        assert attribute.name == "my_role"
        return Derived(lambda values: self._role(row, values))

    @staticmethod
    def _mine(row: Row, values: frozenset[Value]) -> Clause:
        own = sa.false() if row.author_id is None else person.c.id == row.author_id
        return own if True in values else sa.not_(own)

    def _role(self, row: Row, values: frozenset[Value]) -> Clause:
        if "none" in values:
            return sa.not_(self._has_role(row, frozenset(ROLES) - values))
        return self._has_role(row, values)

    @staticmethod
    def _has_role(row: Row, roles: frozenset[Value]) -> Clause:
        live = sa.or_(membership.c.expires_at.is_(None), membership.c.expires_at > NOW)
        where = (
            membership.c.place_id == row.place_id,
            membership.c.state == "active",
            membership.c.role.in_(sorted(roles, key=str)),
            live,
        )
        if row.place_id is None:
            return sa.false()
        return person.c.id.in_(sa.select(membership.c.person_id).where(*where))


def dishonest(
    tally: Tally, *, constructs: Iterable[str] | None = None, at_least: int = 0
) -> list[str]:
    """Return what the figures do not live up to."""
    found = [
        f"{effect}, {kind}: {share:.0%} of decisions allowed"
        for (effect, kind), share in tally.shares().items()
        if not 0.2 <= share <= 0.8
    ]
    if tally.partial < 0.4 * tally.planned:
        found.append(f"only {tally.partial} of {tally.planned} plans are partial")
    found += [
        f"{name}: {tally.constructs[name]} decisions"
        for name in constructs or ()
        if tally.constructs[name] < at_least
    ]
    return found


__all__ = ["ALWAYS", "NEVER", "DifferenceError", "Tally", "dishonest", "run_campaign"]
