"""Define the tables of posts, threads and what hangs on them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from socialkit.domain.bodies import BodyFormat
from socialkit.domain.groups import Audience
from socialkit.domain.posts import PostKind, PostState, ReactionKind, TargetKind
from socialkit.domain.questions import QuestionMove, QuestionState
from socialkit.storage.sql.tables.base import (
    Column,
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
)
from socialkit.storage.sql.types import Exact, Id, document

_QUESTION_FACTS: Final = (
    "question_state",
    "accepted_reply_id",
    "accepted_by",
    "accepted_at",
    "closed_at",
    "closed_by",
    "close_reason",
    "duplicate_of_id",
    "directed_to_id",
)


def _absent(*columns: str) -> str:
    return "(" + " AND ".join(f"{column} IS NULL" for column in columns) + ")"


def _body() -> tuple[Column, Column]:
    return text("body"), text("body_format", 20)


POST: Final = table(
    "post",
    key(),
    ref("network_id"),
    ref("group_id", "group"),
    text("kind", 20),
    ref("author_id", optional=True),
    text("title", 200, optional=True),
    *_body(),
    sa.Column("tags", document(), nullable=False),
    text("audience", 20),
    text("state", 20),
    flag("locked"),
    moment("created_at"),
    moment("arrived_at"),
    moment("edited_at", optional=True),
    moment("last_activity_at"),
    ref("last_voice_id", optional=True),
    number("reply_count"),
    number("answer_count"),
    number("comment_count"),
    number("reaction_count"),
    number("baseline_score"),
    text("question_state", 20, optional=True),
    ref("accepted_reply_id", optional=True),
    ref("accepted_by", optional=True),
    moment("accepted_at", optional=True),
    moment("closed_at", optional=True),
    ref("closed_by", optional=True),
    text("close_reason", 300, optional=True),
    ref("duplicate_of_id", optional=True),
    ref("directed_to_id", optional=True),
    number("version"),
    number("epoch"),
    index("post_place", "group_id", *newest()),
    index("post_newest", "network_id", *newest(), "group_id"),
    index("post_open_place", "group_id", *newest(), where="question_state = 'open'"),
    index("post_open", "network_id", *newest(), "group_id", where="question_state = 'open'"),
    index("post_author", "author_id", *newest()),
    index("post_directed", "directed_to_id", *newest(), where="directed_to_id IS NOT NULL"),
    check("kind", among("kind", PostKind)),
    check("audience", among("audience", Audience)),
    check("state", among("state", PostState)),
    check("body_format", among("body_format", BodyFormat)),
    check("question_state", among("question_state", QuestionState, optional=True)),
    check(
        "question",
        f"(kind = 'question' AND question_state IS NOT NULL) "
        f"OR (kind <> 'question' AND {_absent(*_QUESTION_FACTS)})",
    ),
    check("closed", f"closed_at IS NOT NULL OR {_absent('closed_by', 'close_reason')}"),
)

POST_TAG: Final = table(
    "post_tag",
    part_of_key("post_id", Id(), sa.ForeignKey("sk_post.id")),
    part_of_key("tag", Exact(50)),
    moment("created_at"),
    index("post_tag_newest", "tag", *newest("created_at", "post_id")),
)

REPLY: Final = table(
    "reply",
    key(),
    ref("post_id", "post"),
    ref("author_id", optional=True),
    *_body(),
    flag("insiders_only"),
    text("state", 20),
    moment("created_at"),
    moment("edited_at", optional=True),
    number("comment_count"),
    number("reaction_count"),
    number("baseline_score"),
    number("version"),
    index("reply_oldest", "post_id", "created_at", "id"),
    index("reply_author", "author_id"),
    check("state", among("state", PostState)),
    check("body_format", among("body_format", BodyFormat)),
)

COMMENT: Final = table(
    "comment",
    key(),
    ref("post_id", "post"),
    ref("reply_id", optional=True),
    ref("author_id", optional=True),
    *_body(),
    text("state", 20),
    moment("created_at"),
    moment("edited_at", optional=True),
    number("reaction_count"),
    number("baseline_score"),
    number("version"),
    index("comment_oldest", "post_id", "reply_id", "created_at", "id"),
    index("comment_author", "author_id"),
    check("state", among("state", PostState)),
    check("body_format", among("body_format", BodyFormat)),
)

TRANSITION: Final = table(
    "transition",
    key(),
    ref("post_id", "post"),
    text("move", 20),
    text("before", 20),
    text("after", 20),
    ref("actor_id", optional=True),
    text("reason", 300, optional=True),
    moment("at"),
    index("transition_oldest", "post_id", "at", "id"),
    check("move", among("move", QuestionMove)),
)

REVISION: Final = table(
    "revision",
    key(),
    text("target_kind", 20),
    ref("target_id"),
    number("number"),
    text("title", 200, optional=True),
    *_body(),
    sa.Column("tags", document(), nullable=False),
    ref("editor_id", optional=True),
    moment("at"),
    index("revision_target", "target_id", "target_kind", "number"),
    check("target_kind", among("target_kind", TargetKind)),
)

REACTION: Final = table(
    "reaction",
    part_of_key("target_id", Id()),
    part_of_key("target_kind", Exact(20)),
    part_of_key("person_id", Id()),
    part_of_key("kind", Exact(20)),
    moment("created_at"),
    check("kind", among("kind", ReactionKind)),
    check("target_kind", among("target_kind", TargetKind)),
)
