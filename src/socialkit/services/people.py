"""Show people, let them tell of themselves, and manage who they are in the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.bodies import BodyFormat
from socialkit.domain.events import EventName
from socialkit.domain.facts import PersonFacts
from socialkit.domain.handles import fold, suggest_handle
from socialkit.domain.people import PROFILE_FIELDS, MemberClass, Person, PersonStatus
from socialkit.domain.things import field_facts, group_facts, network_facts
from socialkit.errors import Conflict, Invalid, forbidden
from socialkit.paging import DEFAULT_LIMIT, Page, page_request
from socialkit.ports.storage.records import GroupRecord, PeopleFilter, PersonRecord
from socialkit.services.context import Context
from socialkit.services.departures import Departures
from socialkit.services.enrolment import Enrolment, handle_taken
from socialkit.services.finding import find_group, find_person, fresh, person_for
from socialkit.services.presenting import Cast, facts_of, is_outsider
from socialkit.services.profiles import ProfileChanges
from socialkit.services.views import PersonRef, PersonView
from socialkit.services.words import searched, word

CHAIN: Final = 20


class People:
    """Offer the directory, profiles, and the management of people."""

    def __init__(self, context: Context) -> None:
        self._context = context

    # -- reading -------------------------------------------------------------------------------

    def me(self) -> PersonView:
        """Return the caller's own profile."""
        return self._show(person_for(self._context, self._context.me))

    def get(self, person: UUID | str) -> PersonView:
        """Return a profile by id or handle; raise `NotFound` for whoever may not be seen."""
        return self._show(person_for(self._context, person))

    def list(
        self,
        *,
        text: str | None = None,
        department: str | None = None,
        skill: str | None = None,
        organisation: str | None = None,
        group: UUID | str | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[PersonView]:
        """Return people of the directory, newest first; every condition given must hold.

        A condition on a field that the caller may not read of people finds nobody.
        """
        context = self._context
        wanted = self._filter(text, department, skill, organisation, group)
        if wanted is None:
            return Page(())
        request = page_request(limit=limit, cursor=cursor)
        plan = context.plan(Permission.PERSON_READ)
        page = context.unit.directory.page(context.caller, plan, wanted, request)
        return Page(self._show_all(page.items), page.next)

    def count(
        self,
        *,
        text: str | None = None,
        department: str | None = None,
        skill: str | None = None,
        organisation: str | None = None,
        group: UUID | str | None = None,
    ) -> int:
        """Return how many people `list` shows over all its pages."""
        context = self._context
        wanted = self._filter(text, department, skill, organisation, group)
        if wanted is None:
            return 0
        plan = context.plan(Permission.PERSON_READ)
        return context.unit.directory.count(context.caller, plan, wanted)

    def departments(self) -> dict[str, int]:
        """Count the people of the directory by department, for those who may read departments."""
        context = self._context
        if not self._reads_field_of_strangers("department"):
            return {}
        return context.unit.directory.departments(
            context.caller, context.plan(Permission.PERSON_READ)
        )

    def chain(self, person: UUID | str) -> tuple[PersonRef, ...]:
        """Return the managers above a person, the nearest first, up to the first one not seen."""
        record: PersonRecord | None = person_for(self._context, person)
        seen: dict[UUID, PersonRef] = {}
        cast = Cast(self._context)
        while record is not None and len(seen) < CHAIN:
            manager_id = record.person.manager_id
            if manager_id is None or manager_id in seen or not self._reads(record, "manager_id"):
                break
            record = find_person(self._context, manager_id)
            if record is not None:
                seen[manager_id] = cast.add(record)
        return tuple(seen.values())

    def reports(
        self, person: UUID | str, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[PersonView]:
        """Return the people whose manager this person is, newest first."""
        context, record = self._context, person_for(self._context, person)
        if not self._reads(record, "manager_id"):
            return Page(())
        wanted = PeopleFilter(manager_id=record.person.id)
        request = page_request(limit=limit, cursor=cursor)
        plan = context.plan(Permission.PERSON_READ)
        page = context.unit.directory.page(context.caller, plan, wanted, request)
        return Page(self._show_all(page.items), page.next)

    # -- writing -------------------------------------------------------------------------------

    def edit(
        self, person: UUID | str | None = None, *, version: int | None = None, **fields: object
    ) -> PersonView:
        """Change fields of a profile, the caller's own unless another is named.

        Fields: `handle`, `display_name`, `title`, `department`, `location`, `time_zone`, `locale`,
        `bio`, `avatar_url`, and the lists `skills`, `interests`, `ask_about`; whoever manages
        people also changes `organisation`. Raises `Invalid` naming the field, `Conflict`
        (``stale``, ``person.handle_taken``).
        """
        context = self._context
        record = person_for(context, context.me if person is None else person)
        context.demand(Permission.PERSON_EDIT, facts_of(record))
        fresh(version, record.person.version)
        changes = self._granted(record, ProfileChanges(fields).checked())
        with context.change():
            saved = context.unit.people.save(
                record.person.evolve(**changes, updated_at=context.now)
            )
            context.record(EventName.PERSON_CHANGED, person_id=saved.id)
        return self.get(saved.id)

    def add(
        self,
        subject: str,
        display_name: str,
        *,
        member_class: str = "employee",
        handle: str | None = None,
        sponsor: UUID | str | None = None,
        organisation: str | None = None,
        purpose: str | None = None,
        ends_at: datetime | None = None,
        roles: Sequence[str] = (),
        **fields: object,
    ) -> PersonView:
        """Make a person for a user of the host (`subject`); the caller manages people.

        Without `handle` one is made from the name; one that is in use out of the caller's sight
        gets a number. Raises `Invalid` (``person.*``), `Conflict` (``person.exists``,
        ``person.handle_taken``).
        """
        context = self._context
        self._demand_manager()
        if roles:
            context.demand(Permission.NETWORK_ADMINISTER, network_facts(context.network))
        sponsor_id = None if sponsor is None else person_for(context, sponsor).person.id
        with context.change():
            person = Enrolment(context).enrol(
                subject,
                display_name,
                member_class=member_class,
                handle=handle,
                sponsor_id=sponsor_id,
                organisation=organisation,
                purpose=purpose,
                ends_at=ends_at,
                roles=roles,
                fields=ProfileChanges(fields).checked(),
            )
        return self.get(person.id)

    def set_status(self, person: UUID | str, status: PersonStatus | str) -> PersonView:
        """Suspend, deactivate or restore a person: access follows from the commit on.

        Deactivation ends every membership, so that coming back restores none; a suspended owner
        is an owner no more. What they alone owned passes on. Raises `Conflict`
        (``group.no_heir``) with the names of groups that nobody is there to own.
        """
        context = self._context
        record = self._managed(person)
        chosen = word(PersonStatus, status, field="status")
        if record.person.id == context.caller.person_id:
            raise _own_account()
        with context.change():
            changed = record.person.evolve(status=chosen, updated_at=context.now)
            Departures(context).save(record.person, changed)
        return self.get(record.person.id)

    def set_class(self, person: UUID | str, member_class: str) -> PersonView:
        """Change what somebody is here, such as `former` for who left: access follows at once.

        Roles in the network do not survive that, so who holds one is for administrators. Raises
        `Invalid` (``person.*``), `Conflict` (``person.self``, ``group.no_heir``).
        """
        context = self._context
        record = self._managed(person)
        if record.person.id == context.caller.person_id:
            raise _own_account()
        if record.person.network_roles:
            context.demand(Permission.NETWORK_ADMINISTER, network_facts(context.network))
        Enrolment(context).reclass(record.person, member_class)
        return self.get(record.person.id)

    def set_manager(self, person: UUID | str, manager: UUID | str | None) -> PersonView:
        """Say who manages a person (None: nobody), as somebody who manages people.

        Raises `Invalid` (``person.manager``) where somebody would come to stand above themselves.
        """
        context = self._context
        record = self._managed(person)
        above = None if manager is None else person_for(context, manager).person
        with context.change():
            check_line(context, record.person.id, above)
            changed = record.person.evolve(
                manager_id=None if above is None else above.id, updated_at=context.now
            )
            context.unit.people.save(changed)
            context.record(EventName.PERSON_CHANGED, person_id=record.person.id)
        return self.get(record.person.id)

    # -- inside --------------------------------------------------------------------------------

    def _granted(self, record: PersonRecord, changes: dict[str, object]) -> dict[str, object]:
        """Return the changes that the caller may make; a handle in use out of sight gets a number.

        From which organisation somebody is, is told by those who manage people, not by themselves.
        """
        if changes.get("organisation", record.person.organisation) != record.person.organisation:
            self._context.demand(Permission.PERSON_MANAGE, facts_of(record))
            if record.person.member_class == MemberClass.EXTERNAL and not changes["organisation"]:
                message = "Say which organisation the external is from."
                raise Invalid("person.organisation", message, field="organisation")
        if changes.get("handle_key", record.person.handle_key) == record.person.handle_key:
            return changes
        handle = str(changes["handle"])
        if self._holder(handle) is None:
            return changes
        free = suggest_handle(handle, lambda name: self._holder(name) is not None)
        if find_person(self._context, handle) is not None:
            raise handle_taken(handle, free)
        return changes | {"handle": free, "handle_key": fold(free)}

    def _holder(self, handle: str) -> Person | None:
        people, key = self._context.unit.people, fold(handle)
        return people.by_keys(self._context.network.id, {key}).get(key)

    def _managed(self, person: UUID | str) -> PersonRecord:
        record = person_for(self._context, person)
        self._context.demand(Permission.PERSON_MANAGE, facts_of(record))
        return record

    def _demand_manager(self) -> None:
        own = find_person(self._context, self._context.me)
        if own is None or not self._context.may(Permission.PERSON_MANAGE, facts_of(own)):
            raise forbidden(Permission.PERSON_MANAGE)

    def _filter(
        self,
        text: str | None,
        department: str | None,
        skill: str | None,
        organisation: str | None,
        group: UUID | str | None,
    ) -> PeopleFilter | None:
        for field, value in (("department", department), ("skills", skill)):
            if value is not None and not self._reads_field_of_strangers(field):
                return None
        group_id = None
        if group is not None:
            record = find_group(self._context, group)
            if record is None or not self._reads_members(record):
                return None
            group_id = record.group.id
        return PeopleFilter(
            text=searched(text, field="text"),
            department=searched(department, field="department"),
            skill=searched(skill, field="skill"),
            organisation=searched(organisation, field="organisation"),
            group_id=group_id,
        )

    def _reads_members(self, record: GroupRecord) -> bool:
        return self._context.may(Permission.GROUP_READ_MEMBERS, group_facts(record.group))

    def _reads(self, record: PersonRecord, field: str) -> bool:
        facts = field_facts(facts_of(record), PROFILE_FIELDS[field])
        return self._context.may(Permission.FIELD_READ, facts)

    def _reads_field_of_strangers(self, field: str) -> bool:
        """Tell whether the caller reads this field of people with whom they share nothing."""
        network_id = self._context.network.id
        stranger = PersonFacts(id=network_id, network_id=network_id, member_class="employee")
        facts = field_facts(stranger, PROFILE_FIELDS[field])
        return self._context.may(Permission.FIELD_READ, facts)

    def _show(self, record: PersonRecord) -> PersonView:
        return self._show_all([record])[0]

    def _show_all(self, records: Sequence[PersonRecord]) -> tuple[PersonView, ...]:
        cast = Cast(self._context)
        for record in records:
            cast.add(record)
        cast.gather(record.person.manager_id for record in records)
        return tuple(self._view(record, cast) for record in records)

    def _view(self, record: PersonRecord, cast: Cast) -> PersonView:
        context, person = self._context, record.person
        read = {name: getattr(person, name) for name in PROFILE_FIELDS if self._reads(record, name)}
        bio = read.get("bio")
        manager_id = read.get("manager_id")
        return PersonView(
            id=person.id,
            handle=person.handle,
            name=person.display_name,
            avatar_url=person.avatar_url,
            member_class=person.member_class,
            outsider=is_outsider(person),
            title=read.get("title"),
            department=read.get("department"),
            organisation=read.get("organisation"),
            manager=None if manager_id is None else cast.ref(manager_id),
            skills=read.get("skills", ()),
            interests=read.get("interests", ()),
            ask_about=read.get("ask_about", ()),
            bio=bio,
            bio_html=None if bio is None else _html(context, cast, bio),
            location=read.get("location"),
            time_zone=read.get("time_zone"),
            is_me=person.id == context.caller.person_id,
            followed=record.followed,
            version=person.version,
            can=context.can("person", facts_of(record)),
        )


def _html(context: Context, cast: Cast, bio: str) -> str:
    return context.tools.text.render(bio, names=cast.view, format=BodyFormat.MARKDOWN)


def _own_account() -> Conflict:
    return Conflict("person.self", "Somebody else has to do this to your own account.")


def check_line(context: Context, person_id: UUID, manager: Person | None) -> None:
    """Raise `Invalid` (``person.manager``) where `person_id` stands among the managers above."""
    seen: set[UUID] = set()
    above = manager
    while above is not None and above.id not in seen:
        if above.id == person_id:
            message = "Nobody can stand above themselves: choose another manager."
            raise Invalid("person.manager", message, field="manager")
        seen.add(above.id)
        above = None if above.manager_id is None else context.unit.people.find(above.manager_id)
