"""Turn users of a staged dump into people, with a free handle each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from socialkit.domain.handles import fold, suggest_handle
from socialkit.domain.people import Account, Person
from socialkit.errors import Invalid
from socialkit.ports.storage import Batch, UnitOfWork
from socialkit.ports.text import TextRenderer
from socialkit.services.imports.stackexchange.people import (
    Keys,
    User,
    account_of,
    person_of,
    shown_name,
)
from socialkit.services.imports.stackexchange.staging import Staged
from socialkit.services.imports.stackexchange.voices import name_key


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Know who has a handle in the network before the import came to it."""

    unit: UnitOfWork
    network_id: UUID
    asked: dict[str, UUID | None]

    def ask(self, keys: set[str]) -> None:
        found = self.unit.people.by_keys(self.network_id, keys)
        for key in keys:
            person = found.get(key)
            self.asked[key] = None if person is None else person.id

    def holder(self, key: str) -> UUID | None:
        if key not in self.asked:
            self.ask({key})
        return self.asked[key]


class Enrolling:
    """Give handles in the order of the users' numbers: every run comes to the same ones."""

    def __init__(self, dump: Staged, keys: Keys, text: TextRenderer) -> None:
        self._database = dump.database
        self._keys = keys
        self._text = text
        self._ids: dict[int, UUID] = {}
        """The people of the batch that is at work, by user."""

    def batches(self, size: int) -> Iterator[list[User]]:
        """Yield all users by number."""
        rows = self._database.execute(
            "SELECT id, created, name, location, about, avatar FROM user ORDER BY id"
        )
        while part := rows.fetchmany(size):
            yield [
                User(number, created, shown_name(name, number), *rest)
                for number, created, name, *rest in part
            ]

    def prepare(self, unit: UnitOfWork, users: Sequence[User]) -> dict[int, str]:
        """Choose handles and remember who is who; return the handles by user."""
        self._ids = {user.id: self._keys.of("user", user.id, user.created) for user in users}
        firsts = {user.id: suggest_handle(user.name, lambda _: False) for user in users}
        neighbours = _Neighbours(unit, self._keys.network_id, {})
        neighbours.ask({fold(handle) for handle in firsts.values()})
        return {user.id: self._choose(user, firsts[user.id], neighbours) for user in users}

    def batch(self, unit: UnitOfWork, users: Sequence[User]) -> Batch:
        """Return the accounts and people of these users."""
        handles = self.prepare(unit, users)
        accounts = unit.people.find_accounts([self._keys.subject(user.id) for user in users])
        self._check(unit, accounts)
        made: list[Account] = []
        people: list[Person] = []
        for user in users:
            account = accounts.get(self._keys.subject(user.id))
            if account is None:
                account = account_of(user, self._keys)
                made.append(account)
            people.append(
                person_of(
                    user,
                    person_id=self._ids[user.id],
                    handle=handles[user.id],
                    account_id=account.id,
                    network_id=self._keys.network_id,
                    text=self._text,
                )
            )
        return Batch(accounts=made, people=people)

    def _choose(self, user: User, first: str, neighbours: _Neighbours) -> str:
        person_id = self._ids[user.id]

        def taken(handle: str) -> bool:
            key = fold(handle)
            if self._database.execute("SELECT 1 FROM handle WHERE key = ?", (key,)).fetchone():
                return True
            return neighbours.holder(key) not in {None, person_id}

        handle = suggest_handle(user.name, taken) if taken(first) else first
        self._database.execute("INSERT INTO handle VALUES (?, ?)", (fold(handle), user.id))
        self._database.execute(
            "INSERT INTO person VALUES (?, ?, ?)",
            (user.id, str(person_id), name_key(user.name)),
        )
        return handle

    def _check(self, unit: UnitOfWork, accounts: dict[str, Account]) -> None:
        ids = {account.id for account in accounts.values()}
        present = unit.people.by_accounts(self._keys.network_id, ids) if ids else {}
        own = set(self._ids.values())
        stranger = next((p for p in present.values() if p.id not in own), None)
        if stranger is not None:
            message = (
                f"The network has people of another dump under the source '{self._keys.source}'. "
                "Give this dump a name of its own with --source."
            )
            raise Invalid("import.source", message, source=self._keys.source)
