"""Show the viewer's notices."""

from __future__ import annotations

from socialkit.services.session import Session
from socialkit.web.http import Html, Redirect, Request
from socialkit.web.pages.addresses import path
from socialkit.web.pages.framing import show
from socialkit.web.routes import Params


def notices(me: Session, request: Request, params: Params) -> Html:
    """List the notices, the latest first."""
    unread_only = bool(request.query.get("unread"))
    page = me.notifications.list(unread_only=unread_only, cursor=request.query.get("cursor"))
    return show(me, "notices.html", page=page, unread_only=unread_only)


def seen(me: Session, request: Request, params: Params) -> Redirect:
    """Say that the list was looked at."""
    me.notifications.mark_seen()
    return Redirect(path("notices"))


def read_all(me: Session, request: Request, params: Params) -> Redirect:
    """Mark everything as read."""
    me.notifications.mark_read()
    return Redirect(path("notices"))


def read(me: Session, request: Request, params: Params) -> Redirect:
    """Mark one entry as read."""
    me.notifications.mark_read(params["notice"])
    return Redirect(path("notices"))
