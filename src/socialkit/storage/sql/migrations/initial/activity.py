"""Make the first tables of mentions, notices, follows, events and imports; frozen."""

from __future__ import annotations

from typing import Final

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
    unique,
)
from socialkit.storage.sql.types import Exact


def _mention() -> None:
    op.create_table(
        "sk_mention",
        need("source_id", ID),
        need("source_kind", Exact(20)),
        need("person_id", ID),
        need("post_id", ID),
        key("sk_mention_pk", "source_id", "source_kind", "person_id"),
        check("sk_mention_source_kind_ck", "source_kind IN ('post', 'reply', 'comment')"),
    )
    index("sk_mention_person_ix", "sk_mention", "person_id, post_id")


def _notice() -> None:
    op.create_table(
        "sk_notice",
        need("id", ID),
        need("network_id", ID),
        need("person_id", ID),
        need("reason", Exact(20)),
        need("event_id", ID),
        may("actor_id", ID),
        may("group_id", ID),
        may("post_id", ID),
        may("reply_id", ID),
        may("comment_id", ID),
        need("created_at", MOMENT),
        may("seen_at", MOMENT),
        may("read_at", MOMENT),
        key("sk_notice_pk", "id"),
        unique("sk_notice_event_uq", "person_id", "event_id"),
        check(
            "sk_notice_reason_ck",
            "reason IN ('mentioned', 'directed-question', 'accepted', 'answer', 'reply', "
            "'request', 'decision', 'added', 'followed-thread', 'followed-person')",
        ),
    )
    index("sk_notice_newest_ix", "sk_notice", "person_id, created_at DESC, id DESC")
    index("sk_notice_unread_ix", "sk_notice", "person_id, post_id", where="read_at IS NULL")
    index("sk_notice_unseen_ix", "sk_notice", "person_id", where="seen_at IS NULL")


def _follow() -> None:
    op.create_table(
        "sk_follow",
        need("follower_id", ID),
        need("kind", Exact(20)),
        need("target_id", ID),
        need("created_at", MOMENT),
        key("sk_follow_pk", "follower_id", "kind", "target_id"),
        check("sk_follow_kind_ck", "kind IN ('person', 'post')"),
    )
    index("sk_follow_target_ix", "sk_follow", "target_id, kind, follower_id")


def _outbox() -> None:
    op.create_table(
        "sk_outbox",
        need("id", ID),
        need("name", Exact(60)),
        need("network_id", ID),
        may("actor_id", ID),
        need("at", MOMENT),
        need("data", DOCUMENT),
        may("delivered_at", MOMENT),
        key("sk_outbox_pk", "id"),
    )
    index("sk_outbox_pending_ix", "sk_outbox", "at, id", where="delivered_at IS NULL")


def _idempotency() -> None:
    op.create_table(
        "sk_idempotency",
        need("person_id", ID),
        need("key", Exact(255)),
        need("fingerprint", Exact(64)),
        need("status", NUMBER),
        need("body", Exact()),
        need("claimed_at", MOMENT),
        key("sk_idempotency_pk", "person_id", "key"),
    )


def _import_mark() -> None:
    op.create_table(
        "sk_import_mark",
        need("network_id", ID),
        need("source", Exact(200)),
        need("name", Exact(200)),
        need("value", Exact()),
        key("sk_import_mark_pk", "network_id", "source", "name"),
    )


def _import_skip() -> None:
    op.create_table(
        "sk_import_skip",
        need("network_id", ID),
        need("source", Exact(200)),
        need("source_key", Exact(200)),
        need("reason", Exact(300)),
        key("sk_import_skip_pk", "network_id", "source", "source_key"),
    )


TABLES: Final = (
    ("sk_mention", _mention),
    ("sk_notice", _notice),
    ("sk_follow", _follow),
    ("sk_outbox", _outbox),
    ("sk_idempotency", _idempotency),
    ("sk_import_mark", _import_mark),
    ("sk_import_skip", _import_skip),
)
"""Tables with the functions that make them, those that are referred to first."""
