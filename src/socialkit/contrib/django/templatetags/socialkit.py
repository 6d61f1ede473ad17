"""Show pieces of the pages in the project's own templates: `{% load socialkit %}`.

Whoever may not see something gets nothing, and no reason. `of="club"` speaks of another network.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import template
from django.conf import settings as project
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from socialkit.contrib.django.asking import at_hand, read_request
from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.kits import web_of
from socialkit.contrib.django.mounts import prefix_of
from socialkit.errors import ConfigurationError
from socialkit.web.embedding import Embedded

register: Final = template.Library()
_log: Final = logging.getLogger("socialkit.django")


@register.simple_tag(takes_context=True)
def socialkit_head(context: Context, *, of: str | None = None) -> SafeString:
    """Return the links to the stylesheet and the script; once, in the head."""
    return _shown(context, of, lambda pieces: pieces.head())


@register.simple_tag(takes_context=True)
def socialkit_badge(context: Context, *, of: str | None = None) -> SafeString:
    """Return the link to the notices with the number of unread ones; nothing for a stranger."""
    return _shown(context, of, lambda pieces: pieces.badge())


@register.simple_tag(takes_context=True)
def socialkit_feed(
    context: Context, group: UUID | str | None = None, *, limit: int = 5, of: str | None = None
) -> SafeString:
    """Return the latest posts of a group (or of the reader's home), as the reader may see them."""
    return _shown(context, of, lambda pieces: pieces.feed(group, limit=limit))


@register.simple_tag(takes_context=True)
def socialkit_thread(context: Context, post: Any, *, of: str | None = None) -> SafeString:
    """Return a thread, given its id or a model of it; nothing where there is none to be read."""
    key = getattr(post, "pk", post)
    if key in {None, ""}:
        return mark_safe("")
    return _shown(context, of, lambda pieces: pieces.thread(key))


@register.simple_tag(takes_context=True)
def socialkit_text(context: Context, body: str, *, of: str | None = None) -> SafeString:
    """Return a text of your own as safe HTML: Markdown, its names linked for the reader."""
    return _shown(context, of, lambda pieces: pieces.text(str(body or "")))


def _shown(context: Context, of: str | None, show: Callable[[Embedded], str]) -> SafeString:
    """Return a piece; wrong wiring is told where DEBUG is on, and elsewhere the log is."""
    try:
        request = _request(context)
        with at_hand(request):
            return mark_safe(show(_embedded(request, of)))  # noqa: S308 - rendered with autoescape
    except ConfigurationError as error:
        if project.DEBUG:
            raise
        _log.error("%s: %s", error.code, error.message)
        return mark_safe("")


def _embedded(request: HttpRequest, of: str | None) -> Embedded:
    network = settings().network if of is None else of
    root = prefix_of(network)
    if root is None:
        message = (
            f"The network '{network}' is not mounted, so its pages have no addresses. Write "
            f'path("social/", mount("{network}")) in your urls.py '
            "(from socialkit.contrib.django.urls import mount)."
        )
        raise ConfigurationError("django.not_mounted", message, network=network)
    asked = read_request(
        request, root=root, path=request.path_info, network=network, with_body=False
    )
    return Embedded(web_of(network), asked)


def _request(context: Context) -> HttpRequest:
    found = context.get("request")
    if not isinstance(found, HttpRequest):
        message = (
            "This template has no `request`. Add 'django.template.context_processors.request' to "
            "the context_processors in TEMPLATES, and render with `render(request, ...)`."
        )
        raise ConfigurationError("django.no_request", message)
    return found
