"""Define the tables of published policies."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from socialkit.domain.policies import REASON_LENGTH, Step
from socialkit.storage.sql.tables.base import among, check, moment, number, ref, table, text

POLICY_VERSION: Final = table(
    "policy_version",
    sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
    text("model"),
    text("rules"),
    text("sha256", 64),
    ref("author_id", optional=True),
    text("reason", REASON_LENGTH),
    moment("at"),
)

POLICY_STEP: Final = table(
    "policy_step",
    sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
    number("version"),
    text("step", 20),
    ref("person_id", optional=True),
    text("reason", REASON_LENGTH),
    moment("at"),
    check("step", among("step", Step)),
)
"""The last one says which version is in force. Version 0 is in no row: the host has it."""
