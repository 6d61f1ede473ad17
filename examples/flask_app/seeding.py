"""Fill an empty database with the story: the tracker's own rows, and what people wrote."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml
from flask import Flask

from examples.flask_app.models import Milestone, Project, Task, User, db
from examples.story import NETWORKS, load, play
from examples.story.script import FOLDER
from socialkit.clock import FixedClock, SystemClock
from socialkit.errors import ConfigurationError
from socialkit.ids import SeededIds
from socialkit.kit import SocialKit
from socialkit.storage.sql import tables

SEED: Final = 2009
KINDS = {"external": "partner", "customer": "customer"}


def cache_folder() -> Path:
    """Return where the demo keeps its database between two starts."""
    chosen = os.environ.get("SOCIALKIT_CACHE")
    if chosen:
        return Path(chosen) / "demo"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "socialkit" / "demo"


def database(folder: Path) -> Path:
    """Return the file of the database."""
    return folder.resolve() / "brightwater.db"


def prepare(folder: Path, *, reset: bool) -> bool:
    """Seed the folder's database unless it holds this very story; tell whether it was seeded."""
    mark = folder / "story"
    if not reset and mark.is_file() and mark.read_text() == edition():
        return False
    if folder.is_dir() and any(folder.iterdir()) and not mark.exists():
        message = f"{folder} holds files that are not the demo's. Name an empty folder."
        raise ConfigurationError("demo.folder", message)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "secret").write_text(secrets.token_hex(32))
    seed(f"sqlite:///{database(folder)}", SystemClock().now())
    mark.write_text(edition())
    return True


def seed(url: str, today: datetime) -> None:
    """Fill an empty database: the tracker's rows first, then what people wrote."""
    today = today.replace(minute=0, second=0, microsecond=0)
    app = Flask("seeding")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    with app.app_context():
        db.create_all()
        add_own_rows(today)
        db.session.commit()
        db.engine.dispose()
    clock = FixedClock(today)
    kit = SocialKit.open(url, clock=clock, ids=SeededIds(clock, SEED))
    play(kit, clock, today=today)
    kit.close()


def edition() -> str:
    """Name the story and the tables, so that another release begins anew."""
    digest = hashlib.sha256()
    for folder in (FOLDER, Path(tables.__file__).parent, Path(__file__).parent):
        for path in sorted([*folder.rglob("*.yaml"), *folder.glob("*.py")]):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def add_own_rows(today: datetime) -> None:
    """Add users and projects; the caller commits."""
    users = make_users()
    db.session.add_all(users.values())
    found = yaml.safe_load((FOLDER / "projects.yaml").read_text(encoding="utf-8"))
    for code, entry in found.items():
        db.session.add(make_project(code, entry, users, today))


def make_users() -> dict[str, User]:
    """Make a user for everybody of the story who signs in; none has a password."""
    users: dict[str, User] = {}
    for slug in NETWORKS:
        for name, role in load(slug).people.items():
            kind = KINDS.get(role.member_class, "staff")
            users.setdefault(name, User(username=name, name=role.name, kind=kind))
    return users


def make_project(
    code: str, entry: dict[str, Any], users: dict[str, User], today: datetime
) -> Project:
    """Make a project with its tasks and milestones."""

    def on(day: int) -> date:
        return (today + timedelta(days=day)).date()

    return Project(
        code=code,
        name=entry["name"],
        summary=entry["summary"],
        status=entry["status"],
        group_slug=entry["group"],
        lead=users[entry["lead"]],
        partners=[users[name] for name in entry.get("partners", ())],
        tasks=[
            Task(
                name=task["name"],
                owner=users[task["owner"]],
                due_on=on(task["day"]),
                done=task.get("done", False),
            )
            for task in entry["tasks"]
        ],
        milestones=[
            Milestone(name=m["name"], due_on=on(m["day"]), reached=m.get("reached", False))
            for m in entry["milestones"]
        ],
    )
