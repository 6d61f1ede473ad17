"""Be a third storage, written from the documentation alone: a journal of JSON lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from socialkit.errors import ConfigurationError
from socialkit.ports.storage import Capabilities, Storage, UnitOfWork
from tests.conformance.third_storage import activity, groups, people, policies, posts
from tests.conformance.third_storage.journal import Journal, State
from tests.conformance.third_storage.rows import RowsOfUnit


class JournalUnit(UnitOfWork):
    """Be one piece of work upon a snapshot of the journal."""

    def __init__(self, state: State, *, read_only: bool) -> None:
        self.rows = rows = RowsOfUnit(state, read_only=read_only)
        self.networks = people.Networks(rows)
        self.people = people.People(rows)
        self.directory = people.Directory(rows)
        self.audiences = people.Audiences(rows)
        self.groups = groups.Groups(rows)
        self.memberships = groups.Memberships(rows)
        self.requests = groups.Requests(rows)
        self.posts = posts.Posts(rows)
        self.post_lists = posts.Feeds(rows)
        self.threads = posts.Threads(rows)
        self.revisions = posts.Revisions(rows)
        self.reactions = posts.Reactions(rows)
        self.mentions = activity.Mentions(rows)
        self.notices = activity.Notices(rows)
        self.follows = activity.Follows(rows)
        self.visits = activity.Visits(rows)
        self.outbox = activity.Outbox(rows)
        self.idempotency = activity.Claims(rows)
        self.imports = activity.Imports(rows)
        self.policies = policies.Policies(rows)
        self.bulk = activity.Bulk(rows)

    def atomic(self) -> AbstractContextManager[None]:
        return self.rows.atomic()

    def on_commit(self, act: Callable[[], None]) -> None:
        self.rows.acts.append(act)


class JournalStorage(Storage):
    """Keep everything in one file that only grows; its folder must exist.

    One writer at a time, in whatever process; readers wait for nobody.
    """

    capabilities = Capabilities(durable=True, shared=True, concurrent_writers=False)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._journal = Journal(path)

    @contextmanager
    def unit(self, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        if read_only:
            unit = JournalUnit(self._journal.state(), read_only=True)
            yield unit
        else:
            with self._journal.writing() as file:
                state = self._journal.state()
                unit = JournalUnit(state, read_only=False)
                yield unit
                self._journal.append(file, unit.rows.changes, end=state.end)
        for act in unit.rows.acts:
            act()

    def check(self) -> None:
        if not self._path.parent.is_dir():
            message = f"The folder of the journal is missing. Run: mkdir -p {self._path.parent}"
            raise ConfigurationError("storage.not_migrated", message)
        self._journal.state()

    def close(self) -> None:
        self._journal.forget()


__all__ = ["JournalStorage"]
