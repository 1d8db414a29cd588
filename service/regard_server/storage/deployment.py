"""What this deployment signs its tokens with, made once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from regard_server.storage.instants import to_micros
from regard_server.storage.tables import deployments, feed_heads

_LOAD = select(deployments.c.store_id, deployments.c.signing_key)
_ADD = insert(deployments)
_MEET = select(feed_heads.c.seq).where(feed_heads.c.feed_partition == 0).with_for_update()


@dataclass(frozen=True, slots=True)
class Deployment:
    store_id: str
    signing_key: bytes


class DeploymentTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load_or_add(self, fresh: Deployment, now: datetime) -> Deployment:
        """The deployment that is there, else `fresh`, from now on."""
        present = self._load()
        if present is None:
            # There is no row yet that two who start at once could meet at, so they meet at another.
            self._connection.execute(_MEET)
            present = self._load()
        if present is not None:
            return present
        self._connection.execute(
            _ADD, {"store_id": fresh.store_id, "signing_key": fresh.signing_key, "created_at": to_micros(now)}
        )
        return fresh

    def _load(self) -> Deployment | None:
        row = self._connection.execute(_LOAD).first()
        return None if row is None else Deployment(row[0], row[1])
