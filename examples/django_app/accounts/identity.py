"""Tell socialkit who is signed in, and who a new colleague becomes."""

from __future__ import annotations

from django.http import HttpRequest

from examples.django_app.accounts.models import User
from socialkit.contrib.django import Newcomer

COMMUNITY = "/community/"


def subject(request: HttpRequest) -> str | None:
    """Return the firm's own key of whoever is signed in: the user name, the same in every host.

    Partners have no account in the community, so they read there as strangers.
    """
    user = request.user
    if not isinstance(user, User):
        return None
    outside = user.kind == user.Kind.PARTNER and request.path_info.startswith(COMMUNITY)
    return None if outside else user.username


def newcomer(user: User) -> Newcomer | None:
    """Make an employee of a colleague at first sight; everybody else is let in by somebody."""
    if user.kind != user.Kind.STAFF:
        return None
    return Newcomer(name=str(user), handle=user.username, member_class="employee")
