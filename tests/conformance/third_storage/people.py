"""Keep networks, accounts, people and audiences in the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from socialkit.domain.caller import Caller, Shape
from socialkit.domain.groups import Visibility
from socialkit.domain.handles import fold
from socialkit.domain.networks import Network
from socialkit.domain.people import Account, Person
from socialkit.domain.posts import PostKind, PostState
from socialkit.domain.residuals import satisfies
from socialkit.errors import Conflict
from socialkit.paging import Page, PageRequest
from socialkit.ports.policy import Plan
from socialkit.ports.storage import AudienceStore, NetworkStore, PersonLists, PersonStore
from socialkit.ports.storage.records import (
    Audience,
    AudienceCount,
    Identity,
    NetworkCounts,
    PeopleFilter,
    PersonRecord,
)
from tests.conformance.third_storage import tables
from tests.conformance.third_storage.rows import Store, by_birth, paged
from tests.conformance.third_storage.sight import INSIDERS, Sight, as_caller, live_members, stands


class Networks(Store, NetworkStore):
    def add(self, network: Network) -> None:
        taken = (each for each in self.all() if each.slug == network.slug)
        self._rows.refuse(
            taken, "network.slug_taken", "Another network has this slug. Choose another one."
        )
        self._rows.put(tables.NETWORKS, network)

    def save(self, network: Network) -> None:
        self._rows.put(tables.NETWORKS, network)

    def find(self, network_id: UUID) -> Network | None:
        return self._rows[tables.NETWORKS].get(network_id)

    def find_by_slug(self, slug: str) -> Network | None:
        return next((each for each in self.all() if each.slug == slug), None)

    def all(self) -> tuple[Network, ...]:
        return tuple(sorted(self._rows[tables.NETWORKS].values(), key=lambda each: each.slug))

    def counts(self, network_id: UUID) -> NetworkCounts:
        rows, shown = self._rows, PostState.PUBLISHED
        here = {
            each.id: each for each in rows[tables.POSTS].values() if each.network_id == network_id
        }
        posts = [each for each in here.values() if each.state is shown]
        asked = {each.id for each in here.values() if each.kind is PostKind.QUESTION}
        replies = (each for each in rows[tables.REPLIES].values() if each.state is shown)
        comments = (each for each in rows[tables.COMMENTS].values() if each.state is shown)
        groups = (each for each in rows[tables.GROUPS].values() if each.network_id == network_id)
        notes = (each for each in rows[tables.IMPORTS].values() if each.network_id == network_id)
        return NetworkCounts(
            people=sum(each.network_id == network_id for each in rows[tables.PEOPLE].values()),
            groups=sum(each.visibility is not Visibility.WALL for each in groups),
            posts=len(posts),
            questions=sum(each.id in asked for each in posts),
            answers=sum(each.post_id in asked for each in replies),
            solved=sum(each.accepted_reply_id is not None for each in posts if each.id in asked),
            comments=sum(each.post_id in here for each in comments),
            skipped=dict(Counter(each.text for each in notes if each.skip)),
        )


class People(Store, PersonStore):
    def add_account(self, account: Account) -> None:
        taken = self.find_accounts([account.subject])
        self._rows.refuse(
            taken, "account.taken", "This subject has an account already. Use that one."
        )
        self._rows.put(tables.ACCOUNTS, account)

    def find_accounts(self, subjects: Collection[str]) -> dict[str, Account]:
        accounts = self._rows[tables.ACCOUNTS].values()
        return {each.subject: each for each in accounts if each.subject in subjects}

    def identify(self, network_slug: str, subject: str) -> Identity | None:
        networks = self._rows[tables.NETWORKS].values()
        network = next((each for each in networks if each.slug == network_slug), None)
        account = self.find_accounts([subject]).get(subject)
        if network is None or account is None:
            return None
        person = self.by_accounts(network.id, [account.id]).get(account.id)
        if person is None:
            return None
        sponsor = None if person.sponsor_id is None else self.find(person.sponsor_id)
        return Identity(network, person, sponsor)

    def add(self, person: Person) -> None:
        self._refuse_handle(person)
        exists = self.by_accounts(person.network_id, [person.account_id])
        self._rows.refuse(
            exists, "person.exists", "This account has a person in the network. Use that one."
        )
        self._rows.put(tables.PEOPLE, person)

    def add_many(self, accounts: Sequence[Account], people: Sequence[Person]) -> None:
        with self._rows.atomic():
            for account in accounts:
                self.add_account(account)
            for person in people:
                self.add(person)

    def save(self, person: Person) -> Person:
        self._rows.refuse_if_read_only()
        stored = self.find(person.id)
        if stored is None or stored.version != person.version:
            message = "Somebody else changed this person. Read the person again, then change it."
            raise Conflict("stale", message)
        self._refuse_handle(person)
        saved = person.evolve(version=person.version + 1)
        self._rows.put(tables.PEOPLE, saved)
        return saved

    def find(self, person_id: UUID) -> Person | None:
        return self._rows[tables.PEOPLE].get(person_id)

    def by_keys(self, network_id: UUID, keys: Collection[str]) -> dict[str, Person]:
        people = (each for each in self._of(network_id) if each.handle_key in keys)
        return {each.handle_key: each for each in people}

    def by_accounts(self, network_id: UUID, account_ids: Collection[UUID]) -> dict[UUID, Person]:
        people = (each for each in self._of(network_id) if each.account_id in account_ids)
        return {each.account_id: each for each in people}

    def _of(self, network_id: UUID) -> Iterator[Person]:
        return (
            each for each in self._rows[tables.PEOPLE].values() if each.network_id == network_id
        )

    def _refuse_handle(self, person: Person) -> None:
        same = self.by_keys(person.network_id, [person.handle_key]).values()
        others = (each for each in same if each.id != person.id)
        self._rows.refuse(
            others, "person.handle_taken", "Somebody has this handle. Choose another one."
        )


class Directory(Store, PersonLists):
    def page(
        self, caller: Caller, plan: Plan, wanted: PeopleFilter, page: PageRequest
    ) -> Page[PersonRecord]:
        sight = Sight(self._rows, caller)
        return paged(self._listed(sight, plan, wanted), page, by_birth).map(sight.person_record)

    def count(self, caller: Caller, plan: Plan, wanted: PeopleFilter) -> int:
        return sum(1 for _ in self._listed(Sight(self._rows, caller), plan, wanted))

    def visible(
        self, caller: Caller, plan: Plan, ids: Collection[UUID]
    ) -> dict[UUID, PersonRecord]:
        sight = Sight(self._rows, caller)
        people = (each for each in sight.people() if each.id in ids)
        return {
            each.id: sight.person_record(each) for each in people if sight.sees_person(plan, each)
        }

    def named(
        self, caller: Caller, plan: Plan, name_keys: Collection[str]
    ) -> dict[str, tuple[Person, ...]]:
        found: dict[str, tuple[Person, ...]] = {}
        everybody = self._listed(Sight(self._rows, caller), plan, PeopleFilter())
        for person in sorted(everybody, key=lambda each: each.id):
            if person.name_key in name_keys:
                found[person.name_key] = (*found.get(person.name_key, ()), person)
        return found

    def departments(self, caller: Caller, plan: Plan) -> dict[str, int]:
        everybody = self._listed(Sight(self._rows, caller), plan, PeopleFilter())
        return dict(Counter(each.department for each in everybody if each.department is not None))

    def suggest(
        self, caller: Caller, plan: Plan, audience: Audience, prefix_key: str, *, limit: int
    ) -> tuple[Person, ...]:
        found = [
            each
            for each in self._listed(Sight(self._rows, caller), plan, PeopleFilter())
            if each.handle_key.startswith(prefix_key) or each.name_key.startswith(prefix_key)
            if _is_in(audience, as_caller(self._rows, each, caller.now))
        ]
        return tuple(sorted(found, key=lambda each: (each.name_key, each.id))[:limit])

    def _listed(self, sight: Sight, plan: Plan, wanted: PeopleFilter) -> Iterator[Person]:
        for person in sight.people():
            if self._matches(person, wanted, sight.caller) and sight.sees_person(plan, person):
                yield person

    def _matches(self, person: Person, wanted: PeopleFilter, caller: Caller) -> bool:
        return (
            stands(self._rows, person, caller.now)
            and (wanted.manager_id is None or wanted.manager_id == person.manager_id)
            and (wanted.group_id is None or self._is_member(person, wanted.group_id, caller))
            and _one_of(wanted.department, (person.department,))
            and _one_of(wanted.organisation, (person.organisation,))
            and _one_of(wanted.skill, person.skills)
            and _part_of(wanted.text, (person.display_name, person.handle))
        )

    def _is_member(self, person: Person, group_id: UUID, caller: Caller) -> bool:
        members = live_members(self._rows, group_id, caller.now)
        return any(each.person_id == person.id for each in members)


class Audiences(Store, AudienceStore):
    def shapes(self, caller: Caller) -> tuple[Shape, ...]:
        return tuple({each.shape() for _, each in self._standing(caller)})

    def count(self, caller: Caller, audience: Audience, visible: Plan) -> AudienceCount:
        sight = Sight(self._rows, caller)
        people = [
            person
            for person, as_asking in self._standing(caller)
            if _is_in(audience, as_asking) and sight.sees_person(visible, person)
        ]
        outsiders = [each for each in people if each.member_class not in INSIDERS]
        organisations = {each.organisation for each in outsiders if each.organisation}
        return AudienceCount(len(people), len(outsiders), tuple(sorted(organisations)))

    def among(self, caller: Caller, audience: Audience, ids: Collection[UUID]) -> frozenset[UUID]:
        people = ((each.id, asking) for each, asking in self._standing(caller) if each.id in ids)
        return frozenset(each for each, asking in people if _is_in(audience, asking))

    def _standing(self, caller: Caller) -> Iterator[tuple[Person, Caller]]:
        for person in Sight(self._rows, caller).people():
            if stands(self._rows, person, caller.now):
                yield person, as_caller(self._rows, person, caller.now)


def _is_in(audience: Audience, person: Caller) -> bool:
    return any(
        person.shape() in branch.shapes and satisfies(branch.residual, audience.thing, person)
        for branch in audience.branches
    )


def _one_of(wanted: str | None, texts: Collection[str | None]) -> bool:
    return wanted is None or fold(wanted) in {fold(text) for text in texts if text is not None}


def _part_of(wanted: str | None, texts: Collection[str]) -> bool:
    return wanted is None or any(fold(wanted) in fold(text) for text in texts)
