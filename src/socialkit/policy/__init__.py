"""Load, check and compile policies: the only part of the library that imports Casbin.

Casbin itself is imported for its own functions, and for `StockPolicy`; nothing else needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from socialkit.domain.extending import OwnAttribute, OwnKind, check_mapped, extended
from socialkit.domain.vocabulary import VOCABULARY, Vocabulary
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.files import (
    MODEL_FILE,
    RULES_FILE,
    default_folder,
    default_texts,
    read_folder,
)
from socialkit.policy.findings import Finding, PolicyError
from socialkit.policy.loader import load

if TYPE_CHECKING:
    from socialkit.policy.stock import StockPolicy

__all__ = [
    "CompiledPolicy",
    "Finding",
    "OwnAttribute",
    "OwnKind",
    "PolicyError",
    "StockPolicy",
    "default_folder",
    "default_texts",
    "doubts_of",
    "extended",
    "load_chosen",
    "load_default",
    "load_folder",
    "load_policy",
]


def load_policy(
    model_text: str,
    rules_text: str,
    *,
    vocabulary: Vocabulary = VOCABULARY,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    files: tuple[str, str] = (MODEL_FILE, RULES_FILE),
) -> CompiledPolicy:
    """Compile the policy that two texts describe.

    `functions` are the host's own, for matchers and conditions, over constants and enums.
    `files` are the names that refusals show. Raises PolicyError with every reason at once.
    """
    return CompiledPolicy(
        load(model_text, rules_text, vocabulary=vocabulary, functions=functions, files=files)
    )


def load_folder(
    path: str | PathLike[str],
    *,
    vocabulary: Vocabulary | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> CompiledPolicy:
    """Compile `model.conf` and `policy.csv` of a folder; raise PolicyError if refused.

    `vocabulary` and `functions` are what the host adds: see `extended`.
    """
    folder = Path(path)
    model_text, rules_text = read_folder(folder)
    files = (str(folder / MODEL_FILE), str(folder / RULES_FILE))
    chosen = VOCABULARY if vocabulary is None else vocabulary
    return load_policy(model_text, rules_text, vocabulary=chosen, functions=functions, files=files)


def load_chosen(
    folder: str | PathLike[str] | None,
    *,
    vocabulary: Vocabulary | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    in_sql: bool = True,
) -> CompiledPolicy:
    """Compile the policy that a host chose: that of a folder, or the shipped one.

    With `in_sql`, every attribute that the host added needs a builder for lists. Raises PolicyError
    and ConfigurationError (``policy.extension``).
    """
    if vocabulary is not None and in_sql:
        check_mapped(vocabulary)
    if folder is not None:
        return load_folder(folder, vocabulary=vocabulary, functions=functions)
    chosen = VOCABULARY if vocabulary is None else vocabulary
    return load_policy(*default_texts(), vocabulary=chosen, functions=functions)


def doubts_of(policy: CompiledPolicy) -> tuple[Finding, ...]:
    """Return what a policy says in vain: rules that change nothing, conditions that no rule uses.

    It is proved over every shape of caller and every state of a thing; nothing of it is refused.
    """
    from socialkit.policy.doubts import Doubts

    return Doubts(policy).findings()


def load_default() -> CompiledPolicy:
    """Compile the policy that is shipped with the library."""
    return load_policy(*default_texts())


def __getattr__(name: str) -> Any:
    """Load what only auditors and tests use, and with it Casbin, when it is asked for."""
    if name == "StockPolicy":
        from socialkit.policy.stock import StockPolicy

        return StockPolicy
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
