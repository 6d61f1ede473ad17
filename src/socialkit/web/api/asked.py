"""Describe what reads are asked: the parameters of the query; others are refused."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from socialkit.domain.feeds import QuestionList
from socialkit.domain.groups import Audience
from socialkit.domain.posts import PostKind
from socialkit.paging import DEFAULT_LIMIT


class Asked(BaseModel):
    """Be the query of a read."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Paging(Asked):
    """Ask for a page of a list."""

    limit: int = DEFAULT_LIMIT
    """1 to 100."""
    cursor: str | None = None
    """The `next` of the page before."""


class FeedPaging(Paging):
    """Ask for a page of a feed."""

    kind: PostKind | None = None


class TagPaging(Paging):
    """Ask for the posts that carry a tag."""

    tag: str


class PeopleWanted(Asked):
    """Narrow the directory; every condition must hold."""

    text: str | None = None
    """Part of the name or handle."""
    department: str | None = None
    skill: str | None = None
    organisation: str | None = None
    group: str | None = None
    """Members of this group alone."""


class PeoplePaging(PeopleWanted, Paging):
    """Ask for a page of the directory."""


class GroupsWanted(Asked):
    """Narrow the list of groups."""

    mine: bool = False
    archived: bool = False
    text: str | None = None


class GroupsPaging(GroupsWanted, Paging):
    """Ask for a page of the list of groups."""


class QueueWanted(Asked):
    """Narrow the question queue."""

    group: str | None = None
    tag: str | None = None


class QueuePaging(QueueWanted, Paging):
    """Ask for a page of a list of the question queue."""

    list: QuestionList = QuestionList.UNANSWERED


class NoticesPaging(Paging):
    """Ask for a page of one's notices."""

    unread_only: bool = False


class Place(Asked):
    """Name where a new post would go."""

    group: str | None = None
    audience: Audience | None = None


class NameStart(Place):
    """Ask for people whose name begins so."""

    prefix: str = ""
    post: str | None = None
    limit: int = 8
    """1 to 20."""
