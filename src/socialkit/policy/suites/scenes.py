"""Look at a cast at one moment: who asks, and the facts of a thing as they meet it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from socialkit.domain import things
from socialkit.domain.caller import Caller, anonymous
from socialkit.domain.facts import PersonFacts, PostFacts, Thing
from socialkit.domain.groups import Group
from socialkit.domain.networks import Network
from socialkit.domain.people import Person, in_good_standing
from socialkit.policy.suites.casts import ANONYMOUS, Cast


@dataclass(frozen=True, slots=True)
class Asked:
    """Be one question: may they do this to that, at this moment."""

    who: str
    permission: str
    thing: str
    """The name of the thing."""
    at: datetime


class Scene:
    """Turn names of a cast into what a policy decides about; remembers what it made."""

    def __init__(self, cast: Cast) -> None:
        self.cast: Final = cast
        self._callers: dict[tuple[str, datetime], Caller] = {}
        self._facts: dict[tuple[str, str, datetime], Thing] = {}
        self._makers: dict[str, Callable[[str, Caller], Thing]] = {
            "network": lambda _, __: things.network_facts(cast.network),
            "group": lambda name, _: things.group_facts(cast.groups[name]),
            "post": lambda name, _: self._post(cast.posts[name]),
            "reply": self._reply,
            "comment": self._comment,
            "person": lambda name, caller: self._person(cast.people[name], caller),
            "field": self._field,
            "membership": self._membership,
            "request": self._request,
        }

    def caller(self, who: str, at: datetime) -> Caller:
        """Return somebody of the cast, or whoever is not signed in, as a caller."""
        key = (who, at)
        if key not in self._callers:
            self._callers[key] = self._caller(who, at)
        return self._callers[key]

    def facts(self, asked: Asked) -> Thing:
        """Return the facts of the thing that is asked about, for the one who asks."""
        key = (asked.who, asked.thing, asked.at)
        if key not in self._facts:
            kind = self.cast.kind_of(asked.thing)
            if kind is None:
                raise LookupError(asked.thing)
            caller = self.caller(asked.who, asked.at)
            self._facts[key] = self._makers[kind](asked.thing, caller)
        return self._facts[key]

    # -- callers --------------------------------------------------------------------------

    def _caller(self, who: str, at: datetime) -> Caller:
        if who == ANONYMOUS:
            network = self.cast.network
            return anonymous(
                network.id, network_kind=network.kind.value, now=at, modules=_modules(network)
            )
        person = self.cast.people[who]
        network = self._network(person.network_id)
        return Caller(
            person_id=person.id,
            network_id=network.id,
            network_kind=network.kind.value,
            member_class=person.member_class,
            now=at,
            network_roles=person.network_roles,
            in_good_standing=in_good_standing(person, sponsor=self._sponsor(person), now=at),
            sponsor_id=person.sponsor_id,
            modules=_modules(network),
            roles=self._roles(person.id, at),
        )

    def _network(self, network_id: UUID) -> Network:
        cast = self.cast
        return cast.network if cast.network.id == network_id else cast.elsewhere

    def _sponsor(self, person: Person) -> Person | None:
        return next((one for one in self.cast.people.values() if one.id == person.sponsor_id), None)

    def _roles(self, person_id: UUID | None, at: datetime) -> dict[UUID, str]:
        return {
            membership.group_id: membership.role.value
            for membership in self.cast.memberships.values()
            if membership.person_id == person_id and membership.live(at)
        }

    # -- things ---------------------------------------------------------------------------

    def _post(self, post: Any) -> PostFacts:
        return things.post_facts(post, self.cast.place_of(post))

    def _reply(self, name: str, _: Caller) -> Thing:
        reply = self.cast.replies[name]
        return things.reply_facts(reply, self._post(self.cast.post_of(reply)))

    def _comment(self, name: str, _: Caller) -> Thing:
        comment = self.cast.comments[name]
        post = self._post(self.cast.post_of(comment))
        under = next((r for r in self.cast.replies.values() if r.id == comment.reply_id), None)
        reply = None if under is None else things.reply_facts(under, post)
        return things.comment_facts(comment, post, reply=reply)

    def _person(self, person: Person, caller: Caller) -> PersonFacts:
        mine, theirs = self._roles(caller.person_id, caller.now), self._roles(person.id, caller.now)
        return things.person_facts(
            person,
            shares_group=not mine.keys().isdisjoint(theirs),
            public_author=any(
                post.author_id == person.id
                and things.reaches_the_public(post, self.cast.place_of(post))
                for post in self.cast.posts.values()
            ),
        )

    def _field(self, name: str, caller: Caller) -> Thing:
        shown = self.cast.fields[name]
        return things.field_facts(self._person(shown.person, caller), shown.visibility)

    def _membership(self, name: str, _: Caller) -> Thing:
        membership = self.cast.memberships[name]
        return things.membership_facts(membership, self._group(membership.group_id))

    def _request(self, name: str, _: Caller) -> Thing:
        request = self.cast.requests[name]
        return things.request_facts(request, self._group(request.group_id))

    def _group(self, group_id: UUID) -> Group:
        return next(group for group in self.cast.groups.values() if group.id == group_id)


def _modules(network: Network) -> frozenset[str]:
    return frozenset(module.value for module in network.modules)
