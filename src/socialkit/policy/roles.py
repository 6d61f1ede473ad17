"""Ask Casbin's own role manager who reaches what, and keep the namespaces of names apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, Final

from socialkit.domain.vocabulary import Namespaces
from socialkit.policy.findings import Finding, did_you_mean
from socialkit.policy.rows import LinkRow, RuleRow

MOST_HOPS: Final = 9
"""Casbin gives up, in silence, at the tenth."""


class Links:
    """Answer `g(part, whole)` and `g(part, whole, domain)` as the role manager does.

    Names that no link mentions never reach the role manager, which would remember each of
    them for ever; they are linked to themselves alone, which is what it would answer.
    """

    def __init__(self, manager: Any, rows: Iterable[LinkRow]) -> None:
        self._manager = manager
        self._lock = Lock()
        self._answers: dict[tuple[str, ...], bool] = {}
        links = [row.names for row in rows]
        self.names: Final = frozenset(name for link in links for name in link[:2])
        self.domains: Final = frozenset(link[2] for link in links if len(link) == 3)  # noqa: PLR2004

    def linked(self, part: str, whole: str, *domain: str) -> bool:
        """Say whether `part` is, by any number of links, part of `whole`."""
        if part not in self.names or whole not in self.names:
            return part == whole
        if domain and domain[0] not in self.domains:
            return part == whole
        key = (part, whole, *domain)
        known = self._answers.get(key)
        if known is None:
            with self._lock:
                known = self._answers[key] = bool(self._manager.has_link(*key))
        return known

    __call__ = linked


def too_deep(rows: Iterable[LinkRow], file: str) -> Iterator[Finding]:
    """Yield a finding for each definition with chains longer than Casbin follows."""
    graphs: dict[tuple[str, ...], dict[str, list[LinkRow]]] = {}
    for row in rows:
        graph = graphs.setdefault((row.definition, *row.names[2:]), {})
        graph.setdefault(row.names[0], []).append(row)
    for graph in graphs.values():
        deep = next(filter(None, (_too_far(graph, start) for start in graph)), None)
        if deep is not None:
            yield Finding(
                file,
                deep.line,
                "role-depth",
                f"{deep.names[1]!r} is more than {MOST_HOPS} links away from another name; "
                "Casbin loses it.",
                "Link the two more directly.",
            )


def _too_far(graph: Mapping[str, list[LinkRow]], start: str) -> LinkRow | None:
    distance = {start: 0}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        for row in graph.get(name, ()):
            if row.names[1] in distance:
                continue
            if distance[name] == MOST_HOPS:
                return row
            distance[row.names[1]] = distance[name] + 1
            queue.append(row.names[1])
    return None


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
        """Yield what is wrong with the names of people and roles."""
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


Function = Callable[..., Any]
