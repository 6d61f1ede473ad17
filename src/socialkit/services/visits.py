"""Remember on which days people were here: at most one write per person, network and day."""

from __future__ import annotations

from socialkit.domain.actions import Permission
from socialkit.domain.follows import Visit
from socialkit.domain.things import person_facts
from socialkit.services.context import Context


class Visits:
    """Record the caller's own visits."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def record(self) -> bool:
        """Keep that the caller is here today (UTC); tell whether it was not known yet.

        Whoever reaches nothing (a former member, say) was not here.
        """
        context = self._context
        context.me  # noqa: B018 - a stranger is told to sign in
        own = context.person
        if own is None or not context.may(Permission.PERSON_READ, person_facts(own)):
            return False
        visit = Visit(network_id=context.network.id, person_id=context.me, day=context.now.date())
        return context.unit.visits.record(visit)
