"""Parse the expressions of matchers and conditions: Casbin's own grammar, but strict.

`when` cells are written with condition names, `&`, `|`, `not` and parentheses. `expand` turns
them into Casbin, every condition in parentheses of its own.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from socialkit.policy.findings import Unsupported, did_you_mean
from socialkit.policy.model import Entry
from socialkit.policy.whens import read_when
from socialkit.services.locks import ProcessLock

_PARSING: Final = ProcessLock()
_ATTEMPTS: Final = 20
_QUOTED: Final = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
_REWRITTEN: Final = re.compile(r"&&|\|\||!|\b[pr]\d*\.")
_GLUED: Final = re.compile(r"\w(?:&&|\|\|)|(?:&&|\|\|)\w")
_SIGNS: Final = {"&": " && ", "|": " || ", "(": "(", ")": ")", "not": "!"}
_KEPT: Final = (
    ast.And,
    ast.Attribute,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.Eq,
    ast.Gt,
    ast.GtE,
    ast.IfExp,
    ast.In,
    ast.List,
    ast.Load,
    ast.Lt,
    ast.LtE,
    ast.Name,
    ast.Not,
    ast.NotEq,
    ast.NotIn,
    ast.Or,
    ast.Tuple,
    ast.UnaryOp,
    ast.USub,
)
_NOT_KEPT: Final = {
    ast.BinOp: "Compare the attribute with a whole number that you have worked out.",
    ast.Subscript: "Name the attribute itself; add a derived attribute if it is not there.",
    ast.ListComp: "List the values with `in [...]`.",
    ast.Lambda: "Write the condition itself.",
}


def expand(when: str, conditions: Mapping[str, Entry]) -> str:
    """Return a `when` cell as a Casbin expression, each condition in parentheses."""
    parts: list[str] = []
    for word in read_when(when):
        if word in _SIGNS:
            parts.append(_SIGNS[word])
        elif word in conditions:
            parts.append(f"({conditions[word].value})")
        else:
            raise Unsupported(
                "unknown-condition",
                f"{word!r} is no condition of the model.",
                did_you_mean(word, conditions),
            )
    return "".join(parts)


MOST_SIGNS: Final = 4_000
"""How long one expression may be."""
MOST_LEVELS: Final = 40
"""How deep brackets, `not` and the like may be nested: all that follows walks down."""


def parse(text: str) -> ast.expr:
    """Return the tree of an expression; raise `Unsupported` for what is not kept."""
    return read(text).tree


@dataclass(frozen=True, slots=True)
class Expression:
    """Be an expression that was read; trees are shared, so nobody may change one."""

    tree: ast.expr
    nodes: tuple[ast.AST, ...]
    """Every node of the tree."""


@lru_cache(maxsize=4_096)
def read(text: str) -> Expression:
    """Return an expression with its nodes; raise `Unsupported` for what is not kept."""
    if len(text) > MOST_SIGNS:
        raise Unsupported(
            "too-long",
            f"{text[:30]!r}... has {len(text):,} signs; {MOST_SIGNS:,} are read.",
            "Say it with several conditions.",
        )
    tree = _parse_one(_to_python(text), text)
    nodes = tuple(_nodes(tree, text))
    for node in nodes:
        _check(node)
    return Expression(tree, nodes)


def _nodes(tree: ast.expr, text: str) -> Iterator[ast.AST]:
    """Yield every node, level by level."""
    level: list[ast.AST] = [tree]
    for _ in range(MOST_LEVELS):
        yield from level
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise too_nested(text)


def too_nested(text: str) -> Unsupported:
    """Return the refusal of brackets inside brackets inside brackets."""
    reason = f"{text[:60]!r} is nested in more than {MOST_LEVELS} levels."
    return Unsupported("too-long", reason, "Say it with several conditions.")


def _to_python(text: str) -> str:
    for quoted in _QUOTED.finditer(text):
        if _REWRITTEN.search(quoted[0]):
            raise Unsupported(
                "rewritten-text",
                f"Casbin rewrites `&&`, `||`, `!`, `r.` and `p.` inside {quoted[0]} too.",
                "Choose another text.",
            )
    bare = _QUOTED.sub("''", text)
    if _GLUED.search(bare):
        raise Unsupported(
            "glued-operator",
            f"Casbin glues `&&` and `||` to the words beside them in {text!r}.",
            "Put spaces around them.",
        )
    if not bare.isascii():
        raise Unsupported(
            "character",
            f"There is a letter in {text!r} that only looks like one of the alphabet.",
            "Write it anew; letters of other alphabets stand in quotes.",
        )
    if "#" in bare:
        raise Unsupported("comment", f"There is a comment in {text!r}.", "Put it on its own line.")
    python = text.replace("&&", " and ").replace("||", " or ")
    return re.sub(r"!(?!=)", " not ", python).strip()


def _parsed(python: str) -> ast.Module:
    """Return the tree of a text, also where several threads load policies at once.

    Until 3.11.8 and 3.12.1 Python's parser takes what it counts in one thread for that of another
    one, and raises SystemError; the text is right then.
    """
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(SystemError), _PARSING.held():
            return ast.parse(python)
    return ast.parse(python)


def _parse_one(python: str, text: str) -> ast.expr:
    try:
        module = _parsed(python)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unsupported(
            "syntax", f"{text!r} can not be read.", "Check brackets and quotes."
        ) from None
    first = module.body[0] if len(module.body) == 1 else None
    if not isinstance(first, ast.Expr):
        raise Unsupported(
            "one-expression",
            f"{text!r} is not one expression; Casbin would run the first alone.",
            "Join them with && or ||.",
        )
    return first.value


def _check(node: ast.AST) -> None:
    if not isinstance(node, _KEPT):
        raise Unsupported(
            "not-kept",
            f"{type(node).__name__} has no exact meaning in a list: {_source(node)}.",
            _instead(node)
            or _NOT_KEPT.get(type(node), "Say it with comparisons, `in [...]`, and, or, not."),
        )
    if isinstance(node, ast.Call) and (not isinstance(node.func, ast.Name) or node.keywords):
        raise Unsupported(
            "method-call",
            f"{_source(node)} calls a method or names its arguments.",
            "Call only functions that are registered, with plain arguments.",
        )
    if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
        raise Unsupported("private", f"{_source(node)} is private.", "Use a declared attribute.")
    if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | None):
        raise Unsupported(
            "constant",
            f"{_source(node)} is no text, whole number or truth value.",
            "Write a text in quotes, a whole number, True, False or None.",
        )


def _instead(node: ast.AST) -> str | None:
    """Say what to write for signs that stand in policy.csv, and not in model.conf."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        return "Write && or || here; & and | stand in policy.csv, between conditions."
    return None


def _source(node: ast.AST) -> str:
    try:
        return f"`{ast.unparse(node)}`"
    except (AttributeError, TypeError, ValueError):
        return "this"


def source(node: ast.AST) -> str:
    """Return an expression as its author would write it."""
    return _source(node)
