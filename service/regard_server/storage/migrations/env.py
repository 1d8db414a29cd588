"""Runs the migrations on the connection that `regard_server.storage.migrate` opened, in its transaction."""

from alembic import context

from regard_server.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
