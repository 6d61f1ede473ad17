"""Freeze revisions of the schema in migrations of Django; a task of the project, not of hosts.

The tables and Alembic's revisions are the source. For each revision there is one migration: its SQL
as Alembic prints it, one file for each database and direction, and what it changes in the models.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration, SeparateDatabaseAndState
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from socialkit.contrib.django.apps import LABEL
from socialkit.contrib.django.frozen import FrozenRevision
from socialkit.contrib.django.revisions import BETWEEN, FOLDER
from socialkit.storage.sql.migrations.offline import (
    VENDORS,
    downgrade_statements,
    upgrade_statements,
)
from socialkit.storage.sql.schema import HISTORY

_TABLE: Final = re.compile(r"(?<='db_table': )'sk_(\w+)'")
_APPS: Final = ("django.contrib.auth", "django.contrib.contenttypes", "socialkit.contrib.django")
_IMPORT: Final = "from socialkit.contrib.django.naming import table_name\n"


def main(words: list[str]) -> int:
    """Write what is missing or changed; with ``--check``, only say so. Return the exit code."""
    settings.configure(INSTALLED_APPS=_APPS, DATABASES={}, USE_TZ=True)
    django.setup()
    if "--check" not in words:
        write()
        return 0
    stale = differences()
    for name in stale:
        sys.stderr.write(f"not as the revisions say: {name}. Run: python3 dev.py freeze\n")
    return int(bool(stale))


def differences(folder: Path = FOLDER) -> list[str]:
    """Return the names of the frozen files that are absent or not as the revisions say."""
    stale = [name for name, text in frozen_sql() if _text_of(folder / name) != text]
    migration = missing_migration()
    return [*stale, *([f"{migration.name}.py"] if migration else [])]


def frozen_sql() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file of SQL."""
    for revision in HISTORY:
        for vendor in VENDORS:
            for direction, print_ in (("up", upgrade_statements), ("down", downgrade_statements)):
                text = BETWEEN.join(print_(revision, vendor)) + ";\n"
                yield f"{revision}.{vendor}.{direction}.sql", text


def missing_migration() -> Migration | None:
    """Return the migration that the newest revision lacks, or that the models ask for."""
    loader = MigrationLoader(None)
    before = loader.project_state()
    found = MigrationAutodetector(before, ProjectState.from_apps(apps)).changes(
        loader.graph, trim_to_apps={LABEL}
    )
    changes = [part for migration in found.get(LABEL, []) for part in migration.operations]
    known = sorted(name for label, name in loader.disk_migrations if label == LABEL)
    frozen = {name.removeprefix("sk_") for name in HISTORY}
    lacking = sorted(frozen - set(known))
    if not changes and not lacking:
        return None
    name = lacking[-1] if lacking else f"{len(known) + 1:04}_models"
    return _migration(name, changes, after=known)


def _migration(name: str, changes: list[Any], *, after: list[str]) -> Migration:
    revision = f"sk_{name}"
    frozen = [FrozenRevision(revision)] if revision in HISTORY else []
    both = SeparateDatabaseAndState(database_operations=frozen, state_operations=changes)
    parts = {
        "initial": not after or None,
        "dependencies": [(LABEL, after[-1])] if after else [],
        "operations": [both],
    }
    kind: type[Migration] = type("Migration", (Migration,), parts)
    return kind(name, LABEL)


def migration_text(migration: Migration) -> str:
    """Return the module of a migration; its tables take the host's prefix when it is loaded."""
    text = MigrationWriter(migration, include_header=False).as_string()
    text = _TABLE.sub(r"table_name('\1')", text)
    title = f'"""Bring the tables of socialkit to sk_{migration.name}; frozen."""\n\n'
    return title + text.lstrip().replace("\n\n\nclass", f"\n\n{_IMPORT}\n\nclass", 1)


def write() -> None:
    """Write every file of SQL, and the migration that is missing."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in frozen_sql():
        (FOLDER / name).write_text(text, "utf-8")
    migration = missing_migration()
    if migration is not None:
        file = FOLDER.parent / f"{migration.name}.py"
        file.write_text(migration_text(migration), "utf-8")


def _text_of(file: Path) -> str | None:
    return file.read_text("utf-8") if file.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
