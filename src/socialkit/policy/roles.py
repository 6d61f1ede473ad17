"""Say who reaches what by links, and keep the namespaces of names apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from socialkit.domain.vocabulary import Namespaces
from socialkit.policy.findings import MOST_FINDINGS, Finding, did_you_mean
from socialkit.policy.rows import LinkRow, RuleRow

Graph: TypeAlias = Mapping[str, list[str]]
MOST_HOPS: Final = 9
"""Casbin gives up, in silence, at the tenth."""


class Links:
    """Answer `g(part, whole)` and `g(part, whole, domain)` as Casbin's role manager does.

    What is within nine links of each name is worked out once. No name is remembered that no link
    mentions; Casbin would remember every name that anybody ever asks about.
    """

    def __init__(self, rows: Iterable[LinkRow], *, arity: int = 2) -> None:
        links = [row.names for row in rows]
        self._arity = arity
        self.names: Final = frozenset(name for link in links for name in link[:2])
        self.domains: Final = frozenset(link[2] for link in links if len(link) == 3)  # noqa: PLR2004
        graphs: dict[tuple[str, ...], dict[str, list[str]]] = {}
        for part, whole, *domain in links:
            graphs.setdefault(tuple(domain), {}).setdefault(part, []).append(whole)
        self._reach = {domain: _Reach(graph) for domain, graph in graphs.items()}

    def linked(self, part: str, whole: str, *domain: str) -> bool:
        """Say whether `part` is, by up to nine links, part of `whole`.

        Raises TypeError for another number of names than the links have: Casbin would look into
        no domain, or overlook the one that is given.
        """
        if len(domain) + 2 != self._arity:
            raise TypeError(f"{self._arity} names are needed")
        if part == whole:
            return True
        reach = self._reach.get(domain)
        return reach is not None and reach.has(part, whole)

    __call__ = linked

    @property
    def too_deep(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return names with a chain behind them that Casbin does not follow, and the domain."""
        return tuple(
            (name, domain) for domain, reach in self._reach.items() for name in reach.cut_off
        )


class _Reach:
    """Know what is within nine links of each name: one bit of a number for each name."""

    def __init__(self, graph: Graph) -> None:
        names = dict.fromkeys(name for part, wholes in graph.items() for name in (part, *wholes))
        self._bit = {name: 1 << at for at, name in enumerate(names)}
        self._near = dict(self._bit)
        for _ in range(MOST_HOPS):
            further = self._further(graph)
            if further == self._near:
                break
            self._near = further
        further = self._further(graph)
        self.cut_off = [name for name, near in self._near.items() if further[name] != near]

    def _further(self, graph: Graph) -> dict[str, int]:
        reach = dict(self._near)
        for part, wholes in graph.items():
            for whole in wholes:
                reach[part] |= self._near[whole]
        return reach

    def has(self, part: str, whole: str) -> bool:
        return bool(self._near.get(part, 0) & self._bit.get(whole, 0))


def too_deep(links: Mapping[str, Links], rows: Iterable[LinkRow], file: str) -> Iterator[Finding]:
    """Yield a finding for each definition with chains longer than Casbin follows."""
    for definition, known in links.items():
        for start, domain in known.too_deep[:1]:
            graph: dict[str, list[LinkRow]] = {}
            for row in rows:
                if row.definition == definition and row.names[2:] == domain:
                    graph.setdefault(row.names[0], []).append(row)
            deep = _too_far(graph, start)
            yield Finding(
                file,
                deep.line,
                "role-depth",
                f"{deep.names[1]!r} is more than {MOST_HOPS} links away from {start!r}; "
                "Casbin loses it.",
                "Link the two more directly.",
            )


def _too_far(graph: Mapping[str, list[LinkRow]], start: str) -> LinkRow:
    """Return the link that leads too far from a name of which that is known."""
    seen, level = {start}, [start]
    for hop in itertools.count():
        found = [row for name in level for row in graph.get(name, ()) if row.names[1] not in seen]
        if hop == MOST_HOPS:
            return found[0]
        level = [row.names[1] for row in found]
        seen.update(level)
    raise AssertionError(start)


class People:
    """Know which names are people (classes, sides, bundles), network roles or group roles."""

    def __init__(self, space: Namespaces, links: Links, rows: Iterable[LinkRow], file: str) -> None:
        self._space = space
        self._links = links
        self._file = file
        self._rows = [row for row in rows if row.definition == "g"]
        self._special = space.network_roles | space.group_roles
        wholes = {row.names[1] for row in self._rows}
        parts = {row.names[0] for row in self._rows}
        self._people = (parts | wholes | space.sides) - self._special
        self.declared: Final = frozenset(
            name
            for name in parts - self._special
            if (name not in wholes or name in space.classes) and self._sides(name)
        )

    def is_declared(self, caller: Any) -> bool:
        """Say whether the caller's class is one that the policy declares."""
        return caller.member_class in self.declared

    def holds(self, caller: Any, who: str) -> bool:
        """Say whether the caller is meant by `who`, by class or by a network role."""
        if who in self._people:
            return self._links.linked(caller.member_class, who)
        if who in self._space.network_roles:
            held = caller.network_roles & self._space.network_roles
            return any(self._links.linked(role, who) for role in held)
        return False

    def _sides(self, name: str) -> list[str]:
        return sorted(side for side in self._space.sides if self._links.linked(name, side))

    def findings(self, rules: Iterable[RuleRow]) -> Iterator[Finding]:
        """Yield what is wrong with the names of people and roles, up to a limit."""
        yield from itertools.islice(self._every(rules), MOST_FINDINGS + 1)

    def _every(self, rules: Iterable[RuleRow]) -> Iterator[Finding]:
        yield from self._link_findings()
        yield from self._class_findings()
        known = (self._people | self._special) - self._space.never
        for rule in rules:
            who = rule.cells.get("who", "")
            if who and who not in known:
                yield self._find(
                    rule.line, "unknown-who", f"{who!r} is nobody.", did_you_mean(who, known)
                )

    def _link_findings(self) -> Iterator[Finding]:
        for row in self._rows:
            part, whole = row.names[:2]
            if self._space.never & {part, whole}:
                never = ", ".join(sorted(self._space.never))
                reason = f"{never!r} is never declared: it reaches nothing."
                yield self._find(row.line, "never-declared", reason, "Remove the line.")
            elif self._family(part) != self._family(whole):
                reason = (
                    f"{part!r} is a {self._family(part)} and {whole!r} a {self._family(whole)}: "
                    "the link would give one the rights of the other."
                )
                yield self._find(row.line, "across-namespaces", reason, self._other_way(row))
            elif part in self._space.sides and self._space.sides & {
                side for side in self._sides(part) if side != part
            }:
                reason = f"{part!r} is a side and may not be part of another side."
                yield self._find(row.line, "two-sides", reason, "Remove the link.")

    def _other_way(self, row: LinkRow) -> str:
        """Say what to write instead of a link across; a misspelt role looks like a new class."""
        for name in row.names[:2]:
            hint = did_you_mean(name, self._special)
            if name not in self._people_declared and hint.startswith("Did you"):
                return f"{hint} If not, write a rule for it instead."
        return "Write a rule for it instead."

    @property
    def _people_declared(self) -> frozenset[str]:
        return self._space.classes | self._space.sides | self._special

    def _class_findings(self) -> Iterator[Finding]:
        wholes = {row.names[1] for row in self._rows}
        for row in self._rows:
            part = row.names[0]
            if self._family(part) != "class" or part in self._space.sides | self._space.never:
                continue
            sides = self._sides(part)
            is_bundle = part in wholes and part not in self._space.classes
            if len(sides) > 1 or (not sides and not is_bundle):
                said = " and ".join(sides) if sides else "none of them"
                names = ", ".join(sorted(self._space.sides))
                yield self._find(
                    row.line,
                    "class-side",
                    f"{part!r} must be exactly one of {names}; it is {said}.",
                    f"Write one line such as `g, {part}, outsider`.",
                )

    def _family(self, name: str) -> str:
        if name in self._space.network_roles:
            return "network role"
        return "group role" if name in self._space.group_roles else "class"

    def _find(self, line: int, code: str, reason: str, instead: str) -> Finding:
        return Finding(self._file, line, code, reason, instead)
