"""The first schema: customers, the ledger, the feed's heads, topics, offers and what tokens are signed with.

Migrations stand by themselves: they don't import the tables of the present code.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

FEED_PARTITIONS = 64


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("customer", sa.String(128), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("snapshot_format", sa.Integer, nullable=False),
        sa.Column("snapshot_key_id", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "customer", name="customers_pk"),
    )
    op.create_table(
        "entries",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("customer", sa.String(128), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("entry_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.Integer, nullable=False),
        sa.Column("effective_at", sa.BigInteger, nullable=False),
        sa.Column("expire_at", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("source_system", sa.String(100)),
        sa.Column("source_id", sa.String(200)),
        sa.Column("retracts_id", sa.String(64)),
        sa.Column("content_key_id", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("feed_partition", sa.Integer, nullable=False),
        sa.Column("feed_seq", sa.BigInteger, nullable=False),
        sa.Column("client", sa.String(100)),
        sa.Column("method", sa.String(100)),
        sa.Column("request_id", sa.String(36)),
        sa.Column("request_digest", sa.LargeBinary(32)),
        sa.PrimaryKeyConstraint("tenant", "customer", "revision", "ordinal", name="entries_pk"),
        sqlite_with_rowid=False,
    )
    for name, columns in {
        "entries_by_id": ["tenant", "customer", "entry_id"],
        "entries_by_source": ["tenant", "customer", "kind", "source_system", "source_id"],
        "entries_by_retracted": ["tenant", "customer", "retracts_id"],
        "entries_by_request": ["tenant", "client", "method", "request_id"],
        "entries_by_feed": ["feed_partition", "feed_seq"],
    }.items():
        op.create_index(name, "entries", columns, unique=True)
    feed_heads = op.create_table(
        "feed_heads",
        sa.Column("feed_partition", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("feed_partition", name="feed_heads_pk"),
    )
    op.bulk_insert(feed_heads, [{"feed_partition": number, "seq": 0} for number in range(FEED_PARTITIONS)])
    op.create_table(
        "topics",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("synonyms", sa.Text, nullable=False),
        sa.Column("moved_to", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "path", "version", name="topics_pk"),
    )
    op.create_table(
        "offers",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("offer_id", sa.String(128), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "offer_id", "version", name="offers_pk"),
    )
    op.create_table(
        "catalog_heads",
        sa.Column("tenant", sa.String(100), nullable=False),
        sa.Column("resource", sa.String(20), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "resource", name="catalog_heads_pk"),
    )
    op.create_table(
        "deployments",
        sa.Column("store_id", sa.String(36), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("store_id", name="deployments_pk"),
    )
