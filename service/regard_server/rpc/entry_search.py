"""SearchEntries: within one customer, from what is kept ready in memory; across all, through the full-text index."""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter

from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.content import EntryKind
from regard_server.domain.entry import EntryState
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.rpc.convert.entries import entry_message
from regard_server.rpc.convert.matches import matches_bytes
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.convert.wire import with_length
from regard_server.rpc.entry_bytes import EntryBytes
from regard_server.rpc.freshness import known_as_asked, require, token_for
from regard_server.rpc.worker import Worker
from regard_server.usecases.search_all_entries import search_all_entries
from regard_server.usecases.search_entries import FoundEntries, FoundEntry, parse

PAGE_SIZE_DEFAULT = 20
ALL_CUSTOMERS = "-"


ON_THE_LOOP_WEIGHT_MAX = 1_500_000
"""Of a ledger: some 1,300 entries of a sentence or two. To search them takes a millisecond, no more than another thread."""
ON_THE_LOOP_WORDS_MAX = 4
ON_THE_LOOP_PAGE_MAX = 50
Entries = Callable[[Sequence[FoundEntry]], list[bytes]]
"""The messages of entries found, each after its length."""


async def search_entries(worker: Worker, request: pb.SearchEntriesRequest, caller: Caller) -> bytes:
    """A SearchEntriesResponse."""
    query = parse(request.query)
    key = CustomerKey(caller.tenant, customer_id(request.customer))
    kinds = frozenset(EntryKind(kind) for kind in request.kinds)
    states = frozenset(EntryState(state) for state in request.states)
    page_size = request.page_size or PAGE_SIZE_DEFAULT
    now = worker.clock()
    snapshot = None
    if key.customer == ALL_CUSTOMERS:
        resources = await worker.resources(caller.tenant)
        answer = await worker.read(
            lambda tx: _answered(
                search_all_entries(tx, key.tenant, query, kinds=kinds, states=states, page_size=page_size, now=now),
                lambda found: [
                    with_length(entry_message(one.customer, one.entry, one.state).SerializeToString()) for one in found
                ],
            )
        )
        key = CustomerKey(key.tenant, "")
    else:
        resources, profiles = await known_as_asked(worker.known, worker.tokens, request, caller.tenant, [key])
        snapshot = profiles[key].snapshot
        ledger = await worker.searchable(key, snapshot)

        def work() -> bytes:
            return _answered(
                ledger.search(query, kinds=kinds, states=states, page_size=page_size, now=now),
                lambda found: _kept_messages(worker.entry_bytes, key.tenant, found),
            )

        is_quick = (
            ledger.weight <= ON_THE_LOOP_WEIGHT_MAX
            and len(query.words) <= ON_THE_LOOP_WORDS_MAX
            and page_size <= ON_THE_LOOP_PAGE_MAX
        )
        answer = work() if is_quick else await worker.think(work)
    require(worker.tokens, request.consistency, resources, customer=key.customer, snapshot=snapshot)
    revision = 0 if snapshot is None else snapshot.revision
    token = token_for(worker.tokens, key.tenant, resources, customer=key.customer, revision=revision)
    return answer + pb.SearchEntriesResponse(freshness_token=token).SerializeToString()


def _answered(found: FoundEntries, entries: Entries) -> bytes:
    """All but the token, made where the search is: of a large page it takes some milliseconds."""
    matches = matches_bytes(found.entries, entries(found.entries))
    return matches + pb.SearchEntriesResponse(has_more=found.has_more).SerializeToString()


def _kept_messages(kept: EntryBytes, tenant: str, found: Sequence[FoundEntry]) -> list[bytes]:
    messages: list[bytes] = []
    for (customer, state), some in groupby(found, key=attrgetter("customer", "state")):
        messages += kept.of(CustomerKey(tenant, customer), [one.entry for one in some], state)
    return messages
