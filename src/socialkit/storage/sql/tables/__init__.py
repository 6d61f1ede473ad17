"""Define every table: columns bear the names of the fields of the values that they hold."""

from __future__ import annotations

from socialkit.storage.sql.tables.activity import (
    FOLLOW,
    IDEMPOTENCY,
    IMPORT_MARK,
    IMPORT_SKIP,
    MENTION,
    NOTICE,
    OUTBOX,
)
from socialkit.storage.sql.tables.base import METADATA
from socialkit.storage.sql.tables.groups import GROUP, MEMBERSHIP, REQUEST
from socialkit.storage.sql.tables.people import ACCOUNT, NETWORK, PERSON, PERSON_SKILL, VISIT
from socialkit.storage.sql.tables.policies import POLICY_STEP, POLICY_VERSION
from socialkit.storage.sql.tables.posts import (
    COMMENT,
    POST,
    POST_TAG,
    REACTION,
    REPLY,
    REVISION,
    TRANSITION,
)

__all__ = [
    "ACCOUNT",
    "COMMENT",
    "FOLLOW",
    "GROUP",
    "IDEMPOTENCY",
    "IMPORT_MARK",
    "IMPORT_SKIP",
    "MEMBERSHIP",
    "MENTION",
    "METADATA",
    "NETWORK",
    "NOTICE",
    "OUTBOX",
    "PERSON",
    "PERSON_SKILL",
    "POLICY_STEP",
    "POLICY_VERSION",
    "POST",
    "POST_TAG",
    "REACTION",
    "REPLY",
    "REQUEST",
    "REVISION",
    "TRANSITION",
    "VISIT",
]
