"""Check what people write into profiles, field by field."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Final
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from socialkit.domain.handles import check_handle, check_line, check_text, fold, shows
from socialkit.errors import Invalid

MAX_WORDS: Final = 30
_LINES: Final = {
    "title": 100,
    "department": 100,
    "organisation": 100,
    "location": 100,
    "time_zone": 64,
    "locale": 16,
}
_LISTS: Final = ("skills", "interests", "ask_about")
# What may stand in an address, without quotes, brackets, blanks, `\\` and characters of others.
_SIGNS: Final = r"[A-Za-z0-9._~!$&()*+,;=:@%/?#-]*"
_PICTURE: Final = re.compile(
    rf"/(?!/){_SIGNS}|https://[A-Za-z0-9.-]+(?::[0-9]{{1,5}})?(?:[/?#]{_SIGNS})?"
)
_MASKS: Final = frozenset({"someone", "everyone", "thread"})
"""What texts say for people out of sight, or for everybody: nobody is called so."""
_ELSEWHERE: Final = {
    "name": "did you mean 'display_name'?",
    "class": "what somebody is here is the argument 'member_class' of those who add people",
    "member_class": "what somebody is here is said when the person is added",
    "manager": "people.set_manager says who manages somebody",
    "manager_id": "people.set_manager says who manages somebody",
    "status": "people.set_status suspends and restores",
    "subject": "the host's key of a user never changes",
}
"""What people look for among the fields of a profile, and where it is."""
FIELDS: Final = ("handle", "display_name", "bio", "avatar_url", *_LINES, *_LISTS)


class ProfileChanges:
    """Be the fields that somebody wants to change, as they were sent."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def checked(self) -> dict[str, object]:
        """Return the changes as they may be kept; raise `Invalid` naming the field."""
        changes: dict[str, object] = {}
        for name, value in self._fields.items():
            changes |= self._check(name, value)
        return changes

    def _check(self, name: str, value: object) -> dict[str, object]:
        if name == "handle":
            handle = check_handle(_text(name, value))
            return {"handle": handle, "handle_key": fold(handle)}
        if name == "display_name":
            return check_name(_text(name, value))
        if name in _LISTS:
            return {name: _words(name, value)}
        if name == "avatar_url":
            return {name: _address(value)}
        if name == "bio":
            return {name: _line(name, value, 4000, multiline=True)}
        if name == "time_zone":
            return {name: _zone(value)}
        if name == "locale":
            return {name: _locale(value)}
        if name in _LINES:
            return {name: _line(name, value, _LINES[name])}
        message = f"A profile has no field '{name}'{_hint(name)}. Fields: {', '.join(FIELDS)}."
        raise Invalid("profile.field", message, field=name, allowed=list(FIELDS))


def _hint(name: str) -> str:
    """Say what was probably meant: another field, or another verb."""
    if name in _ELSEWHERE:
        return f" ({_ELSEWHERE[name]})"
    close = difflib.get_close_matches(name, FIELDS, n=1)
    return f" (did you mean '{close[0]}'?)" if close else ""


def check_name(display_name: str) -> dict[str, object]:
    """Return the display name and its key; raise `Invalid` (``text.*``, ``profile.name``)."""
    name = " ".join(check_line(display_name, field="display_name", max_length=100).split())
    if not shows(name):
        raise Invalid("profile.name", "A person needs a name.", field="display_name")
    if fold(name).lstrip("@") in _MASKS:
        message = "This word stands for other people. Choose another name."
        raise Invalid("profile.name", message, field="display_name")
    return {"display_name": name, "name_key": fold(name)}


def _zone(value: object) -> str | None:
    text = _line("time_zone", value, _LINES["time_zone"])
    if text is not None and text not in available_timezones():
        message = "A time zone is named as in 'Europe/Madrid' or 'UTC'."
        raise Invalid("profile.time_zone", message, field="time_zone")
    return text


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Invalid("profile.type", f"{name} must be text.", field=name)
    return value


def _line(name: str, value: object, size: int, *, multiline: bool = False) -> str | None:
    if value is None:
        return None
    typed = _text(name, value)
    if multiline:
        return check_text(typed, field=name, max_length=size, multiline=True).strip() or None
    return check_line(typed, field=name, max_length=size).strip() or None


def _words(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise Invalid("profile.type", f"{name} must be a list of words.", field=name)
    words: dict[str, str] = {}
    for item in value:
        text = " ".join(check_line(_text(name, item), field=name, max_length=50).split())
        if text:
            words.setdefault(fold(text), text)
    if len(words) > MAX_WORDS:
        message = f"{name} holds at most {MAX_WORDS} entries."
        raise Invalid("profile.too_many", message, field=name, maximum=MAX_WORDS)
    return tuple(words.values())


def _address(value: object) -> str | None:
    text = _line("avatar_url", value, 500)
    if text is not None and not _PICTURE.fullmatch(text):
        message = (
            "avatar_url must be a path on this site (/...) or an https address, in the letters, "
            "digits and signs of addresses: anything else is written as %20 and the like."
        )
        raise Invalid("profile.avatar_url", message, field="avatar_url")
    return text


def _locale(value: object) -> str | None:
    text = _line("locale", value, _LINES["locale"])
    if text is None:
        return None
    try:
        return str(Locale.parse(text.replace("-", "_"))).replace("_", "-")
    except (UnknownLocaleError, ValueError) as error:
        message = "A locale is named as in 'es' or 'pt-BR'."
        raise Invalid("profile.locale", message, field="locale") from error
