"""List one call of every method of the ports that changes something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from socialkit.domain.actions import Permission
from socialkit.domain.follows import FollowKind, Visit
from socialkit.domain.posts import ReactionKind
from socialkit.ports.storage import Batch, UnitOfWork
from socialkit.ports.storage.records import StoredResponse
from socialkit.testing.factories import target_of
from socialkit.testing.plans import plan_of
from socialkit.testing.world import World


@dataclass(frozen=True, slots=True)
class Stage:
    """Be a unit of work on a world."""

    unit: UnitOfWork
    world: World


Change: TypeAlias = Callable[[Stage], object]


def _add_network(stage: Stage) -> None:
    network, _ = stage.world.make.network("third")
    stage.unit.networks.add(network)


def _add_account(stage: Stage) -> None:
    stage.unit.people.add_account(stage.world.make.account())


def _add_person(stage: Stage) -> None:
    make = stage.world.make
    account = make.account()
    stage.unit.people.add_many([account], [make.person(stage.world.network, account)])


def _face_in_the_club(stage: Stage) -> None:
    ann = stage.world.people["ann"]
    face = ann.evolve(id=stage.world.make.ids.new(), network_id=stage.world.club.id)
    stage.unit.people.add(face)


def _save_person(stage: Stage) -> None:
    stage.unit.people.save(stage.world.people["ann"].evolve(bio="Changed"))


def _lock_post(stage: Stage) -> None:
    caller = stage.world.caller(stage.unit, "ann")
    plan = plan_of(caller, Permission.POST_READ)
    stage.unit.posts.lock(caller, plan, stage.world.posts["O-network"].id)


def _save_post(stage: Stage) -> None:
    stage.unit.posts.save(stage.world.posts["O-network"].evolve(body="Changed", tags=("new",)))


def _add_reply(stage: Stage) -> None:
    world = stage.world
    reply = world.make.reply(world.posts["O-network"], world.people["bob"])
    stage.unit.threads.add_reply(reply)


def _save_reply(stage: Stage) -> None:
    stage.unit.threads.save_reply(stage.world.replies["O-question-plain"].evolve(body="Changed"))


def _add_comment(stage: Stage) -> None:
    world = stage.world
    comment = world.make.comment(world.posts["O-network"], world.people["bob"])
    stage.unit.threads.add_comment(comment)


def _save_comment(stage: Stage) -> None:
    stage.unit.threads.save_comment(stage.world.comments["O-question"].evolve(body="Changed"))


def _react(stage: Stage) -> None:
    world = stage.world
    target = target_of(world.posts["O-network"])
    stage.unit.reactions.add(world.make.reaction(target, world.people["bob"]))


def _take_back_a_reaction(stage: Stage) -> None:
    world = stage.world
    target = target_of(world.posts["O-group"])
    stage.unit.reactions.remove(target, world.people["bob"].id, ReactionKind.LIKE)


def _mention(stage: Stage) -> None:
    world = stage.world
    post = world.posts["O-network"]
    stage.unit.mentions.replace(target_of(post), post.id, [world.people["bob"].id])


def _notify(stage: Stage) -> None:
    world = stage.world
    stage.unit.notices.add_many(
        [world.make.notice(world.people["bob"], post=world.posts["S-group"])]
    )


def _unfollow(stage: Stage) -> None:
    bob, ann = stage.world.people["bob"], stage.world.people["ann"]
    stage.unit.follows.remove(bob.id, FollowKind.PERSON, ann.id)


def _follow(stage: Stage) -> None:
    world = stage.world
    stage.unit.follows.add(world.make.follow(world.people["cat"], world.people["ann"]))


def _visit(stage: Stage) -> None:
    world = stage.world
    day = world.make.now().date()
    person = world.people["dan"]
    stage.unit.visits.record(Visit(network_id=world.network.id, person_id=person.id, day=day))


def _claim(stage: Stage) -> None:
    person = stage.world.people["cat"]
    stage.unit.idempotency.claim(person.id, "key-2", "print", stage.world.make.now())


def _store(stage: Stage) -> None:
    person = stage.world.people["bob"]
    stage.unit.idempotency.store(person.id, "key-1", StoredResponse("print", 201, "{}"))


def _deliver(stage: Stage) -> None:
    events = stage.unit.outbox.pending(limit=1)
    stage.unit.outbox.delivered([event.id for event in events], stage.world.make.now())


def _load(stage: Stage) -> None:
    world = stage.world
    stage.unit.bulk.load(Batch(posts=[world.make.post(world.groups["O"], None)]))


CHANGES: Final[Mapping[str, Change]] = {
    "networks.add": _add_network,
    "networks.save": lambda s: s.unit.networks.save(s.world.network.evolve(name="Renamed")),
    "people.add_account": _add_account,
    "people.add": _face_in_the_club,
    "people.add_many": _add_person,
    "people.save": _save_person,
    "groups.add": lambda s: s.unit.groups.add(s.world.make.group(s.world.network)),
    "groups.lock": lambda s: s.unit.groups.lock(s.world.groups["O"].id),
    "groups.save": lambda s: s.unit.groups.save(s.world.groups["O"].evolve(name="Renamed")),
    "memberships.put": lambda s: s.unit.memberships.put(
        s.world.make.membership(s.world.groups["O"], s.world.people["dan"])
    ),
    "memberships.remove": lambda s: s.unit.memberships.remove(
        s.world.groups["O"].id, s.world.people["bob"].id
    ),
    "requests.add": lambda s: s.unit.requests.add(
        s.world.make.request(s.world.groups["C"], s.world.people["dan"])
    ),
    "requests.save": lambda s: s.unit.requests.save(
        s.world.requests["kim"].evolve(message="Please.")
    ),
    "posts.add": lambda s: s.unit.posts.add(
        s.world.make.post(s.world.groups["O"], s.world.people["bob"])
    ),
    "posts.lock": _lock_post,
    "posts.save": _save_post,
    "posts.add_transition": lambda s: s.unit.posts.add_transition(
        s.world.make.transition(s.world.posts["O-question"])
    ),
    "threads.add_reply": _add_reply,
    "threads.save_reply": _save_reply,
    "threads.add_comment": _add_comment,
    "threads.save_comment": _save_comment,
    "revisions.add": lambda s: s.unit.revisions.add(
        s.world.make.revision(s.world.posts["O-network"])
    ),
    "reactions.add": _react,
    "reactions.remove": _take_back_a_reaction,
    "mentions.replace": _mention,
    "notices.add_many": _notify,
    "notices.mark_seen": lambda s: s.unit.notices.mark_seen(
        s.world.people["ann"].id, s.world.make.now()
    ),
    "notices.mark_read": lambda s: s.unit.notices.mark_read(
        s.world.people["ann"].id, s.world.make.now()
    ),
    "notices.mark_thread_read": lambda s: s.unit.notices.mark_thread_read(
        s.world.people["ann"].id, s.world.posts["O-network"].id, s.world.make.now()
    ),
    "follows.add": _follow,
    "follows.remove": _unfollow,
    "visits.record": _visit,
    "outbox.add": lambda s: s.unit.outbox.add([s.world.make.event(s.world.network)]),
    "outbox.delivered": _deliver,
    "idempotency.claim": _claim,
    "idempotency.store": _store,
    "imports.mark": lambda s: s.unit.imports.mark(s.world.network.id, "dump", {"row": "2"}),
    "imports.skip": lambda s: s.unit.imports.skip(s.world.network.id, "dump", {"7": "no author"}),
    "bulk.load": _load,
}
"""By store and method; each really changes something in a world that was prepared."""


def prepare(stage: Stage) -> None:
    """Put into the world what some changes need: a reaction, notices, a follow, an event, a key."""
    unit, world = stage.unit, stage.world
    make, people = world.make, world.people
    unit.reactions.add(make.reaction(target_of(world.posts["O-group"]), people["bob"]))
    unit.notices.add_many([make.notice(people["ann"], post=world.posts["O-network"])])
    unit.follows.add(make.follow(people["bob"], people["ann"]))
    unit.outbox.add([make.event(world.network)])
    unit.idempotency.claim(people["bob"].id, "key-1", "print", make.now())
    unit.imports.mark(world.network.id, "dump", {"row": "1"})
