"""Found, show, change and archive groups. A change begins by locking the group."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import EventName
from socialkit.domain.groups import (
    Audience,
    Group,
    GroupRole,
    JoinMethod,
    Membership,
    Purpose,
    Visibility,
)
from socialkit.domain.handles import check_line, check_slug, check_text, fold, shows, suggest_slug
from socialkit.domain.networks import NetworkKind
from socialkit.domain.people import Person, PersonStatus
from socialkit.domain.things import network_facts
from socialkit.errors import Invalid, forbidden, not_found
from socialkit.paging import DEFAULT_LIMIT, Page, page_request
from socialkit.ports.storage.records import GroupFilter
from socialkit.services.context import Context
from socialkit.services.finding import find_group, fresh, group_for, locked_group
from socialkit.services.memberships import check_owned
from socialkit.services.presenting import Presenter
from socialkit.services.views import GroupView, PlaceView
from socialkit.services.words import searched, word, yes

_USUAL_WAY_IN = {
    Visibility.OPEN: JoinMethod.DIRECT,
    Visibility.LISTED: JoinMethod.REQUEST,
    Visibility.SECRET: JoinMethod.INVITATION,
}
_OPENNESS = {Visibility.SECRET: 0, Visibility.LISTED: 1, Visibility.OPEN: 2}


class Groups:
    """Offer what people do with groups."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def get(self, group: UUID | str) -> GroupView:
        """Return the card of a group by id or slug; raise `NotFound`."""
        return Presenter(self._context).group(group_for(self._context, group))

    def list(
        self,
        *,
        mine: bool = False,
        archived: bool = False,
        text: str | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[GroupView]:
        """Return the groups that the caller may see, newest first; `mine` keeps their own."""
        context = self._context
        plan = context.plan(Permission.GROUP_SEE)
        wanted = _wanted(mine=mine, archived=archived, text=text)
        request = page_request(limit=limit, cursor=cursor)
        page = context.unit.groups.page(context.caller, plan, wanted, request)
        return Page(Presenter(context).groups(page.items), page.next)

    def places(self, *, limit: int = DEFAULT_LIMIT) -> tuple[PlaceView, ...]:
        """Return the caller's own living groups, the latest first, in one read."""
        context = self._context
        request = page_request(limit=limit)
        plan = context.plan(Permission.GROUP_SEE)
        page = context.unit.groups.page(context.caller, plan, GroupFilter(mine=True), request)
        return tuple(map(Presenter(context).place, page.items))

    def count(self, *, mine: bool = False, archived: bool = False, text: str | None = None) -> int:
        """Return how many groups `list` shows over all its pages."""
        context, wanted = self._context, _wanted(mine=mine, archived=archived, text=text)
        plan = context.plan(Permission.GROUP_SEE)
        return context.unit.groups.count(context.caller, plan, wanted)

    def found(
        self,
        name: str,
        *,
        slug: str | None = None,
        about: str = "",
        visibility: Visibility | str = Visibility.OPEN,
        purpose: Purpose | str = Purpose.INTEREST,
        join_method: JoinMethod | str | None = None,
        reach: Audience | str | None = None,
        externals_allowed: bool = False,
        trusted_area: bool = False,
    ) -> GroupView:
        """Found a group; the caller becomes its owner.

        Without `slug` one is made from the name; a slug in use gets a number. Without
        `join_method` open groups are joined directly, listed ones by request, secret ones by
        invitation. `reach` is the widest audience of its posts: `network` in open groups unless
        said otherwise, always `group` in the others. Raises `Forbidden`, and `Invalid`
        (``group.*``, ``slug.*``, ``text.*``).
        """
        context = self._context
        shown, called = _visibility(visibility), _name(name)
        self._may_found(
            shown,
            externals=yes(externals_allowed, field="externals_allowed"),
            trusted=yes(trusted_area, field="trusted_area"),
        )
        chosen = self._free_slug(slug, called)
        group = Group(
            id=context.new_id(),
            network_id=context.network.id,
            visibility=shown,
            slug=chosen,
            slug_key=fold(chosen),
            name=called,
            about=check_text(about, field="about", max_length=4000, multiline=True),
            purpose=word(Purpose, purpose, field="purpose"),
            join_method=_way_in(shown, join_method),
            reach=self._reach(shown, reach),
            externals_allowed=externals_allowed,
            trusted_area=trusted_area,
            member_count=1,
            owner_count=1,
            created_by=context.me,
            created_at=context.now,
        )
        owner = Membership(
            group_id=group.id, person_id=context.me, role=GroupRole.OWNER, joined_at=context.now
        )
        with context.change():
            self._still_here()
            context.unit.groups.add(group)
            context.unit.memberships.put(owner)
            context.record(EventName.GROUP_FOUNDED, group_id=group.id)
        return self.get(group.id)

    def edit(
        self,
        group: UUID | str,
        *,
        version: int | None = None,
        name: str | None = None,
        about: str | None = None,
        visibility: Visibility | str | None = None,
        purpose: Purpose | str | None = None,
        join_method: JoinMethod | str | None = None,
        reach: Audience | str | None = None,
        externals_allowed: bool | None = None,
    ) -> GroupView:
        """Change what is given; narrowing a group narrows its old posts at once.

        Switching `externals_allowed` off ends the memberships of everybody from outside, and
        switching it on restores nobody. Raises `Conflict` (``stale``) where `version` is not
        today's.
        """
        context = self._context
        if externals_allowed is not None:
            yes(externals_allowed, field="externals_allowed")
        with context.change():
            record = locked_group(context, group, Permission.GROUP_MANAGE)
            before = record.group
            fresh(version, before.version)
            shown = before.visibility if visibility is None else _visibility(visibility)
            way_in = _kept_way_in(before, shown) if join_method is None else join_method
            self._may_widen(before, shown, externals=externals_allowed)
            if record.my_role is not GroupRole.OWNER:
                _refuse_opening(before, shown, _way_in(shown, way_in))
            changes: dict[str, object] = {
                "version": before.version + 1,
                "visibility": shown,
                "reach": self._reach(shown, _narrower(before, shown) if reach is None else reach),
                "join_method": _way_in(shown, way_in),
            }
            changes |= _texts(name=name, about=about)
            if purpose is not None:
                changes["purpose"] = word(Purpose, purpose, field="purpose")
            if externals_allowed is not None:
                changes["externals_allowed"] = externals_allowed
            if externals_allowed is False and context.network.kind is NetworkKind.WORKPLACE:
                changes |= self._without_outsiders(before)
            context.unit.groups.save(before.evolve(**changes))
            context.record(EventName.GROUP_CHANGED, group_id=before.id)
        return self._after(before.id)

    def archive(self, group: UUID | str) -> GroupView:
        """Make a group read-only for everybody."""
        return self._set_archived(group, archived=True)

    def restore(self, group: UUID | str) -> GroupView:
        """Make an archived group alive again."""
        return self._set_archived(group, archived=False)

    def _set_archived(self, group: UUID | str, *, archived: bool) -> GroupView:
        context = self._context
        with context.change():
            before = locked_group(context, group, Permission.GROUP_ARCHIVE).group
            if before.archived is not archived:
                moment = context.now if archived else None
                context.unit.groups.save(before.evolve(archived_at=moment))
                name = EventName.GROUP_ARCHIVED if archived else EventName.GROUP_RESTORED
                context.record(name, group_id=before.id)
        return self._after(before.id)

    def _after(self, group_id: UUID) -> GroupView:
        record = find_group(self._context, group_id)
        if record is None:
            raise not_found()
        return Presenter(self._context).group(record)

    def _may_found(self, visibility: Visibility, *, externals: bool, trusted: bool) -> None:
        needed = [Permission.NETWORK_FOUND_GROUP]
        if visibility is Visibility.SECRET:
            needed.append(Permission.NETWORK_FOUND_SECRET_GROUP)
        if externals:
            needed.append(Permission.NETWORK_ALLOW_EXTERNALS)
        if trusted:
            needed.append(Permission.NETWORK_ADMINISTER)
        for permission in needed:
            self._context.demand(permission, network_facts(self._context.network))
        if trusted and self._context.network.kind is not NetworkKind.COMMUNITY:
            message = "A trusted area belongs to a community; this network is a workplace."
            raise Invalid("group.trusted_area", message, field="trusted_area")

    def _still_here(self) -> None:
        """Raise `Forbidden` where the founder's account ended or changed its class meanwhile."""
        context = self._context
        now, known = context.unit.memberships.lock_person(context.me), context.person
        if now is None or known is None or _standing_of(now) != _standing_of(known):
            raise forbidden(Permission.NETWORK_FOUND_GROUP)

    def _may_widen(self, before: Group, shown: Visibility, *, externals: bool | None) -> None:
        network = network_facts(self._context.network)
        if shown is Visibility.SECRET and before.visibility is not Visibility.SECRET:
            self._context.demand(Permission.NETWORK_FOUND_SECRET_GROUP, network)
        if externals and not before.externals_allowed:
            self._context.demand(Permission.NETWORK_ALLOW_EXTERNALS, network)

    def _reach(self, visibility: Visibility, reach: Audience | str | None) -> Audience:
        if visibility is not Visibility.OPEN:
            if reach not in {None, Audience.GROUP}:
                message = "Posts of listed and secret groups are for the group alone."
                raise Invalid("group.reach", message, field="reach")
            return Audience.GROUP
        wanted = Audience.NETWORK if reach is None else word(Audience, reach, field="reach")
        if wanted is Audience.PUBLIC and self._context.network.kind is not NetworkKind.COMMUNITY:
            message = "Only a community has posts for the public; this network is a workplace."
            raise Invalid("group.reach", message, field="reach")
        return wanted

    def _free_slug(self, slug: str | None, name: str) -> str:
        wanted = name if slug is None else check_slug(slug)
        groups, caller = self._context.unit.groups, self._context.caller
        return suggest_slug(wanted, lambda s: groups.find_by_key(caller, fold(s)) is not None)

    def _without_outsiders(self, group: Group) -> dict[str, object]:
        memberships = self._context.unit.memberships
        leaving = memberships.outsiders(group.id)
        for membership in leaving:
            memberships.remove(group.id, membership.person_id)
            self._context.record(
                EventName.MEMBERSHIP_REMOVED, group_id=group.id, person_id=membership.person_id
            )
        owners = group.owner_count - sum(m.role is GroupRole.OWNER for m in leaving)
        check_owned(owners)
        return {"member_count": group.member_count - len(leaving), "owner_count": owners}


def _standing_of(person: Person) -> tuple[PersonStatus, str]:
    return person.status, person.member_class


def _wanted(*, mine: bool, archived: bool, text: str | None) -> GroupFilter:
    return GroupFilter(
        mine=yes(mine, field="mine"),
        archived=yes(archived, field="archived"),
        text=searched(text, field="text"),
    )


def _visibility(value: Visibility | str) -> Visibility:
    shown = word(Visibility, value, field="visibility")
    if shown is Visibility.WALL:
        message = "A wall is made with its network; choose open, listed or secret."
        raise Invalid("group.visibility", message, field="visibility")
    return shown


def _way_in(visibility: Visibility, chosen: JoinMethod | str | None) -> JoinMethod:
    if chosen is None:
        return _USUAL_WAY_IN[visibility]
    method = word(JoinMethod, chosen, field="join_method")
    if visibility is Visibility.SECRET and method is not JoinMethod.INVITATION:
        message = "Nobody finds a secret group, so people come into it by invitation alone."
        raise Invalid("group.join_method", message, field="join_method")
    return method


def _refuse_opening(before: Group, shown: Visibility, way_in: JoinMethod) -> None:
    """Raise `Forbidden` where a closed group would open: who manages it may not read it by that."""
    opened = _OPENNESS[shown] > _OPENNESS[before.visibility]
    let_in = way_in is JoinMethod.DIRECT and before.join_method is not JoinMethod.DIRECT
    if opened or (let_in and before.visibility is not Visibility.OPEN):
        raise forbidden(Permission.GROUP_MANAGE)


def _kept_way_in(before: Group, shown: Visibility) -> JoinMethod | None:
    return None if shown is Visibility.SECRET else before.join_method


def _narrower(before: Group, shown: Visibility) -> Audience | None:
    if shown is before.visibility:
        return before.reach
    return None if shown is Visibility.OPEN else Audience.GROUP


def _name(name: str) -> str:
    text = " ".join(check_line(name, field="name", max_length=100).split())
    if not shows(text):
        raise Invalid("group.name", "A group needs a name.", field="name")
    return text


def _texts(*, name: str | None, about: str | None) -> dict[str, object]:
    changes: dict[str, object] = {}
    if name is not None:
        changes["name"] = _name(name)
    if about is not None:
        changes["about"] = check_text(about, field="about", max_length=4000, multiline=True)
    return changes
