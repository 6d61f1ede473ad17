"""The promises of the services that lean hardest on storage, on PostgreSQL and MariaDB."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine

from socialkit.policy import load_default
from socialkit.ports.policy import Policy
from socialkit.storage.sql import schema
from tests.services.fixtures import DatabaseFactory
from tests.unit.services import test_groups, test_notices, test_people, test_questions, test_units
from tests.unit.services.test_secrecy import GROUP_VERBS, PERSON_VERBS, POST_VERBS, the_same
from tests.unit.services.world import World, build

Promise = Callable[[World], None]
PROMISES: tuple[Promise, ...] = (
    test_groups.test_the_list_of_groups_equals_its_count_for_everybody,
    test_people.test_the_directory_has_pages_that_neither_repeat_nor_lose,
    test_people.test_a_refused_person_leaves_nothing_behind,
    test_units.test_counters_equal_what_the_thread_shows,
    test_units.test_history_is_for_readers_and_keeps_every_version,
    test_questions.test_another_answer_can_be_accepted_in_place_of_the_first,
    test_questions.test_taking_the_accepted_answer_away_withdraws_the_acceptance,
    test_notices.test_the_strongest_reason_wins_and_there_is_one_notice,
    test_groups.test_an_admin_does_not_open_a_closed_group_to_read_it,
    test_groups.test_a_membership_that_ran_out_is_none,
    test_people.test_an_external_reaches_nothing_when_the_sponsor_is_gone,
)
"""Each stands on a world that those before it used, and asks nothing that they change."""


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The shipped policy, compiled once."""
    return load_default()


@pytest.fixture(
    params=[
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("mariadb", marks=pytest.mark.mariadb),
    ]
)
def world(
    request: pytest.FixtureRequest, fresh_database: DatabaseFactory, policy: Policy
) -> Iterator[World]:
    """The fixture world on a server."""
    url = fresh_database(request.param)
    engine = create_engine(url)
    with engine.begin() as connection:
        schema.create(connection)
    engine.dispose()
    made = build(url, policy)
    yield made
    made.kit.close()


@pytest.mark.slow
def test_the_promises_hold_on_a_server_too(world: World) -> None:
    for promise in PROMISES:
        promise(world)


@pytest.mark.slow
def test_absent_and_forbidden_are_one_answer_on_a_server_too(world: World) -> None:
    the_same(world, "dan", POST_VERBS, world.posts["S"])
    the_same(world, "eve", GROUP_VERBS, world.groups["C"])
    the_same(world, "eve", PERSON_VERBS, world.people["dan"])
    for odd in ("a\x00b", "\ud800", "x" * 10_000):
        the_same(world, "dan", POST_VERBS, odd)
        the_same(world, "dan", GROUP_VERBS, odd)
        the_same(world, "dan", PERSON_VERBS, odd)
