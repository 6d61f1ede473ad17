"""Lay out `policy.csv`: columns one below the other, comments and lines where they were."""

from __future__ import annotations

from typing import Final

from socialkit.policy.files import plain
from socialkit.policy.rows import split_row

_MOST_PADDING: Final = 30
"""Cells that are longer than this do not push the others away."""


def laid_out(text: str) -> str:
    """Return the text of a `policy.csv` with aligned columns and without trailing spaces.

    It loads as before, line for line: rows, comments and empty lines stay where they are, and what
    can not be read stays as it is. Rows of one kind (`p`, `g`, `g2`) are aligned in the whole file.
    """
    lines = [line.strip() for line in plain(text).split("\n")]
    rows = [_cells(line) for line in lines]
    widths = _widths([cells for cells in rows if cells])
    laid = [
        _row(cells, widths[cells[0], len(cells)]) if cells else line
        for line, cells in zip(lines, rows, strict=True)
    ]
    return "\n".join(laid).rstrip("\n") + "\n"


def _cells(line: str) -> list[str]:
    """Return the cells of a row; none of a comment, an empty line, or what cannot be split."""
    if not line or line.startswith("#"):
        return []
    return split_row(line) or []


def _widths(rows: list[list[str]]) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    for cells in rows:
        known = found.setdefault((cells[0], len(cells)), [0] * len(cells))
        for at, cell in enumerate(cells):
            if len(cell) <= _MOST_PADDING:
                known[at] = max(known[at], len(cell))
    return found


def _row(cells: list[str], widths: list[int]) -> str:
    """Return a row; the last two cells are not aligned: conditions are of any length."""
    aligned = max(len(cells) - 2, 0) if len(cells) > 3 else len(cells) - 1  # noqa: PLR2004
    padded = [f"{cell},".ljust(width + 1) for cell, width in zip(cells, widths, strict=True)]
    return " ".join([*padded[:aligned], ", ".join(cells[aligned:])]).rstrip()
