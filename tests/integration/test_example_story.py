"""The story with which the examples are filled is large, whole, and the same each time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples.demo.hosts import POLICY
from examples.story import play
from socialkit import policy
from socialkit.clock import FixedClock
from socialkit.ids import SeededIds
from socialkit.kit import SocialKit

TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHIPPED = Path(policy.__file__).parent / "default"


@pytest.fixture(scope="module")
def kit() -> SocialKit:
    return told_on(TODAY)


def told_on(today: datetime) -> SocialKit:
    """Play the story into memory."""
    clock = FixedClock(today)
    kit = SocialKit.open("memory:", clock=clock, ids=SeededIds(clock, 1))
    play(kit, clock, today=today)
    return kit


def test_the_story_has_people_groups_posts_and_questions_enough(kit: SocialKit) -> None:
    with kit.system("count the story") as desk:
        stats = desk.stats()
    assert stats.people >= 25
    assert stats.groups >= 8
    assert stats.posts >= 60
    assert stats.questions >= 25
    assert stats.comments >= 5


def test_the_story_has_questions_in_every_state(kit: SocialKit) -> None:
    with kit.acting_as("ana") as me:
        questions = me.feeds.explore(kind="question", limit=100).items
    states = Counter(post.question.state.value for post in questions if post.question)
    assert set(states) == {"open", "answered", "solved", "closed", "duplicate"}


def test_the_story_has_every_class_of_member(kit: SocialKit) -> None:
    found = {}
    for name in ("ana", "martin", "carla", "bernd", "rigbot"):
        with kit.acting_as(name) as me:
            assert me.person is not None
            found[name] = me.person.member_class
    assert found == {
        "ana": "employee",
        "martin": "honorary",
        "carla": "external",
        "bernd": "former",
        "rigbot": "service",
    }


@pytest.mark.parametrize("name", ["bernd", "paul", "yusuf", "rigbot"])
def test_whoever_left_or_was_suspended_or_never_had_a_rule_reads_nothing(
    kit: SocialKit, name: str
) -> None:
    with kit.acting_as(name) as me:
        assert me.feeds.explore().items == ()
        assert me.groups.list().items == ()
        assert me.notifications.unread() == 0


def test_nothing_in_the_story_is_of_the_future(kit: SocialKit) -> None:
    with kit.acting_as("ana") as me:
        posts = me.feeds.explore(limit=100).items
        latest = max(post.last_activity_at for post in posts)
    assert latest <= TODAY


def test_the_same_day_tells_the_same_story(kit: SocialKit) -> None:
    def ids(of: SocialKit) -> list[str]:
        with of.acting_as("ana") as me:
            return [str(post.id) for post in me.feeds.explore(limit=100).items]

    assert ids(told_on(TODAY)) == ids(kit)


@pytest.mark.parametrize("name", ["model.conf", "policy.csv"])
def test_the_policy_of_the_example_is_the_one_that_is_shipped(name: str) -> None:
    assert (POLICY / name).read_bytes() == (SHIPPED / name).read_bytes()
