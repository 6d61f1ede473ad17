"""Measure the home feed for every class of viewer: service, its SQL alone, and a floor by hand.

The floor reads a precomputed inbox with hand-written SQL through the bare driver: the same page,
with the same columns shown. All run in turn within one run, so that their ratios mean something
on a busy machine. First the pages are compared: home and inbox hold the same posts.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from socialkit import SocialKit
from socialkit.storage.sql.engines import make_engine
from tests.benchmarks.dataset import CLASSES, Size, add_size, cached, loaded
from tests.services.databases import empty_database
from tests.services.keeper import SERVERS
from tests.services.session import Session

PAGES: Final = (1, 10, 50)
LIMIT: Final = 20
_FLOOR: Final = """
SELECT post.id, post.kind, post.title, post.body, post.tags, post.created_at, post.reply_count,
    post.reaction_count, post.comment_count, post.question_state, post.last_activity_at,
    author.handle, author.display_name, author.avatar_url, author.member_class,
    place.slug, place.name, place.visibility, place.externals_allowed,
    (SELECT count(*) FROM sk_reaction
     WHERE target_id = post.id AND target_kind = 'post' AND person_id = {me}) AS mine
FROM (SELECT post_id, created_at FROM bench_inbox
      WHERE viewer = {viewer} AND (created_at, post_id) < ({at}, {id})
      ORDER BY created_at DESC, post_id DESC LIMIT 20) AS inbox
JOIN sk_post AS post ON post.id = inbox.post_id
JOIN sk_group AS place ON place.id = post.group_id
LEFT JOIN sk_person AS author ON author.id = post.author_id
ORDER BY inbox.created_at DESC, inbox.post_id DESC
"""


@dataclass(slots=True)
class Seen:
    """Remember the statements that were executed."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def longest(self) -> tuple[str, Any]:
        """Return the statement of the page itself: the others are short."""
        return max(self.statements, key=lambda pair: len(pair[0]))


@contextmanager
def watched() -> Iterator[Seen]:
    """Note every statement of every engine while the block runs."""
    seen = Seen()

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.statements.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


@dataclass(frozen=True, slots=True)
class Result:
    """Hold what was measured for one class of viewer and one page, in milliseconds."""

    viewer: str
    page: int
    posts: int
    statements: int
    service: tuple[float, ...]
    sql: tuple[float, ...]
    """All statements of the call, through the driver."""
    statement: tuple[float, ...]
    """The statement of the page alone."""
    floor: tuple[float, ...]

    def row(self) -> str:
        """Return one row of the table."""
        over = _ratio(self.statement, self.floor)
        whole = _ratio(self.service, self.sql)
        times = [_ms(series) for series in (self.service, self.sql, self.statement, self.floor)]
        cells = [self.viewer, str(self.page), str(self.posts), str(self.statements), *times]
        return " | ".join(["", *cells, over, whole, ""]).strip()


class Bench:
    """Measure one database."""

    def __init__(self, url: str, size: Size, rounds: int) -> None:
        self._kit = SocialKit.open(url)
        self._engine = make_engine(url)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._connection = self._engine.connect()
        self._driver: Any = self._connection.connection.driver_connection
        self._size = size
        self._rounds = rounds

    def run(self) -> Iterator[Result]:
        """Yield the results of all classes and pages."""
        for viewer in range(len(CLASSES)):
            cursors = self._cursors(viewer)
            for page in PAGES:
                if page in cursors:
                    yield self._measure(viewer, page, cursors[page])

    def _cursors(self, viewer: int) -> dict[int, str | None]:
        """Return the cursor of each page that is there, after comparing it with the inbox."""
        found: dict[int, str | None] = {}
        cursor: str | None = None
        for page in range(1, max(PAGES) + 1):
            if page in PAGES:
                found[page] = cursor
            items, after = self._home(viewer, cursor)
            expected = [str(row[0]) for row in self._floor(viewer, (page - 1) * LIMIT)]
            if [item.hex for item in items] != [text.replace("-", "") for text in expected]:
                raise SystemExit(f"{CLASSES[viewer]}, page {page}: home differs from the inbox.")
            if after is None:
                break
            cursor = after
        return found

    def _home(self, viewer: int, cursor: str | None) -> tuple[list[Any], str | None]:
        with self._kit.acting_as(self._size.subject(viewer), read_only=True) as me:
            page = me.feeds.home(limit=LIMIT, cursor=cursor)
            return [item.id for item in page.items], page.cursor

    def _measure(self, viewer: int, page: int, cursor: str | None) -> Result:
        with watched() as seen:
            posts = len(self._home(viewer, cursor)[0])
        statement, parameters = seen.longest
        start = self._start(viewer, (page - 1) * LIMIT)
        floor = self._text(viewer)

        ways: Sequence[Callable[[], object]] = (
            lambda: self._home(viewer, cursor),
            lambda: [self._fetch(text, values) for text, values in seen.statements],
            lambda: self._fetch(statement, parameters),
            lambda: self._fetch(floor, start),
        )
        series: list[list[float]] = [[] for _ in ways]
        for number in range(self._rounds + 3):
            for way, times in zip(ways, series, strict=True):
                began = time.perf_counter()
                way()
                if number >= 3:
                    times.append((time.perf_counter() - began) * 1000)
        service, whole, plain, low = (tuple(times) for times in series)
        count = len(seen.statements)
        return Result(CLASSES[viewer], page, posts, count, service, whole, plain, low)

    # -- the floor -----------------------------------------------------------------------------

    def _text(self, viewer: int) -> str:
        marks = ("?",) * 3 if self._sqlite else ("%s",) * 3
        return _FLOOR.format(viewer=viewer, me=marks[0], at=marks[1], id=marks[2])

    def _floor(self, viewer: int, skipped: int) -> Sequence[Any]:
        return self._fetch(self._text(viewer), self._start(viewer, skipped))

    def _start(self, viewer: int, skipped: int) -> tuple[Any, ...]:
        """Return the parameters of the floor: me, and the last post of the page before."""
        me = self._fetch(
            "SELECT p.id FROM sk_person p JOIN sk_account a ON a.id = p.account_id"  # noqa: S608
            f" WHERE a.subject = '{self._size.subject(viewer)}'",
            (),
        )[0][0]
        if not skipped:
            far = datetime(9999, 1, 1, tzinfo=UTC)
            return me, far.isoformat(" ") if self._sqlite else far, "f" * 32
        last = self._fetch(
            f"SELECT created_at, post_id FROM bench_inbox WHERE viewer = {viewer}"  # noqa: S608
            f" ORDER BY created_at DESC, post_id DESC LIMIT 1 OFFSET {skipped - 1}",
            (),
        )
        return (me, *last[0])

    def _fetch(self, statement: str, parameters: Any) -> Sequence[Any]:
        cursor = self._driver.cursor()
        try:
            cursor.execute(statement, parameters or ())
            rows: Sequence[Any] = cursor.fetchall()
        finally:
            cursor.close()
        return rows


def _ms(series: Sequence[float]) -> str:
    return f"{statistics.median(series):.2f}"


def _tenth(series: Sequence[float]) -> float:
    return sorted(series)[len(series) // 10]


def _ratio(series: Sequence[float], floor: Sequence[float]) -> str:
    pairs = statistics.median(ours / low for ours, low in zip(series, floor, strict=True))
    return f"{pairs:.1f} ({_tenth(series) / _tenth(floor):.1f})"


HEADER: Final = (
    "| viewer | page | posts | statements | service ms | SQL ms | page ms | floor ms"
    " | page / floor | service / SQL |"
)


@contextmanager
def databases(options: argparse.Namespace, size: Size) -> Iterator[list[str]]:
    """Give the addresses of loaded databases; servers of the tests run as long as they are used."""
    session, urls = Session(), list(options.url or ())
    with ExitStack() as stack:
        stack.callback(session.close)
        urls += [
            stack.enter_context(empty_database(session, name, Path()))
            for name in options.server or ()
        ]
        for url in urls:
            loaded(url, size)
        yield urls or [f"sqlite:///{cached(size)}"]


def main() -> None:
    """Print one table for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_size(parser)
    parser.add_argument("--url", action="append", help="an empty or loaded database; repeatable")
    parser.add_argument(
        "--server", action="append", choices=sorted(SERVERS), help="start this server for the run"
    )
    parser.add_argument("--rounds", type=int, default=60, help="rounds for each (%(default)s)")
    options = parser.parse_args()
    size = Size(options.people, options.posts)
    with databases(options, size) as urls:
        for url in urls:
            name = sa.make_url(url).get_backend_name()
            print(f"\n{name}: {size.people:,} people, {size.posts:,} posts")
            print("Times are medians; ratios are medians of pairs (and of the best tenth).\n")
            print(HEADER)
            print("|".join(itertools.chain([""], ["---"] * 10, [""])))
            for result in Bench(url, size, options.rounds).run():
                print(result.row(), flush=True)


if __name__ == "__main__":
    main()
