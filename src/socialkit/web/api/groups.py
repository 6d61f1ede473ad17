"""Serve groups, their members, and requests to join."""

from __future__ import annotations

from socialkit.paging import Page
from socialkit.services.session import Session
from socialkit.services.views import GroupView, MemberView, PostView, RequestView
from socialkit.web.api.answers import Count
from socialkit.web.api.asked import FeedPaging, GroupsPaging, GroupsWanted, Paging
from socialkit.web.api.rows import listing, read, write
from socialkit.web.api.sent import Decision, GroupEdit, NewGroup, NewMember, NewRequest, NewRole
from socialkit.web.http import Request
from socialkit.web.routes import Params


def _get(me: Session, _request: Request, params: Params) -> GroupView:
    """Show the card of a group, by id or slug."""
    return me.groups.get(params["group"])


def _list(me: Session, request: Request, _params: Params) -> Page[GroupView]:
    """List the groups that the caller may see, newest first."""
    return me.groups.list(**request.asked(GroupsPaging).model_dump())


def _count(me: Session, request: Request, _params: Params) -> Count:
    """Count the groups that the list shows."""
    return Count(me.groups.count(**request.asked(GroupsWanted).model_dump()))


def _found(me: Session, request: Request, _params: Params) -> GroupView:
    """Found a group; the caller becomes its owner."""
    fields = request.sent(NewGroup).model_dump()
    return me.groups.found(fields.pop("name"), **fields)


def _edit(me: Session, request: Request, params: Params) -> GroupView:
    """Change a group; narrowing it narrows its old posts at once."""
    fields = request.sent(GroupEdit).model_dump(exclude_unset=True)
    return me.groups.edit(params["group"], version=request.version, **fields)


def _archive(me: Session, _request: Request, params: Params) -> GroupView:
    """Make a group read-only for everybody."""
    return me.groups.archive(params["group"])


def _restore(me: Session, _request: Request, params: Params) -> GroupView:
    """Make an archived group alive again."""
    return me.groups.restore(params["group"])


def _posts(me: Session, request: Request, params: Params) -> Page[PostView]:
    """List the posts of a group (or of the wall, by the slug `wall`), newest first."""
    return me.feeds.group(params["group"], **request.asked(FeedPaging).model_dump())


def _members(me: Session, request: Request, params: Params) -> Page[MemberView]:
    """List the live members of a group, the latest first."""
    return me.memberships.list(params["group"], **request.asked(Paging).model_dump())


def _add(me: Session, request: Request, params: Params) -> GroupView:
    """Make somebody a member; they are told."""
    sent = request.sent(NewMember)
    return me.memberships.add(
        params["group"], sent.person, role=sent.role, expires_at=sent.expires_at
    )


def _change_role(me: Session, request: Request, params: Params) -> GroupView:
    """Give a member another role."""
    role = request.sent(NewRole).role
    return me.memberships.change_role(params["group"], params["person"], role=role)


def _remove(me: Session, _request: Request, params: Params) -> None:
    """End somebody's membership."""
    me.memberships.remove(params["group"], params["person"])


def _join(me: Session, _request: Request, params: Params) -> GroupView:
    """Become a member of a group that is joined directly."""
    return me.memberships.join(params["group"])


def _leave(me: Session, _request: Request, params: Params) -> None:
    """Stop being a member."""
    me.memberships.leave(params["group"])


def _ask(me: Session, request: Request, params: Params) -> RequestView:
    """Ask to become a member of a group that is joined by request."""
    return me.requests.make(params["group"], message=request.sent(NewRequest).message)


def _withdraw(me: Session, _request: Request, params: Params) -> None:
    """Take back one's own request."""
    me.requests.withdraw(params["group"])


def _requests(me: Session, request: Request, params: Params) -> Page[RequestView]:
    """List the requests that wait for an answer, newest first."""
    return me.requests.list(params["group"], **request.asked(Paging).model_dump())


def _decide(me: Session, request: Request, params: Params) -> RequestView:
    """Accept or refuse a request to join."""
    sent = request.sent(Decision)
    return me.requests.decide(params["request"], accept=sent.accept, reason=sent.reason)


def _again(me: Session, known: str) -> GroupView:
    return me.groups.get(known)


_ONE = "/groups/{group}"
_MEMBER = "/groups/{group}/members/{person}"

ROUTES = (
    listing("/groups", "groups.list", _list, GroupView, query=GroupsPaging),
    write(
        "POST",
        "/groups",
        "groups.found",
        _found,
        GroupView,
        body=NewGroup,
        again=_again,
        created=True,
    ),
    read("/counts/groups", "groups.count", _count, Count, query=GroupsWanted),
    read(_ONE, "groups.get", _get, GroupView),
    write("PATCH", _ONE, "groups.edit", _edit, GroupView, body=GroupEdit),
    write("POST", f"{_ONE}/archive", "groups.archive", _archive, GroupView, again=_again),
    write("POST", f"{_ONE}/restore", "groups.restore", _restore, GroupView, again=_again),
    listing(f"{_ONE}/posts", "feeds.group", _posts, PostView, query=FeedPaging),
    listing(f"{_ONE}/members", "memberships.list", _members, MemberView, query=Paging),
    write(
        "POST",
        f"{_ONE}/members",
        "memberships.add",
        _add,
        GroupView,
        body=NewMember,
        again=_again,
        created=True,
    ),
    write("PATCH", _MEMBER, "memberships.change_role", _change_role, GroupView, body=NewRole),
    write("DELETE", _MEMBER, "memberships.remove", _remove),
    write("PUT", f"{_ONE}/membership", "memberships.join", _join, GroupView),
    write("DELETE", f"{_ONE}/membership", "memberships.leave", _leave),
    write("PUT", f"{_ONE}/request", "requests.make", _ask, RequestView, body=NewRequest),
    write("DELETE", f"{_ONE}/request", "requests.withdraw", _withdraw),
    listing(f"{_ONE}/requests", "requests.list", _requests, RequestView, query=Paging),
    write(
        "PUT",
        "/requests/{request}/decision",
        "requests.decide",
        _decide,
        RequestView,
        body=Decision,
    ),
)
