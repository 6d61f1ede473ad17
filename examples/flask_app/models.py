"""What the tracker itself stores. socialkit adds its own tables beside these."""

from __future__ import annotations

from datetime import date

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash


class Base(DeclarativeBase):
    """The tracker's tables."""


db = SQLAlchemy(model_class=Base)

partners = Table(
    "project_partners",
    Base.metadata,
    Column("project_code", ForeignKey("projects.code"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True),
)


class User(UserMixin, Base):  # type: ignore[misc]
    """Somebody who can sign in to the tracker: staff, partners and customers."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    """`staff`, `partner` or `customer`: what the tracker shows, nothing that socialkit reads."""
    password_hash: Mapped[str | None] = mapped_column(String(255))

    def set_password(self, password: str) -> None:
        """Keep a hash of a new password."""
        self.password_hash = generate_password_hash(password)

    def knows(self, password: str) -> bool:
        """Tell whether this is the password; without one nobody signs in."""
        return self.password_hash is not None and check_password_hash(self.password_hash, password)


class Project(Base):
    """A project, with the slug of the group in which it is talked about."""

    __tablename__ = "projects"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20))
    group_slug: Mapped[str | None] = mapped_column(String(64))
    lead_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    lead: Mapped[User] = relationship()
    partners: Mapped[list[User]] = relationship(secondary=partners)
    tasks: Mapped[list[Task]] = relationship(order_by="Task.due_on")
    milestones: Mapped[list[Milestone]] = relationship(order_by="Milestone.due_on")

    @property
    def tasks_done(self) -> int:
        """Count the tasks that are done."""
        return sum(task.done for task in self.tasks)

    @property
    def next_milestone(self) -> Milestone | None:
        """Return the first milestone that was not reached yet."""
        return next((m for m in self.milestones if not m.reached), None)

    def visible_to(self, user: User) -> bool:
        """Tell whether the tracker shows the project: to all staff, and to its own partners."""
        return user.kind == "staff" or user in self.partners


class Task(Base):
    """Something to do in a project."""

    __tablename__ = "tasks"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_code: Mapped[str] = mapped_column(ForeignKey("projects.code"))
    name: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner: Mapped[User] = relationship()
    due_on: Mapped[date]
    done: Mapped[bool] = mapped_column(default=False)


class Milestone(Base):
    """A date that a project works towards."""

    __tablename__ = "milestones"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_code: Mapped[str] = mapped_column(ForeignKey("projects.code"))
    name: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date]
    reached: Mapped[bool] = mapped_column(default=False)
