"""State what the core needs to keep networks, accounts and people."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from socialkit.domain.caller import Caller, Shape
from socialkit.domain.networks import Network
from socialkit.domain.people import Account, Person
from socialkit.paging import Page, PageRequest
from socialkit.ports.policy import Plan
from socialkit.ports.storage.records import (
    Audience,
    AudienceCount,
    Identity,
    NetworkCounts,
    PeopleFilter,
    PersonRecord,
)


class NetworkStore(Protocol):
    """Keep networks."""

    @abstractmethod
    def add(self, network: Network) -> None:
        """Keep a new network. Raises `Conflict` (``network.slug_taken``) for a slug in use."""

    @abstractmethod
    def save(self, network: Network) -> None:
        """Replace the network of the same id."""

    @abstractmethod
    def find(self, network_id: UUID) -> Network | None:
        """Return the network with this id."""

    @abstractmethod
    def find_by_slug(self, slug: str) -> Network | None:
        """Return the network with this slug."""

    @abstractmethod
    def all(self) -> tuple[Network, ...]:
        """Return every network by slug."""

    @abstractmethod
    def counts(self, network_id: UUID) -> NetworkCounts:
        """Count what the network holds: published posts, replies and comments; all its people."""


class PersonStore(Protocol):
    """Keep accounts and people, one by one and without asking the policy."""

    @abstractmethod
    def add_account(self, account: Account) -> None:
        """Keep a new account. Raises `Conflict` (``account.taken``) for a subject in use."""

    @abstractmethod
    def find_accounts(self, subjects: Collection[str]) -> dict[str, Account]:
        """Return the accounts of these subjects, by subject; unknown ones are left out."""

    @abstractmethod
    def identify(self, network_slug: str, subject: str) -> Identity | None:
        """Return who this subject is in the network of this slug, in one read."""

    @abstractmethod
    def add(self, person: Person) -> None:
        """Keep a new person.

        Raises `Conflict`: ``person.handle_taken`` where the network has the handle key,
        ``person.exists`` where the account has a person in the network.
        """

    @abstractmethod
    def add_many(self, accounts: Sequence[Account], people: Sequence[Person]) -> None:
        """Keep many new accounts and people at once, or none; same refusals as one by one."""

    @abstractmethod
    def save(self, person: Person) -> Person:
        """Replace the person of the same id and version; return it with the next version.

        Raises `Conflict` (``stale``) where the stored version differs, ``person.handle_taken``.
        """

    @abstractmethod
    def find(self, person_id: UUID) -> Person | None:
        """Return the person with this id."""

    @abstractmethod
    def by_keys(self, network_id: UUID, keys: Collection[str]) -> dict[str, Person]:
        """Return the people of the network with these handle keys, by key."""

    @abstractmethod
    def by_accounts(self, network_id: UUID, account_ids: Collection[UUID]) -> dict[UUID, Person]:
        """Return the people of these accounts in the network, by account id."""


class PersonLists(Protocol):
    """Answer lists of people, filtered by a plan of ``person:read`` in the same read."""

    @abstractmethod
    def page(
        self, caller: Caller, plan: Plan, wanted: PeopleFilter, page: PageRequest
    ) -> Page[PersonRecord]:
        """Return people in good standing by (created_at, id), newest first."""

    @abstractmethod
    def count(self, caller: Caller, plan: Plan, wanted: PeopleFilter) -> int:
        """Return how many people `page` would show over all its pages."""

    @abstractmethod
    def visible(
        self, caller: Caller, plan: Plan, ids: Collection[UUID]
    ) -> dict[UUID, PersonRecord]:
        """Return those of `ids` (whatever their standing) that the plan lets the caller read."""

    @abstractmethod
    def named(
        self, caller: Caller, plan: Plan, name_keys: Collection[str]
    ) -> dict[str, tuple[Person, ...]]:
        """Return people in good standing whom the caller may read by folded display name, by id."""

    @abstractmethod
    def departments(self, caller: Caller, plan: Plan) -> dict[str, int]:
        """Count the people of `page` by department, without those who have none."""

    @abstractmethod
    def suggest(
        self,
        caller: Caller,
        plan: Plan,
        audience: Audience,
        prefix_key: str,
        *,
        limit: int,
    ) -> tuple[Person, ...]:
        """Return people whose folded handle or name begins with `prefix_key`, by name key and id.

        Each is in the audience, in good standing, and readable by the caller under `plan`.
        """


class AudienceStore(Protocol):
    """Turn branches of an audience into people."""

    @abstractmethod
    def shapes(self, caller: Caller) -> tuple[Shape, ...]:
        """Return each shape (in good standing) that occurs in the caller's network, once."""

    @abstractmethod
    def count(self, caller: Caller, audience: Audience, visible: Plan) -> AudienceCount:
        """Count the people of the audience that the caller may read under `visible`."""

    @abstractmethod
    def among(self, caller: Caller, audience: Audience, ids: Collection[UUID]) -> frozenset[UUID]:
        """Return those of `ids` that are in the audience (whoever the caller is)."""
