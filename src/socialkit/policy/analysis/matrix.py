"""Tabulate a policy: who may do what in which place, as yes, no, or the condition that is left."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.diagrams import NOWHERE
from socialkit.policy.analysis.space import Variable
from socialkit.policy.analysis.words import Terms, told

Format = Literal["csv", "html"]
ANY_PLACE: Final = "-"
"""The place of things that stand in none."""
_HEADER: Final = ("network", "who", "permission", "place", "answer")
_GATES: Final = ("same_network", "module_on", "in_good_standing")


@dataclass(frozen=True, slots=True)
class Cell:
    """Be one answer, for callers in good standing about things that no gate keeps away."""

    network: str
    who: str
    """A class, or a class and one role of the network: `employee + admin`."""
    permission: str
    place: str
    """`wall`, `open`, `listed`, `secret`, or `-`."""
    answer: str
    """`yes`, `no`, or `if` and a condition."""

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        """Return the cell as a row of a table."""
        return self.network, self.who, self.permission, self.place, self.answer


class Matrix:
    """Make the cells of one policy."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._space = decisions.space
        self._diagrams = decisions.space.diagrams
        self._told: dict[tuple[int, int, str], str] = {}

    def cells(
        self, *, who: Collection[str] = (), permissions: Collection[str] = ()
    ) -> Iterator[Cell]:
        """Yield the cells, those of some classes or permissions alone if any are named."""
        for network in self._space.caller("network_kind").values:
            for name, fixed in self._callers(str(network)):
                if who and name not in who and name.partition(" ")[0] not in who:
                    continue
                for permission in self._decisions.permissions:
                    if not permissions or permission in permissions:
                        yield from self._of(str(network), name, permission, fixed)

    def _callers(self, network: str) -> Iterator[tuple[str, int]]:
        """Yield each class without roles, then one class with each role."""
        space = self._space
        never = space.vocabulary.namespaces.never if space.vocabulary.namespaces else frozenset()
        base = self._diagrams.both(
            space.where(space.caller("network_kind"), {network}),
            space.where(space.caller("in_good_standing"), {True}),
        )
        for name in space.classes:
            if name not in never:
                yield name, self._diagrams.all_of([base, self._class(name), *self._held("")])
        usual = space.classes[0]
        for role in space.roles:
            fixed = [base, self._class(usual), *self._held(role)]
            yield f"{usual} + {role}", self._diagrams.all_of(fixed)

    def _class(self, name: str) -> int:
        return self._space.where(self._space.caller("member_class"), {name})

    def _held(self, role: str) -> Iterator[int]:
        for other in self._space.roles:
            yield self._space.where(self._space.caller(other), {other == role})

    def _of(self, network: str, who: str, permission: str, fixed: int) -> Iterator[Cell]:
        kind = self._decisions.kind_of(permission)
        place = self._place(kind)
        gates = [self._space.where(v, {True}) for v in self._space.variables if v.name in _GATES]
        possible = self._diagrams.all_of([fixed, self._space.valid(kind), *gates])
        if place is None:
            yield Cell(network, who, permission, ANY_PLACE, self._answer(permission, possible))
            return
        for value in place.values:
            here = self._diagrams.both(possible, self._space.where(place, {value}))
            yield Cell(network, who, permission, str(value), self._answer(permission, here))

    def _place(self, kind: str) -> Variable | None:
        attributes = self._space.vocabulary.kinds[kind].attributes
        return self._space.attribute(attributes["place"]) if "place" in attributes else None

    def _answer(self, permission: str, possible: int) -> str:
        given = self._diagrams.both(self._decisions.of(permission), possible)
        if given == NOWHERE:
            return "no"
        if given == possible:
            return "yes"
        kind = self._decisions.kind_of(permission)
        raw = self._decisions.raw(permission)
        known = self._diagrams.both(possible, self._decisions.consistent(raw))
        key = (self._diagrams.both(raw, known), known, kind)
        if key not in self._told:
            terms = Terms(self._space, known).of(raw)
            self._told[key] = f"if {told(self._space, terms, kind)}"
        return self._told[key]


def as_csv(cells: Collection[Cell]) -> str:
    """Return the cells as CSV, one in a row, with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows(cell.row for cell in cells)
    return text.getvalue()


def as_html(cells: Collection[Cell], *, title: str) -> str:
    """Return the cells as one page with a table for each network and class."""
    parts = [_PAGE.format(title=html.escape(title))]
    for (network, who), rows in grouped(cells).items():
        parts.append(f"<h2>{html.escape(who)}, {html.escape(network)}</h2>\n")
        for places in dict.fromkeys(tuple(answers) for answers in rows.values()):
            alike = {p: answers for p, answers in rows.items() if tuple(answers) == places}
            parts += _html_table(places, alike)
    return "".join([*parts, "</main>\n"])


def grouped(cells: Collection[Cell]) -> dict[tuple[str, str], dict[str, dict[str, str]]]:
    """Return the answers by network and class, then by permission, then by place."""
    found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for cell in cells:
        rows = found.setdefault((cell.network, cell.who), {})
        rows.setdefault(cell.permission, {})[cell.place] = cell.answer
    return found


def _html_table(places: tuple[str, ...], rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield "<table>\n<tr>"
    for heading in ("may", *("anywhere" if place == ANY_PLACE else place for place in places)):
        yield f"<th scope=col>{html.escape(heading)}</th>"
    yield "</tr>\n"
    for permission, answers in rows.items():
        yield f"<tr><th scope=row>{html.escape(permission)}</th>"
        yield from (_html_cell(answers[place]) for place in places)
        yield "</tr>\n"
    yield "</table>\n"


def _html_cell(answer: str) -> str:
    kind = answer.partition(" ")[0]
    return f"<td class={kind or 'none'}>{html.escape(answer)}</td>"


_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.4 system-ui, sans-serif; margin: 2rem; }}
table {{ border-collapse: collapse; margin-bottom: 1rem; }}
th, td {{ border: 1px solid #999; padding: .3rem .5rem; text-align: left; vertical-align: top; }}
.yes {{ background: #dff3df; }}
.if {{ background: #fff5d6; }}
</style>
<main>
<h1>{title}</h1>
"""
