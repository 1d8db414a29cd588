"""What a user installs: both wheels are built without a network, and hold what they need and nothing else."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
SERVER_HAS = [
    "regard_server/__main__.py",
    "regard_server/py.typed",
    "regard_server/domain/screening.py",
    "regard_server/taxonomy/default_topics.csv",
    "regard_server/samples/entries.jsonl",
    "regard_server/samples/offers.jsonl",
    "regard_server/storage/migrations/env.py",
    "regard_server/storage/migrations/versions/0001_first.py",
]
CLIENT_HAS = [
    "regard/__init__.py",
    "regard/py.typed",
    "regard/cli/__init__.py",
    "regard/v1/__init__.py",
    "regard/v1/entry_pb2.py",
    "regard/v1/entry_pb2.pyi",
    "regard/v1/profile_service_pb2_grpc.py",
    "regard/v1/screening_service_pb2_grpc.py",
    "regard/v1/catalog_service_pb2_grpc.py",
]


def build(source: Path, into: Path) -> ZipFile:
    """hatchling itself, as pip would call it; a proxy that isn't there stands for the missing network."""
    no_network = {f"{scheme}_proxy": "http://127.0.0.1:1" for scheme in ("http", "https", "all")}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", into],
        cwd=source,
        env={"PATH": "", "HOME": str(into)} | no_network,
        check=True,
        capture_output=True,
        timeout=60,
    )
    [wheel] = into.glob("*.whl")
    return ZipFile(wheel)


@pytest.mark.parametrize(
    ("source", "package", "has"),
    [(ROOT, "regard_server", SERVER_HAS), (ROOT / "clients" / "python", "regard", CLIENT_HAS)],
    ids=["server", "client"],
)
def test_a_wheel_holds_its_package_whole_and_nothing_else(
    tmp_path: Path, source: Path, package: str, has: list[str]
) -> None:
    with build(source, tmp_path) as wheel:
        names = wheel.namelist()
        [metadata] = [name for name in names if name.endswith(".dist-info/METADATA")]
        told = wheel.read(metadata).decode()

    assert set(has) <= set(names)
    assert {name.partition("/")[0] for name in names} == {package, metadata.partition("/")[0]}
    assert [name for name in names if "test" in name.casefold() or "__pycache__" in name or ".db" in name] == []
    here = source / "service" / package if package == "regard_server" else source / package
    code = {str(path.relative_to(here.parent)) for path in here.rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == code
    assert "License-Expression: Apache-2.0" in told


def test_the_clients_wheel_needs_no_more_than_grpc_and_protobuf(tmp_path: Path) -> None:
    with build(ROOT / "clients" / "python", tmp_path) as wheel:
        [metadata] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        lines = wheel.read(metadata).decode().splitlines()

    needed = [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]
    always = {re.split("[<>=]", line)[0] for line in needed if "extra ==" not in line}
    assert always == {"googleapis-common-protos", "grpcio", "protobuf"}
