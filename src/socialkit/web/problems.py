"""Turn errors into problem details (RFC 9457): what was wrong, where, and what to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from uuid import UUID

from socialkit.errors import ConfigurationError, Param, SocialKitError

PROBLEM: Final = "application/problem+json"
TYPE_BASE: Final = "urn:socialkit:problem:"
"""In front of a problem's code, unless the host names the page of its documentation."""

_BY_KIND: Final = {
    "invalid": 422,
    "not-found": 404,
    "forbidden": 403,
    "conflict": 409,
    "unavailable": 503,
    "configuration": 500,
}
_BY_CODE: Final = {
    "body.json": 400,
    "body.too_large": 413,
    "body.content_type": 415,
    "paging.cursor": 400,
    "http.if_match": 400,
    "sign_in": 401,
    "stale": 412,
}
_TITLES: Final = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Names that releases of Python give differently; an answer is the same bytes on each."""
_RETRY_SECONDS: Final = "5"


@dataclass(frozen=True, slots=True)
class Problem:
    """Be what a caller is told when something could not be done."""

    status: int
    code: str
    detail: str
    params: Mapping[str, Param] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return the usual name of the status: `Not Found`."""
        return _TITLES.get(self.status) or HTTPStatus(self.status).phrase

    def json(self, type_base: str = TYPE_BASE) -> bytes:
        """Return the problem as `application/problem+json`, the same bytes each time."""
        document = {
            "type": f"{type_base}{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "params": dict(sorted(self.params.items())),
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def problem_of(error: SocialKitError) -> Problem:
    """Return the problem that an error of the library is; wiring errors keep their text inside."""
    if isinstance(error, ConfigurationError):
        message = "The server is not set up rightly. Its log says what to do."
        return Problem(500, "configuration", message)
    status = _BY_CODE.get(error.code, _BY_KIND.get(error.kind, 500))
    return Problem(status, error.code, error.message, error.params, _headers(status))


def unexpected(error_id: UUID) -> Problem:
    """Return the problem of a fault of ours; the log has the same id beside the trace."""
    message = "Something went wrong on the server. Tell whoever runs it this error's id."
    return Problem(500, "unexpected", message, {"error_id": str(error_id)})


def method_not_allowed(allowed: tuple[str, ...]) -> Problem:
    """Return the problem of a path that does not know the method."""
    message = f"This address answers to: {', '.join(allowed)}."
    headers = {"Allow": ", ".join(allowed)}
    return Problem(405, "method_not_allowed", message, {"allowed": list(allowed)}, headers)


def _headers(status: int) -> dict[str, str]:
    if status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": "Session"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return {"Retry-After": _RETRY_SECONDS}
    return {}
