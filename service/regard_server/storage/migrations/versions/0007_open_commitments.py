"""Open commitments of all customers, by when they are due and by whose they are; and how far the ledger was gone through for
them. The release before this one writes neither: what it recorded is brought in beside the calls (see open_commitments.py)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

FEED_PARTITIONS = 64


def upgrade() -> None:
    collation = "C" if op.get_bind().dialect.name == "postgresql" else None
    op.create_table(
        "open_commitments",
        sa.Column("tenant", sa.String(100, collation=collation), nullable=False),
        sa.Column("customer", sa.String(128, collation=collation), nullable=False),
        sa.Column("entry_id", sa.String(64, collation=collation), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(200, collation=collation), nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("starts_at", sa.BigInteger),
        sa.Column("ends_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("tenant", "customer", "entry_id", name="open_commitments_pk"),
        sqlite_with_rowid=False,
    )
    op.create_index("open_commitments_by_due", "open_commitments", ["tenant", "due_at", "customer", "entry_id"])
    op.create_index(
        "open_commitments_by_owner", "open_commitments", ["tenant", "owner", "due_at", "customer", "entry_id"]
    )
    parts = op.create_table(
        "open_commitment_parts",
        sa.Column("feed_partition", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("read_seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("feed_partition", name="open_commitment_parts_pk"),
    )
    op.bulk_insert(parts, [{"feed_partition": number, "read_seq": 0} for number in range(FEED_PARTITIONS)])
