"""Requests that wrote no entry to be recorded with: what they were answered, for as long as a request id is kept."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from regard_server.domain.ledger import RequestKey
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.tables import requests

_ONE = (
    requests.c.tenant == bindparam("of_tenant"),
    requests.c.client == bindparam("of_client"),
    requests.c.method == bindparam("of_method"),
    requests.c.request_id == bindparam("of_request_id"),
)
_FIND = select(requests.c.created_at, requests.c.request_digest, requests.c.answer).where(*_ONE)
_KNOWN = select(requests.c.request_id).where(*_ONE[:3], requests.c.request_id.in_(bindparam("ids", expanding=True)))
_ADD = insert(requests)
_REMOVE = delete(requests).where(*_ONE)


class AnsweredRequest(NamedTuple):
    created_at: datetime
    digest: bytes
    answer: bytes


class RequestTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, request: RequestKey) -> AnsweredRequest | None:
        row = self._connection.execute(_FIND, _of(request)).first()
        return None if row is None else AnsweredRequest(from_micros(row[0]), row[1], row[2])

    def known(self, requests: Collection[RequestKey]) -> set[RequestKey]:
        """Which of these are there."""
        if len(requests) == 1:
            return {request for request in requests if self.find(request) is not None}
        ids: dict[tuple[str, str, str], list[str]] = {}
        for request in requests:
            ids.setdefault((request.tenant, request.client, request.method), []).append(request.request_id)
        return {
            RequestKey(*of_method, row[0])
            for of_method, wanted in ids.items()
            for row in self._connection.execute(
                _KNOWN, dict(zip(("of_tenant", "of_client", "of_method"), of_method, strict=True)) | {"ids": wanted}
            )
        }

    def add(self, request: RequestKey, *, digest: bytes, answer: bytes, now: datetime) -> None:
        """When it is there already, the whole transaction is run again."""
        self._connection.execute(
            _ADD,
            {
                "tenant": request.tenant,
                "client": request.client,
                "method": request.method,
                "request_id": request.request_id,
                "created_at": to_micros(now),
                "request_digest": digest,
                "answer": answer,
            },
        )

    def forget(self, request: RequestKey) -> None:
        self._connection.execute(_REMOVE, _of(request))


def _of(request: RequestKey) -> dict[str, str]:
    return {
        "of_tenant": request.tenant,
        "of_client": request.client,
        "of_method": request.method,
        "of_request_id": request.request_id,
    }
