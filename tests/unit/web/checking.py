"""Compare what a site answered with what its OpenAPI document promises."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from socialkit.web.api import ROUTES
from socialkit.web.openapi import document as document_of
from socialkit.web.routes import Match, RouteTable
from tests.unit.web.schema import faults
from tests.unit.web.site import SiteUnderTest


def described(site: SiteUnderTest) -> dict[str, Any]:
    response = site.send("ann", "GET", "/openapi.json")
    assert response.headers["Content-Type"] == "application/json"
    document = json.loads(response.body)
    assert isinstance(document, dict)
    return document


@cache
def promised() -> dict[str, Any]:
    """Return the document of the API, made once for all tests."""
    found = json.loads(document_of(RouteTable(ROUTES), prefix=""))
    assert isinstance(found, dict)
    return found


def wrong_answers(site: SiteUnderTest) -> list[str]:
    """Return what is wrong with the answers that a site gave, by its own document."""
    seen = tuple(site.seen)
    table, document = RouteTable(ROUTES), promised()
    found: list[str] = []
    for request, response in seen:
        match = table.match(request.method, request.path)
        if not isinstance(match, Match):
            continue
        answers = document["paths"][match.route.path][request.method.lower()]["responses"]
        answer = answers.get(str(response.status), answers["default"])
        content = answer.get("content", {})
        kind = response.headers.get("Content-Type")
        if kind is None:
            found += [f"{request.path}: a body"] if response.body else []
            continue
        schema = content[kind]["schema"]
        found += [
            f"{request.path} {f}" for f in faults(json.loads(response.body), schema, document)
        ]
    return found
