"""Garbage as arguments: an error of the library of the right kind, never one of Python's own."""

import inspect
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, NoReturn

import pytest

from socialkit import Invalid, Session, SocialKitError
from socialkit.services import session
from tests.unit.services.test_secrecy import (
    COMMENT_VERBS,
    GROUP_VERBS,
    NOWHERE,
    PERSON_VERBS,
    POST_VERBS,
    REPLY_VERBS,
)
from tests.unit.services.world import World, refused

NAIVE: Final = datetime(2030, 1, 1)  # noqa: DTZ001 - it is what is refused
GARBAGE: Final[tuple[Any, ...]] = (
    None, 5, 3.5, "", " ", "x" * 10_000, "\ud800", "a\x00b", b"bytes", [], {}, object(), True,
    NAIVE, "../../etc", "%", "' OR 1=1 --", "０" * 32,
)  # fmt: skip
NOUNS: Final = (
    "networks", "people", "groups", "memberships", "requests", "posts", "replies", "comments",
    "questions", "reactions", "mentions", "notifications", "feeds", "follows", "visits",
    "policies",
)  # fmt: skip
SENSIBLE: Final[dict[str, Any]] = {
    "member_class": "former",
    "subject": "u-new", "display_name": "New One", "name": "A name", "title": "A title",
    "body": "A body", "kind": "post", "target": NOWHERE, "post": NOWHERE, "reply": NOWHERE,
    "comment": NOWHERE, "question": NOWHERE, "group": "open-field", "person": "bob",
    "status": "active", "role": "member", "request_id": NOWHERE, "accept": True, "reason": "Why",
    "of": NOWHERE, "to": "bob", "manager": "bob", "tag": "resin", "prefix": "a",
    "audience": None, "tags": (),
    "model": "[matchers]", "rules": "p, A1", "version": 1,
    "query": None, "limit": 5, "cursor": None, "cap": 5,
}  # fmt: skip
INNER: Final = {("feeds", "read"), ("feeds", "counts")}
"""Calls that take values which the services themselves made."""


def verbs() -> Iterator[tuple[str, str]]:
    """Yield every noun with every public verb of it."""
    for noun in NOUNS:
        for name, member in vars(service(noun)).items():
            public = inspect.isfunction(member) and not name.startswith("_")
            if public and (noun, name) not in INNER:
                yield noun, name


def service(noun: str) -> type:
    """Return the class that a noun of the session is."""
    found = getattr(session, getattr(Session, noun).func.__annotations__["return"])
    assert isinstance(found, type)
    return found


def call(me: Session, noun: str, verb: str, changed: dict[str, Any]) -> object:
    """Call a verb with sensible arguments but for those that are changed."""
    act = getattr(getattr(me, noun), verb)
    arguments: dict[str, Any] = {}
    for name, parameter in inspect.signature(act).parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        if parameter.default is inspect.Parameter.empty:
            arguments[name] = SENSIBLE[name]
    arguments |= changed
    positional = [
        arguments.pop(name)
        for name, parameter in inspect.signature(act).parameters.items()
        if parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD and name in arguments
    ]
    return act(*positional, **arguments)


class Undo(Exception):
    """Leave a unit without keeping anything."""


def undo() -> NoReturn:
    """End the unit; nothing of it is kept."""
    raise Undo


@pytest.mark.parametrize(("noun", "verb"), list(verbs()))
def test_garbage_is_refused_in_the_words_of_the_library(world: World, noun: str, verb: str) -> None:
    function = getattr(service(noun), verb)
    names = [n for n in inspect.signature(function).parameters if n not in {"self", "fields"}]
    leaks: list[str] = []
    for name in names:
        for value in GARBAGE:
            try:
                with world.acting_as("hal") as me:
                    call(me, noun, verb, {name: value})
                    undo()
            except (Undo, SocialKitError):
                pass
            except Exception as error:  # noqa: BLE001 - it is what is looked for
                leaks.append(f"{name}={value!r:.30}: {type(error).__name__}: {error!s:.80}")
    assert leaks == []


@pytest.mark.parametrize("field", ["handle", "title", "bio", "skills", "avatar_url", "locale"])
def test_garbage_in_profiles_is_refused_by_field(world: World, field: str) -> None:
    for value in GARBAGE:
        try:
            with world.acting_as("dan") as me:
                me.people.edit(**{field: value})
                undo()
        except (Undo, Invalid):
            continue


@pytest.mark.parametrize(
    "field",
    [
        "id", "subject", "account_id", "network_id", "member_class", "status", "network_roles",
        "sponsor_id", "purpose", "starts_at", "ends_at", "manager_id", "handle_key", "name_key",
        "created_at", "updated_at", "nonsense",
    ],
)  # fmt: skip
def test_no_other_column_of_a_person_is_written_through_a_profile(world: World, field: str) -> None:
    told = refused(
        world.acting_as("dan"), lambda me, fields: me.people.edit(**fields), {field: "admin"}
    )
    assert told[:2] == ("Invalid", "profile.field")


@pytest.mark.parametrize("subject", ["", "x" * 10_000, "\ud800", "a\x00b", 5, 2**70])
def test_a_subject_that_nobody_has_is_unknown(world: World, subject: Any) -> None:
    told = refused(world.kit.acting_as(subject), lambda me: me.people.me())
    assert told[:2] == ("Forbidden", "unknown_subject")


@pytest.mark.parametrize("network", ["", "nowhere", "\ud800", "a\x00b", "x" * 10_000])
def test_a_network_that_is_not_there_is_named_as_such(world: World, network: Any) -> None:
    told = refused(world.kit.acting_as("u-ann", network=network), lambda me: me.people.me())
    assert told[:2] == ("ConfigurationError", "network.unknown")


@pytest.mark.parametrize("limit", [0, -1, 101, True, "5", None, 2.5])
def test_a_page_holds_one_to_a_hundred_rows(world: World, limit: Any) -> None:
    acts: list[Callable[[Session], object]] = [
        lambda me: me.feeds.home(limit=limit),
        lambda me: me.people.list(limit=limit),
        lambda me: me.groups.list(limit=limit),
        lambda me: me.notifications.list(limit=limit),
        lambda me: me.questions.list(limit=limit),
        lambda me: me.posts.thread(world.posts["wall"], limit=limit),
    ]
    for act in acts:
        assert refused(world.acting_as("ann"), act)[:2] == ("Invalid", "paging.limit")


@pytest.mark.parametrize("cursor", ["", "x", "=" * 40, "é", "A" * 10_000, 5, "\ud800"])
def test_a_cursor_that_was_not_handed_out_is_refused(world: World, cursor: Any) -> None:
    told = refused(world.acting_as("ann"), lambda me: me.feeds.home(cursor=cursor))
    assert told[:2] == ("Invalid", "paging.cursor")


def test_the_verbs_that_are_tried_are_all_that_there_are() -> None:
    known = {
        *POST_VERBS, *REPLY_VERBS, *COMMENT_VERBS, *GROUP_VERBS, *PERSON_VERBS,
        "networks.current", "networks.stats", "people.me", "people.list", "people.count",
        "people.departments", "people.add", "groups.list", "groups.count", "groups.found",
        "requests.decide", "posts.start", "notifications.list", "notifications.unread",
        "notifications.unseen", "notifications.mark_seen", "notifications.mark_read",
        "notifications.mark_thread_read", "feeds.home", "feeds.explore", "feeds.following",
        "feeds.tag", "feeds.tags", "follows.unfollow_person", "follows.unfollow_post",
        "visits.record", "people.set_manager", "people.set_class", "groups.places", "replies.hide",
        "replies.restore", "comments.hide", "comments.restore", "mentions.show",
        "policies.current", "policies.history", "policies.texts", "policies.publish",
        "policies.approve", "policies.roll_back",
    }  # fmt: skip
    assert {f"{noun}.{verb}" for noun, verb in verbs()} == known
