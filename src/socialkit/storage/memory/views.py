"""See rows as one caller does: records, facts, and what relates the caller to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from socialkit.domain import things
from socialkit.domain.caller import Caller
from socialkit.domain.facts import CommentFacts, PostFacts, ReplyFacts
from socialkit.domain.follows import FollowKind
from socialkit.domain.groups import Group, GroupRole, RequestState
from socialkit.domain.people import Person, in_good_standing
from socialkit.domain.posts import Comment, Post, ReactionKind, Reply, TargetKind
from socialkit.ports.policy import Plan
from socialkit.ports.storage.records import (
    CommentRecord,
    GroupRecord,
    PersonRecord,
    PostRecord,
    ReplyRecord,
)
from socialkit.storage.memory.tables import Tables


def live_roles(tables: Tables, person_id: UUID | None, now: datetime) -> dict[UUID, GroupRole]:
    """Return the live roles of a person by group id."""
    return {
        row.group_id: row.role
        for row in tables.memberships
        if row.person_id == person_id and row.live(now)
    }


def roles_by_person(tables: Tables, now: datetime) -> dict[UUID, dict[UUID, GroupRole]]:
    """Return everybody's live roles: by person, then by group."""
    roles: dict[UUID, dict[UUID, GroupRole]] = {}
    for row in tables.memberships:
        if row.live(now):
            roles.setdefault(row.person_id, {})[row.group_id] = row.role
    return roles


def live_members(tables: Tables, group_id: UUID, now: datetime) -> frozenset[UUID]:
    """Return the ids of the live members of a group."""
    return frozenset(
        row.person_id for row in tables.memberships if row.group_id == group_id and row.live(now)
    )


def standing(tables: Tables, person: Person, now: datetime) -> bool:
    """Tell whether the person is in good standing."""
    sponsor = None if person.sponsor_id is None else tables.people.get(person.sponsor_id)
    return in_good_standing(person, sponsor=sponsor, now=now)


class View:
    """See the tables as one caller does, at the caller's moment.

    Decisions are made with the roles that the tables hold, whatever roles the caller came with.
    """

    def __init__(self, tables: Tables, caller: Caller) -> None:
        self._tables = tables
        self.roles = live_roles(tables, caller.person_id, caller.now)
        self.caller = replace(caller, roles={k: role.value for k, role in self.roles.items()})

    @cached_property
    def co_members(self) -> frozenset[UUID]:
        """Return the people who have a live membership in a group of the caller."""
        return frozenset(
            row.person_id
            for row in self._tables.memberships
            if row.group_id in self.roles and row.live(self.caller.now)
        )

    @cached_property
    def public_authors(self) -> frozenset[UUID]:
        """Return the authors of posts that reach the public."""
        return frozenset(
            post.author_id
            for post in self._tables.posts
            if post.author_id is not None
            and things.reaches_the_public(post, self._tables.groups[post.group_id])
        )

    def person(self, person: Person) -> PersonRecord:
        """Return the person with what relates them to the caller."""
        return PersonRecord(
            person=person,
            shares_group=person.id in self.co_members,
            public_author=person.id in self.public_authors,
            followed=self.follows(FollowKind.PERSON, person.id),
        )

    def reads(self, plan: Plan, person: Person) -> bool:
        """Tell whether a plan of ``person:read`` holds for the person."""
        facts = things.person_facts(
            person,
            shares_group=person.id in self.co_members,
            public_author=person.id in self.public_authors,
        )
        return plan.holds(facts, self.caller)

    def sees(self, plan: Plan, group: Group) -> bool:
        """Tell whether a plan of ``group:see`` holds for the group."""
        return plan.holds(things.group_facts(group), self.caller)

    def group(self, group: Group) -> GroupRecord:
        """Return the group with the caller's live role."""
        return GroupRecord(
            group=group,
            my_role=self.roles.get(group.id),
            requested=self._requested(group.id),
            member_count=len(live_members(self._tables, group.id, self.caller.now)),
        )

    def post(self, post: Post) -> PostRecord:
        """Return the post with its place and what the caller has to do with it."""
        return PostRecord(
            post=post,
            group=self._tables.groups[post.group_id],
            my_role=self.roles.get(post.group_id),
            my_reactions=self._reactions(TargetKind.POST, post.id),
            followed=self.follows(FollowKind.POST, post.id),
        )

    def reply(self, reply: Reply) -> ReplyRecord:
        """Return the reply with the caller's reactions."""
        return ReplyRecord(reply, self._reactions(TargetKind.REPLY, reply.id))

    def comment(self, comment: Comment) -> CommentRecord:
        """Return the comment with the caller's reactions."""
        return CommentRecord(comment, self._reactions(TargetKind.COMMENT, comment.id))

    def follows(self, kind: FollowKind, target_id: UUID) -> bool:
        """Tell whether the caller follows the thing."""
        follower = self.caller.person_id
        return follower is not None and (follower, kind, target_id) in self._tables.follows

    def _requested(self, group_id: UUID) -> bool:
        return any(
            request.group_id == group_id
            and request.person_id == self.caller.person_id
            and request.state is RequestState.PENDING
            for request in self._tables.requests
        )

    def _reactions(self, kind: TargetKind, target_id: UUID) -> tuple[ReactionKind, ...]:
        person = self.caller.person_id
        if person is None:
            return ()
        return tuple(
            reaction
            for reaction in sorted(ReactionKind)
            if (kind, target_id, person, reaction) in self._tables.reactions
        )


def facts_of_post(tables: Tables, post: Post) -> PostFacts:
    """Return the facts of a kept post."""
    return things.post_facts(post, tables.groups[post.group_id])


def facts_of_reply(tables: Tables, reply: Reply) -> ReplyFacts:
    """Return the facts of a kept reply."""
    return things.reply_facts(reply, facts_of_post(tables, tables.posts[reply.post_id]))


def facts_of_comment(tables: Tables, comment: Comment) -> CommentFacts:
    """Return the facts of a kept comment."""
    post = facts_of_post(tables, tables.posts[comment.post_id])
    parent = None if comment.reply_id is None else tables.replies[comment.reply_id]
    reply = None if parent is None else things.reply_facts(parent, post)
    return things.comment_facts(comment, post, reply=reply)
