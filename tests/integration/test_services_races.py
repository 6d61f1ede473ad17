"""What is decided and what changes at the same moment, on servers with several writers at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import create_engine

from socialkit import Session, SocialKitError
from socialkit.policy import load_default
from socialkit.storage.sql import schema
from tests.services.fixtures import DatabaseFactory
from tests.unit.services.world import World, build

Act = Callable[[Session], object]
PATIENCE = 30.0
WAITS = 0.5
"""Seconds in which whoever needs no lock is done."""


@pytest.fixture(
    params=[
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("mariadb", marks=pytest.mark.mariadb),
    ]
)
def world(request: pytest.FixtureRequest, fresh_database: DatabaseFactory) -> Iterator[World]:
    """The fixture world on a server."""
    url = fresh_database(request.param)
    engine = create_engine(url)
    with engine.begin() as connection:
        schema.create(connection)
    engine.dispose()
    made = build(url, load_default())
    yield made
    made.kit.close()


def one_after_the_other(world: World, first: tuple[str, Act], second: tuple[str, Act]) -> str:
    """Do the first, and begin the second before it is kept; return how the second is refused."""
    done, begun = threading.Event(), threading.Event()

    def hold() -> None:
        with world.kit.acting_as(f"u-{first[0]}") as me:
            first[1](me)
            done.set()
            begun.wait(PATIENCE)
            threading.Event().wait(WAITS)

    def follow() -> str:
        done.wait(PATIENCE)
        begun.set()
        try:
            with world.kit.acting_as(f"u-{second[0]}") as me:
                second[1](me)
        except SocialKitError as error:
            return error.code
        return ""

    with ThreadPoolExecutor(2) as pool:
        holding, following = pool.submit(hold), pool.submit(follow)
        holding.result(PATIENCE)
        return following.result(PATIENCE)


def publish(me: Session) -> object:
    """Publish in the open group."""
    return me.posts.publish("In time?", group="open-field")


def archive(me: Session) -> object:
    """Archive the open group."""
    return me.groups.archive("open-field")


def bodies(world: World) -> int:
    """Count the posts of the open group, and see that it is archived."""
    world.later(seconds=1)
    with world.kit.acting_as("u-ann") as me:
        assert me.groups.get("open-field").archived
        return len(me.feeds.group("open-field").items)


@pytest.mark.slow
def test_a_post_that_comes_while_the_group_is_archived_is_refused(world: World) -> None:
    assert one_after_the_other(world, ("ann", archive), ("ivy", publish)) == "forbidden"
    assert bodies(world) == 2


@pytest.mark.slow
def test_a_post_that_came_first_is_there_when_the_group_is_archived(world: World) -> None:
    assert one_after_the_other(world, ("ivy", publish), ("ann", archive)) == ""
    assert bodies(world) == 3


@pytest.mark.slow
def test_a_post_of_somebody_who_is_removed_meanwhile_is_refused(world: World) -> None:
    told = one_after_the_other(
        world,
        ("ann", lambda me: me.memberships.remove("court", "cat")),
        ("cat", lambda me: me.posts.publish("In time?", group="court")),
    )
    assert told in {"forbidden", "not_found"}


@pytest.mark.slow
def test_nobody_is_added_whose_account_ends_meanwhile(world: World) -> None:
    told = one_after_the_other(
        world,
        ("hal", lambda me: me.people.set_status("dan", "deactivated")),
        ("ann", lambda me: me.memberships.add("court", "dan")),
    )
    assert told == "membership.person"


@pytest.mark.slow
def test_whoever_is_made_an_owner_while_leaving_owns_nothing(world: World) -> None:
    told = one_after_the_other(
        world,
        ("ann", lambda me: me.memberships.change_role("court", "cat", role="owner")),
        ("hal", lambda me: me.people.set_status("cat", "deactivated")),
    )
    assert told == ""
    with world.kit.acting_as("u-ann") as me:
        assert [m.person.handle for m in me.memberships.list("court").items] == ["ann"]
