"""Heads of the change feed as they once were, by which it is compacted. The first is that of an empty feed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FEED_PARTITIONS = 64


def upgrade() -> None:
    marks = op.create_table(
        "feed_marks",
        sa.Column("marked_at", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("positions", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("marked_at", name="feed_marks_pk"),
    )
    op.bulk_insert(marks, [{"marked_at": 0, "positions": bytes(8 * FEED_PARTITIONS)}])
