"""Serve what people come back for: feeds, notices, and help with names in a text."""

from __future__ import annotations

from socialkit.paging import Page
from socialkit.services.session import Session
from socialkit.services.views import MentionCheck, NoticeView, PersonRef, PostView
from socialkit.web.api.answers import TagCount, Unread
from socialkit.web.api.asked import FeedPaging, NameStart, NoticesPaging, Paging, TagPaging
from socialkit.web.api.rows import BASE, listing, read, write
from socialkit.web.api.sent import Draft, ReadMark
from socialkit.web.http import Request
from socialkit.web.routes import Params, Route


def _home(me: Session, request: Request, _params: Params) -> Page[PostView]:
    """List posts of the caller's groups and of the wall, newest first."""
    return me.feeds.home(**request.asked(FeedPaging).model_dump())


def _explore(me: Session, request: Request, _params: Params) -> Page[PostView]:
    """List every post that the caller may read, newest first."""
    return me.feeds.explore(**request.asked(FeedPaging).model_dump())


def _following(me: Session, request: Request, _params: Params) -> Page[PostView]:
    """List posts by people whom the caller follows, newest first."""
    return me.feeds.following(**request.asked(Paging).model_dump())


def _tag(me: Session, request: Request, _params: Params) -> Page[PostView]:
    """List the posts that carry a tag, newest first."""
    return me.feeds.tag(**request.asked(TagPaging).model_dump())


def _tags(me: Session, _request: Request, _params: Params) -> tuple[TagCount, ...]:
    """List the most used tags of what the caller may read."""
    return tuple(TagCount(tag, count) for tag, count in me.feeds.tags())


def _notices(me: Session, request: Request, _params: Params) -> Page[NoticeView]:
    """List the caller's notices, newest first."""
    return me.notifications.list(**request.asked(NoticesPaging).model_dump())


def _unread(me: Session, _request: Request, _params: Params) -> Unread:
    """Count the caller's unread notices."""
    return Unread(me.notifications.unread(), me.notifications.unseen())


def _seen(me: Session, _request: Request, _params: Params) -> None:
    """Say that the list of notices was looked at."""
    me.notifications.mark_seen()


def _read(me: Session, request: Request, _params: Params) -> None:
    """Mark an entry of the list, or everything, as read."""
    me.notifications.mark_read(request.sent(ReadMark).notice)


def _thread_read(me: Session, _request: Request, params: Params) -> None:
    """Mark everything about a thread as read."""
    me.notifications.mark_thread_read(params["post"])


def _check(me: Session, request: Request, _params: Params) -> tuple[MentionCheck, ...]:
    """Say for each name in a text whether it will be told, and change nothing."""
    fields = request.sent(Draft).model_dump()
    return me.mentions.check(fields.pop("body"), **fields)


def _suggest(me: Session, request: Request, _params: Params) -> tuple[PersonRef, ...]:
    """List people whose name begins so, and who can read there."""
    fields = request.asked(NameStart).model_dump()
    return me.mentions.suggest(fields.pop("prefix"), **fields)


ROUTES = (
    listing("/feeds/home", "feeds.home", _home, PostView, query=FeedPaging),
    listing("/feeds/explore", "feeds.explore", _explore, PostView, query=FeedPaging),
    listing("/feeds/following", "feeds.following", _following, PostView, query=Paging),
    listing("/feeds/tag", "feeds.tag", _tag, PostView, query=TagPaging),
    listing("/tags", "feeds.tags", _tags, TagCount),
    listing("/notifications", "notifications.list", _notices, NoticeView, query=NoticesPaging),
    read("/counts/notifications", "notifications.unread", _unread, Unread),
    write("POST", "/notifications/seen", "notifications.seen", _seen),
    write("POST", "/notifications/read", "notifications.read", _read, body=ReadMark),
    write("POST", "/posts/{post}/read", "notifications.thread_read", _thread_read),
    Route(
        "POST",
        f"{BASE}/mentions/check",
        "mentions.check",
        None,
        _check,
        body=Draft,
        response=MentionCheck,
        listing=True,
    ),
    listing("/mentions/suggestions", "mentions.suggest", _suggest, PersonRef, query=NameStart),
)
