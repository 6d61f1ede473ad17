"""Addresses become engines with the right driver, and wrong ones are explained."""

from pathlib import Path

import pytest

from socialkit.errors import ConfigurationError, Unavailable
from socialkit.storage.sql import SqlStorage
from socialkit.storage.sql.engines import is_memory, make_engine, parse_url


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:///social.db", "sqlite"),
        ("postgresql://h/d", "postgresql+psycopg"),
        ("postgres://h/d", "postgresql+psycopg"),
        ("postgresql+psycopg2://h/d", "postgresql+psycopg2"),
        ("mysql://h/d", "mysql+pymysql"),
        ("mariadb://h/d", "mariadb+pymysql"),
    ],
)
def test_an_address_names_its_driver(address: str, driver: str) -> None:
    assert parse_url(address).drivername == driver


def test_mariadb_speaks_the_whole_of_unicode() -> None:
    assert parse_url("mariadb://h/d").query == {"charset": "utf8mb4"}
    assert parse_url("mariadb://h/d?charset=latin1").query == {"charset": "latin1"}


@pytest.mark.parametrize("address", ["", "social.db", "oracle://h/d", "http://example.com", "://"])
def test_what_is_no_address_is_explained(address: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        SqlStorage.open(address)
    assert refusal.value.code == "storage.url"
    assert "sqlite:///" in str(refusal.value)


def test_a_missing_driver_says_what_to_install() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        make_engine("postgresql+pg8000://h/d")
    assert refusal.value.code == "storage.driver"
    assert "pip install" in str(refusal.value)


def test_a_driver_that_nobody_knows_is_no_address() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        make_engine("postgresql+absent://h/d")
    assert refusal.value.code == "storage.url"


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_known(address: str) -> None:
    assert is_memory(parse_url(address))
    assert not is_memory(parse_url("sqlite:///social.db"))


def test_opening_connects_to_nothing(tmp_path: Path) -> None:
    SqlStorage.open(f"sqlite:///{tmp_path / 'later.db'}")
    SqlStorage.open("postgresql://nobody@127.0.0.1:1/none")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["postgresql://n@127.0.0.1:1/d", "mariadb://n@127.0.0.1:1/d"])
def test_a_server_that_is_not_there_is_unavailable(address: str) -> None:
    storage = SqlStorage.open(address)
    with pytest.raises(Unavailable) as refusal, storage.unit():
        pass
    assert refusal.value.code == "storage.unavailable"
    assert "address" in str(refusal.value)


def refused(storage: SqlStorage) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as refusal, storage.unit():
        pass
    return refusal.value


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    error = refused(SqlStorage.open(f"sqlite:///{tmp_path / 'absent' / 'a.db'}"))
    assert error.code == "storage.folder"
    assert str(tmp_path / "absent") in error.message


def test_a_file_of_another_kind_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, this is no database at all.")
    error = refused(SqlStorage.open(f"sqlite:///{file}"))
    assert (error.code, str(file) in error.message) == ("storage.not_sqlite", True)
    assert file.read_text().startswith("Dear reader")
    assert [found.name for found in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(SqlStorage.open(f"sqlite:///{tmp_path}")).code == "storage.not_sqlite"


def test_a_file_that_may_not_be_made_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    error = refused(SqlStorage.open(f"sqlite:///{file}", create=False))
    assert error.code == "storage.no_file"
    assert f"socialkit init --url sqlite:///{file}" in error.message
    assert not file.exists()
    file.touch()
    assert refused(SqlStorage.open(f"sqlite:///{file}", create=False)).code == (
        "storage.not_migrated"
    )
