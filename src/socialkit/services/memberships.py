"""Join, leave, take in and dismiss members; a group is never without an owner."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import Event, EventName
from socialkit.domain.groups import ROLE_RANK, Group, GroupRole, Membership, RequestState
from socialkit.domain.networks import Network, NetworkKind
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.people import MemberClass, Person, PersonStatus
from socialkit.domain.things import group_facts, membership_facts
from socialkit.errors import Conflict, Forbidden, Invalid, not_found
from socialkit.paging import DEFAULT_LIMIT, Page, page_request
from socialkit.ports.storage.records import GroupRecord
from socialkit.services.context import Context
from socialkit.services.finding import find_group, group_for, locked_group, person_for
from socialkit.services.presenting import Presenter, is_outsider
from socialkit.services.telling import Telling
from socialkit.services.views import GroupView, MemberView
from socialkit.services.words import moment, word


class Memberships:
    """Offer what people do to belong to groups, and to run who belongs."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def list(
        self, group: UUID | str, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[MemberView]:
        """Return the live members, the latest first, to whoever reads the group's content."""
        context = self._context
        place = group_for(context, group, Permission.GROUP_READ_MEMBERS).group
        request = page_request(limit=limit, cursor=cursor)
        page = context.unit.memberships.page(context.caller, place.id, request)
        cast = Presenter(context).cast
        cast.gather(record.person.id for record in page.items)

        def show(member: Membership) -> MemberView:
            can = context.can("membership", membership_facts(member, place))
            who = cast.ref(member.person_id)
            return MemberView(who, member.role, member.joined_at, member.expires_at, can)

        return page.map(lambda record: show(record.membership))

    def join(self, group: UUID | str) -> GroupView:
        """Become a member of a group that is joined directly; a member stays what they are."""
        context = self._context
        with context.change():
            known = find_group(context, group)
            if known is not None and known.my_role is not None:
                record = group_for(context, known.group.id)
            else:
                record = locked_group(context, group, Permission.GROUP_JOIN)
                Admission(context).admit(record.group, self._own(), self._first_role())
        return self._after(record.group.id)

    def leave(self, group: UUID | str) -> None:
        """Stop being a member. Raises `Conflict` (``group.last_owner``) for the only owner."""
        context = self._context
        with context.change():
            record = find_group(context, group)
            if record is None or record.my_role is None:
                raise not_found()
            context.unit.groups.lock(record.group.id)
            held = context.unit.memberships.find(record.group.id, context.me)
            if held is None or not self._may_leave(held, record.group):
                raise not_found()
            self._dismiss(record.group.id, context.me)
            context.roles.pop(record.group.id, None)

    def add(
        self,
        group: UUID | str,
        person: UUID | str,
        *,
        role: GroupRole | str = GroupRole.MEMBER,
        expires_at: datetime | None = None,
    ) -> GroupView:
        """Make somebody a member, until `expires_at` if given; they are told.

        People from outside the company are taken in as guests alone, and only where the group
        allows externals. Nobody gives a role above their own. Raises `Invalid` (``membership.*``)
        with the way out, `Conflict` (``membership.exists``).
        """
        context = self._context
        chosen = word(GroupRole, role, field="role")
        expires_at = moment(expires_at, field="expires_at")
        with context.change():
            record = locked_group(context, group, Permission.GROUP_ADD_MEMBER)
            target = person_for(context, person).person
            self._may_give(record, chosen)
            event = Admission(context).admit(
                record.group, target, chosen, added_by=context.me, expires_at=expires_at
            )
            Telling(context).person(event, target.id, NoticeReason.ADDED, group_id=record.group.id)
        return self._after(record.group.id)

    def remove(self, group: UUID | str, person: UUID | str) -> None:
        """End somebody's membership: they are denied everywhere from the commit on."""
        context = self._context
        with context.change():
            record, membership = self._held(group, person, Permission.MEMBERSHIP_REMOVE)
            self._dismiss(record.group.id, membership.person_id)

    def change_role(
        self, group: UUID | str, person: UUID | str, *, role: GroupRole | str
    ) -> GroupView:
        """Give a member another role, at most one's own; `Conflict` (``group.last_owner``)."""
        context = self._context
        chosen = word(GroupRole, role, field="role")
        with context.change():
            record, held = self._held(group, person, Permission.MEMBERSHIP_CHANGE_ROLE)
            target = context.unit.memberships.lock_person(held.person_id)
            if target is None:
                raise not_found()
            self._may_give(record, chosen)
            check_holder(context, record.group, target, chosen, held.expires_at)
            self._put(record.group, held.evolve(role=chosen), before=held)
        return self._after(record.group.id)

    def _put(self, group: Group, held: Membership, *, before: Membership) -> None:
        owners = owners_of(held) - owners_of(before)
        check_owned(group.owner_count + owners)
        self._context.unit.memberships.put(held)
        self._context.unit.groups.save(group.evolve(owner_count=group.owner_count + owners))
        self._context.record(
            EventName.MEMBERSHIP_CHANGED, group_id=group.id, person_id=held.person_id
        )

    def _held(
        self, group: UUID | str, person: UUID | str, permission: Permission
    ) -> tuple[GroupRecord, Membership]:
        context = self._context
        shown = group_for(context, group, Permission.GROUP_READ_MEMBERS)
        context.unit.groups.lock(shown.group.id)
        record = group_for(context, shown.group.id, Permission.GROUP_READ_MEMBERS)
        target = person_for(context, person).person
        held = context.unit.memberships.find(record.group.id, target.id)
        if held is None or not held.live(context.now):
            raise not_found()
        facts = membership_facts(held, record.group)
        context.require(permission, facts, seen=Permission.MEMBERSHIP_READ)
        return record, held

    def _dismiss(self, group_id: UUID, person_id: UUID) -> None:
        unit = self._context.unit
        record = unit.groups.find(self._context.caller, group_id)
        held = unit.memberships.find(group_id, person_id)
        if record is None or held is None:
            raise not_found()
        owners = record.group.owner_count - owners_of(held)
        check_owned(owners)
        unit.memberships.remove(group_id, person_id)
        changes = {"owner_count": owners, "member_count": record.group.member_count - 1}
        unit.groups.save(record.group.evolve(**changes))
        self._context.record(EventName.MEMBERSHIP_REMOVED, group_id=group_id, person_id=person_id)

    def _may_give(self, record: GroupRecord, role: GroupRole) -> None:
        if self._context.may(Permission.GROUP_MANAGE, group_facts(record.group)):
            return
        mine = record.my_role or GroupRole.MODERATOR
        if ROLE_RANK[role] > ROLE_RANK[mine]:
            message = f"You act as {mine} here and can not make somebody {role}."
            raise Forbidden("membership.role", message, role=role.value)

    def _first_role(self) -> GroupRole:
        workplace = self._context.network.kind is NetworkKind.WORKPLACE
        outsider = workplace and is_outsider(self._own())
        return GroupRole.GUEST if outsider else GroupRole.MEMBER

    def _may_leave(self, held: Membership, group: Group) -> bool:
        return self._context.may(Permission.MEMBERSHIP_REMOVE, membership_facts(held, group))

    def _own(self) -> Person:
        if self._context.person is None:
            raise not_found()
        return self._context.person

    def _after(self, group_id: UUID) -> GroupView:
        record = find_group(self._context, group_id)
        if record is None:
            raise not_found()
        return Presenter(self._context).group(record)


class Admission:
    """Take somebody into a locked group: the one way in, whoever opened the door."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def admit(
        self,
        group: Group,
        person: Person,
        role: GroupRole,
        *,
        added_by: UUID | None = None,
        expires_at: datetime | None = None,
    ) -> Event:
        """Keep the membership and return its event.

        Raises `Conflict` (``membership.exists``), `Invalid` (``membership.*``).
        """
        context = self._context
        # Whoever ends this account meanwhile waits, or was first and is seen here.
        current = context.unit.memberships.lock_person(person.id)
        if current is None:
            raise not_found()
        check_holder(context, group, current, role, expires_at)
        held = context.unit.memberships.find(group.id, person.id)
        if held is not None and held.live(context.now):
            message = "This person is a member already; change the role instead."
            raise Conflict("membership.exists", message)
        membership = Membership(
            group_id=group.id,
            person_id=person.id,
            role=role,
            joined_at=context.now,
            expires_at=expires_at,
            added_by=added_by,
        )
        context.unit.memberships.put(membership)
        self._count(group, membership, replaced=held is not None)
        self._settle(group.id, person.id)
        return context.record(EventName.MEMBERSHIP_ADDED, group_id=group.id, person_id=person.id)

    def _settle(self, group_id: UUID, person_id: UUID) -> None:
        """Let a request that waited be accepted, whichever way the person came in."""
        requests = self._context.unit.requests
        pending = requests.find_pending(group_id, person_id)
        if pending is not None:
            decided = {"decided_by": self._context.me, "decided_at": self._context.now}
            requests.save(pending.evolve(state=RequestState.ACCEPTED, **decided))

    def _count(self, group: Group, membership: Membership, *, replaced: bool) -> None:
        current = self._context.unit.groups.find(self._context.caller, group.id)
        if current is None:
            raise not_found()
        changes = {
            "member_count": current.group.member_count + (0 if replaced else 1),
            "owner_count": current.group.owner_count + owners_of(membership),
        }
        self._context.unit.groups.save(current.group.evolve(**changes))


def check_holder(
    context: Context, group: Group, person: Person, role: GroupRole, expires_at: datetime | None
) -> None:
    """Raise `Invalid` (``membership.*``) unless this person may hold this role in this group."""
    gone = person.member_class == MemberClass.FORMER
    if gone or person.status is not PersonStatus.ACTIVE:
        message = "This person's account is not active here, so it can not become a member."
        raise Invalid("membership.person", message, field="person")
    if expires_at is not None and expires_at <= context.now:
        message = "A membership must end in the future."
        raise Invalid("membership.expires_at", message, field="expires_at")
    if role is GroupRole.OWNER and expires_at is not None:
        message = "An owner's membership has no end, so that the group never loses its owner."
        raise Invalid("membership.owner_end", message, field="expires_at")
    if may_hold(context.network, group, person, role):
        return
    if not group.externals_allowed:
        message = "This group does not allow people from outside. Allow externals there first."
        raise Invalid("membership.externals", message, field="person")
    message = "People from outside can only be guests of a workplace group."
    raise Invalid("membership.guest", message, field="role")


def may_hold(network: Network, group: Group, person: Person, role: GroupRole) -> bool:
    """Tell whether somebody of this person's class may have this role in this group."""
    if network.kind is NetworkKind.COMMUNITY or not is_outsider(person):
        return True
    return group.externals_allowed and role is GroupRole.GUEST


def check_owned(owners: int) -> None:
    """Raise `Conflict` (``group.last_owner``) where a group would be left without an owner."""
    if owners < 1:
        message = "A group needs an owner. Make somebody else an owner first."
        raise Conflict("group.last_owner", message)


def owners_of(membership: Membership) -> int:
    """Return by how many this membership raises the number of its group's owners."""
    return 1 if membership.role is GroupRole.OWNER else 0
