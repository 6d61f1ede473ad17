"""Act without a person: set-up, imports and recovery, always with a reason that is logged."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from socialkit.domain.events import EventName
from socialkit.domain.handles import check_text
from socialkit.domain.networks import Module, Network, NetworkKind
from socialkit.domain.people import Person, PersonStatus
from socialkit.errors import ConfigurationError, Invalid, not_found
from socialkit.ports.storage import UnitOfWork
from socialkit.services.context import Context, Toolbox, stranger
from socialkit.services.departures import Departures
from socialkit.services.enrolment import Enrolment
from socialkit.services.networks import counted, create_network
from socialkit.services.profiles import ProfileChanges, check_name
from socialkit.services.publishing import Press
from socialkit.services.views import NetworkStats
from socialkit.services.words import word

_log = logging.getLogger("socialkit.audit")


class SystemDesk:
    """Offer what only a host may do: make networks, enrol anybody, count."""

    def __init__(self, unit: UnitOfWork, tools: Toolbox, *, network_slug: str, reason: str) -> None:
        self.unit = unit
        self.tools = tools
        self.context: Context | None = None
        self._slug = network_slug
        if not check_text(reason, field="reason", max_length=300).strip():
            raise Invalid("system.reason", "Say why the system acts.", field="reason")
        _log.info("system acts in network %s: %s", network_slug, reason)

    def create_network(
        self,
        name: str,
        *,
        kind: NetworkKind | str = NetworkKind.WORKPLACE,
        public: bool = False,
        modules: Collection[Module | str] = tuple(Module),
    ) -> Network:
        """Make the network that this desk was opened for, with its wall."""
        with self.unit.atomic():
            network = create_network(
                self.unit,
                self.tools,
                slug=self._slug,
                name=name,
                kind=kind,
                public=public,
                modules=modules,
            )
            with self.inside().change():
                self.inside().record(EventName.NETWORK_CREATED)
        return network

    def network(self) -> Network:
        """Return the network; raise `ConfigurationError` (``network.unknown``)."""
        return self.inside().network

    def enrol(
        self,
        subject: str | int | UUID,
        display_name: str,
        *,
        member_class: str = "employee",
        handle: str | None = None,
        sponsor: str | None = None,
        organisation: str | None = None,
        purpose: str | None = None,
        ends_at: datetime | None = None,
        roles: Collection[str] = (),
        fields: Mapping[str, object] | None = None,
    ) -> Person:
        """Make a person; `sponsor` is the host's subject of the employee who answers for them."""
        context = self.inside()
        sponsor_id = None if sponsor is None else self._person_id(sponsor)
        with context.change():
            return Enrolment(context).enrol(
                str(subject),
                display_name,
                member_class=member_class,
                handle=handle,
                sponsor_id=sponsor_id,
                organisation=organisation,
                purpose=purpose,
                ends_at=ends_at,
                roles=roles,
                fields=ProfileChanges(fields or {}).checked(),
            )

    def set_class(self, subject: str | int | UUID, member_class: str) -> Person:
        """Change what somebody is here, such as `former` for who left: access follows at once.

        Raises `NotFound` where the subject has no person, `Invalid` (``person.*``).
        """
        context = self.inside()
        identity = self.unit.people.identify(self._slug, str(subject))
        if identity is None:
            raise not_found()
        return Enrolment(context).reclass(identity.person, member_class)

    def set_status(self, subject: str | int | UUID, status: PersonStatus | str) -> Person:
        """Suspend, deactivate or restore somebody: access follows from the commit on.

        Raises `NotFound` where the subject has no person, `Invalid` for another word, `Conflict`
        (``group.no_heir``).
        """
        return self._keep(subject, status=word(PersonStatus, status, field="status"))

    def rename(self, subject: str | int | UUID, display_name: str) -> Person:
        """Give somebody another name; raise `NotFound`, `Invalid` (``profile.name``)."""
        return self._keep(subject, **check_name(display_name))

    def press(self) -> Press:
        """Return what publishes policies for the host, whose command line asks nobody's leave."""
        return Press(self.unit, self.tools, person_id=None)

    def stats(self) -> NetworkStats:
        """Count what the network holds."""
        return counted(self.unit, self.network().id)

    def inside(self) -> Context:
        """Return the context of the network, in which nobody acts."""
        if self.context is None:
            network = self.unit.networks.find_by_slug(self._slug)
            if network is None:
                message = (
                    f"There is no network '{self._slug}'. Make it with `socialkit init` first."
                )
                raise ConfigurationError("network.unknown", message, network=self._slug)
            caller = stranger(network, now=self.tools.clock.now())
            self.context = Context(self.unit, self.tools, network, caller, None, {})
        return self.context

    def _keep(self, subject: str | int | UUID, **changes: object) -> Person:
        context = self.inside()
        identity = self.unit.people.identify(self._slug, str(subject))
        if identity is None:
            raise not_found()
        with context.change():
            changed = identity.person.evolve(**changes, updated_at=context.now)
            return Departures(context).save(identity.person, changed)

    def _person_id(self, subject: str) -> UUID:
        identity = self.unit.people.identify(self._slug, subject)
        if identity is None:
            message = f"The sponsor '{subject}' has no person in this network."
            raise Invalid("person.sponsor", message, field="sponsor")
        return identity.person.id
