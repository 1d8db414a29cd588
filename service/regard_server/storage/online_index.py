"""For migrations: an index on a table that others write meanwhile."""

from collections.abc import Sequence

from alembic import op


def make_index_online(name: str, table: str, columns: Sequence[str]) -> None:
    """On PostgreSQL beside those who write, and outside of a transaction; so a migration that does this does nothing else.
    One that was interrupted left an index that is written and never read: the next run makes it anew."""
    if op.get_bind().dialect.name != "postgresql":
        op.create_index(name, table, columns)
        return
    with op.get_context().autocommit_block():
        op.drop_index(name, table_name=table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True)
