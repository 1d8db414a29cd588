"""Migrations: they end at the tables of the present code, and doing them again changes nothing."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Engine, Index, Integer, MetaData, inspect, select

from regard_server.domain.ledger import FEED_PARTITIONS, CustomerKey
from regard_server.storage.database import Database
from regard_server.storage.migrate import SchemaIsOlder, check_schema, migrate
from regard_server.storage.tables import entries, feed_heads, metadata

from .ledgers import U1, append_entries, entry, ledger_of, snapshot


def differences(tables: Engine, wanted: MetaData) -> Any:
    with tables.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, wanted)


def shape(tables: Engine) -> dict[str, Any]:
    """What `compare_metadata` doesn't look at: primary keys, and the order and uniqueness of what is indexed."""
    found = inspect(tables)
    return {
        name: (
            [(column["name"], column["nullable"]) for column in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted((index["name"], index["column_names"], bool(index["unique"])) for index in found.get_indexes(name)),
        )
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def shape_of_the_code() -> dict[str, Any]:
    return {
        table.name: (
            [(column.name, column.nullable) for column in table.columns],
            table.primary_key.columns.keys(),
            sorted((index.name, index.columns.keys(), index.unique) for index in table.indexes),
        )
        for table in metadata.tables.values()
    }


def test_a_migrated_database_has_the_tables_of_the_present_code(tables: Engine) -> None:
    assert differences(tables, metadata) == []
    assert shape(tables) == shape_of_the_code()


def test_control_a_column_or_an_index_without_a_migration_is_found(tables: Engine) -> None:
    changed = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(changed)
    changed.tables["customers"].append_column(Column("birthday", Integer))
    Index("entries_by_time", changed.tables["entries"].c.created_at)

    assert sorted(kind for kind, *_ in differences(tables, changed)) == ["add_column", "add_index"]


def test_every_partition_of_the_feed_begins_at_0(tables: Engine) -> None:
    with tables.connect() as connection:
        heads = connection.execute(select(feed_heads).order_by(feed_heads.c.feed_partition)).all()

    assert [tuple(head) for head in heads] == [(number, 0) for number in range(FEED_PARTITIONS)]


def test_migrating_again_changes_nothing(database: Database, database_url: str, tables: Engine) -> None:
    append_entries(database, U1, entry(entry_id="kept"))
    before = shape(tables)

    migrate(database_url)
    migrate(database_url)

    assert shape(tables) == before
    assert [one.id for one in ledger_of(database, U1)] == ["kept"]


def test_the_tenant_leads_every_key_of_what_belongs_to_a_tenant() -> None:
    for table in metadata.tables.values():
        if "tenant" in table.c:
            assert table.primary_key.columns.keys()[0] == "tenant", table.name
    assert all(index.columns.keys()[0] in ("tenant", "feed_partition") for index in entries.indexes)


def test_a_release_serves_a_schema_that_a_later_one_migrated_and_none_that_is_older(
    database_url: str, tables: Engine
) -> None:
    def at(revision: str) -> None:
        with tables.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")

    check_schema(database_url)
    at("9999")
    check_schema(database_url)
    migrate(database_url)
    at("0003")
    with pytest.raises(SchemaIsOlder):
        check_schema(database_url)


def test_customers_are_in_the_order_of_their_bytes_whatever_the_locale(database: Database) -> None:
    names = ["B", "Z", "a", "a-b", "a.b", "a_b", "b", "~"]
    database.write(
        lambda tx, _: tx.customers.save({CustomerKey("default", name): (0, snapshot(1, name)) for name in names})
    )

    rows = database.read(lambda tx: tx.customers.page("default", after="", show_merged=False, rows_max=99))

    assert [name for name, _ in rows] == sorted(names)
