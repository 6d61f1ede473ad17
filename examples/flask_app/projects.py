"""The tracker's own pages: projects with their tasks and milestones."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from sqlalchemy import select

from examples.flask_app.models import Project, Task, db

pages = Blueprint("projects", __name__)


@pages.get("/")
def index() -> ResponseReturnValue:
    """Show the projects that the signed-in user works on; greet everybody else."""
    if not current_user.is_authenticated:
        return render_template("welcome.html")
    if current_user.kind == "customer":
        return redirect("/community/")
    projects = db.session.scalars(select(Project).order_by(Project.status.desc(), Project.name))
    shown = [project for project in projects if project.visible_to(current_user)]
    return render_template("projects.html", projects=shown)


@pages.get("/projects/<code>")
@login_required  # type: ignore[untyped-decorator]  # it ships no types
def project(code: str) -> ResponseReturnValue:
    """Show one project, with what its group talks about."""
    return render_template("project.html", project=found(code))


@pages.post("/projects/<code>/tasks/<int:task_id>")
@login_required  # type: ignore[untyped-decorator]  # it ships no types
def change_task(code: str, task_id: int) -> ResponseReturnValue:
    """Mark a task as done, or as still to do."""
    shown = found(code)
    task = db.session.get(Task, task_id)
    if task is None or task.project_code != shown.code:
        abort(404)
    task.done = request.form.get("done") == "yes"
    db.session.commit()
    return redirect(url_for("projects.project", code=shown.code))


def found(code: str) -> Project:
    """Return a project that the user may see, or answer 404."""
    wanted = db.session.get(Project, code)
    if wanted is None or not wanted.visible_to(current_user):
        abort(404)
    return wanted
