"""Put a plan's clause into an UPDATE, where names of columns may not be names of binds."""

from __future__ import annotations

from typing import Final

from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter

from socialkit.domain.caller import Caller
from socialkit.domain.vocabulary import late_parameters
from socialkit.storage.sql.conditions import Clause

_PREFIX: Final = "by_"


def guard(clause: Clause) -> Clause:
    """Return the clause with ``by_`` before the names of the caller's bind parameters."""

    def rename(bind: BindParameter[object]) -> None:
        if not bind.unique:
            bind.key = bind._orig_key = f"{_PREFIX}{bind.key}"  # noqa: SLF001 - names have no setter

    return visitors.cloned_traverse(clause, {}, {"bindparam": rename})


def guard_binds(caller: Caller) -> dict[str, object]:
    """Return the bind values of a guarded UPDATE."""
    return {f"{_PREFIX}{name}": value for name, value in late_parameters(caller).items()}
