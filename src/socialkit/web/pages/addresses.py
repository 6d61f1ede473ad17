"""Give the paths of the pages, below the place where they are mounted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode
from uuid import UUID

PATHS: Final[Mapping[str, str]] = {
    "home": "/",
    "explore": "/explore",
    "following": "/following",
    "tags": "/tags",
    "tag": "/tags/{tag}",
    "publish": "/posts",
    "thread": "/posts/{post}",
    "thread.edit": "/posts/{post}/edit",
    "thread.history": "/posts/{post}/history",
    "thread.delete": "/posts/{post}/delete",
    "thread.hide": "/posts/{post}/hide",
    "thread.restore": "/posts/{post}/restore",
    "thread.lock": "/posts/{post}/lock",
    "thread.follow": "/posts/{post}/follow",
    "thread.unfollow": "/posts/{post}/unfollow",
    "thread.read": "/posts/{post}/read",
    "thread.reply": "/posts/{post}/replies",
    "thread.comment": "/posts/{post}/comments",
    "question.accept": "/posts/{post}/accept",
    "question.withdraw": "/posts/{post}/withdraw",
    "question.close": "/posts/{post}/close",
    "question.reopen": "/posts/{post}/reopen",
    "question.duplicate": "/posts/{post}/duplicate",
    "question.direct": "/posts/{post}/direct",
    "reply.edit": "/replies/{id}/edit",
    "reply.delete": "/replies/{id}/delete",
    "reply.hide": "/replies/{id}/hide",
    "reply.restore": "/replies/{id}/restore",
    "reply.comment": "/replies/{id}/comments",
    "comment.edit": "/comments/{id}/edit",
    "comment.delete": "/comments/{id}/delete",
    "comment.hide": "/comments/{id}/hide",
    "comment.restore": "/comments/{id}/restore",
    "react": "/reactions/{kind}/{id}",
    "queue": "/questions",
    "ask": "/questions/ask",
    "groups": "/groups",
    "group.new": "/groups/new",
    "group": "/groups/{group}",
    "group.edit": "/groups/{group}/edit",
    "group.archive": "/groups/{group}/archive",
    "group.restore": "/groups/{group}/restore",
    "group.join": "/groups/{group}/join",
    "group.leave": "/groups/{group}/leave",
    "group.request": "/groups/{group}/request",
    "group.withdraw": "/groups/{group}/withdraw",
    "group.members": "/groups/{group}/members",
    "group.requests": "/groups/{group}/requests",
    "member.role": "/groups/{group}/members/{person}/role",
    "member.remove": "/groups/{group}/members/{person}/remove",
    "request.decide": "/requests/{request}/decide",
    "people": "/people",
    "person": "/people/{person}",
    "person.edit": "/people/{person}/edit",
    "person.follow": "/people/{person}/follow",
    "person.unfollow": "/people/{person}/unfollow",
    "notices": "/notifications",
    "notices.read": "/notifications/read",
    "notices.seen": "/notifications/seen",
    "notice.read": "/notifications/{notice}/read",
}
"""Each page, and each thing that can be done on one, by its name."""


def path(
    name: str,
    *,
    query: Mapping[str, object] | None = None,
    fragment: str = "",
    **params: str | UUID,
) -> str:
    """Return the path of a page below the mount; a query value that is None or empty is left out.

    Raises `KeyError` for an unknown name or a missing part.
    """
    return written(name, params, query=query, fragment=fragment)


def written(
    name: str,
    params: Mapping[str, object],
    *,
    query: Mapping[str, object] | None = None,
    fragment: str = "",
) -> str:
    """Return the same as `path`, with the parts of the path given as a mapping."""
    parts = {key: quote(str(value), safe="") for key, value in params.items()}
    address = PATHS[name].format(**parts)
    asked = urlencode({key: str(value) for key, value in (query or {}).items() if value})
    return address + (f"?{asked}" if asked else "") + (f"#{fragment}" if fragment else "")
