"""Make the first schema: everything that the library keeps.

Revision sk_0001_initial, after nothing.
"""

from __future__ import annotations

from typing import Final

from alembic import op

from socialkit.storage.sql.migrations.initial import activity, groups, people, posts

revision = "sk_0001_initial"
down_revision = None
branch_labels = None
depends_on = None

TABLES: Final = (*people.TABLES, *groups.TABLES, *posts.TABLES, *activity.TABLES)


def upgrade() -> None:
    for _, create in TABLES:
        create()


def downgrade() -> None:
    for name, _ in reversed(TABLES):
        op.drop_table(name)
