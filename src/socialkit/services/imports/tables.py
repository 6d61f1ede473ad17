"""Read CSV files as people make them: with a mark of the encoding or without, `,` or `;`."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from socialkit.errors import Invalid

_DELIMITERS: Final = ",;\t"
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Table:
    """Be a table with a header: names of columns, and rows with the line on which each begins."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(file: Path) -> Table:
    """Return the table of a CSV file in UTF-8 (or UTF-16 with its mark), empty lines left out.

    Raises `Invalid` with file and line: ``import.missing``, ``import.encoding``, ``import.csv``.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        message = f"{file} can not be read ({type(error).__name__}). Check the path and its rights."
        raise Invalid("import.missing", message, file=file.name) from error
    rows = list(_rows(_decoded(data, file), file))
    if not rows:
        message = f"{file} is empty. The first line names the columns, such as: name,handle,title."
        raise Invalid("import.csv", message, file=file.name, line=1)
    header = tuple(cell.strip() for cell in rows[0][1])
    return Table(str(file), header, tuple((line, tuple(cells)) for line, cells in rows[1:]))


def _decoded(data: bytes, file: Path) -> str:
    wide = data.startswith(_WIDE)
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{file}, line {line}: this is not UTF-8. Save the file as CSV in UTF-8."
        raise Invalid("import.encoding", message, file=file.name, line=line) from error


def _rows(text: str, file: Path) -> Iterator[tuple[int, Sequence[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        message = (
            f"{file}, line {line}: the row can not be read ({error}). A cell that holds a quote "
            'is written in quotes, with the quote doubled: "the ""big"" one".'
        )
        raise Invalid("import.csv", message, file=file.name, line=line) from error
