import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A user of the host; the key is a UUID, as many projects have it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
