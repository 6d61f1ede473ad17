"""Keep the demo's database between two starts, as long as it holds this very story."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from examples.demo.hosts import EXAMPLES, POLICY, Host, Setup, find_host
from examples.demo.permit import Permit
from examples.story import play
from examples.story.script import FOLDER
from socialkit.clock import FixedClock, SystemClock
from socialkit.errors import ConfigurationError
from socialkit.ids import SeededIds
from socialkit.storage.sql import tables

SEED: Final = 2009


def cache_folder(name: str) -> Path:
    """Return where the demo of a host keeps its database between two starts."""
    chosen = os.environ.get("SOCIALKIT_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return (Path(chosen) if chosen else Path(base) / "socialkit") / "demo" / name


def database(folder: Path) -> Path:
    """Return the file of the database."""
    return folder.resolve() / "brightwater.db"


def prepare(
    folder: Path,
    name: str,
    *,
    policy: Path = POLICY,
    permit: Permit | None = None,
    reset: bool = False,
) -> tuple[Host, bool]:
    """Return a host on the folder's database, and whether the story had to be told anew."""
    mark, edition = folder / "story", edition_of(name)
    kept = not reset and mark.is_file() and mark.read_text() == edition
    if not kept:
        empty(folder)
    key = folder / "secret"
    setup = Setup(f"sqlite:///{database(folder)}", key.read_text(), policy, permit)
    host = find_host(name)(setup)
    if not kept:
        fill([host])
        mark.write_text(edition)
    return host, not kept


def empty(folder: Path) -> None:
    """Begin with an empty folder and a new key; leave a folder alone that is not the demo's."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "story").exists():
        message = f"{folder} holds files that are not the demo's. Name an empty folder."
        raise ConfigurationError("demo.folder", message)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "secret").write_text(new_key())


def new_key() -> str:
    """Return a key that signs the sessions of one demo."""
    return secrets.token_hex(32)


def fill(hosts: Sequence[Host]) -> None:
    """Fill an empty database: what people wrote, then each host's own rows.

    The first host's kit tells the story; the others find it there.
    """
    today = SystemClock().now().replace(minute=0, second=0, microsecond=0)
    for host in hosts:
        host.make_tables()
    clock = FixedClock(today)
    kit = hosts[0].kit(clock, SeededIds(clock, SEED))
    play(kit, clock, today=today)
    kit.close()
    for host in hosts:
        host.add_rows(today)


def edition_of(name: str) -> str:
    """Name the story and the tables, so that another release begins anew."""
    digest = hashlib.sha256(name.encode())
    for folder in (FOLDER, Path(tables.__file__).parent, EXAMPLES / f"{name}_app"):
        for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.py")]):
            digest.update(path.read_bytes())
    return digest.hexdigest()
