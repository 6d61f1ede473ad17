"""Ask a policy about every caller and every state of a thing at once: proofs, changes, tables.

Everything here is exact: states are held as decision diagrams, so billions of them cost
milliseconds. What a state consists of is in `space`, what the rules say of it in `decisions`.
"""

from __future__ import annotations

from collections.abc import Iterable

from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.proofs import Proof, Prover
from socialkit.policy.analysis.situations import Situation
from socialkit.policy.analysis.space import Space
from socialkit.policy.analysis.statements import PROOFS_FILE, Statement, read_statements
from socialkit.policy.compiler import CompiledPolicy

__all__ = [
    "PROOFS_FILE",
    "Decisions",
    "Proof",
    "Situation",
    "Statement",
    "decisions_of",
    "prove",
    "read_statements",
]


def decisions_of(policy: CompiledPolicy, *, classes: Iterable[str] = ()) -> Decisions:
    """Return what everybody may do in every state; `classes` adds some that nobody declares."""
    loaded = policy.loaded
    return Decisions(loaded, Space(loaded.vocabulary, classes={*loaded.classes, *classes}))


def prove(policy: CompiledPolicy, text: str, *, file: str = PROOFS_FILE) -> tuple[Proof, ...]:
    """Prove the statements of a YAML text; raise PolicyError where one makes no sense."""
    statements = read_statements(text, vocabulary=policy.loaded.vocabulary, file=file)
    return Prover(decisions_of(policy), file=file).prove(statements)
