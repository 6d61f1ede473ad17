"""React to posts, replies and comments: one of each kind per person and thing."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import EventName
from socialkit.domain.posts import Reaction, ReactionKind, Target, TargetKind
from socialkit.services.context import Context
from socialkit.services.finding import comment_for, locked_post, post_for, reply_for
from socialkit.services.words import word


class Reactions:
    """Offer reactions. `kind` says what is reacted to: `post`, `reply` or `comment`."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add(
        self,
        kind: TargetKind | str,
        target: UUID | str,
        *,
        reaction: ReactionKind | str = ReactionKind.LIKE,
    ) -> int:
        """React, once; return how many reactions the thing has now."""
        return self._change(kind, target, reaction, step=1)

    def remove(
        self,
        kind: TargetKind | str,
        target: UUID | str,
        *,
        reaction: ReactionKind | str = ReactionKind.LIKE,
    ) -> int:
        """Take a reaction back, if it is there; return how many reactions the thing has now."""
        return self._change(kind, target, reaction, step=-1)

    def _change(
        self, kind: TargetKind | str, target: UUID | str, reaction: ReactionKind | str, *, step: int
    ) -> int:
        context = self._context
        chosen = word(ReactionKind, reaction, field="reaction")
        target_kind = word(TargetKind, kind, field="kind")
        with context.change():
            thing, post_id, count = self._locked(target_kind, target)
            if not self._store(thing, chosen, step=step):
                return count
            self._count(thing, post_id, count + step)
            name = EventName.REACTION_ADDED if step > 0 else EventName.REACTION_REMOVED
            context.record(
                name, kind=target_kind.value, id=thing.id, post_id=post_id, reaction=chosen.value
            )
        return count + step

    def _store(self, thing: Target, chosen: ReactionKind, *, step: int) -> bool:
        context = self._context
        if step < 0:
            return context.unit.reactions.remove(thing, context.me, chosen)
        reaction = Reaction(
            target_kind=thing.kind,
            target_id=thing.id,
            person_id=context.me,
            kind=chosen,
            created_at=context.now,
        )
        return context.unit.reactions.add(reaction)

    def _locked(self, kind: TargetKind, target: UUID | str) -> tuple[Target, UUID, int]:
        """Return the thing, its thread's id and its count, under the lock of the thread."""
        context = self._context
        if kind is TargetKind.POST:
            place = locked_post(context, target, Permission.POST_REACT)
            thing = Target(kind=kind, id=place.post.id)
            return thing, place.post.id, place.post.reaction_count
        post_id = self._post_id(kind, target)
        locked_post(context, post_id, Permission.POST_READ)
        if kind is TargetKind.REPLY:
            reply = reply_for(context, target, Permission.REPLY_REACT)[1].reply
            return Target(kind=kind, id=reply.id), post_id, reply.reaction_count
        comment = comment_for(context, target, Permission.COMMENT_REACT)[2].comment
        return Target(kind=kind, id=comment.id), post_id, comment.reaction_count

    def _post_id(self, kind: TargetKind, target: UUID | str) -> UUID:
        if kind is TargetKind.REPLY:
            return reply_for(self._context, target, Permission.REPLY_REACT)[1].reply.post_id
        return comment_for(self._context, target, Permission.COMMENT_REACT)[2].comment.post_id

    def _count(self, thing: Target, post_id: UUID, count: int) -> None:
        context = self._context
        if thing.kind is TargetKind.POST:
            post = post_for(context, post_id).post
            context.unit.posts.save(post.evolve(reaction_count=count))
        elif thing.kind is TargetKind.REPLY:
            reply = reply_for(context, thing.id)[1].reply
            context.unit.threads.save_reply(reply.evolve(reaction_count=count))
        else:
            comment = comment_for(context, thing.id)[2].comment
            context.unit.threads.save_comment(comment.evolve(reaction_count=count))
