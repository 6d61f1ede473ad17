"""Read the cast of a file: every section becomes values of the domain, every slip a finding."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, time
from itertools import count
from typing import Any, Final, TypeVar
from uuid import UUID

from socialkit.domain.groups import (
    Audience,
    Group,
    GroupRole,
    JoinMethod,
    JoinRequest,
    Membership,
    RequestState,
    Visibility,
)
from socialkit.domain.networks import Module, Network, NetworkKind
from socialkit.domain.people import (
    Account,
    FieldVisibility,
    MemberClass,
    NetworkRole,
    Person,
    PersonStatus,
)
from socialkit.domain.posts import Comment, Post, PostKind, PostState, Reply
from socialkit.domain.questions import QuestionState
from socialkit.policy.suites.casts import ANONYMOUS, BETWEEN, NETWORK, Cast, ShownField
from socialkit.policy.suites.sheets import Block, Node, Sheet, Word, closest

SECTIONS: Final = ("people", "groups", "posts", "replies", "comments", "requests", "fields")
UNDECLARED: Final = "undeclared"
"""Stands for a class that the policy does not declare."""
NOBODY: Final = "nobody"
"""Stands for an author who is not known."""
BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When everything of a cast was made."""

_PERSON: Final = ("class", "roles", "sponsor", "account", "starts", "ends", "elsewhere")
_GROUP: Final = (
    "kind",
    "offers",
    "join",
    "externals",
    "trusted-area",
    "archived",
    "members",
    "elsewhere",
)
_POST: Final = ("in", "by", "for", "kind", "state", "locked", "directed-to")
_REPLY: Final = ("to", "by", "state", "insiders-only")
_COMMENT: Final = ("on", "by", "state")
_REQUEST: Final = ("for", "by", "state")
_FIELD: Final = ("of", "shown-to")
_PLACES: Final = {word.value: word for word in Visibility if word is not Visibility.WALL}
_REPLY_STATES: Final = {
    word.value: word for word in PostState if word not in {PostState.DRAFT, PostState.SCHEDULED}
}
V = TypeVar("V")


def _words(kind: Any) -> dict[str, Any]:
    return {word.value: word for word in kind}


class Casting:
    """Read the cast of one sheet; `classes` are those that the policy declares."""

    def __init__(self, sheet: Sheet, classes: Collection[str]) -> None:
        self._sheet = sheet
        self._classes = frozenset(classes)
        self._numbers = count(1)
        self._lines: dict[str, int] = {}
        self.cast: Final = self._networks()
        self._readers: Mapping[str, tuple[str, tuple[str, ...], Callable[..., None]]] = {
            "people": ("a person", _PERSON, self._person),
            "groups": ("a group", _GROUP, self._group),
            "posts": ("a post", _POST, self._post),
            "replies": ("a reply", _REPLY, self._reply),
            "comments": ("a comment", _COMMENT, self._comment),
            "requests": ("a request", _REQUEST, self._request),
            "fields": ("a field", _FIELD, self._field),
        }

    def read(self) -> Cast:
        """Read all sections in their order; findings stay in the sheet."""
        for section in SECTIONS:
            entry = self._sheet.root.entries.get(section)
            if entry is not None:
                self._section(section, self._sheet.block(entry.value, f"`{section}`"))
        return self.cast

    # -- networks -------------------------------------------------------------------------

    def _networks(self) -> Cast:
        kind = self._chosen("network", "kind of network", _words(NetworkKind))
        kind = kind or NetworkKind.WORKPLACE
        reach = self._chosen("wall", "audience of a wall", _words(Audience)) or Audience.NETWORK
        modules = self._modules()
        network, wall = self._network("here", kind, modules, reach)
        elsewhere, far_wall = self._network("elsewhere", kind, modules, reach)
        return Cast(network, wall, elsewhere, far_wall)

    def _chosen(self, key: str, what: str, values: Mapping[str, V]) -> V | None:
        entry = self._sheet.root.entries.get(key)
        return None if entry is None else self._sheet.choice(entry.value, what, values)

    def _modules(self) -> frozenset[Module]:
        entry = self._sheet.root.entries.get("modules")
        if entry is None:
            return frozenset(Module)
        known = _words(Module)
        words = self._sheet.words(entry.value, "`modules`")
        found = (self._sheet.choice(word, "module", known) for word in words)
        return frozenset(module for module in found if module is not None)

    def _network(
        self, slug: str, kind: NetworkKind, modules: frozenset[Module], reach: Audience
    ) -> tuple[Network, Group]:
        network = Network(
            id=self._id(),
            slug=slug,
            name=slug,
            kind=kind,
            wall_id=self._id(),
            modules=modules,
            created_at=BEGINNING,
        )
        wall = self._place(network, "wall", visibility=Visibility.WALL, reach=reach)
        return network, wall.evolve(id=network.wall_id)

    # -- sections -------------------------------------------------------------------------

    def _section(self, section: str, block: Block) -> None:
        what, known, read = self._readers[section]
        for name, entry in block.entries.items():
            if self._is_new(name, entry.key.line):
                value = entry.value
                short = section == "people" and isinstance(value, Word) and value.text
                fields = {"class": value} if short else self._sheet.fields(value, what, known)
                read(name, fields, entry.key.line)

    def _is_new(self, name: str, line: int) -> bool:
        first = self._lines.setdefault(name, line)
        taken = first != line or name in {ANONYMOUS, NETWORK, NOBODY, "everyone", "all", "none"}
        if taken or BETWEEN in name:
            where = f"stands on line {first}" if first != line else "means something already"
            reason = f"{name!r} {where}; a name is given once in a file."
            self._sheet.refuse(line, "suite-name", reason, "Choose another name.")
            return False
        return True

    def _person(self, name: str, fields: Mapping[str, Node], line: int) -> None:
        sheet, network = self._sheet, self._of(fields)
        account = Account(id=self._id(), subject=name[:255], created_at=BEGINNING)
        found: dict[str, Any] = {
            "id": self._id(),
            "network_id": network.id,
            "account_id": account.id,
            "handle": f"p{len(self.cast.people)}",
            "handle_key": f"p{len(self.cast.people)}",
            "display_name": name[:100],
            "name_key": name[:100],
            "member_class": self._class(name, fields, line),
            "created_at": BEGINNING,
            "updated_at": BEGINNING,
        }
        if "roles" in fields:
            found["network_roles"] = self._network_roles(fields["roles"])
        if "sponsor" in fields:
            sponsor = self._one(fields["sponsor"], "sponsor", self.cast.people)
            found["sponsor_id"] = None if sponsor is None else sponsor.id
        if "account" in fields:
            states = _words(PersonStatus)
            status = sheet.choice(fields["account"], "state of an account", states)
            found["status"] = status or PersonStatus.ACTIVE
        if "starts" in fields:
            found["starts_at"] = sheet.moment(fields["starts"], "`starts`", at=time(0))
        if "ends" in fields:
            found["ends_at"] = sheet.last_day(fields["ends"], "`ends`")
        self.cast.accounts.append(account)
        self.cast.people[name] = Person(**found)

    def _class(self, name: str, fields: Mapping[str, Node], line: int) -> str:
        known = {word: word for word in self._classes - {ANONYMOUS}}
        known[MemberClass.FORMER.value] = MemberClass.FORMER.value
        known[UNDECLARED] = "a-class-of-nobody"
        if "class" not in fields:
            reason = f"{name!r} has no class."
            self._sheet.refuse(line, "suite-word", reason, f"Write `{name}: employee`.")
            return UNDECLARED
        return self._sheet.choice(fields["class"], "class of this policy", known) or UNDECLARED

    def _network_roles(self, node: Node) -> frozenset[str]:
        known = {role.value: role.value for role in NetworkRole}
        words = self._sheet.words(node, "`roles`")
        found = (self._sheet.choice(word, "role in a network", known) for word in words)
        return frozenset(role for role in found if role is not None)

    def _group(self, name: str, fields: Mapping[str, Node], line: int) -> None:
        sheet, found = self._sheet, dict[str, Any]()
        visibility = Visibility.OPEN
        if "kind" in fields:
            visibility = sheet.choice(fields["kind"], "kind of group", _PLACES) or visibility
        wide = visibility is Visibility.OPEN
        found["visibility"] = visibility
        found["reach"] = Audience.NETWORK if wide else Audience.GROUP
        if "offers" in fields:
            offered = sheet.choice(fields["offers"], "audience", _words(Audience))
            found["reach"] = offered or Audience.GROUP
            if not wide and offered is not Audience.GROUP:
                reason = f"A {visibility.value} group offers its posts to its members alone."
                sheet.refuse(line, "suite-value", reason, "Leave `offers` out.")
        found["join_method"] = JoinMethod.INVITATION
        if "join" in fields:
            method = sheet.choice(fields["join"], "way to join", _words(JoinMethod))
            found["join_method"] = method or JoinMethod.INVITATION
        found["externals_allowed"] = self._yes(fields, "externals")
        found["trusted_area"] = self._yes(fields, "trusted-area")
        found["archived_at"] = BEGINNING if self._yes(fields, "archived") else None
        group = self._place(self._of(fields), f"g{len(self.cast.groups)}", **found)
        self.cast.groups[name] = group
        if "members" in fields:
            self._members(name, group, sheet.block(fields["members"], "`members`"))

    def _place(self, network: Network, slug: str, **fields: Any) -> Group:
        return Group(
            id=self._id(),
            network_id=network.id,
            slug=slug,
            slug_key=slug,
            name=slug,
            created_at=BEGINNING,
            **fields,
        )

    def _members(self, name: str, group: Group, block: Block) -> None:
        for who, entry in block.entries.items():
            person = self._one(entry.key, "member", self.cast.people)
            value, until = entry.value, None
            if isinstance(value, Block):
                fields = self._sheet.fields(value, "a membership", ("role", "until"))
                value = fields.get("role", Word("", value.line))
                if "until" in fields:
                    until = self._sheet.last_day(fields["until"], "`until`")
            role = self._sheet.choice(value, "role in a group", _words(GroupRole))
            if person is not None and role is not None:
                self.cast.memberships[f"{who}{BETWEEN}{name}"] = Membership(
                    group_id=group.id,
                    person_id=person.id,
                    role=role,
                    joined_at=BEGINNING,
                    expires_at=until,
                )

    def _post(self, name: str, fields: Mapping[str, Node], _: int) -> None:
        sheet, group = self._sheet, self.cast.wall
        if "in" in fields:
            group = self._one(fields["in"], "group", self.cast.groups) or group
        kind = PostKind.UPDATE
        if "kind" in fields:
            kind = sheet.choice(fields["kind"], "kind of post", _words(PostKind)) or kind
        audience = group.default_audience
        if "for" in fields:
            audience = sheet.choice(fields["for"], "audience", _words(Audience)) or audience
        directed = None
        if "directed-to" in fields:
            directed = self._one(fields["directed-to"], "person", self.cast.people)
        is_question = kind is PostKind.QUESTION
        found: dict[str, Any] = {
            "id": self._id(),
            "network_id": group.network_id,
            "group_id": group.id,
            "kind": kind,
            "author_id": self._author(fields),
            "title": "?" if is_question else None,
            "body": "-",
            "audience": audience,
            "state": self._state(fields, _words(PostState)),
            "locked": self._yes(fields, "locked"),
            "question_state": QuestionState.OPEN if is_question else None,
            "directed_to_id": None if directed is None else directed.id,
            "created_at": BEGINNING,
            "arrived_at": BEGINNING,
            "last_activity_at": BEGINNING,
        }
        self.cast.posts[name] = Post(**found)

    def _reply(self, name: str, fields: Mapping[str, Node], line: int) -> None:
        post = self._named(fields, "to", "post", self.cast.posts, line)
        if post is not None:
            found: dict[str, Any] = {
                "id": self._id(),
                "post_id": post.id,
                "author_id": self._author(fields),
                "body": "-",
                "insiders_only": self._yes(fields, "insiders-only"),
                "state": self._state(fields, _REPLY_STATES),
                "created_at": BEGINNING,
            }
            self.cast.replies[name] = Reply(**found)

    def _comment(self, name: str, fields: Mapping[str, Node], line: int) -> None:
        places: dict[str, Post | Reply] = {**self.cast.posts, **self.cast.replies}
        on = self._named(fields, "on", "post or reply", places, line)
        if on is not None:
            found: dict[str, Any] = {
                "id": self._id(),
                "post_id": on.post_id if isinstance(on, Reply) else on.id,
                "reply_id": on.id if isinstance(on, Reply) else None,
                "author_id": self._author(fields),
                "body": "-",
                "state": self._state(fields, _REPLY_STATES),
                "created_at": BEGINNING,
            }
            self.cast.comments[name] = Comment(**found)

    def _request(self, name: str, fields: Mapping[str, Node], line: int) -> None:
        group = self._named(fields, "for", "group", self.cast.groups, line)
        person = self._named(fields, "by", "person", self.cast.people, line)
        state = RequestState.PENDING
        if "state" in fields:
            states = _words(RequestState)
            state = self._sheet.choice(fields["state"], "state of a request", states) or state
        if group is not None and person is not None:
            self.cast.requests[name] = JoinRequest(
                id=self._id(),
                group_id=group.id,
                person_id=person.id,
                state=state,
                created_at=BEGINNING,
            )

    def _field(self, name: str, fields: Mapping[str, Node], line: int) -> None:
        person = self._named(fields, "of", "person", self.cast.people, line)
        shown = self._sheet.choice(
            fields.get("shown-to", Word("", line)), "visibility of a field", _words(FieldVisibility)
        )
        if person is not None and shown is not None:
            self.cast.fields[name] = ShownField(person, shown)

    # -- common steps ---------------------------------------------------------------------

    def _id(self) -> UUID:
        return UUID(int=next(self._numbers))

    def _of(self, fields: Mapping[str, Node]) -> Network:
        return self.cast.elsewhere if self._yes(fields, "elsewhere") else self.cast.network

    def _yes(self, fields: Mapping[str, Node], key: str) -> bool:
        return key in fields and self._sheet.truth(fields[key], key)

    def _state(self, fields: Mapping[str, Node], states: Mapping[str, PostState]) -> PostState:
        if "state" not in fields:
            return PostState.PUBLISHED
        return self._sheet.choice(fields["state"], "state of it", states) or PostState.PUBLISHED

    def _author(self, fields: Mapping[str, Node]) -> UUID | None:
        node = fields.get("by")
        if node is None or (isinstance(node, Word) and node.text == NOBODY):
            return None
        person = self._one(node, "person", self.cast.people)
        return None if person is None else person.id

    def _named(
        self, fields: Mapping[str, Node], key: str, what: str, known: Mapping[str, V], line: int
    ) -> V | None:
        if key in fields:
            return self._one(fields[key], what, known)
        self._sheet.refuse(line, "suite-word", f"`{key}` is missing.", f"Name a {what} there.")
        return None

    def _one(self, node: Node, what: str, known: Mapping[str, V]) -> V | None:
        text = self._sheet.text(node, f"The {what}")
        if text is None or text in known:
            return None if text is None else known[text]
        reason = f"{text!r} is no {what} of this file."
        self._sheet.refuse(node.line, "suite-name", reason, closest(text, known))
        return None


__all__ = ["BEGINNING", "SECTIONS", "Casting"]
