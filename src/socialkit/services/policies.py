"""Publish policies and look at them, as far as the policy in force lets the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.policies import SHIPPED, Activation, PolicyVersion
from socialkit.domain.things import network_facts
from socialkit.errors import Forbidden
from socialkit.paging import page_request
from socialkit.ports.storage import UnitOfWork
from socialkit.services.context import Context, Toolbox
from socialkit.services.deciding import LivingPolicy
from socialkit.services.publishing import Press, Published


@dataclass(frozen=True, slots=True)
class PolicyState:
    """Say what decides now."""

    version: int
    """0 is what the host falls back to, or its files."""
    fingerprint: str
    stored: bool
    """Whether policies are kept in the database; False where files of the host decide."""
    waiting: int | None = None
    """The version that waits for somebody's approval."""
    step: Activation | None = None
    """By what it came into force; None before the first publication."""


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """Be one line of the history: a version, or a step by which one came into force."""

    at: datetime
    version: int
    what: str
    """`written`, `published`, `approved`, `rolled-back` or `recovered`."""
    who: str | None
    """The handle of who did it; None for the command line on the host."""
    reason: str


class Policies:
    """Offer the versions of the policy to those whom the one in force lets."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def current(self) -> PolicyState:
        """Return what decides; raise `Forbidden`."""
        self._demand(Permission.NETWORK_READ_POLICY)
        return state_of(self._context.unit, self._context.tools)

    def history(self, *, limit: int = 50) -> tuple[PolicyEntry, ...]:
        """Return at most `limit` (1 to 100) entries, the newest first; raise `Forbidden`."""
        self._demand(Permission.NETWORK_READ_POLICY)
        return history_of(self._context.unit, limit=page_request(limit=limit).limit)

    def texts(self, version: int) -> tuple[str, str]:
        """Return `model.conf` and `policy.csv` of a version; raise `NotFound`, `Forbidden`."""
        self._demand(Permission.NETWORK_READ_POLICY)
        found = self._press().find(version)
        return found.model, found.rules

    def publish(
        self,
        model: str,
        rules: str,
        *,
        reason: str,
        files: Mapping[str, str] | None = None,
        after: int | None = None,
    ) -> Published:
        """Publish a policy; it comes into force, or waits until somebody else has approved it.

        `files` are the texts of its tests and statements by path. `after` is the version that the
        author worked on. Raises `PolicyError` for what the loader refuses, `Invalid`
        (``policy.objections``, ``policy.reason``, ``policy.too_large``), `Conflict`
        (``policy.moved``, ``policy.unchanged``), `Forbidden`; the policy before then stays.
        """
        self._demand(Permission.NETWORK_PUBLISH_POLICY, for_all=True)
        return self._press().publish(model, rules, reason=reason, files=files, after=after)

    def approve(self, version: int, *, reason: str = "") -> Published:
        """Bring into force what somebody else published.

        Raises `Conflict` (``policy.same_person``, ``policy.not_waiting``), `NotFound`, `Invalid`
        (``policy.objections``), `Forbidden`.
        """
        self._demand(Permission.NETWORK_APPROVE_POLICY, for_all=True)
        return self._press().approve(version, reason=reason)

    def roll_back(self, version: int, *, reason: str) -> Published:
        """Go back to a version that was in force; 0 is what the host falls back to.

        Raises `Conflict` (``policy.unchanged``, ``policy.never_in_force``), `NotFound`, `Invalid`
        (``policy.reason``, ``policy.objections``), `Forbidden`.
        """
        self._demand(Permission.NETWORK_PUBLISH_POLICY, for_all=True)
        return self._press().roll_back(version, reason=reason)

    def _press(self) -> Press:
        context = self._context
        return Press(context.unit, context.tools, person_id=context.caller.person_id)

    def _demand(self, permission: Permission, *, for_all: bool = False) -> None:
        context = self._context
        context.demand(permission, network_facts(context.network))
        if for_all:
            _refuse_neighbours(context)


def _refuse_neighbours(context: Context) -> None:
    """Let nobody decide for another network: one policy serves all networks of a database."""
    source = context.tools.source
    chosen = source.terms.publishers if isinstance(source, LivingPolicy) else None
    alone = len(context.unit.networks.all()) == 1
    if context.network.slug != chosen if chosen is not None else not alone:
        message = (
            "One policy serves every network of this database, and people of this one may not "
            "decide for the others. The host publishes with `socialkit policy publish`, or names "
            "the network whose people do: StoredPolicy(publishers=...)."
        )
        raise Forbidden("policy.several_networks", message, network=context.network.slug)


def state_of(unit: UnitOfWork, tools: Toolbox) -> PolicyState:
    """Return what decides, and what waits."""
    if not isinstance(tools.source, LivingPolicy):
        return PolicyState(SHIPPED, tools.policy.version, stored=False)
    press = Press(unit, tools, person_id=None)
    step, newest = unit.policies.latest(), press.newest()
    waits = newest > SHIPPED and not press.was_in_force(newest)
    return PolicyState(
        version=press.in_force(),
        fingerprint=tools.policy.version,
        stored=True,
        waiting=newest if waits else None,
        step=step,
    )


def history_of(unit: UnitOfWork, *, limit: int) -> tuple[PolicyEntry, ...]:
    """Return what was written and what came into force, the newest first."""
    versions = unit.policies.versions(limit=limit)
    steps = unit.policies.activations(limit=limit)
    ids = {one.author_id for one in versions} | {one.person_id for one in steps}
    names = _handles(unit, {one for one in ids if one is not None})
    found = [
        *(_written(one, names) for one in versions),
        *(
            PolicyEntry(
                one.at, one.version, one.step.value, _name(one.person_id, names), one.reason
            )
            for one in steps
        ),
    ]
    # What is written and published at one moment is told in this order.
    found.sort(key=lambda one: (one.at, one.what != "written"), reverse=True)
    return tuple(found[:limit])


def _written(one: PolicyVersion, names: Mapping[UUID, str]) -> PolicyEntry:
    return PolicyEntry(one.at, one.version, "written", _name(one.author_id, names), one.reason)


def _name(person_id: UUID | None, names: Mapping[UUID, str]) -> str | None:
    return None if person_id is None else names.get(person_id, str(person_id))


def _handles(unit: UnitOfWork, ids: set[UUID]) -> dict[UUID, str]:
    found = (unit.people.find(person_id) for person_id in ids)
    return {person.id: person.handle for person in found if person is not None}
