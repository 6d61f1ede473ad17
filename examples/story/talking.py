"""Write threads: posts, questions, replies, comments, reactions, and how questions end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from examples.story.script import Remark, Reply, Shelf, Text, Thread
from examples.story.stage import Act, Stage


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
    for remark in thread.comments:
        yield from comment_acts(remark, post, None, start)
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
    remark: Remark, post: Played, reply: Played | None, start: datetime
) -> Iterator[Act]:
    """Return a comment and its reactions."""
    written = Played()
    at = start + remark.after

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
