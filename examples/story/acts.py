"""Turn the files of a story into acts, each with its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from examples.story.script import COMPANY, Reply, Role, Room, Shelf, Story, Text, Thread

if TYPE_CHECKING:
    from socialkit.kit import SocialKit
    from socialkit.services.session import Session
    from socialkit.services.system import SystemDesk

NETWORK_NAMES: Final = {
    "default": COMPANY,
    "customers": "Brightwater Community",
}
BEGINNING: Final = timedelta(days=45)
OPENING: Final = timedelta(days=44)
TIDY: Final = timedelta(days=5)
"""Notices older than this were read."""


@dataclass(frozen=True)
class Stage:
    """Where the acts happen."""

    kit: SocialKit
    network: str
    today: datetime
    posts: dict[str, UUID] = field(default_factory=dict)
    """The posts of the threads that have a key."""

    def acting_as(self, name: str) -> AbstractContextManager[Session]:
        """Open a unit of work for somebody of the story."""
        return self.kit.acting_as(name, network=self.network)


@dataclass(frozen=True)
class Act:
    """Something that happens at a moment."""

    at: datetime
    do: Callable[[Stage], object]


def network_acts(story: Story, today: datetime) -> Iterator[Act]:
    """Return everything that happens in a network, group by group."""
    yield Act(today - BEGINNING, lambda stage: enrol_all(stage, story))
    for number, (slug, room) in enumerate(story.groups.items()):
        yield Act(today - OPENING + timedelta(minutes=number), opening(slug, room))
        if room.archived is not None:
            yield Act(today - room.archived, archiving(slug, room))
    for name, role in story.people.items():
        yield from endings(name, role, today)
    for shelf in story.shelves:
        for thread in shelf.threads:
            yield from thread_acts(shelf, thread, today)
    yield Act(today - TIDY, lambda stage: tidy(stage, story))


# ── people and groups ─────────────────────────────────────────────────────────────────────


def enrol_all(stage: Stage, story: Story) -> None:
    """Make the network and everybody in it; sponsors come before those whom they sponsor."""
    with stage.kit.system("the story begins", network=stage.network) as desk:
        workplace = stage.network == "default"
        desk.create_network(
            NETWORK_NAMES[stage.network],
            kind="workplace" if workplace else "community",
            public=not workplace,
        )
        for name, role in story.people.items():
            enrol(desk, name, role, stage.today)
    for name, role in story.people.items():
        follow(stage, name, role)


def enrol(desk: SystemDesk, name: str, role: Role, today: datetime) -> None:
    """Make one person."""
    desk.enrol(
        name,
        role.name,
        handle=name,
        member_class=role.member_class,
        sponsor=role.sponsor,
        organisation=role.organisation,
        purpose=role.purpose,
        ends_at=None if role.stay is None else today + role.stay,
        roles=role.roles,
        fields=role.profile() | portrait(name, role),
    )


def portrait(name: str, role: Role) -> dict[str, object]:
    """Give everybody a picture but those from outside, who show their initials."""
    if role.member_class in {"employee", "honorary"}:
        return {"avatar_url": f"/portraits/{name}.svg"}
    return {}


def follow(stage: Stage, name: str, role: Role) -> None:
    """Let somebody follow the colleagues whom they named."""
    if not role.follows or role.member_class == "external":
        return
    with stage.acting_as(name) as me:
        for other in role.follows:
            me.follows.person(other)


def opening(slug: str, room: Room) -> Callable[[Stage], None]:
    """Found a group and take its people in."""

    def do(stage: Stage) -> None:
        with stage.acting_as(room.founder) as me:
            me.groups.found(
                room.name,
                slug=slug,
                about=room.about.strip(),
                visibility=room.visibility,
                purpose=room.purpose,
                reach=room.reach,
                externals_allowed=room.externals_allowed,
                trusted_area=room.trusted_area,
            )
            for name, role in room.people():
                me.memberships.add(slug, name, role=role)
            if room.handover:
                me.memberships.leave(slug)

    return do


def archiving(slug: str, room: Room) -> Callable[[Stage], None]:
    """Make a group read-only."""

    def do(stage: Stage) -> None:
        with stage.acting_as(room.founder) as me:
            me.groups.archive(slug)

    return do


def endings(name: str, role: Role, today: datetime) -> Iterator[Act]:
    """Let people leave, and suspend whom the story suspends."""
    if role.suspended is not None:
        yield Act(today - role.suspended, lambda stage: set_status(stage, name, "suspended"))
    if role.leaves is not None:
        yield Act(today - role.leaves, lambda stage: let_go(stage, name))


def set_status(stage: Stage, name: str, status: str) -> None:
    """Change whether an account may be used, as the administrator."""
    with stage.acting_as("tomas") as me:
        me.people.set_status(name, status)


def let_go(stage: Stage, name: str) -> None:
    """Make somebody a former employee."""
    with stage.kit.system("left the company", network=stage.network) as desk:
        desk.set_class(name, "former")


def tidy(stage: Stage, story: Story) -> None:
    """Let everybody have read what is older, so that badges show the last days alone."""
    for name, role in story.people.items():
        if role.member_class != "service" and role.leaves is None and role.suspended is None:
            with stage.acting_as(name) as me:
                me.notifications.mark_read()


# ── threads ───────────────────────────────────────────────────────────────────────────────


@dataclass
class Played:
    """What a text became when it was written."""

    id: UUID | None = None

    def known(self) -> UUID:
        """Return the id; the acts are in order, so it is there."""
        if self.id is None:
            message = "An act came before the text that it is about."
            raise LookupError(message)
        return self.id


def thread_acts(shelf: Shelf, thread: Thread, today: datetime) -> Iterator[Act]:
    """Return everything that happens in one thread."""
    start, post = thread.when.on(today), Played()
    yield Act(start, starting(shelf, thread, post))
    yield from reacting(thread, "post", post, start)
    for number, remark in enumerate(thread.comments):
        yield from comment_acts(remark, post, None, start + timedelta(seconds=number))
    for reply in thread.replies:
        yield from reply_acts(thread, reply, post, start)
    yield from turns(thread, post, start)


def starting(shelf: Shelf, thread: Thread, post: Played) -> Callable[[Stage], None]:
    """Write the post or ask the question."""
    where = None if shelf.group == "wall" else shelf.group

    def do(stage: Stage) -> None:
        with stage.acting_as(thread.by) as me:
            if thread.ask is None:
                view = me.posts.publish(
                    thread.body,
                    group=where,
                    title=thread.post,
                    tags=thread.tags,
                    audience=shelf.audience,
                )
            else:
                view = me.questions.ask(
                    thread.ask,
                    body=thread.body,
                    group=where,
                    directed_to=thread.to,
                    tags=thread.tags,
                    audience=shelf.audience,
                )
            post.id = view.id
        if thread.key is not None:
            stage.posts[thread.key] = view.id

    return do


def reply_acts(thread: Thread, reply: Reply, post: Played, start: datetime) -> Iterator[Act]:
    """Return a reply, its comments, its reactions and its acceptance."""
    written = Played()

    def do(stage: Stage) -> None:
        with stage.acting_as(reply.by) as me:
            written.id = me.replies.add(post.known(), reply.body).id

    def accept(stage: Stage) -> None:
        with stage.acting_as(thread.by) as me:
            me.questions.accept(post.known(), written.known())

    yield Act(start + reply.after, do)
    yield from reacting(reply, "reply", written, start + reply.after)
    for remark in reply.comments:
        yield from comment_acts(remark, post, written, start)
    if reply.accepted is not None:
        yield Act(start + reply.accepted, accept)


def comment_acts(
    remark: Reply | Text, post: Played, reply: Played | None, start: datetime
) -> Iterator[Act]:
    """Return a comment and its reactions."""
    written = Played()
    at = start + getattr(remark, "after", timedelta())

    def do(stage: Stage) -> None:
        under = None if reply is None else reply.known()
        with stage.acting_as(remark.by) as me:
            written.id = me.comments.add(post.known(), remark.body, reply=under).id

    yield Act(at, do)
    yield from reacting(remark, "comment", written, at)


def reacting(text: Text, kind: str, target: Played, at: datetime) -> Iterator[Act]:
    """Return the reactions to a text, some minutes apart."""
    for number, (name, reaction) in enumerate(text.reactions(), start=1):
        yield Act(at + timedelta(minutes=7 * number), reaction_of(name, kind, target, reaction))


def reaction_of(name: str, kind: str, target: Played, reaction: str) -> Callable[[Stage], None]:
    """React to a text."""

    def do(stage: Stage) -> None:
        with stage.acting_as(name) as me:
            me.reactions.add(kind, target.known(), reaction=reaction)

    return do


def turns(thread: Thread, post: Played, start: datetime) -> Iterator[Act]:
    """Close, reopen, or mark as a duplicate."""
    closed, reopened, duplicate = thread.closed, thread.reopened, thread.duplicate
    if closed is not None:
        yield Act(start + closed.after, closing(closed.by, post, closed.because))
    if reopened is not None:
        yield Act(start + reopened.after, reopening(reopened.by, post))
    if duplicate is not None:
        yield Act(start + duplicate.after, repeating(duplicate.by, post, duplicate.of))


def closing(name: str, post: Played, reason: str) -> Callable[[Stage], None]:
    """Close a question with a reason."""

    def do(stage: Stage) -> None:
        with stage.acting_as(name) as me:
            me.questions.close(post.known(), reason=reason)

    return do


def reopening(name: str, post: Played) -> Callable[[Stage], None]:
    """Open a closed question again."""

    def do(stage: Stage) -> None:
        with stage.acting_as(name) as me:
            me.questions.reopen(post.known())

    return do


def repeating(name: str, post: Played, original: str) -> Callable[[Stage], None]:
    """Mark a question as a duplicate."""

    def do(stage: Stage) -> None:
        with stage.acting_as(name) as me:
            me.questions.mark_duplicate(post.known(), of=stage.posts[original])

    return do
