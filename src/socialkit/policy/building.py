"""Build the trees of rules out of shared parts: each text is read once, each part known by name."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from socialkit.policy.comparisons import conjuncts
from socialkit.policy.expressions import Expression, expand, read
from socialkit.policy.findings import Finding, Unsupported
from socialkit.policy.loaded import Rule
from socialkit.policy.model import Model
from socialkit.policy.names import NameCheck
from socialkit.policy.needs import Needs, joined, needs_of
from socialkit.policy.rows import RuleRow
from socialkit.policy.whens import read_when, tree_of, words


@dataclass(frozen=True, slots=True)
class _Cell:
    """Be the expression in one cell of a rule."""

    tree: ast.expr
    parts: tuple[ast.expr, ...]
    """Its conjuncts."""
    casbin: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Be one conjunct of the matcher."""

    tree: ast.expr
    column: str | None
    """The column that it evaluates, and that is all of it."""
    has_column_inside: bool

    @classmethod
    def of(cls, tree: ast.expr) -> _Part:
        return cls(tree, _evaluated(tree), any(map(_evaluated, ast.walk(tree))))


class Building:
    """Build the rules of one policy; `needs` says what their shared parts depend on."""

    def __init__(self, model: Model, names: NameCheck) -> None:
        self._model = model
        self.names = names
        self._cells: dict[str, _Cell] = {}
        self._matcher: tuple[_Part, ...] = ()
        self._columns: tuple[str, ...] = ()
        self.needs: dict[int, Needs] = {}

    def check_matcher(self) -> Iterator[Finding]:
        """Read the matcher; yield what is wrong with it."""
        matcher = self._model.matcher
        try:
            expression = read(matcher.value)
            self.names.constants(expression)
        except Unsupported as refusal:
            yield refusal.at(self._model.file, matcher.line, where="Matcher")
            return
        columns = [column for node in expression.nodes if (column := _evaluated(node))]
        self._columns = tuple(dict.fromkeys(columns))
        self._matcher = tuple(map(_Part.of, conjuncts(expression.tree)))
        for part in self._matcher:
            self._know(part.tree)

    def rule(self, row: RuleRow) -> Rule | None:
        """Return a rule; None where the matcher can not be read. Raises `Unsupported`."""
        if not self._matcher:
            return None
        cells = {name: self._cell(row.cells.get(name, "")) for name in self._columns}
        parts = tuple(tree for part in self._matcher for tree in self._filled(part, cells))
        texts = {**row.cells, **{name: cell.casbin for name, cell in cells.items()}}
        return Rule(
            row=row,
            tree=parts[0] if len(parts) == 1 else ast.BoolOp(ast.And(), list(parts)),
            parts=parts,
            free=tuple(part for part in parts if self.needs[id(part)].is_free),
            casbin=tuple(texts[name] for name in self._model.columns),
        )

    def _filled(self, part: _Part, cells: dict[str, _Cell]) -> tuple[ast.expr, ...]:
        """Return the conjuncts that a part of the matcher becomes in one rule."""
        if part.column is not None:
            return cells[part.column].parts
        if not part.has_column_inside:
            return (part.tree,)
        filled: ast.expr = _Filling(cells).visit(copy.deepcopy(part.tree))
        self._know(filled)
        return (filled,)

    def _know(self, part: ast.expr) -> None:
        if id(part) not in self.needs:
            self.needs[id(part)] = needs_of(part)

    # -- cells ----------------------------------------------------------------------------

    def _cell(self, text: str) -> _Cell:
        found = self._cells.get(text)
        if found is None:
            found = self._cells[text] = (
                self._of_conditions(text) if self._model.conditions else self._of_text(text)
            )
        return found

    def _of_conditions(self, text: str) -> _Cell:
        casbin = expand(text, self._model.conditions)
        tree = tree_of(read_when(text), lambda name: self.condition(name).tree)
        if id(tree) not in self.needs:
            trees = [self.condition(name).tree for name in words(text) - {"not"}]
            self.needs[id(tree)] = joined(tree, (self.needs[id(part)] for part in trees))
        return self._split(tree, casbin)

    def condition(self, name: str) -> Expression:
        """Return what a condition says; raise `Unsupported` where it can not be read."""
        expression = read(self._model.conditions[name].value)
        if id(expression.tree) not in self.needs:
            self.needs[id(expression.tree)] = needs_of(expression.tree, expression.nodes)
        return expression

    def _of_text(self, text: str) -> _Cell:
        expression = read(text)
        self.names.constants(expression)
        return self._split(expression.tree, text)

    def _split(self, tree: ast.expr, casbin: str) -> _Cell:
        parts = tuple(conjuncts(tree))
        for part in parts:
            self._know(part)
        return _Cell(tree, parts, casbin)


class _Filling(ast.NodeTransformer):
    """Put a rule's own expressions into a part of the matcher that has them further inside."""

    def __init__(self, cells: dict[str, _Cell]) -> None:
        self._cells = cells

    def visit_Call(self, node: ast.Call) -> Any:
        column = _evaluated(node)
        return self.generic_visit(node) if column is None else self._cells[column].tree


def _evaluated(node: ast.AST) -> str | None:
    """Return the column that a node evaluates: `when` of `eval(p.when)`."""
    match node:
        case ast.Call(
            func=ast.Name(id="eval"), args=[ast.Attribute(value=ast.Name(id="p"), attr=column)]
        ):
            return column
    return None
