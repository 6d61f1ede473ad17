"""Turn rows into values and values into rows, one mapping for each noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel, TypeAdapter

from socialkit.domain.events import Event
from socialkit.domain.follows import Follow, Visit
from socialkit.domain.groups import Group, JoinRequest, Membership, RequestState
from socialkit.domain.handles import fold
from socialkit.domain.mentions import Mention
from socialkit.domain.networks import Network
from socialkit.domain.notifications import Notice
from socialkit.domain.people import Account, Person
from socialkit.domain.policies import Activation, PolicyVersion
from socialkit.domain.posts import Comment, Post, Reaction, Reply, Revision
from socialkit.domain.questions import Transition
from socialkit.storage.sql import tables

V = TypeVar("V", bound=BaseModel)
Extra = Callable[[Any], dict[str, object]]
MAX_KEY: Final = 400
"""How many characters of a folded text are kept for comparing."""


def folded(text: str | None) -> str | None:
    """Return what a text is compared by in directories."""
    return None if text is None else fold(text)[:MAX_KEY]


class Noun(Generic[V]):
    """Map a value to its table: columns bear the names of fields.

    `extra` gives columns that are no fields: what the database compares and orders by.
    """

    def __init__(self, model: type[V], table: sa.Table, extra: Extra | None = None) -> None:
        self.table: Final = table
        self.fields: Final = tuple(model.model_fields)
        self.width: Final = len(self.fields)
        self._extra = extra
        self._adapter = TypeAdapter(list[model])  # type: ignore[valid-type]

    def columns(self, source: sa.FromClause | None = None) -> list[sa.ColumnElement[Any]]:
        """Return the columns of all fields in their order, of `source` (an alias) if given."""
        found = (self.table if source is None else source).c
        return [found[field] for field in self.fields]

    def values(self, rows: Iterable[Sequence[object]], start: int = 0) -> list[V]:
        """Return the values whose fields begin at column `start` of each row."""
        end = start + self.width
        found = [dict(zip(self.fields, row[start:end], strict=True)) for row in rows]
        # Not strict: words of the database become members of enumerations here.
        return self._adapter.validate_python(found, strict=False)

    def value(self, row: Sequence[object] | None, start: int = 0) -> V | None:
        """Return the value of one row, or None."""
        return None if row is None else self.values((row,), start)[0]

    def row(self, value: V) -> dict[str, object]:
        """Return the columns of a value."""
        found = dict(value.__dict__)
        if self._extra is not None:
            found.update(self._extra(value))
        return found


def _person(person: Person) -> dict[str, object]:
    return {
        "department_key": folded(person.department),
        "organisation_key": folded(person.organisation),
    }


def _request(request: JoinRequest) -> dict[str, object]:
    return {"pending_mark": 1 if request.state is RequestState.PENDING else None}


NETWORKS: Final = Noun(Network, tables.NETWORK)
ACCOUNTS: Final = Noun(Account, tables.ACCOUNT)
PEOPLE: Final = Noun(Person, tables.PERSON, _person)
GROUPS: Final = Noun(Group, tables.GROUP, lambda group: {"name_key": folded(group.name)})
MEMBERSHIPS: Final = Noun(Membership, tables.MEMBERSHIP)
REQUESTS: Final = Noun(JoinRequest, tables.REQUEST, _request)
POSTS: Final = Noun(Post, tables.POST)
REPLIES: Final = Noun(Reply, tables.REPLY)
COMMENTS: Final = Noun(Comment, tables.COMMENT)
TRANSITIONS: Final = Noun(Transition, tables.TRANSITION)
REVISIONS: Final = Noun(Revision, tables.REVISION)
REACTIONS: Final = Noun(Reaction, tables.REACTION)
MENTIONS: Final = Noun(Mention, tables.MENTION)
NOTICES: Final = Noun(Notice, tables.NOTICE)
FOLLOWS: Final = Noun(Follow, tables.FOLLOW)
VISITS: Final = Noun(Visit, tables.VISIT)
EVENTS: Final = Noun(Event, tables.OUTBOX)
POLICY_VERSIONS: Final = Noun(PolicyVersion, tables.POLICY_VERSION)
POLICY_STEPS: Final = Noun(Activation, tables.POLICY_STEP)


def change_by_id(noun: Noun[Any], *, version: bool = False) -> sa.Update:
    """Return the UPDATE of one row by the bind `at_id` (and `at_version`)."""
    table = noun.table
    statement = sa.update(table).where(table.c.id == sa.bindparam("at_id"))
    return statement.where(table.c.version == sa.bindparam("at_version")) if version else statement


def by_id(noun: Noun[Any]) -> sa.Select[Any]:
    """Return the SELECT of one value by the bind `at_id`."""
    return sa.select(*noun.columns()).where(noun.table.c.id == sa.bindparam("at_id"))
