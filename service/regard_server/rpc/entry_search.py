"""SearchEntries: within one customer, from what is kept ready in memory; across all, through the full-text index."""

from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.content import EntryKind
from regard_server.domain.entry import EntryState
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.rpc.convert.matches import match_message
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.freshness import require, token_for
from regard_server.rpc.worker import Worker
from regard_server.usecases.search_all_entries import search_all_entries
from regard_server.usecases.search_entries import FoundEntries, parse

PAGE_SIZE_DEFAULT = 20
ALL_CUSTOMERS = "-"


async def search_entries(worker: Worker, request: pb.SearchEntriesRequest, caller: Caller) -> pb.SearchEntriesResponse:
    query = parse(request.query)
    key = CustomerKey(caller.tenant, customer_id(request.customer))
    kinds = frozenset(EntryKind(kind) for kind in request.kinds)
    states = frozenset(EntryState(state) for state in request.states)
    page_size = request.page_size or PAGE_SIZE_DEFAULT
    now = worker.clock()
    snapshot = None
    if key.customer == ALL_CUSTOMERS:
        resources = await worker.resources(caller.tenant)
        matches, has_more = await worker.read(
            lambda tx: _answered(
                search_all_entries(tx, key.tenant, query, kinds=kinds, states=states, page_size=page_size, now=now)
            )
        )
        key = CustomerKey(key.tenant, "")
    else:
        resources, profiles = await worker.known(caller.tenant, [key])
        snapshot = profiles[key].snapshot
        ledger = await worker.searchable(key, snapshot)
        matches, has_more = await worker.think(
            lambda: _answered(ledger.search(query, kinds=kinds, states=states, page_size=page_size, now=now))
        )
    require(worker.tokens, request.consistency, resources, customer=key.customer, snapshot=snapshot)
    revision = 0 if snapshot is None else snapshot.revision
    return pb.SearchEntriesResponse(
        matches=matches,
        has_more=has_more,
        freshness_token=token_for(worker.tokens, key.tenant, resources, customer=key.customer, revision=revision),
    )


def _answered(found: FoundEntries) -> tuple[list[pb.EntryMatch], bool]:
    """Made where the search is, in a thread: some milliseconds of a large page."""
    return [match_message(one) for one in found.entries], found.has_more
