"""Carry one actor through one unit of work: who asks, what decides, and what is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from socialkit.clock import Clock
from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller, Shape, anonymous
from socialkit.domain.events import Event, EventName
from socialkit.domain.facts import Thing
from socialkit.domain.groups import GroupRole
from socialkit.domain.networks import Network
from socialkit.domain.people import Person, Standing, in_good_standing, standing
from socialkit.errors import Forbidden, forbidden, not_found
from socialkit.ids import IdFactory
from socialkit.ports.host import Links
from socialkit.ports.policy import Plan, Policy
from socialkit.ports.storage import UnitOfWork
from socialkit.ports.storage.records import Audience, GroupRecord, Identity, PostRecord
from socialkit.ports.text import TextRenderer
from socialkit.services.auditing import DecisionAudit
from socialkit.services.deciding import FixedPolicy, LivingPolicy

_BY_KIND: Final[dict[str, tuple[Permission, ...]]] = {
    kind: tuple(p for p in Permission if p.kind == kind) for kind in {p.kind for p in Permission}
}


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Hold what every actor shares: the parts that a kit is composed of."""

    policy: Policy
    text: TextRenderer
    links: Links
    clock: Clock
    ids: IdFactory
    source: FixedPolicy | LivingPolicy
    """Where `policy` came from, for those who publish another one."""
    audit: DecisionAudit


@dataclass(slots=True)
class Context:
    """Be the one thing that services share during a unit of work."""

    unit: UnitOfWork
    tools: Toolbox
    network: Network
    caller: Caller
    person: Person | None
    roles: dict[UUID, str]
    """The caller's live role in each place that was read in this unit."""
    events: list[Event] = field(default_factory=list)
    standing: Standing = Standing.GOOD
    """Whether the acting account may act, and if not, why."""

    @property
    def now(self) -> datetime:
        """Return the moment for which this unit decides."""
        return self.caller.now

    @property
    def me(self) -> UUID:
        """Return the id of the acting person; raise `Forbidden` (``sign_in``) for a stranger."""
        if self.caller.person_id is None:
            raise _sign_in()
        return self.caller.person_id

    @property
    def shut(self) -> bool:
        """Tell whether the gates are closed: an account that may not act, or a class of nobody."""
        person = self.person
        undeclared = person is not None and person.member_class not in self.tools.policy.classes
        return self.standing is not Standing.GOOD or undeclared

    @property
    def active(self) -> UUID:
        """Return the id of the acting person; raise `Forbidden` (``standing``) with the reason."""
        if self.standing is not Standing.GOOD:
            message = "Your account is not active here, so nothing can be changed with it."
            raise Forbidden("standing", message, reason=self.standing.value)
        return self.me

    def new_id(self) -> UUID:
        """Return a fresh id."""
        return self.tools.ids.new()

    def plan(self, permission: Permission) -> Plan:
        """Return the plan of the caller for this permission."""
        plan = self.tools.policy.plan(self.caller, permission)
        self.tools.audit.listed(plan)
        return plan

    def may(self, permission: Permission, thing: Thing) -> bool:
        """Tell whether the caller may do this to the thing."""
        return self.tools.policy.check(self.caller, permission, thing)

    def can(self, kind: str, thing: Thing) -> tuple[str, ...]:
        """Return the verbs that the caller may do to a thing of this kind, sorted."""
        check, caller = self.tools.policy.check, self.caller
        return tuple(p.verb for p in _BY_KIND[kind] if check(caller, p, thing))

    def require(self, permission: Permission, thing: Thing, *, seen: Permission) -> None:
        """Raise `NotFound` where the caller may not see it, `Forbidden` where not do this."""
        if not self._asked(permission, thing):
            raise self._refusal(permission) if self.may(seen, thing) else not_found()

    def demand(self, permission: Permission, thing: Thing) -> None:
        """Raise `Forbidden` unless the caller may do this to a thing that they know of."""
        if not self._asked(permission, thing):
            raise self._refusal(permission)

    def _asked(self, permission: Permission, thing: Thing) -> bool:
        """Decide about an act that is about to happen, and leave a trace where it matters."""
        tools, allowed = self.tools, self.may(permission, thing)
        tools.audit.decided(tools.policy, self.caller, permission, thing, allowed=allowed)
        return allowed

    def _refusal(self, permission: Permission) -> Forbidden:
        if self.caller.person_id is None:
            return _sign_in()
        return forbidden(permission)

    def noted(self, record: PostRecord | GroupRecord) -> None:
        """Remember the caller's role in the place of a record, for the checks that follow."""
        self._remember(record.group.id, record.my_role)

    def _remember(self, group_id: UUID, role: GroupRole | None) -> None:
        if role is None:
            self.roles.pop(group_id, None)
        else:
            self.roles[group_id] = role.value

    def audience(self, permission: Permission, thing: Thing) -> Audience:
        """Return who in the network may do this to the thing."""
        shapes: Iterable[Shape] = self.unit.audiences.shapes(self.caller)
        return Audience(thing, self.tools.policy.audience(permission, thing, shapes=shapes))

    def record(self, name: EventName, **data: UUID | str | None) -> Event:
        """Keep an event in this unit; it leaves after the outermost commit."""
        ids = {key: str(value) for key, value in data.items() if value is not None}
        event = Event(
            id=self.new_id(),
            name=name,
            network_id=self.network.id,
            actor_id=self.caller.person_id,
            at=self.now,
            data=ids,
        )
        self.events.append(event)
        return event

    @contextmanager
    def change(self) -> Iterator[None]:
        """Make the changes inside one piece of work, with the events that they record."""
        mark = len(self.events)
        try:
            with self.unit.atomic():
                yield
                self.unit.outbox.add(self.events[mark:])
        except BaseException:
            del self.events[mark:]
            raise


def _sign_in() -> Forbidden:
    return Forbidden("sign_in", "Sign in first: this can not be done by a stranger.")


def caller_of(identity: Identity, *, now: datetime, roles: dict[UUID, str]) -> Caller:
    """Return the caller that this identity makes at `now`."""
    person, network = identity.person, identity.network
    return Caller(
        person_id=person.id,
        network_id=network.id,
        network_kind=network.kind.value,
        member_class=person.member_class,
        now=now,
        network_roles=person.network_roles,
        in_good_standing=in_good_standing(person, sponsor=identity.sponsor, now=now),
        sponsor_id=person.sponsor_id,
        modules=frozenset(module.value for module in network.modules),
        roles=roles,
    )


def standing_of(identity: Identity, *, now: datetime) -> Standing:
    """Return whether the account of this identity may act at `now`, and if not, why."""
    return standing(identity.person, sponsor=identity.sponsor, now=now)


def stranger(network: Network, *, now: datetime) -> Caller:
    """Return the caller who is not signed in to this network."""
    modules = [module.value for module in network.modules]
    return anonymous(network.id, network_kind=network.kind.value, now=now, modules=modules)
