"""The column types mean the same on every database."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from socialkit.storage.sql.types import Exact, Id, Moment, moment_text, words_of, words_text

MOMENT = datetime(2031, 3, 1, 9, 30, 0, 42, tzinfo=UTC)
DIALECTS = (sqlite.dialect(), postgresql.dialect(), mysql.dialect())  # type: ignore[no-untyped-call]


def test_a_moment_is_written_in_utc_with_all_its_microseconds() -> None:
    there = MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert moment_text(there) == "2031-03-01 09:30:00.000042"


def test_moments_sort_as_their_texts_do() -> None:
    steps = [MOMENT + timedelta(microseconds=step) for step in (0, 1, 957, 10**6, 10**9)]
    assert sorted(map(moment_text, steps)) == [moment_text(moment) for moment in steps]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_moment_comes_back_aware_and_in_utc(dialect: sa.Dialect) -> None:
    read = Moment().result_processor(dialect, None)
    naive = MOMENT.replace(tzinfo=None)
    there = MOMENT.astimezone(timezone(timedelta(hours=-3)))
    for stored in (moment_text(MOMENT), naive, there, MOMENT):
        assert read(stored) == MOMENT
        assert read(stored).tzinfo is UTC
    assert read(None) is None


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_moment_without_time_zone_is_refused(dialect: sa.Dialect) -> None:
    with pytest.raises(TypeError, match="without time zone"):
        Moment().bind_processor(dialect)(MOMENT.replace(tzinfo=None))


def test_an_id_is_native_on_postgresql_and_32_digits_elsewhere() -> None:
    kinds = [str(Id().compile(dialect=dialect)) for dialect in DIALECTS]
    assert kinds == ["CHAR(32)", "UUID", "CHAR(32) CHARACTER SET ascii COLLATE ascii_bin"]


def test_an_id_comes_back_equal_whatever_form_the_driver_gives() -> None:
    known = UUID("01890000-0000-7000-8000-00000000000f")
    read = Id().result_processor(sqlite.dialect(), None)
    assert read is not None
    for stored in (known.hex, str(known), known):
        found = read(stored)
        assert found == known
        assert hash(found) == hash(known)
        assert str(found) == str(known)
    assert read(None) is None


def test_text_compares_by_code_points_on_every_database() -> None:
    kinds = [str(Exact(9).compile(dialect=dialect)) for dialect in DIALECTS]
    assert kinds == [
        "VARCHAR(9)",
        'VARCHAR(9) COLLATE "C"',
        "VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
    ]


@pytest.mark.parametrize("words", [(), ("a",), ("b", "a"), ("a,b", "a%2Cb", "%")])
def test_a_set_of_words_comes_back_as_it_went_in(words: tuple[str, ...]) -> None:
    assert words_of(words_text(words)) == frozenset(words)
    assert words_text(words) == words_text(tuple(reversed(words)))
