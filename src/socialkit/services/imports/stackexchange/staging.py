"""Stage a dump in a scratch file, so that the import needs little memory, however long the dump.

Every row of every file is read and checked before the first one is imported; what is left out,
and why, is known from then on. The scratch file is SQLite, lies in the machine's folder of
temporary files and is gone at the end.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from socialkit.ports.text import TextRenderer
from socialkit.services.imports.progress import Progress
from socialkit.services.imports.stackexchange.leftovers import LEFTOVERS
from socialkit.services.imports.stackexchange.parts import (
    COMMENTS,
    POSTS,
    Cell,
    Part,
    find_parts,
)
from socialkit.services.imports.stackexchange.rows import read_rows
from socialkit.services.imports.stackexchange.texts import html_body, repaired

_SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE user (
    id INTEGER PRIMARY KEY, created TEXT, name TEXT, location TEXT, about TEXT, avatar TEXT
);
CREATE TABLE post (
    id INTEGER PRIMARY KEY, kind INTEGER, parent INTEGER, created TEXT, owner INTEGER,
    score INTEGER, title TEXT, body TEXT, tags TEXT, edited TEXT, closed TEXT, accepted INTEGER
);
CREATE TABLE comment (
    id INTEGER PRIMARY KEY, post INTEGER, created TEXT, owner INTEGER, score INTEGER, body TEXT
);
CREATE TABLE link (id INTEGER PRIMARY KEY, post INTEGER, related INTEGER, kind INTEGER);
CREATE TABLE vote (id INTEGER PRIMARY KEY, post INTEGER, kind INTEGER, created TEXT);
CREATE TABLE closing (id INTEGER PRIMARY KEY, post INTEGER, reason TEXT);
CREATE TABLE person (user INTEGER PRIMARY KEY, id TEXT, name_key TEXT);
CREATE TABLE handle (key TEXT PRIMARY KEY, user INTEGER) WITHOUT ROWID;
CREATE TABLE leftover (key TEXT PRIMARY KEY, reason TEXT) WITHOUT ROWID;
"""
# Once the rows are there: indexes, and what is kept of them.
_VIEWS: Final = """
CREATE INDEX post_parent ON post (parent) WHERE parent IS NOT NULL;
CREATE INDEX comment_post ON comment (post);
CREATE INDEX vote_post ON vote (post, kind);
CREATE INDEX link_post ON link (post);
CREATE INDEX closing_post ON closing (post);
CREATE VIEW question AS SELECT * FROM post WHERE kind = 1 AND body IS NOT NULL;
CREATE VIEW answer AS
    SELECT post.* FROM post JOIN question ON question.id = post.parent
    WHERE post.kind = 2 AND post.body IS NOT NULL;
CREATE TABLE kept (id INTEGER PRIMARY KEY);
INSERT INTO kept SELECT id FROM question UNION ALL SELECT id FROM answer;
ANALYZE;
"""
_SPOTS: Final = {POSTS: 7, COMMENTS: 5}
_UNEQUAL_SCORES: Final = """
SELECT count(*) FROM (
    SELECT coalesce(score, 0) AS score,
        (SELECT count(*) FROM vote WHERE vote.post = post.id AND vote.kind = 2)
      - (SELECT count(*) FROM vote WHERE vote.post = post.id AND vote.kind = 3) AS tally
    FROM post WHERE id IN (SELECT id FROM kept)
) WHERE score <> tally
"""


class Staged:
    """Be a dump that was read and checked as a whole."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.rows = 0
        """How many rows of the dump were read."""
        self.fingerprint = ""
        """A hash of the files: another dump, or a repaired one, has another one."""

    def one(self, statement: str, *values: Cell) -> int:
        """Return a count."""
        found: tuple[int] = self.database.execute(statement, values).fetchone()
        return found[0]

    def unequal_scores(self) -> int:
        """Count posts whose score is not the tally of their votes."""
        return self.one(_UNEQUAL_SCORES)


@contextmanager
def staged(folder: Path, text: TextRenderer, progress: Progress) -> Iterator[Staged]:
    """Read and check a whole dump; raise `Invalid` with file and line.

    Codes: ``import.folder``, ``import.missing``, ``import.xml``, ``import.root``, ``import.row``.
    """
    parts = find_parts(folder)
    with TemporaryDirectory(prefix="socialkit-import-") as scratch:
        database = sqlite3.connect(Path(scratch) / "dump.db", isolation_level=None)
        try:
            database.executescript(_SCHEMA)
            progress.begin("reading", sum(path.stat().st_size for path in parts.values()))
            dump = Staged(database)
            _Reading(dump, text, progress).read(parts)
            progress.end()
            yield dump
        finally:
            database.close()


class _Reading:
    def __init__(self, dump: Staged, text: TextRenderer, progress: Progress) -> None:
        self._dump = dump
        self._text = text
        self._progress = progress
        self._hash = hashlib.sha256()

    def read(self, parts: dict[Part, Path]) -> None:
        for part, path in parts.items():
            self._hash.update(part.file.encode())
            for rows in read_rows(path, part.root, seen=self._seen):
                lines = [line for line, _ in rows]
                taken = [part.take(line, attributes, path) for line, attributes in rows]
                self._dump.rows += len(rows)
                wanted = [
                    (line, self._cleaned(part, cells))
                    for line, cells in zip(lines, taken, strict=True)
                    if cells is not None
                ]
                self._insert(part, wanted, path)
        self._dump.fingerprint = self._hash.hexdigest()
        self._dump.database.executescript(_VIEWS)
        for key, reason, source in LEFTOVERS:
            self._dump.database.execute(
                f"INSERT OR IGNORE INTO leftover SELECT '{key}:' || id, ? FROM {source}",  # noqa: S608
                (reason,),
            )

    def _seen(self, piece: bytes) -> None:
        self._hash.update(piece)
        self._progress.advance(len(piece))

    def _cleaned(self, part: Part, cells: Sequence[Cell]) -> Sequence[Cell]:
        spot = _SPOTS.get(part)
        if spot is None:
            return cells
        body = str(cells[spot] or "")
        clean = html_body(self._text, body) if part is POSTS else repaired(body)
        return (*cells[:spot], clean, *cells[spot + 1 :])

    def _insert(self, part: Part, rows: Sequence[tuple[int, Sequence[Cell]]], path: Path) -> None:
        database = self._dump.database
        columns = ", ".join(field.column for field in part.fields)
        marks = ", ".join("?" * len(part.fields))
        statement = f"INSERT INTO {part.table} ({columns}) VALUES ({marks})"  # noqa: S608
        database.execute("BEGIN")
        for line, cells in rows:
            try:
                database.execute(statement, cells)
            except sqlite3.IntegrityError as error:
                raise part.refusal(
                    line, f"Id {cells[0]} stands here a second time", path
                ) from error
        database.execute("COMMIT")
