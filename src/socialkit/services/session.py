"""Be what somebody does in one unit of work: `me.<noun>.<verb>(...)`."""

from __future__ import annotations

from functools import cached_property

from socialkit.domain.people import Person, Standing
from socialkit.services.context import Context
from socialkit.services.feeds import Feeds
from socialkit.services.follows import Follows
from socialkit.services.groups import Groups
from socialkit.services.memberships import Memberships
from socialkit.services.mentions import Mentions
from socialkit.services.networks import Networks
from socialkit.services.notifications import Notifications
from socialkit.services.people import People
from socialkit.services.policies import Policies
from socialkit.services.posts import Posts
from socialkit.services.questions import Questions
from socialkit.services.reactions import Reactions
from socialkit.services.replies import Comments, Replies
from socialkit.services.requests import Requests
from socialkit.services.visits import Visits


class Session:
    """Offer every noun to one actor; it lives as long as its unit of work."""

    def __init__(self, context: Context) -> None:
        self.context = context

    @property
    def person(self) -> Person | None:
        """Return the acting person; None for a stranger."""
        return self.context.person

    @property
    def standing(self) -> Standing:
        """Return whether the acting account may act, and if not, why (its owner may know)."""
        return self.context.standing

    @cached_property
    def networks(self) -> Networks:
        """Offer the caller's own network."""
        return Networks(self.context)

    @cached_property
    def people(self) -> People:
        """Offer the directory and profiles."""
        return People(self.context)

    @cached_property
    def groups(self) -> Groups:
        """Offer groups."""
        return Groups(self.context)

    @cached_property
    def memberships(self) -> Memberships:
        """Offer joining, leaving and the lists of members."""
        return Memberships(self.context)

    @cached_property
    def requests(self) -> Requests:
        """Offer requests to join."""
        return Requests(self.context)

    @cached_property
    def posts(self) -> Posts:
        """Offer posts and threads."""
        return Posts(self.context)

    @cached_property
    def replies(self) -> Replies:
        """Offer replies."""
        return Replies(self.context)

    @cached_property
    def comments(self) -> Comments:
        """Offer comments."""
        return Comments(self.context)

    @cached_property
    def questions(self) -> Questions:
        """Offer questions and their queue."""
        return Questions(self.context)

    @cached_property
    def reactions(self) -> Reactions:
        """Offer reactions."""
        return Reactions(self.context)

    @cached_property
    def mentions(self) -> Mentions:
        """Offer checks and suggestions of names."""
        return Mentions(self.context)

    @cached_property
    def notifications(self) -> Notifications:
        """Offer the caller's notices."""
        return Notifications(self.context)

    @cached_property
    def feeds(self) -> Feeds:
        """Offer lists of posts."""
        return Feeds(self.context)

    @cached_property
    def follows(self) -> Follows:
        """Offer following."""
        return Follows(self.context)

    @cached_property
    def visits(self) -> Visits:
        """Remember that the caller was here."""
        return Visits(self.context)

    @cached_property
    def policies(self) -> Policies:
        """Offer the versions of the policy."""
        return Policies(self.context)
