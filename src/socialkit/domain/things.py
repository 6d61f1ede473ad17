"""Make the facts that a decision reads from values of the domain: one function a kind of thing.

Storages and services build facts here and nowhere else, so that a list and a single check look at
the same thing. What depends on the caller (`shares_group`, `public_author`) is passed in.
"""

from __future__ import annotations

from socialkit.domain.facts import (
    CommentFacts,
    FieldFacts,
    GroupFacts,
    MembershipFacts,
    NetworkFacts,
    PersonFacts,
    PostFacts,
    ReplyFacts,
    RequestFacts,
)
from socialkit.domain.groups import (
    Audience,
    Group,
    JoinMethod,
    JoinRequest,
    Membership,
    Visibility,
)
from socialkit.domain.networks import Network
from socialkit.domain.people import FieldVisibility, Person
from socialkit.domain.posts import Comment, Post, PostState, Reply


def network_facts(network: Network) -> NetworkFacts:
    """Return the facts of a network."""
    return NetworkFacts(id=network.id)


def group_facts(group: Group) -> GroupFacts:
    """Return the facts of a place; a wall has no id, because nobody has a role on it."""
    is_wall = group.visibility is Visibility.WALL
    return GroupFacts(
        id=None if is_wall else group.id,
        network_id=group.network_id,
        visibility=group.visibility.value,
        reach=group.reach.value,
        trusted_area=group.trusted_area,
        externals_allowed=group.externals_allowed,
        archived=group.archived,
        direct_join=not is_wall and group.join_method is JoinMethod.DIRECT,
        by_request=not is_wall and group.join_method is JoinMethod.REQUEST,
    )


def post_facts(post: Post, group: Group) -> PostFacts:
    """Return the facts of a post that lives in `group`."""
    return PostFacts(
        id=post.id,
        network_id=post.network_id,
        group=group_facts(group),
        kind=post.kind.value,
        state=post.state.value,
        audience=post.audience.value,
        author_id=post.author_id,
        locked=post.locked,
        directed_to_id=post.directed_to_id,
    )


def reply_facts(reply: Reply, post: PostFacts) -> ReplyFacts:
    """Return the facts of a reply to `post`."""
    return ReplyFacts(
        id=reply.id,
        post=post,
        state=reply.state.value,
        author_id=reply.author_id,
        insiders_only=reply.insiders_only,
    )


def comment_facts(
    comment: Comment, post: PostFacts, *, reply: ReplyFacts | None = None
) -> CommentFacts:
    """Return the facts of a comment on `post`, or on `reply` where it stands under one."""
    return CommentFacts(
        id=comment.id,
        post=post,
        state=comment.state.value,
        author_id=comment.author_id,
        reply=reply,
    )


def person_facts(
    person: Person, *, shares_group: bool = False, public_author: bool = False
) -> PersonFacts:
    """Return the facts of a person as one caller meets them."""
    return PersonFacts(
        id=person.id,
        network_id=person.network_id,
        member_class=person.member_class,
        sponsor_id=person.sponsor_id,
        shares_group=shares_group,
        public_author=public_author,
    )


def field_facts(person: PersonFacts, visibility: FieldVisibility) -> FieldFacts:
    """Return the facts of one field of a profile."""
    return FieldFacts(person=person, visibility=visibility.value.replace("_", "-"))


def membership_facts(membership: Membership, group: Group) -> MembershipFacts:
    """Return the facts of a live membership of `group`."""
    return MembershipFacts(
        group=group_facts(group), person_id=membership.person_id, role=membership.role.value
    )


def request_facts(request: JoinRequest, group: Group) -> RequestFacts:
    """Return the facts of a request to join `group`."""
    return RequestFacts(
        id=request.id,
        group=group_facts(group),
        person_id=request.person_id,
        state=request.state.value,
    )


def reaches_the_public(post: Post, group: Group) -> bool:
    """Tell whether people who are not signed in may read the post: it and its place say so."""
    return (
        post.state is PostState.PUBLISHED
        and post.audience is Audience.PUBLIC
        and group.reach is Audience.PUBLIC
    )
