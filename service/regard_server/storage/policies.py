"""Policies: every version is kept, the newest counts."""

from dataclasses import fields
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from regard_server.domain.policy import Policy, PolicyVersion
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.tables import policies

_columns = policies.c
_VERSION = (_columns.content, _columns.created_at, _columns.recorder, _columns.reason)
_ALL = select(*_VERSION).where(_columns.tenant == bindparam("tenant")).order_by(_columns.version)
_ADD = insert(policies)
_decoder = msgspec.msgpack.Decoder(Policy)
_FIELDS = tuple(field.name for field in fields(Policy))


class PolicyTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def versions(self, tenant: str) -> list[PolicyVersion]:
        """All that were ever set, in their order."""
        rows = self._connection.execute(_ALL, {"tenant": tenant})
        return [
            PolicyVersion(
                policy=_decoder.decode(content), created_at=from_micros(created_at), recorder=recorder, reason=reason
            )
            for content, created_at, recorder, reason in rows
        ]

    def add(self, tenant: str, version: PolicyVersion, *, now: datetime) -> None:
        """The next version. When somebody else was quicker, the whole transaction is run again."""
        content = {name: getattr(version.policy, name) for name in _FIELDS}
        self._connection.execute(
            _ADD,
            {
                "tenant": tenant,
                "version": version.policy.version,
                "created_at": to_micros(now),
                "recorder": version.recorder,
                "reason": version.reason,
                "content": msgspec.msgpack.encode(content),
            },
        )
