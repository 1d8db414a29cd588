"""Where the real data is, and how its rows are read. None of it is in this repository: its licences differ."""

import csv
import gzip
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
ELSEWHERE = "REGARD_REAL_INPUT"
"""The environment variable that says where the data sets are; default `../shared/data` beside the repository."""
WHOLE = "REGARD_REAL_INPUT_WHOLE"
"""Set to 1, the tests of the large sets take every row, not a sample."""
SAMPLE_SEED = 20260615


def data_root() -> Path:
    return Path(os.environ.get(ELSEWHERE) or REPOSITORY.parent / "shared" / "data")


def data_set(name: str) -> Path | None:
    """The folder of a data set, or None where it isn't."""
    folder = data_root() / name
    return folder if folder.is_dir() else None


def whole() -> bool:
    return os.environ.get(WHOLE) == "1"


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a `;` separated file, gzipped or not."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8")), delimiter=";"))


def read_zipped_csv(path: Path, member: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(member).decode("utf-8"))))


def read_json(path: Path) -> Any:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return json.loads(raw)


def read_json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
