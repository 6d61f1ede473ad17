"""MariaDB as Debian packages it."""

import signal
import subprocess
from pathlib import Path
from typing import Final

import pymysql
from pymysql.connections import Connection
from pymysql.cursors import Cursor

from tests.services.account import unprivileged
from tests.services.server import Running, Server, find_program, free_port

USER: Final = "socialkit"
# A zone that is never UTC, so that a time without a zone is found out. The collation stays
# the server's own, so that a column which needs an exact one has to say so.
SETTINGS: Final = (
    "--bind-address=127.0.0.1",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+05:30",
    "--innodb-buffer-pool-size=256M",
    "--innodb-doublewrite=0",
    "--innodb-flush-log-at-trx-commit=0",
    "--max-connections=200",
    "--skip-log-bin",
    "--skip-name-resolve",
)
CONNECTIONS: Final = "SELECT id FROM information_schema.processlist WHERE db = %s"
FIRST_STATEMENTS: Final = (
    f"CREATE USER IF NOT EXISTS '{USER}'@'127.0.0.1';\n"
    f"GRANT ALL PRIVILEGES ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;\n"
)


class MariaDb(Server):
    """A MariaDB server with durability switched off."""

    name = "mariadb"
    remedy = "apt-get install mariadb-server"
    stop_signal = signal.SIGKILL

    def present(self) -> bool:
        """Tell whether the server and its installer are there."""
        return _server() is not None and _installer() is not None

    def start(self, folder: Path, log: Path) -> Running:
        """Make the system tables, then run the server."""
        account = unprivileged()
        data = account.own(folder / "data")
        first = folder / "first.sql"
        first.write_text(FIRST_STATEMENTS)
        port = free_port()
        with log.open("ab") as output:
            subprocess.run(
                _install_command(data),
                cwd=data,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=True,
                **account.identity,
            )
            process = subprocess.Popen(
                _serve_command(data, first, port),
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
        """Return the address for PyMySQL."""
        return f"mysql+pymysql://{USER}@127.0.0.1:{port}/{database}?charset=utf8mb4"

    def create(self, port: int, database: str) -> None:
        """Make the database with the server's own collation."""
        with _admin(port) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{database}`")

    def drop(self, port: int, database: str) -> None:
        """End the database's connections, whose locks would hold us up, and drop it."""
        with _admin(port) as connection, connection.cursor() as cursor:
            cursor.execute(CONNECTIONS, (database,))
            for (thread,) in cursor.fetchall():
                _end(cursor, thread)
            cursor.execute(f"DROP DATABASE IF EXISTS `{database}`")


def _admin(port: int) -> "Connection[Cursor]":
    return pymysql.connect(
        host="127.0.0.1", port=port, user=USER, autocommit=True, connect_timeout=5
    )


def _end(cursor: Cursor, thread: int) -> None:
    """End one connection; it may have ended by itself meanwhile."""
    try:
        cursor.execute("KILL CONNECTION %s", (thread,))
    except pymysql.err.OperationalError as error:
        if error.args[0] != pymysql.constants.ER.NO_SUCH_THREAD:
            raise


def _server() -> Path | None:
    return find_program("mariadbd", "mysqld")


def _installer() -> Path | None:
    return find_program("mariadb-install-db", "mysql_install_db")


def _install_command(data: Path) -> list[str]:
    return [
        str(_installer()),
        "--no-defaults",
        f"--datadir={data}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--innodb-flush-log-at-trx-commit=0",
    ]


def _serve_command(data: Path, first: Path, port: int) -> list[str]:
    paths = {"datadir": data, "init-file": first, "socket": data / "s", "pid-file": data / "pid"}
    own = [f"--{name}={path}" for name, path in paths.items()]
    return [str(_server()), "--no-defaults", *own, f"--port={port}", *SETTINGS]
