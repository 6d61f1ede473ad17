"""Give each test an empty storage on a database of Django, made and emptied through its cursor."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, transaction

from socialkit.contrib.django.engine import engine_of
from socialkit.contrib.django.unit import DjangoStorage, DjangoTransactions
from socialkit.storage.sql import Scope, schema
from tests.conformance.sql_storages import removals
from tests.django_host.databases import alias as open_alias
from tests.django_host.databases import configure


class ThreadsEnd(DjangoTransactions):
    """Close the connections of threads that tests start, as a host's requests do."""

    @contextmanager
    def read(self) -> Iterator[Scope]:
        with super().read() as scope:
            yield scope
        _close()

    @contextmanager
    def transaction(self) -> Iterator[Scope]:
        try:
            with super().transaction() as scope:
                yield scope
        finally:
            _close()


def _close() -> None:
    if threading.current_thread() is not threading.main_thread() and not _on_event_loop():
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close()


def _on_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@dataclass(frozen=True)
class Hosted:
    """Be a storage on an alias that has the schema."""

    alias: str
    storage: DjangoStorage

    def emptied(self) -> DjangoStorage:
        """Return the storage without any rows."""
        with (
            transaction.atomic(using=self.alias),
            engine_of(self.alias).connect() as connection,
        ):
            for statement in removals(connection.dialect.name):
                connection.exec_driver_sql(statement)
        return self.storage


@contextmanager
def hosted(alias: str, url: str) -> Iterator[Hosted]:
    """Make the schema through Django in an empty database, and yield a storage on it."""
    configure()
    with open_alias(alias, url, OPTIONS={}):
        with transaction.atomic(using=alias), engine_of(alias).connect() as connection:
            if schema.current(connection) is None:
                schema.create(connection)
        yield Hosted(alias, DjangoStorage(ThreadsEnd(alias, alias)))
