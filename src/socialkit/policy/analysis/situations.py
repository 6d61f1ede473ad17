"""Show one state as an example: who asks, about what, and which rules decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from socialkit.domain.attributes import Value
from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.diagrams import NOWHERE
from socialkit.policy.analysis.space import CALLER, Space, Variable
from socialkit.policy.analysis.words import fact

_ALWAYS_TOLD: Final = ("member_class", "network_kind")
_GATES: Final = frozenset({"same_network", "module_on"})
"""Facts that go without saying unless they are otherwise."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Be a rule that decides in a situation, with its place in the file."""

    rule: str
    line: int
    effect: str
    comment: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Be an example: the facts that make it one, and what the policy says."""

    permission: str
    allowed: bool
    caller: Mapping[str, Value]
    """Facts of the caller; what is left out may be anything."""
    thing: Mapping[str, Value]
    """Facts of the thing by name; those of a thing that it belongs to as `post.state`."""
    deciding: tuple[Decider, ...]
    who: str
    """The caller in words."""
    where: str
    """The thing in words."""

    def __str__(self) -> str:
        may = "may" if self.allowed else "may not"
        rules = ", ".join(f"{d.rule} (line {d.line})" for d in self.deciding) or "no rule allows it"
        where = f", where {self.where}" if self.where else ""
        return f"{self.who} {may} {self.permission}{where}: {rules}"

    def as_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "permission": self.permission,
            "allowed": self.allowed,
            "caller": dict(self.caller),
            "thing": dict(self.thing),
            "rules": [decider.rule for decider in self.deciding],
            "text": str(self),
        }


def example(decisions: Decisions, permission: str, states: int) -> Situation | None:
    """Return the plainest of some states as an example, or None where there is none."""
    space = decisions.space
    kind = decisions.kind_of(permission)
    possible = space.diagrams.both(states, space.valid(kind))
    if possible == NOWHERE:
        return None
    path = space.diagrams.path(possible, space.preferred())
    needed = _needed(space, path, space.diagrams.without(space.valid(kind), states))
    return _situation(decisions, permission, path, needed)


def _needed(space: Space, path: Mapping[int, int], others: int) -> frozenset[int]:
    """Return the variables without which the example would be none; `others` are no examples."""
    diagrams = space.diagrams
    cube = {number: frozenset({value}) for number, value in path.items()}
    told = {space.caller(name).number for name in _ALWAYS_TOLD}
    for number in sorted(path, key=lambda n: (path[n] != space.variables[n].ordinary, -n)):
        less = {n: values for n, values in cube.items() if n != number}
        if number not in told and diagrams.both(diagrams.cube(less), others) == NOWHERE:
            cube = less
    return frozenset(cube)


def _situation(
    decisions: Decisions, permission: str, path: Mapping[int, int], needed: frozenset[int]
) -> Situation:
    space, kind = decisions.space, decisions.kind_of(permission)
    state = {v.number: path.get(v.number, v.ordinary) for v in space.variables}
    shown = [space.variables[number] for number in sorted(needed)]
    mine = [v for v in shown if v.owner == CALLER]
    its = [v for v in shown if v.owner != CALLER]
    return Situation(
        permission=permission,
        allowed=space.diagrams.holds(decisions.of(permission), state),
        caller={v.name: v.values[state[v.number]] for v in mine},
        thing={_name(v, kind): v.values[state[v.number]] for v in its},
        deciding=_deciding(decisions, permission, state),
        who=_who(space, state, needed),
        where=" and ".join(
            fact(v, frozenset({state[v.number]}), kind)
            for v in its
            if v.name not in _GATES or state[v.number] != v.ordinary
        ),
    )


def _name(variable: Variable, kind: str) -> str:
    return variable.name if variable.owner in ("", kind) else f"{variable.owner}.{variable.name}"


def _who(space: Space, state: Mapping[int, int], needed: frozenset[int]) -> str:
    def value(name: str) -> Value:
        variable = space.caller(name)
        return variable.values[state[variable.number]]

    member_class, kind = str(value("member_class")), value("network_kind")
    held = [r for r in space.roles if value(r) and space.caller(r).number in needed]
    words = "somebody not signed in" if member_class == "anonymous" else _a(member_class)
    if held:
        words += f" with the role {' and '.join(held)}"
    standing = space.caller("in_good_standing")
    if standing.number in needed and not value("in_good_standing"):
        words += ", not in good standing,"
    return f"{words} in a {kind}"


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeioh" and noun[:2] != "ha" else f"a {noun}"


def _deciding(
    decisions: Decisions, permission: str, state: Mapping[int, int]
) -> tuple[Decider, ...]:
    holds = decisions.space.diagrams.holds
    applied = [
        rule
        for rule in decisions.rules(permission)
        if holds(decisions.rule(rule, permission), state)
    ]
    effect = decisions.loaded.model.effect
    if effect == "priority":
        applied = applied[:1]
    elif effect == "deny-override" and any(rule.row.effect == "deny" for rule in applied):
        applied = [rule for rule in applied if rule.row.effect == "deny"]
    else:
        applied = [rule for rule in applied if rule.row.effect == "allow"]
    return tuple(Decider(r.row.id, r.row.line, r.row.effect, r.row.comment) for r in applied)
