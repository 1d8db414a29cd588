"""The customers of a campaign with their tiers, from a file of any size, and one answer about all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest

from regard.arguments import customer_name
from regard.bulk.columns import Columns
from regard.bulk.customer_lines import CUSTOMER
from regard.bulk.records import Source
from regard.bulk.rejects import INVALID_FIELD, FaultyLine
from regard.v1 import ContactCounts, ContactExample, ContactReason, TierComparison

COLUMNS = {"customer": "a customer's id or resource name", "tier": "their tier"}


class FaultyCampaign(ValueError):
    """A line of the file is no customer with a tier. `number` is that of the line, from 1."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


def read_customers(source: Source, *, chunk_size: int) -> Iterator[Mapping[str, str]]:
    """The tier of each customer, chunk by chunk, from CSV with the columns `customer` and `tier`.

    Raises WrongHeader and FaultyCampaign: what is left out silently would make the shares wrong.
    """
    columns, rows = Columns.of(source, required="customer", known=COLUMNS)
    seen: set[str] = set()
    chunk: dict[str, str] = {}
    for row in rows:
        try:
            customer, tier = _read(columns.read(row))
        except FaultyLine as error:
            raise FaultyCampaign(row.number, str(error)) from error
        if customer in seen:
            raise FaultyCampaign(row.number, f"names {customer} a second time")
        seen.add(customer)
        chunk[customer] = tier
        if len(chunk) == chunk_size:
            yield chunk
            chunk = {}
    if chunk:
        yield chunk


def _read(row: Mapping[str, str]) -> tuple[str, str]:
    customer, tier = customer_name(row.get("customer", "")), row.get("tier", "")
    if not CUSTOMER.fullmatch(customer):
        raise FaultyLine("customer", INVALID_FIELD, "names no customer")
    if not tier:
        raise FaultyLine("tier", INVALID_FIELD, "has no tier")
    return customer, tier


def add_up(parts: Iterable[TierComparison], *, examples_max: int) -> TierComparison:
    """One comparison of the comparisons of a campaign's chunks."""
    whole = TierComparison()
    tiers: dict[str, ContactCounts] = {}
    offers: dict[str, ContactCounts] = {}
    suppressed: list[ContactExample] = []
    missed: list[ContactExample] = []
    for part in parts:
        _add(whole.total, part.total)
        for tier in part.tiers:
            _add(tiers.setdefault(tier.tier, ContactCounts()), tier.counts)
        for offer in part.offers:
            _add(offers.setdefault(offer.offer_id, ContactCounts()), offer.counts)
        suppressed = _spread([*suppressed, *part.suppressed_examples], examples_max)
        missed = _spread([*missed, *part.missed_examples], examples_max)
    for name, counts in tiers.items():
        whole.tiers.add(tier=name, counts=counts)
    for name, counts in offers.items():
        whole.offers.add(offer_id=name, counts=counts)
    whole.suppressed_examples.extend(suppressed)
    whole.missed_examples.extend(missed)
    return whole


def _add(whole: ContactCounts, part: ContactCounts) -> None:
    reasons = {row.reason: row for row in whole.reasons}
    for field in ContactCounts.DESCRIPTOR.fields:
        if field.name != "reasons":
            setattr(whole, field.name, getattr(whole, field.name) + getattr(part, field.name))
    for row in part.reasons:
        known = reasons.setdefault(row.reason, ContactReason(reason=row.reason))
        known.contacts += row.contacts
        known.shadow_contacts += row.shadow_contacts
        known.shadow_cleared += row.shadow_cleared
    in_order = [reasons[reason] for reason in sorted(reasons)]
    del whole.reasons[:]
    whole.reasons.extend(in_order)


def _spread(examples: Sequence[ContactExample], most: int) -> list[ContactExample]:
    """In turn from each offer; those with words first, and no words twice."""
    said: set[str] = set()
    by_offer: dict[tuple[bool, str], list[ContactExample]] = {}
    for example in examples:
        if example.quote and example.quote in said:
            continue
        said.add(example.quote)
        by_offer.setdefault((not example.quote, example.offer_id), []).append(example)
    rounds = (
        chain.from_iterable(zip_longest(*(kept for (silent, _), kept in by_offer.items() if silent is without)))
        for without in (False, True)
    )
    return list(islice((example for example in chain.from_iterable(rounds) if example is not None), most))
