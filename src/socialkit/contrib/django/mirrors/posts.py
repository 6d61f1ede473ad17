"""Mirror the tables of posts, threads and what hangs on them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from socialkit.contrib.django.fields import (
    DocumentField,
    ExactField,
    FlagField,
    IdField,
    LongTextField,
    MomentField,
    NumberField,
)
from socialkit.contrib.django.mirrors.base import (
    VIEW_ONLY,
    Mirror,
    MirrorQuerySet,
    loose,
    ref,
    table,
)


class Post(Mirror):
    """Be one update or question."""

    id = IdField(primary_key=True)
    network = loose("Network", "posts", required=True)
    group = ref("Group", "posts")
    kind = ExactField(max_length=20)
    author = loose("Person", "posts")
    title = ExactField(max_length=200, null=True, blank=True)
    body = LongTextField()
    body_format = ExactField(max_length=20)
    tags = DocumentField()
    audience = ExactField(max_length=20)
    state = ExactField(max_length=20)
    locked = FlagField()
    created_at = MomentField()
    arrived_at = MomentField()
    edited_at = MomentField(null=True, blank=True)
    last_activity_at = MomentField()
    last_voice = loose("Person")
    reply_count = NumberField()
    answer_count = NumberField()
    comment_count = NumberField()
    reaction_count = NumberField()
    baseline_score = NumberField()
    question_state = ExactField(max_length=20, null=True, blank=True)
    accepted_reply = loose("Reply")
    accepted_by = loose("Person", db_column="accepted_by")
    accepted_at = MomentField(null=True, blank=True)
    closed_at = MomentField(null=True, blank=True)
    closed_by = loose("Person", db_column="closed_by")
    close_reason = ExactField(max_length=300, null=True, blank=True)
    duplicate_of = loose("Post")
    directed_to = loose("Person")
    version = NumberField()
    epoch = NumberField()

    class Meta:
        db_table = table("post")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class QuestionManager(models.Manager[Any]):
    """Find the posts that ask."""

    def get_queryset(self) -> MirrorQuerySet:
        """Return the questions."""
        return MirrorQuerySet(self.model, using=self._db).filter(kind="question")


class Question(Post):
    """Be a post that asks."""

    objects = QuestionManager()

    class Meta:
        proxy = True
        default_permissions = VIEW_ONLY


class PostTag(Mirror):
    """Be one tag of one post."""

    pk = models.CompositePrimaryKey("post_id", "tag")
    post_id: UUID
    post = ref("Post", "tag_rows")
    tag = ExactField(max_length=50)
    created_at = MomentField()

    class Meta:
        db_table = table("post_tag")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"tag of {self.post_id}"


class Reply(Mirror):
    """Be one reply or answer."""

    id = IdField(primary_key=True)
    post = ref("Post", "replies")
    author = loose("Person", "replies")
    body = LongTextField()
    body_format = ExactField(max_length=20)
    insiders_only = FlagField()
    state = ExactField(max_length=20)
    created_at = MomentField()
    edited_at = MomentField(null=True, blank=True)
    comment_count = NumberField()
    reaction_count = NumberField()
    baseline_score = NumberField()
    version = NumberField()

    class Meta:
        db_table = table("reply")
        default_permissions = VIEW_ONLY
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply {self.id}"


class Comment(Mirror):
    """Be one comment on a post or on a reply."""

    id = IdField(primary_key=True)
    post = ref("Post", "comments")
    reply = loose("Reply", "comments")
    author = loose("Person", "comments")
    body = LongTextField()
    body_format = ExactField(max_length=20)
    state = ExactField(max_length=20)
    created_at = MomentField()
    edited_at = MomentField(null=True, blank=True)
    reaction_count = NumberField()
    baseline_score = NumberField()
    version = NumberField()

    class Meta:
        db_table = table("comment")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"comment {self.id}"


class Transition(Mirror):
    """Be one step in the life of a question."""

    id = IdField(primary_key=True)
    post_id: UUID
    post = ref("Post", "transitions")
    move = ExactField(max_length=20)
    before = ExactField(max_length=20)
    after = ExactField(max_length=20)
    actor = loose("Person")
    reason = ExactField(max_length=300, null=True, blank=True)
    at = MomentField()

    class Meta:
        db_table = table("transition")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.move} of {self.post_id}"


class Revision(Mirror):
    """Be one earlier text of a post, a reply or a comment."""

    id = IdField(primary_key=True)
    target_kind = ExactField(max_length=20)
    target_id = IdField()
    number = NumberField()
    title = ExactField(max_length=200, null=True, blank=True)
    body = LongTextField()
    body_format = ExactField(max_length=20)
    tags = DocumentField()
    editor = loose("Person")
    at = MomentField()

    class Meta:
        db_table = table("revision")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"revision {self.number} of {self.target_kind} {self.target_id}"


class Reaction(Mirror):
    """Be one reaction of one person."""

    pk = models.CompositePrimaryKey("target_id", "target_kind", "person_id", "kind")
    target_id = IdField()
    target_kind = ExactField(max_length=20)
    person = loose("Person", "reactions", required=True)
    kind = ExactField(max_length=20)
    created_at = MomentField()

    class Meta:
        db_table = table("reaction")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.kind} on {self.target_kind} {self.target_id}"
