"""Read columns exactly as the library keeps them, whatever the time zone of the host.

Each field knows the type of its column on each database, so that a foreign key of a host's model
to a mirror gets the same type and collation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from socialkit.storage.sql.types import moment_text, words_of, words_text

if TYPE_CHECKING:
    DayField = models.DateField[Any, Any]
    DocumentField = models.JSONField[Any, Any]
    FlagField = models.BooleanField[Any, Any]
    NumberField = models.IntegerField[Any, Any]
    _Moment = models.DateTimeField[Any, Any]
    _Text = models.TextField[Any, Any]
    _Uuid = models.UUIDField[Any, Any]
    _Word = models.CharField[Any, Any]
else:
    DayField, DocumentField = models.DateField, models.JSONField
    FlagField, NumberField = models.BooleanField, models.IntegerField
    _Moment, _Text, _Uuid, _Word = (
        models.DateTimeField,
        models.TextField,
        models.UUIDField,
        models.CharField,
    )

_ASCII: Final = "ascii_bin"


def _collation(connection: Any) -> str | None:
    """Return the collation that compares code points and counts trailing blanks."""
    if connection.vendor == "mysql":
        return "utf8mb4_nopad_bin" if connection.mysql_is_mariadb else "utf8mb4_0900_bin"
    return "C" if connection.vendor == "postgresql" else None


class IdField(_Uuid):
    """Hold an id: `uuid` on PostgreSQL, elsewhere 32 hexadecimal digits."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the type of the column."""
        return "uuid" if connection.vendor == "postgresql" else "char(32)"

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the type of the column and its collation."""
        collation = _ASCII if connection.vendor == "mysql" else None
        return {**super().db_parameters(connection), "collation": collation}

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's own signature
    ) -> Any:
        """Return what the driver stores."""
        found = value if prepared and isinstance(value, UUID) else self.to_python(value)
        return found if found is None or connection.vendor == "postgresql" else found.hex


class ExactField(_Word):
    """Hold short text that is compared by code points."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the type of the column and its collation."""
        return {**super().db_parameters(connection), "collation": _collation(connection)}


class LongTextField(_Text):
    """Hold long text that is compared by code points."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the type of the column."""
        return "mediumtext" if connection.vendor == "mysql" else "text"

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Return the type of the column and its collation."""
        return {**super().db_parameters(connection), "collation": _collation(connection)}


class WordsField(ExactField):
    """Hold a set of words, kept as one sorted text."""

    def from_db_value(self, value: str | None, *_: object) -> frozenset[str] | None:
        """Return the set."""
        return words_of(value)

    def to_python(self, value: Any) -> Any:
        """Return the set, given the set or its text."""
        return words_of(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """Return the text."""
        return value if value is None or isinstance(value, str) else words_text(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the text, for a fixture."""
        return str(self.get_prep_value(self.value_from_object(obj)))


class MomentField(_Moment):
    """Hold a moment: always aware and in UTC, whatever `USE_TZ` and `TIME_ZONE` say."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the type of the column."""
        kinds = {"sqlite": "text", "mysql": "datetime(6)"}
        return kinds.get(connection.vendor, "timestamp with time zone")

    def get_db_converters(
        self,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django's own signature
    ) -> list[Callable[..., datetime | None]]:
        """Return what makes the stored moment an aware one in UTC."""
        return [self._from_db]

    def _from_db(self, value: Any, _: object, connection: Any) -> datetime | None:
        if value is None:
            return None
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        if connection.vendor != "postgresql":
            # Stored in UTC; Django has put the zone of the alias beside it.
            return found.replace(tzinfo=UTC)
        if found.tzinfo is None:
            # Without USE_TZ the cursor answers in the zone of the alias.
            found = found.replace(tzinfo=ZoneInfo(connection.timezone_name))
        return found.astimezone(UTC)

    def get_prep_value(self, value: Any) -> Any:
        """Return an aware moment; a naive one is in the current time zone."""
        found = self.to_python(value)
        if not isinstance(found, datetime):
            return found
        return timezone.make_aware(found) if timezone.is_naive(found) else found

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's own signature
    ) -> Any:
        """Return what the driver stores."""
        found = value if prepared else self.get_prep_value(value)
        if not isinstance(found, datetime) or connection.vendor == "postgresql":
            return found
        if connection.vendor == "sqlite":
            return moment_text(found)
        return found.astimezone(UTC).replace(tzinfo=None)
