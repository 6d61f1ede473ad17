"""Look at the schema of a database, and bring it to this release."""

from __future__ import annotations

import click

from socialkit.cli.surroundings import Opened, Surroundings, with_kit


@click.group()
def group() -> None:
    """Look at the schema of a database, and upgrade it."""


@group.command()
@with_kit(create=True)
def upgrade(opened: Opened) -> None:
    """Bring the schema to this release; what is there is kept."""
    host = Surroundings.of(click.get_current_context()).upgrade
    if host is not None and opened.url is None:
        message = f"The tables are made by the migrations of your project. Run: {host}"
        raise click.UsageError(message)
    revision = upgraded(opened, beside=True)
    if revision is None:
        click.echo("The schema is that of this release already.")
    else:
        click.echo(f"Brought the schema to {revision}.")


@group.command()
@with_kit()
def current(opened: Opened) -> None:
    """Print the revision of the schema that the database has."""
    from socialkit.storage.sql import SqlStorage

    storage = opened.kit.storage
    if opened.url is None and isinstance(storage, SqlStorage):
        click.echo(storage.revision() or "none")
    else:
        click.echo(_current(_address(opened)) or "none")


@group.command()
@with_kit()
def check(opened: Opened) -> None:
    """Say whether the database has the schema of this release; end with code 2 where not."""
    opened.kit.check()
    click.echo("The schema is that of this release.")


def upgraded(opened: Opened, *, beside: bool) -> str | None:
    """Bring the schema to this release; return its name, or None where it was there already.

    Without `beside`, a SQLite file that holds tables of somebody else is refused.
    """
    from socialkit.storage.sql import SqlStorage, schema

    storage = opened.kit.storage
    if opened.url is not None and not isinstance(storage, SqlStorage):
        return None
    address = _address(opened)
    # SQLite gets its tables from the storage, even where Alembic is not installed.
    if isinstance(storage, SqlStorage) and address.startswith("sqlite"):
        made = storage.create_tables(beside=beside)
        return schema.HEAD if made else _migrated(address)
    return _migrated(address)


def _migrated(address: str) -> str | None:
    from socialkit.storage.sql import schema
    from socialkit.storage.sql.migrations import migrate

    before = _current(address)
    return None if before == schema.HEAD else migrate(address)


def _current(address: str) -> str | None:
    from socialkit.storage.sql.migrations import current as revision_at

    return revision_at(address)


def _address(opened: Opened) -> str:
    if opened.url is None:
        message = "Give the address with --url: the host's own connection is not used for this."
        raise click.UsageError(message)
    return opened.url
