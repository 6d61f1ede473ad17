"""Make a person for a user of the host at first sight, once, however many requests come first."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest

from socialkit.contrib.django.conf import DjangoSettings, settings
from socialkit.contrib.django.identity import key_of, name_of, user_of
from socialkit.contrib.django.newcomers import Newcomer
from socialkit.domain.handles import check_handle, fold, suggest_handle
from socialkit.errors import ConfigurationError, Conflict, Invalid
from socialkit.kit import SocialKit
from socialkit.services.system import SystemDesk
from socialkit.web.opening import Welcome

_TRIES: Final = 5
_RACES: Final = frozenset({"account.taken", "person.handle_taken"})
"""Refusals that another first request brought about; the next try sees what it made."""
REASON: Final = "first sight of a user of the host"


def welcome_of(kit: SocialKit, request: HttpRequest) -> Welcome | None:
    """Return what makes a person of whoever is signed in; None where the host wants none made."""
    known = settings()
    if known.profile is None and known.member_class is None:
        return None

    def welcome(subject: str, network: str) -> bool:
        user = user_of(request)
        wanted = None if user is None else newcomer_of(user, network)
        if wanted is None:
            return False
        enrol(kit, subject, wanted, network=network)
        return True

    return welcome


def newcomer_of(user: Any, network: str) -> Newcomer | None:
    """Return who a user becomes in a network, as the settings say; None for nobody."""
    known = settings()
    if known.profile is None:
        return _of_class(user, known, network)
    found = known.profile(user)
    if found is not None and not isinstance(found, Newcomer):
        message = (
            f"SOCIALKIT['PROFILE'] returned {type(found).__name__}. Return "
            "socialkit.contrib.django.Newcomer(name=..., member_class=...), or None."
        )
        raise ConfigurationError("django.profile", message)
    wanted = (known.network,) if found is None or found.networks is None else found.networks
    return found if network in wanted else None


def _of_class(user: Any, known: DjangoSettings, network: str) -> Newcomer | None:
    chosen = known.member_class
    classes = {known.network: chosen} if chosen is None or isinstance(chosen, str) else chosen
    member_class = classes.get(network)
    if member_class is None:
        return None
    handle = _handle(str(user.get_username()))
    return Newcomer(name=name_of(user), member_class=member_class, handle=handle)


def enrol_user(kit: SocialKit, user: Any, *, network: str | None = None) -> bool:
    """Make a person for a user who has none; tell whether there is one now.

    For hosts that want everybody there before they were seen, in a loop over their users. Raises
    `Invalid` (``person.*``), `ConfigurationError` (``django.*``, ``network.unknown``).
    """
    slug = kit.network if network is None else network
    wanted = newcomer_of(user, slug)
    if wanted is None:
        return False
    enrol(kit, key_of(user), wanted, network=slug)
    return True


def enrol(kit: SocialKit, subject: str, wanted: Newcomer, *, network: str) -> None:
    """Make the person, or leave the one that is there already."""
    for left in reversed(range(_TRIES)):
        try:
            with kit.system(REASON, network=network) as desk:
                if desk.unit.people.identify(network, subject) is None:
                    _make(desk, subject, wanted)
        except Conflict as error:
            if error.code == "person.exists":
                return
            if error.code not in _RACES or not left:
                raise
        else:
            return


def _make(desk: SystemDesk, subject: str, wanted: Newcomer) -> None:
    desk.enrol(
        subject,
        wanted.name,
        member_class=wanted.member_class,
        handle=None if wanted.handle is None else _free(desk, wanted.handle),
        sponsor=wanted.sponsor,
        organisation=wanted.organisation,
        purpose=wanted.purpose,
        ends_at=wanted.ends_at,
        roles=wanted.roles,
        fields=wanted.fields,
    )


def _free(desk: SystemDesk, handle: str) -> str:
    """Return the handle, or the same with a number where somebody has it."""
    people, network = desk.unit.people, desk.network()
    return suggest_handle(handle, lambda name: bool(people.by_keys(network.id, {fold(name)})))


def _handle(username: str) -> str | None:
    """Return a handle like the name by which a user logs in, or None where it can be none."""
    try:
        return check_handle(username.partition("@")[0])
    except Invalid:
        return None
