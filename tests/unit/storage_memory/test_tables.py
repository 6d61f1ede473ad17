"""Forks of tables share rows until one of them changes."""

from __future__ import annotations

import pytest

from socialkit.errors import ConfigurationError
from socialkit.storage.memory.tables import Table


def table(**rows: int) -> Table[str, int]:
    made: Table[str, int] = Table().fork(writable=True)
    for key, row in rows.items():
        made.put(key, row)
    return made


def test_a_fork_changes_apart_from_what_it_was_forked_from() -> None:
    first = table(a=1)
    second = first.fork(writable=True)
    second.put("b", 2)
    first.put("c", 3)
    assert dict(first.items()) == {"a": 1, "c": 3}
    assert dict(second.items()) == {"a": 1, "b": 2}


def test_a_table_goes_back_to_an_earlier_fork_and_can_change_again() -> None:
    rows = table(a=1)
    earlier = rows.fork(writable=False)
    rows.put("a", 2)
    rows.drop("a")
    rows.restore(earlier)
    rows.put("b", 3)
    assert dict(rows.items()) == {"a": 1, "b": 3}
    assert dict(earlier.items()) == {"a": 1}


def test_a_sealed_table_refuses_changes_and_says_what_to_do() -> None:
    rows = table(a=1)
    rows.seal()
    with pytest.raises(ConfigurationError, match=r"storage\.unit\(\)"):
        rows.put("b", 2)
    with pytest.raises(ConfigurationError):
        rows.drop("a")


def test_dropping_what_is_not_there_changes_nothing() -> None:
    rows = table(a=1)
    assert not rows.drop("b")
    assert rows.drop("a")
    assert not list(rows)
