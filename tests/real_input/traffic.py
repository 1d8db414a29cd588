"""Importing a data set into a service and screening everybody in it, through the public client, and what came out."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from real_input.material import Material
from regard import Client, errors
from regard.v1 import (
    BatchScreenOffersResult,
    Decision,
    Entry,
    Offer,
    RecordEntriesRequest,
    SuppressionReason,
    Topic,
    Verdict,
)

ENTRIES_MAX = 100
REQUESTS_MAX = 1000
BATCH_ENTRIES_MAX = 10_000
CUSTOMERS_MAX = 1000
OFFERS_MAX = 200
DECISIONS_MAX = 50_000
IMPORT_MAX = 1000


@dataclass(frozen=True, kw_only=True)
class Screened:
    """The decisions on one customer, by offer."""

    customer: str
    decisions: Mapping[str, Decision]

    def cleared(self, offer_id: str) -> bool:
        return self.decisions[offer_id].verdict == Verdict.VERDICT_CLEARED

    @property
    def suppressed(self) -> list[Decision]:
        return [one for one in self.decisions.values() if one.verdict == Verdict.VERDICT_SUPPRESSED]


def import_material(client: Client, material: Material) -> float:
    """Imports topics, then offers, then entries; the seconds that the entries took."""
    import_topics(client, material.topics)
    import_offers(client, material.offers)
    started = time.perf_counter()
    record(client, material.entries)
    return time.perf_counter() - started


def import_topics(client: Client, topics: Sequence[Topic]) -> None:
    for start in range(0, len(topics), IMPORT_MAX):
        client.import_topics(topics[start : start + IMPORT_MAX])


def import_offers(client: Client, offers: Sequence[Offer]) -> list[str]:
    """The offers that the service could not classify."""
    unclassified: list[str] = []
    for start in range(0, len(offers), IMPORT_MAX):
        unclassified += client.import_offers(offers[start : start + IMPORT_MAX]).unclassified
    return unclassified


def record(client: Client, entries: Mapping[str, Sequence[Entry]]) -> None:
    """Records all entries; raises the error of the first customer whose entries were rejected."""
    for batch in _batches(entries):
        for result in client.batch_record_entries(batch, make_request_ids=False).results:
            if result.WhichOneof("outcome") == "status":
                raise errors.from_status(result.status)


def _batches(entries: Mapping[str, Sequence[Entry]]) -> Iterator[list[RecordEntriesRequest]]:
    batch: list[RecordEntriesRequest] = []
    size = 0
    for customer, told in entries.items():
        for chunk in _chunks(told):
            if batch and (len(batch) == REQUESTS_MAX or size + len(chunk) > BATCH_ENTRIES_MAX):
                yield batch
                batch, size = [], 0
            batch.append(RecordEntriesRequest(customer=f"customers/{customer}", entries=chunk))
            size += len(chunk)
    if batch:
        yield batch


def _chunks(told: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """At most 100 entries each."""
    for start in range(0, len(told), ENTRIES_MAX):
        yield told[start : start + ENTRIES_MAX]


def screen(
    client: Client,
    customers: Sequence[str],
    offer_ids: Sequence[str],
    *,
    purpose: str = "marketing",
    channel: str = "email",
) -> Iterator[Screened]:
    """Each customer against each offer of the catalogue, however many there are."""
    size = max(1, min(CUSTOMERS_MAX, DECISIONS_MAX // min(OFFERS_MAX, len(offer_ids))))
    for start in range(0, len(customers), size):
        asked = customers[start : start + size]
        found: dict[str, dict[str, Decision]] = {customer: {} for customer in asked}
        for first in range(0, len(offer_ids), OFFERS_MAX):
            answer = client.batch_screen_offers(
                asked, offer_ids=offer_ids[first : first + OFFERS_MAX], purpose=purpose, channel=channel
            )
            for customer, result in zip(asked, answer.results, strict=True):
                found[customer].update(_decisions(result))
        for customer, decisions in found.items():
            yield Screened(customer=customer, decisions=decisions)


def _decisions(result: BatchScreenOffersResult) -> dict[str, Decision]:
    if result.WhichOneof("outcome") == "status":
        raise errors.from_status(result.status)
    return {decision.offer_id: decision for decision in result.response.decisions}


def count_verdicts(screened: Iterable[Screened]) -> Counter[str]:
    """Verdicts, and reasons by their short name; a decision with several reasons counts for each."""
    counts: Counter[str] = Counter()
    for one in screened:
        for decision in one.decisions.values():
            counts[Verdict.Name(decision.verdict).removeprefix("VERDICT_")] += 1
            for suppression in decision.suppressions:
                counts[SuppressionReason.Name(suppression.reason).removeprefix("SUPPRESSION_REASON_")] += 1
    return counts
