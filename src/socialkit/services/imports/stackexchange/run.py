"""Run the import of a dump: people first, then whole threads, a batch of rows at a time.

Each batch is one unit of work and leaves a mark, so that an import that was stopped goes on
where it was. Ids follow from the dump, so that nothing is ever kept twice, with or without marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.groups import Audience
from socialkit.domain.handles import check_text
from socialkit.domain.networks import Network, NetworkKind
from socialkit.errors import Invalid
from socialkit.ports.storage import Batch, Storage, UnitOfWork
from socialkit.services.context import Toolbox, stranger
from socialkit.services.imports.progress import Progress, Silence
from socialkit.services.imports.stackexchange.enrolling import Enrolling
from socialkit.services.imports.stackexchange.people import Keys
from socialkit.services.imports.stackexchange.staging import Staged, staged
from socialkit.services.imports.stackexchange.telling import Conversations
from socialkit.services.imports.stackexchange.texts import line
from socialkit.services.imports.stackexchange.threads import Place, Thread, ThreadMaker
from socialkit.services.imports.stackexchange.told import Told
from socialkit.services.networks import create_network

SOURCE: Final = "stackexchange"
_BEFORE_ALL: Final = -(1 << 62)
_LATE: Final = "answer or comment to a thread that was imported before"
_PEOPLE: Final = 1_000
_THREADS: Final = 200
_LEFTOVERS: Final = 2_000


@dataclass(frozen=True, slots=True)
class DumpImported:
    """Say what an import did."""

    network: str
    rows: int
    """How many rows of the dump were read."""
    people: int
    questions: int
    answers: int
    comments: int
    """People, questions, answers and comments of the dump that the network holds now."""
    new: int
    """How many values were not there before: people with their accounts, posts, mentions, moves."""
    skipped: dict[str, int]
    """Rows of the dump that were left out, by reason."""
    unequal_scores: int
    """Posts whose score in the dump is not the tally of their votes; the score is kept."""


def import_stackexchange(
    folder: Path,
    *,
    storage: Storage,
    tools: Toolbox,
    network: str = "default",
    name: str | None = None,
    source: str = SOURCE,
    progress: Progress | None = None,
) -> DumpImported:
    """Import the unpacked dump in `folder` into a community, which is made where it is not there.

    `source` tells the dumps of several sites apart: it begins every account's subject. Repeat an
    import that was stopped, or of a dump that was repaired, and it goes on. A thread is
    imported once; what a later dump adds to it is left out, with that reason.

    Raises `Invalid`: ``import.folder``, ``import.missing``, ``import.xml``, ``import.root``,
    ``import.row`` (before anything is kept), ``import.network``, ``import.source``.
    """
    if not check_text(source, field="source", max_length=100).strip():
        raise Invalid("import.source", "Give the source a name, such as: stackexchange.")
    quiet = progress or Silence()
    with staged(folder, tools.text, quiet) as dump:
        place = _Destination.find(
            dump, storage, tools, source, slug=network, name=name or folder.resolve().name
        )
        run = _Run(dump, storage, tools, place, quiet)
        run.import_people()
        run.import_threads()
        run.keep_leftovers()
        return run.summary()


@dataclass(frozen=True, slots=True)
class _Destination:
    """Be the community into which a dump goes, and how far an earlier run came."""

    network: Network
    audience: Audience
    source: str
    marks: Mapping[str, str]

    @property
    def again(self) -> bool:
        """Say whether another dump, or an earlier state of this one, was imported before."""
        return bool(self.marks.get("again"))

    @classmethod
    def find(
        cls, dump: Staged, storage: Storage, tools: Toolbox, source: str, *, slug: str, name: str
    ) -> _Destination:
        """Find the community, or make it, and begin this dump's marks."""
        with storage.unit() as unit:
            network = unit.networks.find_by_slug(slug) or _made(unit, tools, slug, name)
            _check_community(network)
            wall = unit.groups.find(stranger(network, now=tools.clock.now()), network.wall_id)
            public = wall is not None and wall.group.reach is Audience.PUBLIC
            marks = unit.imports.progress(network.id, source)
            if marks.get("dump") != dump.fingerprint:
                again = "yes" if marks else ""
                marks = {"dump": dump.fingerprint, "again": again, "people": "", "threads": ""}
                unit.imports.mark(network.id, source, marks)
        audience = Audience.PUBLIC if public else Audience.NETWORK
        return cls(network, audience, source, marks)

    def mark(self, name: str) -> int:
        """Return the last number that is kept already."""
        text = self.marks.get(name)
        return int(text) if text else _BEFORE_ALL


def _made(unit: UnitOfWork, tools: Toolbox, slug: str, name: str) -> Network:
    kind = NetworkKind.COMMUNITY
    return create_network(unit, tools, slug=slug, name=line(name, 100), kind=kind, public=True)


class _Run:
    def __init__(
        self,
        dump: Staged,
        storage: Storage,
        tools: Toolbox,
        destination: _Destination,
        progress: Progress,
    ) -> None:
        self._dump = dump
        self._storage = storage
        self._tools = tools
        self._destination = destination
        self._progress = progress
        network = destination.network
        self._keys = Keys(network.id, destination.source)
        self._caller = stranger(network, now=tools.clock.now())
        self._new = 0

    def import_people(self) -> None:
        """Keep people in the order of their numbers in the dump; handles follow from that order."""
        done = self._destination.mark("people")
        enrolling = Enrolling(self._dump, self._keys, self._tools.text)
        self._progress.begin("people", self._dump.one("SELECT count(*) FROM user"))
        for users in enrolling.batches(_PEOPLE):
            last = users[-1].id
            if last <= done:
                with self._storage.unit(read_only=True) as unit:
                    enrolling.prepare(unit, users)
            else:
                with self._storage.unit() as unit:
                    self._load(unit, enrolling.batch(unit, users), "people", last)
            self._progress.advance(len(users))
        self._progress.end()

    def import_threads(self) -> None:
        """Keep whole threads in the order of their questions."""
        conversations = Conversations(self._dump)
        self._progress.begin("threads", self._dump.one("SELECT count(*) FROM question"))
        done = self._destination.mark("threads")
        passed = self._dump.one("SELECT count(*) FROM question WHERE id <= ?", done)
        self._progress.advance(passed)
        for told in conversations.batches(_THREADS, after=done):
            with self._storage.unit() as unit:
                known = self._known(unit, told) if self._destination.again else frozenset()
                maker = ThreadMaker(self._keys, self._place, self._tools.text, told.authors)
                batch = _batch(
                    maker.make(question, told)
                    for question in told.questions
                    if question.id not in known
                )
                self._load(unit, batch, "threads", told.questions[-1].id)
            self._progress.advance(len(told.questions))
        self._progress.end()

    def keep_leftovers(self) -> None:
        """Keep which rows were left out, with the reason."""
        rows = self._dump.database.execute("SELECT key, reason FROM leftover ORDER BY key")
        self._progress.begin("left out", self._dump.one("SELECT count(*) FROM leftover"))
        while part := dict(rows.fetchmany(_LEFTOVERS)):
            with self._storage.unit() as unit:
                unit.imports.skip(self._keys.network_id, self._keys.source, part)
            self._progress.advance(len(part))
        self._progress.end()

    def summary(self) -> DumpImported:
        """Return what was done."""
        dump = self._dump
        reasons = dump.database.execute("SELECT reason FROM leftover")
        return DumpImported(
            network=self._destination.network.slug,
            rows=dump.rows,
            people=dump.one("SELECT count(*) FROM user"),
            questions=dump.one("SELECT count(*) FROM question"),
            answers=dump.one("SELECT count(*) FROM answer"),
            comments=dump.one("SELECT count(*) FROM comment WHERE post IN (SELECT id FROM kept)"),
            new=self._new,
            skipped=dict(sorted(Counter(reason for (reason,) in reasons).items())),
            unequal_scores=dump.unequal_scores(),
        )

    # -- inside --------------------------------------------------------------------------------

    @property
    def _place(self) -> Place:
        network = self._destination.network
        return Place(network.id, network.wall_id, self._destination.audience)

    def _load(self, unit: UnitOfWork, batch: Batch, mark: str, last: int) -> None:
        self._new += unit.bulk.load(batch)
        unit.imports.mark(self._keys.network_id, self._keys.source, {mark: str(last)})

    def _known(self, unit: UnitOfWork, told: Told) -> frozenset[int]:
        """Return the questions whose threads are kept; what is new in these is left out."""
        caller, keys = self._caller, self._keys
        known = frozenset(
            question.id
            for question in told.questions
            if unit.posts.find(caller, keys.of("post", question.id, question.created))
        )
        late = list(_late(unit, caller, keys.of, told, known))
        self._dump.database.executemany(
            "INSERT OR IGNORE INTO leftover VALUES (?, ?)", [(key, _LATE) for key in late]
        )
        return known


def _check_community(network: Network) -> None:
    if network.kind is not NetworkKind.COMMUNITY:
        message = (
            f"The network '{network.slug}' is a workplace, and a dump belongs into a community. "
            "Name another network with --network; it is made where it is not there."
        )
        raise Invalid("import.network", message, network=network.slug)


def _late(
    unit: UnitOfWork,
    caller: Caller,
    key: Callable[[str, int, str], UUID],
    told: Told,
    known: frozenset[int],
) -> Iterator[str]:
    for number in known:
        answers = told.answers.get(number, ())
        for answer in answers:
            if unit.threads.find_reply(caller, key("post", answer.id, answer.created)) is None:
                yield f"post:{answer.id}"
        for post in (number, *(answer.id for answer in answers)):
            for comment in told.comments.get(post, ()):
                comment_id = key("comment", comment.id, comment.created)
                if unit.threads.find_comment(caller, comment_id) is None:
                    yield f"comment:{comment.id}"


def _batch(threads: Iterable[Thread]) -> Batch:
    made = list(threads)
    return Batch(
        posts=[thread.post for thread in made],
        replies=[reply for thread in made for reply in thread.replies],
        comments=[comment for thread in made for comment in thread.comments],
        mentions=[mention for thread in made for mention in thread.mentions],
        transitions=[move for thread in made for move in thread.transitions],
    )
