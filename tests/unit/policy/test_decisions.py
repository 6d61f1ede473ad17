"""A compiled policy: its cache, its failures, its reasons, and stock Casbin beside it."""

import logging
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import GroupFacts, PostFacts, wall
from socialkit.domain.formula import NEVER, Via, assume, leaves
from socialkit.domain.vocabulary import (
    AUDIENCES,
    POST_STATES,
    REPLY_STATES,
    VOCABULARY,
    late_parameters,
)
from socialkit.policy import CompiledPolicy, StockPolicy, default_texts, load_default, load_policy
from socialkit.ports.policy import allowed
from tests.unit.policy.cast import (
    COMMUNITY,
    ME,
    SOMEBODY,
    WORK,
    caller,
    comment,
    group,
    holding,
    membership,
    network,
    person,
    post,
    profile_field,
    reply,
    request,
)

MEMBER = caller("employee", role="member")
STRANGER_IN_CLASS = caller("nobody declared this", role="owner")


def test_permissions_are_sorted_and_named_after_their_kind() -> None:
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    assert {permission.kind for permission in Permission} == set(VOCABULARY.kinds)
    assert Permission.POST_MARK_DUPLICATE.verb == "mark-duplicate"


def test_callers_of_one_shape_share_their_plan(policy: CompiledPolicy) -> None:
    other = replace(MEMBER, person_id=SOMEBODY, roles={}, network_id=COMMUNITY)
    plan = policy.plan(MEMBER, Permission.POST_READ)
    assert policy.plan(other, Permission.POST_READ) is plan
    assert policy.plan(holding(MEMBER, "admin"), Permission.POST_READ) is not plan


def test_a_plan_serves_each_caller_their_own_things(policy: CompiledPolicy) -> None:
    draft = post(group("listed"), author_id=ME, state="draft")
    plan = policy.plan(MEMBER, Permission.POST_READ)
    assert plan.holds(draft, MEMBER)
    assert not plan.holds(draft, replace(MEMBER, person_id=SOMEBODY))
    assert not plan.holds(draft, replace(MEMBER, roles={}))


def test_a_plan_holds_no_id(policy: CompiledPolicy) -> None:
    for permission in Permission:
        plan = policy.plan(MEMBER, permission)
        assert str(ME) not in repr(plan.formula)
        assert str(WORK) not in repr(plan.key)


def test_plans_know_when_nothing_can_match(policy: CompiledPolicy) -> None:
    plan = policy.plan(STRANGER_IN_CLASS, Permission.POST_READ)
    assert plan.never
    assert plan.formula == NEVER
    assert not plan.always
    assert not plan.holds(post(), STRANGER_IN_CLASS)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "Published"},
        {"state": None},
        {"audience": "everyone"},
        {"locked": 0},
        {"locked": None},
        {"kind": "poem"},
        {"group": None},
        {"group": replace(group("listed"), visibility="closed")},
    ],
    ids=str,
)
def test_a_value_outside_the_vocabulary_is_a_denial(
    policy: CompiledPolicy, changes: dict[str, Any]
) -> None:
    assert policy.check(MEMBER, Permission.POST_READ, post(group("listed")))
    broken = post(group("listed"), **changes)
    assert not policy.check(MEMBER, Permission.POST_READ, broken)
    assert not policy.check(MEMBER, Permission.REPLY_READ, reply(broken))
    assert policy.audience(Permission.POST_READ, broken, shapes=[MEMBER.shape()]) == ()
    assert policy.audience(Permission.REPLY_READ, reply(broken), shapes=[MEMBER.shape()]) == ()


@pytest.mark.parametrize("thing", [None, 3, "post", object(), network(), person()])
def test_a_thing_of_another_kind_is_a_denial(policy: CompiledPolicy, thing: Any) -> None:
    assert not policy.check(MEMBER, Permission.POST_READ, thing)


def test_an_unknown_permission_is_a_denial(policy: CompiledPolicy) -> None:
    odd: Any = "post:eat"
    assert not policy.check(MEMBER, odd, post())
    assert policy.plan(MEMBER, odd).never


def test_an_error_in_a_decision_is_logged_without_content(
    policy: CompiledPolicy, caplog: pytest.LogCaptureFixture
) -> None:
    odd: Any = object()
    assert not policy.check(MEMBER, Permission.POST_READ, odd)
    assert caplog.messages == ["policy_error permission=post:read error=AttributeError"]


def test_a_broken_caller_is_a_denial(policy: CompiledPolicy) -> None:
    odd: Any = replace(MEMBER, network_roles=["admin"])  # type: ignore[arg-type]
    assert not policy.check(odd, Permission.POST_READ, post())
    assert policy.plan(odd, Permission.POST_READ).never


def test_a_role_that_nobody_declared_is_no_role(policy: CompiledPolicy) -> None:
    odd = replace(MEMBER, roles=dict.fromkeys(MEMBER.roles, "emperor"))
    assert not policy.check(odd, Permission.POST_READ, post(group("listed")))


def test_versions_tell_policies_apart_and_line_ends_do_not() -> None:
    model, rules = default_texts()
    assert load_policy(model, rules.replace("\n", "\r\n")).version == load_default().version
    assert load_policy(model, f"{rules}# more\n").version != load_default().version


def test_threads_get_equal_plans() -> None:
    policy = load_default()
    shapes = [caller(one) for one in ("employee", "external", "customer", "anonymous")] * 8
    with ThreadPoolExecutor(8) as pool:
        plans = list(pool.map(lambda one: policy.plan(one, Permission.COMMENT_READ), shapes))
    assert len({id(plan) for plan in plans}) == len({one.shape() for one in shapes})


def test_can_lists_what_the_caller_may_do(policy: CompiledPolicy) -> None:
    mine = post(group("listed"), author_id=ME, kind="question")
    asked = (Permission.POST_EDIT, Permission.POST_ACCEPT, Permission.POST_MODERATE)
    found = allowed(policy, MEMBER, mine, permissions=asked)
    assert found == {Permission.POST_EDIT, Permission.POST_ACCEPT}


def test_a_home_feed_can_assume_its_own_groups(policy: CompiledPolicy) -> None:
    role = VOCABULARY.attribute("post", "my_role")
    plan = policy.plan(MEMBER, Permission.POST_READ)
    inside = assume(plan.formula, {role: role.domain - {"none"}})
    assert "my_role is one of 'group-guest'" not in repr(inside)
    assert len(list(leaves(inside))) < len(list(leaves(plan.formula)))


def test_delegation_carries_the_same_caller_into_the_other_thing(policy: CompiledPolicy) -> None:
    plan = policy.plan(MEMBER, Permission.REPLY_READ)
    asked = [leaf for leaf in leaves(plan.formula) if isinstance(leaf, Via)]
    assert policy.plan(MEMBER, Permission.POST_READ).formula in {leaf.inner for leaf in asked}


def test_bind_values_have_fixed_names() -> None:
    assert late_parameters(MEMBER) == {
        "caller_id": ME,
        "network_id": WORK,
        "sponsor_id": None,
        "now": MEMBER.now,
        "live_kinds": ["question", "update"],
    }


# -- audiences -----------------------------------------------------------------------------------


def test_an_audience_has_a_branch_for_each_way_to_be_in_it(policy: CompiledPolicy) -> None:
    shapes = [Shape("workplace", name) for name in ("employee", "honorary", "external", "former")]
    branches = policy.audience(Permission.POST_READ, post(), shapes=shapes)
    assert [branch.shapes for branch in branches] == [frozenset(shapes[:2])]


def test_the_audience_of_a_listed_group_is_its_people(policy: CompiledPolicy) -> None:
    place = group("listed", externals_allowed=True)
    shapes = [Shape("workplace", "employee"), Shape("workplace", "external")]
    by_shape = {
        shape: str(branch.residual)
        for branch in policy.audience(Permission.POST_READ, post(place), shapes=shapes)
        for shape in branch.shapes
    }
    assert "group-member" in by_shape[shapes[0]]
    assert "group-member" not in by_shape[shapes[1]]
    assert "group-guest" in by_shape[shapes[1]]


# -- reasons -------------------------------------------------------------------------------------


def test_an_explanation_names_the_rule_that_allowed_with_its_comment(
    policy: CompiledPolicy,
) -> None:
    found = policy.explain(MEMBER, Permission.POST_READ, post(group("listed")))
    assert found.allowed
    assert [hit.rule for hit in found.deciding] == ["R4"]
    assert found.deciding[0].line > 1
    assert "Members and guests read everything" in found.deciding[0].comment


def test_an_explanation_names_the_deny(policy: CompiledPolicy) -> None:
    guest = caller("external", role="guest")
    found = policy.explain(guest, Permission.POST_READ, post(group("listed")))
    assert not found.allowed
    assert [hit.rule for hit in found.deciding] == ["X1"]


def test_an_explanation_names_the_one_fact_that_was_missing(policy: CompiledPolicy) -> None:
    found = policy.explain(caller("employee"), Permission.POST_READ, post(group("listed")))
    assert not found.allowed
    assert found.deciding == ()
    missing = {miss.rule: miss.missing for miss in found.near_misses}
    assert missing["R4"] == "the caller is group-guest"
    assert missing["R1"] == "for_the_network"


def test_an_explanation_names_a_closed_gate(policy: CompiledPolicy) -> None:
    asker = replace(MEMBER, in_good_standing=False)
    found = policy.explain(asker, Permission.POST_READ, post())
    assert found.closed_gates == ("r.sub.in_good_standing",)
    assert found.near_misses == ()


# -- stock Casbin --------------------------------------------------------------------------------


def some_place(rng: random.Random) -> GroupFacts:
    network_id = rng.choice((WORK, WORK, COMMUNITY))
    if rng.random() < 0.2:
        return wall(network_id, public=rng.random() < 0.5)
    return group(
        rng.choice(("open", "listed", "secret")),
        network_id=network_id,
        reach=rng.choice(AUDIENCES),
        trusted_area=rng.random() < 0.3,
        externals_allowed=rng.random() < 0.5,
        archived=rng.random() < 0.2,
        direct_join=rng.random() < 0.5,
        by_request=rng.random() < 0.5,
    )


def some_post(rng: random.Random) -> PostFacts:
    return post(
        some_place(rng),
        kind=rng.choice(("question", "update")),
        state=rng.choice((*POST_STATES, "published", "published", "Published")),
        audience=rng.choice(AUDIENCES),
        author_id=rng.choice((ME, SOMEBODY, None)),
        locked=rng.random() < 0.3,
        directed_to_id=rng.choice((None, ME, SOMEBODY)),
    )


def some_caller(rng: random.Random) -> Caller:
    classes = ("employee", "honorary", "external", "customer", "service", "former", "anonymous")
    roles = ("none", "none", "guest", "member", "moderator", "owner")
    someone = caller(rng.choice(classes), role=rng.choice(roles))
    held = [role for role in ("admin", "community_manager", "trusted") if rng.random() < 0.25]
    return replace(
        holding(someone, *held),
        network_id=rng.choice((WORK, COMMUNITY)),
        network_kind=rng.choice(("workplace", "community")),
        in_good_standing=rng.random() < 0.95,
        modules=rng.choice((frozenset(), frozenset({"questions"}))),
    )


def some_thing(rng: random.Random, kind: str) -> Any:
    where, told = some_place(rng), some_post(rng)
    states = (*REPLY_STATES, "published")
    answer = reply(
        told,
        state=rng.choice(states),
        author_id=rng.choice((ME, SOMEBODY)),
        insiders_only=rng.random() < 0.3,
    )
    them = person(
        id=rng.choice((ME, SOMEBODY)),
        network_id=rng.choice((WORK, COMMUNITY)),
        shares_group=rng.random() < 0.5,
        public_author=rng.random() < 0.5,
    )
    who = rng.choice((ME, SOMEBODY))
    things = {
        "network": network(rng.choice((WORK, COMMUNITY))),
        "group": where,
        "post": told,
        "reply": answer,
        "comment": comment(
            told, state=rng.choice(states), author_id=who, reply=rng.choice((None, answer))
        ),
        "person": them,
        "field": replace(
            profile_field(rng.choice(("everyone", "insiders", "co-members", "only-me"))),
            person=them,
        ),
        "membership": membership(where, person_id=who, role=rng.choice(("owner", "member"))),
        "request": request(where, person_id=who, state=rng.choice(("pending", "refused"))),
    }
    return things[kind]


@pytest.mark.parametrize("kind", sorted(VOCABULARY.kinds))
def test_the_shipped_policy_means_what_stock_casbin_says(
    policy: CompiledPolicy, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    stock, rng = StockPolicy(policy.loaded), random.Random(kind)
    permissions = [permission for permission in Permission if permission.kind == kind]
    answers = []
    for _ in range(24):
        someone, thing = some_caller(rng), some_thing(rng, kind)
        permission = rng.choice(permissions)
        answers.append(policy.check(someone, permission, thing))
        assert answers[-1] == stock.check(someone, permission, thing), (someone, permission, thing)
    assert stock.version == policy.version


def test_the_audience_of_the_shipped_policy_is_whom_check_allows(policy: CompiledPolicy) -> None:
    rng = random.Random(5)
    for kind, _ in product(("post", "reply", "comment", "group"), range(40)):
        thing, someone = some_thing(rng, kind), some_caller(rng)
        permission = rng.choice([one for one in Permission if one.kind == kind])
        branches = policy.audience(permission, thing, shapes=[someone.shape()])
        assert len(branches) <= 1
        if policy.check(someone, permission, thing):
            assert branches
