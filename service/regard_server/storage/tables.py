"""All tables. The tenant leads every key; ids are the application's; instants are microseconds since 1970, UTC.

The subset of SQL is the one on which PostgreSQL, CockroachDB, YugabyteDB, Citus and Spanner agree: no sequences, triggers,
partial indexes or savepoints. Changes come as a migration under `migrations/versions`; a test compares the two.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

metadata = MetaData()


def sealed(name: str) -> tuple[Column[Any], Column[Any]]:
    """The column type for personal text: the sealed bytes, and beside them the id of the key that opens them."""
    return (
        Column(f"{name}_key_id", Integer, nullable=False),
        Column(name, LargeBinary, nullable=False),
    )


customers = Table(
    "customers",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("customer", String(128), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("snapshot_format", Integer, nullable=False),
    *sealed("snapshot"),
    # Of a merged customer: whose profile it counts for, and into whom it was merged itself.
    Column("root", String(128)),
    Column("merged_into", String(128)),
    PrimaryKeyConstraint("tenant", "customer", name="customers_pk"),
)

# One row is the entry, its event in the change feed (partition, seq) and, on the first of a write, the record of the
# request; the others of the write have its revision.
entries = Table(
    "entries",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("customer", String(128), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("entry_id", String(64), nullable=False),
    Column("kind", Integer, nullable=False),
    Column("effective_at", BigInteger, nullable=False),
    Column("expire_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("source_system", String(100)),
    Column("source_id", String(200)),
    # The entry of the same ledger that this one retracts or supersedes.
    Column("target_id", String(64)),
    *sealed("content"),
    Column("feed_partition", Integer, nullable=False),
    Column("feed_seq", BigInteger, nullable=False),
    Column("client", String(100)),
    Column("method", String(100)),
    Column("request_id", String(36)),
    Column("request_digest", LargeBinary(32)),
    PrimaryKeyConstraint("tenant", "customer", "revision", "ordinal", name="entries_pk"),
    Index("entries_by_id", "tenant", "customer", "entry_id", unique=True),
    Index("entries_by_source", "tenant", "customer", "kind", "source_system", "source_id", unique=True),
    Index("entries_by_request", "tenant", "client", "method", "request_id", unique=True),
    Index("entries_by_feed", "feed_partition", "feed_seq", unique=True),
    Index("entries_by_target", "tenant", "customer", "target_id"),
    sqlite_with_rowid=False,
)

# Snapshots as they once were, so that the past can be read without all that came before it.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("customer", String(128), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # Set where the customer was merged: from then on it is this one's checkpoints that count.
    Column("root", String(128)),
    Column("snapshot_format", Integer, nullable=False),
    *sealed("snapshot"),
    # In this order, since it is asked for the last one before an instant, and for the one after.
    PrimaryKeyConstraint("tenant", "customer", "created_at", "revision", name="checkpoints_pk"),
)

# Who is known by what. The values themselves are in the ledger, sealed; here only their keyed digests.
identities = Table(
    "identities",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("scheme", String(64), nullable=False),
    Column("value_digest", LargeBinary(32), nullable=False),
    Column("customer", String(128), nullable=False),
    PrimaryKeyConstraint("tenant", "scheme", "value_digest", name="identities_pk"),
)

# Requests that wrote no entry to be recorded with: imports, and those that found all their entries there.
requests = Table(
    "requests",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("client", String(100), nullable=False),
    Column("method", String(100), nullable=False),
    Column("request_id", String(36), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("request_digest", LargeBinary(32), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "client", "method", "request_id", name="requests_pk"),
)

feed_heads = Table(
    "feed_heads",
    metadata,
    Column("feed_partition", Integer, nullable=False, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("feed_partition", name="feed_heads_pk"),
)

# The feed's heads as they were at some instants: the oldest is the horizon, before which changes are no longer told.
feed_marks = Table(
    "feed_marks",
    metadata,
    Column("marked_at", BigInteger, nullable=False, autoincrement=False),
    Column("positions", LargeBinary, nullable=False),
    PrimaryKeyConstraint("marked_at", name="feed_marks_pk"),
)

# How far the full-text index has come, where it is switched on: of each partition's entries up to `until_seq`, which were
# there before it, it has those up to `indexed_seq`. Each backend has an index of its own beside this (see full_text.py).
full_text_parts = Table(
    "full_text_parts",
    metadata,
    Column("feed_partition", Integer, nullable=False, autoincrement=False),
    Column("terms_version", Integer, nullable=False),
    Column("indexed_seq", BigInteger, nullable=False),
    Column("until_seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("feed_partition", name="full_text_parts_pk"),
)

# What was promised and is open, of all customers, each with its place in the ledger, which has the words. One that has no due
# time is due after all others. `starts_at` is set where it doesn't count from the beginning.
open_commitments = Table(
    "open_commitments",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("customer", String(128), nullable=False),
    Column("entry_id", String(64), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("starts_at", BigInteger),
    Column("ends_at", BigInteger),
    PrimaryKeyConstraint("tenant", "customer", "entry_id", name="open_commitments_pk"),
    Index("open_commitments_by_due", "tenant", "due_at", "customer", "entry_id"),
    Index("open_commitments_by_owner", "tenant", "owner", "due_at", "customer", "entry_id"),
    sqlite_with_rowid=False,
)

# How far each partition of the feed was gone through for commitments that a release without this list recorded.
open_commitment_parts = Table(
    "open_commitment_parts",
    metadata,
    Column("feed_partition", Integer, nullable=False, autoincrement=False),
    Column("read_seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("feed_partition", name="open_commitment_parts_pk"),
)

# Topics and offers keep all their versions; the newest of a path or id counts.
topics = Table(
    "topics",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("path", String(200), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("label", String(200), nullable=False),
    Column("synonyms", Text, nullable=False),
    Column("moved_to", String(200), nullable=False),
    PrimaryKeyConstraint("tenant", "path", "version", name="topics_pk"),
)

offers = Table(
    "offers",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("offer_id", String(128), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "offer_id", "version", name="offers_pk"),
)

# Policies keep all their versions too; until one is set, the default counts.
policies = Table(
    "policies",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("recorder", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("tenant", "version", name="policies_pk"),
)

# The version that each tenant's topics and offers are at: what an import compares and sets, and what readers poll.
catalog_heads = Table(
    "catalog_heads",
    metadata,
    Column("tenant", String(100), nullable=False),
    Column("resource", String(20), nullable=False),
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant", "resource", name="catalog_heads_pk"),
)

# One row: what this deployment signs its tokens with.
deployments = Table(
    "deployments",
    metadata,
    Column("store_id", String(36), nullable=False),
    Column("signing_key", LargeBinary(32), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", name="deployments_pk"),
)

# One row, or none before the first message server was reached: which one is trusted (see domain/freshness/trust.py).
trust = Table(
    "trust",
    metadata,
    Column("id", Integer, nullable=False, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("mode", Integer, nullable=False),
    Column("server", String(100), nullable=False),
    PrimaryKeyConstraint("id", name="trust_pk"),
)
