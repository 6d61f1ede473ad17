"""Show the directory and profiles, and take what people tell of themselves."""

from __future__ import annotations

from typing import Final

from socialkit.domain.actions import Permission
from socialkit.errors import Conflict, Invalid
from socialkit.services.session import Session
from socialkit.services.views import PersonView
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import demand, show
from socialkit.web.routes import Params

_LINES: Final = (
    "handle",
    "display_name",
    "title",
    "department",
    "location",
    "time_zone",
    "avatar_url",
)
_LISTS: Final = ("skills", "interests", "ask_about")
_REPORTS: Final = 12
_GRID: Final = 24


def people(me: Session, request: Request, params: Params) -> Html:
    """Show the directory."""
    form = Form.asked(request)
    wanted = {name: form.given(name) for name in ("text", "department", "skill")}
    departments = sorted(me.people.departments().items(), key=lambda item: item[0].casefold())
    return show(
        me,
        "people.html",
        form=form,
        page=me.people.list(**wanted, limit=_GRID, cursor=request.query.get("cursor")),
        total=me.people.count(**wanted),
        departments=departments,
    )


def person(me: Session, request: Request, params: Params) -> Html:
    """Show a profile with what the person wrote."""
    view = me.people.get(params["person"])
    return show(
        me,
        "person.html",
        person=view,
        page=me.feeds.profile(view.id, cursor=request.query.get("cursor")),
        reports=me.people.reports(view.id, limit=_REPORTS).items,
    )


def edit_form(me: Session, request: Request, params: Params) -> Html:
    """Show the form in which a profile is changed."""
    view = me.people.get(params["person"])
    demand(view.can, Permission.PERSON_EDIT)
    values = {
        "display_name": view.name,
        "bio": view.bio or "",
        "version": str(view.version),
    }
    values |= {name: getattr(view, name) or "" for name in _LINES if name != "display_name"}
    values |= {name: ", ".join(getattr(view, name)) for name in _LISTS}
    return show(me, "person_form.html", person=view, form=Form(values))


def edit(me: Session, request: Request, params: Params) -> Html | Redirect:
    """Change a profile; an empty field is emptied."""
    form, before = Form.sent(request), me.people.get(params["person"])
    try:
        view = _edited(me, before, form)
    except (Invalid, Conflict) as error:
        refused = form.refused(error, (*_LINES, *_LISTS, "bio"))
        return show(me, "person_form.html", status=refused.status, person=before, form=refused)
    return Redirect(path("person", person=view.handle))


def _edited(me: Session, before: PersonView, form: Form) -> PersonView:
    changes: dict[str, object] = {name: form.given(name) for name in _LINES if name in form.values}
    changes |= {name: form.words(name, ",") for name in _LISTS if name in form.values}
    changes |= {name: form.text(name).strip() for name in ("handle", "display_name")}
    changes["bio"] = form.lines("bio").strip() or None
    return me.people.edit(before.id, version=form.number("version"), **changes)


def follow(me: Session, request: Request, params: Params) -> Redirect:
    """Follow a person."""
    me.follows.person(params["person"])
    return Redirect(path("person", person=params["person"]))


def unfollow(me: Session, request: Request, params: Params) -> Redirect:
    """Stop following a person."""
    me.follows.unfollow_person(params["person"])
    return Redirect(path("person", person=params["person"]))
