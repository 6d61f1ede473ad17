"""Refuse writes through the mirrors, and share what they have in common."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from django.db import models

from socialkit.contrib.django.naming import table_name
from socialkit.errors import ConfigurationError

VIEW_ONLY: Final = ("view",)
"""The only permission that Django makes for a mirror."""


class ReadOnlyModel(ConfigurationError):
    """Say that a mirror can not be written through."""


def _refuse(name: str, act: str) -> NoReturn:
    message = (
        f"{name}.{act}() would go around the policy: the models of socialkit only read. "
        "Write through the session: with request.social.acting_as_current() as me: ..."
    )
    raise ReadOnlyModel("django.read_only", message, model=name, act=act)


class MirrorQuerySet(models.QuerySet[Any]):
    """Read rows; every write is refused."""

    def create(self, **_: Any) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__, "objects.create")

    def get_or_create(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__, "objects.get_or_create")

    def update_or_create(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__, "objects.update_or_create")

    def bulk_create(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__, "objects.bulk_create")

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__, "objects.bulk_update")

    def update(self, **_: Any) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__, "objects.update")

    def delete(self) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__, "objects.delete")


class Mirror(models.Model):
    """Be one row of a table of the library, for reading.

    Fixtures and tests that restore rows write through `save_base`, as Django's own machinery does.
    """

    objects = MirrorQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse(type(self).__name__, "save")

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        _refuse(type(self).__name__, "delete")


def ref(to: str, related_name: str = "+", *, required: bool = True, **more: Any) -> Any:
    """Return a reference that the database checks and whose index the library chose."""
    options: dict[str, Any] = {
        "on_delete": models.DO_NOTHING,
        "db_index": False,
        "related_name": related_name,
    }
    if not required:
        options.update(null=True, blank=True)
    return models.ForeignKey(to, **options, **more)


def loose(to: str, related_name: str = "+", *, required: bool = False, **more: Any) -> Any:
    """Return a reference that the database does not check: what it names may be erased."""
    return ref(to, related_name, required=required, db_constraint=False, **more)


def table(name: str) -> str:
    """Return the name of a table, given its name without prefix."""
    return table_name(name)
