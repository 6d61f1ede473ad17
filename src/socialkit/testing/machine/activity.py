"""Change notices, follows, visits, events, kept answers and imports."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from socialkit.domain.follows import FollowKind, Visit
from socialkit.domain.groups import Audience
from socialkit.domain.notifications import NoticeReason
from socialkit.ports.storage import Batch, UnitOfWork
from socialkit.ports.storage.records import StoredResponse
from socialkit.testing.machine import draws
from socialkit.testing.machine.base import TwoStorages


class ActivitySteps(TwoStorages):
    """Take the steps about what goes on around posts and groups."""

    @rule(
        person=draws.known("people"),
        reason=draws.REASONS,
        post=draws.known("posts"),
        actor=st.none() | draws.known("people"),
        again=st.booleans(),
    )
    def tell_about_a_post(
        self,
        person: str,
        reason: NoticeReason,
        post: str,
        actor: str | None,
        again: bool,  # noqa: FBT001 - drawn by name
    ) -> None:
        """Tell somebody about a post, perhaps twice of one event."""
        notice = self.world.make.notice(
            self.world.people[person],
            post=self.world.posts[post],
            reason=reason,
            actor_id=None if actor is None else self.world.people[actor].id,
        )
        twin = notice.evolve(id=self.world.make.ids.new())
        notices = [notice, twin] if again else [notice]
        self.both(lambda unit: unit.notices.add_many(notices))

    @rule(person=draws.known("people"), reason=draws.REASONS, comment=draws.known("comments"))
    def tell_about_a_comment(self, person: str, reason: NoticeReason, comment: str) -> None:
        """Tell somebody about a comment and the reply that it stands under."""
        about = self.world.comments[comment]
        post = next(post for post in self.world.posts.values() if post.id == about.post_id)
        notice = self.world.make.notice(
            self.world.people[person],
            post=post,
            reason=reason,
            reply_id=about.reply_id,
            comment_id=about.id,
        )
        self.both(lambda unit: unit.notices.add_many([notice]))

    @rule(person=draws.known("people"), reply=draws.known("replies"))
    def tell_about_a_reply(self, person: str, reply: str) -> None:
        """Tell somebody about a reply."""
        about = self.world.replies[reply]
        post = next(post for post in self.world.posts.values() if post.id == about.post_id)
        notice = self.world.make.notice(self.world.people[person], post=post, reply_id=about.id)
        self.both(lambda unit: unit.notices.add_many([notice]))

    @rule(person=draws.known("people"), group=draws.known("groups"))
    def tell_about_a_group(self, person: str, group: str) -> None:
        """Tell somebody about a group."""
        notice = self.world.make.notice(self.world.people[person], group=self.world.groups[group])
        self.both(lambda unit: unit.notices.add_many([notice]))

    @rule(person=draws.known("people"), post=draws.known("posts"), how=st.integers(0, 2))
    def read_notices(self, person: str, post: str, how: int) -> None:
        """See, read, or read by opening a thread."""
        person_id, post_id, now = self.world.people[person].id, self.world.posts[post].id, self.now

        def act(unit: UnitOfWork) -> int:
            if how == 0:
                return unit.notices.mark_seen(person_id, now)
            if how == 1:
                return unit.notices.mark_read(person_id, now)
            return unit.notices.mark_thread_read(person_id, post_id, now)

        self.both(act)

    @rule(person=draws.known("people"), followed=draws.known("people"), stop=st.booleans())
    def follow_person(self, person: str, followed: str, stop: bool) -> None:  # noqa: FBT001 - drawn
        """Follow a person, or stop following."""
        one, other = self.world.people[person], self.world.people[followed]
        follow = self.world.make.follow(one, other)
        self.both(
            lambda unit: (
                unit.follows.remove(one.id, FollowKind.PERSON, other.id)
                if stop
                else unit.follows.add(follow)
            )
        )

    @rule(person=draws.known("people"), followed=draws.known("posts"))
    def follow_post(self, person: str, followed: str) -> None:
        """Follow a post."""
        follow = self.world.make.follow(self.world.people[person], self.world.posts[followed])
        self.both(lambda unit: unit.follows.add(follow))

    @rule(person=draws.known("people"))
    def visit(self, person: str) -> None:
        """Be here today."""
        who = self.world.people[person]
        visit = Visit(network_id=who.network_id, person_id=who.id, day=self.now.date())
        self.both(lambda unit: unit.visits.record(visit))

    @rule(number=st.integers(0, 3))
    def events(self, number: int) -> None:
        """Keep some events and deliver the oldest one."""
        events = [self.world.make.event(self.world.network) for _ in range(number)]
        now = self.now

        def act(unit: UnitOfWork) -> object:
            unit.outbox.add(events)
            waiting = unit.outbox.pending(limit=2)
            unit.outbox.delivered([event.id for event in waiting[:1]], now)
            return waiting

        self.both(act)

    @rule(person=draws.known("people"), key=draws.KEYS)
    def claim(self, person: str, key: str) -> None:
        """Claim a key, or keep an answer where it is claimed."""
        person_id, now = self.world.people[person].id, self.now

        def act(unit: UnitOfWork) -> object:
            if unit.idempotency.claim(person_id, key, f"print {key}", now):
                return True
            answer = StoredResponse(f"print {key}", 201, key)
            unit.idempotency.store(person_id, key, answer)
            return unit.idempotency.find(person_id, key)

        self.both(act)

    @rule(key=draws.TEXTS, value=draws.TEXTS)
    def note_progress(self, key: str, value: str) -> None:
        """Mark how far an import came, and skip a row."""
        network_id = self.world.network.id

        def act(unit: UnitOfWork) -> None:
            unit.imports.mark(network_id, "dump", {key: value})
            unit.imports.skip(network_id, "dump", {value: key})

        self.both(act)

    @rule(post=draws.known("posts"), group=draws.known("groups"), person=draws.known("people"))
    def load(self, post: str, group: str, person: str) -> None:
        """Load a batch of which some values are kept already."""
        place, who = self.world.groups[group], self.world.people[person]
        new = self.world.make.post(place, who, audience=Audience.GROUP, tags=("bulk",))
        reply = self.world.make.reply(new, who)
        batch = Batch(
            people=[who],
            groups=[place],
            posts=[self.world.posts[post], new],
            replies=[reply],
            follows=[self.world.make.follow(who, new)],
            notices=[self.world.make.notice(who, post=new, reply_id=reply.id)],
        )
        if self.done(lambda unit: unit.bulk.load(batch)):
            self.world.posts[self.fresh("post")] = new
            self.world.replies[self.fresh("reply")] = reply
