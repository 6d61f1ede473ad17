"""Find the people and things that a question to the policy names, without asking the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

from socialkit.cli.surroundings import Opened
from socialkit.domain.actions import Permission
from socialkit.domain.facts import Thing
from socialkit.domain.formula import ALWAYS
from socialkit.domain.handles import fold
from socialkit.domain.people import Person
from socialkit.domain.things import (
    comment_facts,
    group_facts,
    network_facts,
    person_facts,
    post_facts,
    reply_facts,
)
from socialkit.errors import Invalid, NotFound
from socialkit.kit import find_network
from socialkit.paging import MAX_LIMIT, PageRequest
from socialkit.ports.policy import Explanation, Plan
from socialkit.ports.storage import UnitOfWork
from socialkit.ports.storage.records import Audience, Identity, PeopleFilter
from socialkit.services.context import Context, caller_of, stranger
from socialkit.services.finding import as_id, find_group, find_person
from socialkit.services.words import word

ANONYMOUS = "anonymous"
_EVERYBODY: Final = Plan(
    permission=Permission.PERSON_READ,
    kind="person",
    formula=ALWAYS,
    version="everybody",
    key=("everybody",),
    predicate=lambda *_: True,
)
"""The plan of the host, for whom everybody is there."""


def explanation(opened: Opened, who: str, act: str, thing: str) -> Explanation:
    """Return the reasons of one decision. Raises `Invalid`, `NotFound` (``explain.*``)."""
    permission = word(Permission, act, field="ACT")
    with opened.kit.storage.unit(read_only=True) as unit:
        context = _context(opened, unit, who)
        found = _Finding(context).find(permission.kind, thing)
        return opened.kit.policy.explain(context.caller, permission, found)


def people_who(opened: Opened, act: str, thing: str) -> list[str]:
    """Return the handles of all who may do something; raises as `explanation` does.

    Whoever may not act at all (suspended, left) is not asked about; `anonymous` comes first.
    """
    permission = word(Permission, act, field="ACT")
    tools = opened.kit.tools
    with opened.kit.storage.unit(read_only=True) as unit:
        asking = _context(opened, unit, ANONYMOUS)
        found = _Finding(asking).find(permission.kind, thing)
        names = [ANONYMOUS] if tools.policy.check(asking.caller, permission, found) else []
        audience = asking.audience(permission, found)
        return names + sorted(_among(asking, audience))


def _among(asking: Context, audience: Audience) -> Iterator[str]:
    """Yield the handles of the audience, page by page of the directory."""
    unit, caller, page = asking.unit, asking.caller, PageRequest(MAX_LIMIT)
    while True:
        found = unit.directory.page(caller, _EVERYBODY, PeopleFilter(), page)
        handles = {record.person.id: record.person.handle for record in found.items}
        for person_id in unit.audiences.among(caller, audience, handles):
            yield handles[person_id]
        if found.next is None:
            return
        page = PageRequest(MAX_LIMIT, found.next)


def permissions_of(opened: Opened, who: str, kind: str, thing: str) -> list[str]:
    """Return what somebody may do to a thing; raises as `explanation` does."""
    with opened.kit.storage.unit(read_only=True) as unit:
        context = _context(opened, unit, who)
        found = _Finding(context).find(kind, thing)
        return [p.value for p in Permission if p.kind == kind and context.may(p, found)]


def _context(opened: Opened, unit: UnitOfWork, who: str) -> Context:
    network, tools = find_network(unit, opened.network), opened.kit.tools
    now = tools.clock.now()
    if who == ANONYMOUS:
        return Context(unit, tools, network, stranger(network, now=now), None, {})
    identity = unit.people.identify(opened.network, who)
    person = _by_handle(unit, network.id, who) if identity is None else identity.person
    if person is None:
        message = f"Nobody in '{opened.network}' has the handle or the key '{who}'."
        raise NotFound("explain.who", message)
    if identity is None:
        sponsor = None if person.sponsor_id is None else unit.people.find(person.sponsor_id)
        identity = Identity(network, person, sponsor)
    roles: dict[UUID, str] = {}
    return Context(unit, tools, network, caller_of(identity, now=now, roles=roles), person, roles)


def _by_handle(unit: UnitOfWork, network_id: UUID, name: str) -> Person | None:
    key = fold(name.removeprefix("@"))
    return unit.people.by_keys(network_id, {key}).get(key)


class _Finding:
    def __init__(self, context: Context) -> None:
        self._context = context

    def find(self, kind: str, name: str) -> Thing:
        finders: dict[str, Callable[[str], Thing | None]] = {
            "network": lambda _: network_facts(self._context.network),
            "group": self._group,
            "post": self._post,
            "reply": self._reply,
            "comment": self._comment,
            "person": self._person,
        }
        if kind not in finders:
            kinds = ", ".join(sorted(finders))
            message = f"Decisions about a {kind} can not be asked here, only about: {kinds}."
            raise Invalid("explain.kind", message)
        found = finders[kind](name)
        if found is None:
            raise NotFound("explain.thing", f"There is no {kind} '{name}' in this network.")
        return found

    def _group(self, name: str) -> Thing | None:
        record = find_group(self._context, name)
        return None if record is None else group_facts(record.group)

    def _post(self, name: str) -> Thing | None:
        post_id = as_id(name)
        record = None if post_id is None else self._unit.posts.find(self._context.caller, post_id)
        if record is None:
            return None
        self._context.noted(record)
        return post_facts(record.post, record.group)

    def _reply(self, name: str) -> Thing | None:
        reply_id, caller = as_id(name), self._context.caller
        record = None if reply_id is None else self._unit.threads.find_reply(caller, reply_id)
        place = None if record is None else self._unit.posts.find(caller, record.reply.post_id)
        if record is None or place is None:
            return None
        self._context.noted(place)
        return reply_facts(record.reply, post_facts(place.post, place.group))

    def _comment(self, name: str) -> Thing | None:
        comment_id, caller = as_id(name), self._context.caller
        threads = self._unit.threads
        record = None if comment_id is None else threads.find_comment(caller, comment_id)
        place = None if record is None else self._unit.posts.find(caller, record.comment.post_id)
        if record is None or place is None:
            return None
        self._context.noted(place)
        post, reply_id = post_facts(place.post, place.group), record.comment.reply_id
        under = None if reply_id is None else threads.find_reply(caller, reply_id)
        reply = None if under is None else reply_facts(under.reply, post)
        return comment_facts(record.comment, post, reply=reply)

    def _person(self, name: str) -> Thing | None:
        seen = find_person(self._context, name)
        if seen is not None:
            return person_facts(
                seen.person, shares_group=seen.shares_group, public_author=seen.public_author
            )
        # Whom the caller may not see shares no group with them, as far as the policy goes.
        person_id = as_id(name)
        person = None if person_id is None else self._unit.people.find(person_id)
        person = person or _by_handle(self._unit, self._context.network.id, name)
        if person is None or person.network_id != self._context.network.id:
            return None
        return person_facts(person)

    @property
    def _unit(self) -> UnitOfWork:
        return self._context.unit
