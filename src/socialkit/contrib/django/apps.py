"""Be an app of a Django project: `INSTALLED_APPS += ["socialkit.contrib.django"]`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig

LABEL: Final = "socialkit"


class SocialKitConfig(AppConfig):
    """Describe the app to Django."""

    name = "socialkit.contrib.django"
    label = LABEL
    verbose_name = "Social network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the host's users and migrations, and offer the system checks."""
        from socialkit.contrib.django import checks, flushing, unmigrated, upkeep

        checks.register()
        flushing.watch()
        unmigrated.watch(self)
        upkeep.connect()
