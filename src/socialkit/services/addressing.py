"""Find whom a question may be directed to: somebody seen, who can read it where it stands."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.facts import PostFacts
from socialkit.domain.networks import NetworkKind
from socialkit.errors import Invalid
from socialkit.services.context import Context
from socialkit.services.finding import find_person
from socialkit.services.presenting import is_outsider


def addressee(context: Context, name: UUID | str, thing: PostFacts) -> UUID:
    """Return the id of the person to whom a question like `thing` may be directed.

    Raises `Invalid` (``question.directed_to``), with one answer for somebody who can not read it,
    whom the caller may not see, or who is not there. An outsider in a workplace addresses people
    of their own groups alone.
    """
    record = find_person(context, name)
    if record is not None and (record.shares_group or not _from_outside(context)):
        audience = context.audience(Permission.POST_READ, thing)
        person_id = record.person.id
        if person_id in context.unit.audiences.among(context.caller, audience, [person_id]):
            return person_id
    message = "Nobody by that name can read the question there. Choose somebody who can."
    raise Invalid("question.directed_to", message, field="directed_to")


def _from_outside(context: Context) -> bool:
    workplace = context.network.kind is NetworkKind.WORKPLACE
    return workplace and context.person is not None and is_outsider(context.person)
