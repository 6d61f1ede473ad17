"""Change people, groups, memberships and requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from socialkit.domain.caller import Caller
from socialkit.domain.groups import (
    Audience,
    GroupRole,
    JoinMethod,
    Membership,
    RequestState,
    Visibility,
)
from socialkit.domain.handles import fold
from socialkit.domain.people import PersonStatus
from socialkit.ports.storage import UnitOfWork
from socialkit.testing.machine import draws
from socialkit.testing.machine.base import TwoStorages

MOST_PEOPLE = 26
MOST_GROUPS = 13


class PeopleSteps(TwoStorages):
    """Take the steps about people and groups."""

    @precondition(lambda self: len(self.world.people) < MOST_PEOPLE)
    @rule(member_class=draws.CLASSES, text=draws.TEXTS, sponsor=draws.known("people"))
    def add_person(self, member_class: str, text: str, sponsor: str) -> None:
        """Add somebody to the workplace."""
        account = self.world.make.account()
        name = self.fresh("person")
        person = self.world.make.person(
            self.world.network,
            account,
            handle=name,
            display_name=f"{text}{name}",
            member_class=member_class,
            department=text,
            skills=(text, "Python"),
            sponsor_id=self.world.people[sponsor].id,
        )
        if self.done(lambda unit: unit.people.add_many([account], [person])):
            self.world.people[name] = person

    @rule(
        name=draws.known("people"),
        member_class=draws.CLASSES,
        status=draws.STATUSES,
        ends=draws.ENDS,
        roles=draws.NETWORK_ROLES,
    )
    def change_standing(
        self,
        name: str,
        member_class: str,
        status: PersonStatus,
        ends: timedelta | None,
        roles: frozenset[str],
    ) -> None:
        """Change the class, the status, the end and the network roles of somebody."""
        changes = {
            "member_class": member_class,
            "status": status,
            "ends_at": self.after(ends),
            "network_roles": roles,
        }
        self._save_person(name, changes)

    @rule(name=draws.known("people"), text=draws.TEXTS, other=draws.known("people"))
    def change_profile(self, name: str, text: str, other: str) -> None:
        """Change what somebody tells of themselves, and who answers for them."""
        changes = {
            "department": text,
            "organisation": text,
            "display_name": f"{text}{name}",
            "name_key": fold(f"{text}{name}"),
            "skills": (text,),
            "sponsor_id": self.world.people[other].id,
            "manager_id": self.world.people[other].id,
        }
        self._save_person(name, changes)

    @rule(name=draws.known("people"), handle=draws.TEXTS, stale=st.booleans())
    def change_handle(self, name: str, handle: str, stale: bool) -> None:  # noqa: FBT001 - drawn
        """Take another handle, which may be taken, from a version that may be old."""
        changes = {"handle": handle, "handle_key": fold(handle)}
        self._save_person(name, {**changes, "version": 99} if stale else changes)

    def _save_person(self, name: str, changes: Mapping[str, object]) -> None:
        person_id = self.world.people[name].id

        def act(unit: UnitOfWork) -> object:
            found = unit.people.find(person_id)
            return found and unit.people.save(found.evolve(**changes))

        self.both(act)

    @precondition(lambda self: len(self.world.groups) < MOST_GROUPS)
    @rule(
        visibility=draws.VISIBILITIES,
        join=draws.JOINS,
        text=draws.TEXTS,
        owner=draws.known("people"),
        externals=st.booleans(),
        trusted=st.booleans(),
    )
    def found_group(
        self,
        visibility: Visibility,
        join: JoinMethod,
        text: str,
        owner: str,
        externals: bool,  # noqa: FBT001 - drawn by name
        trusted: bool,  # noqa: FBT001 - drawn by name
    ) -> None:
        """Found a group with one owner, under a name that may be taken."""
        person = self.world.people[owner]
        club = person.network_id == self.world.club.id
        group = self.world.make.group(
            self.world.club if club else self.world.network,
            text,
            visibility=visibility,
            join_method=join,
            externals_allowed=externals and not club,
            trusted_area=trusted and club and visibility is Visibility.LISTED,
            member_count=1,
            owner_count=1,
        )
        member = self.world.make.membership(group, person, role=GroupRole.OWNER)

        def act(unit: UnitOfWork) -> None:
            unit.groups.add(group)
            unit.memberships.put(member)

        if self.done(act):
            self.world.groups[self.fresh("group")] = group

    @rule(
        name=draws.known("groups"),
        visibility=draws.VISIBILITIES,
        archived=st.booleans(),
        externals=st.booleans(),
        slug=st.none() | draws.TEXTS,
    )
    def change_group(
        self,
        name: str,
        visibility: Visibility,
        archived: bool,  # noqa: FBT001 - drawn by name
        externals: bool,  # noqa: FBT001 - drawn by name
        slug: str | None,
    ) -> None:
        """Open or close a group, archive it, switch externals, rename it."""
        group_id = self.world.groups[name].id
        club = self.world.groups[name].network_id == self.world.club.id
        wide = Audience.PUBLIC if club else Audience.NETWORK
        changes: dict[str, object] = {
            "visibility": visibility,
            "reach": wide if visibility is Visibility.OPEN else Audience.GROUP,
            "trusted_area": club and visibility is Visibility.LISTED,
            "archived_at": self.now if archived else None,
            "externals_allowed": externals and not club,
        }
        if slug is not None:
            changes |= {"slug": slug, "slug_key": fold(slug)}

        def act(unit: UnitOfWork) -> object:
            locked = unit.groups.lock(group_id)
            if locked is not None:
                unit.groups.save(locked.evolve(**changes))
            return locked

        self.both(act)

    @rule(
        name=draws.known("groups"),
        person=draws.known("people"),
        role=draws.ROLES,
        ends=draws.ENDS,
    )
    def put_member(self, name: str, person: str, role: GroupRole, ends: timedelta | None) -> None:
        """Make somebody a member in a role, perhaps until a moment."""
        group = self.world.groups[name]
        if self.world.people[person].network_id != group.network_id:
            return
        member = self.world.make.membership(
            group, self.world.people[person], role=role, expires_at=self.after(ends)
        )

        def act(unit: UnitOfWork) -> object:
            locked = unit.groups.lock(group.id)
            former = unit.memberships.find(group.id, member.person_id)
            unit.memberships.put(member)
            if locked is not None and former is None:
                unit.groups.save(locked.evolve(member_count=locked.member_count + 1))
            return locked, former

        self.both(act)

    @rule(name=draws.known("groups"), person=draws.known("people"))
    def remove_member(self, name: str, person: str) -> None:
        """Remove somebody from a group."""
        group_id, person_id = self.world.groups[name].id, self.world.people[person].id

        def act(unit: UnitOfWork) -> object:
            locked = unit.groups.lock(group_id)
            removed = unit.memberships.remove(group_id, person_id)
            if locked is not None and removed:
                unit.groups.save(locked.evolve(member_count=locked.member_count - 1))
            return removed

        self.both(act)

    @rule(name=draws.known("people"), status=draws.STATUSES)
    def end_account(self, name: str, status: PersonStatus) -> None:
        """Change the status of somebody, end what they hold, and let others inherit it."""
        person = self.world.people[name]

        def act(unit: UnitOfWork) -> object:
            caller = self.world.caller(unit, name)
            locked = unit.memberships.lock_person(person.id)
            kept = locked and unit.people.save(locked.evolve(status=status))
            for pending in unit.requests.pending_of(person.id):
                unit.requests.save(pending.evolve(state=RequestState.WITHDRAWN))
            held = unit.memberships.of_person(person.id)
            return kept, [_passed_on(unit, caller, membership) for membership in held]

        self.both(act)

    @rule(name=draws.known("groups"), person=draws.known("people"))
    def ask_to_join(self, name: str, person: str) -> None:
        """Ask to join a group; a second time is refused."""
        request = self.world.make.request(self.world.groups[name], self.world.people[person])
        if self.done(lambda unit: unit.requests.add(request)):
            self.world.requests[self.fresh("request")] = request

    @rule(name=draws.known("requests"), state=st.sampled_from(RequestState))
    def decide(self, name: str, state: RequestState) -> None:
        """Decide a request, or open it again."""
        request = self.world.requests[name].evolve(state=state, decided_at=self.now)
        self.both(lambda unit: unit.requests.save(request))


def _passed_on(unit: UnitOfWork, caller: Caller, held: Membership) -> object:
    """Give what somebody held in a group to its heir; say what the group is then."""
    group = unit.groups.lock(held.group_id)
    heir = unit.groups.heir(caller, held.group_id, held.person_id)
    unit.memberships.remove(held.group_id, held.person_id)
    known = None if heir is None else unit.memberships.find(held.group_id, heir)
    if heir is not None:
        unit.memberships.put(held.evolve(person_id=heir))
    count = (heir is not None and known is None) - 1
    if group is not None:
        unit.groups.save(group.evolve(member_count=group.member_count + count))
    return heir, unit.groups.find(caller, held.group_id)
