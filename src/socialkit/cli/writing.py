"""Write small tables and counts."""

from __future__ import annotations

from collections.abc import Iterable


def table(rows: Iterable[tuple[str, int]]) -> str:
    """Return names and numbers, one below the other, numbers to the right."""
    known = list(rows)
    width = max((len(f"{number:,}") for _, number in known), default=0)
    return "\n".join(f"  {number:>{width},}  {name}" for name, number in known)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in singular or plural."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
