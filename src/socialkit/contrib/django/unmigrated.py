"""Give databases their tables where migrations are switched off, as in quick test runs.

Django would make tables from the models by itself: without collations, checks and indexes. Before
it looks, the frozen revisions make the same tables as everywhere.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import pre_migrate

from socialkit.contrib.django.apps import LABEL
from socialkit.contrib.django.frozen import FrozenRevision
from socialkit.storage.sql.schema import HISTORY


def watch(sender: Any) -> None:
    """Make the tables before `migrate` synchronises apps without migrations."""
    pre_migrate.connect(make_tables, sender=sender, dispatch_uid=f"{LABEL}.unmigrated")


def make_tables(*, using: str, **_: Any) -> None:
    """Make the tables of every revision, unless migrations do so."""
    module, _explicit = MigrationLoader.migrations_module(LABEL)
    if module is not None:
        return
    for revision in HISTORY:
        with connections[using].schema_editor() as editor:
            FrozenRevision(revision).database_forwards(LABEL, editor)
