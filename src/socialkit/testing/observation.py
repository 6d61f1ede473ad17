"""Ask a storage everything that it can be asked, so that two storages can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from socialkit.domain import things
from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.follows import FollowKind
from socialkit.domain.posts import Target, TargetKind
from socialkit.policy import CompiledPolicy
from socialkit.ports.policy import Plan
from socialkit.ports.storage import UnitOfWork
from socialkit.ports.storage.records import (
    Audience,
    CommentRecord,
    GroupFilter,
    PeopleFilter,
    PostRecord,
    ReplyRecord,
)
from socialkit.paging import Page, PageRequest
from socialkit.testing.factories import target_of
from socialkit.testing.world import World

Answer: TypeAlias = tuple[str, object]

CAP: Final = 7
_FIRST: Final = PageRequest(5)
_ALL: Final = PageRequest(100)


def facts_of_the_store(unit: UnitOfWork, world: World) -> Iterator[Answer]:
    """Ask for everything that does not depend on who asks."""
    now = world.make.now()
    yield "networks", unit.networks.all()
    for network in (world.network, world.club):
        yield f"counts of {network.slug}", unit.networks.counts(network.id)
        yield f"marks of {network.slug}", unit.imports.progress(network.id, "dump")
        yield f"skipped in {network.slug}", unit.imports.skipped(network.id, "dump")
    for name, person in world.people.items():
        yield f"person {name}", unit.people.find(person.id)
        yield f"followers of {name}", unit.follows.followers(FollowKind.PERSON, person.id)
        yield f"kept answer of {name}", unit.idempotency.find(person.id, "key-1")
    for name, group in world.groups.items():
        yield f"leaders of {name}", unit.memberships.leaders(group.id, now)
        yield f"outsiders of {name}", frozenset(unit.memberships.outsiders(group.id))
        yield f"requests for {name}", unit.requests.page_pending(group.id, _FIRST)
        for member, person in world.people.items():
            yield f"{member} in {name}", unit.memberships.find(group.id, person.id)
    for name, request in world.requests.items():
        yield f"request of {name}", unit.requests.find(request.id)
    yield from _hanging_on_texts(unit, world)
    yield "outbox", unit.outbox.pending(limit=50)


def _hanging_on_texts(unit: UnitOfWork, world: World) -> Iterator[Answer]:
    for name, post in world.posts.items():
        target = target_of(post)
        yield f"mentions in {name}", unit.mentions.of(target)
        yield f"revisions of {name}", unit.revisions.of(target)
        yield f"moves of {name}", unit.posts.transitions(post.id)
        yield f"followers of {name}", unit.follows.followers(FollowKind.POST, post.id)
    posts = [Target(kind=TargetKind.POST, id=post.id) for post in world.posts.values()]
    replies = [Target(kind=TargetKind.REPLY, id=reply.id) for reply in world.replies.values()]
    yield "reactions to posts", unit.reactions.counts(posts)
    yield "reactions to replies", unit.reactions.counts(replies)


class Viewer:
    """Ask a storage as one caller, under one policy."""

    def __init__(
        self, unit: UnitOfWork, world: World, caller: Caller, *, policy: CompiledPolicy
    ) -> None:
        self._unit = unit
        self._world = world
        self._policy = policy
        self.caller: Final = caller

    def plan(self, permission: Permission) -> Plan:
        """Return the caller's plan."""
        return self._policy.plan(self.caller, permission)

    def everything(self) -> Iterator[Answer]:
        """Ask for all lists, counts, pages, audiences and notices."""
        yield from self.people()
        yield from self.groups()
        yield from self.posts()
        yield from self.threads()
        yield from self.notices()
        yield from self.audiences()

    def people(self) -> Iterator[Answer]:
        """Ask for the directory."""
        directory, caller = self._unit.directory, self.caller
        plan = self.plan(Permission.PERSON_READ)
        for wanted in self._people_filters():
            yield f"{wanted}", directory.page(caller, plan, wanted, _FIRST)
            yield f"count of {wanted}", directory.count(caller, plan, wanted)
        yield "departments", directory.departments(caller, plan)
        ids = [person.id for person in self._world.people.values()]
        yield "visible people", directory.visible(caller, plan, ids)
        keys = [person.name_key for person in self._world.people.values()]
        yield "people by name", directory.named(caller, plan, keys)

    def _people_filters(self) -> Iterator[PeopleFilter]:
        ann = self._world.people["ann"]
        yield PeopleFilter()
        yield PeopleFilter(text="A")
        yield PeopleFilter(department="ENGINEERING")
        yield PeopleFilter(skill="Python", manager_id=ann.id)
        yield PeopleFilter(organisation="umbra")
        for group in self._world.groups.values():
            yield PeopleFilter(group_id=group.id)

    def groups(self) -> Iterator[Answer]:
        """Ask for groups and their members."""
        groups, caller = self._unit.groups, self.caller
        plan = self.plan(Permission.GROUP_SEE)
        filters = (
            GroupFilter(),
            GroupFilter(mine=True),
            GroupFilter(archived=True),
            GroupFilter(text="-O"),
        )
        for wanted in filters:
            yield f"{wanted}", groups.page(caller, plan, wanted, _FIRST)
            yield f"count of {wanted}", groups.count(caller, plan, wanted)
        ids = [group.id for group in self._world.groups.values()]
        yield "visible groups", groups.visible(caller, plan, [*ids, self._world.wall.id])
        for name, group in self._world.groups.items():
            yield f"group {name}", groups.find(caller, group.id)
            yield f"members of {name}", self._unit.memberships.page(caller, group.id, _FIRST)
            found = self._unit.memberships.externals(caller, group.id)
            yield f"externals of {name}", sorted(found)

    def posts(self) -> Iterator[Answer]:
        """Ask for feeds and question lists."""
        lists, caller = self._unit.post_lists, self.caller
        plan = self.plan(Permission.POST_READ)
        for query in self._queries():
            page = lists.page(caller, plan, query, _FIRST)
            yield f"{query}", page.map(_ordered)
            if page.next is not None:
                second = lists.page(caller, plan, query, PageRequest(5, page.next))
                yield f"second page of {query}", second.map(_ordered)
            yield f"count of {query}", lists.count(caller, plan, query, cap=CAP)
        everything = PostQuery(feed=Feed.EXPLORE)
        yield "tags", lists.tags(caller, plan, everything, limit=5)

    def _queries(self) -> Iterator[PostQuery]:
        world = self._world
        for feed in (Feed.HOME, Feed.EXPLORE, Feed.FOLLOWING):
            yield PostQuery(feed=feed)
        for group in (*world.groups.values(), world.wall):
            yield PostQuery(feed=Feed.GROUP, group_id=group.id)
        yield PostQuery(feed=Feed.PROFILE, author_id=world.people["ann"].id)
        yield PostQuery(feed=Feed.TAG, tag="pumps")
        for questions in QuestionList:
            yield PostQuery(feed=Feed.EXPLORE, questions=questions)

    def threads(self) -> Iterator[Answer]:
        """Ask for every post with its replies and comments."""
        threads, caller, world = self._unit.threads, self.caller, self._world
        reads_reply = self.plan(Permission.REPLY_READ)
        reads_comment = self.plan(Permission.COMMENT_READ)
        replies = [reply.id for reply in world.replies.values()]
        for name, post in world.posts.items():
            record = self._unit.posts.find(caller, post.id)
            yield f"post {name}", None if record is None else _ordered(record)
            page = threads.replies(caller, reads_reply, post.id, _ALL)
            yield f"replies to {name}", page.map(_ordered)
            found = threads.comments(caller, reads_comment, post.id, replies)
            yield f"comments on {name}", tuple(map(_ordered, found))

    def notices(self) -> Iterator[Answer]:
        """Ask for notices and their numbers."""
        notices, caller = self._unit.notices, self.caller
        plans = {
            "post": self.plan(Permission.POST_READ),
            "group": self.plan(Permission.GROUP_SEE),
            "reply": self.plan(Permission.REPLY_READ),
            "comment": self.plan(Permission.COMMENT_READ),
        }
        for unread_only in (False, True):
            page = notices.page(caller, plans, _FIRST, unread_only=unread_only)
            yield f"notices, unread only: {unread_only}", page
        yield "unread", notices.unread(caller, plans, cap=CAP)
        yield "unseen", notices.unseen(caller, plans, cap=CAP)

    def audiences(self) -> Iterator[Answer]:
        """Ask who can read posts, see groups, and be suggested there."""
        audiences, caller, world = self._unit.audiences, self.caller, self._world
        plan = self.plan(Permission.PERSON_READ)
        everybody = [person.id for person in world.people.values()]
        for name, audience in self._audiences():
            yield f"who reads {name}", audiences.among(caller, audience, everybody)
            yield f"count of readers of {name}", audiences.count(caller, audience, plan)
            yield (
                f"suggestions for {name}",
                self._unit.directory.suggest(caller, plan, audience, "", limit=8),
            )

    def _audiences(self) -> Iterator[tuple[str, Audience]]:
        shapes = self._unit.audiences.shapes(self.caller)
        for name, post in self._world.posts.items():
            record = self._unit.posts.find(self.caller, post.id)
            if record is None:
                continue
            facts = things.post_facts(record.post, record.group)
            branches = self._policy.audience(Permission.POST_READ, facts, shapes=shapes)
            yield name, Audience(facts, branches)


def _ordered(record: object) -> object:
    """Return the record with the viewer's reactions in one order: the ports promise none."""
    if isinstance(record, PostRecord | ReplyRecord | CommentRecord):
        return replace(record, my_reactions=tuple(sorted(record.my_reactions)))
    return record


def differences(answers: Iterator[Answer], others: Iterator[Answer]) -> Iterator[str]:
    """Yield a sentence for each question that two storages answer differently."""
    for (question, one), (asked_too, other) in zip(answers, others, strict=True):
        if question != asked_too:
            yield f"the second page of a list is there in one alone: {question} | {asked_too}"
            return
        if one != other:
            yield f"{question}:\n    expected {one!r}\n    but got  {other!r}"
