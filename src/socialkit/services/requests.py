"""Ask to become a member, and decide about it."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import EventName
from socialkit.domain.groups import Group, GroupRole, JoinRequest, RequestState
from socialkit.domain.handles import check_line, check_text
from socialkit.domain.networks import NetworkKind
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.people import Person
from socialkit.domain.things import request_facts
from socialkit.errors import Conflict, not_found
from socialkit.paging import DEFAULT_LIMIT, Page, page_request
from socialkit.services.context import Context
from socialkit.services.finding import as_id, find_group, group_for, locked_group
from socialkit.services.memberships import Admission
from socialkit.services.presenting import Presenter, group_ref, is_outsider
from socialkit.services.telling import Telling
from socialkit.services.views import RequestView
from socialkit.services.words import yes


class Requests:
    """Offer what people do with requests to join."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def make(self, group: UUID | str, *, message: str = "") -> RequestView:
        """Ask to become a member of a group that is joined by request; its owners are told.

        Raises `Conflict`: ``request.pending`` where one waits already, ``membership.exists``.
        """
        context = self._context
        text = check_text(message, field="message", max_length=1000, multiline=True)
        with context.change():
            known = group_for(context, group)
            if known.my_role is not None:
                raise Conflict("membership.exists", "You are a member of this group already.")
            place = locked_group(context, group, Permission.GROUP_REQUEST).group
            request = JoinRequest(
                id=context.new_id(),
                group_id=place.id,
                person_id=context.me,
                message=text,
                created_at=context.now,
            )
            context.unit.requests.add(request)
            event = context.record(EventName.REQUEST_MADE, group_id=place.id, request_id=request.id)
            Telling(context).deciders(event, place)
        return self._show(request, place)

    def withdraw(self, group: UUID | str) -> None:
        """Take back one's own pending request; raise `NotFound` where there is none."""
        context = self._context
        with context.change():
            place = locked_group(context, group, Permission.GROUP_SEE).group
            pending = context.unit.requests.find_pending(place.id, context.me)
            if pending is None:
                raise not_found()
            changed = pending.evolve(state=RequestState.WITHDRAWN, decided_at=context.now)
            context.unit.requests.save(changed)

    def list(
        self, group: UUID | str, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[RequestView]:
        """Return pending requests, newest first, to those who may add members."""
        context = self._context
        place = group_for(context, group, Permission.GROUP_ADD_MEMBER).group
        request = page_request(limit=limit, cursor=cursor)
        page = context.unit.requests.page_pending(place.id, request)
        presenter = Presenter(context)
        presenter.cast.gather(request.person_id for request in page.items)
        return page.map(lambda item: self._view(item, place, presenter))

    def decide(
        self, request_id: UUID | str, *, accept: bool, reason: str | None = None
    ) -> RequestView:
        """Accept or refuse a request; whoever asked is told, with the reason.

        Raises `Conflict` (``request.decided``) where that was done already.
        """
        context = self._context
        yes(accept, field="accept")
        with context.change():
            place, _ = self._pending(request_id)
            context.unit.groups.lock(place.id)
            place, request = self._pending(request_id)
            decided = self._decide(request, place, accept=accept, reason=reason)
        return self._show(decided, place)

    def _pending(self, request_id: UUID | str) -> tuple[Group, JoinRequest]:
        context, wanted = self._context, as_id(request_id)
        request = None if wanted is None else context.unit.requests.find(wanted)
        record = None if request is None else find_group(context, request.group_id)
        if request is None or record is None:
            raise not_found()
        facts = request_facts(request, record.group)
        if request.state is not RequestState.PENDING and context.may(
            Permission.REQUEST_READ, facts
        ):
            raise Conflict("request.decided", "This request was decided already.")
        context.require(Permission.REQUEST_DECIDE, facts, seen=Permission.REQUEST_READ)
        return record.group, request

    def _decide(
        self, request: JoinRequest, place: Group, *, accept: bool, reason: str | None
    ) -> JoinRequest:
        context = self._context
        if accept:
            person = context.unit.people.find(request.person_id)
            if person is None:
                raise not_found()
            Admission(context).admit(place, person, self._role(person), added_by=context.me)
        told = None if reason is None else check_line(reason, field="reason", max_length=1000)
        decided = request.evolve(
            state=RequestState.ACCEPTED if accept else RequestState.REFUSED,
            reason=told,
            decided_by=context.me,
            decided_at=context.now,
        )
        context.unit.requests.save(decided)
        event = context.record(EventName.REQUEST_DECIDED, group_id=place.id, request_id=request.id)
        Telling(context).person(event, request.person_id, NoticeReason.DECISION, group_id=place.id)
        return decided

    def _role(self, person: Person) -> GroupRole:
        workplace = self._context.network.kind is NetworkKind.WORKPLACE
        return GroupRole.GUEST if workplace and is_outsider(person) else GroupRole.MEMBER

    def _show(self, request: JoinRequest, place: Group) -> RequestView:
        presenter = Presenter(self._context)
        presenter.cast.gather([request.person_id])
        return self._view(request, place, presenter)

    def _view(self, request: JoinRequest, place: Group, presenter: Presenter) -> RequestView:
        return RequestView(
            id=request.id,
            group=group_ref(place),
            person=presenter.cast.ref(request.person_id),
            message=request.message,
            state=request.state,
            reason=request.reason,
            created_at=request.created_at,
            can=self._context.can("request", request_facts(request, place)),
        )
