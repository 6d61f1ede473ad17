"""Tell people of events: one notice per person and event, the strongest reason, readers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import Event
from socialkit.domain.facts import CommentFacts, PostFacts, ReplyFacts
from socialkit.domain.groups import Group
from socialkit.domain.notifications import STRENGTH, Notice, NoticeReason
from socialkit.services.context import Context

_READING = {
    PostFacts: Permission.POST_READ,
    ReplyFacts: Permission.REPLY_READ,
    CommentFacts: Permission.COMMENT_READ,
}


class Recipients:
    """Collect who is to be told, each for the strongest of the reasons that apply."""

    def __init__(self) -> None:
        self.reasons: dict[UUID, NoticeReason] = {}

    def add(self, people: Iterable[UUID | None], reason: NoticeReason) -> None:
        """Add people for a reason; unknown people (None) are left out."""
        for person_id in people:
            if person_id is None:
                continue
            known = self.reasons.get(person_id)
            if known is None or STRENGTH[reason] < STRENGTH[known]:
                self.reasons[person_id] = reason


class Telling:
    """Write notices in the unit of the event that they tell of."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def readers(
        self, event: Event, thing: PostFacts | ReplyFacts | CommentFacts, to: Recipients
    ) -> frozenset[UUID]:
        """Tell those who can read the thing now, but not the actor; return who was told."""
        wanted = {p: reason for p, reason in to.reasons.items() if p != event.actor_id}
        if not wanted:
            return frozenset()
        audience = self._context.audience(_READING[type(thing)], thing)
        told = self._context.unit.audiences.among(self._context.caller, audience, wanted)
        self._write(event, {p: r for p, r in wanted.items() if p in told}, _ids(thing))
        return told

    def person(
        self, event: Event, person_id: UUID, reason: NoticeReason, *, group_id: UUID
    ) -> None:
        """Tell one person of what concerns them in a group, unless they did it themselves."""
        if person_id != event.actor_id:
            self._write(event, {person_id: reason}, {"group_id": group_id})

    def deciders(self, event: Event, group: Group) -> None:
        """Tell the owners and moderators of a group of a request."""
        leaders = self._context.unit.memberships.leaders(group.id, self._context.now)
        reasons = dict.fromkeys(leaders - {event.actor_id}, NoticeReason.REQUEST)
        self._write(event, reasons, {"group_id": group.id})

    def _write(
        self, event: Event, reasons: Mapping[UUID, NoticeReason], ids: Mapping[str, UUID]
    ) -> None:
        context = self._context
        notices = [
            Notice(
                id=context.new_id(),
                network_id=event.network_id,
                person_id=person_id,
                reason=reason,
                event_id=event.id,
                actor_id=event.actor_id,
                group_id=ids.get("group_id"),
                post_id=ids.get("post_id"),
                reply_id=ids.get("reply_id"),
                comment_id=ids.get("comment_id"),
                created_at=event.at,
            )
            for person_id, reason in sorted(reasons.items())
        ]
        if notices:
            context.unit.notices.add_many(notices)


def _ids(thing: PostFacts | ReplyFacts | CommentFacts) -> dict[str, UUID]:
    if isinstance(thing, PostFacts):
        return {"post_id": thing.id}
    if isinstance(thing, ReplyFacts):
        return {"post_id": thing.post.id, "reply_id": thing.id}
    ids = {"post_id": thing.post.id, "comment_id": thing.id}
    return ids if thing.reply is None else ids | {"reply_id": thing.reply.id}
