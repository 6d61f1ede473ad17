"""Follow people and threads."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import EventName
from socialkit.domain.follows import Follow, FollowKind
from socialkit.errors import Invalid
from socialkit.services.context import Context
from socialkit.services.finding import as_id, person_for, post_for
from socialkit.services.presenting import facts_of


class Follows:
    """Offer following: of a person (their new posts) and of a thread (its new replies)."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def person(self, person: UUID | str) -> None:
        """Follow a person whom the caller may see; `Invalid` (``follow.self``) for oneself."""
        record = person_for(self._context, person)
        if record.person.id == self._context.me:
            raise Invalid("follow.self", "You can not follow yourself.", field="person")
        self._context.demand(Permission.PERSON_FOLLOW, facts_of(record))
        self._add(FollowKind.PERSON, record.person.id)

    def unfollow_person(self, person: UUID | str) -> None:
        """Stop following a person, seen or not."""
        person_id = as_id(person)
        self._remove(FollowKind.PERSON, person_id or person_for(self._context, person).person.id)

    def post(self, post: UUID | str) -> None:
        """Follow a thread that the caller may read."""
        record = post_for(self._context, post, Permission.POST_FOLLOW)
        self._add(FollowKind.POST, record.post.id)

    def unfollow_post(self, post: UUID | str) -> None:
        """Stop following a thread, readable or not."""
        post_id = as_id(post)
        self._remove(FollowKind.POST, post_id or post_for(self._context, post).post.id)

    def _add(self, kind: FollowKind, target_id: UUID) -> None:
        context = self._context
        follow = Follow(
            follower_id=context.me, kind=kind, target_id=target_id, created_at=context.now
        )
        with context.change():
            if context.unit.follows.add(follow):
                context.record(EventName.FOLLOW_ADDED, kind=kind.value, id=target_id)

    def _remove(self, kind: FollowKind, target_id: UUID) -> None:
        context = self._context
        with context.change():
            if context.unit.follows.remove(context.active, kind, target_id):
                context.record(EventName.FOLLOW_REMOVED, kind=kind.value, id=target_id)
