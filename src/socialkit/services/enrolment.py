"""Make people: the one place where somebody enters a network, whoever opened the door."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from socialkit.domain.events import EventName
from socialkit.domain.handles import check_handle, check_line, check_text, fold, suggest_handle
from socialkit.domain.people import (
    Account,
    MemberClass,
    NetworkRole,
    Person,
    fitting,
    in_good_standing,
)
from socialkit.errors import Conflict, Invalid
from socialkit.services.context import Context
from socialkit.services.departures import Departures
from socialkit.services.finding import find_person
from socialkit.services.profiles import check_name
from socialkit.services.words import moment

MAX_STAY: Final = timedelta(days=180)
"""How far ahead the end of an external's stay may lie (it can be renewed)."""

_NO_STAY: Final = {"sponsor_id": None, "purpose": None, "ends_at": None}


class Enrolment:
    """Enrol people; the caller's right to do so was checked before."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def enrol(
        self,
        subject: str,
        display_name: str,
        *,
        member_class: str,
        handle: str | None = None,
        sponsor_id: UUID | None = None,
        organisation: str | None = None,
        purpose: str | None = None,
        ends_at: datetime | None = None,
        roles: Collection[str] = frozenset(),
        fields: Mapping[str, object] | None = None,
    ) -> Person:
        """Keep a new person, with a new account where the subject has none.

        Raises `Invalid` (``person.class``, ``person.sponsor``, ``person.organisation``,
        ``person.purpose``, ``person.end``, ``person.role``), `Conflict` (``person.exists``,
        ``person.handle_taken``).
        """
        context = self._context
        named = check_name(display_name)
        chosen = self._free_handle(handle, str(named["display_name"]))
        person = Person(
            id=context.new_id(),
            network_id=context.network.id,
            account_id=self._account(subject).id,
            handle=chosen,
            handle_key=fold(chosen),
            display_name=chosen,
            name_key=fold(chosen),
            member_class=check_class(context, member_class),
            network_roles=_roles(roles, member_class),
            sponsor_id=sponsor_id,
            organisation=_line("organisation", organisation, 100),
            purpose=_line("purpose", purpose, 300),
            ends_at=moment(ends_at, field="ends_at"),
            created_at=context.now,
            updated_at=context.now,
        ).evolve(**{**named, **(fields or {})})
        self._check_stay(person)
        context.unit.people.add(person)
        context.record(EventName.PERSON_ADDED, person_id=person.id)
        return person

    def reclass(self, person: Person, member_class: str) -> Person:
        """Keep a person as another class; roles in the network do not survive that.

        Memberships do where the new class may hold them. An employee has neither sponsor nor end.
        Raises `Invalid` (``person.class``, and what a stay in the new class asks for), `Conflict`
        (``group.no_heir``).
        """
        context, chosen = self._context, check_class(self._context, member_class)
        changed = person.evolve(
            member_class=chosen,
            network_roles=frozenset(),
            updated_at=context.now,
            **(_NO_STAY if chosen == MemberClass.EMPLOYEE else {}),
        )
        self._check_stay(changed)
        with context.change():
            return Departures(context).save(person, changed)

    def _account(self, subject: str) -> Account:
        context = self._context
        key = check_text(subject, field="subject", max_length=255)
        if not key:
            raise Invalid("person.subject", "Give the host's own key of the user.", field="subject")
        known = context.unit.people.find_accounts([key]).get(key)
        if known is not None:
            return known
        account = Account(id=context.new_id(), subject=key, created_at=context.now)
        context.unit.people.add_account(account)
        return account

    def _free_handle(self, handle: str | None, display_name: str) -> str:
        wanted = display_name if handle is None else check_handle(handle)
        free = suggest_handle(wanted, self._is_taken)
        if handle is not None and self._is_taken(wanted) and self._may_know(wanted):
            raise handle_taken(wanted, free)
        return free if handle is None or self._is_taken(wanted) else wanted

    def _is_taken(self, handle: str) -> bool:
        return bool(self._context.unit.people.by_keys(self._context.network.id, {fold(handle)}))

    def _may_know(self, handle: str) -> bool:
        """Say whether the caller may learn that somebody has this handle; the system may."""
        stranger = self._context.caller.person_id is None
        return stranger or find_person(self._context, handle) is not None

    def _check_stay(self, person: Person) -> None:
        """Check what a stay needs: for externals a sponsor, organisation, purpose and end."""
        context = self._context
        if person.sponsor_id is not None:
            self._check_sponsor(person)
        if person.ends_at is not None and person.ends_at <= context.now:
            raise Invalid("person.end", "The end must lie in the future.", field="ends_at")
        if person.member_class == MemberClass.HONORARY and person.sponsor_id is None:
            message = "An honorary employee needs a sponsor: an active employee."
            raise Invalid("person.sponsor", message, field="sponsor")
        if person.member_class == MemberClass.EXTERNAL:
            self._check_external(person)

    def _check_external(self, person: Person) -> None:
        if person.sponsor_id is None:
            message = "An external needs a sponsor: an active employee who answers for them."
            raise Invalid("person.sponsor", message, field="sponsor")
        if not person.organisation:
            message = "Say which organisation the external is from."
            raise Invalid("person.organisation", message, field="organisation")
        if not person.purpose:
            raise Invalid("person.purpose", "Say what the external is here for.", field="purpose")
        latest = self._context.now + MAX_STAY
        if person.ends_at is None or person.ends_at > latest:
            message = f"An external's stay ends within {MAX_STAY.days} days; it can be renewed."
            raise Invalid("person.end", message, field="ends_at", maximum=MAX_STAY.days)

    def _check_sponsor(self, person: Person) -> None:
        sponsor = self._context.unit.people.find(person.sponsor_id) if person.sponsor_id else None
        now = self._context.now
        if (
            sponsor is None
            or sponsor.id == person.id
            or sponsor.network_id != person.network_id
            or sponsor.member_class != MemberClass.EMPLOYEE
            or not in_good_standing(sponsor, sponsor=None, now=now)
        ):
            message = "A sponsor is an active person of class employee, and not the person itself."
            raise Invalid("person.sponsor", message, field="sponsor")


def handle_taken(handle: str, free: str) -> Conflict:
    """Return the error of a handle that somebody else has; `free` is one that nobody has."""
    message = f"The handle '{handle}' is taken. Choose another one, such as '{free}'."
    return Conflict("person.handle_taken", message, field="handle", free=free)


def check_class(context: Context, name: str) -> str:
    """Return a class that the policy in force declares and this kind of network takes.

    Raises `Invalid` (``person.class``) with those that do.
    """
    kind = context.network.kind
    known = fitting(context.tools.policy.classes, kind)
    if not isinstance(name, str) or name not in known:
        names = sorted(known)
        message = f"member_class must be one of: {', '.join(names)}. This network is a {kind}."
        raise Invalid("person.class", message, field="member_class", allowed=names)
    return str(name)


def _roles(roles: Collection[str], member_class: str) -> frozenset[str]:
    known = {role.value for role in NetworkRole}
    listed = isinstance(roles, Collection) and not isinstance(roles, str)
    if not listed or not all(isinstance(role, str) and role in known for role in roles):
        message = f"Network roles are: {', '.join(sorted(known))}."
        raise Invalid("person.role", message, field="roles", allowed=sorted(known))
    if NetworkRole.ADMIN in roles and member_class != MemberClass.EMPLOYEE:
        message = "Only an employee can be an administrator."
        raise Invalid("person.role", message, field="roles")
    return frozenset(str(role) for role in roles)


def _line(field: str, value: str | None, size: int) -> str | None:
    if value is None:
        return None
    return check_line(value, field=field, max_length=size).strip() or None
