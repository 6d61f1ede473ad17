"""Mirror the tables of published policies."""

from __future__ import annotations

from socialkit.contrib.django.fields import (
    ExactField,
    LongTextField,
    MomentField,
    NumberField,
)
from socialkit.contrib.django.mirrors.base import VIEW_ONLY, Mirror, loose, table


class PolicyVersion(Mirror):
    """Be one policy that was published."""

    version = NumberField(primary_key=True)
    model = LongTextField()
    rules = LongTextField()
    sha256 = ExactField(max_length=64)
    author = loose("Person")
    reason = ExactField(max_length=500)
    at = MomentField()

    class Meta:
        db_table = table("policy_version")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"policy {self.version}"


class PolicyStep(Mirror):
    """Be one step by which a policy came into force."""

    number = NumberField(primary_key=True)
    version = NumberField()
    step = ExactField(max_length=20)
    person = loose("Person")
    reason = ExactField(max_length=500)
    at = MomentField()

    class Meta:
        db_table = table("policy_step")
        default_permissions = VIEW_ONLY

    def __str__(self) -> str:
        return f"policy {self.version} {self.step}"
