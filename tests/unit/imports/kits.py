"""Open small networks for imports, and look at what they hold."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from socialkit import SocialKit
from socialkit.domain.posts import Comment, Post, Reply
from socialkit.kit import find_network
from socialkit.policy import load_default
from socialkit.ports.policy import Policy
from socialkit.ports.storage.records import PostRecord
from socialkit.services.imports import (
    DumpImported,
    PeopleImported,
    import_people,
    import_stackexchange,
)
from socialkit.services.views import NetworkStats


@cache
def _policy() -> Policy:
    return load_default()


def empty() -> SocialKit:
    return SocialKit.open("memory:", policy=_policy())


def community() -> SocialKit:
    kit = empty()
    with kit.system("a test") as desk:
        desk.create_network("Kites", kind="community", public=True)
    return kit


def workplace() -> SocialKit:
    kit = empty()
    with kit.system("a test") as desk:
        desk.create_network("Kite works")
    return kit


def bring(
    kit: SocialKit, folder: Path, *, network: str = "default", source: str = "stackexchange"
) -> DumpImported:
    return import_stackexchange(
        folder, storage=kit.storage, tools=kit.tools, network=network, source=source
    )


def bring_people(kit: SocialKit, file: Path) -> PeopleImported:
    return import_people(file, storage=kit.storage, tools=kit.tools)


def stats(kit: SocialKit) -> NetworkStats:
    with kit.system("a test") as desk:
        return desk.stats()


def posts(kit: SocialKit) -> dict[str, Post]:
    """Return all posts that a stranger reads, by title."""
    with kit.acting_as(None) as me:
        page = me.feeds.explore(limit=50)
        records = [found for item in page.items if (found := _record(me.context, item.id))]
    return {record.post.title or "": record.post for record in records}


def _record(context: object, post_id: object) -> PostRecord | None:
    return context.unit.posts.find(context.caller, post_id)  # type: ignore[attr-defined,no-any-return]


def thread(kit: SocialKit, title: str) -> tuple[Post, list[Reply], list[Comment]]:
    """Return a thread as it is stored."""
    post = posts(kit)[title]
    with kit.acting_as(None) as me:
        shown = me.posts.thread(post.id)
        context = me.context
        find_reply, find_comment = (
            context.unit.threads.find_reply,
            context.unit.threads.find_comment,
        )
        replies = [r.reply for v in shown.replies if (r := find_reply(context.caller, v.id))]
        under = [c for view in shown.replies for c in view.comments]
        views = [*shown.comments, *under]
        comments = [c.comment for v in views if (c := find_comment(context.caller, v.id))]
    return post, replies, comments


def network_kind(kit: SocialKit, slug: str = "default") -> str:
    with kit.storage.unit() as unit:
        return find_network(unit, slug).kind.value
