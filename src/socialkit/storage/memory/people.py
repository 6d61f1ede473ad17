"""Keep networks, accounts and people in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from socialkit.domain.groups import Visibility
from socialkit.domain.networks import Network
from socialkit.domain.people import Account, Person
from socialkit.domain.posts import Post, PostKind, PostState
from socialkit.errors import Conflict
from socialkit.ports.storage import NetworkStore, PersonStore
from socialkit.ports.storage.records import Identity, NetworkCounts
from socialkit.storage.memory.tables import Tables


class MemoryNetworkStore(NetworkStore):
    """Keep networks."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, network: Network) -> None:
        """Keep a new network."""
        self._refuse_taken(network)
        self._tables.networks.put(network.id, network)

    def save(self, network: Network) -> None:
        """Replace the network of the same id."""
        self._refuse_taken(network)
        self._tables.networks.put(network.id, network)

    def find(self, network_id: UUID) -> Network | None:
        """Return the network with this id."""
        return self._tables.networks.get(network_id)

    def find_by_slug(self, slug: str) -> Network | None:
        """Return the network with this slug."""
        return next((found for found in self._tables.networks if found.slug == slug), None)

    def all(self) -> tuple[Network, ...]:
        """Return every network by slug."""
        return tuple(sorted(self._tables.networks, key=lambda network: network.slug))

    def counts(self, network_id: UUID) -> NetworkCounts:
        """Count what the network holds."""
        posts = {p.id: p for p in self._tables.posts if _counted(p, network_id)}
        questions = [p for p in posts.values() if p.kind is PostKind.QUESTION]
        asked = {question.id for question in questions}
        return NetworkCounts(
            people=sum(p.network_id == network_id for p in self._tables.people),
            groups=sum(
                g.network_id == network_id and g.visibility is not Visibility.WALL
                for g in self._tables.groups
            ),
            posts=len(posts),
            questions=len(questions),
            answers=sum(
                r.post_id in asked and r.state is PostState.PUBLISHED for r in self._tables.replies
            ),
            solved=sum(question.accepted_reply_id is not None for question in questions),
            comments=sum(
                c.post_id in posts and c.state is PostState.PUBLISHED for c in self._tables.comments
            ),
            skipped=dict(
                Counter(
                    reason
                    for (network, _, _), reason in self._tables.skips.items()
                    if network == network_id
                )
            ),
        )

    def _refuse_taken(self, network: Network) -> None:
        holder = self.find_by_slug(network.slug)
        if holder is not None and holder.id != network.id:
            raise Conflict(
                "network.slug_taken",
                f"Another network has the short name '{network.slug}'. Choose another one.",
                slug=network.slug,
            )


def _counted(post: Post, network_id: UUID) -> bool:
    return post.network_id == network_id and post.state is PostState.PUBLISHED


class MemoryPersonStore(PersonStore):
    """Keep accounts and people."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add_account(self, account: Account) -> None:
        """Keep a new account."""
        if account.subject in self._tables.subjects:
            raise Conflict("account.taken", "This user of the host has an account already.")
        self._tables.accounts.put(account.id, account)
        self._tables.subjects.put(account.subject, account.id)

    def find_accounts(self, subjects: Collection[str]) -> dict[str, Account]:
        """Return the accounts of these subjects, by subject."""
        found = {subject: self._tables.subjects.get(subject) for subject in subjects}
        return {s: self._tables.accounts[i] for s, i in found.items() if i is not None}

    def identify(self, network_slug: str, subject: str) -> Identity | None:
        """Return who this subject is in the network of this slug."""
        network = MemoryNetworkStore(self._tables).find_by_slug(network_slug)
        account_id = self._tables.subjects.get(subject)
        if network is None or account_id is None:
            return None
        person = self._face(network.id, account_id)
        if person is None:
            return None
        sponsor = None if person.sponsor_id is None else self.find(person.sponsor_id)
        return Identity(network, person, sponsor)

    def add(self, person: Person) -> None:
        """Keep a new person."""
        self._refuse_handle(person)
        face = (person.network_id, person.account_id)
        if face in self._tables.faces:
            raise Conflict("person.exists", "This account has a person in the network already.")
        self._tables.people.put(person.id, person)
        self._tables.handles.put((person.network_id, person.handle_key), person.id)
        self._tables.faces.put(face, person.id)

    def add_many(self, accounts: Sequence[Account], people: Sequence[Person]) -> None:
        """Keep many new accounts and people at once, or none."""
        before = self._tables.fork(writable=False)
        try:
            for account in accounts:
                self.add_account(account)
            for person in people:
                self.add(person)
        except Conflict:
            self._tables.restore(before)
            raise

    def save(self, person: Person) -> Person:
        """Replace the person of the same id and version; return the next version."""
        before = self.find(person.id)
        if before is None or before.version != person.version:
            raise Conflict(
                "stale", "Somebody changed this meanwhile. Read it again, then change it."
            )
        self._refuse_handle(person)
        kept = person.evolve(version=person.version + 1)
        self._tables.handles.drop((before.network_id, before.handle_key))
        self._tables.handles.put((kept.network_id, kept.handle_key), kept.id)
        self._tables.people.put(kept.id, kept)
        return kept

    def find(self, person_id: UUID) -> Person | None:
        """Return the person with this id."""
        return self._tables.people.get(person_id)

    def by_keys(self, network_id: UUID, keys: Collection[str]) -> dict[str, Person]:
        """Return the people of the network with these handle keys, by key."""
        found = {key: self._tables.handles.get((network_id, key)) for key in keys}
        return {key: self._tables.people[i] for key, i in found.items() if i is not None}

    def by_accounts(self, network_id: UUID, account_ids: Collection[UUID]) -> dict[UUID, Person]:
        """Return the people of these accounts in the network, by account id."""
        found = {account_id: self._face(network_id, account_id) for account_id in account_ids}
        return {account_id: person for account_id, person in found.items() if person is not None}

    def _face(self, network_id: UUID, account_id: UUID) -> Person | None:
        person_id = self._tables.faces.get((network_id, account_id))
        return None if person_id is None else self._tables.people[person_id]

    def _refuse_handle(self, person: Person) -> None:
        holder = self._tables.handles.get((person.network_id, person.handle_key))
        if holder is not None and holder != person.id:
            raise Conflict(
                "person.handle_taken",
                f"The handle '{person.handle}' is taken. Choose another one.",
                handle=person.handle,
            )
