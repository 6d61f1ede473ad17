"""Keep accounts and people in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.people import Account, Person
from socialkit.errors import Conflict
from socialkit.ports.storage import PersonStore
from socialkit.ports.storage.records import Identity
from socialkit.storage.sql.conditions import NETWORK_ID
from socialkit.storage.sql.rows import ACCOUNTS, NETWORKS, PEOPLE, by_id, change_by_id, folded
from socialkit.storage.sql.tables import ACCOUNT, MEMBERSHIP, NETWORK, PERSON, PERSON_SKILL
from socialkit.storage.sql.work import Work, chunks

_SPONSOR: Final = PERSON.alias("sponsor")
_FIND: Final = by_id(PEOPLE)
_SAVE: Final = change_by_id(PEOPLE, version=True)
_ACCOUNTS: Final = sa.select(*ACCOUNTS.columns()).where(
    ACCOUNT.c.subject.in_(sa.bindparam("subjects", expanding=True))
)
_BY_KEYS: Final = sa.select(*PEOPLE.columns()).where(
    PERSON.c.network_id == NETWORK_ID,
    PERSON.c.handle_key.in_(sa.bindparam("keys", expanding=True)),
)
_BY_ACCOUNTS: Final = sa.select(*PEOPLE.columns()).where(
    PERSON.c.network_id == NETWORK_ID,
    PERSON.c.account_id.in_(sa.bindparam("accounts", expanding=True)),
)
_IDENTIFY: Final = (
    sa.select(*NETWORKS.columns(), *PEOPLE.columns(), *PEOPLE.columns(_SPONSOR))
    .join_from(ACCOUNT, PERSON, PERSON.c.account_id == ACCOUNT.c.id)
    .join(NETWORK, NETWORK.c.id == PERSON.c.network_id)
    .outerjoin(_SPONSOR, _SPONSOR.c.id == PERSON.c.sponsor_id)
    .where(ACCOUNT.c.subject == sa.bindparam("subject"), NETWORK.c.slug == sa.bindparam("slug"))
)
_GROUPS_OF_PERSON: Final = (
    sa.select(sa.func.count())
    .select_from(MEMBERSHIP)
    .where(MEMBERSHIP.c.person_id == PERSON.c.id)
    .scalar_subquery()
)
_IDENTIFY_COUNTED: Final = _IDENTIFY.add_columns(_GROUPS_OF_PERSON)
"""SQLite reads few places in another way than many, so it is told with the identity."""
_FORGET_SKILLS: Final = sa.delete(PERSON_SKILL).where(
    PERSON_SKILL.c.person_id == sa.bindparam("at_id")
)


def skill_rows(people: Iterable[Person]) -> list[dict[str, object]]:
    """Return the rows by which people are found by their skills."""
    return [
        {"person_id": person.id, "skill_key": key}
        for person in people
        for key in dict.fromkeys(map(folded, person.skills))
    ]


class SqlPersonStore(PersonStore):
    """Keep accounts and people."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add_account(self, account: Account) -> None:
        """Keep a new account."""
        with self._work.refusable():
            self._work.insert(ACCOUNT, [ACCOUNTS.row(account)])

    def find_accounts(self, subjects: Collection[str]) -> dict[str, Account]:
        """Return the accounts of these subjects, by subject."""
        found = [
            row
            for part in chunks(subjects)
            for row in self._work.rows(_ACCOUNTS, {"subjects": part})
        ]
        return {account.subject: account for account in ACCOUNTS.values(found)}

    def identify(self, network_slug: str, subject: str) -> Identity | None:
        """Return who this subject is in the network of this slug."""
        counted = self._work.dialect == "sqlite"
        statement = _IDENTIFY_COUNTED if counted else _IDENTIFY
        row = self._work.row(statement, {"slug": network_slug, "subject": subject})
        if row is None:
            return None
        if counted:
            self._work.places = int(row[-1])
        start, end = NETWORKS.width, NETWORKS.width + PEOPLE.width
        sponsor = None if row[end] is None else PEOPLE.value(row, end)
        return Identity(NETWORKS.values((row,))[0], PEOPLE.values((row,), start)[0], sponsor)

    def add(self, person: Person) -> None:
        """Keep a new person."""
        with self._work.refusable():
            self._work.insert(PERSON, [PEOPLE.row(person)])
        self._work.insert(PERSON_SKILL, skill_rows([person]))

    def add_many(self, accounts: Sequence[Account], people: Sequence[Person]) -> None:
        """Keep many new accounts and people at once, or none."""
        with self._work.savepoint():
            self._work.insert(ACCOUNT, [ACCOUNTS.row(account) for account in accounts])
            self._work.insert(PERSON, [PEOPLE.row(person) for person in people])
            self._work.insert(PERSON_SKILL, skill_rows(people))

    def save(self, person: Person) -> Person:
        """Replace the person of the same id and version; return the next version."""
        kept = person.evolve(version=person.version + 1)
        changes = {k: v for k, v in PEOPLE.row(kept).items() if k != "id"}
        with self._work.refusable():
            binds = {**changes, "at_id": person.id, "at_version": person.version}
            if not self._work.change(_SAVE, binds):
                message = "Somebody changed this meanwhile. Read it again, then change it."
                raise Conflict("stale", message)
        self._work.change(_FORGET_SKILLS, {"at_id": person.id})
        self._work.insert(PERSON_SKILL, skill_rows([kept]))
        return kept

    def find(self, person_id: UUID) -> Person | None:
        """Return the person with this id."""
        return PEOPLE.value(self._work.row(_FIND, {"at_id": person_id}))

    def by_keys(self, network_id: UUID, keys: Collection[str]) -> dict[str, Person]:
        """Return the people of the network with these handle keys, by key."""
        found = [
            row
            for part in chunks(keys)
            for row in self._work.rows(_BY_KEYS, {"network_id": network_id, "keys": part})
        ]
        return {person.handle_key: person for person in PEOPLE.values(found)}

    def by_accounts(self, network_id: UUID, account_ids: Collection[UUID]) -> dict[UUID, Person]:
        """Return the people of these accounts in the network, by account id."""
        found = [
            row
            for part in chunks(account_ids)
            for row in self._work.rows(_BY_ACCOUNTS, {"network_id": network_id, "accounts": part})
        ]
        return {person.account_id: person for person in PEOPLE.values(found)}
