"""The house rule, rpc → usecases → domain ← storage, held by reading every import of every file."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVICE = ROOT / "service" / "regard_server"
CLIENT = ROOT / "clients" / "python" / "regard"
OURS = "regard_server"
GRPC = {"grpc", "google", "regard", "grpc_health", "grpc_reflection", "protovalidate"}

RUNS_ON_PARTS = {f"{OURS}.domain", f"{OURS}.usecases", f"{OURS}.rpc", f"{OURS}.storage.database", f"{OURS}.messenger"}
"""What has work done by the database and the messenger."""

MAY_IMPORT: dict[str, set[str]] = {
    "domain": {f"{OURS}.domain"},
    "usecases": {f"{OURS}.domain", f"{OURS}.usecases", "langcodes", "rapidfuzz"},
    "storage": {f"{OURS}.domain", f"{OURS}.storage", "sqlalchemy", "alembic", "msgspec"},
    "storage/postgresql": {f"{OURS}.domain", f"{OURS}.storage", "sqlalchemy", "psycopg"},
    "rpc": {f"{OURS}.domain", f"{OURS}.usecases", f"{OURS}.rpc", "msgspec", *GRPC},
    "rpc/worker.py": RUNS_ON_PARTS,
    "rpc/vigil.py": RUNS_ON_PARTS,
    "rpc/announced_writes.py": RUNS_ON_PARTS,
    "messenger": {f"{OURS}.domain", f"{OURS}.messenger", "msgspec"},
    "samples": {f"{OURS}.samples", "regard", "google"},
    "taxonomy": {f"{OURS}.domain"},
    "settings.py": set(),
    "__init__.py": set(),
    "bootstrap.py": {OURS, "sqlalchemy"},
    "__main__.py": {OURS},
    "checks": {OURS, "grpc", "grpc_health"},
    "processes": {f"{OURS}.processes", f"{OURS}.settings"},
    "processes/serving.py": {OURS, "uvloop"},
}
"""What a part of the service may import beside the standard library; the longest matching path counts."""
READ_THE_ENVIRONMENT = {"settings.py", "samples/tour.py"}
"""The tour hands its environment on to the process that it starts."""


def imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def strays(path: str, source: str) -> list[str]:
    """What the file at this path of the service imports and may not."""
    part = next(part for part in sorted(MAY_IMPORT, key=len, reverse=True) if (path + "/").startswith(part + "/"))
    return [
        name
        for name in imports(source)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT[part])
    ]


def reads_environment(source: str) -> bool:
    found = (node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute))
    return bool({"environ", "environb", "getenv"} & set(found)) or "from os import" in source


FILES = {str(path.relative_to(SERVICE)): path.read_text() for path in sorted(SERVICE.rglob("*.py"))}


@pytest.mark.parametrize("path", FILES)
def test_a_file_imports_only_what_its_part_may(path: str) -> None:
    assert strays(path, FILES[path]) == []


def test_only_the_settings_read_the_environment() -> None:
    assert {path for path, source in FILES.items() if reads_environment(source)} == READ_THE_ENVIRONMENT


def test_the_client_knows_nothing_of_the_service() -> None:
    files = list(CLIENT.rglob("*.py"))
    assert len(files) > 20
    assert [path.name for path in files for name in imports(path.read_text()) if name.startswith(OURS)] == []


@pytest.mark.parametrize(
    ("path", "line", "stray"),
    [
        ("domain/screening.py", "import sqlalchemy", "sqlalchemy"),
        ("domain/screening.py", "from regard_server.usecases.ports import Ledger", "regard_server.usecases.ports"),
        ("domain/screening.py", "from google.protobuf import message", "google.protobuf"),
        ("domain/screening.py", "def f():\n    import grpc", "grpc"),
        ("usecases/ports.py", "from regard.v1 import Entry", "regard.v1"),
        ("usecases/ports.py", "from regard_server.storage.database import Database", "regard_server.storage.database"),
        ("storage/ledger.py", "from regard_server.usecases.ports import Ledger", "regard_server.usecases.ports"),
        ("storage/ledger.py", "import regard_server.rpc.worker", "regard_server.rpc.worker"),
        ("rpc/errors.py", "from sqlalchemy.exc import DBAPIError", "sqlalchemy.exc"),
        ("rpc/errors.py", "from regard_server.storage.database import Database", "regard_server.storage.database"),
        ("rpc/worker.py", "from regard_server.storage.ledger import LedgerTables", "regard_server.storage.ledger"),
        (
            "rpc/fence.py",
            "from regard_server.messenger.publisher import Publisher",
            "regard_server.messenger.publisher",
        ),
        ("messenger/publisher.py", "import regard_server.rpc.vigil", "regard_server.rpc.vigil"),
        ("messenger/publisher.py", "import redis", "redis"),
        ("domain/freshness/course.py", "import asyncio\nimport msgspec", "msgspec"),
        ("samples/tour.py", "from regard_server.domain.offer import Offer", "regard_server.domain.offer"),
        ("settings.py", "import uvloop", "uvloop"),
    ],
)
def test_control_a_stray_import_is_found(path: str, line: str, stray: str) -> None:
    assert strays(path, f"import os\nfrom collections import abc\n{line}\n") == [stray]


@pytest.mark.parametrize("line", ["os.environ['A']", "os.getenv('A')", "from os import environ"])
def test_control_a_look_at_the_environment_is_found(line: str) -> None:
    assert reads_environment(f"import os\n{line}\n")
