"""Read what a project wrote in its settings: `SOCIALKIT = {...}`, every key optional."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.conf import settings as project
from django.core.signals import setting_changed
from django.http import HttpRequest
from django.utils.module_loading import import_string

from socialkit.clock import Clock
from socialkit.contrib.django.newcomers import Newcomer
from socialkit.domain.vocabulary import Vocabulary
from socialkit.errors import ConfigurationError
from socialkit.ids import IdFactory
from socialkit.kit import DEFAULT_NETWORK, UnknownUsers
from socialkit.ports.publishing import StoredPolicy
from socialkit.web import wiring
from socialkit.web.settings import ContentPolicy

NAME: Final = "SOCIALKIT"
Subject: TypeAlias = str | int | UUID | None
Identity: TypeAlias = Callable[[HttpRequest], Subject]
Profile: TypeAlias = Callable[[Any], Newcomer | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DjangoSettings:
    """Be what a project may say; each name is, in capitals, a key of `SOCIALKIT`."""

    database: str | None = None
    """Alias of the database; without it the routers are asked, as for any model."""
    network: str = DEFAULT_NETWORK
    """Slug of the network of the mount that names none."""
    policy: str | Path | StoredPolicy | None = None
    """Folder with `model.conf` and `policy.csv`, or a `StoredPolicy`."""
    vocabulary: Vocabulary | None = None
    """What the project adds to the words of the policy, or its dotted path."""
    functions: Mapping[str, Callable[..., Any]] | None = None
    """The project's functions for conditions, by name, or the dotted path of such a dict."""
    identity: Identity | None = None
    """Takes the request, returns the key of whoever is signed in; without it `request.user`."""
    user_key: str = "pk"
    """The field of a user whose value is its key, such as `username`; it must never change."""
    profile: Profile | None = None
    """Takes a user whom nobody knows yet, returns who that is to become, or None."""
    member_class: str | Mapping[str, str] | None = None
    """`CLASS`: what every signed-in user becomes at first sight; the short form of `PROFILE`.

    A dict names the class for each network by its slug.
    """
    table_prefix: str = "sk_"
    """In front of the name of each table."""
    base_template: str | None = None
    """The project's layout with the blocks `title`, `head`, `content`."""
    sign_in: str | None = None
    """Address or name of the log-in page; without it `LOGIN_URL`."""
    trusted_origins: Collection[str] | None = None
    """Other origins that may write; without it `CSRF_TRUSTED_ORIGINS`."""
    content_policy: ContentPolicy | Callable[[HttpRequest], ContentPolicy] | None = None
    """Sources that the layout needs, or what returns them for a request."""
    pages: bool = True
    """Mount the pages beside the JSON API."""
    problem_base: str | None = None
    """In front of the code in a problem's `type`."""
    unknown_users: UnknownUsers | None = None
    """What becomes of signed-in users of whom nobody is made: `refuse`, or `stranger`."""
    clock: Clock | None = None
    """For tests: what tells the time."""
    ids: IdFactory | None = None
    """For tests: what mints ids."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Say what is wrong with one key, and what to write."""

    number: int
    """Of the system check that tells it: 1 is `socialkit.E001`."""
    message: str
    hint: str


_KEYS: Final = {
    ("CLASS" if f.name == "member_class" else f.name.upper()): f.name
    for f in fields(DjangoSettings)
}
_TEXT: Final = ((str,), "a text in quotes")
_CALL: Final = ((str, Callable), "a function or its dotted path, such as 'intranet.social.who'")
_KINDS: Final[Mapping[str, tuple[tuple[Any, ...], str]]] = {
    "DATABASE": _TEXT,
    "NETWORK": _TEXT,
    "POLICY": ((str, Path, StoredPolicy), "the path of a folder, or a StoredPolicy"),
    "VOCABULARY": ((str, Vocabulary), "what `extended()` returns, or its dotted path"),
    "FUNCTIONS": ((str, Mapping), "a dict of functions, or its dotted path"),
    "IDENTITY": _CALL,
    "USER_KEY": _TEXT,
    "PROFILE": _CALL,
    "CLASS": ((str, Mapping), "a class, or a dict such as {'default': 'employee'}"),
    "TABLE_PREFIX": _TEXT,
    "BASE_TEMPLATE": _TEXT,
    "SIGN_IN": _TEXT,
    "TRUSTED_ORIGINS": ((list, tuple, set, frozenset), "a list, such as ['https://intra.example']"),
    "CONTENT_POLICY": (
        (str, Mapping, Callable),
        "a dict such as {'font-src': [\"'self'\"]}, or a function of the request",
    ),
    "PAGES": ((bool,), "True or False"),
    "PROBLEM_BASE": _TEXT,
    "UNKNOWN_USERS": _TEXT,
    "CLOCK": ((object,), "an object or its dotted path"),
    "IDS": ((object,), "an object or its dotted path"),
}
_CHECKS: Final[Mapping[str, Callable[[object], None]]] = {
    "NETWORK": wiring.check_network,
    "TRUSTED_ORIGINS": wiring.check_origins,
    "CONTENT_POLICY": wiring.check_content_policy,
    "PROBLEM_BASE": wiring.check_problem_base,
    "UNKNOWN_USERS": wiring.check_unknown_users,
}
_DOTTED: Final = (
    "VOCABULARY",
    "FUNCTIONS",
    "IDENTITY",
    "PROFILE",
    "CONTENT_POLICY",
    "CLOCK",
    "IDS",
)


@cache
def settings() -> DjangoSettings:
    """Return the settings, read when first asked for and again after `override_settings`.

    Raises `ConfigurationError` (``django.setting``) with the first mistake; `manage.py check` tells
    all of them.
    """
    for mistake in mistakes():
        message = f"{mistake.message} {mistake.hint}"
        raise ConfigurationError("django.setting", message)
    chosen: dict[str, Any] = {_KEYS[key]: _meant(key, value) for key, value in given().items()}
    return DjangoSettings(**chosen)


def given() -> Mapping[str, Any]:
    """Return the dict that the project wrote, without the keys whose value is None."""
    found = getattr(project, NAME, None) or {}
    if not isinstance(found, Mapping):
        return {}
    return {key: value for key, value in found.items() if value is not None}


def mistakes() -> Iterator[Mistake]:
    """Yield what is wrong with keys and kinds of values, and with dotted paths."""
    found = getattr(project, NAME, None) or {}
    if not isinstance(found, Mapping):
        kind = type(found).__name__
        yield Mistake(1, f"{NAME} is a {kind}, not a dict.", f"Write {NAME} = {{}}.")
        return
    for key, value in given().items():
        mistake = _wrong(str(key), value)
        if mistake is not None:
            yield mistake
    if "CLASS" in found and "PROFILE" in found:
        yield Mistake(
            2,
            f"{NAME} has both CLASS and PROFILE.",
            "Keep PROFILE, and let it return Newcomer(..., member_class=...).",
        )


def _wrong(key: str, value: object) -> Mistake | None:
    if key not in _KEYS:
        close = difflib.get_close_matches(key.upper(), _KEYS, n=1, cutoff=0.5)
        meant = f"Did you mean '{close[0]}'? " if close else ""
        return Mistake(
            1, f"{NAME} has no key '{key}'.", f"{meant}The keys are: {', '.join(_KEYS)}."
        )
    kinds, wanted = _KINDS[key]
    if not isinstance(value, kinds):
        kind = type(value).__name__
        return Mistake(2, f"{NAME}['{key}'] is of type {kind}.", f"Write {wanted}.")
    if key in _DOTTED and isinstance(value, str):
        return _unimportable(key, value)
    return _unfit(key, value)


def _unfit(key: str, value: object) -> Mistake | None:
    """Ask those who know what every framework's settings may be."""
    check = _CHECKS.get(key)
    try:
        if check is not None:
            check(value)
    except ConfigurationError as error:
        return Mistake(2, f"{NAME}['{key}'] can not be used.", error.message)
    return None


def _unimportable(key: str, path: str) -> Mistake | None:
    try:
        found = import_string(path)
    except Exception as error:  # noqa: BLE001 - a module may raise anything when it is imported
        return Mistake(
            3,
            f"{NAME}['{key}'] names '{path}', which could not be imported: {error}.",
            "Write the dotted path of what lies at the top of a module, such as "
            "'intranet.social.who'.",
        )
    if key in {"IDENTITY", "PROFILE"} and not callable(found):
        return Mistake(3, f"{NAME}['{key}'] names '{path}', which is no function.", "Name one.")
    return None


def _meant(key: str, value: object) -> object:
    """Return what a value stands for: what a dotted path names, or the value itself."""
    if key in _DOTTED and isinstance(value, str):
        return import_string(value)
    return value


def _forget(*, setting: str, **_: object) -> None:
    if setting == NAME:
        settings.cache_clear()


setting_changed.connect(_forget, dispatch_uid="socialkit.conf")
