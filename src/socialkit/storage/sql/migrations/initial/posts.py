"""Make the first tables of posts, threads and what hangs on them; frozen."""

from __future__ import annotations

from typing import Final

from alembic import op

from socialkit.storage.sql.migrations.initial.parts import (
    DOCUMENT,
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
)
from socialkit.storage.sql.types import Exact


def _post() -> None:
    op.create_table(
        "sk_post",
        need("id", ID),
        need("network_id", ID),
        need("group_id", ID),
        need("kind", Exact(20)),
        may("author_id", ID),
        may("title", Exact(200)),
        need("body", Exact()),
        need("body_format", Exact(20)),
        need("tags", DOCUMENT),
        need("audience", Exact(20)),
        need("state", Exact(20)),
        need("locked", FLAG),
        need("created_at", MOMENT),
        need("arrived_at", MOMENT),
        may("edited_at", MOMENT),
        need("last_activity_at", MOMENT),
        may("last_voice_id", ID),
        need("reply_count", NUMBER),
        need("answer_count", NUMBER),
        need("comment_count", NUMBER),
        need("reaction_count", NUMBER),
        need("baseline_score", NUMBER),
        may("question_state", Exact(20)),
        may("accepted_reply_id", ID),
        may("accepted_by", ID),
        may("accepted_at", MOMENT),
        may("closed_at", MOMENT),
        may("closed_by", ID),
        may("close_reason", Exact(300)),
        may("duplicate_of_id", ID),
        may("directed_to_id", ID),
        need("version", NUMBER),
        need("epoch", NUMBER),
        key("sk_post_pk", "id"),
        check("sk_post_kind_ck", "kind IN ('update', 'question')"),
        check("sk_post_audience_ck", "audience IN ('group', 'network', 'public')"),
        check(
            "sk_post_state_ck",
            "state IN ('draft', 'scheduled', 'held', 'published', 'hidden', 'removed', 'deleted')",
        ),
        check("sk_post_body_format_ck", "body_format IN ('markdown', 'html')"),
        check(
            "sk_post_question_state_ck",
            "(question_state IS NULL OR question_state IN ('open', 'answered', 'solved', "
            "'closed', 'duplicate'))",
        ),
        check(
            "sk_post_question_ck",
            "(kind = 'question' AND question_state IS NOT NULL) OR (kind <> 'question' AND "
            "(question_state IS NULL AND accepted_reply_id IS NULL AND accepted_by IS NULL "
            "AND accepted_at IS NULL AND closed_at IS NULL AND closed_by IS NULL AND "
            "close_reason IS NULL AND duplicate_of_id IS NULL AND directed_to_id IS NULL))",
        ),
        check(
            "sk_post_closed_ck",
            "closed_at IS NOT NULL OR (closed_by IS NULL AND close_reason IS NULL)",
        ),
        refers("sk_post_group_id_fk", "group_id", "sk_group.id"),
    )
    index("sk_post_author_ix", "sk_post", "author_id, created_at DESC, id DESC")
    index(
        "sk_post_directed_ix",
        "sk_post",
        "directed_to_id, created_at DESC, id DESC",
        where="directed_to_id IS NOT NULL",
    )
    index("sk_post_newest_ix", "sk_post", "network_id, created_at DESC, id DESC, group_id")
    index(
        "sk_post_open_ix",
        "sk_post",
        "network_id, created_at DESC, id DESC, group_id",
        where="question_state = 'open'",
    )
    index(
        "sk_post_open_place_ix",
        "sk_post",
        "group_id, created_at DESC, id DESC",
        where="question_state = 'open'",
    )
    index("sk_post_place_ix", "sk_post", "group_id, created_at DESC, id DESC")


def _post_tag() -> None:
    op.create_table(
        "sk_post_tag",
        need("post_id", ID),
        need("tag", Exact(50)),
        need("created_at", MOMENT),
        key("sk_post_tag_pk", "post_id", "tag"),
        refers("sk_post_tag_post_id_fk", "post_id", "sk_post.id"),
    )
    index("sk_post_tag_newest_ix", "sk_post_tag", "tag, created_at DESC, post_id DESC")


def _reply() -> None:
    op.create_table(
        "sk_reply",
        need("id", ID),
        need("post_id", ID),
        may("author_id", ID),
        need("body", Exact()),
        need("body_format", Exact(20)),
        need("insiders_only", FLAG),
        need("state", Exact(20)),
        need("created_at", MOMENT),
        may("edited_at", MOMENT),
        need("comment_count", NUMBER),
        need("reaction_count", NUMBER),
        need("baseline_score", NUMBER),
        need("version", NUMBER),
        key("sk_reply_pk", "id"),
        check(
            "sk_reply_state_ck",
            "state IN ('draft', 'scheduled', 'held', 'published', 'hidden', 'removed', 'deleted')",
        ),
        check("sk_reply_body_format_ck", "body_format IN ('markdown', 'html')"),
        refers("sk_reply_post_id_fk", "post_id", "sk_post.id"),
    )
    index("sk_reply_author_ix", "sk_reply", "author_id")
    index("sk_reply_oldest_ix", "sk_reply", "post_id, created_at, id")


def _comment() -> None:
    op.create_table(
        "sk_comment",
        need("id", ID),
        need("post_id", ID),
        may("reply_id", ID),
        may("author_id", ID),
        need("body", Exact()),
        need("body_format", Exact(20)),
        need("state", Exact(20)),
        need("created_at", MOMENT),
        may("edited_at", MOMENT),
        need("reaction_count", NUMBER),
        need("baseline_score", NUMBER),
        need("version", NUMBER),
        key("sk_comment_pk", "id"),
        check(
            "sk_comment_state_ck",
            "state IN ('draft', 'scheduled', 'held', 'published', 'hidden', 'removed', 'deleted')",
        ),
        check("sk_comment_body_format_ck", "body_format IN ('markdown', 'html')"),
        refers("sk_comment_post_id_fk", "post_id", "sk_post.id"),
    )
    index("sk_comment_author_ix", "sk_comment", "author_id")
    index("sk_comment_oldest_ix", "sk_comment", "post_id, reply_id, created_at, id")


def _transition() -> None:
    op.create_table(
        "sk_transition",
        need("id", ID),
        need("post_id", ID),
        need("move", Exact(20)),
        need("before", Exact(20)),
        need("after", Exact(20)),
        may("actor_id", ID),
        may("reason", Exact(300)),
        need("at", MOMENT),
        key("sk_transition_pk", "id"),
        check(
            "sk_transition_move_ck",
            "move IN ('answer', 'retract', 'accept', 'withdraw', 'close', "
            "'mark-duplicate', 'reopen', 'direct')",
        ),
        refers("sk_transition_post_id_fk", "post_id", "sk_post.id"),
    )
    index("sk_transition_oldest_ix", "sk_transition", "post_id, at, id")


def _revision() -> None:
    op.create_table(
        "sk_revision",
        need("id", ID),
        need("target_kind", Exact(20)),
        need("target_id", ID),
        need("number", NUMBER),
        may("title", Exact(200)),
        need("body", Exact()),
        need("body_format", Exact(20)),
        need("tags", DOCUMENT),
        may("editor_id", ID),
        need("at", MOMENT),
        key("sk_revision_pk", "id"),
        check("sk_revision_target_kind_ck", "target_kind IN ('post', 'reply', 'comment')"),
    )
    index("sk_revision_target_ix", "sk_revision", "target_id, target_kind, number")


def _reaction() -> None:
    op.create_table(
        "sk_reaction",
        need("target_id", ID),
        need("target_kind", Exact(20)),
        need("person_id", ID),
        need("kind", Exact(20)),
        need("created_at", MOMENT),
        key("sk_reaction_pk", "target_id", "target_kind", "person_id", "kind"),
        check("sk_reaction_kind_ck", "kind IN ('like', 'thanks', 'insight', 'celebrate')"),
        check("sk_reaction_target_kind_ck", "target_kind IN ('post', 'reply', 'comment')"),
    )


TABLES: Final = (
    ("sk_post", _post),
    ("sk_post_tag", _post_tag),
    ("sk_reply", _reply),
    ("sk_comment", _comment),
    ("sk_transition", _transition),
    ("sk_revision", _revision),
    ("sk_reaction", _reaction),
)
"""Tables with the functions that make them, those that are referred to first."""
