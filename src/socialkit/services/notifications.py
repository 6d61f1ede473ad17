"""Read notices: grouped, checked again at every reading, with a count that equals the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.notifications import NoticeGroup
from socialkit.errors import not_found
from socialkit.paging import DEFAULT_LIMIT, Page, page_request
from socialkit.ports.policy import Plan
from socialkit.ports.storage.records import GroupRecord, PostRecord
from socialkit.services.context import Context
from socialkit.services.finding import as_id
from socialkit.services.presenting import Presenter, group_ref
from socialkit.services.views import GroupRef, NoticeView
from socialkit.services.words import yes

BADGE_CAP: Final = 100
_SHOWN_ACTORS: Final = 3


class Notifications:
    """Offer the caller's own notices."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def list(
        self,
        *,
        unread_only: bool = False,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[NoticeView]:
        """Return the caller's notices, newest first; those about things out of reach are gone."""
        context = self._context
        context.me  # noqa: B018 - a stranger has no notices and is told so
        yes(unread_only, field="unread_only")
        request = page_request(limit=limit, cursor=cursor)
        page = context.unit.notices.page(
            context.caller, self._plans(), request, unread_only=unread_only
        )
        return Page(self._show(page.items), page.next)

    def unread(self) -> int:
        """Return the number of unread entries, the same that `list` shows, up to 100."""
        context = self._context
        if context.caller.person_id is None:
            return 0
        return context.unit.notices.unread(context.caller, self._plans(), cap=BADGE_CAP)

    def unseen(self) -> int:
        """Return the number of unread entries that were never on a list, up to 100."""
        context = self._context
        if context.caller.person_id is None:
            return 0
        return context.unit.notices.unseen(context.caller, self._plans(), cap=BADGE_CAP)

    def mark_seen(self) -> None:
        """Say that the list was looked at."""
        context = self._context
        with context.change():
            context.unit.notices.mark_seen(context.active, context.now)

    def mark_read(self, notice: UUID | str | None = None) -> None:
        """Mark an entry of the list as read, or everything."""
        context = self._context
        through = None if notice is None else as_id(notice)
        if notice is not None and through is None:
            raise not_found()
        with context.change():
            context.unit.notices.mark_read(context.active, context.now, through=through)

    def mark_thread_read(self, post: UUID | str) -> None:
        """Mark everything about a thread as read, as opening it does."""
        context, post_id = self._context, as_id(post)
        if post_id is None:
            raise not_found()
        with context.change():
            context.unit.notices.mark_thread_read(context.active, post_id, context.now)

    def _plans(self) -> dict[str, Plan]:
        return {
            "post": self._context.plan(Permission.POST_READ),
            "group": self._context.plan(Permission.GROUP_SEE),
            "reply": self._context.plan(Permission.REPLY_READ),
            "comment": self._context.plan(Permission.COMMENT_READ),
            "request": self._context.plan(Permission.GROUP_ADD_MEMBER),
        }

    def _show(self, groups: Sequence[NoticeGroup]) -> tuple[NoticeView, ...]:
        presenter = Presenter(self._context)
        posts = self._posts(groups)
        presenter.gather_posts(list(posts.values()))
        presenter.cast.gather(actor for group in groups for actor in group.actor_ids)
        places = self._groups(groups)
        return tuple(self._entry(group, posts, places, presenter) for group in groups)

    def _posts(self, groups: Sequence[NoticeGroup]) -> dict[UUID, PostRecord]:
        wanted = {group.latest.post_id for group in groups} - {None}
        ids = [post_id for post_id in wanted if post_id is not None]
        return self._context.unit.posts.find_all(self._context.caller, ids) if ids else {}

    def _groups(self, groups: Sequence[NoticeGroup]) -> dict[UUID, GroupRecord]:
        context = self._context
        ids = [g.latest.group_id for g in groups if g.latest.group_id is not None]
        if not ids:
            return {}
        return context.unit.groups.visible(context.caller, context.plan(Permission.GROUP_SEE), ids)

    def _entry(
        self,
        group: NoticeGroup,
        posts: dict[UUID, PostRecord],
        places: dict[UUID, GroupRecord],
        presenter: Presenter,
    ) -> NoticeView:
        notice = group.latest
        place = None if notice.group_id is None else places.get(notice.group_id)
        record = None if notice.post_id is None else posts.get(notice.post_id)
        actors = tuple(presenter.cast.ref(i) for i in group.actor_ids[:_SHOWN_ACTORS])
        return NoticeView(
            id=notice.id,
            reason=notice.reason,
            actors=actors,
            people=len(group.actor_ids),
            total=group.total,
            post_id=notice.post_id,
            post_title=None if record is None else self._title(record, presenter),
            reply_id=notice.reply_id,
            comment_id=notice.comment_id,
            group=_place(record or place),
            created_at=notice.created_at,
            seen=notice.seen_at is not None,
            read=notice.read_at is not None,
        )

    @staticmethod
    def _title(record: PostRecord, presenter: Presenter) -> str:
        post = record.post
        return post.title or presenter.excerpt(post.body, post.body_format, length=80)


def _place(record: PostRecord | GroupRecord | None) -> GroupRef | None:
    return None if record is None else group_ref(record.group)
