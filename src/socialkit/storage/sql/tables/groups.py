"""Define the tables of groups, memberships and requests to join."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from socialkit.domain.groups import (
    Audience,
    GroupRole,
    JoinMethod,
    Purpose,
    RequestState,
    Visibility,
)
from socialkit.storage.sql.tables.base import (
    among,
    check,
    flag,
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
from socialkit.storage.sql.types import Id

GROUP: Final = table(
    "group",
    key(),
    ref("network_id", "network"),
    text("visibility", 20),
    text("slug", 64),
    text("slug_key", 256),
    text("name", 100),
    text("about", 4000),
    text("purpose", 20),
    text("join_method", 20),
    text("reach", 20),
    flag("externals_allowed"),
    flag("trusted_area"),
    moment("archived_at", optional=True),
    number("epoch"),
    number("member_count"),
    number("owner_count"),
    ref("created_by", optional=True),
    moment("created_at"),
    number("version"),
    text("name_key", 400),
    unique("group_slug", "network_id", "slug_key"),
    index("group_newest", "network_id", *newest()),
    check("visibility", among("visibility", Visibility)),
    check("purpose", among("purpose", Purpose)),
    check("join_method", among("join_method", JoinMethod)),
    check("reach", among("reach", Audience)),
    check("closed", "visibility IN ('wall', 'open') OR reach = 'group'"),
)

MEMBERSHIP: Final = table(
    "membership",
    part_of_key("group_id", Id(), sa.ForeignKey("sk_group.id")),
    part_of_key("person_id", Id(), sa.ForeignKey("sk_person.id")),
    text("role", 20),
    moment("joined_at"),
    moment("expires_at", optional=True),
    ref("added_by", optional=True),
    index("membership_person", "person_id", "group_id", "role", "expires_at"),
    index("membership_newest", "group_id", *newest("joined_at", "person_id")),
    index("membership_ended", "group_id", "expires_at", where="expires_at IS NOT NULL"),
    check("role", among("role", GroupRole)),
)

REQUEST: Final = table(
    "request",
    key(),
    ref("group_id", "group"),
    ref("person_id", "person"),
    text("message", 1000),
    text("state", 20),
    text("reason", 1000, optional=True),
    ref("decided_by", optional=True),
    moment("created_at"),
    moment("decided_at", optional=True),
    # 1 while the request is pending, else NULL: a person has one pending request a group.
    sa.Column("pending_mark", sa.Integer(), nullable=True),
    unique("request_pending", "group_id", "person_id", "pending_mark"),
    index("request_newest", "group_id", "pending_mark", *newest()),
    index("request_person", "person_id", "group_id"),
    check("state", among("state", RequestState)),
    check(
        "pending",
        "(state = 'pending' AND pending_mark IS NOT NULL AND pending_mark = 1) "
        "OR (state <> 'pending' AND pending_mark IS NULL)",
    ),
)
