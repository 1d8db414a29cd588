"""SearchEntries: within one customer, from what is kept ready in memory; across all, through the full-text index."""

from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.content import EntryKind
from regard_server.domain.entry import EntryState
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.rpc.convert.matches import match_message
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.freshness import require, token_for
from regard_server.rpc.worker import Worker
from regard_server.usecases.search_entries import parse

PAGE_SIZE_DEFAULT = 20


async def search_entries(worker: Worker, request: pb.SearchEntriesRequest, caller: Caller) -> pb.SearchEntriesResponse:
    query = parse(request.query)
    key = CustomerKey(caller.tenant, customer_id(request.customer))
    kinds = frozenset(EntryKind(kind) for kind in request.kinds)
    states = frozenset(EntryState(state) for state in request.states)
    page_size = request.page_size or PAGE_SIZE_DEFAULT
    resources = await worker.resources(caller.tenant)
    ledger = await worker.searchable(key)
    require(worker.tokens, request.consistency, resources, customer=key.customer, revision=ledger.revision)
    now = worker.clock()
    found = await worker.think(lambda: ledger.search(query, kinds=kinds, states=states, page_size=page_size, now=now))
    return pb.SearchEntriesResponse(
        matches=[match_message(one) for one in found.entries],
        has_more=found.has_more,
        freshness_token=token_for(
            worker.tokens, caller.tenant, resources, customer=key.customer, revision=ledger.revision
        ),
    )
