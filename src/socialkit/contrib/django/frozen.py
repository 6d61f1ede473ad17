"""Run one revision of the schema as frozen SQL inside a migration of Django."""

from __future__ import annotations

import re
from typing import Any, Final

from django.db import router
from django.db.migrations.operations.base import Operation

from socialkit.contrib.django.naming import table_name, with_prefix
from socialkit.contrib.django.revisions import (
    VERSION,
    noted_revision,
    refuse_leftovers,
    statements,
    tables_there,
    vendor_of,
)
from socialkit.storage.sql.schema import HISTORY

_CREATED: Final = re.compile(r"CREATE TABLE (\w+)")


class FrozenRevision(Operation):
    """Bring the database to a revision, unless it has it already; and back.

    What another host's Alembic did to the same database counts: nothing is done twice.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, revision: str) -> None:
        self.revision = revision

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how this operation is written in a migration."""
        return type(self).__name__, [self.revision], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing of the state: operations beside this one do."""

    def database_forwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        """Run the statements of the revision where the database does not have it yet."""
        connection = schema_editor.connection
        if router.allow_migrate(connection.alias, app_label):
            wanted = self._statements(connection, "up")
            if not schema_editor.collect_sql:
                wanted = self._outstanding(connection, wanted)
            _run(schema_editor, wanted)

    def database_backwards(self, app_label: str, schema_editor: Any, *_: Any) -> None:
        """Undo the revision where the database has it."""
        connection = schema_editor.connection
        allowed = router.allow_migrate(connection.alias, app_label)
        if allowed and (schema_editor.collect_sql or self._is_there(connection)):
            _run(schema_editor, self._statements(connection, "down"))

    def describe(self) -> str:
        """Return one line for `migrate --plan`."""
        return f"Bring the tables of socialkit to {self.revision}"

    def _statements(self, connection: Any, direction: str) -> list[str]:
        frozen = statements(self.revision, vendor=vendor_of(connection), direction=direction)
        return [with_prefix(statement) for statement in frozen]

    def _is_there(self, connection: Any) -> bool:
        found = noted_revision(connection)
        return found is not None and HISTORY.index(found) >= HISTORY.index(self.revision)

    def _outstanding(self, connection: Any, wanted: list[str]) -> list[str]:
        if self._is_there(connection):
            return []
        version = table_name(VERSION)
        made = {found[1] for statement in wanted if (found := _CREATED.match(statement))}
        refuse_leftovers(connection, wanted=made - {version})
        if version in made & tables_there(connection):
            # Alembic went back to the beginning and left its table empty.
            return [sql for sql in wanted if not sql.startswith(f"CREATE TABLE {version} ")]
        return wanted


def _run(schema_editor: Any, wanted: list[str]) -> None:
    for statement in wanted:
        schema_editor.execute(statement, params=None)
