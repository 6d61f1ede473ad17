"""Say what an expression depends on, so that its value is worked out once and used again."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from socialkit.policy.evaluate import Request


@dataclass(frozen=True, slots=True)
class Needs:
    """Be what an expression reads of a request and of a rule."""

    node: ast.expr
    """The expression itself: it must live as long as somebody knows it by its identity."""
    parts: frozenset[str]
    """Parts of the request: `sub`, `act`, `kind`, `obj`, and any other that is written."""
    columns: tuple[str, ...]
    """Columns of the rule."""
    is_free: bool = field(init=False)
    """Whether it speaks of neither the caller nor the thing."""
    by_kind: bool = field(init=False)
    by_action: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_free", self.parts.isdisjoint({"sub", "obj"}))
        object.__setattr__(self, "by_kind", not self.parts <= {"sub"})
        object.__setattr__(self, "by_action", "act" in self.parts)

    def key(self, request: Request) -> Hashable:
        """Return what decides its value, for one caller."""
        kind = request.kind if self.by_kind else None
        act = request.permission if self.by_action else None
        if not self.columns:
            return id(self.node), kind, act
        return id(self.node), kind, act, *[request.cells.get(name) for name in self.columns]


def needs_of(tree: ast.expr, nodes: Iterable[ast.AST] | None = None) -> Needs:
    """Return what an expression depends on; `nodes` are all of its own, where that is known."""
    found = list(_names(ast.walk(tree) if nodes is None else nodes))
    return Needs(
        tree,
        frozenset(name for of, name in found if of == "r"),
        tuple(sorted({name for of, name in found if of == "p"})),
    )


def joined(tree: ast.expr, needs: Iterable[Needs]) -> Needs:
    """Return what an expression depends on that is made of others."""
    many = tuple(needs)
    return Needs(
        tree,
        frozenset().union(*(one.parts for one in many)),
        tuple(sorted({name for one in many for name in one.columns})),
    )


def _names(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr
