"""Let Django check every write that carries a session, and say so in our own words.

The views are exempt from Django's middleware, which would answer with a page of its own; the same
check runs here. A request without the session's cookie has nothing that could be abused, so the
check of origins is enough for it.
"""

from __future__ import annotations

import logging
from typing import Final

from django.conf import settings as project
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from socialkit.errors import Forbidden

_log: Final = logging.getLogger("socialkit.web")


class Check(CsrfViewMiddleware):
    """Be Django's check, which says why it refuses and answers nothing."""

    def _reject(self, _: HttpRequest, reason: str) -> str:
        return reason


def _answered(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


_CHECK: Final = Check(_answered)


def check_token(request: HttpRequest) -> None:
    """Raise `Forbidden` (``csrf``) for a write with a session but without its token."""
    if project.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    _CHECK.process_request(request)
    reason = _CHECK.process_view(request, _answered, (), {})
    if reason is not None:
        _log.warning("refused a write at %s: %s", request.path, reason)
        message = (
            "This form was out of date or came from elsewhere, so nothing was changed. Load the "
            "page again and send it once more; a program sends the header X-CSRFToken."
        )
        raise Forbidden("csrf", message)


def keep_token(request: HttpRequest, response: HttpResponse) -> None:
    """Send the cookie of the token with a page that shows a form, with or without a middleware."""
    _CHECK.process_response(request, response)
