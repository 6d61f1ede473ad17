"""Find what a caller names, and answer absent and forbidden with the same bytes."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.handles import fold, is_storable
from socialkit.domain.things import comment_facts, group_facts, post_facts, reply_facts
from socialkit.errors import Conflict, not_found
from socialkit.ports.storage.records import (
    CommentRecord,
    GroupRecord,
    PersonRecord,
    PostRecord,
    ReplyRecord,
)
from socialkit.services.context import Context

_LONGEST_NAME: Final = 100
"""No name that anybody has is longer, however it is written."""


def as_id(text: UUID | str) -> UUID | None:
    """Return the id that `text` is written as (36 or 32 characters), or None."""
    if isinstance(text, UUID):
        return text
    if not isinstance(text, str) or len(text) not in {32, 36}:
        return None
    try:
        return UUID(text)
    except ValueError:
        return None


def as_key(text: object) -> str | None:
    """Return the folded form of a name that somebody could have, or None for anything else."""
    if not isinstance(text, str) or len(text) > _LONGEST_NAME or not is_storable(text):
        return None
    return fold(text)


def find_group(context: Context, name: UUID | str) -> GroupRecord | None:
    """Return the place of this id or slug, asking no policy; its role is remembered."""
    groups, group_id = context.unit.groups, as_id(name)
    record = None if group_id is None else groups.find(context.caller, group_id)
    if record is None and (key := as_key(name)) is not None:
        record = groups.find_by_key(context.caller, key)
    if record is not None:
        context.noted(record)
    return record


def group_for(
    context: Context, name: UUID | str, permission: Permission = Permission.GROUP_SEE
) -> GroupRecord:
    """Return the place if the caller may do `permission` to it.

    Raises `NotFound` where the caller may not see it or it is not there, `Forbidden` otherwise.
    """
    record = find_group(context, name)
    if record is None:
        raise not_found()
    facts = group_facts(record.group)
    context.require(permission, facts, seen=Permission.GROUP_SEE)
    return record


def locked_group(context: Context, name: UUID | str, permission: Permission) -> GroupRecord:
    """Return the group as `group_for` does, locked: nobody else changes it until the unit ends."""
    record = group_for(context, name, permission)
    context.unit.groups.lock(record.group.id)
    return group_for(context, record.group.id, permission)


def post_for(
    context: Context, post_id: UUID | str, permission: Permission = Permission.POST_READ
) -> PostRecord:
    """Return the post if the caller may do `permission` to it; errors as in `group_for`."""
    wanted = as_id(post_id)
    record = None if wanted is None else context.unit.posts.find(context.caller, wanted)
    if record is None:
        raise not_found()
    context.noted(record)
    facts = post_facts(record.post, record.group)
    context.require(permission, facts, seen=Permission.POST_READ)
    return record


def locked_post(context: Context, post_id: UUID | str, permission: Permission) -> PostRecord:
    """Return the post as `post_for` does, locked by a write that the same rule guards."""
    record = post_for(context, post_id, permission)
    plan = context.plan(permission)
    post = context.unit.posts.lock(context.caller, plan, record.post.id)
    if post is None:
        raise not_found()
    return PostRecord(post, record.group, record.my_role, record.my_reactions, record.followed)


def reply_for(
    context: Context, reply_id: UUID | str, permission: Permission = Permission.REPLY_READ
) -> tuple[PostRecord, ReplyRecord]:
    """Return the reply and its post if the caller may do `permission` to the reply."""
    wanted = as_id(reply_id)
    record = None if wanted is None else context.unit.threads.find_reply(context.caller, wanted)
    if record is None:
        raise not_found()
    place = post_for(context, record.reply.post_id)
    facts = reply_facts(record.reply, post_facts(place.post, place.group))
    context.require(permission, facts, seen=Permission.REPLY_READ)
    return place, record


def comment_for(
    context: Context, comment_id: UUID | str, permission: Permission = Permission.COMMENT_READ
) -> tuple[PostRecord, ReplyRecord | None, CommentRecord]:
    """Return the comment, its reply if any and its post, if the caller may do `permission`."""
    wanted = as_id(comment_id)
    threads = context.unit.threads
    record = None if wanted is None else threads.find_comment(context.caller, wanted)
    if record is None:
        raise not_found()
    place = post_for(context, record.comment.post_id)
    under = None
    if record.comment.reply_id is not None:
        under = threads.find_reply(context.caller, record.comment.reply_id)
    post = post_facts(place.post, place.group)
    reply = None if under is None else reply_facts(under.reply, post)
    facts = comment_facts(record.comment, post, reply=reply)
    context.require(permission, facts, seen=Permission.COMMENT_READ)
    return place, under, record


def find_person(
    context: Context, name: UUID | str, seen: Permission = Permission.PERSON_READ
) -> PersonRecord | None:
    """Return the person of this id or handle (with or without `@`) whom the caller may see."""
    people, person_id = context.unit.people, as_id(name)
    key = as_key(name.removeprefix("@")) if isinstance(name, str) else None
    if person_id is None and key is not None:
        person = people.by_keys(context.network.id, {key}).get(key)
        person_id = None if person is None else person.id
    if person_id is None:
        return None
    plan = context.plan(seen)
    return context.unit.directory.visible(context.caller, plan, {person_id}).get(person_id)


def person_for(context: Context, name: UUID | str) -> PersonRecord:
    """Return the person whom the caller may see, or raise `NotFound`."""
    record = find_person(context, name)
    if record is None:
        raise not_found()
    return record


def fresh(expected: int | None, actual: int) -> None:
    """Raise `Conflict` (``stale``) where an edit was made from another version than today's."""
    if expected is not None and expected != actual:
        message = (
            "This was changed by somebody else meanwhile. Load it again and repeat your change."
        )
        raise Conflict("stale", message, expected=expected, actual=actual)
