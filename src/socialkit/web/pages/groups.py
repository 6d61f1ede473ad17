"""Show groups and take what people do with them."""

from __future__ import annotations

from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.groups import Audience, JoinMethod, Purpose, Visibility
from socialkit.domain.networks import NetworkKind
from socialkit.errors import Conflict, Invalid
from socialkit.services.session import Session
from socialkit.services.views import GroupView
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.catalogues import N_, words_for
from socialkit.web.pages.composing import draft_for
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import demand, frame_of, show
from socialkit.web.pages.once import once
from socialkit.web.routes import Params

_TABS: Final = (("all", N_("All")), ("mine", N_("Yours")), ("archived", N_("Archived")))
_FIELDS: Final = (
    "name",
    "about",
    "purpose",
    "visibility",
    "join_method",
    "reach",
    "externals_allowed",
)
_VISIBILITY: Final[dict[str, str]] = {
    Visibility.OPEN: N_("Everybody; posts are for everybody"),
    Visibility.LISTED: N_("Everybody; posts are for members"),
    Visibility.SECRET: N_("Members alone"),
}
_JOINING: Final[dict[str, str]] = {
    "": N_("The usual way"),
    JoinMethod.DIRECT: N_("At once"),
    JoinMethod.REQUEST: N_("They ask, somebody decides"),
    JoinMethod.INVITATION: N_("Somebody takes them in"),
}
_REACH: Final[dict[str, str]] = {
    "": N_("The usual readers"),
    Audience.GROUP: N_("Members"),
    Audience.NETWORK: N_("Everyone in the network"),
    Audience.PUBLIC: N_("Everybody, signed in or not"),
}
_PURPOSE: Final[dict[str, str]] = {
    Purpose.DEPARTMENT: N_("A department"),
    Purpose.PROJECT: N_("A project"),
    Purpose.INTEREST: N_("An interest"),
    Purpose.SUPPORT: N_("Support"),
}
Options = list[tuple[str, str]]


def groups(me: Session, request: Request, params: Params) -> Html:
    """List groups."""
    words, query, frame = words_for(request.locale), request.query, frame_of(me)
    which, text = query.get("list", "all"), query.get("text", "").strip()
    tabs = [
        (name, words.gettext(label)) for name, label in _TABS if frame.signed_in or name == "all"
    ]
    page = me.groups.list(
        mine=which == "mine",
        archived=which == "archived",
        text=text or None,
        cursor=query.get("cursor"),
    )
    founds = frame.signed_in and "found-group" in me.networks.current().can
    return show(
        me, "groups.html", frame=frame, page=page, which=which, tabs=tabs, text=text, founds=founds
    )


def group(me: Session, request: Request, params: Params) -> Html:
    """Show a group with its posts."""
    view, frame = me.groups.get(params["group"]), frame_of(me)
    draft = draft_for(me, frame, Form(), group=view) if "post" in view.can else None
    page = me.feeds.group(view.id, cursor=request.query.get("cursor"))
    return show(me, "group.html", frame=frame, group=view, draft=draft, page=page)


def new_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form of a new group."""
    demand(me.networks.current().can, Permission.NETWORK_FOUND_GROUP)
    return _group_form(me, request, None, Form({"purpose": "project", "visibility": "open"}))


def found(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Found a group."""
    form = Form.sent(request)
    try:
        return once(me, request, lambda: _founded(me, form))
    except (Invalid, Conflict) as error:
        return _group_form(me, request, None, form.refused(error, _FIELDS))


def _founded(me: Session, form: Form) -> Redirect:
    view = me.groups.found(
        form.text("name").strip(),
        about=form.lines("about"),
        visibility=form.text("visibility"),
        purpose=form.text("purpose"),
        join_method=form.given("join_method"),
        reach=form.given("reach"),
        externals_allowed=bool(form.given("externals_allowed")),
    )
    return Redirect(path("group", group=view.slug))


def edit_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form in which a group is changed."""
    view = me.groups.get(params["group"])
    demand(view.can, Permission.GROUP_MANAGE)
    values = {
        "name": view.name,
        "about": view.about,
        "purpose": view.purpose.value,
        "visibility": view.visibility.value,
        "join_method": view.join_method.value,
        "reach": view.reach.value,
        "externals_allowed": "yes" if view.externals_allowed else "",
        "version": str(view.version),
    }
    return _group_form(me, request, view, Form(values))


def edit(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Change a group."""
    form, before = Form.sent(request), me.groups.get(params["group"])
    allowed = bool(form.given("externals_allowed"))
    try:
        view = me.groups.edit(
            before.id,
            version=form.number("version"),
            name=form.text("name").strip(),
            about=form.lines("about"),
            visibility=form.text("visibility"),
            purpose=form.text("purpose"),
            join_method=form.given("join_method"),
            reach=form.given("reach"),
            externals_allowed=allowed if allowed is not before.externals_allowed else None,
        )
    except (Invalid, Conflict) as error:
        return _group_form(me, request, before, form.refused(error, _FIELDS))
    return Redirect(path("group", group=view.slug))


def archive(me: Session, request: Request, params: Params) -> Redirect:
    """Make a group read-only."""
    return Redirect(path("group", group=me.groups.archive(params["group"]).slug))


def restore(me: Session, request: Request, params: Params) -> Redirect:
    """Make an archived group alive again."""
    return Redirect(path("group", group=me.groups.restore(params["group"]).slug))


def _group_form(me: Session, request: Request, view: GroupView | None, form: Form) -> Html:
    words, frame = words_for(request.locale), frame_of(me)
    rights = me.networks.current().can if frame.signed_in else ()
    heading = words.gettext(N_("Found a group") if view is None else N_("Edit the group"))
    return show(
        me,
        "group_form.html",
        frame=frame,
        status=form.status,
        form=form,
        group=view,
        heading=heading,
        choices=_choices(me, request, rights, view),
        externals="allow-externals" in rights or (view is not None and view.externals_allowed),
    )


def _choices(
    me: Session, request: Request, rights: tuple[str, ...], view: GroupView | None
) -> dict[str, Options]:
    shown: dict[str, str] = dict(_VISIBILITY)
    secret = view is not None and view.visibility is Visibility.SECRET
    if "found-secret-group" not in rights and not secret:
        del shown[Visibility.SECRET]
    reach: dict[str, str] = dict(_REACH)
    if me.context.network.kind is not NetworkKind.COMMUNITY:
        del reach[Audience.PUBLIC]
    texts = {"visibility": shown, "join_method": _JOINING, "reach": reach, "purpose": _PURPOSE}
    words = words_for(request.locale)
    return {
        name: [(value, words.gettext(label)) for value, label in options.items()]
        for name, options in texts.items()
    }
