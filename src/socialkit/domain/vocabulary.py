"""List what rules may speak of: kinds of thing, their attributes, and facts about the caller.

An attribute has a Python reader here and a mapping to columns in each storage; nothing else
has two sides. A value outside the vocabulary is a denial, in a check and in a list alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from socialkit.domain import readers
from socialkit.domain.actions import Permission
from socialkit.domain.attributes import (
    VARIES,
    Attribute,
    AttributeType,
    Delegation,
    Path,
    Reader,
    Value,
)
from socialkit.domain.caller import Caller, Shape

POST_KINDS: Final = ("question", "update")
POST_STATES: Final = (
    "draft",
    "scheduled",
    "held",
    "published",
    "hidden",
    "removed",
    "deleted",
)
REPLY_STATES: Final = ("held", "published", "hidden", "removed", "deleted")
AUDIENCES: Final = ("group", "network", "public")
PLACES: Final = ("wall", "open", "listed", "secret")
GROUP_ROLES: Final = ("owner", "moderator", "member", "guest")
REQUEST_STATES: Final = ("pending", "accepted", "refused", "withdrawn")
FIELD_VISIBILITIES: Final = ("everyone", "insiders", "co-members", "only-me")
MEMBER_CLASSES: Final = (
    "employee",
    "honorary",
    "external",
    "customer",
    "service",
    "anonymous",
)
"""The classes that a policy may declare; `former` is not among them, for ever."""
NETWORK_KINDS: Final = ("workplace", "community")
NETWORK_ROLES: Final = ("admin", "community_manager", "trusted")
SIDES: Final = ("insider", "outsider", "public")

PLACE_ROLES: Final[Mapping[str, str]] = MappingProxyType(readers.PLACE_ROLES)
"""The names of roles in storage and in `Caller.role_in` -> those in rules (`group-owner`)."""
MODULE_OF_POST_KIND: Final[Mapping[str, str]] = MappingProxyType(readers.MODULE_OF_POST_KIND)
"""The module of each kind of post that has one; other kinds are always on."""

_ENUM, _BOOL, _TEXT = AttributeType.ENUM, AttributeType.BOOL, AttributeType.TEXT


@dataclass(frozen=True, slots=True)
class Kind:
    """Be one kind of thing: its attributes by name."""

    name: str
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class Namespaces:
    """Keep apart the names that can stand behind `who`: people, network roles, group roles."""

    classes: frozenset[str]
    sides: frozenset[str]
    network_roles: frozenset[str]
    group_roles: frozenset[str]
    never: frozenset[str]
    """Classes that no policy may declare."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Be everything that one policy may speak of."""

    kinds: Mapping[str, Kind]
    permissions: tuple[str, ...]
    """Every permission, as `<kind>:<verb>` or any other name; `kind_of` says its kind."""
    foldable: frozenset[str]
    """Attributes of the caller that a plan may fold: never an id, never the time."""
    parameters: frozenset[str]
    """Attributes of the caller that stay bind values, None allowed."""
    collections: frozenset[str] = frozenset()
    """Collections of the caller that stay bind values, without None."""
    caller_values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What an attribute of the caller can be, where that is known."""
    namespaces: Namespaces | None = None
    """None switches off the rules about classes and sides (for other worlds than this one)."""
    kind_of: Mapping[str, str] = field(default_factory=dict)
    """The kind of thing that each permission is about."""
    probe: object = None
    """A caller of an ordinary shape, with which rules are tried when they are loaded."""

    def attribute(self, kind: str, name: str) -> Attribute:
        """Return the attribute; raise KeyError where there is none."""
        return self.kinds[kind].attributes[name]


def _kind(name: str, *found: Attribute) -> Kind:
    return Kind(name, MappingProxyType({attribute.name: attribute for attribute in found}))


class _Of:
    """Declare the attributes of one kind in one line each."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def enum(
        self, name: str, doc: str, read: Reader, values: Iterable[str], *, relative: bool = False
    ) -> Attribute:
        chosen = tuple(values)
        return Attribute(self._kind, name, _ENUM, doc, read, values=chosen, relative=relative)

    def flag(self, name: str, doc: str, read: Reader, *, relative: bool = False) -> Attribute:
        return Attribute(self._kind, name, _BOOL, doc, read, relative=relative)

    def text(self, name: str, doc: str, read: Reader) -> Attribute:
        return Attribute(self._kind, name, _TEXT, doc, read)

    def fixed(self, name: str, doc: str, *, value: Value) -> Attribute:
        return Attribute(self._kind, name, _BOOL, doc, readers.constantly(value), constant=value)

    def answer(
        self,
        name: str,
        doc: str,
        permission: Permission,
        *,
        link: str | None = None,
        when_absent: bool = False,
    ) -> Attribute:
        delegation = Delegation(permission.value, permission.kind, link, when_absent)
        return Attribute(
            self._kind,
            name,
            _BOOL,
            doc,
            readers.constantly(VARIES),
            relative=True,
            delegation=delegation,
        )

    def gates(self, network: str, *, module: Reader | None = None) -> tuple[Attribute, Attribute]:
        """Return the two gates that every kind has; `network` is the path to its network's id."""
        on = "The module that this belongs to is on in the network."
        return (
            self.flag(
                "same_network",
                "The thing belongs to the caller's network.",
                readers.same_network(network),
                relative=True,
            ),
            self.fixed("module_on", on, value=True)
            if module is None
            else self.flag("module_on", on, module, relative=True),
        )

    def no_place(self) -> Attribute:
        return Attribute(
            self._kind,
            "my_role",
            _ENUM,
            "Always `none`: a thing of this kind stands in no place of its own.",
            readers.constantly("none"),
            values=tuple(PLACE_ROLES.values()),
            constant="none",
        )

    def place(self, of: str) -> tuple[Attribute, ...]:
        """Return what a rule may know of a place; `of` is the field that holds it, or ``."""
        read = readers.of_place(of)
        return (
            self.enum("place", "What kind of place it is.", read("visibility"), PLACES),
            self.enum("reach", "The widest audience the place offers.", read("reach"), AUDIENCES),
            self.flag(
                "trusted_area",
                "The place is a private area opened to the role `trusted`.",
                read("trusted_area"),
            ),
            self.flag(
                "externals_allowed",
                "The place declares that people from outside may be in it.",
                read("externals_allowed"),
            ),
            self.flag("archived", "The place is archived: read-only.", read("archived")),
            self.my_role(of),
        )

    def my_role(self, of: str) -> Attribute:
        return self.enum(
            "my_role",
            "The caller's live role in the place; `none` without one.",
            readers.my_role(of),
            PLACE_ROLES.values(),
            relative=True,
        )


def _network() -> Kind:
    of = _Of("network")
    return _kind("network", *of.gates("id"), of.no_place())


def _group() -> Kind:
    of = _Of("group")
    return _kind(
        "group",
        *of.gates("network_id"),
        *of.place(""),
        of.flag("direct_join", "Whoever sees the card may join.", Path("direct_join")),
        of.flag("by_request", "Whoever sees the card may ask to join.", Path("by_request")),
        of.answer("readable", "The caller may see the card.", Permission.GROUP_SEE),
    )


def _post() -> Kind:
    of = _Of("post")
    return _kind(
        "post",
        *of.gates("network_id", module=readers.post_module_on),
        of.enum("state", "Where the post is in its life.", Path("state"), POST_STATES),
        of.enum("audience", "Whom the author chose.", Path("audience"), AUDIENCES),
        of.enum("kind", "What kind of post it is.", Path("kind"), POST_KINDS),
        of.flag("locked", "Replies are locked.", Path("locked")),
        of.flag("mine", "The caller wrote it.", readers.mine, relative=True),
        of.flag(
            "directed_to_me", "It is directed to the caller.", readers.directed_to_me, relative=True
        ),
        *of.place("group"),
        of.answer("readable", "The caller may read the post.", Permission.POST_READ),
    )


def _parent(of: _Of) -> tuple[Attribute, ...]:
    """Return the answers that a reply or a comment borrows from its post."""
    return (
        of.flag("parent_mine", "The caller wrote the post.", readers.parent_mine, relative=True),
        of.answer(
            "parent_readable",
            "The caller may read the post that it belongs to.",
            Permission.POST_READ,
            link="post",
        ),
        of.answer(
            "parent_open",
            "The caller may comment on the post that it belongs to.",
            Permission.POST_COMMENT,
            link="post",
        ),
        of.answer(
            "parent_active",
            "The caller may react to the post that it belongs to.",
            Permission.POST_REACT,
            link="post",
        ),
        of.answer(
            "parent_moderated",
            "The caller moderates the post that it belongs to.",
            Permission.POST_MODERATE,
            link="post",
        ),
        of.answer(
            "parent_reviewed",
            "The caller sees what is hidden in the thread that it belongs to.",
            Permission.POST_REVIEW,
            link="post",
        ),
    )


def _reply() -> Kind:
    of = _Of("reply")
    return _kind(
        "reply",
        *of.gates("post.network_id", module=readers.parent_module_on),
        of.no_place(),
        of.enum("state", "Where the reply is in its life.", Path("state"), REPLY_STATES),
        of.flag("mine", "The caller wrote it.", readers.mine, relative=True),
        of.flag("insiders_only", "It is for insiders alone.", Path("insiders_only")),
        *_parent(of),
        of.answer("readable", "The caller may read the reply.", Permission.REPLY_READ),
    )


def _comment() -> Kind:
    of = _Of("comment")
    return _kind(
        "comment",
        *of.gates("post.network_id", module=readers.parent_module_on),
        of.no_place(),
        of.enum("state", "Where the comment is in its life.", Path("state"), REPLY_STATES),
        of.flag("mine", "The caller wrote it.", readers.mine, relative=True),
        *_parent(of),
        of.answer(
            "reply_readable",
            "The caller may read the reply that it stands under, if it stands under one.",
            Permission.REPLY_READ,
            link="reply",
            when_absent=True,
        ),
        of.answer("readable", "The caller may read the comment.", Permission.COMMENT_READ),
    )


def _person() -> Kind:
    of = _Of("person")
    return _kind(
        "person",
        *of.gates("network_id"),
        of.no_place(),
        of.text("member_class", "The person's class.", Path("member_class")),
        of.flag("is_me", "The person is the caller.", readers.is_me, relative=True),
        of.flag(
            "shares_group",
            "The person and the caller are live members of a common group.",
            Path("shares_group"),
            relative=True,
        ),
        of.flag("my_sponsor", "The person sponsors the caller.", readers.my_sponsor, relative=True),
        of.flag(
            "public_author",
            "The person wrote something that people who are not signed in may read.",
            Path("public_author"),
        ),
        of.answer("readable", "The caller may see the person.", Permission.PERSON_READ),
    )


def _field() -> Kind:
    of = _Of("field")
    return _kind(
        "field",
        *of.gates("person.network_id"),
        of.no_place(),
        of.enum(
            "visibility",
            "To whom the person shows the field.",
            Path("visibility"),
            FIELD_VISIBILITIES,
        ),
        of.flag("is_me", "The field is the caller's own.", readers.owner_is_me, relative=True),
        of.flag(
            "shares_group",
            "The person and the caller are live members of a common group.",
            Path("person.shares_group"),
            relative=True,
        ),
        of.answer(
            "person_readable",
            "The caller may see the person.",
            Permission.PERSON_READ,
            link="person",
        ),
    )


def _membership() -> Kind:
    of = _Of("membership")
    return _kind(
        "membership",
        *of.gates("group.network_id"),
        of.enum("role", "The member's role.", Path("role"), GROUP_ROLES),
        of.flag(
            "is_me", "The membership is the caller's own.", readers.holder_is_me, relative=True
        ),
        of.my_role("group"),
        of.answer(
            "list_readable",
            "The caller may read the group's list of members.",
            Permission.GROUP_READ_MEMBERS,
            link="group",
        ),
        of.answer(
            "group_moderated",
            "The caller moderates the group.",
            Permission.GROUP_MODERATE,
            link="group",
        ),
        of.answer(
            "group_managed",
            "The caller manages the group.",
            Permission.GROUP_MANAGE,
            link="group",
        ),
    )


def _request() -> Kind:
    of = _Of("request")
    return _kind(
        "request",
        *of.gates("group.network_id"),
        of.no_place(),
        of.enum("state", "Where the request is.", Path("state"), REQUEST_STATES),
        of.flag("is_me", "The caller asked.", readers.holder_is_me, relative=True),
        of.answer(
            "group_open_to_add",
            "The caller may add members to the group.",
            Permission.GROUP_ADD_MEMBER,
            link="group",
        ),
    )


def _declare() -> Vocabulary:
    kinds = (
        _network(),
        _group(),
        _post(),
        _reply(),
        _comment(),
        _person(),
        _field(),
        _membership(),
        _request(),
    )
    return Vocabulary(
        kinds=MappingProxyType({kind.name: kind for kind in kinds}),
        permissions=tuple(permission.value for permission in Permission),
        kind_of=MappingProxyType({p.value: p.kind for p in Permission}),
        foldable=frozenset({"network_kind", "member_class", "network_roles", "in_good_standing"}),
        parameters=frozenset({"person_id", "network_id", "sponsor_id"}),
        caller_values=MappingProxyType(
            {
                "network_kind": frozenset(NETWORK_KINDS),
                "member_class": frozenset(MEMBER_CLASSES),
                "network_roles": frozenset(NETWORK_ROLES),
            }
        ),
        probe=Shape("workplace", "employee"),
        namespaces=Namespaces(
            classes=frozenset(MEMBER_CLASSES),
            sides=frozenset(SIDES),
            network_roles=frozenset(NETWORK_ROLES),
            group_roles=frozenset(PLACE_ROLES.values()) - {"none"},
            never=frozenset({"former"}),
        ),
    )


VOCABULARY: Final = _declare()
"""What the policies of this library speak of."""


def live_post_kinds(modules: frozenset[str]) -> tuple[str, ...]:
    """Return the kinds of post whose module is on, sorted."""
    return tuple(k for k in POST_KINDS if MODULE_OF_POST_KIND.get(k, "") in {"", *modules})


def late_parameters(caller: Caller) -> dict[str, object]:
    """Return the bind values of every clause, by their fixed names.

    `caller_id`, `network_id`, `sponsor_id` (UUID or None), `now` (aware datetime) and
    `live_kinds` (the kinds of post whose module is on, for an expanding bind).
    """
    return {
        "caller_id": caller.person_id,
        "network_id": caller.network_id,
        "sponsor_id": caller.sponsor_id,
        "now": caller.now,
        "live_kinds": list(live_post_kinds(caller.modules)),
    }
