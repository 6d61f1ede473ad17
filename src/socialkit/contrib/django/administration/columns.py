"""Show values of rows, and what the rows refer to, in the short form of a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from socialkit.contrib.django.mirrors.people import Network, Person


def column(name: str, description: Any) -> Callable[[Any], Any]:
    """Return a column with a short head; a moment takes the short form of the reader's language."""

    @admin.display(description=description)
    def show(row: Any) -> Any:
        value = getattr(row, name)
        return _short_moment(value) if isinstance(value, datetime) else value

    return show


def _short_moment(moment: datetime) -> str:
    near = timezone.localtime(moment) if settings.USE_TZ else timezone.make_naive(moment)
    return date_format(near, "SHORT_DATETIME_FORMAT", use_l10n=True)


def short(key: UUID) -> str:
    """Return the end of an id, which tells it from its neighbours in a list."""
    return str(key)[-12:]


def networks_beside() -> Prefetch[Any]:
    """Read the names of networks beside the rows."""
    return Prefetch("network", Network.objects.only("id", "slug"))


def people_beside(name: str) -> Prefetch[Any]:
    """Read the handles of the people that the rows refer to by `name`."""
    return Prefetch(name, Person.objects.only("id", "handle"))
