"""Mirror the tables of groups, memberships and requests to join."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from socialkit.contrib.django.fields import ExactField, FlagField, IdField, MomentField, NumberField
from socialkit.contrib.django.mirrors.base import VIEW_ONLY, Mirror, loose, ref, table
from socialkit.domain.groups import Visibility


class Group(Mirror):
    """Be one group, or the wall of a network."""

    id = IdField(primary_key=True)
    network = ref("Network", "groups")
    visibility = ExactField(max_length=20)
    slug = ExactField(max_length=64)
    slug_key = ExactField(max_length=256)
    name = ExactField(max_length=100)
    about = ExactField(max_length=4000)
    purpose = ExactField(max_length=20)
    join_method = ExactField(max_length=20)
    reach = ExactField(max_length=20)
    externals_allowed = FlagField()
    trusted_area = FlagField()
    archived_at = MomentField(null=True, blank=True)
    epoch = NumberField()
    member_count = NumberField()
    owner_count = NumberField()
    created_by = loose("Person", db_column="created_by")
    created_at = MomentField()
    version = NumberField()
    name_key = ExactField(max_length=400)

    class Meta:
        db_table = table("group")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        # What a secret group is called tells what it is about, so its members alone know.
        secret = self.visibility == Visibility.SECRET
        return f"secret group {self.id}" if secret else str(self.slug)


class Membership(Mirror):
    """Be the membership of one person in one group."""

    pk = models.CompositePrimaryKey("group_id", "person_id")
    group_id: UUID
    group = ref("Group", "memberships")
    person_id: UUID
    person = ref("Person", "memberships")
    role = ExactField(max_length=20)
    joined_at = MomentField()
    expires_at = MomentField(null=True, blank=True)
    added_by = loose("Person", db_column="added_by")

    class Meta:
        db_table = table("membership")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"


class JoinRequest(Mirror):
    """Be one request to join a group."""

    id = IdField(primary_key=True)
    group = ref("Group", "requests")
    person = ref("Person", "requests")
    message = ExactField(max_length=1000)
    state = ExactField(max_length=20)
    reason = ExactField(max_length=1000, null=True, blank=True)
    decided_by = loose("Person", db_column="decided_by")
    created_at = MomentField()
    decided_at = MomentField(null=True, blank=True)
    pending_mark = NumberField(null=True, blank=True)

    class Meta:
        db_table = table("request")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.state} request {self.id}"
