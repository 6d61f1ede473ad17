"""Mirror the tables of mentions, notices, follows, events, stored answers and imports."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from socialkit.contrib.django.fields import (
    DocumentField,
    ExactField,
    IdField,
    LongTextField,
    MomentField,
    NumberField,
)
from socialkit.contrib.django.mirrors.base import VIEW_ONLY, Mirror, loose, table


class Mention(Mirror):
    """Be one mention of a person."""

    pk = models.CompositePrimaryKey("source_id", "source_kind", "person_id")
    source_id = IdField()
    source_kind = ExactField(max_length=20)
    person_id: UUID
    person = loose("Person", "mentions", required=True)
    post = loose("Post", "mentions", required=True)

    class Meta:
        db_table = table("mention")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"mention of {self.person_id} in {self.source_kind} {self.source_id}"


class Notice(Mirror):
    """Be one notification of one person."""

    id = IdField(primary_key=True)
    network = loose("Network", required=True)
    person = loose("Person", "notices", required=True)
    reason = ExactField(max_length=20)
    event_id = IdField()
    actor = loose("Person")
    group = loose("Group")
    post = loose("Post")
    reply = loose("Reply")
    comment = loose("Comment")
    created_at = MomentField()
    seen_at = MomentField(null=True, blank=True)
    read_at = MomentField(null=True, blank=True)

    class Meta:
        db_table = table("notice")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.reason} notice {self.id}"


class Follow(Mirror):
    """Be one person's wish to follow something."""

    pk = models.CompositePrimaryKey("follower_id", "kind", "target_id")
    follower_id: UUID
    follower = loose("Person", "follows", required=True)
    kind = ExactField(max_length=20)
    target_id = IdField()
    created_at = MomentField()

    class Meta:
        db_table = table("follow")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.kind} {self.target_id}"


class OutboxEvent(Mirror):
    """Be one event, delivered or waiting."""

    id = IdField(primary_key=True)
    name = ExactField(max_length=60)
    network = loose("Network", required=True)
    actor = loose("Person")
    at = MomentField()
    data = DocumentField()
    delivered_at = MomentField(null=True, blank=True)

    class Meta:
        db_table = table("outbox")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class StoredAnswer(Mirror):
    """Be one stored answer to a request that may be repeated."""

    pk = models.CompositePrimaryKey("person_id", "key")
    person_id: UUID
    person = loose("Person", required=True)
    key = ExactField(max_length=255)
    fingerprint = ExactField(max_length=64)
    status = NumberField()
    body = LongTextField()
    claimed_at = MomentField()

    class Meta:
        db_table = table("idempotency")
        default_permissions = VIEW_ONLY
        verbose_name_plural = "stored answers"

    def __str__(self) -> str:
        return f"answer {self.status} for {self.person_id}"


class ImportMark(Mirror):
    """Be one mark that an import left."""

    pk = models.CompositePrimaryKey("network_id", "source", "name")
    network = loose("Network", required=True)
    source = ExactField(max_length=200)
    name = ExactField(max_length=200)
    value = LongTextField()

    class Meta:
        db_table = table("import_mark")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"mark {self.name} of {self.source}"


class ImportSkip(Mirror):
    """Be one thing that an import left out."""

    pk = models.CompositePrimaryKey("network_id", "source", "source_key")
    network = loose("Network", required=True)
    source = ExactField(max_length=200)
    source_key = ExactField(max_length=200)
    reason = ExactField(max_length=300)

    class Meta:
        db_table = table("import_skip")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.source_key} of {self.source}"
