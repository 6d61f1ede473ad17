"""Define the tables of mentions, notices, follows, events, stored answers and imports."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from socialkit.domain.follows import FollowKind
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.posts import TargetKind
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
from socialkit.storage.sql.types import Exact, Id, document

MENTION: Final = table(
    "mention",
    part_of_key("source_id", Id()),
    part_of_key("source_kind", Exact(20)),
    part_of_key("person_id", Id()),
    ref("post_id"),
    index("mention_person", "person_id", "post_id"),
    check("source_kind", among("source_kind", TargetKind)),
)

NOTICE: Final = table(
    "notice",
    key(),
    ref("network_id"),
    ref("person_id"),
    text("reason", 20),
    ref("event_id"),
    ref("actor_id", optional=True),
    ref("group_id", optional=True),
    ref("post_id", optional=True),
    ref("reply_id", optional=True),
    ref("comment_id", optional=True),
    moment("created_at"),
    moment("seen_at", optional=True),
    moment("read_at", optional=True),
    unique("notice_event", "person_id", "event_id"),
    index("notice_newest", "person_id", *newest()),
    index("notice_unread", "person_id", "post_id", where="read_at IS NULL"),
    index("notice_unseen", "person_id", where="seen_at IS NULL"),
    check("reason", among("reason", NoticeReason)),
)

FOLLOW: Final = table(
    "follow",
    part_of_key("follower_id", Id()),
    part_of_key("kind", Exact(20)),
    part_of_key("target_id", Id()),
    moment("created_at"),
    index("follow_target", "target_id", "kind", "follower_id"),
    check("kind", among("kind", FollowKind)),
)

OUTBOX: Final = table(
    "outbox",
    key(),
    text("name", 60),
    ref("network_id"),
    ref("actor_id", optional=True),
    moment("at"),
    sa.Column("data", document(), nullable=False),
    moment("delivered_at", optional=True),
    index("outbox_pending", "at", "id", where="delivered_at IS NULL"),
)

IDEMPOTENCY: Final = table(
    "idempotency",
    part_of_key("person_id", Id()),
    part_of_key("key", Exact(255)),
    text("fingerprint", 64),
    number("status"),
    text("body"),
    moment("claimed_at"),
)

IMPORT_MARK: Final = table(
    "import_mark",
    part_of_key("network_id", Id()),
    part_of_key("source", Exact(200)),
    part_of_key("name", Exact(200)),
    text("value"),
)

IMPORT_SKIP: Final = table(
    "import_skip",
    part_of_key("network_id", Id()),
    part_of_key("source", Exact(200)),
    part_of_key("source_key", Exact(200)),
    text("reason", 300),
)
