"""Ask a storage everything that it can be asked, so that two storages can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from socialkit.domain import things
from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.follows import FollowKind
from socialkit.domain.posts import Post, Target, TargetKind
from socialkit.paging import Page, PageRequest
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
from socialkit.testing.factories import target_of
from socialkit.testing.plans import notice_plans
from socialkit.testing.world import World

T = TypeVar("T")

Question: TypeAlias = tuple[str, Callable[[], object]]
"""What is asked, in words, and how."""
Answer: TypeAlias = tuple[str, object]

CAP: Final = 7
_FIRST: Final = PageRequest(5)


def answered(questions: Iterable[Question]) -> list[Answer]:
    """Ask all questions."""
    return [(words, ask()) for words, ask in questions]


def differences(answers: Iterable[Answer], others: Iterable[Answer]) -> Iterator[str]:
    """Yield a sentence for each question that two storages answer differently."""
    for (question, one), (_, other) in zip(answers, others, strict=True):
        if one != other:
            yield f"{question}:\n    expected {one!r}\n    but got  {other!r}"


def every_question(unit: UnitOfWork, world: World, viewer: Viewer) -> Iterator[Question]:
    """Yield what can be asked of a unit, as one viewer and as nobody in particular."""
    yield from questions_about_rows(unit, world)
    for section in viewer.sections():
        yield from section


def questions_about_rows(unit: UnitOfWork, world: World) -> Iterator[Question]:
    """Yield what does not depend on who asks."""
    yield "networks", unit.networks.all
    for network in (world.network, world.club):
        slug, key = network.slug, network.id
        yield f"counts of {slug}", partial(unit.networks.counts, key)
        yield f"marks of {slug}", partial(unit.imports.progress, key, "dump")
        yield f"skipped in {slug}", partial(unit.imports.skipped, key, "dump")
    yield "outbox", lambda: unit.outbox.pending(limit=50)
    yield from _about_people(unit, world)
    yield from _about_groups(unit, world)
    yield from _about_texts(unit, world)


def _about_people(unit: UnitOfWork, world: World) -> Iterator[Question]:
    for name, person in world.people.items():
        key = person.id
        yield f"person {name}", partial(unit.people.find, key)
        yield (
            f"followers of {name}",
            partial(unit.follows.followers, FollowKind.PERSON, key),
        )
        yield f"kept answer of {name}", partial(unit.idempotency.find, key, "key-1")
        yield f"what {name} belongs to", partial(unit.memberships.of_person, key)
        yield f"what {name} asked to join", partial(unit.requests.pending_of, key)


def _about_groups(unit: UnitOfWork, world: World) -> Iterator[Question]:
    now = world.make.now()
    for name, group in world.groups.items():
        key = group.id
        yield f"leaders of {name}", partial(unit.memberships.leaders, key, now)
        yield (
            f"outsiders of {name}",
            partial(_outsiders, unit, key),
        )
        yield f"requests for {name}", partial(unit.requests.page_pending, key, _FIRST)
        yield (
            f"memberships of {name}",
            partial(_memberships, unit, world, key),
        )
    for name, request in world.requests.items():
        yield f"request of {name}", partial(unit.requests.find, request.id)


def _about_texts(unit: UnitOfWork, world: World) -> Iterator[Question]:
    for name, post in world.posts.items():
        target = target_of(post)
        yield f"mentions in {name}", partial(unit.mentions.of, target)
        yield f"revisions of {name}", partial(unit.revisions.of, target)
        yield f"moves of {name}", partial(unit.posts.transitions, post.id)
        yield f"last voice of {name}", partial(unit.threads.last_voice, post.id)
        yield (
            f"followers of {name}",
            partial(unit.follows.followers, FollowKind.POST, post.id),
        )
    posts = [Target(kind=TargetKind.POST, id=post.id) for post in world.posts.values()]
    replies = [Target(kind=TargetKind.REPLY, id=reply.id) for reply in world.replies.values()]
    yield "reactions to posts", lambda: unit.reactions.counts(posts)
    yield "reactions to replies", lambda: unit.reactions.counts(replies)


class Viewer:
    """Ask a storage as one caller, under one policy."""

    def __init__(
        self, unit: UnitOfWork, world: World, caller: Caller, *, policy: CompiledPolicy
    ) -> None:
        self._unit = unit
        self._world = world
        self._policy = policy
        self.caller: Final = caller

    def sections(self) -> tuple[list[Question], ...]:
        """Return all questions about people, groups, posts, threads, notices and audiences."""
        return (
            list(self.people()),
            list(self.groups()),
            list(self.posts()),
            list(self.threads()),
            list(self.notices()),
            list(self.audiences()),
        )

    def people(self) -> Iterator[Question]:
        """Yield questions about the directory."""
        directory, caller = self._unit.directory, self.caller
        plan = self._plan(Permission.PERSON_READ)
        for wanted in self._people_filters():
            yield f"people: {wanted}", partial(self._people, wanted)
        everybody = list(self._world.people.values())
        ids, keys = [p.id for p in everybody], [p.name_key for p in everybody]
        yield "departments", lambda: directory.departments(caller, plan)
        yield "visible people", lambda: directory.visible(caller, plan, ids)
        yield "people by name", lambda: directory.named(caller, plan, keys)

    def _people(self, wanted: PeopleFilter) -> object:
        directory, plan = self._unit.directory, self._plan(Permission.PERSON_READ)
        return (
            _pages(lambda page: directory.page(self.caller, plan, wanted, page)),
            directory.count(self.caller, plan, wanted),
        )

    def _people_filters(self) -> Iterator[PeopleFilter]:
        ann = self._world.people["ann"]
        yield PeopleFilter()
        yield PeopleFilter(text="A")
        yield PeopleFilter(department="ENGINEERING")
        yield PeopleFilter(skill="Python", manager_id=ann.id)
        yield PeopleFilter(organisation="umbra")
        for group in self._world.groups.values():
            yield PeopleFilter(group_id=group.id)

    def groups(self) -> Iterator[Question]:
        """Yield questions about groups and their members."""
        groups, caller = self._unit.groups, self.caller
        plan = self._plan(Permission.GROUP_SEE)
        for wanted in (
            GroupFilter(),
            GroupFilter(mine=True),
            GroupFilter(archived=True),
            GroupFilter(text="-O"),
        ):
            yield f"groups: {wanted}", partial(self._groups, wanted)
        ids = [self._world.wall.id, *(group.id for group in self._world.groups.values())]
        yield "visible groups", lambda: groups.visible(caller, plan, ids)
        for name, group in self._world.groups.items():
            yield f"group {name} and its members", partial(self._group, group.id)
            yield f"heirs of {name}", partial(self._heirs, group.id)

    def _groups(self, wanted: GroupFilter) -> object:
        groups, plan = self._unit.groups, self._plan(Permission.GROUP_SEE)
        return (
            _pages(lambda page: groups.page(self.caller, plan, wanted, page)),
            groups.count(self.caller, plan, wanted),
        )

    def _heirs(self, group_id: UUID) -> object:
        """Return who would follow each leader, and who would follow the heir."""
        groups, caller = self._unit.groups, self.caller
        leaders = self._unit.memberships.leaders(group_id, caller.now)
        found = {one: groups.heir(caller, group_id, one) for one in leaders}
        heirs = {one for one in found.values() if one is not None}
        return found, {one: groups.heir(caller, group_id, one) for one in heirs}

    def _group(self, group_id: UUID) -> object:
        members = self._unit.memberships
        return (
            self._unit.groups.find(self.caller, group_id),
            _pages(lambda page: members.page(self.caller, group_id, page)),
            members.externals(self.caller, [group_id]),
        )

    def posts(self) -> Iterator[Question]:
        """Yield questions about feeds and question lists."""
        lists, caller = self._unit.post_lists, self.caller
        plan = self._plan(Permission.POST_READ)
        for query in self._queries():
            yield f"posts: {query!r}", partial(self._posts, query)
        everything = PostQuery(feed=Feed.EXPLORE)
        yield "tags", lambda: lists.tags(caller, plan, everything, limit=5)

    def _posts(self, query: PostQuery) -> object:
        lists, plan = self._unit.post_lists, self._plan(Permission.POST_READ)
        return (
            _pages(lambda page: lists.page(self.caller, plan, query, page)),
            lists.counts(self.caller, plan, [query], cap=CAP),
        )

    def _queries(self) -> Iterator[PostQuery]:
        world = self._world
        for feed in (Feed.HOME, Feed.EXPLORE, Feed.FOLLOWING):
            yield PostQuery(feed=feed)
        for questions in QuestionList:
            yield PostQuery(feed=Feed.EXPLORE, questions=questions)
        for group in (world.wall, *world.groups.values()):
            yield PostQuery(feed=Feed.GROUP, group_id=group.id)
        yield PostQuery(feed=Feed.PROFILE, author_id=world.people["ann"].id)
        yield PostQuery(feed=Feed.TAG, tag="pumps")

    def threads(self) -> Iterator[Question]:
        """Yield questions about every post with its replies and comments."""
        for name, post in self._world.posts.items():
            yield f"thread of {name}", partial(self._thread, post)

    def _thread(self, post: Post) -> object:
        threads, caller = self._unit.threads, self.caller
        reads_reply = self._plan(Permission.REPLY_READ)
        reads_comment = self._plan(Permission.COMMENT_READ)
        replies = [reply.id for reply in self._world.replies.values()]
        found = threads.comments(caller, reads_comment, post.id, replies)
        return (
            _ordered(self._unit.posts.find(caller, post.id)),
            _pages(lambda page: threads.replies(caller, reads_reply, post.id, page)),
            tuple(map(_ordered, found)),
        )

    def notices(self) -> Iterator[Question]:
        """Yield questions about notices and their numbers."""
        notices, caller = self._unit.notices, self.caller
        plans = notice_plans(caller, policy=self._policy)
        for only in (False, True):
            page = partial(notices.page, caller, plans, unread_only=only)
            yield f"notices, unread only: {only}", partial(_pages, page)
        yield "unread", lambda: notices.unread(caller, plans, cap=CAP)
        yield "unseen", lambda: notices.unseen(caller, plans, cap=CAP)

    def audiences(self) -> Iterator[Question]:
        """Yield questions about who can read posts, is counted, and is suggested there."""
        for name, post in self._world.posts.items():
            yield f"readers of {name}", partial(self._readers, post)

    def _readers(self, post: Post) -> object:
        audiences, caller = self._unit.audiences, self.caller
        record = self._unit.posts.find(caller, post.id)
        if record is None:
            return None
        facts = things.post_facts(record.post, record.group)
        shapes = audiences.shapes(caller)
        branches = self._policy.audience(Permission.POST_READ, facts, shapes=shapes)
        audience, plan = Audience(facts, branches), self._plan(Permission.PERSON_READ)
        everybody = [person.id for person in self._world.people.values()]
        return (
            audiences.among(caller, audience, everybody),
            audiences.count(caller, audience, plan),
            self._unit.directory.suggest(caller, plan, audience, "", limit=8),
        )

    def _plan(self, permission: Permission) -> Plan:
        return self._policy.plan(self.caller, permission)


def _pages(fetch: Callable[[PageRequest], Page[T]]) -> tuple[object, ...]:
    """Return the first page of five, and the second where there is one."""
    first = fetch(_FIRST)
    pages = [first] if first.next is None else [first, fetch(PageRequest(5, first.next))]
    return tuple(page.map(_ordered) for page in pages)


def _ordered(record: object) -> object:
    """Return the record with the viewer's reactions in one order: the ports promise none."""
    if isinstance(record, PostRecord | ReplyRecord | CommentRecord):
        return replace(record, my_reactions=tuple(sorted(record.my_reactions)))
    return record


def _outsiders(unit: UnitOfWork, group_id: UUID) -> object:
    return frozenset(unit.memberships.outsiders(group_id))


def _memberships(unit: UnitOfWork, world: World, group_id: UUID) -> object:
    return [unit.memberships.find(group_id, person.id) for person in world.people.values()]
