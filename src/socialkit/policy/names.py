"""Check every name that rows and expressions speak of: a name that nothing knows is a mistake.

Casbin would take a misspelt name for a new one, and the line would never do anything.
"""

from __future__ import annotations

import ast
import difflib
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from socialkit.domain.vocabulary import Vocabulary
from socialkit.policy.expressions import Expression, source
from socialkit.policy.findings import MOST_FINDINGS, Finding, Unsupported, did_you_mean
from socialkit.policy.rows import LinkRow, RuleRow

Names = frozenset[str]
_ALIKE: Final = 0.85
"""How much a new name may look like a known one before it is taken for a slip."""


@dataclass(frozen=True)
class NameCheck:
    """Check the rows of one policy; `constants` checks what an expression names."""

    vocabulary: Vocabulary
    file: str
    rules: tuple[RuleRow, ...]
    links: tuple[LinkRow, ...]
    definitions: Names
    """The role definitions of the model."""

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for unknown actions, kinds, and groups of people, up to a limit."""
        yield from itertools.islice(self._every(), MOST_FINDINGS + 1)

    def _every(self) -> Iterator[Finding]:
        if "g2" in self.definitions:
            yield from self._actions()
        yield from self._kinds()
        if self.vocabulary.namespaces is not None:
            yield from self._bundles()
            yield from self._people()

    # -- actions and kinds ----------------------------------------------------------------

    def _actions(self) -> Iterator[Finding]:
        known = self._known_actions
        for rule in self.rules:
            may = rule.cells.get("may", "")
            if may and may not in known:
                yield self._unknown(rule.line, "unknown-action", may, known)
        for link in self._of("g2"):
            if link.names[0] not in known:
                yield self._unknown(link.line, "unknown-action", link.names[0], known)

    def _bundles(self) -> Iterator[Finding]:
        """Yield bundles that lead to nothing: no rule and no other bundle speaks of them."""
        actions = frozenset(self.vocabulary.permissions)
        used = self._leading("g2", self._cells("may") | actions)
        for link in self._of("g2"):
            if link.names[1] not in used:
                reason = f"No rule speaks of {link.names[1]!r}, and it is part of nothing else."
                known = used if ":" in link.names[1] else used - actions
                yield self._unused(link, "unknown-action", reason, known)

    def _kinds(self) -> Iterator[Finding]:
        for rule in self.rules:
            what = rule.cells.get("what", "")
            if "g2" in self.definitions and what and what not in self.vocabulary.kinds:
                yield self._unknown(rule.line, "unknown-kind", what, self.vocabulary.kinds)

    @cached_property
    def _known_actions(self) -> Names:
        """Return the permissions, and every bundle that a link fills and that is spelt as one."""
        bundles = {link.names[1] for link in self._of("g2") if ":" not in link.names[1]}
        return frozenset(bundles | set(self.vocabulary.permissions))

    # -- people ---------------------------------------------------------------------------

    def _people(self) -> Iterator[Finding]:
        """Yield groups of people that no rule is for, and classes that look like a slip."""
        used = self._leading("g", self._cells("who") | self._declared)
        wholes = {link.names[1] for link in self._of("g")}
        for link in self._of("g"):
            part, whole = link.names[:2]
            slip = None if part in wholes else self._slip(part)
            if slip is not None:
                reason = f"{part!r} is no class or role of socialkit, and looks like {slip!r}."
                instead = f"Did you mean {slip!r}? If not, choose a name that is less like it."
                yield Finding(self.file, link.line, "unknown-who", reason, instead)
            if whole not in used:
                reason = f"No rule is for {whole!r}, and it is part of nothing else."
                yield self._unused(link, "unknown-who", reason, used)

    @cached_property
    def _declared(self) -> Names:
        space = self.vocabulary.namespaces
        if space is None:
            return frozenset()
        return space.classes | space.sides | space.network_roles | space.group_roles | space.never

    def _slip(self, name: str) -> str | None:
        """Return the declared name that a new one looks like."""
        if name in self._declared:
            return None
        close = difflib.get_close_matches(name, sorted(self._declared), n=1, cutoff=_ALIKE)
        return close[0] if close else None

    # -- expressions ----------------------------------------------------------------------

    def constants(self, expression: Expression) -> None:
        """Raise `Unsupported` where a text stands for a name that nothing knows."""
        if self.vocabulary.namespaces is None:
            return
        for node in expression.nodes:
            if isinstance(node, ast.Compare):
                self._compared(node)
            elif isinstance(node, ast.Call):
                self._given(node)

    def _compared(self, node: ast.Compare) -> None:
        operands = (node.left, *node.comparators)
        for name in filter(None, map(_of_caller, operands)):
            known = self._values_of_caller.get(name)
            for text in _texts(operands) if known else ():
                if text not in (known or ()):
                    reason = f"{source(node)} can never be true: {name} is never {text!r}."
                    raise Unsupported("never-true", reason, did_you_mean(text, known or ()))

    def _given(self, node: ast.Call) -> None:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function in ("g", "holds"):
            known, code = self._people_known, "unknown-who"
        elif function == "g2":
            known, code = self._known_actions, "unknown-action"
        else:
            return
        for text in _texts(node.args):
            if text not in known:
                reason = f"{source(node)} names {text!r}, which nothing else does."
                raise Unsupported(code, reason, did_you_mean(text, known))

    @cached_property
    def _people_known(self) -> Names:
        linked = (name for row in self._of("g") for name in row.names[:2])
        return self._declared | {"none", *linked}

    @cached_property
    def _values_of_caller(self) -> Mapping[str, Names]:
        classes = frozenset(row.names[0] for row in self._of("g"))
        values = dict(self.vocabulary.caller_values)
        return {**values, "member_class": values.get("member_class", Names()) | classes}

    # -- common steps ---------------------------------------------------------------------

    def _of(self, definition: str) -> list[LinkRow]:
        return self._by_definition.get(definition, [])

    @cached_property
    def _by_definition(self) -> Mapping[str, list[LinkRow]]:
        found: dict[str, list[LinkRow]] = {}
        for link in self.links:
            found.setdefault(link.definition, []).append(link)
        return found

    def _cells(self, column: str) -> Names:
        return frozenset(rule.cells[column] for rule in self.rules if column in rule.cells)

    def _leading(self, definition: str, used: Iterable[str]) -> Names:
        """Return the names that are used, or part of something used by any number of links."""
        parts: dict[str, list[str]] = {}
        for link in self._of(definition):
            parts.setdefault(link.names[1], []).append(link.names[0])
        found = set(used)
        waiting = [name for name in found if name in parts]
        while waiting:
            for part in parts.get(waiting.pop(), ()):
                if part not in found:
                    found.add(part)
                    waiting.append(part)
        return frozenset(found)

    def _unknown(self, line: int, code: str, name: str, known: Collection[str]) -> Finding:
        return Finding(
            self.file, line, code, f"{name!r} is not declared.", did_you_mean(name, known)
        )

    def _unused(self, link: LinkRow, code: str, reason: str, used: Names) -> Finding:
        hint = did_you_mean(link.names[1], used)
        way = hint if hint.startswith("Did you") else "Write a rule for it, or remove the line."
        return Finding(self.file, link.line, code, reason, way)


def _of_caller(node: ast.expr) -> str | None:
    match node:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="r"), attr="sub"), attr=name):
            return name
    return None


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Tuple | ast.List):
            yield from _texts(node.elts)
