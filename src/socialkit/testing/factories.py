"""Make valid values of the domain for tests: sensible defaults, everything can be chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final

from socialkit.clock import FixedClock
from socialkit.domain.events import Event, EventName
from socialkit.domain.follows import Follow, FollowKind
from socialkit.domain.groups import (
    Audience,
    Group,
    GroupRole,
    JoinRequest,
    Membership,
    Visibility,
)
from socialkit.domain.handles import fold
from socialkit.domain.networks import Network, NetworkKind
from socialkit.domain.notifications import Notice, NoticeReason
from socialkit.domain.people import Account, Person
from socialkit.domain.posts import (
    Comment,
    Post,
    PostKind,
    Reaction,
    ReactionKind,
    Reply,
    Revision,
    Target,
    TargetKind,
)
from socialkit.domain.questions import QuestionMove, QuestionState, Transition
from socialkit.ids import SeededIds

START: Final = datetime(2031, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)
"""The moment at which the clock of a new `Factory` stands; its microseconds are no accident."""


class Factory:
    """Make values with fresh ids at the moment of its clock; the same seed gives the same values.

    Keyword arguments name fields of the value and win over the defaults.
    """

    def __init__(self, *, clock: FixedClock | None = None, seed: int = 0) -> None:
        self.clock: Final = clock or FixedClock(START)
        self.ids: Final = SeededIds(self.clock, seed)
        self._numbers = count(1)

    def now(self) -> datetime:
        """Return the moment of the clock."""
        return self.clock.now()

    def later(self, **step: float) -> datetime:
        """Move the clock by a `timedelta` of these arguments; return the new moment."""
        return self.clock.advance(timedelta(**step))

    def network(
        self, slug: str, *, kind: NetworkKind = NetworkKind.WORKPLACE, **fields: object
    ) -> tuple[Network, Group]:
        """Return a network and the wall that belongs to it."""
        network_id, wall_id = self.ids.new(), self.ids.new()
        defaults = {
            "id": network_id,
            "slug": slug,
            "name": slug.title(),
            "kind": kind,
            "wall_id": wall_id,
            "created_at": self.now(),
        }
        network = Network.model_validate({**defaults, **fields})
        wall = self.group(
            network,
            "wall",
            id=wall_id,
            visibility=Visibility.WALL,
            reach=Audience.NETWORK if kind is NetworkKind.WORKPLACE else Audience.PUBLIC,
        )
        return network, wall

    def account(self, subject: str | None = None, **fields: object) -> Account:
        """Return an account of this subject of the host."""
        defaults = {
            "id": self.ids.new(),
            "subject": subject or f"user-{next(self._numbers)}",
            "created_at": self.now(),
        }
        return Account.model_validate({**defaults, **fields})

    def person(
        self, network: Network, account: Account, *, handle: str | None = None, **fields: object
    ) -> Person:
        """Return a person of class employee; keys are folded from handle and display name."""
        chosen = handle or f"person-{next(self._numbers)}"
        name = str(fields.get("display_name", chosen.title()))
        defaults = {
            "id": self.ids.new(),
            "network_id": network.id,
            "account_id": account.id,
            "handle": chosen,
            "handle_key": fold(chosen),
            "display_name": name,
            "name_key": fold(name),
            "member_class": "employee",
            "created_at": self.now(),
            "updated_at": self.now(),
        }
        return Person.model_validate({**defaults, **fields})

    def group(self, network: Network, slug: str | None = None, **fields: object) -> Group:
        """Return an open group whose posts reach the network, or what the fields say."""
        chosen = slug or f"group-{next(self._numbers)}"
        visibility = fields.get("visibility", Visibility.OPEN)
        wide = visibility in {Visibility.OPEN, Visibility.WALL}
        defaults = {
            "id": self.ids.new(),
            "network_id": network.id,
            "visibility": visibility,
            "slug": chosen,
            "slug_key": fold(chosen),
            "name": chosen.title(),
            "reach": Audience.NETWORK if wide else Audience.GROUP,
            "created_at": self.now(),
        }
        return Group.model_validate({**defaults, **fields})

    def membership(
        self, group: Group, person: Person, *, role: GroupRole = GroupRole.MEMBER, **fields: object
    ) -> Membership:
        """Return a membership without an end."""
        defaults = {
            "group_id": group.id,
            "person_id": person.id,
            "role": role,
            "joined_at": self.now(),
        }
        return Membership.model_validate({**defaults, **fields})

    def request(self, group: Group, person: Person, **fields: object) -> JoinRequest:
        """Return a pending request to join."""
        defaults = {
            "id": self.ids.new(),
            "group_id": group.id,
            "person_id": person.id,
            "created_at": self.now(),
        }
        return JoinRequest.model_validate({**defaults, **fields})

    def post(self, group: Group, author: Person | None, **fields: object) -> Post:
        """Return a published update with the default audience of its place."""
        kind = fields.get("kind", PostKind.UPDATE)
        defaults = {
            "id": self.ids.new(),
            "network_id": group.network_id,
            "group_id": group.id,
            "kind": kind,
            "author_id": None if author is None else author.id,
            "body": f"Body {next(self._numbers)}",
            "audience": group.default_audience,
            "created_at": self.now(),
            "arrived_at": self.now(),
            "last_activity_at": self.now(),
            "question_state": QuestionState.OPEN if kind is PostKind.QUESTION else None,
            "title": "A question" if kind is PostKind.QUESTION else None,
        }
        return Post.model_validate({**defaults, **fields})

    def question(self, group: Group, author: Person | None, **fields: object) -> Post:
        """Return an open question with the default audience of its place."""
        return self.post(group, author, kind=PostKind.QUESTION, **fields)

    def reply(self, post: Post, author: Person | None, **fields: object) -> Reply:
        """Return a published reply."""
        defaults = {
            "id": self.ids.new(),
            "post_id": post.id,
            "author_id": None if author is None else author.id,
            "body": f"Reply {next(self._numbers)}",
            "created_at": self.now(),
        }
        return Reply.model_validate({**defaults, **fields})

    def comment(
        self, post: Post, author: Person | None, *, reply: Reply | None = None, **fields: object
    ) -> Comment:
        """Return a published comment on the post, or on its reply."""
        defaults = {
            "id": self.ids.new(),
            "post_id": post.id,
            "reply_id": None if reply is None else reply.id,
            "author_id": None if author is None else author.id,
            "body": f"Comment {next(self._numbers)}",
            "created_at": self.now(),
        }
        return Comment.model_validate({**defaults, **fields})

    def revision(self, post: Post, *, number: int = 1, **fields: object) -> Revision:
        """Return what a post was before an edit."""
        defaults = {
            "id": self.ids.new(),
            "target_kind": TargetKind.POST,
            "target_id": post.id,
            "number": number,
            "body": f"Before edit {number}",
            "at": self.now(),
        }
        return Revision.model_validate({**defaults, **fields})

    def transition(self, post: Post, **fields: object) -> Transition:
        """Return a move of a question from open to answered."""
        defaults = {
            "id": self.ids.new(),
            "post_id": post.id,
            "move": QuestionMove.ANSWER,
            "before": QuestionState.OPEN,
            "after": QuestionState.ANSWERED,
            "actor_id": post.author_id,
            "at": self.now(),
        }
        return Transition.model_validate({**defaults, **fields})

    def reaction(
        self, target: Target, person: Person, *, kind: ReactionKind = ReactionKind.LIKE
    ) -> Reaction:
        """Return a reaction of the person to the thing."""
        return Reaction(
            target_kind=target.kind,
            target_id=target.id,
            person_id=person.id,
            kind=kind,
            created_at=self.now(),
        )

    def follow(self, follower: Person, target: Person | Post) -> Follow:
        """Return a follow of a person or a post."""
        kind = FollowKind.PERSON if isinstance(target, Person) else FollowKind.POST
        return Follow(
            follower_id=follower.id, kind=kind, target_id=target.id, created_at=self.now()
        )

    def notice(
        self,
        person: Person,
        *,
        post: Post | None = None,
        group: Group | None = None,
        **fields: object,
    ) -> Notice:
        """Return an unseen notice about a post, or about a group where no post is given."""
        defaults = {
            "id": self.ids.new(),
            "network_id": person.network_id,
            "person_id": person.id,
            "reason": NoticeReason.REPLY if post is not None else NoticeReason.ADDED,
            "event_id": self.ids.new(),
            "group_id": group.id if group is not None else post and post.group_id,
            "post_id": None if post is None else post.id,
            "created_at": self.now(),
        }
        return Notice.model_validate({**defaults, **fields})

    def event(self, network: Network, **fields: object) -> Event:
        """Return an event of the network."""
        defaults: dict[str, object] = {
            "id": self.ids.new(),
            "name": EventName.POST_PUBLISHED,
            "network_id": network.id,
            "actor_id": None,
            "at": self.now(),
            "data": {"post": str(self.ids.new())},
        }
        return Event.model_validate({**defaults, **fields})


def target_of(thing: Post | Reply | Comment) -> Target:
    """Return the target that points to a post, a reply or a comment."""
    return Target(kind=_TARGETS[type(thing)], id=thing.id)


_TARGETS: Final[dict[type, TargetKind]] = {
    Post: TargetKind.POST,
    Reply: TargetKind.REPLY,
    Comment: TargetKind.COMMENT,
}

__all__ = ["START", "Factory", "target_of"]
