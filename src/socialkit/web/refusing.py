"""Answer what could not be done: a problem for programs, a page for people, a trace for the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from socialkit.errors import ConfigurationError, Forbidden, SocialKitError
from socialkit.kit import SocialKit, unknown_subject
from socialkit.web.headers import API
from socialkit.web.http import Html, Request, Response
from socialkit.web.present import present
from socialkit.web.problems import PROBLEM, Problem, problem_of, unexpected
from socialkit.web.settings import WebSettings
from socialkit.web.showing import HTML, PageRenderer, bare_problem

_log = logging.getLogger("socialkit.web")


@dataclass(frozen=True, slots=True)
class Refusals:
    """Make the answers to requests that failed."""

    kit: SocialKit
    settings: WebSettings
    renderer: Callable[[], PageRenderer]

    def error(self, request: Request, error: SocialKitError) -> Response:
        """Return the answer to an error of the library; strangers are sent to sign in."""
        if isinstance(error, ConfigurationError):
            _log.error("%s: %s", error.code, error.message)
        if error.code == "sign_in" and request.identity is not None:
            # Signing in again would change nothing: the user is no member here.
            error = unknown_subject(request.network)
        ask = self.settings.sign_in
        if error.code == "sign_in" and ask is not None and self._wants_page(request):
            address = ask()
            if address is not None:
                headers = {**self.settings.page_headers(request), "Location": address}
                return Response(302, headers)
        return self.problem(request, problem_of(error))

    def fault(self, request: Request) -> Response:
        """Return the answer to a fault of ours, and write its trace to the log under one id."""
        error_id = self.kit.tools.ids.new()
        _log.exception("unexpected error %s at %s", error_id, request.method)
        return self.problem(request, unexpected(error_id))

    def problem(self, request: Request, problem: Problem) -> Response:
        """Return a problem in the form that the address speaks."""
        if not self._wants_page(request):
            headers = {**API, **problem.headers, "Content-Type": PROBLEM}
            return Response(problem.status, headers, problem.json(self.settings.problem_base))
        shown = self._page(request, problem)
        own = self.settings.page_headers(request)
        return replace(shown, headers={**own, **shown.headers, **problem.headers})

    def _page(self, request: Request, problem: Problem) -> Response:
        page = Html("socialkit/problem.html", {"problem": problem}, problem.status)
        for identity in (request.identity, None):
            try:
                unit = self.kit.acting_as(identity, network=request.network, read_only=True)
                with unit as me, present(me):
                    return self.renderer().show(page, me, request)
            except Forbidden:
                continue
            except ConfigurationError as wrong:
                _log.warning("the page of a problem could not be shown: %s", wrong.code)
                break
            except Exception:  # noqa: BLE001 - the plain page below is what is left
                _log.warning("the page of a problem could not be shown", exc_info=True)
                break
        return Response(problem.status, {"Content-Type": HTML}, bare_problem(problem))

    def _wants_page(self, request: Request) -> bool:
        return self.settings.pages and not request.path.startswith("/api/")
