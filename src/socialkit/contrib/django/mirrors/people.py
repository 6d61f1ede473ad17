"""Mirror the tables of networks, accounts, people and visits."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from socialkit.contrib.django.fields import (
    DayField,
    DocumentField,
    ExactField,
    IdField,
    LongTextField,
    MomentField,
    NumberField,
    WordsField,
)
from socialkit.contrib.django.mirrors.base import VIEW_ONLY, Mirror, loose, ref, table


class Network(Mirror):
    """Be one network: a workplace or a community."""

    id = IdField(primary_key=True)
    slug = ExactField(max_length=64)
    name = ExactField(max_length=100)
    kind = ExactField(max_length=20)
    wall = loose("Group", required=True)
    modules = WordsField(max_length=400)
    created_at = MomentField()

    class Meta:
        db_table = table("network")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.slug}"


class Account(Mirror):
    """Be the account of one user of the host."""

    id = IdField(primary_key=True)
    subject = ExactField(max_length=255)
    created_at = MomentField()

    class Meta:
        db_table = table("account")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"account {self.id}"


class Person(Mirror):
    """Be one person in one network."""

    id = IdField(primary_key=True)
    network = ref("Network", "people")
    account = ref("Account", "people")
    handle = ExactField(max_length=50)
    handle_key = ExactField(max_length=200)
    display_name = ExactField(max_length=100)
    name_key = ExactField(max_length=400)
    member_class = ExactField(max_length=40)
    status = ExactField(max_length=20)
    network_roles = WordsField(max_length=400)
    sponsor = loose("Person")
    organisation = ExactField(max_length=100, null=True, blank=True)
    purpose = ExactField(max_length=300, null=True, blank=True)
    starts_at = MomentField(null=True, blank=True)
    ends_at = MomentField(null=True, blank=True)
    title = ExactField(max_length=100, null=True, blank=True)
    department = ExactField(max_length=100, null=True, blank=True)
    manager = loose("Person")
    skills = DocumentField()
    interests = DocumentField()
    ask_about = DocumentField()
    bio = LongTextField(null=True, blank=True)
    location = ExactField(max_length=100, null=True, blank=True)
    time_zone = ExactField(max_length=64, null=True, blank=True)
    locale = ExactField(max_length=16, null=True, blank=True)
    avatar_url = ExactField(max_length=500, null=True, blank=True)
    created_at = MomentField()
    updated_at = MomentField()
    version = NumberField()
    department_key = ExactField(max_length=400, null=True, blank=True)
    organisation_key = ExactField(max_length=400, null=True, blank=True)

    class Meta:
        db_table = table("person")
        default_permissions = VIEW_ONLY
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return f"@{self.handle}"


class PersonSkill(Mirror):
    """Be one skill of one person, for searching."""

    pk = models.CompositePrimaryKey("person_id", "skill_key")
    person_id: UUID
    person = ref("Person")
    skill_key = ExactField(max_length=400)

    class Meta:
        db_table = table("person_skill")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"skill of {self.person_id}"


class Visit(Mirror):
    """Be the visit of one person on one day."""

    pk = models.CompositePrimaryKey("network_id", "day", "person_id")
    network = loose("Network", required=True)
    day = DayField()
    person_id: UUID
    person = loose("Person", "visits", required=True)

    class Meta:
        db_table = table("visit")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"{self.person_id} on {self.day}"
