"""A host adds words to the policy in a few lines; what can not work is refused at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from socialkit import ConfigurationError, SocialKit
from socialkit.domain.caller import Caller
from socialkit.policy import (
    OwnAttribute,
    OwnKind,
    PolicyError,
    default_texts,
    extended,
    load_chosen,
    load_default,
    load_policy,
)

MODEL, RULES = default_texts()
HERE, ME, OTHER = (UUID(int=number) for number in (1, 2, 3))
CALLER = Caller(HERE, HERE, "workplace", "employee", datetime(2026, 3, 1, tzinfo=UTC))


def known(thing: object) -> str:
    return "open" if thing else "closed"


WRONG = [
    (OwnAttribute("post", "state", known), "There is already an attribute post.state"),
    (OwnAttribute("pst", "ticket", known), "there is no shipped kind 'pst'"),
    (OwnAttribute("post", "_ticket", known), "no _ in front"),
    (OwnAttribute("post", "the ticket", known), "write letters"),
    (OwnAttribute("post", "ticket", known, values=("open",)), "at least two different values"),
    (OwnAttribute("post", "ticket", known, values=("open", "open")), "two different values"),
    (OwnAttribute("post", "ticket", known, values=("open", "")), "every value is a text"),
    (
        OwnAttribute("post", "ticket", known, values=("open", "shut"), otherwise="none"),
        "'none' is not among the values",
    ),
]


@pytest.mark.parametrize(("own", "reason"), WRONG)
def test_an_attribute_that_can_not_work_is_refused(own: OwnAttribute, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason) as caught:
        extended(attributes=[own])
    assert caught.value.code == "policy.extension"


WRONG_KINDS = [
    (OwnKind("post", ("read",)), "There is already a kind 'post'"),
    (OwnKind("ticket", ()), "Nothing is done with a ticket"),
    (OwnKind("a ticket", ("read",)), "no name for a kind"),
    (OwnKind("ticket", ("read",), choices={"state": ("open",)}), "two different values"),
    (
        OwnKind("ticket", ("read",), flags={"my_role": lambda thing, caller: thing is caller}),
        "choose another name",
    ),
]


@pytest.mark.parametrize(("own", "reason"), WRONG_KINDS)
def test_a_kind_that_can_not_work_is_refused(own: OwnKind, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        extended(kinds=[own])


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        extended(attributes=[WRONG[0][0], WRONG[1][0]], kinds=[OwnKind("post", ("read",))])
    assert all(part in str(caught.value) for part in ("post.state", "'pst'", "a kind 'post'"))


def test_an_attribute_without_a_builder_serves_a_kit_in_memory_alone(tmp_path: Path) -> None:
    vocabulary = extended(attributes=[OwnAttribute("post", "urgent", bool)])
    SocialKit.open("memory:", vocabulary=vocabulary).close()
    with pytest.raises(ConfigurationError, match=r"need to know post\.urgent.*in_sql"):
        SocialKit.open(f"sqlite:///{tmp_path / 'social.db'}", vocabulary=vocabulary)


def test_a_policy_that_is_compiled_takes_no_vocabulary() -> None:
    with pytest.raises(ConfigurationError, match="compiled already"):
        SocialKit.open("memory:", policy=load_default(), vocabulary=extended())


@pytest.mark.parametrize("name", ["holds", "g", "g2", "eval", "keyMatch", "not a name"])
def test_a_function_can_not_take_a_name_that_means_something(name: str) -> None:
    with pytest.raises(ConfigurationError, match="can not be called") as caught:
        load_chosen(None, functions={name: bool})
    assert caught.value.code == "policy.function"


def test_a_function_of_the_host_is_folded_by_what_it_may_read_of_the_caller() -> None:
    def odd(caller: Caller) -> bool:
        return caller.member_class != "external" or caller.network_kind == "workplace"

    policy = load_policy(
        f"{MODEL}odd = oddOne(r.sub)\n",
        f"{RULES}p, Z1, employee, see, post, odd & published, allow\n",
        functions={"oddOne": odd},
    )
    assert policy.loaded.folded["post:read"] >= policy.loaded.vocabulary.foldable


def test_a_value_that_is_not_declared_is_refused_with_its_line() -> None:
    vocabulary = extended(
        attributes=[OwnAttribute("post", "ticket", known, values=("open", "none"))]
    )
    with pytest.raises(PolicyError, match="ticket is never 'opn'; did you mean 'open'"):
        load_policy(f'{MODEL}opn = r.obj.ticket == "opn"\n', RULES, vocabulary=vocabulary)


def test_policies_with_other_words_have_other_versions() -> None:
    vocabulary = extended(attributes=[OwnAttribute("post", "hot", bool)])
    other = load_chosen(None, vocabulary=vocabulary, in_sql=False)
    assert other.version != load_default().version


@dataclass(frozen=True)
class Ticket:
    id: UUID
    network_id: UUID
    state: str
    owner: UUID


def test_a_kind_of_the_host_is_decided_by_the_same_rules() -> None:
    ticket = OwnKind(
        "ticket",
        ("read", "close"),
        flags={"mine": lambda thing, caller: thing.owner == caller.person_id},
        choices={"state": ("open", "done")},
    )
    policy = load_policy(
        f'{MODEL}is_open = r.obj.state == "open"\n',
        f"{RULES}p, Z1, employee, ticket:close, ticket, mine & is_open, allow\n",
        vocabulary=extended(kinds=[ticket]),
    )
    answers = [
        policy.check(CALLER, "ticket:close", Ticket(OTHER, network, state, owner))
        for network, state, owner in (
            (HERE, "open", HERE),
            (HERE, "done", HERE),
            (HERE, "lost", HERE),
            (HERE, "open", OTHER),
            (OTHER, "open", HERE),
        )
    ]
    assert answers == [True, False, False, False, False]
