"""Write moments for people, in their language, beside the exact time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from babel.dates import format_date, format_datetime, format_timedelta
from jinja2 import pass_context
from jinja2.runtime import Context

from socialkit.web.pages.catalogues import known_locale, locale_of, words_of

_RECENT: Final = timedelta(days=7)
_MOMENT: Final = timedelta(seconds=45)


def iso(moment: datetime) -> str:
    """Return the moment for the `datetime` attribute: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pass_context
def full_time(context: Context, moment: datetime) -> str:
    """Return the whole date and time in UTC; the script shows the reader's own zone."""
    locale = known_locale(locale_of(context))
    return f"{format_datetime(moment, 'long', tzinfo=UTC, locale=locale)}"


@pass_context
def ago(context: Context, moment: datetime) -> str:
    """Return how long ago it was, or the day where that is more than a week."""
    me = context.get("me")
    now = moment if me is None else me.context.now
    if now - moment > _RECENT:
        return day(context, moment)
    if now - moment < _MOMENT:
        return words_of(context).gettext("just now")
    locale = known_locale(locale_of(context))
    return format_timedelta(moment - now, add_direction=True, locale=locale, format="short")


def day(context: Context, moment: datetime) -> str:
    """Return the day (UTC)."""
    return format_date(moment.astimezone(UTC), "medium", locale=known_locale(locale_of(context)))
