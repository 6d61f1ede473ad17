"""Mount the route table: one rule per row, and nothing that could hide a rule of the host."""

from __future__ import annotations

from collections.abc import Callable

import flask

from socialkit.web.application import WebApp
from socialkit.web.openapi import PATH as OPENAPI_PATH
from socialkit.web.routes import Route

View = Callable[..., flask.Response]
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def make_blueprint(name: str, web: WebApp, view: View) -> flask.Blueprint:
    """Return a blueprint whose every rule is answered by `view`.

    The endpoint of a row is its name with underscores: `url_for("socialkit.groups_get", ...)`.
    """
    prefix = web.settings.prefix
    blueprint = flask.Blueprint(name, __name__, url_prefix=prefix or None)
    methods: dict[str, set[str]] = {}
    for row in web.table.rows:
        rule = _rule(row)
        methods.setdefault(rule, set()).add(row.method)
        endpoint = row.name.replace(".", "_")
        blueprint.add_url_rule(rule, endpoint, view, methods=[row.method])
    _refuse_others(blueprint, methods, view)
    blueprint.add_url_rule(OPENAPI_PATH, "openapi", view, methods=["GET"])
    blueprint.add_url_rule("/static/<version>/<path:name>", "static", view, methods=["GET"])
    if prefix:
        blueprint.add_url_rule("/api/<path:rest>", "unknown", view, methods=sorted(_METHODS))
    return blueprint


def _rule(row: Route) -> str:
    return row.path.replace("{", "<").replace("}", ">")


def _refuse_others(blueprint: flask.Blueprint, methods: dict[str, set[str]], view: View) -> None:
    """Answer methods that a path does not know as every host does, with a problem."""
    for number, (rule, known) in enumerate(methods.items()):
        others = sorted(_METHODS - known)
        if others:
            blueprint.add_url_rule(
                rule, f"refused_{number}", view, methods=others, provide_automatic_options=False
            )
