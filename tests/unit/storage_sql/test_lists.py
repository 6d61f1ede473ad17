"""Lists cost few statements, whatever they hold, and walk along the indexes made for them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.things import post_facts
from socialkit.paging import PageRequest
from socialkit.policy import load_default
from socialkit.ports.policy import Plan
from socialkit.ports.storage import UnitOfWork
from socialkit.ports.storage.records import Audience, GroupFilter, PeopleFilter
from socialkit.storage.sql import home
from socialkit.testing.plans import notice_plans
from socialkit.testing.world import World, build_world
from tests.unit.storage_sql.queries import Watched

Ask: TypeAlias = Callable[[UnitOfWork, World, Caller], object]
FIRST: Final = PageRequest(20)
POLICY: Final = load_default()
VIEWERS: Final = ("ann", "dan", "eve")


def _plan(caller: Caller, permission: Permission) -> Plan:
    return POLICY.plan(caller, permission)


def _posts(query: PostQuery) -> Ask:
    def ask(unit: UnitOfWork, _: World, caller: Caller) -> object:
        return unit.post_lists.page(caller, _plan(caller, Permission.POST_READ), query, FIRST)

    return ask


def _notices(unit: UnitOfWork, _: World, caller: Caller) -> object:
    return unit.notices.page(caller, notice_plans(caller), FIRST, unread_only=False)


def _unread(unit: UnitOfWork, _: World, caller: Caller) -> object:
    return unit.notices.unread(caller, notice_plans(caller), cap=100)


def _people(unit: UnitOfWork, _: World, caller: Caller) -> object:
    plan = _plan(caller, Permission.PERSON_READ)
    return unit.directory.page(caller, plan, PeopleFilter(text="a"), FIRST)


def _groups(unit: UnitOfWork, _: World, caller: Caller) -> object:
    plan = _plan(caller, Permission.GROUP_SEE)
    return unit.groups.page(caller, plan, GroupFilter(), FIRST)


def _members(unit: UnitOfWork, world: World, caller: Caller) -> object:
    return unit.memberships.page(caller, world.groups["O"].id, FIRST)


def _replies(unit: UnitOfWork, world: World, caller: Caller) -> object:
    plan = _plan(caller, Permission.REPLY_READ)
    return unit.threads.replies(caller, plan, world.posts["O-question"].id, FIRST)


def _comments(unit: UnitOfWork, world: World, caller: Caller) -> object:
    plan = _plan(caller, Permission.COMMENT_READ)
    replies = [reply.id for reply in world.replies.values()]
    return unit.threads.comments(caller, plan, world.posts["O-question"].id, replies)


def _readers(unit: UnitOfWork, world: World, caller: Caller) -> object:
    post = world.posts["O-network"]
    facts = post_facts(post, world.place_of(post))
    shapes = unit.audiences.shapes(caller)
    branches = POLICY.audience(Permission.POST_READ, facts, shapes=shapes)
    plan = _plan(caller, Permission.PERSON_READ)
    return unit.audiences.count(caller, Audience(facts, branches), plan)


COSTS: Final[dict[str, tuple[int, Ask]]] = {
    "home": (2, _posts(PostQuery(feed=Feed.HOME))),
    "home, unanswered": (
        2,
        _posts(PostQuery(feed=Feed.HOME, questions=QuestionList.UNANSWERED)),
    ),
    "explore": (2, _posts(PostQuery(feed=Feed.EXPLORE))),
    "explore, tagged": (1, _posts(PostQuery(feed=Feed.EXPLORE, tag="x"))),
    "following": (1, _posts(PostQuery(feed=Feed.FOLLOWING))),
    "tag": (1, _posts(PostQuery(feed=Feed.TAG, tag="x"))),
    "notices": (1, _notices),
    "unread": (1, _unread),
    "people": (1, _people),
    "groups": (1, _groups),
    "members": (1, _members),
    "replies": (1, _replies),
    "comments": (1, _comments),
    "readers": (2, _readers),
}
"""The most statements that each list may send."""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Watched, World]]:
    path: Path = tmp_path_factory.mktemp("lists") / "a.db"
    watched = Watched(f"sqlite:///{path}")
    yield watched, build_world(watched.storage)
    watched.storage.close()


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("name", COSTS)
def test_a_list_sends_few_statements(
    watched: tuple[Watched, World], name: str, viewer: str
) -> None:
    storage, world = watched
    most, ask = COSTS[name]
    with storage.storage.unit(read_only=True) as unit:
        caller = world.caller(unit, viewer)
        with storage.counting() as sent:
            ask(unit, world, caller)
    assert len(sent) <= most, [text for text, _ in sent]


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("name", ["home", "home, unanswered", "explore", "tag", "groups"])
def test_a_list_scans_no_table(watched: tuple[Watched, World], name: str, viewer: str) -> None:
    storage, world = watched
    with storage.storage.unit(read_only=True) as unit:
        caller = world.caller(unit, viewer)
        with storage.counting() as sent:
            COSTS[name][1](unit, world, caller)
    for statement in list(sent):
        scans = [step for step in storage.plan_of(statement) if step.startswith("SCAN sk_")]
        assert scans == [], statement[0]


def test_home_walks_the_index_of_places(watched: tuple[Watched, World]) -> None:
    storage, world = watched
    wanted = {None: "sk_post_place_ix", QuestionList.UNANSWERED: "sk_post_open_place_ix"}
    for questions, index in wanted.items():
        with storage.storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "ann")
            with storage.counting() as sent:
                _posts(PostQuery(feed=Feed.HOME, questions=questions))(unit, world, caller)
        steps = "\n".join(storage.plan_of(sent[-1]))
        assert f"USING INDEX {index} (group_id=?" in steps or f"{index} (group_id=?" in steps


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_every_form_of_home_finds_the_same_posts(
    watched: tuple[Watched, World], monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    storage, world = watched
    for viewer in world.viewers:
        with storage.storage.unit(read_only=True) as unit:
            caller = world.caller(unit, viewer)
            for questions in (None, *QuestionList):
                query = PostQuery(feed=Feed.HOME, questions=questions)
                merged = _walk(unit, caller, query, limit)
                with monkeypatch.context() as patch:
                    patch.setattr(home, "MERGED", 0)
                    patch.setattr(home, "PROBED", 4)
                    assert _walk(unit, caller, query, limit) == merged, (viewer, questions)


def _walk(unit: UnitOfWork, caller: Caller, query: PostQuery, limit: int) -> list[Any]:
    plan = _plan(caller, Permission.POST_READ)
    page = unit.post_lists.page(caller, plan, query, PageRequest(limit))
    found = list(page.items)
    while page.next is not None:
        page = unit.post_lists.page(caller, plan, query, PageRequest(limit, page.next))
        found.extend(page.items)
    return found
