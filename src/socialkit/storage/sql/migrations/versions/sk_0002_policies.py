"""Make the tables of published policies.

Revision sk_0002_policies, after sk_0001_initial.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from socialkit.storage.sql.types import Exact, Id, Moment

revision = "sk_0002_policies"
down_revision = "sk_0001_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sk_policy_version",
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("model", Exact(), nullable=False),
        sa.Column("rules", Exact(), nullable=False),
        sa.Column("sha256", Exact(64), nullable=False),
        sa.Column("author_id", Id(), nullable=True),
        sa.Column("reason", Exact(500), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("sk_policy_version_pk")),
    )
    op.create_table(
        "sk_policy_step",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", Exact(20), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("reason", Exact(500), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("sk_policy_step_pk")),
        sa.CheckConstraint(
            "step IN ('published', 'approved', 'rolled-back', 'recovered')",
            name=op.f("sk_policy_step_step_ck"),
        ),
    )


def downgrade() -> None:
    op.drop_table("sk_policy_step")
    op.drop_table("sk_policy_version")
