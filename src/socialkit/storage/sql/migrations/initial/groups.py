"""Make the first tables of groups, memberships and requests to join; frozen."""

from __future__ import annotations

from typing import Final

from alembic import op

from socialkit.storage.sql.migrations.initial.parts import (
    FLAG,
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
from socialkit.storage.sql.types import Exact


def _group() -> None:
    op.create_table(
        "sk_group",
        need("id", ID),
        need("network_id", ID),
        need("visibility", Exact(20)),
        need("slug", Exact(64)),
        need("slug_key", Exact(256)),
        need("name", Exact(100)),
        need("about", Exact(4000)),
        need("purpose", Exact(20)),
        need("join_method", Exact(20)),
        need("reach", Exact(20)),
        need("externals_allowed", FLAG),
        need("trusted_area", FLAG),
        may("archived_at", MOMENT),
        need("epoch", NUMBER),
        need("member_count", NUMBER),
        need("owner_count", NUMBER),
        may("created_by", ID),
        need("created_at", MOMENT),
        need("version", NUMBER),
        need("name_key", Exact(400)),
        key("sk_group_pk", "id"),
        unique("sk_group_slug_uq", "network_id", "slug_key"),
        check("sk_group_visibility_ck", "visibility IN ('wall', 'open', 'listed', 'secret')"),
        check(
            "sk_group_purpose_ck",
            "purpose IN ('department', 'project', 'interest', 'support')",
        ),
        check("sk_group_join_method_ck", "join_method IN ('direct', 'request', 'invitation')"),
        check("sk_group_reach_ck", "reach IN ('group', 'network', 'public')"),
        check("sk_group_closed_ck", "visibility IN ('wall', 'open') OR reach = 'group'"),
        refers("sk_group_network_id_fk", "network_id", "sk_network.id"),
    )
    index("sk_group_newest_ix", "sk_group", "network_id, created_at DESC, id DESC")


def _membership() -> None:
    op.create_table(
        "sk_membership",
        need("group_id", ID),
        need("person_id", ID),
        need("role", Exact(20)),
        need("joined_at", MOMENT),
        may("expires_at", MOMENT),
        may("added_by", ID),
        key("sk_membership_pk", "group_id", "person_id"),
        check("sk_membership_role_ck", "role IN ('owner', 'moderator', 'member', 'guest')"),
        refers("sk_membership_group_id_fk", "group_id", "sk_group.id"),
        refers("sk_membership_person_id_fk", "person_id", "sk_person.id"),
    )
    index(
        "sk_membership_ended_ix",
        "sk_membership",
        "group_id, expires_at",
        where="expires_at IS NOT NULL",
    )
    index("sk_membership_newest_ix", "sk_membership", "group_id, joined_at DESC, person_id DESC")
    index("sk_membership_person_ix", "sk_membership", "person_id, group_id, role, expires_at")


def _request() -> None:
    op.create_table(
        "sk_request",
        need("id", ID),
        need("group_id", ID),
        need("person_id", ID),
        need("message", Exact(1000)),
        need("state", Exact(20)),
        may("reason", Exact(1000)),
        may("decided_by", ID),
        need("created_at", MOMENT),
        may("decided_at", MOMENT),
        may("pending_mark", NUMBER),
        key("sk_request_pk", "id"),
        unique("sk_request_pending_uq", "group_id", "person_id", "pending_mark"),
        check("sk_request_state_ck", "state IN ('pending', 'accepted', 'refused', 'withdrawn')"),
        check(
            "sk_request_pending_ck",
            "(state = 'pending' AND pending_mark IS NOT NULL AND pending_mark = 1) OR "
            "(state <> 'pending' AND pending_mark IS NULL)",
        ),
        refers("sk_request_group_id_fk", "group_id", "sk_group.id"),
        refers("sk_request_person_id_fk", "person_id", "sk_person.id"),
    )
    index("sk_request_newest_ix", "sk_request", "group_id, pending_mark, created_at DESC, id DESC")
    index("sk_request_person_ix", "sk_request", "person_id, group_id")


TABLES: Final = (
    ("sk_group", _group),
    ("sk_membership", _membership),
    ("sk_request", _request),
)
"""Tables with the functions that make them, those that are referred to first."""
