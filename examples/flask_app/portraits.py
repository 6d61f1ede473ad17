"""Serve a simple portrait for each user."""

from __future__ import annotations

from flask import Blueprint, Response

from examples.demo.portraits import KEPT, portrait_of

pages = Blueprint("portraits", __name__)


@pages.get("/portraits/<name>.svg")
def portrait(name: str) -> Response:
    """Return the same drawing each time for the same name."""
    answer = Response(portrait_of(name), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = KEPT
    return answer
