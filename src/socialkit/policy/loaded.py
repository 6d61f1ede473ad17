"""Hold a policy that was read: its rules, links and what plans depend on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from socialkit.domain.vocabulary import Vocabulary
from socialkit.policy.model import Model
from socialkit.policy.needs import Needs
from socialkit.policy.roles import Links
from socialkit.policy.rows import LinkRow, RuleRow

Function: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """Be one rule, ready to be evaluated."""

    row: RuleRow
    tree: ast.expr
    """The matcher with this rule's own expression in the place of `eval(...)`."""
    parts: tuple[ast.expr, ...]
    """Its conjuncts."""
    free: tuple[ast.expr, ...]
    """Those of them that speak of neither the caller nor the thing."""
    casbin: tuple[str, ...]
    """The row as stock Casbin needs it: conditions expanded."""


@dataclass(slots=True)
class Loaded:
    """Be a policy that was read and found right."""

    file: str
    """The name of the file with the rules, as findings show it."""
    model: Model
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    functions: Mapping[str, Function]
    links: Mapping[str, Links]
    link_rows: tuple[LinkRow, ...]
    needs: Mapping[int, Needs]
    """What the shared parts of rules depend on, by the identity of the tree."""
    version: str
    classes: frozenset[str] = frozenset()
    """The classes of members that the rules declare."""
    relevant: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    """For each permission, the rules that can speak of it, in Casbin's order."""
    folded: dict[str, frozenset[str]] = field(default_factory=dict)
    """For each permission, every attribute of the caller that some rule may fold."""
