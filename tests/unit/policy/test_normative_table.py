"""The table of who may what, cell by cell, for everything that exists.

A row of `CELLS` is a cell: its name, a permission, a thing, who may and who may not. What the
table says about things that do not exist yet stands in `PENDING`, each with its reason.
"""

from dataclasses import replace
from typing import Any, Final

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import wall
from socialkit.policy import CompiledPolicy, default_texts, load_policy
from tests.unit.policy.cast import (
    COMMUNITY,
    ELSEWHERE,
    caller,
    comment,
    holding,
    in_community,
    membership,
    network,
    person,
    post,
    reply,
)
from tests.unit.policy.table_acting import ACTING, PENDING
from tests.unit.policy.table_cast import (
    ANONYMOUS,
    ARCHIVED,
    C_PUBLIC,
    EMPLOYEE,
    EVERYBODY,
    EXTERNAL,
    EXTERNAL_GUEST,
    EXTERNALS,
    HONORARY_ADMIN,
    LISTED,
    MEMBER,
    OPEN,
    OWNER,
    SECRET,
    SERVICE,
    SERVICE_GUEST,
    Cell,
    mine,
    names,
    question,
)
from tests.unit.policy.table_reading import READING

CELLS: Final = [*READING, *ACTING]


@pytest.mark.parametrize("cell", CELLS, ids=[cell.name.replace(" ", "-") for cell in CELLS])
def test_exactly_these_may(policy: CompiledPolicy, cell: Cell) -> None:
    allowed = {
        name
        for name, someone in cell.cast().items()
        if policy.check(someone, cell.permission, cell.thing)
    }
    assert allowed == names(cell.who)


def gated(someone: Caller) -> list[Caller]:
    return [
        replace(someone, in_good_standing=False),
        replace(someone, network_id=ELSEWHERE),
        replace(someone, member_class="former"),
        replace(someone, member_class="nobody declared this"),
    ]


@pytest.mark.parametrize("cell", CELLS, ids=[cell.name.replace(" ", "-") for cell in CELLS])
def test_no_role_opens_a_gate(policy: CompiledPolicy, cell: Cell) -> None:
    for someone in cell.cast().values():
        everything = replace(
            someone, network_roles=frozenset({"admin", "community_manager", "trusted"})
        )
        for shut_out in (*gated(someone), *gated(everything)):
            assert not policy.check(shut_out, cell.permission, cell.thing)


@pytest.mark.parametrize("permission", [p for p in Permission if p.kind == "post"])
def test_a_module_that_is_off_answers_as_if_it_did_not_exist(
    policy: CompiledPolicy, permission: Permission
) -> None:
    asker = replace(holding(OWNER, "admin", "community_manager"), modules=frozenset())
    assert not policy.check(asker, permission, mine(question(OPEN)))


def test_switching_externals_off_denies_them_at_once(policy: CompiledPolicy) -> None:
    assert policy.check(EXTERNAL_GUEST, Permission.POST_READ, post(EXTERNALS))
    assert not policy.check(EXTERNAL_GUEST, Permission.POST_READ, post(LISTED))


@pytest.mark.parametrize("role", ["owner", "moderator", "member"])
@pytest.mark.parametrize("member_class", ["external", "customer", "service"])
def test_an_outsider_in_a_workplace_is_a_guest_or_nothing(
    policy: CompiledPolicy, member_class: str, role: str
) -> None:
    outsider = caller(member_class, role=role)
    for permission in (Permission.POST_READ, Permission.POST_MODERATE, Permission.POST_REPLY):
        assert not policy.check(outsider, permission, post(EXTERNALS))
    for permission in (Permission.GROUP_SEE, Permission.GROUP_MANAGE, Permission.GROUP_POST):
        assert not policy.check(outsider, permission, EXTERNALS)
    assert not policy.check(outsider, Permission.MEMBERSHIP_REMOVE, membership(EXTERNALS))


@pytest.mark.parametrize("role", ["none", "owner", "guest"])
def test_a_service_gets_nothing(policy: CompiledPolicy, role: str) -> None:
    service = holding(caller("service", role=role), "admin", "community_manager", "trusted")
    everything = [
        *CELLS,
        *(Cell("", p, mine(post(C_PUBLIC, audience="public")), "") for p in Permission),
    ]
    for cell in everything:
        for someone in (service, in_community(service)):
            assert not policy.check(someone, cell.permission, cell.thing), cell


def test_a_post_without_an_author_belongs_to_nobody(policy: CompiledPolicy) -> None:
    orphan = post(wall(COMMUNITY, public=True), author_id=None, state="draft")
    for someone in EVERYBODY.values():
        assert not policy.check(in_community(someone), Permission.POST_READ, orphan)


def test_insiders_only_replies_are_for_insiders_among_the_readers(policy: CompiledPolicy) -> None:
    kept = reply(post(EXTERNALS), insiders_only=True)
    assert policy.check(MEMBER, Permission.REPLY_READ, kept)
    assert not policy.check(EMPLOYEE, Permission.REPLY_READ, kept)
    assert not policy.check(EXTERNAL_GUEST, Permission.REPLY_READ, kept)
    assert not policy.check(
        EXTERNAL_GUEST, Permission.COMMENT_READ, comment(post(EXTERNALS), reply=kept)
    )


def test_what_is_pending_says_why() -> None:
    assert all(PENDING.values())


CARELESS = "\n".join(
    f"p, Z{number}, anyone, anything, {kind}, always, allow"
    for number, kind in enumerate(
        ("network", "group", "post", "reply", "comment", "person", "membership")
    )
)


def test_guardrails_hold_whatever_rule_somebody_adds() -> None:
    model, rules = default_texts()
    careless = load_policy(model, f"{rules}{CARELESS}\n")
    kept = reply(post(EXTERNALS), insiders_only=True)
    closed: list[tuple[Caller, Permission, Any]] = [
        (EXTERNAL_GUEST, Permission.REPLY_READ, kept),
        (in_community(ANONYMOUS), Permission.REPLY_READ, kept),
        (EXTERNAL, Permission.POST_READ, post(LISTED)),
        (EXTERNAL_GUEST, Permission.POST_READ, post(LISTED)),
        (EXTERNAL, Permission.GROUP_SEE, OPEN),
        (EXTERNAL, Permission.NETWORK_POST, network()),
        (OWNER, Permission.POST_REACT, post(ARCHIVED)),
        (OWNER, Permission.GROUP_ADD_MEMBER, ARCHIVED),
        (OWNER, Permission.POST_READ, post(OPEN, state="draft")),
        (HONORARY_ADMIN, Permission.NETWORK_ADMINISTER, network()),
        (HONORARY_ADMIN, Permission.GROUP_MANAGE, OPEN),
        (HONORARY_ADMIN, Permission.PERSON_MANAGE, person()),
        (SERVICE_GUEST, Permission.POST_READ, post(EXTERNALS)),
        (SERVICE_GUEST, Permission.GROUP_SEE, EXTERNALS),
        (SERVICE, Permission.PERSON_READ, person()),
    ]
    for someone, permission, thing in closed:
        assert not careless.check(someone, permission, thing), (someone, permission, thing)
    assert careless.check(EMPLOYEE, Permission.POST_READ, post(SECRET))
