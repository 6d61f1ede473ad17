"""Imports, and the data set of the benchmarks, are the same on every database."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import sqlalchemy as sa

from socialkit import SocialKit
from socialkit.services.imports import import_people, import_stackexchange
from socialkit.services.networks import counted
from socialkit.storage.sql.engines import make_engine
from socialkit.storage.sql.migrations import migrate
from tests.benchmarks.dataset import CLASSES, INBOX, Size, loaded
from tests.unit.imports.dumps import answer, comment, question, vote, write_dump


def test_a_dump_and_people_are_imported_twice_and_kept_once(
    database_url: str, tmp_path: Path
) -> None:
    migrate(database_url)
    kit = SocialKit.open(database_url)
    folder = write_dump(
        tmp_path / "kites",
        posts=[question(10, AcceptedAnswerId=11), answer(11, 10), answer(12, 99)],
        comments=[comment(1, 11, 1, "Thanks @ben 🪁")],
        votes=[vote(1, 11, 1)],
    )
    file = tmp_path / "people.csv"
    file.write_text("subject,name,manager\nu-1,José,\nu-2,Luis,u-1\n", encoding="utf-8")
    added = []
    for _ in range(2):
        import_stackexchange(folder, storage=kit.storage, tools=kit.tools)
        added.append(import_people(file, storage=kit.storage, tools=kit.tools).added)
    with kit.storage.unit() as unit:
        found = counted(unit, unit.networks.all()[0].id)
    kit.close()
    assert added == [2, 0]
    assert (found.people, found.questions, found.answers, found.solved) == (6, 1, 1, 1)
    assert (found.comments, found.skipped) == (1, {"answer to a question that is not there": 1})


def test_every_home_feed_of_the_data_set_is_the_precomputed_inbox(database_url: str) -> None:
    size = Size(people=300, posts=400)
    loaded(database_url, size)
    kit, engine = SocialKit.open(database_url), make_engine(database_url)
    for viewer, name in enumerate(CLASSES):
        wanted = (
            sa.select(INBOX.c.post_id)
            .where(INBOX.c.viewer == viewer)
            .order_by(INBOX.c.created_at.desc(), INBOX.c.post_id.desc())
        )
        with engine.connect() as connection:
            expected = list(connection.execute(wanted).scalars())
        assert home(kit, size.subject(viewer)) == expected, name
    kit.close()
    engine.dispose()


def home(kit: SocialKit, subject: str) -> list[UUID]:
    """Return all posts of somebody's home, page by page."""
    found: list[UUID] = []
    cursor: str | None = None
    while True:
        with kit.acting_as(subject, read_only=True) as me:
            page = me.feeds.home(limit=50, cursor=cursor)
            found += [item.id for item in page.items]
            cursor = page.cursor
        if cursor is None:
            return found
