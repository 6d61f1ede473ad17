"""Tell socialkit who is signed in."""

from __future__ import annotations

from django.http import HttpRequest

COMMUNITY = "/community/"


def subject(request: HttpRequest) -> str | None:
    """Return the firm's own key of whoever is signed in: the user name, the same in every host.

    Partners have no account in the community, so they read there as strangers.
    """
    user = request.user
    if not user.is_authenticated:
        return None
    outside = user.kind == user.Kind.PARTNER and request.path_info.startswith(COMMUNITY)
    return None if outside else user.username
