"""Make the first tables of networks, accounts, people and visits; frozen."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from socialkit.storage.sql.migrations.initial.parts import (
    DOCUMENT,
    ID,
    MOMENT,
    NUMBER,
    check,
    index,
    key,
    may,
    need,
    refers,
    unique,
)
from socialkit.storage.sql.types import Exact, Words


def _network() -> None:
    op.create_table(
        "sk_network",
        need("id", ID),
        need("slug", Exact(64)),
        need("name", Exact(100)),
        need("kind", Exact(20)),
        need("wall_id", ID),
        need("modules", Words(400)),
        need("created_at", MOMENT),
        key("sk_network_pk", "id"),
        unique("sk_network_slug_uq", "slug"),
        check("sk_network_kind_ck", "kind IN ('workplace', 'community')"),
    )


def _account() -> None:
    op.create_table(
        "sk_account",
        need("id", ID),
        need("subject", Exact(255)),
        need("created_at", MOMENT),
        key("sk_account_pk", "id"),
        unique("sk_account_subject_uq", "subject"),
    )


def _person() -> None:
    op.create_table(
        "sk_person",
        need("id", ID),
        need("network_id", ID),
        need("account_id", ID),
        need("handle", Exact(50)),
        need("handle_key", Exact(200)),
        need("display_name", Exact(100)),
        need("name_key", Exact(400)),
        need("member_class", Exact(40)),
        need("status", Exact(20)),
        need("network_roles", Words(400)),
        may("sponsor_id", ID),
        may("organisation", Exact(100)),
        may("purpose", Exact(300)),
        may("starts_at", MOMENT),
        may("ends_at", MOMENT),
        may("title", Exact(100)),
        may("department", Exact(100)),
        may("manager_id", ID),
        need("skills", DOCUMENT),
        need("interests", DOCUMENT),
        need("ask_about", DOCUMENT),
        may("bio", Exact()),
        may("location", Exact(100)),
        may("time_zone", Exact(64)),
        may("locale", Exact(16)),
        may("avatar_url", Exact(500)),
        need("created_at", MOMENT),
        need("updated_at", MOMENT),
        need("version", NUMBER),
        may("department_key", Exact(400)),
        may("organisation_key", Exact(400)),
        key("sk_person_pk", "id"),
        unique("sk_person_handle_uq", "network_id", "handle_key"),
        unique("sk_person_account_uq", "account_id", "network_id"),
        check("sk_person_status_ck", "status IN ('active', 'suspended', 'deactivated')"),
        refers("sk_person_network_id_fk", "network_id", "sk_network.id"),
        refers("sk_person_account_id_fk", "account_id", "sk_account.id"),
    )
    index(
        "sk_person_department_ix",
        "sk_person",
        "network_id, department_key, created_at DESC, id DESC",
    )
    index(
        "sk_person_manager_ix",
        "sk_person",
        "manager_id, created_at DESC, id DESC",
        where="manager_id IS NOT NULL",
    )
    index("sk_person_name_ix", "sk_person", "network_id, name_key, id")
    index("sk_person_newest_ix", "sk_person", "network_id, created_at DESC, id DESC")
    index("sk_person_shape_ix", "sk_person", "network_id, member_class, network_roles")
    index("sk_person_sponsor_ix", "sk_person", "sponsor_id", where="sponsor_id IS NOT NULL")


def _person_skill() -> None:
    op.create_table(
        "sk_person_skill",
        need("person_id", ID),
        need("skill_key", Exact(400)),
        key("sk_person_skill_pk", "person_id", "skill_key"),
        refers("sk_person_skill_person_id_fk", "person_id", "sk_person.id"),
    )
    index("sk_person_skill_key_ix", "sk_person_skill", "skill_key, person_id")


def _visit() -> None:
    op.create_table(
        "sk_visit",
        need("network_id", ID),
        need("day", sa.Date()),
        need("person_id", ID),
        key("sk_visit_pk", "network_id", "day", "person_id"),
    )


TABLES: Final = (
    ("sk_network", _network),
    ("sk_account", _account),
    ("sk_person", _person),
    ("sk_person_skill", _person_skill),
    ("sk_visit", _visit),
)
"""Tables with the functions that make them, those that are referred to first."""
