"""What this deployment signs its tokens with, made once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from regard_server.storage.instants import to_micros
from regard_server.storage.tables import deployments


@dataclass(frozen=True, slots=True)
class Deployment:
    store_id: str
    signing_key: bytes


class DeploymentTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load_or_add(self, fresh: Deployment, now: datetime) -> Deployment:
        """The deployment that is there, else `fresh`, from now on."""
        row = self._connection.execute(select(deployments.c.store_id, deployments.c.signing_key)).first()
        if row is not None:
            return Deployment(row[0], row[1])
        self._connection.execute(
            insert(deployments),
            {"store_id": fresh.store_id, "signing_key": fresh.signing_key, "created_at": to_micros(now)},
        )
        return fresh
