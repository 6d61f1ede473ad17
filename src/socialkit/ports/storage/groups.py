"""State what the core needs to keep groups, memberships and requests to join."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.groups import Group, JoinRequest, Membership
from socialkit.domain.people import Person
from socialkit.paging import Page, PageRequest
from socialkit.ports.policy import Plan
from socialkit.ports.storage.records import GroupFilter, GroupRecord, MemberRecord


class GroupStore(Protocol):
    """Keep groups (walls too), one by one and without asking the policy."""

    @abstractmethod
    def add(self, group: Group) -> None:
        """Keep a new group. Raises `Conflict` (``group.slug_taken``) for a key in use."""

    @abstractmethod
    def lock(self, group_id: UUID) -> Group | None:
        """Raise the group's epoch by one and return it as it is now, or None.

        Every other unit that locks the same group waits until this one ends, at every isolation
        level. A change of membership, ownership or visibility begins with this.
        """

    @abstractmethod
    def save(self, group: Group) -> None:
        """Replace the group of the same id; the caller holds its lock.

        Raises `Conflict` (``group.slug_taken``).
        """

    @abstractmethod
    def find(self, caller: Caller, group_id: UUID) -> GroupRecord | None:
        """Return the group (or wall) of the caller's network, without asking the policy."""

    @abstractmethod
    def find_by_key(self, caller: Caller, slug_key: str) -> GroupRecord | None:
        """Return the group of the caller's network with this folded slug, asking no policy."""

    @abstractmethod
    def page(
        self, caller: Caller, plan: Plan, wanted: GroupFilter, page: PageRequest
    ) -> Page[GroupRecord]:
        """Return groups under a plan of ``group:see`` by (created_at, id), newest first."""

    @abstractmethod
    def count(self, caller: Caller, plan: Plan, wanted: GroupFilter) -> int:
        """Return how many groups `page` would show over all its pages."""

    @abstractmethod
    def visible(self, caller: Caller, plan: Plan, ids: Collection[UUID]) -> dict[UUID, GroupRecord]:
        """Return those of `ids` that the plan lets the caller see."""

    @abstractmethod
    def heir(self, caller: Caller, group_id: UUID, leaving: UUID) -> UUID | None:
        """Return who would own the group if `leaving` did not, or None where nobody can.

        That is, of its live members who are employees or honorary employees in good standing, the
        one of the strongest role; of equal ones the first by (joined_at, person id). Where there is
        none it is the first employee in good standing by (created_at, id) who is an administrator
        of the caller's network.
        """


class MembershipStore(Protocol):
    """Keep memberships; the caller holds the group's lock for every change."""

    @abstractmethod
    def put(self, membership: Membership) -> None:
        """Keep the membership, in place of the same person's former one in the group."""

    @abstractmethod
    def remove(self, group_id: UUID, person_id: UUID) -> bool:
        """Forget the membership; tell whether there was one."""

    @abstractmethod
    def find(self, group_id: UUID, person_id: UUID) -> Membership | None:
        """Return the stored membership, live or expired."""

    @abstractmethod
    def of_person(self, person_id: UUID) -> tuple[Membership, ...]:
        """Return what the person holds, live or expired, in the order of the groups' ids."""

    @abstractmethod
    def lock_person(self, person_id: UUID) -> Person | None:
        """Return the person as they are now; their account stays so until this unit ends.

        Every other unit that locks or saves the same person waits. Who becomes a member is locked
        after the group.
        """

    @abstractmethod
    def page(self, caller: Caller, group_id: UUID, page: PageRequest) -> Page[MemberRecord]:
        """Return the live members of the group by (joined_at, person id), newest first.

        Live is meant at `caller.now`; nobody of another network is in it. The caller was found to
        be a reader of the list before.
        """

    @abstractmethod
    def leaders(self, group_id: UUID, now: datetime) -> frozenset[UUID]:
        """Return the ids of the people who are owners or moderators at `now`."""

    @abstractmethod
    def outsiders(self, group_id: UUID) -> tuple[Membership, ...]:
        """Return memberships, live or not, of people whose class is not employee or honorary."""

    @abstractmethod
    def externals(
        self, caller: Caller, group_ids: Collection[UUID]
    ) -> dict[UUID, tuple[tuple[str, int], ...]]:
        """Count live members that are no insiders by organisation, for each of the groups.

        Sorted by organisation (empty text where unknown); groups without such members are left out.
        """


class RequestStore(Protocol):
    """Keep requests to join."""

    @abstractmethod
    def add(self, request: JoinRequest) -> None:
        """Keep a new request; raise `Conflict` (``request.pending``) where one is pending."""

    @abstractmethod
    def save(self, request: JoinRequest) -> None:
        """Replace the request of the same id."""

    @abstractmethod
    def find(self, request_id: UUID) -> JoinRequest | None:
        """Return the request with this id."""

    @abstractmethod
    def find_pending(self, group_id: UUID, person_id: UUID) -> JoinRequest | None:
        """Return the person's pending request for the group."""

    @abstractmethod
    def pending_of(self, person_id: UUID) -> tuple[JoinRequest, ...]:
        """Return the person's pending requests by id, whatever the group."""

    @abstractmethod
    def page_pending(self, group_id: UUID, page: PageRequest) -> Page[JoinRequest]:
        """Return pending requests for the group by (created_at, id), newest first."""
