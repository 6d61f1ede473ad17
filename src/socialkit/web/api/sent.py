"""Describe what writes are sent: strict models; a field that is not named here is refused."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from socialkit.domain.groups import Audience, GroupRole, JoinMethod, Purpose, Visibility
from socialkit.domain.people import PersonStatus


class Sent(BaseModel):
    """Be the JSON body of a write."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True
    )


class ProfileEdit(Sent):
    """Change fields of a profile; those that are left out stay, null empties."""

    handle: str = ""
    display_name: str = ""
    title: str | None = None
    department: str | None = None
    location: str | None = None
    time_zone: str | None = None
    locale: str | None = None
    bio: str | None = None
    """Markdown."""
    avatar_url: str | None = None
    skills: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    ask_about: tuple[str, ...] = ()


class NewPerson(Sent):
    """Make a person for a user of the host."""

    subject: str
    """The host's own id of the user."""
    display_name: str
    member_class: str = "employee"
    handle: str | None = None
    """Made from the name where it is left out."""
    sponsor: str | None = None
    """Id or handle of the employee who answers for somebody from outside."""
    organisation: str | None = None
    purpose: str | None = None
    ends_at: datetime | None = None
    roles: tuple[str, ...] = ()
    title: str | None = None
    department: str | None = None
    location: str | None = None
    time_zone: str | None = None
    locale: str | None = None
    bio: str | None = None
    avatar_url: str | None = None
    skills: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    ask_about: tuple[str, ...] = ()


class NewStatus(Sent):
    """Suspend, deactivate or restore a person."""

    status: PersonStatus


class NewManager(Sent):
    """Say who manages a person."""

    manager: str | None
    """Handle or id; null for nobody."""


class NewGroup(Sent):
    """Found a group."""

    name: str
    slug: str | None = None
    """Made from the name where it is left out."""
    about: str = ""
    visibility: Visibility = Visibility.OPEN
    purpose: Purpose = Purpose.INTEREST
    join_method: JoinMethod | None = None
    reach: Audience | None = None
    externals_allowed: bool = False
    trusted_area: bool = False


class GroupEdit(Sent):
    """Change a group; what is left out stays."""

    name: str | None = None
    about: str | None = None
    visibility: Visibility | None = None
    purpose: Purpose | None = None
    join_method: JoinMethod | None = None
    reach: Audience | None = None
    externals_allowed: bool | None = None


class NewMember(Sent):
    """Make somebody a member of a group."""

    person: str
    """Id or handle."""
    role: GroupRole = GroupRole.MEMBER
    expires_at: datetime | None = None


class NewRole(Sent):
    """Give a member another role."""

    role: GroupRole


class NewRequest(Sent):
    """Ask to become a member."""

    message: str = ""


class Decision(Sent):
    """Accept or refuse a request to join."""

    accept: bool
    reason: str | None = None


class NewPost(Sent):
    """Publish an update."""

    body: str
    """Markdown."""
    group: str | None = None
    """Id or slug; the wall where it is left out."""
    title: str | None = None
    tags: tuple[str, ...] = ()
    audience: Audience | None = None


class PostEdit(Sent):
    """Change a post; what is left out stays."""

    body: str | None = None
    title: str | None = None
    tags: tuple[str, ...] | None = None


class NewText(Sent):
    """Write a reply or an answer, or what stands in its place from now on."""

    body: str
    """Markdown."""


class NewComment(Sent):
    """Comment on a post, or on one of its replies."""

    body: str
    reply: str | None = None
    """The reply that is commented on; the post itself where it is left out."""


class NewQuestion(Sent):
    """Ask a question."""

    title: str
    body: str = ""
    group: str | None = None
    """Id or slug; the wall where it is left out."""
    directed_to: str | None = None
    """Id or handle of a person who can read it there."""
    tags: tuple[str, ...] = ()
    audience: Audience | None = None


class Acceptance(Sent):
    """Accept an answer."""

    reply: str


class Closing(Sent):
    """Close a question."""

    reason: str


class Duplicate(Sent):
    """Mark a question as a duplicate of another."""

    of: str


class Addressee(Sent):
    """Direct a question to a person, or to nobody (null)."""

    person: str | None


class Draft(Sent):
    """Ask what the names in a text would do."""

    body: str
    group: str | None = None
    audience: Audience | None = None
    post: str | None = None
    """For a reply or comment: the post that it belongs to."""


class ReadMark(Sent):
    """Mark an entry of the list as read; everything where it is left out."""

    notice: str | None = None
