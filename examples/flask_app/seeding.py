"""Fill the tracker's own tables: users, and the projects of the story."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import yaml

from examples.flask_app.models import Milestone, Project, Task, User, db
from examples.story import NETWORKS, load
from examples.story.script import FOLDER

KINDS: Final = {"external": "partner", "customer": "customer"}


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
