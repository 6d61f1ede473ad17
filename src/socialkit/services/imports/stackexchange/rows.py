"""Read the rows of one XML file of a dump as a stream: no tree, no document types, no entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, NoReturn, TypeAlias
from xml.parsers import expat

from socialkit.errors import Invalid

Row: TypeAlias = tuple[int, Mapping[str, str]]
"""The line on which a row begins, and its attributes."""
CHUNK: Final = 1 << 16


def read_rows(path: Path, root: str, *, seen: Callable[[bytes], None]) -> Iterator[list[Row]]:
    """Yield the `<row>`s of a file in lists of some hundred; `seen` is given every piece of bytes.

    Raises `Invalid` with file and line: ``import.missing``, ``import.xml``, ``import.root``.
    """
    parsing = _Parsing(path, root)
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                seen(piece)
                yield parsing.feed(piece)
    except OSError as error:
        message = f"{path} can not be read ({type(error).__name__}). Check the path and its rights."
        raise Invalid("import.missing", message, file=path.name) from error
    yield parsing.feed(b"", last=True)


class _Parsing:
    def __init__(self, path: Path, root: str) -> None:
        self._path = path
        self._root = root
        self._depth = 0
        self._rows: list[Row] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, piece: bytes, *, last: bool = False) -> list[Row]:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            message = (
                f"{self._path}, line {error.lineno}: this is not whole XML ({reason}). "
                "Download or unpack the dump again, then repeat the import: it goes on."
            )
            raise Invalid("import.xml", message, file=self._path.name, line=error.lineno) from error
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and name != self._root:
            message = f"the file holds <{name}>, not <{self._root}>. Is it a file of another dump?"
            self._refuse("import.root", message)
        if self._depth == 2 and name == "row":  # noqa: PLR2004 - just below the root
            self._rows.append((self._parser.CurrentLineNumber, attributes))

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse("import.xml", "the file declares a document type, which no dump does.")

    def _refuse(self, code: str, reason: str) -> NoReturn:
        line = self._parser.CurrentLineNumber
        message = f"{self._path}, line {line}: {reason}"
        raise Invalid(code, message, file=self._path.name, line=line)
