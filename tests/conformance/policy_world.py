"""A small world of its own, with hostile data, in which policies are compared row by row.

Things are bare rows, exactly what the tables hold, with the rows they refer to. The vocabulary
below is what the library is told; `policy_reference` reads the same rows with its own readers.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from socialkit.domain.attributes import Attribute, AttributeType, Delegation, Value
from socialkit.domain.vocabulary import Kind, Vocabulary
from socialkit.storage.sql.formulas import Clause, Derived, KindSql, Linked, Stored

STATES: Final = ("draft", "held", "published", "removed")
VISIBILITIES: Final = ("everyone", "group", "private")
LANGUAGES: Final = ("en", "hu", "it")
ROLES: Final = ("owner", "moderator", "member", "guest", "none")
PLACE_KINDS: Final = ("open", "closed", "secret", "nowhere")
CLASSES: Final = ("staff", "partner", "customer")
NOBODY_CLASS: Final = "stranger"
BADGES: Final = ("expert", "steward")
NOW: Final = 100

HOSTILE: Final = (
    "",
    "a",
    "A",
    "a ",
    " a",
    "á",
    "a\u0301",
    "a%",
    "a_b",
    "a\\b",
    "a'b",
    'a"b',
    "'; drop table item; --",
    "None",
    "null",
    "é",
    "ß",
    "SS",
    "🦊",
    "🦊x",
    "a/b",
    "/wiki/x",
    "/wiki/",
    "/wik",
    "docs",
    "wiki",
)
REALMS: Final = ("north", "North", "south", "", "*", "elsewhere")
PATHS: Final = (
    "a",
    "a%",
    "a_b",
    "axb",
    "A",
    "/wiki/x",
    "/wiki/",
    "/wik",
    "docs",
    "wiki",
    "🦊x",
    "",
)

metadata = sa.MetaData()
_EXACT: Final = sa.String(120).with_variant(
    mysql.VARCHAR(120, charset="utf8mb4", collation="utf8mb4_nopad_bin"), "mysql", "mariadb"
)

place = sa.Table(
    "w_place",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", _EXACT),
)
person = sa.Table(
    "w_person",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("member_class", _EXACT),
    sa.Column("badges", _EXACT),
    sa.Column("in_good_standing", sa.Boolean),
    sa.Column("mentor_id", sa.Integer),
)
follow = sa.Table(
    "w_follow",
    metadata,
    sa.Column("person_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("target_id", sa.Integer, primary_key=True, autoincrement=False),
)
membership = sa.Table(
    "w_membership",
    metadata,
    sa.Column("place_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", _EXACT),
    sa.Column("state", _EXACT),
    sa.Column("expires_at", sa.Integer),
)
item = sa.Table(
    "w_item",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("author_id", sa.Integer),
    sa.Column("editor_id", sa.Integer),
    sa.Column("place_id", sa.Integer),
    sa.Column("state", _EXACT),
    sa.Column("visibility", _EXACT),
    sa.Column("archived", sa.Integer().with_variant(sa.Boolean(), "postgresql")),
    sa.Column("pinned", sa.Boolean),
    sa.Column("score", sa.Integer),
    sa.Column("path", _EXACT),
    sa.Column("title", _EXACT),
    sa.Column("realm", _EXACT),
    sa.Column("language", _EXACT),
)
note = sa.Table(
    "w_note",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item_id", sa.Integer),
    sa.Column("author_id", sa.Integer),
    sa.Column("state", _EXACT),
)


@dataclass(frozen=True)
class Member:
    """Somebody who asks."""

    person_id: int | None
    member_class: str
    badges: frozenset[str]
    in_good_standing: bool
    mentor_id: int | None
    follows: frozenset[int]
    roles: dict[int, str] = field(hash=False)

    def role_in(self, place_id: int | None) -> str:
        return self.roles.get(place_id, "none") if place_id is not None else "none"


class Row(SimpleNamespace):
    """One row of a table, and under `place` or `item` the row that it refers to."""


@dataclass(frozen=True)
class World:
    """What the tables hold, and who is there."""

    places: list[Row]
    people: list[Member]
    memberships: list[Row]
    items: list[Row]
    notes: list[Row]


# -- what the library is told -------------------------------------------------------------


def _reads(name: str) -> Callable[[Any, Any], Any]:
    return lambda thing, _: getattr(thing, name)


def _reads_bit(name: str) -> Callable[[Any, Any], Any]:
    return lambda thing, _: {0: False, 1: True}.get(getattr(thing, name))


def _my_role(thing: Any, caller: Any) -> str:
    return str(caller.role_in(thing.place_id))


def _is_mine(thing: Any, caller: Any) -> bool:
    return thing.author_id is not None and thing.author_id == caller.person_id


def _place_kind(thing: Any, _: Any) -> Any:
    return thing.place.kind if thing.place else "nowhere"


_T = AttributeType


def _finite(kind: str, name: str, read: Callable[[Any, Any], Any], *values: str) -> Attribute:
    return Attribute(kind, name, _T.ENUM, name, read, values=values)


def _asks(kind: str, name: str, delegation: Delegation) -> Attribute:
    read = _reads("never read")
    return Attribute(kind, name, _T.BOOL, "", read, relative=True, delegation=delegation)


ITEM: Final = (
    Attribute("item", "author_id", _T.ID, "", _reads("author_id"), nullable=True),
    Attribute("item", "editor_id", _T.ID, "", _reads("editor_id"), nullable=True),
    _finite("item", "state", _reads("state"), *STATES),
    _finite("item", "visibility", _reads("visibility"), *VISIBILITIES),
    Attribute("item", "archived", _T.BOOL, "", _reads_bit("archived")),
    Attribute("item", "pinned", _T.BOOL, "", _reads("pinned"), nullable=True),
    Attribute("item", "score", _T.INT, "", _reads("score")),
    Attribute("item", "path", _T.TEXT, "", _reads("path")),
    Attribute("item", "title", _T.TEXT, "", _reads("title"), nullable=True),
    Attribute("item", "realm", _T.TEXT, "", _reads("realm")),
    Attribute("item", "language", _T.ENUM, "", _reads("language"), values=LANGUAGES, nullable=True),
    _finite("item", "place_kind", _place_kind, *PLACE_KINDS),
    Attribute("item", "mine", _T.BOOL, "", _is_mine, relative=True),
    Attribute("item", "my_role", _T.ENUM, "", _my_role, values=ROLES, relative=True),
)
NOTE: Final = (
    Attribute("note", "author_id", _T.ID, "", _reads("author_id"), nullable=True),
    _finite("note", "state", _reads("state"), *STATES),
    Attribute("note", "mine", _T.BOOL, "", _is_mine, relative=True),
    Attribute("note", "my_role", _T.ENUM, "", _reads("state"), values=ROLES, constant="none"),
    _asks("note", "item_readable", Delegation("item:read", "item", "item")),
    _asks("note", "item_usable", Delegation("item:use", "item", "item", when_absent=True)),
    _asks("note", "readable", Delegation("note:read", "note")),
)
PERMISSIONS: Final = ("item:read", "item:use", "note:read", "note:use")

WORLD_VOCABULARY: Final = Vocabulary(
    kinds={
        "item": Kind("item", MappingProxyType({a.name: a for a in ITEM})),
        "note": Kind("note", MappingProxyType({a.name: a for a in NOTE})),
    },
    permissions=PERMISSIONS,
    kind_of={permission: permission.partition(":")[0] for permission in PERMISSIONS},
    foldable=frozenset({"member_class", "badges", "in_good_standing"}),
    parameters=frozenset({"person_id", "mentor_id"}),
    collections=frozenset({"follows"}),
    probe=Member(
        person_id=1,
        member_class="staff",
        badges=frozenset(),
        in_good_standing=True,
        mentor_id=None,
        follows=frozenset(),
        roles={},
    ),
)


# -- the library's mapping to SQL ---------------------------------------------------------


def _live(roles: frozenset[Value]) -> Clause:
    return sa.and_(
        membership.c.role.in_(sorted(roles, key=str)),
        membership.c.state == "active",
        sa.or_(membership.c.expires_at.is_(None), membership.c.expires_at > sa.bindparam("now")),
    )


def _role_in(values: frozenset[Value]) -> Clause:
    if "none" in values:
        return sa.or_(item.c.place_id.is_(None), sa.not_(_in_places(frozenset(ROLES) - values)))
    return sa.and_(item.c.place_id.is_not(None), _in_places(values))


def _in_places(roles: frozenset[Value]) -> Clause:
    mine = membership.c.person_id == sa.bindparam("caller_id", type_=sa.Integer)
    return item.c.place_id.in_(sa.select(membership.c.place_id).where(mine, _live(roles)))


def _kind_in(values: frozenset[Value]) -> Clause:
    kinds = sorted(values, key=str)
    found = item.c.place_id.in_(sa.select(place.c.id).where(place.c.kind.in_(kinds)))
    if "nowhere" in values:
        return sa.or_(item.c.place_id.is_(None), found)
    return sa.and_(item.c.place_id.is_not(None), found)


def _mine(author: sa.Column[Any]) -> Derived:
    def includes(values: frozenset[Value]) -> Clause:
        own = sa.func.coalesce(author == sa.bindparam("caller_id", type_=sa.Integer), sa.false())
        return own if True in values else sa.not_(own)

    return Derived(includes)


_ITEM_COLUMNS: Final = (
    "author_id",
    "editor_id",
    "state",
    "visibility",
    "archived",
    "pinned",
    "score",
    "path",
    "title",
    "realm",
    "language",
)
ITEM_SQL: Final = KindSql(
    WORLD_VOCABULARY.kinds["item"],
    {
        **{name: Stored(item.c[name]) for name in _ITEM_COLUMNS},
        "place_kind": Derived(_kind_in, guard=_kind_in(frozenset(PLACE_KINDS))),
        "mine": _mine(item.c.author_id),
        "my_role": Derived(_role_in),
    },
)


def _on_items(clause: Clause) -> Clause:
    found = note.c.item_id.in_(sa.select(item.c.id).where(clause))
    return sa.and_(note.c.item_id.is_not(None), found)


def _on_items_if_any(clause: Clause) -> Clause:
    return sa.or_(note.c.item_id.is_(None), note.c.item_id.in_(sa.select(item.c.id).where(clause)))


NOTE_SQL: Final = KindSql(
    WORLD_VOCABULARY.kinds["note"],
    {
        "author_id": Stored(note.c.author_id),
        "state": Stored(note.c.state),
        "mine": _mine(note.c.author_id),
        "item_readable": Linked(ITEM_SQL, _on_items),
        "item_usable": Linked(ITEM_SQL, _on_items_if_any),
    },
)
SQL: Final = {"item": ITEM_SQL, "note": NOTE_SQL}
TABLES: Final = {"item": item, "note": note}


# -- data ---------------------------------------------------------------------------------


def make_world(rng: random.Random, *, items: int, notes: int, people: int = 6) -> World:
    """Return a world with some of everything that goes wrong in real data."""
    places = [Row(id=n, kind=_seldom(rng, PLACE_KINDS, "Open")) for n in range(1, 5)]
    memberships = _memberships(rng, places, people)
    members = [_member(rng, n, memberships) for n in range(1, people + 1)]
    members.append(
        Member(
            person_id=None,
            member_class=rng.choice((*CLASSES, NOBODY_CLASS)),
            badges=frozenset(),
            in_good_standing=True,
            mentor_id=None,
            follows=frozenset(),
            roles={},
        )
    )
    made = [_item(rng, n, places, people) for n in range(1, items + 1)]
    said = [_note(rng, n, made, people) for n in range(1, notes + 1)]
    return World(places, members, memberships, made, said)


def _seldom(rng: random.Random, values: tuple[str, ...], odd: str | None) -> Any:
    return odd if rng.random() < 0.02 else rng.choice(values)


def _memberships(rng: random.Random, places: list[Row], people: int) -> list[Row]:
    return [
        Row(
            place_id=somewhere.id,
            person_id=number,
            role=rng.choice(ROLES[:-1]),
            state=rng.choice(("active", "active", "active", "invited", "left")),
            expires_at=rng.choice((None, None, None, NOW - 1, NOW, NOW + 1)),
        )
        for somewhere in places
        for number in range(1, people + 1)
        if rng.random() < 0.7
    ]


def _member(rng: random.Random, number: int, memberships: list[Row]) -> Member:
    live = {
        row.place_id: row.role
        for row in memberships
        if row.person_id == number
        and row.state == "active"
        and (row.expires_at is None or row.expires_at > NOW)
    }
    return Member(
        person_id=number,
        member_class=rng.choice(CLASSES) if rng.random() < 0.95 else NOBODY_CLASS,
        badges=frozenset(badge for badge in BADGES if rng.random() < 0.4),
        in_good_standing=rng.random() < 0.92,
        mentor_id=rng.choice((None, 1, 2, 3)),
        follows=frozenset(rng.sample(range(1, 7), rng.randint(0, 3))),
        roles=live,
    )


def _item(rng: random.Random, number: int, places: list[Row], people: int) -> Row:
    where = rng.choice((None, *places))
    return Row(
        id=number,
        author_id=rng.choice((None, None, *range(1, people + 1))),
        editor_id=rng.choice((None, None, None, *range(1, people + 1))),
        place_id=where.id if where else None,
        place=where,
        state=_seldom(rng, STATES, rng.choice(("Published", "published ", "", "gone", None))),
        visibility=_seldom(rng, VISIBILITIES, "EVERYONE"),
        archived=rng.choice((0, 0, 1)) if rng.random() < 0.98 else rng.choice((2, None)),
        pinned=rng.choice((None, True, False)),
        score=rng.randint(-3, 6) if rng.random() < 0.99 else None,
        path=rng.choice(HOSTILE if rng.random() < 0.4 else PATHS),
        title=rng.choice((None, None, *HOSTILE)),
        realm=_seldom(rng, REALMS, None),
        language=_seldom(rng, LANGUAGES, "EN") if rng.random() < 0.7 else None,
    )


def _note(rng: random.Random, number: int, items: list[Row], people: int) -> Row:
    parent = rng.choice(items) if rng.random() < 0.9 else None
    return Row(
        id=number,
        item_id=parent.id if parent else None,
        item=parent,
        author_id=rng.choice((None, *range(1, people + 1))),
        state=_seldom(rng, STATES, "PUBLISHED"),
    )


def store(connection: sa.Connection, world: World) -> None:
    """Put the world into empty tables, replacing what was there."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    is_postgres = connection.dialect.name == "postgresql"
    for thing in world.items:
        if is_postgres and thing.archived == 2:
            thing.archived = None  # PostgreSQL can not hold what the others can
    people = [member for member in world.people if member.person_id is not None]
    _insert(connection, place, world.places)
    _insert(connection, membership, world.memberships)
    _insert(connection, item, world.items)
    _insert(connection, note, world.notes)
    _insert(connection, person, [_person_row(member) for member in people])
    _insert(
        connection,
        follow,
        [Row(person_id=m.person_id, target_id=t) for m in people for t in sorted(m.follows)],
    )


def _person_row(member: Member) -> Row:
    return Row(
        id=member.person_id,
        member_class=member.member_class,
        badges=badge_text(member.badges),
        in_good_standing=member.in_good_standing,
        mentor_id=member.mentor_id,
    )


def badge_text(badges: frozenset[str]) -> str:
    return ",".join(sorted(badges))


def _insert(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    if not rows:
        return
    names = set(table.c.keys())
    bits = connection.dialect.name == "postgresql"
    values = []
    for row in rows:
        value = {name: found for name, found in vars(row).items() if name in names}
        if bits and table is item and value["archived"] is not None:
            value["archived"] = bool(value["archived"])
        values.append(value)
    connection.execute(table.insert(), values)


def late(member: Member) -> dict[str, Any]:
    """Return the bind values of a clause for one member."""
    return {
        "caller_id": member.person_id,
        "mentor_id": member.mentor_id,
        "follows": sorted(member.follows),
        "now": NOW,
    }
