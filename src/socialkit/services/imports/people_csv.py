"""Import people from a CSV file: all that is wrong is named at once, and then nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from socialkit.ports.storage import Storage
from socialkit.services.context import Toolbox
from socialkit.services.imports.merging import Merging
from socialkit.services.imports.people_rows import Problems, read_people
from socialkit.services.imports.progress import Progress, Silence
from socialkit.services.imports.tables import read_table
from socialkit.services.system import SystemDesk


@dataclass(frozen=True, slots=True)
class PeopleImported:
    """Say what an import of people did."""

    network: str
    rows: int
    added: int
    changed: int
    unchanged: int


def import_people(
    file: Path,
    *,
    storage: Storage,
    tools: Toolbox,
    network: str = "default",
    progress: Progress | None = None,
) -> PeopleImported:
    """Add the people of a CSV file to a network, and bring those who are there up to date.

    A person is known by `subject` (or `email`), else by `handle`. A column that is not there leaves
    its field alone, an empty cell empties it. Managers are named by subject or handle, in the file
    or in the network. All is kept, or nothing.

    Raises `Invalid`: ``import.missing``, ``import.encoding``, ``import.csv``, ``import.columns``,
    and ``import.rows`` with all bad rows in the parameter `problems`.
    """
    quiet = progress or Silence()
    table = read_table(file)
    problems = Problems()
    rows = read_people(table, problems)
    quiet.begin("people", len(rows))
    with storage.unit() as unit:
        desk = SystemDesk(unit, tools, network_slug=network, reason="import of people")
        merging = Merging(desk.inside(), rows, problems)
        merging.merge()
        problems.raise_any(table.file)
        changed = merging.keep(quiet)
    quiet.end()
    added = len(merging.added)
    return PeopleImported(network, len(rows), added, changed, len(rows) - added - changed)
