"""Run revisions on the connection that `socialkit.storage.sql.migrations` opened, or print them."""

from typing import Any

from alembic import context

from socialkit.storage.sql.schema import VERSION_TABLE
from socialkit.storage.sql.tables import METADATA


def run() -> None:
    options: dict[str, Any] = {"target_metadata": METADATA, "version_table": VERSION_TABLE}
    if context.is_offline_mode():
        context.configure(dialect_name=context.config.attributes["dialect"], **options)
    else:
        context.configure(connection=context.config.attributes["connection"], **options)
    with context.begin_transaction():
        context.run_migrations()


run()
