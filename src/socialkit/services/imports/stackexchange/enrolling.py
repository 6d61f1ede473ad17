"""Turn users of a staged dump into people, with a free handle each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
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
        self._database.executemany(
            "INSERT INTO person VALUES (?, ?, ?)",
            [(user.id, str(self._ids[user.id]), name_key(user.name)) for user in users],
        )
        handles = {user.id: self._choose(user, self._is_given) for user in users}
        # All are asked about at once; the few that somebody else has are chosen again.
        holders = self._holders(unit, handles.values())
        for user in users:
            if holders.get(fold(handles[user.id]), self._ids[user.id]) != self._ids[user.id]:
                handles[user.id] = self._choose(user, partial(self._is_taken, unit, user.id))
        return handles

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

    def _choose(self, user: User, taken: Callable[[str], bool]) -> str:
        handle = suggest_handle(user.name, taken)
        self._database.execute("INSERT INTO handle VALUES (?, ?)", (fold(handle), user.id))
        return handle

    def _is_given(self, handle: str) -> bool:
        found = self._database.execute("SELECT 1 FROM handle WHERE key = ?", (fold(handle),))
        return found.fetchone() is not None

    def _is_taken(self, unit: UnitOfWork, user: int, handle: str) -> bool:
        own = self._ids[user]
        return self._is_given(handle) or self._holders(unit, [handle]).get(fold(handle), own) != own

    def _holders(self, unit: UnitOfWork, handles: Iterable[str]) -> dict[str, UUID]:
        found = unit.people.by_keys(self._keys.network_id, {fold(handle) for handle in handles})
        return {key: person.id for key, person in found.items()}

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
