"""Run rows of the route table: check, act in one unit of work, and say what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from socialkit.errors import SocialKitError, not_found
from socialkit.kit import SocialKit
from socialkit.services.session import Session
from socialkit.web.answering import JSON, answer
from socialkit.web.api import ROUTES
from socialkit.web.api.asked import Asked
from socialkit.web.assets import Assets
from socialkit.web.crossing import refuse_cross_site
from socialkit.web.headers import API
from socialkit.web.http import Request, Response, Site
from socialkit.web.openapi import PATH as OPENAPI_PATH
from socialkit.web.openapi import document
from socialkit.web.opening import Welcome, open_session
from socialkit.web.problems import method_not_allowed
from socialkit.web.reading import (
    MAX_VALUE,
    check_fields,
    check_form,
    read_body,
    read_query,
    sound_path,
)
from socialkit.web.refusing import Refusals
from socialkit.web.repeats import answer_once
from socialkit.web.routes import NoMatch, Route, RouteTable
from socialkit.web.settings import HostTransaction, WebSettings
from socialkit.web.showing import APART, Layout, PageRenderer
from socialkit.web.visiting import Visitors

if TYPE_CHECKING:
    from jinja2 import Environment


__all__ = ["HostTransaction", "WebApp", "WebSettings"]

_log = logging.getLogger("socialkit.web")
_READING: Final = ("GET", "HEAD")
_MOUNTS: Final = 100


class WebApp:
    """Answer requests for one kit; safe for threads."""

    def __init__(
        self,
        kit: SocialKit,
        *,
        settings: WebSettings | None = None,
        environment: Callable[[], Environment] | None = None,
        page_context: Callable[[Request], Mapping[str, object]] | None = None,
        layout: Layout | None = None,
        transaction: HostTransaction | None = None,
        welcome: Welcome | None = None,
    ) -> None:
        self.kit: Final = kit
        self.settings: Final = settings or WebSettings()
        self.table: Final = RouteTable((*ROUTES, *self._pages()))
        self._environment = environment
        self._page_context = page_context or _nothing
        self._layout = layout
        self._transaction = transaction
        self._welcome = welcome
        self._openapi: Final[dict[str, bytes]] = {}
        self._visitors = Visitors(kit)
        self._refusals = Refusals(kit, self.settings, lambda: self.renderer)

    # -- what adapters use -----------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer a request; what goes wrong becomes a problem, and nothing is kept of it."""
        try:
            response = self._answer(request)
        except SocialKitError as error:
            self._undo()
            response = self._refusals.error(request, error)
        except Exception:  # noqa: BLE001 - whatever it was, the caller gets a problem and no trace
            self._undo()
            response = self._refusals.fault(request)
        return replace(response, body=b"") if request.method == "HEAD" else response

    def refuse(self, request: Request, error: SocialKitError) -> Response:
        """Return the answer to a request that the host refuses before it is handled."""
        return self._refusals.error(request, error)

    @cached_property
    def assets(self) -> Assets:
        """Return the static files of the pages."""
        if not self.settings.pages:
            return Assets(None)
        from socialkit.web.pages import STATIC  # noqa: PLC0415 - only where pages are mounted

        return Assets(STATIC)

    @cached_property
    def renderer(self) -> PageRenderer:
        """Return what renders templates."""
        from socialkit.web.pages.environment import environment  # noqa: PLC0415 - as above

        make = self._environment or environment
        return PageRenderer(make(), self.site, self._page_context, self._layout)

    def site(self, root: str = "") -> Site:
        """Return how the pages are mounted, for templates; `root` is as in `Request.root`."""
        prefix = root + self.settings.prefix
        base = self.settings.base_template if self._layout is None else APART
        return Site(prefix, base, self.assets.addresses(prefix))

    def session(self, request: Request, *, read_only: bool) -> AbstractContextManager[Session]:
        """Open a unit of work for whoever asks; raise what `SocialKit.acting_as` raises."""
        return open_session(
            self.kit,
            request.identity,
            network=request.network,
            read_only=read_only,
            welcome=self._welcome,
        )

    # -- answering -------------------------------------------------------------------------------

    def _answer(self, request: Request) -> Response:
        refuse_cross_site(request, self.settings.trusted_origins)
        if special := self._special(request):
            return special
        found = self.table.match(request.method, request.path)
        if isinstance(found, NoMatch):
            if not found.allowed:
                raise not_found()
            return self._refusals.problem(request, method_not_allowed(found.allowed))
        if not sound_path(found.params):
            raise not_found()
        ready = _ready(request, found.route).with_values(path_params=found.params)
        response = self._act(found.route, ready)
        if not found.route.read_only:
            self._keep()
        self._visit(ready)
        return response

    def _visit(self, request: Request) -> None:
        try:
            if self._visitors.record(request):
                self._keep()
        except Exception:  # noqa: BLE001 - a page is worth more than a figure
            self._undo()
            _log.warning("a visit could not be recorded; the page is not held up", exc_info=True)

    def _special(self, request: Request) -> Response | None:
        """Answer what is no row of the table: the description of the API, and static files."""
        described = request.path == OPENAPI_PATH
        if not described and not request.path.startswith("/static/"):
            return None
        if request.method not in _READING:
            return self._refusals.problem(request, method_not_allowed(_READING))
        return self._described(request) if described else self.assets.answer(request)

    def _act(self, route: Route, request: Request) -> Response:
        with self.session(request, read_only=route.read_only) as me:
            _check_module(me, route)
            if route.page:
                page = route.handler(me, request, request.path_params)
                response = self.renderer.show(page, me, request)
            else:
                response = _call(me, route, request)
        own = self.settings.page_headers(request) if route.page else API
        return replace(response, headers={**own, **response.headers})

    def _keep(self) -> None:
        if self._transaction is not None:
            self._transaction.commit()

    def _undo(self) -> None:
        if self._transaction is not None:
            self._transaction.rollback()

    def _described(self, request: Request) -> Response:
        """Return the description of the API as it is mounted; there are few mounts, so all stay."""
        prefix = request.root + self.settings.prefix
        known = self._openapi.get(prefix)
        if known is None:
            if len(self._openapi) >= _MOUNTS:
                self._openapi.clear()
            known = self._openapi[prefix] = document(self.table, prefix=prefix)
        return Response(200, {**API, "Content-Type": JSON}, known)

    def _pages(self) -> Sequence[Route]:
        if not self.settings.pages:
            return ()
        from socialkit.web.pages.routes import PAGES  # noqa: PLC0415 - only where they are mounted

        return PAGES


def _ready(request: Request, route: Route) -> Request:
    """Return the request with its query and body checked."""
    check_fields(request.query, where="query", longest=MAX_VALUE)
    if route.page:
        check_form(request)
        return request
    asked = read_query(request.query, route.query or Asked)
    return request.with_values(asked_values=asked, sent_values=read_body(request, route.body))


def _check_module(me: Session, route: Route) -> None:
    on = {module.value for module in me.context.network.modules}
    if route.module is not None and route.module not in on:
        raise not_found()


def _call(me: Session, route: Route, request: Request) -> Response:
    def run() -> object:
        return route.handler(me, request, request.path_params)

    if route.method == "POST" and not route.read_only:
        return answer_once(me, route, request, run)
    return answer(route, run())


def _nothing(_: Request) -> Mapping[str, object]:
    return {}
