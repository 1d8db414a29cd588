"""The ledger, the catalogue and the snapshots in SQL: SQLAlchemy Core, the same code on every backend."""
