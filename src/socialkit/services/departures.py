"""End what an account may no longer hold, and pass on the groups that it alone owned."""

from __future__ import annotations

from socialkit.domain.events import EventName
from socialkit.domain.groups import Group, GroupRole, Membership, RequestState
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.people import Person, PersonStatus, has_left
from socialkit.errors import Conflict
from socialkit.services.context import Context
from socialkit.services.memberships import may_hold, owners_of
from socialkit.services.telling import Telling


class Departures:
    """Keep people whose standing or class changes, together with what that does to their groups.

    What somebody held ends with the account (and does not come back with it); another class keeps
    what it may hold; a suspension keeps the place but not the ownership. A group whose only owner
    goes is passed on. All of it is in the transaction of the change.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stuck: list[str] = []

    def save(self, before: Person, after: Person) -> Person:
        """Keep `after`, which stands for `before` from now on, and settle what it belongs to.

        Raises `Conflict` (``group.no_heir``) naming the groups that nobody is there to own.
        """
        unit = self._context.unit
        # Groups before people, in one order: so lock all who change memberships.
        for held in unit.memberships.of_person(before.id):
            unit.groups.lock(held.group_id)
        saved = unit.people.save(after)
        over = has_left(before, self._context.now) or has_left(after, self._context.now)
        for held in unit.memberships.of_person(saved.id):
            group = unit.groups.lock(held.group_id)
            kept = None if over or group is None else self._kept(group, saved, held)
            if group is not None and kept != held:
                self._replace(group, held, kept)
        if self._stuck:
            raise _no_heir(self._stuck)
        if over:
            self._withdraw(saved)
        self._context.record(EventName.PERSON_CHANGED, person_id=saved.id)
        return saved

    def _kept(self, group: Group, person: Person, held: Membership) -> Membership | None:
        if not may_hold(self._context.network, group, person, held.role):
            return None
        suspended = person.status is PersonStatus.SUSPENDED
        if suspended and held.role is GroupRole.OWNER:
            return held.evolve(role=GroupRole.MEMBER)
        return held

    def _replace(self, group: Group, held: Membership, kept: Membership | None) -> None:
        unit, ids = self._context.unit, {"group_id": group.id, "person_id": held.person_id}
        owned = group.owner_count - owners_of(held)
        left = group.evolve(owner_count=owned, member_count=group.member_count - (kept is None))
        if kept is None:
            unit.memberships.remove(group.id, held.person_id)
            self._context.record(EventName.MEMBERSHIP_REMOVED, **ids)
        else:
            unit.memberships.put(kept)
            self._context.record(EventName.MEMBERSHIP_CHANGED, **ids)
        unit.groups.save(left if owned else self._passed_on(left, held))

    def _passed_on(self, group: Group, held: Membership) -> Group:
        """Make the heir the owner; whoever comes into the group by that is told."""
        context, memberships = self._context, self._context.unit.memberships
        heir = context.unit.groups.heir(context.caller, group.id, held.person_id)
        if heir is None or memberships.lock_person(heir) is None:
            self._stuck.append(group.name)
            return group
        known = memberships.find(group.id, heir)
        owner = Membership(
            group_id=group.id,
            person_id=heir,
            role=GroupRole.OWNER,
            joined_at=context.now if known is None else known.joined_at,
            added_by=None if known is None else known.added_by,
        )
        memberships.put(owner)
        name = EventName.MEMBERSHIP_ADDED if known is None else EventName.MEMBERSHIP_CHANGED
        event = context.record(name, group_id=group.id, person_id=heir)
        if known is None:
            Telling(context).person(event, heir, NoticeReason.ADDED, group_id=group.id)
        return group.evolve(owner_count=1, member_count=group.member_count + (known is None))

    def _withdraw(self, person: Person) -> None:
        requests, now = self._context.unit.requests, self._context.now
        for pending in requests.pending_of(person.id):
            requests.save(pending.evolve(state=RequestState.WITHDRAWN, decided_at=now))


def _no_heir(groups: list[str]) -> Conflict:
    names = sorted(groups)
    message = (
        f"Nobody could own these groups afterwards: {', '.join(names)}. Make somebody else an "
        "owner, or somebody an administrator, first."
    )
    return Conflict("group.no_heir", message, groups=names)
