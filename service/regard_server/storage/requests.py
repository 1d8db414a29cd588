"""Requests that wrote no entry to be recorded with: what they were answered, for as long as a request id is kept."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from regard_server.domain.ledger import RequestKey
from regard_server.storage.backend import Answer, Backend
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.listed import as_values, named
from regard_server.storage.tables import requests

_ONE = (
    requests.c.tenant == bindparam("of_tenant"),
    requests.c.client == bindparam("of_client"),
    requests.c.method == bindparam("of_method"),
    requests.c.request_id == bindparam("of_request_id"),
)
_FIND = select(requests.c.created_at, requests.c.request_digest, requests.c.answer).where(*_ONE)
_ADD = insert(requests)
_REMOVE = delete(requests).where(*_ONE)


class AnsweredRequest(NamedTuple):
    created_at: datetime
    digest: bytes
    answer: bytes


class RequestTable:
    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend

    def find(self, request: RequestKey) -> AnsweredRequest | None:
        rows = self._backend.ask(self._connection, _FIND, _of(request))()
        return AnsweredRequest(from_micros(rows[0][0]), *rows[0][1:]) if rows else None

    def known(self, requests: Collection[RequestKey]) -> Callable[[], set[RequestKey]]:
        """Answers which of these are there."""
        ids: dict[tuple[str, str, str], list[str]] = {}
        for request in requests:
            ids.setdefault((request.tenant, request.client, request.method), []).append(request.request_id)
        answers = {of_method: self._known(of_method, wanted) for of_method, wanted in ids.items()}
        return lambda: {RequestKey(*of_method, row[0]) for of_method, answer in answers.items() for row in answer()}

    def _known(self, of_method: tuple[str, str, str], ids: Sequence[str]) -> Answer:
        listed = as_values("id", ids)
        values = dict(zip(("of_tenant", "of_client", "of_method"), of_method, strict=True))
        return self._backend.ask(self._connection, _known(len(listed)), {**values, **listed})

    def add(self, request: RequestKey, *, digest: bytes, answer: bytes, now: datetime) -> None:
        """When it is there already, the whole transaction is run again."""
        row = {
            "tenant": request.tenant,
            "client": request.client,
            "method": request.method,
            "request_id": request.request_id,
            "created_at": to_micros(now),
            "request_digest": digest,
            "answer": answer,
        }
        self._backend.insert_many(self._connection, _ADD, [row])

    def forget(self, request: RequestKey) -> None:
        self._connection.execute(_REMOVE, _of(request))


@lru_cache
def _known(count: int) -> Select[Any]:
    return select(requests.c.request_id).where(*_ONE[:3], requests.c.request_id.in_(named("id", count)))


def _of(request: RequestKey) -> dict[str, str]:
    return {
        "of_tenant": request.tenant,
        "of_client": request.client,
        "of_method": request.method,
        "of_request_id": request.request_id,
    }
