"""ExportProfiles: customers in their order, as ledgers or as profiles, a page of them at a time.

The feed's heads are read before the first page, so that what changes while it goes on is among the changes after them.
"""

import hashlib
from collections.abc import AsyncGenerator, Sequence
from copy import copy

import msgspec

from regard.v1 import change_service_pb2 as pb
from regard_server.domain.entry import EntryState
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.rpc.batches import breathe
from regard_server.rpc.changes import cursor as changes_cursor
from regard_server.rpc.convert.entries import fill_in
from regard_server.rpc.convert.enums import by_number
from regard_server.rpc.convert.names import customer_id, customer_name
from regard_server.rpc.convert.profiles import profile_message
from regard_server.rpc.tokens import ExportCursor
from regard_server.rpc.worker import Worker
from regard_server.usecases.export_ledgers import ExportedLedger, export_ledgers, families, next_ledgers
from regard_server.usecases.ports import Transaction

CUSTOMERS_PER_PAGE = 100
ENTRIES_PER_MESSAGE = 1_000
MESSAGE_BYTES_ENOUGH = 4 * 1024 * 1024
_STATES = by_number(EntryState)


async def export_profiles(
    request: pb.ExportProfilesRequest, caller: Caller, worker: Worker
) -> AsyncGenerator[pb.ExportProfilesResponse, None]:
    """Raises InvalidCursor and DatabaseUnavailable, which end the stream."""
    question = _question(request)
    if request.cursor:
        at = worker.tokens.read_export_cursor(request.cursor, caller.tenant, question)
    else:
        heads = await worker.feed.heads()
        at = ExportCursor(worker.tokens.store_id, caller.tenant, question, heads, "", 0, 0)
    export = _Export(request, at, worker, changes_cursor(worker, caller, at.positions))
    pages = export.ledgers if request.form == pb.EXPORT_FORM_LEDGERS else export.profiles
    told = False
    async for response in pages():
        told = True
        yield response
    if not told:  # so that even an empty export says where to watch from
        yield export.message()


class _Export:
    """`at` is where the message being made leads to."""

    def __init__(self, request: pb.ExportProfilesRequest, at: ExportCursor, worker: Worker, changes: str) -> None:
        self._request = request
        self._worker = worker
        self._changes = changes
        self._asked = [CustomerKey(at.tenant, customer_id(name)) for name in request.customers]
        self.at = at

    def message(self) -> pb.ExportProfilesResponse:
        return pb.ExportProfilesResponse(cursor=self._worker.tokens.write(self.at), changes_cursor=self._changes)

    async def ledgers(self) -> AsyncGenerator[pb.ExportProfilesResponse, None]:
        states = frozenset(_STATES[state] for state in self._request.states) or frozenset(EntryState)
        while True:
            page = await self._worker.read_beside(
                lambda tx: export_ledgers(tx, self._next_families(tx), states=states, now=self._worker.clock())
            )
            if not page:
                return
            message = pb.ExportProfilesResponse()
            room = ENTRIES_PER_MESSAGE
            for number, ledger in enumerate(page):
                await breathe(number)
                while True:
                    done, size = self._add(message, ledger, room)
                    room -= size
                    if done:
                        break
                    yield self._finished(message)
                    message, room = pb.ExportProfilesResponse(), ENTRIES_PER_MESSAGE
                self._advance(ledger.customer)
            yield self._finished(message)

    def _add(self, message: pb.ExportProfilesResponse, ledger: ExportedLedger, room: int) -> tuple[bool, int]:
        """Whether the ledger is all there now, and how many of its entries were added."""
        exported = message.ledgers.add(customer=customer_name(ledger.customer), continued=self.at.entries > 0)
        size = 0
        for index, entry, state in ledger.entries:
            if index < self.at.entries:
                continue
            if size >= room:
                self.at = msgspec.structs.replace(self.at, entries=index)
                return False, size
            fill_in(exported.entries.add(), ledger.customer, entry, state)
            size += 1
        return True, size

    async def profiles(self) -> AsyncGenerator[pb.ExportProfilesResponse, None]:
        tenant = self.at.tenant
        while True:
            keys = await self._worker.read_beside(self._next_customers)
            if not keys:
                return
            resources, remembered = await self._worker.known(tenant, keys, keep=False)
            message = pb.ExportProfilesResponse()
            size = 0
            for number, key in enumerate(keys):
                await breathe(number)
                profile = remembered[key].profile(resources)
                now = profile.not_before(self._worker.clock())
                exported, _ = profile_message(
                    key.customer,
                    profile.snapshot,
                    self._request.view,
                    now,
                    preferences=profile.preferences_in_force(now),
                )
                message.profiles.append(exported)
                self._advance(key.customer)
                size += exported.ByteSize()
                if size >= MESSAGE_BYTES_ENOUGH:
                    yield self._finished(message)
                    message, size = pb.ExportProfilesResponse(), 0
            if message.profiles:
                yield self._finished(message)

    def _next_customers(self, tx: Transaction) -> Sequence[CustomerKey]:
        if self._asked:
            return self._asked[self.at.customers :][:CUSTOMERS_PER_PAGE]
        page = tx.customers.page(self.at.tenant, after=self.at.after, show_merged=False, rows_max=CUSTOMERS_PER_PAGE)
        return [CustomerKey(self.at.tenant, customer) for customer, _ in page]

    def _next_families(self, tx: Transaction) -> Sequence[Sequence[CustomerKey]]:
        if self._asked:
            return families(tx, self._next_customers(tx))
        return next_ledgers(tx, self.at.tenant, after=self.at.after, customers_max=CUSTOMERS_PER_PAGE)

    def _advance(self, customer: str) -> None:
        self.at = msgspec.structs.replace(self.at, after=customer, customers=self.at.customers + 1, entries=0)

    def _finished(self, message: pb.ExportProfilesResponse) -> pb.ExportProfilesResponse:
        message.cursor = self._worker.tokens.write(self.at)
        message.changes_cursor = self._changes
        return message


def _question(request: pb.ExportProfilesRequest) -> bytes:
    asked = copy(request)
    asked.ClearField("cursor")
    return hashlib.sha256(asked.SerializeToString(deterministic=True)).digest()[:16]
