"""Read the attributes of things: the Python side of the vocabulary, one small function each."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

from socialkit.domain.attributes import Path, Reader
from socialkit.domain.caller import Caller
from socialkit.domain.facts import (
    CommentFacts,
    FieldFacts,
    MembershipFacts,
    PersonFacts,
    PostFacts,
    ReplyFacts,
    RequestFacts,
)

PLACE_ROLES: Final = {
    "owner": "group-owner",
    "moderator": "group-moderator",
    "member": "group-member",
    "guest": "group-guest",
    "none": "none",
}
MODULE_OF_POST_KIND: Final = {"question": "questions"}


def constantly(value: object) -> Reader:
    """Return a reader that answers the same for everything."""

    def read(thing: object, caller: object) -> Any:  # noqa: ARG001 - every reader has two
        return value

    return read


def field(name: str) -> Reader:
    """Return a reader of one field."""
    return Path(name)


def of_place(link: str) -> Callable[[str], Reader]:
    """Return a maker of readers of the place, which is the thing itself where `link` is empty."""
    prefix = f"{link}." if link else ""
    return lambda name: Path(prefix + name)


def my_role(link: str) -> Reader:
    """Return a reader of the caller's live role in the place; an unknown role is an error."""
    group_id = attrgetter(f"{link}.id" if link else "id")

    def read(thing: object, caller: Caller) -> str:
        return PLACE_ROLES[caller.role_in(group_id(thing))]

    return read


def same_network(path: str) -> Reader:
    """Return a reader that says whether the network at `path` is the caller's."""
    network_id = attrgetter(path)

    def read(thing: object, caller: Caller) -> bool:
        return bool(network_id(thing) == caller.network_id)

    return read


def mine(thing: PostFacts | ReplyFacts | CommentFacts, caller: Caller) -> bool:
    """Say whether the caller wrote it: never without a signed-in caller and a known author."""
    author = thing.author_id
    return author is not None and author == caller.person_id


def parent_mine(thing: ReplyFacts | CommentFacts, caller: Caller) -> bool:
    """Say whether the caller wrote the post that the thing belongs to."""
    return mine(thing.post, caller)


def directed_to_me(thing: PostFacts, caller: Caller) -> bool:
    """Say whether the post is directed to the caller."""
    return thing.directed_to_id is not None and thing.directed_to_id == caller.person_id


def post_module_on(thing: PostFacts, caller: Caller) -> bool:
    """Say whether the module of the post's kind is on in the caller's network."""
    module = MODULE_OF_POST_KIND.get(thing.kind)
    return module is None or module in caller.modules


def parent_module_on(thing: ReplyFacts | CommentFacts, caller: Caller) -> bool:
    """Say whether the module of the parent post's kind is on in the caller's network."""
    return post_module_on(thing.post, caller)


def is_me(thing: PersonFacts, caller: Caller) -> bool:
    """Say whether the person is the caller."""
    return thing.id == caller.person_id


def owner_is_me(thing: FieldFacts, caller: Caller) -> bool:
    """Say whether the field is on the caller's own profile."""
    return is_me(thing.person, caller)


def holder_is_me(thing: MembershipFacts | RequestFacts, caller: Caller) -> bool:
    """Say whether the membership or request is the caller's own."""
    return thing.person_id == caller.person_id


def my_sponsor(thing: PersonFacts, caller: Caller) -> bool:
    """Say whether the person sponsors the caller."""
    return caller.sponsor_id is not None and thing.id == caller.sponsor_id
