"""Look up what lies between one caller and the things of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from socialkit.domain import things
from socialkit.domain.caller import Caller
from socialkit.domain.facts import PostFacts
from socialkit.domain.follows import FollowKind
from socialkit.domain.groups import Group, GroupRole, Membership, RequestState
from socialkit.domain.people import MemberClass, Person, in_good_standing
from socialkit.domain.posts import Comment, Post, ReactionKind, Reply, TargetKind
from socialkit.ports.policy import Plan
from socialkit.ports.storage.records import (
    CommentRecord,
    GroupRecord,
    PersonRecord,
    PostRecord,
    ReplyRecord,
)
from tests.conformance.third_storage import tables
from tests.conformance.third_storage.rows import RowsOfUnit

INSIDERS = frozenset({MemberClass.EMPLOYEE, MemberClass.HONORARY})


def live_members(rows: RowsOfUnit, group_id: UUID, now: datetime) -> Iterator[Membership]:
    """Yield the memberships of the group that count at `now`."""
    members = rows[tables.MEMBERSHIPS].values()
    return (each for each in members if each.group_id == group_id and each.live(now))


def live_roles(rows: RowsOfUnit, person_id: UUID | None, now: datetime) -> dict[UUID, str]:
    """Return the person's roles that count at `now`, by group id."""
    members = rows[tables.MEMBERSHIPS].values()
    own = (each for each in members if each.person_id == person_id and each.live(now))
    return {each.group_id: each.role.value for each in own}


def stands(rows: RowsOfUnit, person: Person, now: datetime) -> bool:
    """Tell whether the person is in good standing at `now`."""
    sponsor = None if person.sponsor_id is None else rows[tables.PEOPLE].get(person.sponsor_id)
    return in_good_standing(person, sponsor=sponsor, now=now)


def as_caller(rows: RowsOfUnit, person: Person, now: datetime) -> Caller:
    """Return the person as somebody who asks."""
    network = rows[tables.NETWORKS][person.network_id]
    return Caller(
        person_id=person.id,
        network_id=network.id,
        network_kind=network.kind.value,
        member_class=person.member_class,
        now=now,
        network_roles=person.network_roles,
        in_good_standing=stands(rows, person, now),
        sponsor_id=person.sponsor_id,
        modules=frozenset(module.value for module in network.modules),
        roles=live_roles(rows, person.id, now),
    )


class Sight:
    """Be what one caller sees, with the roles that the storage holds for them."""

    def __init__(self, rows: RowsOfUnit, caller: Caller) -> None:
        self._rows = rows
        self.caller = replace(caller, roles=live_roles(rows, caller.person_id, caller.now))

    def group(self, group_id: UUID | None) -> Group | None:
        """Return the place, where it is of the caller's network."""
        group = None if group_id is None else self._rows[tables.GROUPS].get(group_id)
        return group if group and group.network_id == self.caller.network_id else None

    def post(self, post_id: UUID) -> Post | None:
        """Return the post, where it is of the caller's network."""
        post = self._rows[tables.POSTS].get(post_id)
        return post if post and post.network_id == self.caller.network_id else None

    def people(self) -> Iterator[Person]:
        """Yield the people of the caller's network."""
        people = self._rows[tables.PEOPLE].values()
        return (each for each in people if each.network_id == self.caller.network_id)

    def sees_group(self, plan: Plan, group: Group) -> bool:
        """Tell what a plan about groups says of this one."""
        return plan.holds(things.group_facts(group), self.caller)

    def sees_post(self, plan: Plan, post: Post) -> bool:
        """Tell what a plan about posts says of this one."""
        return plan.holds(self._facts(post), self.caller)

    def sees_reply(self, plan: Plan, reply: Reply) -> bool:
        """Tell what a plan about replies says of this one."""
        post = self.post(reply.post_id)
        return post is not None and plan.holds(
            things.reply_facts(reply, self._facts(post)), self.caller
        )

    def sees_comment(self, plan: Plan, comment: Comment) -> bool:
        """Tell what a plan about comments says of this one."""
        post = self.post(comment.post_id)
        if post is None:
            return False
        facts = self._facts(post)
        above = None if comment.reply_id is None else self._rows[tables.REPLIES][comment.reply_id]
        reply = None if above is None else things.reply_facts(above, facts)
        return plan.holds(things.comment_facts(comment, facts, reply=reply), self.caller)

    def sees_person(self, plan: Plan, person: Person) -> bool:
        """Tell what a plan about people says of this one."""
        facts = things.person_facts(
            person,
            shares_group=person.id in self._co_members,
            public_author=person.id in self._public_authors,
        )
        return plan.holds(facts, self.caller)

    def group_record(self, group: Group) -> GroupRecord:
        """Return the group with what the caller has to do with it."""
        requested = any(
            each.person_id == self.caller.person_id and each.state is RequestState.PENDING
            for each in self._rows[tables.REQUESTS].values()
            if each.group_id == group.id
        )
        members = sum(1 for _ in live_members(self._rows, group.id, self.caller.now))
        return GroupRecord(group, self._role(group.id), requested, members)

    def post_record(self, post: Post) -> PostRecord:
        """Return the post with what the caller has to do with it."""
        return PostRecord(
            post,
            self._rows[tables.GROUPS][post.group_id],
            self._role(post.group_id),
            self._reactions(TargetKind.POST, post.id),
            self.follows(FollowKind.POST, post.id),
        )

    def reply_record(self, reply: Reply) -> ReplyRecord:
        """Return the reply with the caller's reactions."""
        return ReplyRecord(reply, self._reactions(TargetKind.REPLY, reply.id))

    def comment_record(self, comment: Comment) -> CommentRecord:
        """Return the comment with the caller's reactions."""
        return CommentRecord(comment, self._reactions(TargetKind.COMMENT, comment.id))

    def person_record(self, person: Person) -> PersonRecord:
        """Return the person with what relates them to the caller."""
        return PersonRecord(
            person,
            person.id in self._co_members,
            person.id in self._public_authors,
            self.follows(FollowKind.PERSON, person.id),
        )

    def follows(self, kind: FollowKind, target_id: UUID) -> bool:
        """Tell whether the caller follows the thing."""
        caller_id = self.caller.person_id
        return caller_id is not None and (caller_id, kind, target_id) in self._rows[tables.FOLLOWS]

    def _facts(self, post: Post) -> PostFacts:
        return things.post_facts(post, self._rows[tables.GROUPS][post.group_id])

    def _role(self, group_id: UUID) -> GroupRole | None:
        role = self.caller.roles.get(group_id)
        return None if role is None else GroupRole(role)

    def _reactions(self, kind: TargetKind, target_id: UUID) -> tuple[ReactionKind, ...]:
        me, target, kept = self.caller.person_id, (kind, target_id), self._rows[tables.REACTIONS]
        return tuple(each for each in ReactionKind if me is not None and (target, me, each) in kept)

    @cached_property
    def _co_members(self) -> frozenset[UUID]:
        members = self._rows[tables.MEMBERSHIPS].values()
        near = (each for each in members if each.group_id in self.caller.roles)
        return frozenset(each.person_id for each in near if each.live(self.caller.now))

    @cached_property
    def _public_authors(self) -> frozenset[UUID]:
        posts, groups = self._rows[tables.POSTS].values(), self._rows[tables.GROUPS]
        public = (
            each.author_id
            for each in posts
            if things.reaches_the_public(each, groups[each.group_id])
        )
        return frozenset(author for author in public if author is not None)
