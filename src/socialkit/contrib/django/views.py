"""Answer requests to the rows of the route table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from socialkit.contrib.django.asking import at_hand, read_request, write_response
from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.csrf import check_token, keep_token
from socialkit.contrib.django.kits import web_of
from socialkit.contrib.django.mounts import View, mounted_at
from socialkit.errors import Forbidden
from socialkit.web.reading import MAX_BYTES


def view_of(path: str, network: str | None) -> View:
    """Return the view of one path of the table, for every method."""

    # A part of a path may be called `request`, so the first argument has no name.
    def view(request: HttpRequest, /, **parts: str) -> HttpResponse:
        return answer(request, path.format(**parts), network=network)

    marks: Any = view
    marks.csrf_exempt = True
    marks.network = network
    return view


def answer(http: HttpRequest, path: str, *, network: str | None) -> HttpResponse:
    """Answer a request at `path` below the mount of a network."""
    slug = settings().network if network is None else network
    web = web_of(slug)
    root = http.path.removesuffix(path)
    with at_hand(http), mounted_at(slug, root):
        asked = read_request(http, root=root, path=path, network=slug)
        try:
            if len(asked.body) <= MAX_BYTES:
                check_token(http)
        except Forbidden as error:
            response = web.refuse(asked, error)
        else:
            response = web.handle(asked)
        sent = write_response(response)
        keep_token(http, sent)
        return sent
