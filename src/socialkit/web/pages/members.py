"""Show who belongs to a group, and take what people do to belong."""

from __future__ import annotations

from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.groups import GroupRole
from socialkit.errors import Conflict, Invalid
from socialkit.services.session import Session
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.catalogues import N_, words_for
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import demand, show
from socialkit.web.routes import Params

_ROLES: Final = (
    (GroupRole.MEMBER, N_("member")),
    (GroupRole.GUEST, N_("guest")),
    (GroupRole.MODERATOR, N_("moderator")),
    (GroupRole.OWNER, N_("owner")),
)


def members(me: Session, request: Request, params: Params) -> Html:
    """List the members of a group."""
    return _members(me, request, params["group"], Form())


def add(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Make somebody a member."""
    form = Form.sent(request)
    try:
        me.memberships.add(params["group"], form.text("person").strip(), role=form.text("role"))
    except (Invalid, Conflict) as error:
        return _members(me, request, params["group"], form.refused(error, ("person", "role")))
    return _back(params)


def change_role(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Give a member another role."""
    role = request.form.get("role", "")
    try:
        me.memberships.change_role(params["group"], params["person"], role=role)
    except (Invalid, Conflict) as error:
        return _members(me, request, params["group"], Form().refused(error, ()))
    return _back(params)


def remove(me: Session, request: Request, params: Params) -> Html | Redirect:
    """End somebody's membership."""
    try:
        me.memberships.remove(params["group"], params["person"])
    except (Invalid, Conflict) as error:
        return _members(me, request, params["group"], Form().refused(error, ()))
    return _back(params)


def join(me: Session, request: Request, params: Params) -> Redirect:
    """Become a member."""
    return Redirect(path("group", group=me.memberships.join(params["group"]).slug))


def leave(me: Session, request: Request, params: Params) -> Redirect:
    """Stop being a member."""
    me.memberships.leave(params["group"])
    return Redirect(path("groups"))


def request_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form in which one asks to join."""
    view = me.groups.get(params["group"])
    demand(view.can, Permission.GROUP_REQUEST)
    return show(me, "group_request.html", group=view, form=Form())


def make_request(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Ask to join."""
    form, view = Form.sent(request), me.groups.get(params["group"])
    try:
        me.requests.make(view.id, message=form.lines("message"))
    except (Invalid, Conflict) as error:
        refused = form.refused(error, ("message",))
        return show(me, "group_request.html", status=refused.status, group=view, form=refused)
    return Redirect(path("group", group=view.slug))


def withdraw_request(me: Session, request: Request, params: Params) -> Redirect:
    """Take back the request to join."""
    me.requests.withdraw(params["group"])
    return Redirect(path("group", group=params["group"]))


def requests(me: Session, request: Request, params: Params) -> Html:
    """List the requests that wait for a decision."""
    page = me.requests.list(params["group"], cursor=request.query.get("cursor"))
    return show(me, "requests.html", group=me.groups.get(params["group"]), page=page, form=Form())


def decide(me: Session, request: Request, params: Params) -> Redirect:
    """Accept or refuse a request to join."""
    form = Form.sent(request)
    accepted = form.text("decision") == "accept"
    view = me.requests.decide(params["request"], accept=accepted, reason=form.given("reason"))
    return Redirect(path("group.requests", group=view.group.slug))


def _members(me: Session, request: Request, group: str, form: Form) -> Html:
    words, page = words_for(request.locale), me.memberships.list(group, cursor=_cursor(request))
    return show(
        me,
        "members.html",
        status=form.status,
        group=me.groups.get(group),
        page=page,
        form=form,
        roles=[(role.value, words.gettext(label)) for role, label in _ROLES],
    )


def _cursor(request: Request) -> str | None:
    return request.query.get("cursor")


def _back(params: Params) -> Redirect:
    return Redirect(path("group.members", group=params["group"]))
