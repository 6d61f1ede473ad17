from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models


class Ticket(models.Model):
    """A request for help, which a thread of the social network may discuss."""

    title: models.CharField[str, str] = models.CharField(max_length=200)
    opened_by: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    thread: models.ForeignKey[Any, Any] = models.ForeignKey(
        "socialkit.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets"
    )
    opened_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title
