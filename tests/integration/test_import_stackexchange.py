"""A whole support community is imported, whatever happens on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from socialkit import SocialKit
from socialkit.services.imports import import_stackexchange
from tests.unit.imports.dumps import answer, comment, question, user, write_dump

ARCHIVE: Final = (
    Path(__file__).resolve().parents[2].parent / "shared" / "data" / "third-party.tar.xz"
)
FOLDER: Final = "stackexchange-cardano"
COUNTS: Final = {
    "questions": 1042,
    "answers": 1496,
    "solved": 459,
    "people": 3988,
    "comments": 1828,
}
SKIPPED: Final = {
    "comment on a post that was left out": 1,
    "duplicate link from or to a question that is not there": 5,
    "link that does not mark a duplicate": 94,
    "post that is neither question nor answer": 92,
    "vote on a post that is not there": 345,
    "vote on a post that was left out": 49,
    "vote that is neither up, down nor acceptance": 583,
}


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not ARCHIVE.exists():
        pytest.skip(f"SKIPPED: the dump is not at {ARCHIVE}; only our own small dumps ran")
    folder = tmp_path_factory.mktemp("dump")
    with tarfile.open(ARCHIVE) as packed:
        members = [member for member in packed if member.name.startswith(f"{FOLDER}/")]
        packed.extractall(folder, members=members, filter="data")
    return folder / FOLDER


@pytest.fixture(scope="module")
def imported(dump: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("imported") / "social.db"
    run(file, dump)
    return file


def run(file: Path, folder: Path) -> None:
    kit = SocialKit.open(f"sqlite:///{file}")
    import_stackexchange(folder, storage=kit.storage, tools=kit.tools)
    kit.close()


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    for element in ET.parse(folder / name).getroot():  # noqa: S314 - a file of our own
        yield dict(element.attrib)


def read(file: Path, statement: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def content(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that the database holds, table by table."""
    names = read(file, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'sk_%'")
    return {name: sorted(read(file, f"SELECT * FROM {name}"), key=repr) for (name,) in names}  # noqa: S608


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "socialkit.cli", *words]


def test_the_counts_of_the_community_are_those_of_its_dump(imported: Path) -> None:
    done = subprocess.run(
        command("stats", "--url", f"sqlite:///{imported}", "--json"),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert {name: found[name] for name in COUNTS} == COUNTS
    assert found["skipped"] == SKIPPED


def test_every_score_is_the_score_of_the_dump(dump: Path, imported: Path) -> None:
    wanted = sorted(
        int(row["Score"]) for row in rows(dump, "Posts.xml") if row["PostTypeId"] in {"1", "2"}
    )
    by_title = {
        (row["Title"].strip(), row["CreationDate"]): int(row["Score"])
        for row in rows(dump, "Posts.xml")
        if row["PostTypeId"] == "1"
    }
    union = "SELECT baseline_score FROM sk_post UNION ALL SELECT baseline_score FROM sk_reply"
    assert sorted(score for (score,) in read(imported, union)) == wanted
    found = {
        (title, f"{at[:10]}T{at[11:23]}"): score
        for title, at, score in read(
            imported, "SELECT title, created_at, baseline_score FROM sk_post"
        )
    }
    assert found == {(" ".join(title.split()), at): n for (title, at), n in by_title.items()}


def test_the_names_in_comments_mean_whom_the_site_means(dump: Path, imported: Path) -> None:
    known = json.loads((dump / "mentions_resolved.json").read_text())
    wanted: dict[str, set[str]] = {}
    for mention in known:
        if mention["resolved"]:
            wanted.setdefault(mention["comment"], set()).add(mention["resolved"][0])
    pairs = {
        (row["CreationDate"], row.get("UserId")): row["Id"] for row in rows(dump, "Comments.xml")
    }
    statement = """
        SELECT c.created_at, author.subject, named.subject FROM sk_mention m
        JOIN sk_comment c ON c.id = m.source_id
        JOIN sk_person ap ON ap.id = c.author_id JOIN sk_account author ON author.id = ap.account_id
        JOIN sk_person np ON np.id = m.person_id JOIN sk_account named ON named.id = np.account_id
    """
    found: dict[str, set[str]] = {}
    for at, author, named in read(imported, statement):
        key = pairs[(f"{at[:10]}T{at[11:23]}", author.partition(":")[2])]
        found.setdefault(key, set()).add(named.partition(":")[2])
    assert found == wanted


def test_counters_of_threads_are_those_of_their_rows(imported: Path) -> None:
    statement = """
        SELECT count(*) FROM sk_post p WHERE
            reply_count <> (SELECT count(*) FROM sk_reply r WHERE r.post_id = p.id)
            OR comment_count <> (SELECT count(*) FROM sk_comment c WHERE c.post_id = p.id)
            OR answer_count <> (SELECT count(*) FROM sk_reply r WHERE r.post_id = p.id
                AND coalesce(r.author_id, '') <> coalesce(p.author_id, 'nobody'))
    """
    replies = """
        SELECT count(*) FROM sk_reply r WHERE
            comment_count <> (SELECT count(*) FROM sk_comment c WHERE c.reply_id = r.id)
    """
    assert read(imported, statement) == read(imported, replies) == [(0,)]


def test_importing_twice_changes_nothing(dump: Path, imported: Path) -> None:
    before = content(imported)
    run(imported, dump)
    assert content(imported) == before


def test_an_import_that_was_killed_goes_on_and_ends_equal(tmp_path: Path) -> None:
    # Our own dump, of several batches: the site's own is not everywhere.
    users = [user(number, f"Person {number % 400}") for number in range(1, 4001)]
    posts = [question(number, owner=number % 3000 + 1) for number in range(1, 1801)]
    posts += [answer(number + 2000, number, owner=number + 1) for number in range(1, 1801)]
    remarks = [comment(n, n, n + 2, f"Hello @person{n % 400}") for n in range(1, 1801)]
    folder = write_dump(tmp_path / "kites", users=users, posts=posts, comments=remarks)
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    kit = SocialKit.open(f"sqlite:///{whole}")
    with kit.system("a test") as desk:
        desk.create_network("Kites", kind="community", public=True)
    kit.close()
    _checkpoint(whole)
    shutil.copy(whole, killed)
    run(whole, folder)
    for table in ("sk_person", "sk_post"):
        _import_and_kill(killed, folder, once_there_is=table)
    partly = read(killed, "SELECT count(*) FROM sk_post")[0][0]
    assert 0 < partly < 1800
    assert partly % 200 == 0
    run(killed, folder)
    assert content(killed) == content(whole)


def _checkpoint(file: Path) -> None:
    read(file, "PRAGMA wal_checkpoint(TRUNCATE)")


def _import_and_kill(file: Path, folder: Path, *, once_there_is: str) -> None:
    words = command("import", "stackexchange", str(folder), "--to", f"sqlite:///{file}")
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not read(file, f"SELECT count(*) FROM {once_there_is}")[0][0]:  # noqa: S608
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
