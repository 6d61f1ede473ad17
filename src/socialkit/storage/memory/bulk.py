"""Keep many values at once in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from socialkit.errors import SocialKitError
from socialkit.ports.storage import Batch, BulkStore
from socialkit.storage.memory.activity import MemoryFollowStore
from socialkit.storage.memory.groups import MemoryGroupStore
from socialkit.storage.memory.notices import MemoryNoticeStore
from socialkit.storage.memory.people import MemoryPersonStore
from socialkit.storage.memory.tables import Table, Tables
from socialkit.storage.memory.threads import MemoryReactionStore

K = TypeVar("K")
V = TypeVar("V")


class MemoryBulkStore(BulkStore):
    """Keep many values at once; nobody is told."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def load(self, batch: Batch) -> int:
        """Keep the values of the batch that are not kept yet; return how many were new."""
        before = self._tables.fork(writable=False)
        try:
            return sum(self._load(batch))
        except SocialKitError:
            self._tables.restore(before)
            raise

    def _load(self, batch: Batch) -> Iterator[bool]:
        tables = self._tables
        people, groups = MemoryPersonStore(tables), MemoryGroupStore(tables)
        for account in batch.accounts:
            yield _once(tables.accounts, account.id, account, people.add_account)
        for person in batch.people:
            yield _once(tables.people, person.id, person, people.add)
        for group in batch.groups:
            yield _once(tables.groups, group.id, group, groups.add)
        for membership in batch.memberships:
            key = (membership.group_id, membership.person_id)
            yield _once(tables.memberships, key, membership)
        yield from self._load_threads(batch)
        yield from self._load_activity(batch)

    def _load_threads(self, batch: Batch) -> Iterator[bool]:
        tables = self._tables
        for post in batch.posts:
            yield _once(tables.posts, post.id, post)
        for reply in batch.replies:
            yield _once(tables.replies, reply.id, reply)
        for comment in batch.comments:
            yield _once(tables.comments, comment.id, comment)
        for transition in batch.transitions:
            yield _once(tables.transitions, transition.id, transition)

    def _load_activity(self, batch: Batch) -> Iterator[bool]:
        tables = self._tables
        for mention in batch.mentions:
            key = (mention.source_kind, mention.source_id, mention.person_id)
            yield _once(tables.mentions, key, mention)
        reactions, follows = MemoryReactionStore(tables), MemoryFollowStore(tables)
        yield from map(reactions.add, batch.reactions)
        yield from map(follows.add, batch.follows)
        notices = MemoryNoticeStore(tables)
        for notice in batch.notices:
            yield notice.id not in tables.notices and notices.add_many([notice]) == 1


def _once(table: Table[K, V], key: K, row: V, keep: Callable[[V], None] | None = None) -> bool:
    """Keep the row unless its key is kept; tell whether it was new."""
    if key in table:
        return False
    if keep is None:
        table.put(key, row)
    else:
        keep(row)
    return True
