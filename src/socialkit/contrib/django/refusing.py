"""Say in the library's words what Django refuses, and in Django's words what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from django.core.exceptions import SynchronousOnlyOperation
from django.db import utils
from django.db.transaction import TransactionManagementError

from socialkit.errors import ConfigurationError
from socialkit.storage.sql.names import PREFIX
from socialkit.storage.sql.refusals import broken_transaction, refusal


@contextmanager
def told(prefix: str = PREFIX) -> Iterator[None]:
    """Raise errors of the library in place of those of Django's connection."""
    try:
        yield
    except SynchronousOnlyOperation as error:
        raise on_event_loop() from error
    except TransactionManagementError as error:
        raise broken_transaction() from error
    except sa.exc.DBAPIError as error:
        raise refusal(error, prefix=prefix) from error
    except utils.Error as error:
        raise refusal(_as_usual(error), prefix=prefix) from error


def _as_usual(error: utils.Error) -> sa.exc.DBAPIError:
    """Return the error as SQLAlchemy would raise it for a statement."""
    found = sa.exc.DBAPIError.instance(None, None, error, utils.Error)
    assert isinstance(found, sa.exc.DBAPIError)  # noqa: S101 - it is for an error of this family
    return found


def on_event_loop() -> ConfigurationError:
    """Return the error of a call on the event loop."""
    message = (
        "The database was asked on the event loop, which would stand still meanwhile. Put the "
        "whole unit of work into one function, and await asgiref.sync.sync_to_async(function)()."
    )
    return ConfigurationError("django.event_loop", message)


def other_thread() -> ConfigurationError:
    """Return the error of a unit that is used in another thread than its own."""
    message = (
        "This unit of work belongs to another thread, and so does its transaction. Open one in the "
        "thread that works; in async code put the whole unit into one function for sync_to_async."
    )
    return ConfigurationError("storage.other_thread", message)


def not_migrated() -> ConfigurationError:
    """Return the error of a host that has not run the app's migrations."""
    message = (
        "The database has no tables of socialkit, or those of an older version. "
        "Run: python manage.py migrate socialkit (with --database for another one)."
    )
    return ConfigurationError("storage.not_migrated", message)
