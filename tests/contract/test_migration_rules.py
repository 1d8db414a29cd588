"""Migrations go forward only, and each is safe while the release before it still serves: it expands, or it contracts what no
release in service reads any more (a file named `NNNN_contract_…`)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from regard_server.storage import migrate

VERSIONS = sorted((Path(migrate.__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
NOBODY_SERVED_BEFORE = "0005"
"""The first that a database of several servers had; an embedded one has one server, which migrates before it serves."""
ONLINE = "make_index_online"
EXPANDS = {"create_table", "add_column", "create_index", "bulk_insert", "get_bind", "execute", "f", ONLINE}
HOLDS_UP = {
    "a column that old writers leave out": r"add_column\((?!.*(nullable=True|server_default)).*nullable=False",
    "an index that stops all writes while it is made": r"create_index\(",
}
STATEMENTS = {"execute", "exec_driver_sql", "scalar", "scalars"}
"""Whatever they are asked of."""
SQL_EXPANDS = r"(INSERT INTO|CREATE TABLE|COMMENT ON|SELECT)\b"
NOT_READ = "SQL that can't be read here"
NOT_ALONE = "an index made online beside something else, which can't be run again"


def operations(source: str) -> Iterator[tuple[str, str]]:
    """What is asked of Alembic, each with its text."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="op"), attr=operation)):
                yield operation, ast.unparse(node)
            case ast.Call(func=ast.Name(id=name)) if name == ONLINE:
                yield name, ast.unparse(node)


def statements(source: str) -> Iterator[str]:
    """Each SQL statement by its first words; NOT_READ for one that isn't written out."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=asked), args=[first, *_]) if asked in STATEMENTS:
                match first:
                    case ast.Constant(value=str(sql)) | ast.Call(args=[ast.Constant(value=str(sql))]):
                        yield from (" ".join(one.split()[:2]) for one in sql.split(";") if one.strip())
                    case _:
                        yield NOT_READ


def faults(name: str, source: str) -> list[str]:
    if name[:4] <= NOBODY_SERVED_BEFORE:
        return []
    done = list(operations(source))
    new_tables = {text.split("'")[1] for operation, text in done if operation == "create_table"}
    found: list[str] = []
    if not name[4:].startswith("_contract_"):
        found += [operation for operation, _ in done if operation not in EXPANDS]
        found += [sql for sql in statements(source) if not re.match(SQL_EXPANDS, sql, re.IGNORECASE)]
    if len({operation == ONLINE for operation, _ in done}) > 1:
        found.append(NOT_ALONE)
    for operation, text in done:
        on_a_new_table = any(f"'{table}'" in text for table in new_tables)
        found += [
            what
            for what, pattern in HOLDS_UP.items()
            if not on_a_new_table and operation != "create_table" and re.search(pattern, text)
        ]
    return found


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_is_safe_while_the_release_before_still_serves(path: Path) -> None:
    assert faults(path.name, path.read_text()) == []


def test_there_is_no_way_back_and_no_fork() -> None:
    numbers = [path.name[:4] for path in VERSIONS]
    assert numbers == [f"{number:04}" for number in range(1, len(VERSIONS) + 1)]
    for path, before in zip(VERSIONS, [None, *numbers], strict=False):
        source = path.read_text()
        assert "def downgrade" not in source
        assert f"down_revision = {before!r}".replace("'", '"') in source


@pytest.mark.parametrize(
    ("what", "source"),
    [
        (["drop_column"], "op.drop_column('customers', 'root')"),
        (["alter_column"], "op.alter_column('entries', 'target_id', new_column_name='about_id')"),
        (
            ["a column that old writers leave out"],
            "op.add_column('customers', sa.Column('birthday', sa.Integer, nullable=False))",
        ),
        (
            ["an index that stops all writes while it is made"],
            "op.create_index('entries_by_time', 'entries', ['created_at'])",
        ),
        (
            ["an index that stops all writes while it is made"],
            "op.create_index('entries_by_time', 'entries', ['created_at'], postgresql_concurrently=True)",
        ),
        ([NOT_ALONE], "op.add_column('a', sa.Column('b')); make_index_online('a_by_b', 'a', ['b'])"),
        (["get_context"], "op.get_context()"),
        (["ALTER TABLE"], "op.execute('ALTER TABLE customers DROP COLUMN root')"),
        (["alter table"], "op.execute(sa.text('  alter  table customers rename to clients'))"),
        (["DROP INDEX"], "op.execute('SELECT 1; DROP INDEX entries_by_feed')"),
        (["UPDATE customers"], "op.execute('UPDATE customers SET root = NULL')"),
        (["CREATE INDEX"], "op.get_bind().exec_driver_sql('CREATE INDEX i ON entries (created_at)')"),
        (["LOCK TABLE"], "connection.execute(sa.text('LOCK TABLE customers'))"),
        ([NOT_READ], "op.execute(f'{what} customers')"),
        ([NOT_READ], "op.execute(customers.delete())"),
    ],
)
def test_control_what_the_release_before_cant_live_with_is_found(what: list[str], source: str) -> None:
    assert faults("0099_more.py", source) == what


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("0099_more.py", "op.add_column('customers', sa.Column('birthday', sa.Integer))"),
        ("0099_more.py", "op.create_table('a', sa.Column('b')); op.create_index('a_by_b', 'a', ['b'])"),
        (
            "0099_more.py",
            "make_index_online('i', 'entries', ['created_at']); make_index_online('j', 'entries', ['kind'])",
        ),
        ("0099_more.py", "op.execute('INSERT INTO marks VALUES (0)'); op.get_bind().execute(sa.text('SELECT 1'))"),
        ("0099_contract_root.py", "op.drop_column('customers', 'root')"),
        ("0099_contract_root.py", "op.execute('ALTER TABLE customers DROP COLUMN root')"),
    ],
)
def test_what_the_release_before_can_live_with_is_let_through(name: str, source: str) -> None:
    assert faults(name, source) == []
