"""The whole ledger: successions, merged customers, identities, checkpoints of snapshots, and requests that wrote nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.drop_index("entries_by_retracted", "entries")
    op.alter_column("entries", "retracts_id", new_column_name="target_id")
    op.create_index("entries_by_target", "entries", ["tenant", "customer", "target_id"])
    op.add_column("customers", sa.Column("root", sa.String(128)))
    op.add_column("customers", sa.Column("merged_into", sa.String(128)))
    op.create_table(
        "checkpoints",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("customer", sa.String(128), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("root", sa.String(128)),
        sa.Column("snapshot_format", sa.Integer, nullable=False),
        sa.Column("snapshot_key_id", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "customer", "created_at", "revision", name="checkpoints_pk"),
    )
    op.create_table(
        "identities",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("scheme", sa.String(64), nullable=False),
        sa.Column("value_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("customer", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "scheme", "value_digest", name="identities_pk"),
    )
    op.create_table(
        "requests",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("client", sa.String(100), nullable=False),
        sa.Column("method", sa.String(100), nullable=False),
        sa.Column("request_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("request_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "client", "method", "request_id", name="requests_pk"),
    )
