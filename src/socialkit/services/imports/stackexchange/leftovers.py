"""Say which rows of a dump are left out, and why: one line for each reason, the first one wins."""

from __future__ import annotations

from typing import Final

LEFTOVERS: Final = (
    ("post", "post that is neither question nor answer", "post WHERE kind NOT IN (1, 2)"),
    ("post", "post with a body above 64 KiB", "post WHERE body IS NULL"),
    (
        "post",
        "answer to a question that is not there",
        "post WHERE id NOT IN (SELECT id FROM kept)",
    ),
    (
        "comment",
        "comment on a post that is not there",
        "comment WHERE post NOT IN (SELECT id FROM post)",
    ),
    (
        "comment",
        "comment on a post that was left out",
        "comment WHERE post NOT IN (SELECT id FROM kept)",
    ),
    ("vote", "vote on a post that is not there", "vote WHERE post NOT IN (SELECT id FROM post)"),
    (
        "vote",
        "vote on a post that was left out",
        "vote WHERE post NOT IN (SELECT id FROM kept)",
    ),
    (
        "vote",
        "vote that is neither up, down nor acceptance",
        "vote WHERE kind NOT IN (1, 2, 3)",
    ),
    ("link", "link that does not mark a duplicate", "link WHERE kind <> 3"),
    (
        "link",
        "duplicate link from or to a question that is not there",
        """link WHERE post NOT IN (SELECT id FROM question)
            OR related NOT IN (SELECT id FROM question)""",
    ),
    ("link", "duplicate link of a question to itself", "link WHERE post = related"),
    (
        "link",
        "duplicate link of a question that is not closed",
        "link WHERE post IN (SELECT id FROM question WHERE closed IS NULL)",
    ),
    (
        "link",
        "second duplicate link of a question",
        """link WHERE EXISTS (SELECT 1 FROM link AS first WHERE first.post = link.post
            AND first.kind = 3 AND first.id < link.id
            AND 'link:' || first.id NOT IN (SELECT key FROM leftover))""",
    ),
    (
        "acceptance",
        "acceptance of an answer that is not there",
        """question WHERE accepted IS NOT NULL AND NOT EXISTS (SELECT 1 FROM answer
            WHERE answer.id = question.accepted AND answer.parent = question.id)""",
    ),
)
"""The kind of row, the reason, and which rows (of the scratch file) it applies to."""
