"""Define the tables of networks, accounts, people and visits."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from socialkit.domain.networks import NetworkKind
from socialkit.domain.people import PersonStatus
from socialkit.storage.sql.tables.base import (
    among,
    check,
    index,
    key,
    moment,
    newest,
    number,
    part_of_key,
    ref,
    table,
    text,
    unique,
)
from socialkit.storage.sql.types import Exact, Id, Words, document

NETWORK: Final = table(
    "network",
    key(),
    text("slug", 64),
    text("name", 100),
    text("kind", 20),
    ref("wall_id"),
    sa.Column("modules", Words(400), nullable=False),
    moment("created_at"),
    unique("network_slug", "slug"),
    check("kind", among("kind", NetworkKind)),
)

ACCOUNT: Final = table(
    "account",
    key(),
    text("subject", 255),
    moment("created_at"),
    unique("account_subject", "subject"),
)

PERSON: Final = table(
    "person",
    key(),
    ref("network_id", "network"),
    ref("account_id", "account"),
    text("handle", 50),
    text("handle_key", 200),
    text("display_name", 100),
    text("name_key", 400),
    text("member_class", 40),
    text("status", 20),
    sa.Column("network_roles", Words(400), nullable=False),
    ref("sponsor_id", optional=True),
    text("organisation", 100, optional=True),
    text("purpose", 300, optional=True),
    moment("starts_at", optional=True),
    moment("ends_at", optional=True),
    text("title", 100, optional=True),
    text("department", 100, optional=True),
    ref("manager_id", optional=True),
    sa.Column("skills", document(), nullable=False),
    sa.Column("interests", document(), nullable=False),
    sa.Column("ask_about", document(), nullable=False),
    text("bio", optional=True),
    text("location", 100, optional=True),
    text("time_zone", 64, optional=True),
    text("locale", 16, optional=True),
    text("avatar_url", 500, optional=True),
    moment("created_at"),
    moment("updated_at"),
    number("version"),
    text("department_key", 400, optional=True),
    text("organisation_key", 400, optional=True),
    unique("person_handle", "network_id", "handle_key"),
    unique("person_account", "account_id", "network_id"),
    index("person_newest", "network_id", *newest()),
    index("person_name", "network_id", "name_key", "id"),
    index("person_department", "network_id", "department_key", *newest()),
    index("person_shape", "network_id", "member_class", "network_roles"),
    index("person_sponsor", "sponsor_id", where="sponsor_id IS NOT NULL"),
    index("person_manager", "manager_id", *newest(), where="manager_id IS NOT NULL"),
    check("status", among("status", PersonStatus)),
)

PERSON_SKILL: Final = table(
    "person_skill",
    part_of_key("person_id", Id(), sa.ForeignKey("sk_person.id")),
    part_of_key("skill_key", Exact(400)),
    index("person_skill_key", "skill_key", "person_id"),
)

VISIT: Final = table(
    "visit",
    part_of_key("network_id", Id()),
    part_of_key("day", sa.Date()),
    part_of_key("person_id", Id()),
)
