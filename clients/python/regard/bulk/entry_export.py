"""Ledgers to lines that `regard import` takes in, elsewhere too, with the same ids and in the same order."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from google.protobuf.json_format import MessageToDict

from regard.bulk.entry_lines import SAID_BY_THE_SERVICE, WRITTEN_BY
from regard.client import Client
from regard.v1 import Entry, EntryState

CUSTOMERS_AT_ONCE = 4
PAGE_SIZE = 1000
ACTIVE = EntryState.ENTRY_STATE_ACTIVE


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines of one customer's entries, as text."""

    customer: str
    lines: list[str]


def export_ledgers(client: Client, customers: Iterable[str], *, all_states: bool) -> Iterator[Ledger]:
    """The ledgers in the order of the customers, some of them ahead of the caller. Raises RegardError."""
    under_way: deque[Future[Ledger]] = deque()
    with ThreadPoolExecutor(CUSTOMERS_AT_ONCE, thread_name_prefix="export") as threads:
        try:
            for customer in customers:
                under_way.append(threads.submit(export_ledger, client, customer, all_states=all_states))
                if len(under_way) > 2 * CUSTOMERS_AT_ONCE:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for ledger in under_way:
                ledger.cancel()


def export_ledger(client: Client, customer: str, *, all_states: bool) -> Ledger:
    """The first recorded comes first: of two statements of one instant, the later recorded counts.

    all_states: what no longer counts too, with its state, and what only the service writes: retractions, restrictions,
    identities, merges. They are for reading; import refuses them, but for the expired.

    Of merged customers it is the ledgers of all, each entry under the customer that it was addressed to.
    """
    states = () if all_states else ("active",)
    entries = list(client.iterate_entries(customer, states=states, page_size=PAGE_SIZE))
    wanted = [entry for entry in reversed(entries) if all_states or entry.WhichOneof("content") not in WRITTEN_BY]
    return Ledger(customer, [_line(customer, entry) for entry in wanted])


def _line(customer: str, entry: Entry) -> str:
    customer = entry.name.rpartition("/entries/")[0] or customer
    said = SAID_BY_THE_SERVICE if entry.state == ACTIVE else ("revision", "create_time")
    for name in said:
        entry.ClearField(name)
    if entry.offer_response.reservation:  # which no import can record; what it knew of the offer is in the response
        entry.offer_response.ClearField("reservation")
    return json.dumps({"customer": customer, "entry": MessageToDict(entry)}, ensure_ascii=False) + "\n"
