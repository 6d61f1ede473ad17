"""The SQL side by itself: mappings are complete, writes are guarded, clauses are reused."""

import random
from dataclasses import replace

import pytest
import sqlalchemy as sa

from socialkit.domain.attributes import Attribute
from socialkit.domain.formula import (
    ALWAYS,
    NEVER,
    CallerIs,
    Equal,
    Same,
    Via,
    all_of,
    negate,
    one_of,
)
from socialkit.errors import ConfigurationError
from socialkit.policy import CompiledPolicy, load_policy
from socialkit.storage.sql.formulas import (
    Clause,
    Derived,
    KindSql,
    Stored,
    audience_clause,
    check_mapping,
    guards,
    to_clause,
)
from tests.conformance.policy_world import (
    ITEM_SQL,
    NOTE_SQL,
    WORLD_VOCABULARY,
    item,
    late,
    make_world,
    metadata,
    store,
)

KINDS = WORLD_VOCABULARY.kinds
MODEL = """
[request_definition]
r = sub, act, kind, obj
[policy_definition]
p = id, may, what, when, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.sub.in_good_standing && r.kind == p.what && r.act == p.may && eval(p.when)
[conditions]
mine = r.obj.author_id == r.sub.person_id
old = r.obj.archived
anything = True
"""
RULES = """
p, A, item:use, item, mine, allow
p, B, item:use, item, old, deny
p, C, item:read, item, not mine, allow
"""


def attribute(name: str) -> Attribute:
    return KINDS["item"].attributes[name]


def without(mapping: KindSql, *names: str) -> KindSql:
    kept = {name: how for name, how in mapping.attributes.items() if name not in names}
    return replace(mapping, attributes=kept)


@pytest.fixture
def policy() -> CompiledPolicy:
    return load_policy(MODEL, RULES, vocabulary=WORLD_VOCABULARY)


def test_complete_mappings_are_accepted() -> None:
    check_mapping(ITEM_SQL)
    check_mapping(NOTE_SQL)


def test_what_is_missing_or_wrong_in_a_mapping_is_said_at_once() -> None:
    broken = without(ITEM_SQL, "state")
    broken = replace(
        broken,
        attributes={
            **broken.attributes,
            "colour": Stored(item.c.state),
            "path": Derived(lambda _: sa.true()),
        },
    )
    with pytest.raises(ConfigurationError) as caught:
        check_mapping(broken)
    for part in ("colour is no attribute", "state has no mapping", "path is text"):
        assert part in str(caught.value)
    with pytest.raises(ConfigurationError, match="item_readable needs a Linked mapping to item"):
        check_mapping(without(NOTE_SQL, "item_readable"))


def test_what_needs_a_column_says_so() -> None:
    odd = KindSql(KINDS["item"], {"author_id": Derived(lambda _: sa.true())})
    with pytest.raises(ConfigurationError, match="needs a Stored mapping"):
        to_clause(Same(attribute("author_id"), "person_id"), without_guards(odd))
    delegated = KINDS["note"].attributes["item_readable"]
    wrong = replace(
        NOTE_SQL, attributes={**NOTE_SQL.attributes, "item_readable": Derived(lambda _: sa.true())}
    )
    with pytest.raises(ConfigurationError, match="needs a Linked mapping"):
        to_clause(Via(delegated, ALWAYS, "item"), wrong)
    with pytest.raises(ConfigurationError, match="which column of a person"):
        to_clause(CallerIs("person_id", 3), ITEM_SQL)


def without_guards(mapping: KindSql) -> KindSql:
    attributes = {name: ITEM_SQL.attributes[name] for name in ITEM_SQL.attributes}
    return replace(mapping, attributes={**attributes, **mapping.attributes})


def test_trusted_columns_have_no_guard() -> None:
    trusted = replace(
        ITEM_SQL,
        attributes={
            name: Stored(how.column, trusted=True) if isinstance(how, Stored) else how
            for name, how in ITEM_SQL.attributes.items()
        },
    )
    assert len(list(guards(ITEM_SQL))) > len(list(guards(trusted))) == 1


def test_nothing_is_plainly_false() -> None:
    assert isinstance(to_clause(NEVER, ITEM_SQL), sa.sql.elements.False_)
    nobody: Clause = audience_clause((), has_shape=lambda _: sa.true(), relation=lambda _: DERIVED)
    assert isinstance(nobody, sa.sql.elements.False_)


DERIVED = Derived(lambda _: sa.true())


def test_a_clause_holds_no_value_of_a_caller(policy: CompiledPolicy) -> None:
    world = make_world(random.Random(1), items=1, notes=1)
    plan = policy.plan(world.people[0], "item:use")  # type: ignore[arg-type]
    compiled = to_clause(plan.formula, ITEM_SQL).compile()
    assert compiled.params["caller_id"] is None


def test_a_guarded_write_touches_exactly_what_check_allows(
    policy: CompiledPolicy, database_url: str
) -> None:
    engine = sa.create_engine(database_url)
    metadata.create_all(engine)
    world = make_world(random.Random(3), items=60, notes=1)
    with engine.connect() as connection:
        store(connection, world)
        for member in world.people:
            plan = policy.plan(member, "item:use")  # type: ignore[arg-type]
            allowed = [
                thing.id
                for thing in world.items
                if policy.check(member, "item:use", thing)  # type: ignore[arg-type]
            ]
            guarded = item.update().where(to_clause(plan.formula, ITEM_SQL))
            connection.execute(sa.update(item).values(score=0))
            connection.execute(guarded.values(score=1), late(member))
            touched = sa.select(item.c.id).where(item.c.score == 1).order_by(item.c.id)
            assert list(connection.execute(touched).scalars()) == allowed
        connection.rollback()
    metadata.drop_all(engine)
    engine.dispose()


def test_columns_that_are_never_null_compare_plainly() -> None:
    solid = replace(attribute("path"), name="realm")
    clause = to_clause(negate(Equal(attribute("path"), solid)), ITEM_SQL)
    assert "IS NOT NULL AND" not in str(clause).split("w_item.path != w_item.realm")[0]
    parts = all_of([negate(one_of(attribute("path"), {"a"})), negate(one_of(solid, {"a", "b"}))])
    assert "NOT IN" in str(to_clause(parts, ITEM_SQL))
