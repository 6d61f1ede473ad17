"""Resolve, check and suggest mentions of people whom the author sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.bodies import BodyFormat, MentionKind, MentionSpan, MentionTarget
from socialkit.domain.facts import PostFacts
from socialkit.domain.groups import Audience
from socialkit.domain.handles import check_text, fold
from socialkit.domain.mentions import MentionOutcome
from socialkit.domain.people import Person
from socialkit.domain.things import post_facts
from socialkit.errors import Invalid
from socialkit.ports.storage.records import PersonRecord
from socialkit.services.context import Context
from socialkit.services.drafts import check_body, imagined_post
from socialkit.services.finding import post_for
from socialkit.services.presenting import Cast
from socialkit.services.views import MentionCheck, PersonRef

MAX_TOLD: Final = 50
"""How many different people one text may name."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Be a text as it is stored, and the people whom it names."""

    body: str
    people: frozenset[UUID]


class Mentions:
    """Offer what authors ask about the names in a text before they send it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def check(
        self,
        body: str,
        *,
        group: UUID | str | None = None,
        audience: Audience | str | None = None,
        post: UUID | str | None = None,
    ) -> tuple[MentionCheck, ...]:
        """Say for each name in `body`: will be told, can not read this, or unknown.

        Give `post` for a reply or comment on it, else the place and audience of the new post.
        Somebody whom the author may not see is unknown, like a name that nobody has.
        """
        thing = self._thing(group, audience, post)
        names = _names(self._context.tools.text.find_mentions(check_body(body, empty_ok=True)))
        found = Names(self._context).people(names)
        ids = [person.id for person in found.values()]
        readers = self._readers(thing, ids)
        cast = Cast(self._context)
        cast.gather(ids)
        return tuple(self._outcome(name, found.get(name), readers, cast) for name in names)

    def suggest(
        self,
        prefix: str,
        *,
        group: UUID | str | None = None,
        audience: Audience | str | None = None,
        post: UUID | str | None = None,
        limit: int = 8,
    ) -> tuple[PersonRef, ...]:
        """Return people who can read there and whose name or handle begins with `prefix`.

        Only people whom the caller may see are offered, at most `limit` (1 to 20).
        """
        if not isinstance(limit, int) or not 1 <= limit <= 20:  # noqa: PLR2004
            raise Invalid("paging.limit", "Ask for 1 to 20 names.", minimum=1, maximum=20)
        context, thing = self._context, self._thing(group, audience, post)
        found = context.unit.directory.suggest(
            context.caller,
            context.plan(Permission.PERSON_READ),
            context.audience(Permission.POST_READ, thing),
            fold(check_text(prefix, field="prefix", max_length=200).removeprefix("@")),
            limit=limit,
        )
        cast = Cast(context)
        cast.gather(person.id for person in found)
        return tuple(cast.ref(person.id) for person in found)

    def show(self, body: str) -> str:
        """Return a text that is not kept here as safe HTML, its names linked for the caller.

        For texts of the host's own, such as a ticket: Markdown with `@names` of people whom the
        caller may see. Nobody is told of it. Raises `Invalid` (``text.*``, ``mentions.too_many``).
        """
        context = self._context
        resolved = Names(context).resolve(check_body(body, empty_ok=True))
        cast = Cast(context)
        cast.gather(resolved.people)
        return context.tools.text.render(resolved.body, names=cast.view)

    def _thing(
        self, group: UUID | str | None, audience: Audience | str | None, post: UUID | str | None
    ) -> PostFacts:
        if post is None:
            return imagined_post(self._context, group=group, audience=audience)
        record = post_for(self._context, post)
        return post_facts(record.post, record.group)

    def _readers(self, thing: PostFacts, ids: list[UUID]) -> frozenset[UUID]:
        if not ids:
            return frozenset()
        audience = self._context.audience(Permission.POST_READ, thing)
        return self._context.unit.audiences.among(self._context.caller, audience, ids)

    @staticmethod
    def _outcome(
        name: str, person: Person | None, readers: frozenset[UUID], cast: Cast
    ) -> MentionCheck:
        if person is None:
            return MentionCheck(name, MentionOutcome.UNKNOWN, None)
        reads = person.id in readers
        outcome = MentionOutcome.TOLD if reads else MentionOutcome.CANNOT_READ
        return MentionCheck(name, outcome, cast.ref(person.id))


class Names:
    """Find whom names in a text mean: a handle, or the display name of one visible person."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def resolve(self, typed: str, *, body_format: BodyFormat = BodyFormat.MARKDOWN) -> Resolved:
        """Return `typed` as it is stored. Raises `Invalid` (``mentions.too_many``)."""
        text = self._context.tools.text
        spans = text.find_mentions(typed, format=body_format)
        found = self.people(_names(spans)) if spans else {}
        ids = frozenset(person.id for person in found.values())
        if len(ids) > MAX_TOLD:
            message = f"A text can name at most {MAX_TOLD} people."
            raise Invalid("mentions.too_many", message, maximum=MAX_TOLD)
        targets = {
            name: MentionTarget(kind=MentionKind.PERSON, id=person.id)
            for name, person in found.items()
        }
        return Resolved(text.encode(typed, targets, format=body_format), ids)

    def people(self, names: Iterable[str]) -> dict[str, Person]:
        """Return the people whom the caller may see, by the name that was typed."""
        keys = {name: fold(name) for name in names}
        if not keys:
            return {}
        context = self._context
        plan = context.plan(Permission.PERSON_READ)
        by_handle = context.unit.people.by_keys(context.network.id, set(keys.values()))
        seen = context.unit.directory.visible(
            context.caller, plan, [person.id for person in by_handle.values()]
        )
        rest = {key for key in keys.values() if not _seen(by_handle.get(key), seen)}
        named = context.unit.directory.named(context.caller, plan, rest) if rest else {}
        found: dict[str, Person] = {}
        for name, key in keys.items():
            person = by_handle.get(key)
            if person is not None and person.id in seen:
                found[name] = person
            elif len(same := named.get(key, ())) == 1:
                found[name] = same[0]
        return found


def _seen(person: Person | None, seen: dict[UUID, PersonRecord]) -> bool:
    return person is not None and person.id in seen


def _names(spans: Iterable[MentionSpan]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.text for span in spans))
