"""Mount the route table: one rule per row, and nothing that could hide a rule of the host."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final, TypeAlias

import flask

from socialkit.web.application import WebApp
from socialkit.web.openapi import PATH as OPENAPI_PATH
from socialkit.web.routes import Route

View: TypeAlias = Callable[..., flask.Response]
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def make_blueprint(name: str, web: WebApp, view: View) -> flask.Blueprint:
    """Return a blueprint whose every rule is answered by `view`.

    The endpoint of a row is its name with underscores: `url_for("socialkit.groups_get", ...)`.
    """
    prefix = web.settings.prefix
    blueprint = flask.Blueprint(name, __name__, url_prefix=prefix or None)
    methods: dict[str, set[str]] = {}
    for row in web.table.rows:
        rule = _rule(row)
        known = {row.method, "HEAD"} if row.method == "GET" else {row.method}
        methods.setdefault(rule, set()).update(known)
        endpoint = row.name.replace(".", "_")
        _add(blueprint, rule, endpoint, view, known)
    _refuse_others(blueprint, methods, view)
    _add(blueprint, OPENAPI_PATH, "openapi", view, _METHODS)
    _add(blueprint, "/static/<version>/<path:name>", "static", view, _METHODS)
    if prefix:
        _add(blueprint, "/api/<path:rest>", "unknown", view, _METHODS)
    return blueprint


def _add(
    blueprint: flask.Blueprint, rule: str, endpoint: str, view: View, methods: Collection[str]
) -> None:
    # Flask would answer OPTIONS by itself, and differently from other hosts.
    blueprint.add_url_rule(
        rule, endpoint, view, methods=sorted(methods), provide_automatic_options=False
    )


def _rule(row: Route) -> str:
    return row.path.replace("{", "<").replace("}", ">")


def _refuse_others(blueprint: flask.Blueprint, methods: dict[str, set[str]], view: View) -> None:
    """Answer methods that a path does not know as every host does, with a problem."""
    for number, (rule, known) in enumerate(methods.items()):
        _add(blueprint, rule, f"refused_{number}", view, _METHODS - known)
