"""Work out where a new post would go and what it would be, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.facts import PostFacts
from socialkit.domain.groups import Audience, Visibility
from socialkit.domain.handles import check_line, check_text, fold, shows
from socialkit.domain.posts import MAX_BODY, MAX_TAG, MAX_TAGS, MAX_TITLE, PostKind, PostState
from socialkit.domain.readers import MODULE_OF_POST_KIND
from socialkit.domain.things import group_facts, network_facts
from socialkit.errors import Invalid, forbidden, not_found
from socialkit.ports.storage.records import GroupRecord
from socialkit.services.context import Context
from socialkit.services.finding import find_group, group_for
from socialkit.services.words import word

WALL: Final = "wall"
"""The slug of every network's wall."""


def place_for(context: Context, group: UUID | str | None, kind: PostKind) -> GroupRecord:
    """Return the place where the caller may start a post of this kind; None means the wall.

    Raises `NotFound` where the caller may not see the place, `Forbidden` where not post there.
    """
    module = MODULE_OF_POST_KIND.get(kind)
    record = find_group(context, context.network.wall_id if group is None else group)
    if record is None or (module is not None and module not in context.caller.modules):
        raise not_found()
    if record.group.visibility is Visibility.WALL:
        context.demand(Permission.NETWORK_POST, network_facts(context.network))
        return record
    return group_for(context, record.group.id, starting(kind))


def locked_place(context: Context, group: UUID | str | None, kind: PostKind) -> GroupRecord:
    """Return the place as `place_for` does, locked where it is a group.

    A post lands before the group is archived or its author removed, or it is refused. Nobody
    archives a wall or leaves it, so that everybody's posts there need not wait for one another.
    """
    record = place_for(context, group, kind)
    if record.group.visibility is Visibility.WALL:
        return record
    context.unit.groups.lock(record.group.id)
    return place_for(context, record.group.id, kind)


def starting(kind: PostKind) -> Permission:
    """Return the permission to start a post of this kind in a group."""
    return Permission.GROUP_ASK if kind is PostKind.QUESTION else Permission.GROUP_POST


def audience_for(record: GroupRecord, audience: Audience | str | None) -> Audience:
    """Return the audience of a new post there; raise `Invalid` (``post.audience``)."""
    group = record.group
    if audience is None:
        return group.default_audience
    wanted = word(Audience, audience, field="audience")
    if not group.offers(wanted):
        offered = [a.value for a in Audience if group.offers(a)]
        message = f"Posts here are for: {', '.join(offered)}. Choose one of these."
        raise Invalid("post.audience", message, field="audience", allowed=offered)
    if group.visibility is Visibility.WALL and wanted is Audience.GROUP:
        message = "The wall has no members of its own; a post there is for the network."
        raise Invalid("post.audience", message, field="audience")
    return wanted


def imagined_post(
    context: Context, *, group: UUID | str | None, audience: Audience | str | None
) -> PostFacts:
    """Return the facts of a post that the caller could start there, to ask who would read it."""
    record = find_group(context, context.network.wall_id if group is None else group)
    if record is None:
        raise not_found()
    facts = group_facts(record.group)
    wall = record.group.visibility is Visibility.WALL
    if not wall and not context.may(Permission.GROUP_ASK, facts):
        context.require(Permission.GROUP_POST, facts, seen=Permission.GROUP_SEE)
    if wall and not context.may(Permission.NETWORK_POST, network_facts(context.network)):
        raise forbidden(Permission.NETWORK_POST)
    return PostFacts(
        id=context.network.id,
        network_id=context.network.id,
        group=facts,
        kind=PostKind.UPDATE.value,
        state=PostState.PUBLISHED.value,
        audience=audience_for(record, audience).value,
        author_id=context.caller.person_id,
    )


def check_body(body: str, *, empty_ok: bool = False) -> str:
    """Return a body as it may be stored; raise `Invalid` (``text.*``, ``body.empty``)."""
    text = check_text(body, field="body", max_length=MAX_BODY, multiline=True)
    if not empty_ok and not shows(text):
        raise Invalid("body.empty", "Write something first: the text is empty.", field="body")
    return text


def check_title(title: str | None, *, kind: PostKind) -> str | None:
    """Return a title as it may be stored; a question needs one (``title.empty``)."""
    text = None if title is None else check_line(title, field="title", max_length=MAX_TITLE).strip()
    if text is not None and not shows(text):
        text = None
    if kind is PostKind.QUESTION and text is None:
        raise Invalid("title.empty", "A question needs a title.", field="title")
    return text or None


def check_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Return tags in their normal form, each once; raise `Invalid` (``tags.*``)."""
    if isinstance(tags, str) or not isinstance(tags, Sequence):
        raise Invalid("tags.type", "Give tags as a list of words, not as one text.", field="tags")
    clean = dict.fromkeys(check_tag(tag) for tag in tags)
    if len(clean) > MAX_TAGS:
        message = f"A post has at most {MAX_TAGS} tags."
        raise Invalid("tags.too_many", message, field="tags", maximum=MAX_TAGS)
    return tuple(clean)


def check_tag(tag: str) -> str:
    """Return a tag folded (`#Resin` is `resin`), so that a list finds it whatever its case."""
    typed = check_line(tag, field="tags", max_length=MAX_TAG).strip().removeprefix("#")
    text = check_text(fold(typed), field="tags", max_length=MAX_TAG)
    if not text or any(char.isspace() or char in ",/?&#" for char in text):
        message = "A tag is one word without spaces, commas, slashes, '?', '&' or '#'."
        raise Invalid("tags.word", message, field="tags")
    return text
