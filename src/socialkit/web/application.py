"""Run rows of the route table: check, act in one unit of work, and say what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from socialkit.errors import ConfigurationError, Forbidden, SocialKitError, not_found
from socialkit.kit import SocialKit
from socialkit.services.session import Session
from socialkit.web.answering import JSON, answer
from socialkit.web.api import ROUTES
from socialkit.web.api.asked import Asked
from socialkit.web.assets import Assets
from socialkit.web.crossing import refuse_cross_site
from socialkit.web.headers import API, page_headers
from socialkit.web.http import Html, Request, Response, Site
from socialkit.web.openapi import PATH as OPENAPI_PATH
from socialkit.web.openapi import document
from socialkit.web.present import present
from socialkit.web.problems import (
    PROBLEM,
    TYPE_BASE,
    Problem,
    method_not_allowed,
    problem_of,
    unexpected,
)
from socialkit.web.reading import (
    MAX_BYTES,
    MAX_VALUE,
    check_fields,
    read_body,
    read_query,
    sound_path,
)
from socialkit.web.repeats import answer_once
from socialkit.web.routes import NoMatch, Route, RouteTable
from socialkit.web.showing import HTML, PageRenderer, bare_problem
from socialkit.web.visiting import Visitors

if TYPE_CHECKING:
    from jinja2 import Environment


class HostTransaction(Protocol):
    """Be the host's own transaction, which units of work have joined."""

    def commit(self) -> None:
        """Keep what the request wrote."""

    def rollback(self) -> None:
        """Undo what the request wrote."""


Additions: TypeAlias = Callable[[Request], Mapping[str, Sequence[str]] | None]

_log = logging.getLogger("socialkit.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Say how a host mounts the routes; every setting has a safe value without it."""

    prefix: str = ""
    """In front of every path, such as `/social`."""
    base_template: str | None = None
    """The host's layout, which the pages extend."""
    sign_in: Callable[[], str | None] | None = None
    """Says where strangers are sent from a page that needs somebody; else they read why."""
    trusted_origins: Collection[str] = ()
    """Other origins that may write, such as `https://intra.example`."""
    problem_base: str = TYPE_BASE
    """In front of a code in a problem's `type`: the address of the host's documentation, say."""
    content_policy: Additions | None = None
    """Sources that the host's layout needs, per request."""
    pages: bool = True
    """Mount the HTML pages beside the JSON API."""


class WebApp:
    """Answer requests for one kit; safe for threads."""

    def __init__(
        self,
        kit: SocialKit,
        *,
        settings: WebSettings | None = None,
        environment: Callable[[], Environment] | None = None,
        page_context: Callable[[Request], Mapping[str, object]] | None = None,
        transaction: HostTransaction | None = None,
    ) -> None:
        self.kit: Final = kit
        self.settings: Final = settings or WebSettings()
        self.table: Final = RouteTable((*ROUTES, *self._pages()))
        self._environment = environment
        self._page_context = page_context or _nothing
        self._transaction = transaction
        self._visitors = Visitors(kit)

    # -- what adapters use -----------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """Answer a request; never raises."""
        try:
            response = self._answer(request)
        except SocialKitError as error:
            self._undo()
            response = self._refused(request, error)
        except Exception:  # noqa: BLE001 - whatever it was, the caller gets a problem and no trace
            self._undo()
            response = self._failed(request)
        return replace(response, body=b"") if request.method == "HEAD" else response

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
        return PageRenderer(make(), self.site, self._page_context)

    def site(self, root: str = "") -> Site:
        """Return how the pages are mounted, for templates; `root` is as in `Request.root`."""
        prefix = root + self.settings.prefix
        return Site(prefix, self.settings.base_template, self.assets.addresses(prefix))

    # -- answering -------------------------------------------------------------------------------

    def _answer(self, request: Request) -> Response:
        refuse_cross_site(request, self.settings.trusted_origins)
        if special := self._special(request):
            return special
        found = self.table.match(request.method, request.path)
        if isinstance(found, NoMatch):
            if not found.allowed:
                raise not_found()
            return self._problem(request, method_not_allowed(found.allowed))
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
        if request.method not in {"GET", "HEAD"}:
            return None
        if request.path == OPENAPI_PATH:
            return Response(200, {**API, "Content-Type": JSON}, self._openapi)
        if request.path.startswith("/static/"):
            return self.assets.answer(request)
        return None

    def _act(self, route: Route, request: Request) -> Response:
        unit = self.kit.acting_as(
            request.identity, network=request.network, read_only=route.read_only
        )
        with unit as me, present(me):
            _check_module(me, route)
            if route.page:
                page = route.handler(me, request, request.path_params)
                return self._with_page_headers(self.renderer.show(page, me, request), request)
            response = _call(me, route, request)
        return replace(response, headers={**API, **response.headers})

    def _keep(self) -> None:
        if self._transaction is not None:
            self._transaction.commit()

    def _undo(self) -> None:
        if self._transaction is not None:
            self._transaction.rollback()

    @cached_property
    def _openapi(self) -> bytes:
        return document(self.table, prefix=self.settings.prefix)

    # -- refusing --------------------------------------------------------------------------------

    def _refused(self, request: Request, error: SocialKitError) -> Response:
        if isinstance(error, ConfigurationError):
            _log.error("%s: %s", error.code, error.message)
        ask = self.settings.sign_in
        if error.code == "sign_in" and ask is not None and self._wants_page(request):
            address = ask()
            if address is not None:
                return self._with_page_headers(Response(302, {"Location": address}), request)
        return self._problem(request, problem_of(error))

    def _failed(self, request: Request) -> Response:
        error_id = self.kit.tools.ids.new()
        _log.exception("unexpected error %s at %s", error_id, request.method)
        return self._problem(request, unexpected(error_id))

    def _problem(self, request: Request, problem: Problem) -> Response:
        if not self._wants_page(request):
            headers = {**API, **problem.headers, "Content-Type": PROBLEM}
            return Response(problem.status, headers, problem.json(self.settings.problem_base))
        shown = self._problem_page(request, problem)
        headers = {**shown.headers, **problem.headers}
        return self._with_page_headers(replace(shown, headers=headers), request)

    def _problem_page(self, request: Request, problem: Problem) -> Response:
        page = Html("socialkit/problem.html", {"problem": problem}, problem.status)
        for identity in (request.identity, None):
            try:
                unit = self.kit.acting_as(identity, network=request.network, read_only=True)
                with unit as me, present(me):
                    return self.renderer.show(page, me, request)
            except Forbidden:
                continue
            except Exception:  # noqa: BLE001 - the plain page below is what is left
                _log.warning("the page of a problem could not be shown", exc_info=True)
                break
        return Response(problem.status, {"Content-Type": HTML}, bare_problem(problem))

    def _wants_page(self, request: Request) -> bool:
        return self.settings.pages and not request.path.startswith("/api/")

    def _with_page_headers(self, response: Response, request: Request) -> Response:
        chosen = self.settings.content_policy
        additions = None if chosen is None else chosen(request)
        return replace(response, headers={**page_headers(additions), **response.headers})

    def _pages(self) -> Sequence[Route]:
        if not self.settings.pages:
            return ()
        from socialkit.web.pages.routes import PAGES  # noqa: PLC0415 - only where they are mounted

        return PAGES


def _ready(request: Request, route: Route) -> Request:
    """Return the request with its query and body checked."""
    check_fields(request.query, where="query", longest=MAX_VALUE)
    check_fields(request.form, where="body", longest=MAX_BYTES)
    if route.page:
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
