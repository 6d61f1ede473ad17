"""Serve the network, the caller, and people."""

from __future__ import annotations

from socialkit.paging import Page
from socialkit.services.session import Session
from socialkit.services.views import NetworkStats, NetworkView, PersonRef, PersonView, PostView
from socialkit.web.api.answers import Count, Department
from socialkit.web.api.asked import FeedPaging, Paging, PeoplePaging, PeopleWanted
from socialkit.web.api.rows import listing, read, write
from socialkit.web.api.sent import NewManager, NewPerson, NewStatus, ProfileEdit
from socialkit.web.http import Request
from socialkit.web.routes import Params


def _network(me: Session, _request: Request, _params: Params) -> NetworkView:
    """Show the network."""
    return me.networks.current()


def _stats(me: Session, _request: Request, _params: Params) -> NetworkStats:
    """Count what the network holds."""
    return me.networks.stats()


def _me(me: Session, _request: Request, _params: Params) -> PersonView:
    """Show the caller's own profile."""
    return me.people.me()


def _edit_me(me: Session, request: Request, _params: Params) -> PersonView:
    """Change the caller's own profile."""
    return _edited(me, request, None)


def _edit(me: Session, request: Request, params: Params) -> PersonView:
    """Change a profile."""
    return _edited(me, request, params["person"])


def _edited(me: Session, request: Request, person: str | None) -> PersonView:
    fields = request.sent(ProfileEdit).model_dump(exclude_unset=True)
    return me.people.edit(person, version=request.version, **fields)


def _get(me: Session, _request: Request, params: Params) -> PersonView:
    """Show a profile, by id or handle."""
    return me.people.get(params["person"])


def _list(me: Session, request: Request, _params: Params) -> Page[PersonView]:
    """List the directory, newest first."""
    return me.people.list(**request.asked(PeoplePaging).model_dump())


def _count(me: Session, request: Request, _params: Params) -> Count:
    """Count the people that the directory shows."""
    return Count(me.people.count(**request.asked(PeopleWanted).model_dump()))


def _departments(me: Session, _request: Request, _params: Params) -> tuple[Department, ...]:
    """Count people by department."""
    found = me.people.departments()
    return tuple(Department(name, people) for name, people in found.items())


def _chain(me: Session, _request: Request, params: Params) -> tuple[PersonRef, ...]:
    """List the managers above a person, the nearest first."""
    return me.people.chain(params["person"])


def _reports(me: Session, request: Request, params: Params) -> Page[PersonView]:
    """List the people whose manager this person is."""
    return me.people.reports(params["person"], **request.asked(Paging).model_dump())


def _posts(me: Session, request: Request, params: Params) -> Page[PostView]:
    """List the posts of a person, newest first."""
    return me.feeds.profile(params["person"], **request.asked(FeedPaging).model_dump())


def _add(me: Session, request: Request, _params: Params) -> PersonView:
    """Make a person for a user of the host."""
    fields = request.sent(NewPerson).model_dump(exclude_unset=True)
    return me.people.add(fields.pop("subject"), fields.pop("display_name"), **fields)


def _set_status(me: Session, request: Request, params: Params) -> PersonView:
    """Suspend, deactivate or restore a person."""
    return me.people.set_status(params["person"], request.sent(NewStatus).status)


def _set_manager(me: Session, request: Request, params: Params) -> PersonView:
    """Say who manages a person."""
    return me.people.set_manager(params["person"], request.sent(NewManager).manager)


def _follow(me: Session, _request: Request, params: Params) -> None:
    """Follow a person."""
    me.follows.person(params["person"])


def _unfollow(me: Session, _request: Request, params: Params) -> None:
    """Stop following a person."""
    me.follows.unfollow_person(params["person"])


def _again(me: Session, known: str) -> PersonView:
    return me.people.get(known)


ROUTES = (
    read("/network", "network.get", _network, NetworkView),
    read("/network/stats", "network.stats", _stats, NetworkStats),
    read("/me", "me.get", _me, PersonView),
    write("PATCH", "/me", "me.edit", _edit_me, PersonView, body=ProfileEdit),
    listing("/people", "people.list", _list, PersonView, query=PeoplePaging),
    write(
        "POST",
        "/people",
        "people.add",
        _add,
        PersonView,
        body=NewPerson,
        again=_again,
        created=True,
    ),
    read("/counts/people", "people.count", _count, Count, query=PeopleWanted),
    listing("/departments", "people.departments", _departments, Department),
    read("/people/{person}", "people.get", _get, PersonView),
    write("PATCH", "/people/{person}", "people.edit", _edit, PersonView, body=ProfileEdit),
    write(
        "PUT", "/people/{person}/status", "people.status", _set_status, PersonView, body=NewStatus
    ),
    write(
        "PUT",
        "/people/{person}/manager",
        "people.manager",
        _set_manager,
        PersonView,
        body=NewManager,
    ),
    listing("/people/{person}/chain", "people.chain", _chain, PersonRef),
    listing("/people/{person}/reports", "people.reports", _reports, PersonView, query=Paging),
    listing("/people/{person}/posts", "feeds.profile", _posts, PostView, query=FeedPaging),
    write("PUT", "/people/{person}/follow", "people.follow", _follow),
    write("DELETE", "/people/{person}/follow", "people.unfollow", _unfollow),
)
