"""Write `when` cells with one condition less: what an author may have forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from socialkit.policy.whens import read_when, tree_of


def without_parts(when: str) -> Iterator[str]:
    """Yield a cell without each of the conditions that it joins by `&`, at any depth.

    A cell that is one condition alone becomes one that always holds.
    """
    if not when:
        return
    words = read_when(when)
    tree = tree_of(words, ast.Name)
    yield from dict.fromkeys(map(_text, _fewer(tree)))
    if not (isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And)):
        name = next(word for word in words if word not in {"not", "("})
        yield f"{name} | not {name}"


def _fewer(tree: ast.expr) -> Iterator[ast.expr]:
    match tree:
        case ast.BoolOp(op=op, values=values):
            for at, part in enumerate(values):
                rest = [*values[:at], *values[at + 1 :]]
                if isinstance(op, ast.And):
                    yield rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
                for less in _fewer(part):
                    yield ast.BoolOp(op, [*values[:at], less, *values[at + 1 :]])
        case ast.UnaryOp(operand=part):
            for less in _fewer(part):
                yield ast.UnaryOp(ast.Not(), less)


def _text(tree: ast.expr) -> str:
    match tree:
        case ast.Name(id=name):
            return name
        case ast.UnaryOp(operand=part):
            return f"not {_inside(part)}"
        case ast.BoolOp(op=ast.And(), values=values):
            return " & ".join(map(_inside, values))
        case ast.BoolOp(values=values):
            return " | ".join(map(_inside, values))
    raise TypeError(f"{ast.dump(tree)} is no part of a cell")


def _inside(tree: ast.expr) -> str:
    return f"({_text(tree)})" if isinstance(tree, ast.BoolOp) else _text(tree)
