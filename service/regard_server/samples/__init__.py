"""The sample customers and offers, written for Regard; `regard-server serve --samples` adds them to an empty database.

They go in through the public API, like anybody's.
"""

import json
from importlib import resources
from itertools import groupby
from typing import Any

from google.protobuf.json_format import ParseDict

from regard import AsyncClient
from regard.v1 import Entry, Offer, RecordEntriesRequest

BATCH = 100


async def add_samples(client: AsyncClient) -> int:
    """Answers how many entries were added; none where there is an offer in the catalogue already."""
    if (await client.list_offers(page_size=1)).offers:
        return 0
    await client.import_offers([ParseDict(line, Offer()) for line in _lines("offers.jsonl")])
    requests = [
        RecordEntriesRequest(customer=customer, entries=[ParseDict(line["entry"], Entry()) for line in lines])
        for customer, lines in groupby(_lines("entries.jsonl"), key=lambda line: line["customer"])
    ]
    response = await client.batch_record_entries(requests)
    rejected = [result for result in response.results if result.HasField("status")]
    if rejected:
        raise ValueError(f"a sample was rejected: {rejected[0]}")
    return sum(len(result.response.entries) for result in response.results)


def _lines(name: str) -> list[dict[str, Any]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
