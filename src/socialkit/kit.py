"""Compose the parts: storage, policy, text, events. Nothing is found by magic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias
from uuid import UUID

from socialkit.clock import Clock, SystemClock
from socialkit.domain.handles import is_storable
from socialkit.errors import ConfigurationError, Forbidden
from socialkit.ids import IdFactory, TimeOrderedIds
from socialkit.ports.events import EventBus
from socialkit.ports.host import Links
from socialkit.ports.policy import Policy
from socialkit.ports.publishing import StoredPolicy
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.ports.text import TextRenderer
from socialkit.services.auditing import DecisionAudit
from socialkit.services.context import Context, Toolbox, caller_of, standing_of, stranger
from socialkit.services.deciding import FixedPolicy, LivingPolicy, Terms
from socialkit.services.ended import ended_unit
from socialkit.services.publishing import files_decide
from socialkit.services.session import Session
from socialkit.services.system import SystemDesk

if TYPE_CHECKING:
    from socialkit.domain.networks import Network
    from socialkit.domain.vocabulary import Vocabulary

DEFAULT_NETWORK = "default"

UnknownUsers: TypeAlias = Literal["refuse", "stranger"]
"""What becomes of a user of the host who has no person in the network."""


@dataclass(frozen=True, slots=True)
class PrefixLinks:
    """Give addresses below one prefix, as the pages are mounted (`/social`, say, or nothing)."""

    prefix: str = ""

    def person(self, handle: str) -> str:
        """Return the address of a profile."""
        return f"{self.prefix}/people/{_quoted(handle)}"

    def group(self, slug: str) -> str:
        """Return the address of a group."""
        return f"{self.prefix}/groups/{_quoted(slug)}"

    def post(self, post_id: UUID) -> str:
        """Return the address of a thread."""
        return f"{self.prefix}/posts/{post_id}"


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


class SocialKit:
    """Be the social layer of one application: threads and forked workers may share it."""

    def __init__(
        self,
        storage: Storage,
        *,
        policy: Policy | FixedPolicy | LivingPolicy | StoredPolicy,
        text: TextRenderer,
        events: EventBus,
        links: Links | None = None,
        clock: Clock | None = None,
        ids: IdFactory | None = None,
        network: str = DEFAULT_NETWORK,
        unknown_users: UnknownUsers = "refuse",
    ) -> None:
        self.storage = storage
        self.unknown_users: UnknownUsers = unknown_users
        self.network = network
        self.source = source_of(policy, storage)
        self.events = events
        self.clock = clock or SystemClock()
        self.audit = DecisionAudit()
        self._text = text
        self._ids = ids or TimeOrderedIds(self.clock)
        self.links = links or PrefixLinks()

    @classmethod
    def open(
        cls,
        url: str,
        *,
        policy: Policy | StoredPolicy | Path | str | None = None,
        vocabulary: Vocabulary | None = None,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        links: Links | None = None,
        clock: Clock | None = None,
        ids: IdFactory | None = None,
        network: str = DEFAULT_NETWORK,
        create: bool = True,
        unknown_users: UnknownUsers = "refuse",
    ) -> Self:
        """Open a kit on a database, with the shipped parts.

        `url` is one of `memory:`, `sqlite:///file.db`, `postgresql://...`, `mariadb://...`. A new
        or empty SQLite file gets its schema at the first use, unless `create` is False; one that
        holds other tables is left alone (``storage.foreign_tables``). `policy` is a folder with
        `model.conf` and `policy.csv`, or a `StoredPolicy` where people publish it in the database;
        without it the shipped policy is in force. `vocabulary` and `functions` are what the host
        adds to the words of the policy. `network` is the slug of the network in which units act
        unless they name one. `unknown_users` says whether a user who has no person there is
        refused, or acts as a stranger. Raises `ConfigurationError`.
        """
        from socialkit.events import Signals
        from socialkit.text import MarkdownText

        chosen = chosen_policy(
            policy,
            vocabulary=vocabulary,
            functions=functions,
            in_sql=not url.startswith("memory:"),
        )
        return cls(
            open_storage(url, create=create),
            policy=chosen,
            text=MarkdownText(),
            events=Signals(),
            links=links,
            clock=clock,
            ids=ids,
            network=network,
            unknown_users=unknown_users,
        )

    @contextmanager
    def acting_as(
        self,
        subject: str | int | UUID | None,
        *,
        network: str | None = None,
        read_only: bool = False,
    ) -> Iterator[Session]:
        """Open one unit of work for one user of the host; None is a stranger.

        Left in peace everything is kept, left by an exception nothing is; used after that, the
        session raises `ConfigurationError` (``session.ended``). `read_only` never waits for a
        writer. Raises `Forbidden` (``unknown_subject``) for a user who has no person in the
        network (unless the kit takes such users for strangers), `ConfigurationError`
        (``network.unknown``).
        """
        tools = self.tools
        with self.storage.unit(read_only=read_only) as unit:
            context = self._context(unit, subject, self._slug(network), tools)
            try:
                yield Session(context)
                self._leave(unit, context)
            finally:
                context.unit = ended_unit("kit.acting_as(...)")

    @contextmanager
    def system(self, reason: str, *, network: str | None = None) -> Iterator[SystemDesk]:
        """Open one unit of work without a person, for set-up and imports; `reason` is logged."""
        tools = self.tools
        with self.storage.unit() as unit:
            desk = SystemDesk(
                unit,
                tools,
                network_slug=self._slug(network),
                reason=reason,
            )
            try:
                yield desk
                if desk.context is not None:
                    self._leave(unit, desk.context)
            finally:
                desk.unit = ended = ended_unit("kit.system(...)")
                if desk.context is not None:
                    desk.context.unit = ended

    @property
    def tools(self) -> Toolbox:
        """Return the parts that every unit of work shares, with the policy in force now."""
        source = self.source
        return Toolbox(
            source.current(), self._text, self.links, self.clock, self._ids, source, self.audit
        )

    @property
    def policy(self) -> Policy:
        """Return the policy in force now; a unit of work keeps the one that it began with."""
        return self.source.current()

    def examine_policy(
        self, model: str, rules: str, *, files: Mapping[str, str] | None = None
    ) -> str:
        """Return the fingerprint of a policy that every gate lets pass; publishes nothing.

        Ask before a unit of work is opened: this takes seconds, and publishing the same texts then
        takes none. Raises as `me.policies.publish`, and `ConfigurationError` (``policy.files``).
        """
        if not isinstance(self.source, LivingPolicy):
            raise files_decide()
        return self.source.examined(model, rules, files=files).version

    def check(self) -> None:
        """Raise `ConfigurationError` unless the storage is ready to be used."""
        self.storage.check()

    def close(self) -> None:
        """Give back what is held, such as connections."""
        self.storage.close()

    def _slug(self, network: str | None) -> str:
        """Return the network in which a unit acts."""
        return self.network if network is None else str(network)

    def _context(
        self, unit: UnitOfWork, subject: str | int | UUID | None, slug: str, tools: Toolbox
    ) -> Context:
        now = self.clock.now()
        key = "" if subject is None else str(subject)
        known = subject is not None and is_storable(key + slug)
        identity = unit.people.identify(slug, key) if known else None
        if identity is None:
            network = find_network(unit, slug)
            if subject is not None and self.unknown_users != "stranger":
                raise unknown_subject(slug)
            return Context(unit, tools, network, stranger(network, now=now), None, {})
        roles: dict[UUID, str] = {}
        caller = caller_of(identity, now=now, roles=roles)
        return Context(
            unit,
            tools,
            identity.network,
            caller,
            identity.person,
            roles,
            standing=standing_of(identity, now=now),
        )

    def _leave(self, unit: UnitOfWork, context: Context) -> None:
        events = tuple(context.events)
        if events:
            unit.on_commit(lambda: self.events.publish(events))


def unknown_subject(slug: str) -> Forbidden:
    """Return the refusal of a user of the host who has no person in the network."""
    message = (
        "This user has no person in the network. Make one with `people.add`, "
        "or with the command `socialkit people add`."
    )
    return Forbidden("unknown_subject", message, network=slug)


def find_network(unit: UnitOfWork, slug: str) -> Network:
    """Return the network; raise `ConfigurationError` (``network.unknown``) with those there are."""
    network = unit.networks.find_by_slug(slug) if is_storable(slug) else None
    if network is not None:
        return network
    known = ", ".join(n.slug for n in unit.networks.all()) or "none yet"
    message = (
        f"There is no network '{slug}' (there are: {known}). "
        "Make one with `socialkit init`, or name another one."
    )
    raise ConfigurationError("network.unknown", message, network=slug)


def chosen_policy(
    policy: Policy | StoredPolicy | PathLike[str] | str | None,
    *,
    vocabulary: Vocabulary | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    in_sql: bool = True,
) -> Policy | StoredPolicy:
    """Return what a host chose: a policy, that of a folder, the shipped one, or stored ones.

    `vocabulary` and `functions` are what the host adds to the words of policies. Raises
    `PolicyError`, `ConfigurationError` (``policy.extension``).
    """
    from socialkit.policy import load_chosen

    if isinstance(policy, StoredPolicy):
        given = policy.vocabulary is not None or policy.functions is not None
        return policy if given else replace(policy, vocabulary=vocabulary, functions=functions)
    if policy is None or isinstance(policy, str | PathLike):
        return load_chosen(policy, vocabulary=vocabulary, functions=functions, in_sql=in_sql)
    if vocabulary is not None or functions is not None:
        message = "This policy is compiled already: give the vocabulary to what loads it."
        raise ConfigurationError("policy.extension", message)
    return policy


def source_of(
    policy: Policy | FixedPolicy | LivingPolicy | StoredPolicy, storage: Storage
) -> FixedPolicy | LivingPolicy:
    """Return what gives units of work the policy in force."""
    if isinstance(policy, FixedPolicy | LivingPolicy):
        return policy
    if not isinstance(policy, StoredPolicy):
        return FixedPolicy(policy)
    from socialkit.domain.vocabulary import VOCABULARY
    from socialkit.policy import load_chosen, load_policy
    from socialkit.policy.gates import shipped_gates

    fallback = policy.fallback
    if fallback is None or isinstance(fallback, str | PathLike):
        fallback = load_chosen(
            fallback, vocabulary=policy.vocabulary, functions=policy.functions, in_sql=False
        )
    terms = Terms(
        load=partial(
            load_policy,
            vocabulary=policy.vocabulary or VOCABULARY,
            functions=policy.functions,
        ),
        fallback=fallback,
        gates=(*shipped_gates(strict=policy.strict), *policy.gates),
        poll_seconds=policy.poll_seconds,
        approval=policy.approval,
        publishers=policy.publishers,
    )
    return LivingPolicy(storage, terms)


def open_storage(url: str, *, create: bool = True) -> Storage:
    """Return the storage that a URL names; raise `ConfigurationError` (``storage.url``).

    With `create`, a SQLite file that is new or empty gets its tables at the first use.
    """
    if url.startswith("memory:"):
        from socialkit.storage.memory import MemoryStorage

        return MemoryStorage()
    from socialkit.storage.sql import SqlStorage

    return SqlStorage.open(url, create=create)
