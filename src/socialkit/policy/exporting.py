"""Write a policy as plain Casbin: conditions expanded, so that any Casbin library can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from socialkit.policy.loaded import Loaded

_DECLARED: Final = re.compile(r"declared\(\s*r\.sub\s*\)")
_HOLDS: Final = re.compile(r"holds\(\s*r\.sub\s*,\s*p\.who\s*\)")


def as_casbin(loaded: Loaded) -> tuple[str, str]:
    """Return the texts of `model.conf` and `policy.csv` without anything of this library's own.

    Every condition stands in parentheses of its own. `declared()` and `holds()` become lists of
    classes and roles. A host's own functions have to be added to the enforcer, as they were here.
    """
    return "\n".join(_model(loaded)) + "\n", "\n".join(_rules(loaded)) + "\n"


def _model(loaded: Loaded) -> Iterator[str]:
    model = loaded.model
    yield f"# Written from the policy {loaded.version}; change that one, and write this anew."
    yield "[request_definition]"
    yield f"r = {', '.join(model.request)}"
    yield ""
    yield "[policy_definition]"
    yield f"p = {', '.join(model.columns)}"
    if model.roles:
        yield ""
        yield "[role_definition]"
        for name, arity in model.roles.items():
            yield f"{name} = {', '.join('_' * arity)}"
    yield ""
    yield "[policy_effect]"
    yield f"e = {model.effect_text}"
    yield ""
    yield "[matchers]"
    yield f"m = {_matcher(loaded)}"


def _matcher(loaded: Loaded) -> str:
    text = _DECLARED.sub(lambda _: _declared(loaded), loaded.model.matcher.value)
    return _HOLDS.sub(lambda _: _holds(loaded), text)


def _declared(loaded: Loaded) -> str:
    names = ", ".join(f'"{name}"' for name in sorted(loaded.classes))
    return f"(r.sub.member_class in [{names}])"


def _holds(loaded: Loaded) -> str:
    """Return who is meant by `p.who`: the families of names are kept apart, so `or` is exact."""
    space = loaded.vocabulary.namespaces
    roles = sorted(space.network_roles) if space is not None else []
    held = [f'(("{role}" in r.sub.network_roles) && g("{role}", p.who))' for role in roles]
    return f"({' || '.join(['g(r.sub.member_class, p.who)', *held])})"


def _rules(loaded: Loaded) -> Iterator[str]:
    for rule in loaded.rules:
        if rule.row.comment:
            yield f"# {rule.row.comment}"
        yield ", ".join(("p", *rule.casbin))
    for row in loaded.link_rows:
        yield ", ".join((row.definition, *row.names))
