"""Give each request its `request.social`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from socialkit.contrib.django.asking import at_hand
from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.enrolling import welcome_of
from socialkit.contrib.django.identity import subject_of
from socialkit.contrib.django.kits import kit
from socialkit.errors import ConfigurationError
from socialkit.kit import SocialKit
from socialkit.services.session import Session
from socialkit.web.opening import open_session

Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class Social:
    """Be the social layer for whoever sent a request: `request.social`."""

    def __init__(self, request: HttpRequest, network: str | None = None) -> None:
        self._request = request
        self._network = network

    @property
    def network(self) -> str:
        """Return the slug of the network."""
        return settings().network if self._network is None else self._network

    @property
    def kit(self) -> SocialKit:
        """Return the kit of the network."""
        return kit(self.network)

    @property
    def subject(self) -> str | None:
        """Return the key of whoever is signed in; None for a stranger."""
        return subject_of(self._request)

    def of(self, network: str) -> Social:
        """Return the same for another network."""
        return Social(self._request, network)

    @contextmanager
    def acting_as_current(self, *, read_only: bool = False) -> Iterator[Session]:
        """Open a unit of work for whoever is signed in; `social` is its session meanwhile.

        Inside your own `transaction.atomic` it is kept and undone with what you write. Raises what
        `SocialKit.acting_as` raises, `ConfigurationError` (``django.event_loop``).
        """
        _refuse_event_loop()
        opened = open_session(
            self.kit,
            self.subject,
            network=self.network,
            read_only=read_only,
            welcome=welcome_of(self.kit, self._request),
        )
        with at_hand(self._request), opened as me:
            yield me


class SocialKitMiddleware:
    """Set `request.social`; it costs nothing until it is used."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self._next: Any = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: Any) -> Answer:
        """Go on with the request."""
        request.social = Social(request)
        answer: Answer = self._next(request)
        return answer


def _refuse_event_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    message = (
        "socialkit was called on the event loop, where Django's databases can not be used. Put "
        "your code into a function f and write `await sync_to_async(f)(request)` "
        "(asgiref.sync.sync_to_async)."
    )
    raise ConfigurationError("django.event_loop", message)
