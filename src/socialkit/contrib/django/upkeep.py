"""Keep profiles in step with the host's users, by Django's signals.

A new name is taken over unless the profile was given another one inside; whoever may no longer log
in, or is deleted, is deactivated, and keeps the key, so that their texts stay theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save

from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.identity import key_of, name_of
from socialkit.contrib.django.kits import for_writes, kit
from socialkit.domain.people import Person, PersonStatus
from socialkit.errors import SocialKitError, Unavailable
from socialkit.services.system import SystemDesk

_log: Final = logging.getLogger("socialkit.django")
_BEFORE: Final = "_socialkit_before"
_BESIDE: Final = frozenset({"last_login", "password"})
"""Fields of a user that say nothing of who that is."""
_REASON: Final = "a user of the host changed"


@dataclass(frozen=True, slots=True)
class _Known:
    """Be what a user was before it was saved."""

    name: str
    active: bool


def connect() -> None:
    """Listen to the host's users, if it has any; called once all apps are ready."""
    if not any(app.label == _label() for app in apps.get_app_configs()):
        return
    sender = get_user_model()
    for signal, receiver in ((pre_save, _before), (post_save, _saved), (post_delete, _deleted)):
        signal.connect(receiver, sender=sender, dispatch_uid=f"socialkit.{receiver.__name__}")


def _label() -> str:
    return str(project.AUTH_USER_MODEL).partition(".")[0]


def _before(
    sender: Any,
    *,
    instance: Any,
    raw: bool,
    using: str,
    update_fields: Collection[str] | None,
    **_: object,
) -> None:
    beside = update_fields is not None and _BESIDE.issuperset(update_fields)
    old = None
    if not (raw or beside or instance._state.adding):  # noqa: SLF001 - how Django tells a new row
        old = sender._base_manager.using(using).filter(pk=instance.pk).first()  # noqa: SLF001 - documented
    setattr(instance, _BEFORE, None if old is None else _known(old))


def _saved(sender: Any, *, instance: Any, using: str, **_: object) -> None:  # noqa: ARG001 - Django's words
    before: _Known | None = instance.__dict__.pop(_BEFORE, None)
    now = _known(instance)
    if before is None or before == now:
        return

    def follow(desk: SystemDesk, person: Person) -> None:
        if before.name == person.display_name != now.name:
            desk.rename(key_of(instance), now.name)
        if before.active != now.active:
            _set_active(desk, person, instance, active=now.active)

    _together(using, lambda: _for_each_person(instance, follow))


def _deleted(sender: Any, *, instance: Any, using: str, **_: object) -> None:  # noqa: ARG001 - Django's words
    gone = copy(instance)  # Django takes the key away after this signal.

    def follow(desk: SystemDesk, person: Person) -> None:
        _set_active(desk, person, gone, active=False)

    _together(using, lambda: _for_each_person(gone, follow))


def _together(using: str, act: Callable[[], None]) -> None:
    """Act in the host's transaction, or once that is kept where ours is another database."""
    if using == (settings().database or for_writes()):
        act()
    else:
        transaction.on_commit(act, using=using)


def _set_active(desk: SystemDesk, person: Person, user: Any, *, active: bool) -> None:
    """Deactivate, or undo that; who was suspended inside stays suspended."""
    wanted = PersonStatus.ACTIVE if active else PersonStatus.DEACTIVATED
    if person.status in {PersonStatus.ACTIVE, PersonStatus.DEACTIVATED} - {wanted}:
        desk.set_status(key_of(user), wanted)


def _for_each_person(user: Any, act: Callable[[SystemDesk, Person], None]) -> None:
    """Act on who the user is in each network, in a unit of work of that network."""
    with _unharmed(user):
        with kit().system(_REASON) as desk:
            slugs = [network.slug for network in desk.unit.networks.all()]
        for slug in slugs:
            with kit(slug).system(_REASON) as desk:
                identity = desk.unit.people.identify(slug, key_of(user))
                if identity is not None:
                    act(desk, identity.person)


@contextmanager
def _unharmed(user: Any) -> Iterator[None]:
    """Let the host save its user, whatever stops us; only a lost database is not hidden."""
    try:
        yield
    except Unavailable:
        raise
    except SocialKitError as error:
        _log.error(
            "the profile of the user %s could not be kept in step: %s", user.pk, error.message
        )


def _known(user: Any) -> _Known:
    return _Known(name_of(user), bool(getattr(user, "is_active", True)))
