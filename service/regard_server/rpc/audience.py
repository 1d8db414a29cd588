"""ScreenAudience: an audience screened chunk by chunk, each fresh, in order, and resumable.

A chunk is answered before the next is taken in, so that a slow reader holds back the work, and not the server's memory.
"""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from copy import copy
from dataclasses import replace

from regard.v1 import screening_service_pb2 as pb
from regard_server.domain.errors import (
    FieldViolation,
    InvalidCursor,
    InvalidFields,
)
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.tally import Tally
from regard_server.rpc.batches import BatchRoom, breathe, check_decisions
from regard_server.rpc.convert.instants import timestamp
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.convert.results import failure_with_length, result_with_length
from regard_server.rpc.convert.tallies import summary_message
from regard_server.rpc.convert.wire import tag
from regard_server.rpc.errors import status_of
from regard_server.rpc.interceptor import message_of, parse
from regard_server.rpc.known_offers import KnownOffers
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.screener import Question, Screener, question
from regard_server.rpc.tokens import AudienceCursor
from regard_server.rpc.worker import Worker

_RESULT = tag(pb.ScreenAudienceResponse, "results")
_read_chunk = message_of(pb.ScreenAudienceRequest)


async def screen_audience(
    messages: AsyncIterator[bytes],
    caller: Caller,
    worker: Worker,
    known_offers: KnownOffers,
    screener: Screener,
) -> AsyncGenerator[bytes, None]:
    """ScreenAudienceResponses. Raises InvalidFields and InvalidCursor, which end the stream."""
    first = await anext(messages, None)
    if first is None:
        return
    request = parse(pb.ScreenAudienceRequest, first)
    if not request.HasField("open") or request.customers:
        raise InvalidFields(FieldViolation("open", "must be in the first message, alone"))
    cursor = AudienceCursor(caller.tenant, _digest(request.open), 0)
    inline = known_offers.read_offers(request, request.open)
    if request.open.cursor:
        resumed = worker.tokens.read_cursor(request.open.cursor)
        if (resumed.tenant, resumed.question) != (cursor.tenant, cursor.question):
            raise InvalidCursor
        cursor = resumed
    resources = (await worker.known_at_least(caller.tenant, ())).resources
    asked = question(request.open, known_offers.prepare(request.open, inline, resources), resources, worker.clock())
    async for data in messages:
        cursor = AudienceCursor(cursor.tenant, cursor.question, cursor.chunk + 1)
        names = _names(data, len(asked.prepared.offer_set.offers))
        keys = [CustomerKey(caller.tenant, customer_id(name)) for name in names]
        # What the company has changed meanwhile holds from this chunk on.
        resources, profiles = await worker.known_at_least(caller.tenant, keys, keep=False)
        prepared = known_offers.prepare(request.open, inline, resources)
        asked = replace(asked, prepared=prepared, resources=resources, now=worker.clock())
        results, tally = await _answer(asked, keys, profiles, screener, summary_only=request.open.summary_only)
        rest = pb.ScreenAudienceResponse(
            chunk=cursor.chunk,
            cursor=worker.tokens.write(cursor),
            read_time=timestamp(asked.now),
            summary=summary_message(tally),
            policy_version=resources.policy.version,
        )
        yield results + rest.SerializeToString()


async def _answer(
    asked: Question,
    keys: Sequence[CustomerKey],
    profiles: dict[CustomerKey, Remembered],
    screener: Screener,
    *,
    summary_only: bool,
) -> tuple[bytes, Tally]:
    """The results of a ScreenAudienceResponse, and their tally."""
    results: list[bytes] = []
    tally = Tally()
    room = BatchRoom()
    for index, key in enumerate(keys):
        await breathe(index)
        if summary_only:
            profile, decisions = screener.decisions(asked, profiles.get(key))
            tally.add(profile.status, decisions)
            continue
        try:
            answer, profile, decisions = screener.answer(asked, key, profiles.get(key))
            tally.add(profile.status, decisions)
            room.take(len(answer))
            results.append(_RESULT + result_with_length(key.customer, answer))
        except Exception as error:  # noqa: BLE001  what is wrong with one is that one's alone
            results.append(_RESULT + failure_with_length(key.customer, status_of(error)))
    return b"".join(results), tally


def _names(data: bytes, offers: int) -> Sequence[str]:
    chunk = _read_chunk(data)
    if chunk.HasField("open") or not chunk.customers:
        raise InvalidFields(FieldViolation("customers", "must be in every message but the first, alone"))
    check_decisions(customers=len(chunk.customers), offers=offers)
    names: Sequence[str] = chunk.customers
    return names


def _digest(opened: pb.AudienceOpen) -> bytes:
    """Of what is asked, without how it is answered."""
    asked = copy(opened)
    for field in ("cursor", "language", "max_outstanding_chunks", "summary_only"):
        asked.ClearField(field)
    return hashlib.sha256(asked.SerializeToString(deterministic=True)).digest()[:16]
