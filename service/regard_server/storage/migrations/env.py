"""Runs the migrations on the connection that `regard_server.storage.migrate` opened: in its transaction, where it has begun one,
else each in its own, so that one may leave it to make an index beside those who write."""

from alembic import context

from regard_server.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transaction_per_migration=True
)
with context.begin_transaction():
    context.run_migrations()
