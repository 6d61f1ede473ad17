"""Keep networks in SQL."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.networks import Network
from socialkit.ports.storage import NetworkStore
from socialkit.ports.storage.records import NetworkCounts
from socialkit.storage.sql.conditions import NETWORK_ID
from socialkit.storage.sql.rows import NETWORKS, by_id, change_by_id
from socialkit.storage.sql.tables import (
    COMMENT,
    GROUP,
    IMPORT_SKIP,
    NETWORK,
    PERSON,
    POST,
    REPLY,
)
from socialkit.storage.sql.work import Work, replace

_FIND: Final = by_id(NETWORKS)
_BY_SLUG: Final = sa.select(*NETWORKS.columns()).where(NETWORK.c.slug == sa.bindparam("slug"))
_ALL: Final = sa.select(*NETWORKS.columns()).order_by(NETWORK.c.slug)
_SAVE: Final = change_by_id(NETWORKS)


def _number(source: sa.FromClause, *conditions: sa.ColumnElement[bool]) -> Any:
    counted = sa.select(sa.func.count()).select_from(source).where(*conditions)
    return counted.scalar_subquery()


def _posts(*conditions: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[bool], ...]:
    return (POST.c.network_id == NETWORK_ID, POST.c.state == "published", *conditions)


_QUESTION: Final = POST.c.kind == "question"
_COUNTS: Final = sa.select(
    _number(PERSON, PERSON.c.network_id == NETWORK_ID),
    _number(GROUP, GROUP.c.network_id == NETWORK_ID, GROUP.c.visibility != "wall"),
    _number(POST, *_posts()),
    _number(POST, *_posts(_QUESTION)),
    _number(
        REPLY.join(POST, POST.c.id == REPLY.c.post_id),
        *_posts(_QUESTION, REPLY.c.state == "published"),
    ),
    _number(POST, *_posts(_QUESTION, POST.c.accepted_reply_id.is_not(None))),
    _number(
        COMMENT.join(POST, POST.c.id == COMMENT.c.post_id), *_posts(COMMENT.c.state == "published")
    ),
)
_SKIPPED: Final = (
    sa.select(IMPORT_SKIP.c.reason, sa.func.count())
    .where(IMPORT_SKIP.c.network_id == NETWORK_ID)
    .group_by(IMPORT_SKIP.c.reason)
    .order_by(IMPORT_SKIP.c.reason)
)


class SqlNetworkStore(NetworkStore):
    """Keep networks."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, network: Network) -> None:
        """Keep a new network."""
        with self._work.refusable():
            self._work.insert(NETWORK, [NETWORKS.row(network)])

    def save(self, network: Network) -> None:
        """Replace the network of the same id."""
        with self._work.refusable():
            replace(self._work, _SAVE, NETWORKS.row(network))

    def find(self, network_id: UUID) -> Network | None:
        """Return the network with this id."""
        return NETWORKS.value(self._work.row(_FIND, {"at_id": network_id}))

    def find_by_slug(self, slug: str) -> Network | None:
        """Return the network with this slug."""
        return NETWORKS.value(self._work.row(_BY_SLUG, {"slug": slug}))

    def all(self) -> tuple[Network, ...]:
        """Return every network by slug."""
        return tuple(NETWORKS.values(self._work.rows(_ALL)))

    def counts(self, network_id: UUID) -> NetworkCounts:
        """Count what the network holds."""
        binds = {"network_id": network_id}
        skipped = {row[0]: row[1] for row in self._work.rows(_SKIPPED, binds)}
        people, groups, posts, questions, answers, solved, comments = self._work.rows(
            _COUNTS, binds
        )[0]
        return NetworkCounts(
            people=people,
            groups=groups,
            posts=posts,
            questions=questions,
            answers=answers,
            solved=solved,
            comments=comments,
            skipped=skipped,
        )
