"""The host project on a fresh SQLite file for each test, migrated once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.django_host.databases import configure

configure()

from django.conf import settings as project_settings  # noqa: E402 - after the settings
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from socialkit.contrib.django.kits import forget, kit  # noqa: E402

__all__ = ["Client", "browser", "enrol", "kit", "migrate", "project", "user", "with_templates"]


def migrate(file: Path) -> None:
    """Make a database with the tables of the whole project."""
    with on_file(file):
        call_command("migrate", verbosity=0)


@contextmanager
def on_file(file: Path) -> Iterator[None]:
    """Let the alias `default` be a file; what was made for another one is forgotten."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    forget()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        forget()


@contextmanager
def project(template: Path, folder: Path, **social: Any) -> Iterator[None]:
    """Open the host project on a copy of a migrated file, with these settings of socialkit."""
    file = folder / "project.db"
    shutil.copy(template, file)
    with override_settings(SOCIALKIT=social), on_file(file):
        yield


def user(name: str, **fields: Any) -> Any:
    """Make a user of the host."""
    users: Any = get_user_model().objects
    return users.create_user(username=name, **fields)


def browser(who: Any = None, *, csrf: bool = False, **headers: str) -> Client:
    """Return a browser, signed in as a user of the host."""
    client = Client(enforce_csrf_checks=csrf, headers=headers)
    if who is not None:
        client.force_login(who)
    return client


def enrol(people: Mapping[str, Any], *, network: str = "default") -> None:
    """Make a network whose people are these users, by handle; the first one administers it."""
    with kit(network).system("tests") as desk:
        desk.create_network("Acme")
        for number, (handle, who) in enumerate(people.items()):
            name = who.get_full_name() or handle
            roles = () if number else ("admin",)
            desk.enrol(str(who.pk), name, handle=handle, roles=roles)


def with_templates(folder: Path, **files: str) -> Any:
    """Put templates into a folder of the project's, by name with `_html` for `.html`."""
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text)
    settings = [{**project_settings.TEMPLATES[0], "DIRS": [folder]}]
    return override_settings(TEMPLATES=settings)
