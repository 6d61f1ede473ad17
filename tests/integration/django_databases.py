"""Be a Django application with a model of its own, on a database of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from django.db import connections
from sqlalchemy.pool import NullPool

from socialkit.ports.storage import UnitOfWork
from socialkit.testing.factories import Factory
from tests.conformance.django_storages import Hosted, hosted

LATER: Final = datetime(2040, 1, 1, tzinfo=UTC)


def host_model() -> Any:
    """Return a model of the host's; Django must be set up before it can be imported."""
    from django.contrib.sessions.models import Session

    return Session


@dataclass
class Host:
    """Be the application: it writes rows of its own model, and has the library write beside."""

    database: Hosted
    outside: sa.Engine
    """An engine that Django does not know: it sees what was committed."""
    make: Factory = field(default_factory=Factory)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alias = self.database.alias
        self.storage = self.database.storage

    @property
    def connection(self) -> Any:
        """Return Django's connection of this thread."""
        return connections[self.alias]

    def write(self, name: str) -> None:
        """Save a row of the host's own model; a second one of the same name is refused."""
        host_model().objects.using(self.alias).create(session_key=name, expire_date=LATER)

    def found(self, slug: str) -> None:
        """Make a network in a unit of work."""
        with self.storage.unit() as unit:
            self.add(unit, slug)

    def add(self, unit: UnitOfWork, slug: str) -> None:
        """Make a network, and note its slug after the commit."""
        unit.networks.add(self.make.network(slug)[0])
        unit.on_commit(lambda: self.told.append(slug))

    def seen(self) -> list[str]:
        """Return the slugs that a unit that reads finds."""
        with self.storage.unit(read_only=True) as unit:
            return [network.slug for network in unit.networks.all()]

    def kept(self) -> tuple[list[str], list[str]]:
        """Return what is committed: names of the host's rows, slugs of networks."""
        names = sa.text("SELECT session_key FROM django_session ORDER BY session_key")
        slugs = sa.text("SELECT slug FROM sk_network ORDER BY slug")
        with self.outside.connect() as connection:
            found = [list(connection.execute(each).scalars()) for each in (names, slugs)]
        return found[0], found[1]


@contextmanager
def application(alias: str, url: str) -> Iterator[Hosted]:
    """Make the library's tables and that of the host's model."""
    with hosted(alias, url) as database:
        connection = connections[alias]
        if "django_session" not in connection.introspection.table_names():
            with connection.schema_editor() as editor:
                editor.create_model(host_model())
        yield database


@contextmanager
def fresh(database: Hosted, url: str) -> Iterator[Host]:
    """Yield the application without any rows."""
    database.emptied()
    host_model().objects.using(database.alias).all().delete()
    outside = sa.create_engine(url, poolclass=NullPool)
    try:
        yield Host(database, outside)
    finally:
        outside.dispose()
