"""The models of the Django app say what the tables say, read exactly, and write nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from socialkit.errors import ConfigurationError
from socialkit.kit import SocialKit
from socialkit.services.views import PostView
from socialkit.storage.sql.migrations import migrate
from socialkit.storage.sql.tables import METADATA
from socialkit.storage.sql.types import Exact, Id, Moment, Words
from tests.django_host import databases

databases.configure()

from django.apps import apps  # noqa: E402 - Django is set up first
from django.core import serializers  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections, models  # noqa: E402
from django.test import override_settings  # noqa: E402

from socialkit.contrib.django import fields  # noqa: E402
from socialkit.contrib.django.models import (  # noqa: E402
    Group,
    Membership,
    Network,
    Person,
    Post,
    Question,
)
from tests.django_host.tickets.models import Ticket  # noqa: E402

ALIAS = "mirrored"
KINDS: dict[type, type] = {
    Id: fields.IdField,
    Words: fields.WordsField,
    Moment: fields.MomentField,
    sa.JSON: models.JSONField,
    sa.Boolean: models.BooleanField,
    sa.Integer: models.IntegerField,
    sa.Date: models.DateField,
}


def mirrors() -> dict[str, Any]:
    """Return the models by the names of their tables; a proxy has none of its own."""
    found = apps.get_app_config("socialkit").get_models()
    return {model._meta.db_table: model for model in found if not model._meta.proxy}


def told(field: Any) -> tuple[object, ...]:
    """Return what a field says of its column."""
    reference = field.remote_field if isinstance(field, models.ForeignKey) else None
    target = None
    if reference is not None and field.db_constraint:
        target = f"{reference.model._meta.db_table}.id"
    kind = type(reference.model._meta.pk) if reference is not None else type(field)
    length = field.max_length if isinstance(field, models.CharField) else None
    return kind, field.null, length, target


def meant(column: Any) -> tuple[object, ...]:
    """Return the same of a column of the library."""
    if isinstance(column.type, Exact):
        kind: type = fields.ExactField if column.type.length else fields.LongTextField
    else:
        kind = next(KINDS[known] for known in KINDS if isinstance(column.type, known))
    length = getattr(column.type, "length", None) if kind is fields.ExactField else None
    if kind is fields.WordsField:
        length = column.type.impl.length
    target = next((f.target_fullname for f in column.foreign_keys), None)
    return kind, bool(column.nullable), length, target


@pytest.mark.parametrize("table", sorted(METADATA.tables))
def test_a_model_has_the_columns_of_its_table(table: str) -> None:
    model = mirrors()[table]
    columns = METADATA.tables[table].columns
    concrete = {f.column: told(f) for f in model._meta.concrete_fields if f.column}
    assert concrete == {column.name: meant(column) for column in columns}
    key = {field.column for field in model._meta.pk_fields}
    assert key == {column.name for column in METADATA.tables[table].primary_key}


def test_every_table_has_a_model_and_the_other_way_round() -> None:
    assert set(mirrors()) == set(METADATA.tables)


@pytest.fixture
def host(database_url: str) -> Iterator[SocialKit]:
    """A kit beside Django on one migrated database, with two people and a question."""
    with databases.alias(ALIAS, database_url):
        call_command("migrate", database=ALIAS, verbosity=0)
        kit = SocialKit.open(database_url)
        with kit.system("tests") as desk:
            desk.create_network("Acme")
            desk.enrol("u-ann", "Ann Arbor", handle="ann", roles=("admin",))
            desk.enrol("u-dan", "Dan Dare", handle="dan", fields={"skills": ["sailing"]})
        yield kit
        kit.close()


def ask(kit: SocialKit) -> PostView:
    """Ask a question in a new group."""
    with kit.acting_as("u-ann") as me:
        group = me.groups.found("Boats")
        return me.questions.ask("Floating", group=group.id, body="What floats?")


def test_values_are_read_as_they_are_kept(host: SocialKit) -> None:
    view = ask(host)
    ann = Person.objects.using(ALIAS).get(handle="ann")
    with host.acting_as("u-ann", read_only=True) as me:
        own = me.person
    assert own is not None
    assert (ann.id, ann.created_at, ann.network_roles) == (own.id, own.created_at, {"admin"})
    assert ann.created_at.tzinfo is UTC
    assert Person.objects.using(ALIAS).get(handle="dan").skills == ["sailing"]
    post = Post.objects.using(ALIAS).select_related("group", "author", "network").get(id=view.id)
    assert (post.group.slug, post.author, post.locked) == ("boats", ann, False)
    assert post.created_at == view.created_at
    assert [q.id for q in Question.objects.using(ALIAS)] == [view.id]


def test_moments_and_ids_can_be_asked_for(host: SocialKit) -> None:
    view = ask(host)
    posts = Post.objects.using(ALIAS)
    assert posts.filter(created_at=view.created_at).count() == 1
    elsewhere = view.created_at.astimezone(timezone(timedelta(hours=5)))
    assert posts.filter(created_at__gte=elsewhere, created_at__lte=elsewhere).count() == 1
    assert posts.filter(created_at__lt=elsewhere).count() == 0
    assert posts.filter(id=str(view.id)).count() == 1
    assert posts.filter(id__in=[view.id, UUID(int=1)]).count() == 1
    assert Person.objects.using(ALIAS).filter(network_roles={"admin"}).count() == 1
    assert posts.dates("created_at", "year").count() == 1


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_the_time_zone_of_the_host_changes_nothing(host: SocialKit, zone: str) -> None:
    view = ask(host)
    connections[ALIAS].close()
    with override_settings(USE_TZ=False, TIME_ZONE=zone):
        post = Post.objects.using(ALIAS).get(created_at=view.created_at)
        assert post.created_at == view.created_at
    connections[ALIAS].close()
    entry = connections[ALIAS].settings_dict
    if connections[ALIAS].vendor != "postgresql":
        entry["TIME_ZONE"] = zone
        for name in ("timezone", "timezone_name"):
            connections[ALIAS].__dict__.pop(name, None)
        assert Post.objects.using(ALIAS).get().created_at == view.created_at


def test_rows_with_several_keys_are_found_by_all_of_them(host: SocialKit) -> None:
    view = ask(host)
    member = Membership.objects.using(ALIAS).select_related("person").get()
    assert member.pk == (member.group_id, member.person.id)
    assert Membership.objects.using(ALIAS).get(pk=member.pk) == member
    group = Group.objects.using(ALIAS).get(slug="boats")
    assert [m.person.handle for m in group.memberships.using(ALIAS)] == ["ann"]
    assert [p.id for p in group.posts.using(ALIAS)] == [view.id]


@pytest.mark.usefixtures("host")
def test_every_way_to_write_is_refused() -> None:
    ann = Person.objects.using(ALIAS).get(handle="ann")
    people = Person.objects.using(ALIAS)
    attempts = (
        ann.save,
        ann.delete,
        lambda: people.create(handle="eve"),
        lambda: people.get_or_create(handle="eve"),
        lambda: people.update_or_create(handle="eve"),
        lambda: people.bulk_create([ann]),
        lambda: people.bulk_update([ann], ["handle"]),
        lambda: people.update(handle="eve"),
        lambda: people.filter(handle="ann").delete(),
        lambda: Question.objects.using(ALIAS).update(title="-"),
        lambda: ann.memberships.using(ALIAS).all().delete(),
        lambda: ann.account.people.create(handle="eve"),
    )
    for attempt in attempts:
        with pytest.raises(ConfigurationError, match="only read") as refusal:
            attempt()
        assert refusal.value.code == "django.read_only"
    assert people.count() == 2


def test_what_a_row_is_called_tells_no_content(host: SocialKit) -> None:
    view = ask(host)
    post = Post.objects.using(ALIAS).get()
    assert str(post) == f"question {view.id}"
    assert [str(p) for p in Person.objects.using(ALIAS).order_by("handle")] == ["@ann", "@dan"]
    for model in mirrors().values():
        for row in model.objects.using(ALIAS):
            assert "float" not in str(row).lower(), model


def test_a_ticket_of_the_host_points_at_a_post(host: SocialKit) -> None:
    view = ask(host)
    post = Post.objects.using(ALIAS).get()
    ticket = Ticket(title="Boat leaks", thread=post)
    ticket.save(using=ALIAS)
    found = Ticket.objects.using(ALIAS).select_related("thread__author").get(thread_id=view.id)
    assert found.thread.author.handle == "ann"
    assert list(post.tickets.using(ALIAS)) == [ticket]
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        _point_at_nothing()
    ticket.delete(using=ALIAS)
    assert Post.objects.using(ALIAS).count() == 1


def _point_at_nothing() -> None:
    from django.db import transaction

    with transaction.atomic(using=ALIAS):
        Ticket(title="Lost", thread_id=UUID(int=7)).save(using=ALIAS)
        connections[ALIAS].check_constraints()


def test_everything_is_dumped_emptied_and_loaded_again(host: SocialKit, tmp_path: Path) -> None:
    ask(host)
    file = tmp_path / "rows.json"
    call_command("dumpdata", "socialkit", database=ALIAS, output=str(file), verbosity=0)
    call_command("flush", database=ALIAS, interactive=False, verbosity=0)
    assert Person.objects.using(ALIAS).count() == 0
    call_command("loaddata", str(file), database=ALIAS, verbosity=0)
    assert Person.objects.using(ALIAS).count() == 2
    with host.acting_as("u-ann") as me:
        assert me.groups.get("boats").member_count == 1


def test_fixtures_carry_the_rows_of_the_models(host: SocialKit) -> None:
    ask(host)
    rows = [row for model in (Network, Person) for row in model.objects.using(ALIAS)]
    text = serializers.serialize("json", rows)
    for restored in serializers.deserialize("json", text, using=ALIAS):
        restored.save(using=ALIAS)
    again = [row for model in (Network, Person) for row in model.objects.using(ALIAS)]
    assert serializers.serialize("json", again) == text


def test_alembic_and_the_models_agree_on_an_adopted_database(database_url: str) -> None:
    migrate(database_url)
    with databases.alias(ALIAS, database_url):
        for model in mirrors().values():
            assert list(model.objects.using(ALIAS)) == []
