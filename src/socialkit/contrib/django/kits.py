"""Compose the kits that the settings describe: one for each network and database, made lazily."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.signals import setting_changed
from django.db import router

from socialkit.contrib.django.conf import NAME, settings
from socialkit.contrib.django.mounts import MountedLinks
from socialkit.contrib.django.signals import publish
from socialkit.kit import SocialKit, chosen_policy, source_of
from socialkit.ports.policy import Policy
from socialkit.ports.publishing import StoredPolicy
from socialkit.ports.storage import Storage
from socialkit.services.deciding import FixedPolicy, LivingPolicy
from socialkit.web.application import WebApp


def kit(network: str | None = None, alias: str | None = None) -> SocialKit:
    """Return the kit that acts in a network on a database of the project.

    Without `network` the one of the settings, without `alias` the database of the settings or of
    the routers. Nothing is connected by that. Raises `ConfigurationError` (``django.*``,
    ``storage.alias``, ``storage.vendor``, ``policy.*``).
    """
    return _kit(settings().network if network is None else str(network), alias)


@cache
def web_of(network: str) -> WebApp:
    """Return what answers requests to the mount of a network."""
    from socialkit.contrib.django.webs import make_web

    return make_web(kit(network))


@cache
def _kit(network: str, alias: str | None) -> SocialKit:
    from socialkit.events import Signals
    from socialkit.text import MarkdownText

    known, events = settings(), Signals()
    events.on()(publish)
    return SocialKit(
        _storage(alias),
        policy=_policy(alias),
        text=MarkdownText(),
        events=events,
        links=MountedLinks(network),
        clock=known.clock,
        ids=known.ids,
        network=network,
        unknown_users=known.unknown_users or "refuse",
    )


@cache
def _policy(alias: str | None) -> FixedPolicy | LivingPolicy:
    """Return what decides on a database: one for all networks there."""
    chosen = settings().policy
    return source_of(_chosen() if isinstance(chosen, StoredPolicy) else _files(), _storage(alias))


@cache
def _files() -> Policy | StoredPolicy:
    """Return what was read from files, once for all databases."""
    return _chosen()


def _chosen() -> Policy | StoredPolicy:
    known = settings()
    return chosen_policy(known.policy, vocabulary=known.vocabulary, functions=known.functions)


@cache
def _storage(alias: str | None) -> Storage:
    from socialkit.contrib.django.unit import open_storage

    known = settings()
    chosen = alias or known.database
    reads, writes = (chosen, chosen) if chosen else (for_reads, for_writes)
    return open_storage(reads=reads, writes=writes, prefix=known.table_prefix)


def for_reads() -> str:
    """Return the alias that the routers name for units that only read."""
    return router.db_for_read(_mirror())


def for_writes() -> str:
    """Return the alias that the routers name for units that write."""
    return router.db_for_write(_mirror())


def _mirror() -> Any:
    from socialkit.contrib.django.models import Person

    return Person


def forget() -> None:
    """Make everything anew when it is asked for next."""
    for made in (web_of, _kit, _policy, _files, _storage):
        made.cache_clear()


def _forget(*, setting: str, **_: object) -> None:
    if setting in {NAME, "DATABASES", "DATABASE_ROUTERS", "TEMPLATES", "CSRF_TRUSTED_ORIGINS"}:
        forget()


setting_changed.connect(_forget, dispatch_uid="socialkit.kits")
