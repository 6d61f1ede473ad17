"""What a host adds to the vocabulary means the same in a check, in memory and in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
import sqlalchemy as sa

from socialkit.domain.actions import Permission
from socialkit.domain.feeds import Feed, PostQuery
from socialkit.domain.things import post_facts
from socialkit.paging import PageRequest
from socialkit.policy import CompiledPolicy, OwnAttribute, default_texts, extended, load_policy
from socialkit.policy.stock import StockPolicy
from socialkit.ports.storage import Storage
from socialkit.storage.memory import MemoryStorage
from socialkit.storage.sql import SqlStorage
from socialkit.testing.world import World, build_world

VALUES: Final = ("open", "closed", "none")
KNOWN: dict[UUID, str | None] = {}
"""What the host knows of posts; the SQL storage has the same in a table."""
TICKET: Final = sa.table("host_ticket", sa.column("post_id"), sa.column("state"))
EDGES: Final = (
    "ticket_open",
    "not ticket_open",
    "ticket_none",
    "not ticket_none",
    "not (ticket_open | locked)",
    "not urgent",
    "urgent & not ticket_some",
)
CONDITIONS: Final = """
ticket_open = r.obj.ticket == "open"
ticket_none = r.obj.ticket == "none"
ticket_some = r.obj.ticket in ["open", "closed"]
urgent = r.obj.urgent
"""


def _in_sql(post_id: sa.ColumnElement[UUID], values: list[str]) -> sa.ColumnElement[bool]:
    return post_id.in_(sa.select(TICKET.c.post_id).where(TICKET.c.state.in_(values)))


def _urgent_in_sql(post_id: sa.ColumnElement[UUID], _: list[bool]) -> sa.ColumnElement[bool]:
    return post_id.in_(sa.select(TICKET.c.post_id).where(TICKET.c.state == "open"))


VOCABULARY: Final = extended(
    attributes=[
        OwnAttribute("post", "ticket", lambda post: KNOWN.get(post.id), _in_sql, VALUES),
        OwnAttribute("post", "urgent", lambda post: KNOWN.get(post.id) == "open", _urgent_in_sql),
    ]
)


def policy_with(edge: str, effect: str) -> CompiledPolicy:
    model, rules = default_texts()
    who = "anyone" if effect == "deny" else "outsider"
    rule = f"p, Z1, {who}, see, post, published & ({edge}), {effect}\n"
    return load_policy(model + CONDITIONS, rules + rule, vocabulary=VOCABULARY)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Storage, World]]]:
    file = tmp_path_factory.mktemp("host") / "host.db"
    kept = SqlStorage.open(f"sqlite:///{file}")
    memory = MemoryStorage()
    found: list[tuple[Storage, World]] = [(each, build_world(each)) for each in (memory, kept)]
    _fill(file, found[0][1])
    yield found
    kept.close()


def _fill(file: Path, world: World) -> None:
    """Let the host know something about some posts, among it what no policy may speak of."""
    states = ("open", "closed", "weird", None, "OPEN", "absent")
    for post, state in zip(world.posts.values(), states * 9, strict=False):
        if state != "absent":
            KNOWN[post.id] = state
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE host_ticket (post_id CHAR(32), state TEXT)")
        rows = [(post.hex, state) for post, state in KNOWN.items()]
        connection.exec_driver_sql("INSERT INTO host_ticket VALUES (?, ?)", rows)
    engine.dispose()


def listed(storage: Storage, world: World, policy: CompiledPolicy, viewer: str) -> set[UUID]:
    with storage.unit(read_only=True) as unit:
        caller = world.caller_with_roles(unit, viewer)
        plan = policy.plan(caller, Permission.POST_READ)
        query = PostQuery(feed=Feed.EXPLORE)
        page = unit.post_lists.page(caller, plan, query, PageRequest(100))
        return {entry.post.id for entry in page.items}


def checked(storage: Storage, world: World, policy: CompiledPolicy, viewer: str) -> set[UUID]:
    with storage.unit(read_only=True) as unit:
        caller = world.caller_with_roles(unit, viewer)
    return {
        post.id
        for post in world.posts.values()
        if policy.check(caller, Permission.POST_READ, post_facts(post, world.place_of(post)))
        and post.state == "published"
        and post.network_id == caller.network_id
    }


@pytest.mark.parametrize("effect", ["allow", "deny"])
@pytest.mark.parametrize("edge", EDGES)
def test_lists_in_memory_and_in_sql_hold_what_the_check_allows(
    worlds: list[tuple[Storage, World]], edge: str, effect: str
) -> None:
    policy = policy_with(edge, effect)
    for viewer in ("dan", "eve", "anon"):
        expected = checked(*worlds[0], policy, viewer)
        for storage, world in worlds:
            assert listed(storage, world, policy, viewer) == expected, (viewer, type(storage))


def test_stock_casbin_decides_the_same(worlds: list[tuple[Storage, World]]) -> None:
    storage, world = worlds[0]
    policy = policy_with("urgent & not ticket_none", "allow")
    stock = StockPolicy(policy.loaded)
    with storage.unit(read_only=True) as unit:
        caller = world.caller_with_roles(unit, "eve")
    posts = [post_facts(post, world.place_of(post)) for post in list(world.posts.values())[:12]]
    answers = [policy.check(caller, Permission.POST_READ, post) for post in posts]
    assert answers == [stock.check(caller, Permission.POST_READ, post) for post in posts]
