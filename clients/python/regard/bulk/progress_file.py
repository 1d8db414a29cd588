"""How far a long job got, beside the file that it works on, so that it can go on after it was stopped."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DIGESTED_BYTES = 1 << 20


class NotToBeResumed(Exception):
    """There is nothing to go on with, or it belongs to something else."""


def file_identity(path: Path) -> dict[str, Any]:
    """What tells a file from another, and from itself when it was changed: its size and a digest of its first megabyte."""
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(DIGESTED_BYTES)).hexdigest()
    return {"size": path.stat().st_size, "digest": digest}


@dataclass(frozen=True, slots=True)
class ProgressFile:
    """`subject` is what is being done, by name: the file, and what was asked. Only the same may go on."""

    path: Path
    subject: Mapping[str, Any]

    def save(self, state: Mapping[str, Any]) -> None:
        """All or nothing: a process that is killed meanwhile leaves the state before."""
        written = self.path.with_name(f"{self.path.name}.new")
        written.write_text(json.dumps({"subject": self.subject, "state": state}, indent=1), encoding="utf-8")
        os.replace(written, self.path)  # noqa: PTH105  the one that is atomic by promise

    def load(self) -> dict[str, Any]:
        """Raises NotToBeResumed."""
        try:
            read = json.loads(self.path.read_text(encoding="utf-8"))
            subject, state = read["subject"], read["state"]
        except FileNotFoundError:
            raise NotToBeResumed(f"there is no {self.path} to go on with: start without --resume") from None
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise NotToBeResumed(f"{self.path} can't be read: start without --resume") from error
        changed = [name for name in {**self.subject, **subject} if self.subject.get(name) != subject.get(name)]
        if changed:
            raise NotToBeResumed(f"{self.path} is of another {' and '.join(changed)}: start without --resume")
        return dict(state)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
