"""Name the mirrors of all tables: models for reading, filters, foreign keys and the admin."""

from __future__ import annotations

# What is referred to stands first: fixtures are written in the order of the models.
# isort: off
from socialkit.contrib.django.mirrors.people import Account, Network, Person, PersonSkill, Visit
from socialkit.contrib.django.mirrors.groups import Group, JoinRequest, Membership
from socialkit.contrib.django.mirrors.posts import (
    Comment,
    Post,
    PostTag,
    Question,
    Reaction,
    Reply,
    Revision,
    Transition,
)
from socialkit.contrib.django.mirrors.activity import (
    Follow,
    ImportMark,
    ImportSkip,
    Mention,
    Notice,
    OutboxEvent,
    StoredAnswer,
)
from socialkit.contrib.django.mirrors.policies import PolicyStep, PolicyVersion
# isort: on

__all__ = [
    "Account",
    "Comment",
    "Follow",
    "Group",
    "ImportMark",
    "ImportSkip",
    "JoinRequest",
    "Membership",
    "Mention",
    "Network",
    "Notice",
    "OutboxEvent",
    "Person",
    "PersonSkill",
    "PolicyStep",
    "PolicyVersion",
    "Post",
    "PostTag",
    "Question",
    "Reaction",
    "Reply",
    "Revision",
    "StoredAnswer",
    "Transition",
    "Visit",
]
