from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Somebody who can sign in: staff, partners and customers."""

    class Kind(models.TextChoices):
        STAFF = "staff"
        PARTNER = "partner"
        CUSTOMER = "customer"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.STAFF)
    """What the help desk shows to this user; nothing that socialkit reads."""

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()
