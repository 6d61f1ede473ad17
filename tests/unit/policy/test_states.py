"""The state space says exactly what the compiled policy decides, state by state."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.attributes import Attribute
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import (
    CommentFacts,
    GroupFacts,
    MembershipFacts,
    PersonFacts,
    PostFacts,
    ReplyFacts,
)
from socialkit.domain.vocabulary import (
    AUDIENCES,
    GROUP_ROLES,
    MEMBER_CLASSES,
    NETWORK_ROLES,
    PLACES,
    POST_KINDS,
    POST_STATES,
    REPLY_STATES,
    VOCABULARY,
)
from socialkit.policy import CompiledPolicy, default_texts, load_policy
from socialkit.policy.analysis import Decisions, decisions_of
from socialkit.policy.analysis.diagrams import EVERYWHERE, NOWHERE, Diagrams
from socialkit.policy.analysis.space import CALLER, Space, Variable
from tests.unit.policy.cast import GROUP, ME, NOW, SOMEBODY, SPONSOR, WORK

MODEL, RULES = default_texts()


@pytest.fixture(scope="module")
def decisions(policy: CompiledPolicy) -> Decisions:
    return decisions_of(policy)


# -- diagrams ------------------------------------------------------------------------------


SIZES = (2, 3, 2, 4)


def states() -> Iterator[dict[int, int]]:
    for values in itertools.product(*map(range, SIZES)):
        yield dict(enumerate(values))


def drawn(diagrams: Diagrams, rng: random.Random, depth: int = 3) -> int:
    if depth == 0:
        at = rng.randrange(len(SIZES))
        return diagrams.one_of(at, {v for v in range(SIZES[at]) if rng.random() < 0.5})
    one, other = (drawn(diagrams, rng, depth - 1) for _ in range(2))
    join = rng.choice((diagrams.both, diagrams.either, diagrams.without))
    return join(one, other)


@pytest.mark.parametrize("seed", range(20))
def test_diagrams_join_and_count_as_sets_of_states_do(seed: int) -> None:
    diagrams, rng = Diagrams(), random.Random(seed)
    for size in SIZES:
        diagrams.variable(size)
    one, other = drawn(diagrams, rng), drawn(diagrams, rng)
    held = [diagrams.holds(one, state) for state in states()]
    theirs = [diagrams.holds(other, state) for state in states()]
    joined = diagrams.both(one, diagrams.opposite(other))
    expected = [a and not b for a, b in zip(held, theirs, strict=True)]
    assert [diagrams.holds(joined, state) for state in states()] == expected
    assert diagrams.count(one, range(len(SIZES))) == sum(held)
    assert (one == other) is (held == theirs)
    assert diagrams.within(one, other) is all(b for a, b in zip(held, theirs, strict=True) if a)
    fixed = diagrams.given(one, {1: 2})
    assert [diagrams.holds(fixed, s) for s in states()] == [
        diagrams.holds(one, {**s, 1: 2}) for s in states()
    ]
    somehow = diagrams.somehow(one, {1})
    assert [diagrams.holds(somehow, s) for s in states()] == [
        any(diagrams.holds(one, {**s, 1: v}) for v in range(3)) for s in states()
    ]
    if one not in (NOWHERE, EVERYWHERE):
        path = diagrams.path(one, {})
        assert diagrams.within(diagrams.cube({k: frozenset({v}) for k, v in path.items()}), one)


# -- decisions -----------------------------------------------------------------------------


def test_every_decision_is_the_compiled_plan(policy: CompiledPolicy, decisions: Decisions) -> None:
    space, rng = decisions.space, random.Random(7)
    shapes = list(space.shapes())
    for permission in Permission:
        for shape in rng.sample(shapes, 2):
            plan = policy.plan(shape, permission)  # type: ignore[arg-type]
            expected = decisions.expressions.of(plan.formula)
            assert space.diagrams.given(decisions.of(permission), space.shaped(shape)) == expected


def test_effects_by_priority_and_without_denies_are_the_compiled_plans_too() -> None:
    rules = RULES.replace("p, X", "p, B").splitlines()
    numbered = [
        line.replace(", ", f", {at}, ", 1) if line.startswith("p,") else line
        for at, line in enumerate(rules)
    ]
    effects = {
        "some(where (p.eft == allow))": "\n".join(rules),
        "priority(p.eft) || deny": "\n".join(numbered),
    }
    for effect, text in effects.items():
        model = MODEL.replace(
            "e = some(where (p.eft == allow)) && !some(where (p.eft == deny))", f"e = {effect}"
        )
        if "priority" in effect:
            model = model.replace("p = id,", "p = priority, id,")
        policy = load_policy(model, text)
        decisions = decisions_of(policy)
        for permission in (Permission.POST_READ, Permission.REPLY_READ, Permission.GROUP_MANAGE):
            for shape in (Shape("workplace", "external"), Shape("community", "honorary")):
                plan = policy.plan(shape, permission)  # type: ignore[arg-type]
                left = decisions.space.diagrams.given(
                    decisions.of(permission), decisions.space.shaped(shape)
                )
                assert left == decisions.expressions.of(plan.formula)


def some_caller(rng: random.Random) -> Caller:
    member_class = rng.choice((*MEMBER_CLASSES, "former"))
    stranger = member_class == "anonymous"
    role = rng.choice(("none", *GROUP_ROLES))
    return Caller(
        person_id=None if stranger else ME,
        network_id=WORK,
        network_kind=rng.choice(("workplace", "community")),
        member_class=member_class,
        now=NOW,
        network_roles=frozenset(r for r in NETWORK_ROLES if not stranger and rng.random() < 0.3),
        in_good_standing=rng.random() < 0.9,
        sponsor_id=None if stranger else SPONSOR,
        modules=frozenset({"questions"} if rng.random() < 0.8 else ()),
        roles={} if role == "none" or stranger else {GROUP: role},
    )


def some_group(rng: random.Random) -> GroupFacts:
    place = rng.choice(PLACES)
    joined = rng.choice(("direct", "request", "invitation")) if place != "wall" else ""
    return GroupFacts(
        id=None if place == "wall" else GROUP,
        network_id=WORK,
        visibility=place,
        reach=rng.choice(AUDIENCES) if place in ("wall", "open") else "group",
        trusted_area=rng.random() < 0.3,
        externals_allowed=rng.random() < 0.6,
        archived=rng.random() < 0.2,
        direct_join=joined == "direct",
        by_request=joined == "request",
    )


def some_post(rng: random.Random) -> PostFacts:
    return PostFacts(
        id=UUID(int=50),
        network_id=rng.choice((WORK, WORK, WORK, UUID(int=9))),
        group=some_group(rng),
        kind=rng.choice(POST_KINDS),
        state=rng.choice((*POST_STATES, "published", "published", "published")),
        audience=rng.choice(AUDIENCES),
        author_id=rng.choice((ME, SOMEBODY, None)),
        locked=rng.random() < 0.2,
        directed_to_id=rng.choice((ME, None)),
    )


def some_thing(rng: random.Random, kind: str, caller: Caller) -> Any:
    group, post = some_group(rng), some_post(rng)
    reply = ReplyFacts(
        id=UUID(int=60),
        post=post,
        state=rng.choice((*REPLY_STATES, "published", "published")),
        author_id=rng.choice((ME, SOMEBODY, None)),
        insiders_only=rng.random() < 0.3,
    )
    person = PersonFacts(
        id=rng.choice((ME, SOMEBODY, SPONSOR)),
        network_id=WORK,
        member_class="employee",
        shares_group=caller.is_signed_in and rng.random() < 0.3,
        public_author=rng.random() < 0.5,
    )
    comment = CommentFacts(
        id=UUID(int=70),
        post=post,
        state=reply.state,
        author_id=rng.choice((ME, SOMEBODY)),
        reply=rng.choice((None, replace(reply, state="published"))),
    )
    membership = MembershipFacts(group, rng.choice((ME, SOMEBODY)), rng.choice(GROUP_ROLES))
    things = {"group": group, "post": post, "reply": reply, "comment": comment, "person": person}
    return {**things, "membership": membership}[kind]


def state_of(space: Space, thing: Any, caller: Caller, kind: str) -> dict[int, int]:
    """Return the state that a caller and a thing are in, read by the vocabulary's readers."""
    found = space.shaped(caller.shape())
    parts = {kind: thing, "post": getattr(thing, "post", None), "reply": None}
    parts = {name: getattr(thing, name, None) for name in space.linked(kind)} | {kind: thing}
    for variable in space.variables:
        if variable.owner != CALLER:
            found[variable.number] = variable.values.index(value_of(variable, parts, caller))
    return found


def value_of(variable: Variable, parts: dict[str, Any], caller: Caller) -> Any:
    if variable.name == "has_reply":
        return parts.get("reply") is not None
    for kind, part in parts.items():
        attribute = VOCABULARY.kinds[kind].attributes.get(variable.name)
        if part is not None and variable.owner in ("", kind) and is_read(attribute):
            return attribute.read(part, caller)  # type: ignore[union-attr]
    return variable.values[0]


def is_read(attribute: Attribute | None) -> bool:
    return attribute is not None and attribute.is_plain


@pytest.mark.parametrize("kind", ["group", "post", "reply", "comment", "person", "membership"])
def test_every_decision_is_the_check_of_a_real_thing(
    policy: CompiledPolicy, decisions: Decisions, kind: str
) -> None:
    rng, space = random.Random(kind), decisions.space
    permissions = [p for p in Permission if p.kind == kind]
    allowed = 0
    for _ in range(60):
        caller = some_caller(rng)
        thing = some_thing(rng, kind, caller)
        state = state_of(space, thing, caller, kind)
        assert space.diagrams.holds(space.valid(kind), state)
        for permission in permissions:
            decided = policy.check(caller, permission, thing)
            allowed += decided
            assert space.diagrams.holds(decisions.of(permission), state) is decided
    assert allowed
