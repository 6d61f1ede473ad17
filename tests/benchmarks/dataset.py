"""Generate the data set on which lists are measured, and keep it in the cache.

`python3 dev.py bench dataset --posts 100000` makes it once as an SQLite file; `--url` loads it into
an empty database of another kind. All numbers follow `--people` and `--posts`, and the same
numbers give the same data, id by id.
"""

from __future__ import annotations

import argparse
import bisect
import hashlib
import itertools
import json
import math
import os
import random
import shutil
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.storage.sql import schema, tables
from socialkit.storage.sql.engines import make_engine
from tests.benchmarks._loading import Loader

START: Final = datetime(2025, 1, 1, tzinfo=UTC)
SPAN: Final = timedelta(days=365)
CLASSES: Final = (
    "50 groups",
    "2,000 groups",
    "external, 10 groups",
    "external, 3 groups",
    "external, empty groups",
    "2,000 empty groups",
)
"""The classes of viewer for which every list is measured."""
INBOX: Final = sa.Table(
    "bench_inbox",
    sa.MetaData(),
    sa.Column("viewer", sa.Integer, primary_key=True),
    sa.Column("created_at", tables.POST.c.created_at.type, primary_key=True),
    sa.Column("post_id", tables.POST.c.id.type, primary_key=True),
)
"""What each viewer's home holds, worked out beforehand: the floor of a feed."""
OUTSIDERS: Final = frozenset({2, 3, 4})
"""The classes that come from outside."""
_WALL_SHARE: Final = 0.001
_BODY: Final = (
    "The second sample held for ninety hours before the seam opened. We keep the settings as they "
    "are and try the thinner resin on Thursday; the drawings are in the usual place. "
)


@dataclass(frozen=True)
class Size:
    """Say how large the data set is; groups and memberships follow the people."""

    people: int = 100_000
    posts: int = 100_000
    seed: int = 20_260

    @property
    def groups(self) -> int:
        """Return how many groups there are; their sizes follow Zipf's law."""
        return max(60, self.people // 20)

    @property
    def many(self) -> int:
        """Return what "2,000 groups" means in this size."""
        return self.groups * 2 // 5

    @property
    def busy(self) -> int:
        """Return how many groups have posts: the rest is empty."""
        return self.groups - self.many

    def subject(self, viewer: int) -> str:
        """Return the host's key of the viewer of a class (by its number in `CLASSES`)."""
        return f"viewer-{viewer}"


def made_id(kind: int, number: int, at: datetime) -> UUID:
    """Return an id that sorts by time like a minted one."""
    milliseconds = int(at.timestamp() * 1000) & 0xFFFFFFFFFFFF
    return UUID(int=milliseconds << 80 | 0x7 << 76 | kind << 64 | 0b10 << 62 | number)


def zipf_sizes(size: Size) -> list[int]:
    """Return the sizes of groups, largest first: up to 60 % of all, 15.8 memberships a person."""
    largest, wanted = size.people * 0.6, size.people * 15.8
    low, high = 0.0, 3.0
    for _ in range(50):
        middle = (low + high) / 2
        total = sum(largest / rank**middle for rank in range(1, size.groups + 1))
        low, high = (middle, high) if total > wanted else (low, middle)
    return [max(3, int(largest / rank**low)) for rank in range(1, size.groups + 1)]


@dataclass(slots=True)
class World:
    """Hold what several tables need to know of each other."""

    size: Size
    network_id: UUID
    wall_id: UUID
    people: list[UUID] = field(default_factory=list)
    groups: list[UUID] = field(default_factory=list)
    members: list[list[int]] = field(default_factory=list)
    viewers: list[list[int]] = field(default_factory=list)
    """The groups of each class of viewer, by number."""
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def externals_in(self) -> frozenset[int]:
        """Return the groups that let people from outside in."""
        return frozenset(group for viewer in sorted(OUTSIDERS) for group in self.viewers[viewer])


def build(engine: sa.Engine, size: Size) -> dict[str, int]:
    """Fill an empty database; return how many rows of each kind it has."""
    world = _world(size)
    loader = Loader(engine)
    try:
        loader.begin(INBOX)
        _load_people(loader, world)
        _load_groups(loader, world)
        _load_posts(loader, world)
        loader.finish()
    finally:
        loader.close()
    return world.totals


def _world(size: Size) -> World:
    rng = random.Random(size.seed)
    world = World(size, made_id(0, 1, START), made_id(1, 0, START))
    world.people = [made_id(2, number, START) for number in range(size.people)]
    world.groups = [made_id(1, number + 1, START) for number in range(size.groups)]
    middle, busy = size.busy // 2, size.busy
    empty = range(busy, size.groups)
    world.viewers = [
        sorted(rng.sample(range(busy), min(50, busy))),
        sorted(rng.sample(range(busy), min(size.many, busy))),
        sorted(rng.sample(range(middle, busy), 10)),
        sorted(rng.sample(range(middle, busy), 3)),
        sorted(rng.sample(empty, min(10, len(empty)))),
        list(empty),
    ]
    ranks = zipf_sizes(size)
    # Empty groups are as large as others: every rank is shuffled over all groups but the first.
    shuffled = [ranks[0], *rng.sample(ranks[1:], len(ranks) - 1)]
    first = len(CLASSES)
    world.members = [
        rng.sample(range(first, size.people), min(n, size.people - first)) for n in shuffled
    ]
    for viewer, groups in enumerate(world.viewers):
        for group in groups:
            world.members[group].append(viewer)
    return world


# -- people --------------------------------------------------------------------------------------

_PERSON: Final = (
    "id", "network_id", "account_id", "handle", "handle_key", "display_name", "name_key",
    "member_class", "status", "network_roles", "sponsor_id", "organisation", "purpose", "ends_at",
    "title", "department", "department_key", "skills", "interests", "ask_about", "created_at",
    "updated_at", "version",
)  # fmt: skip


def _load_people(loader: Loader, world: World) -> None:
    network = (world.network_id, "default", "Benchmark", "workplace", world.wall_id)
    columns = ("id", "slug", "name", "kind", "wall_id", "modules", "created_at")
    loader.load(tables.NETWORK, columns, [(*network, frozenset({"questions"}), START)])
    accounts = (
        (made_id(3, number, START), _subject(world.size, number), START)
        for number in range(world.size.people)
    )
    loader.load(tables.ACCOUNT, ("id", "subject", "created_at"), accounts)
    people = (_person(world, number) for number in range(world.size.people))
    world.totals["people"] = loader.load(tables.PERSON, _PERSON, people)


def _subject(size: Size, number: int) -> str:
    return size.subject(number) if number < len(CLASSES) else f"u-{number}"


def _person(world: World, number: int) -> tuple[Any, ...]:
    external = number in OUTSIDERS
    name, department = f"Person {number}", f"Department {number % 40}"
    return (
        world.people[number], world.network_id, made_id(3, number, START), f"p{number}",
        f"p{number}", name, name.lower(), "external" if external else "employee", "active",
        frozenset(), world.people[len(CLASSES)] if external else None,
        "Partner" if external else None, "Project" if external else None,
        datetime(2100, 1, 1, tzinfo=UTC) if external else None, "Engineer", department,
        department.lower(), (), (), (), START, START, 1,
    )  # fmt: skip


# -- groups --------------------------------------------------------------------------------------

_GROUP: Final = (
    "id", "network_id", "visibility", "slug", "slug_key", "name", "name_key", "about", "purpose",
    "join_method", "reach", "externals_allowed", "trusted_area", "epoch", "member_count",
    "owner_count", "created_at", "version",
)  # fmt: skip


def _visibility(number: int) -> str:
    return ("open", "open", "listed", "open", "listed", "listed", "open", "secret")[number % 8]


def _load_groups(loader: Loader, world: World) -> None:
    externals = world.externals_in
    wall = (
        world.wall_id, world.network_id, "wall", "wall", "wall", "Benchmark", "benchmark", "",
        "interest", "invitation", "network", False, False, 0, 0, 0, START, 1,
    )  # fmt: skip
    groups = (
        (
            group_id, world.network_id, _visibility(number), f"g{number}", f"g{number}",
            f"Group {number}", f"group {number}", "", "project", "request", _reach(number),
            number in externals, False, 0, len(world.members[number]), 1, START, 1,
        )
        for number, group_id in enumerate(world.groups)
    )  # fmt: skip
    world.totals["groups"] = loader.load(tables.GROUP, _GROUP, itertools.chain([wall], groups)) - 1
    columns = ("group_id", "person_id", "role", "joined_at")
    world.totals["memberships"] = loader.load(tables.MEMBERSHIP, columns, _memberships(world))


def _reach(number: int) -> str:
    return "network" if _visibility(number) == "open" else "group"


def _memberships(world: World) -> Iterator[tuple[Any, ...]]:
    for group_id, members in zip(world.groups, world.members, strict=True):
        for place, person in enumerate(members):
            guest = person in OUTSIDERS
            role = "owner" if place == 0 else "guest" if guest else "member"
            yield group_id, world.people[person], role, START


# -- posts ---------------------------------------------------------------------------------------

_POST: Final = (
    "id", "network_id", "group_id", "kind", "author_id", "title", "body", "body_format", "tags",
    "audience", "state", "locked", "created_at", "arrived_at", "last_activity_at", "last_voice_id",
    "reply_count", "answer_count", "comment_count", "reaction_count", "baseline_score",
    "question_state", "accepted_reply_id", "accepted_by", "accepted_at", "version", "epoch",
)  # fmt: skip
_REPLY: Final = (
    "id", "post_id", "author_id", "body", "body_format", "insiders_only", "state", "created_at",
    "comment_count", "reaction_count", "baseline_score", "version",
)  # fmt: skip
_NOTICE: Final = (
    "id", "network_id", "person_id", "reason", "event_id", "actor_id", "post_id", "reply_id",
    "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """Be a post before it is written: everything that its replies and reactions depend on."""

    number: int
    id: UUID
    group: int | None
    author: int
    at: datetime
    question: bool
    replies: tuple[tuple[UUID, int, datetime], ...]
    likes: tuple[int, ...]
    accepted: UUID | None


@dataclass(frozen=True, slots=True)
class Drafts:
    """Be all posts, made anew each time they are read: a million of them need no memory."""

    world: World

    def __iter__(self) -> Iterator[Draft]:
        return _drafts(self.world)


def _load_posts(loader: Loader, world: World) -> None:
    drafts = Drafts(world)
    count = world.totals
    count["posts"] = loader.load(tables.POST, _POST, (_post(world, draft) for draft in drafts))
    tags = (
        (draft.id, f"topic-{draft.number % 97}", draft.at) for draft in drafts if draft.question
    )
    loader.load(tables.POST_TAG, ("post_id", "tag", "created_at"), tags)
    count["replies"] = loader.load(tables.REPLY, _REPLY, _replies(world, drafts))
    reaction = ("target_id", "target_kind", "person_id", "kind", "created_at")
    likes = (
        (draft.id, "post", world.people[person], "like", draft.at)
        for draft in drafts
        for person in draft.likes
    )
    count["reactions"] = loader.load(tables.REACTION, reaction, likes)
    count["notices"] = loader.load(tables.NOTICE, _NOTICE, _notices(world, drafts))
    inbox = ("viewer", "created_at", "post_id")
    count["inbox rows"] = loader.load(INBOX, inbox, _inboxes(world, drafts))


def _drafts(world: World) -> Iterator[Draft]:
    size = world.size
    rng = random.Random(size.seed + 1)
    weights = list(itertools.accumulate(1 / math.sqrt(rank + 1) for rank in range(size.busy)))
    replies = 0
    for number in range(size.posts):
        at = START + SPAN * (number / size.posts) + timedelta(milliseconds=rng.randrange(1000))
        group = None
        if rng.random() >= _WALL_SHARE:
            group = bisect.bisect(weights, rng.random() * weights[-1])
            group = min(group, size.busy - 1)
        voices = range(size.people) if group is None else world.members[group]
        post_id, question = made_id(4, number, at), rng.random() < 0.3
        answers = tuple(
            (
                made_id(5, replies + place, at + timedelta(minutes=7 * place + 1)),
                rng.choice(voices),
                at + timedelta(minutes=7 * place + 1),
            )
            for place in range(min(12, int(rng.expovariate(1 / 3.5))))
        )
        replies += len(answers)
        likes = {rng.choice(voices) for _ in range(min(15, int(rng.expovariate(1 / 4.4))))}
        accepted = answers[0][0] if question and answers and rng.random() < 0.5 else None
        yield Draft(
            number, post_id, group, rng.choice(voices), at, question, answers, tuple(sorted(likes)),
            accepted,
        )  # fmt: skip


def _post(world: World, draft: Draft) -> tuple[Any, ...]:
    place = world.wall_id if draft.group is None else world.groups[draft.group]
    reach = "network" if draft.group is None else _reach(draft.group)
    answers = sum(author != draft.author for _, author, _ in draft.replies)
    last = draft.replies[-1] if draft.replies else None
    return (
        draft.id, world.network_id, place, "question" if draft.question else "update",
        world.people[draft.author], f"Question {draft.number}" if draft.question else None, _BODY,
        "markdown", (f"topic-{draft.number % 97}",) if draft.question else (), reach, "published",
        False, draft.at, draft.at, draft.at if last is None else last[2],
        None if last is None else world.people[last[1]], len(draft.replies), answers, 0,
        len(draft.likes), 0, _state(draft, answers), draft.accepted,
        None if draft.accepted is None else world.people[draft.author],
        None if draft.accepted is None else draft.at, 1, 0,
    )  # fmt: skip


def _state(draft: Draft, answers: int) -> str | None:
    if not draft.question:
        return None
    if draft.accepted is not None:
        return "solved"
    return "answered" if answers else "open"


def _replies(world: World, drafts: Drafts) -> Iterator[tuple[Any, ...]]:
    for draft in drafts:
        for reply_id, author, at in draft.replies:
            yield (
                reply_id, draft.id, world.people[author], _BODY, "markdown", False, "published", at,
                0, 0, 0, 1,
            )  # fmt: skip


def _notices(world: World, drafts: Drafts) -> Iterator[tuple[Any, ...]]:
    """Yield one notice for every fifth reply, and 500 for each viewer who has posts to hear of."""
    number = 0
    for draft in drafts:
        for reply_id, author, at in draft.replies:
            number += 1
            if number % 5 == 0 and author != draft.author:
                yield _notice(world, number, draft, draft.author, author, reply_id, at)
    for viewer, draft in _heard(world, drafts):
        number += 1
        reply_id, author, at = draft.replies[-1]
        yield _notice(world, number, draft, viewer, author, reply_id, at)


def _heard(world: World, drafts: Drafts) -> Iterator[tuple[int, Draft]]:
    """Yield the newest answered posts of each viewer's groups."""
    newest: list[deque[Draft]] = [deque(maxlen=500) for _ in world.viewers]
    mine = [frozenset(groups) for groups in world.viewers]
    for draft in drafts:
        for viewer, groups in enumerate(mine):
            if draft.replies and draft.group in groups:
                newest[viewer].append(draft)
    yield from ((viewer, draft) for viewer, found in enumerate(newest) for draft in found)


def _notice(
    world: World, number: int, draft: Draft, person: int, actor: int, reply_id: UUID, at: datetime
) -> tuple[Any, ...]:
    return (
        made_id(6, number, at), world.network_id, world.people[person], "reply",
        made_id(7, number, at), world.people[actor], draft.id, reply_id, at,
    )  # fmt: skip


# -- the floor -----------------------------------------------------------------------------------


def _inboxes(world: World, drafts: Drafts) -> Iterator[tuple[int, datetime, UUID]]:
    """Yield what each viewer's home holds: their groups and, for insiders, the wall."""
    mine = [frozenset(groups) for groups in world.viewers]
    for draft in drafts:
        for viewer, groups in enumerate(mine):
            wall = draft.group is None and viewer not in OUTSIDERS
            if wall or draft.group in groups:
                yield viewer, draft.at, draft.id


# -- the cache -----------------------------------------------------------------------------------


def cache_folder() -> Path:
    """Return where data sets are kept: outside the tree, where `dev.py` keeps its environments."""
    chosen = os.environ.get("SOCIALKIT_CACHE")
    if chosen:
        return Path(chosen).expanduser().resolve() / "datasets"
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    root = Path(base) if base else Path.home() / ".cache"
    return root.expanduser().resolve() / "socialkit" / "datasets"


def cached(size: Size) -> Path:
    """Return the SQLite file of this size, made now if it is not there.

    A build that was interrupted left a folder of another name, which the next one begins anew.
    """
    source = Path(__file__).read_bytes() + schema.HEAD.encode() + repr(_columns()).encode()
    key = hashlib.sha256(source + json.dumps(asdict(size)).encode()).hexdigest()[:12]
    folder = cache_folder() / f"{size.people}-{size.posts}-{key}"
    if not folder.is_dir():
        building = folder.with_name(folder.name + ".building")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        _tell(build(make_engine(f"sqlite:///{building / 'social.db'}"), size))
        building.rename(folder)
    return folder / "social.db"


def _columns() -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in tables.METADATA.sorted_tables
        for column in table.columns
    ]


def loaded(url: str, size: Size) -> None:
    """Load the data set into the empty database at `url`; do nothing where it has been loaded."""
    engine = make_engine(url)
    names = sa.inspect(engine).get_table_names()
    if INBOX.name in names:
        return
    if any(name.startswith("sk_") for name in names):
        sys.exit("The database holds tables of socialkit already. Give an empty one.")
    _tell(build(engine, size))


def _tell(totals: dict[str, int]) -> None:
    print(", ".join(f"{number:,} {name}" for name, number in totals.items()), flush=True)


def add_size(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how large the data set is."""
    parser.add_argument("--people", type=int, default=Size.people, help="people (%(default)s)")
    parser.add_argument("--posts", type=int, default=Size.posts, help="posts (%(default)s)")


def main() -> None:
    """Make the data set, or say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_size(parser)
    parser.add_argument("--url", help="load it into this empty database instead of the cache")
    options = parser.parse_args()
    size, began = Size(options.people, options.posts), time.perf_counter()
    if options.url:
        loaded(options.url, size)
    else:
        print(cached(size))
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
