"""The calls of InsightService."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from regard.arguments import customer_name, enum_value, several, timestamp
from regard.calls.call import BATCH_SECONDS, Call
from regard.v1 import (
    Channel,
    CompareTierWithIndividualRequest,
    CompareTierWithIndividualResponse,
    GetFrictionReportRequest,
    GetFrictionReportResponse,
    Offer,
    OnUnknown,
    Purpose,
    TieredCustomer,
    TierRule,
)

SERVICE = "/regard.v1.InsightService"

# The ledgers of a whole company are read, and reports wait for each other: minutes for a million customers.
REPORT_SECONDS = 600.0


def get_friction_report(
    *,
    start_time: datetime | None = None,
    end_time: datetime | None = None,
    rows_max: int = 0,
    cause_customers_min: int = 0,
    timeout: float | None = None,
) -> Call[GetFrictionReportRequest, GetFrictionReportResponse]:
    """Counts declines, complaints, overridden wishes and broken commitments over all customers. Reads every ledger of the
    company: run it nightly. Gives up after 600 s where nothing else is said.

    start_time, end_time: the period, from the first to before the second; default the last 365 days, at most 3,660.
    rows_max: how many rows each list may have, at most 200; default 20.
    cause_customers_min: a cause is told when at least so many customers gave it; default 2.
    """
    return Call(
        method=f"{SERVICE}/GetFrictionReport",
        request=GetFrictionReportRequest(
            start_time=timestamp("start_time", start_time),
            end_time=timestamp("end_time", end_time),
            rows_max=rows_max,
            cause_customers_min=cause_customers_min,
        ),
        response_type=GetFrictionReportResponse,
        timeout=timeout,
        default_timeout=REPORT_SECONDS,
    )


def compare_tier_with_individual(
    customers: Mapping[str, str],
    rules: Mapping[str, Iterable[str] | None],
    offers: Iterable[Offer] = (),
    *,
    offer_ids: Iterable[str] = (),
    purpose: str | int,
    channel: str | int,
    on_unknown: str | int | None = None,
    contact_time: datetime | None = None,
    examples_max: int = 10,
    language: str = "",
    timeout: float | None = None,
) -> Call[CompareTierWithIndividualRequest, CompareTierWithIndividualResponse]:
    """Holds a campaign that goes by tier against what each customer told: which contacts would annoy, and what would be
    missed. The tier has no part in any verdict, and isn't kept.

    customers: the tier of each, for 1 to 1,000 customers; times the offers at most 50,000. Of a larger campaign, add up the
    counts of several calls.
    rules: for each tier the ids of the offers that it gets, or None for all of them; any other tier gets nothing.
    contact_time: when the contacts would be made, which matters where people have quiet hours; default now.
    language: of the examples' sentences, such as `de-AT`; default English.
    examples_max: how many examples of each sort to tell, at most 50.
    offers, offer_ids, purpose, channel, on_unknown: as in `screen_offers`.
    """
    return Call(
        method=f"{SERVICE}/CompareTierWithIndividual",
        request=CompareTierWithIndividualRequest(
            customers=[
                TieredCustomer(customer=customer_name(customer), tier=tier) for customer, tier in customers.items()
            ],
            offers=several("offers", offers),
            offer_ids=several("offer_ids", offer_ids),
            rules=[
                TierRule(tier=tier, all_offers=True)
                if given is None
                else TierRule(tier=tier, offer_ids=several(f"rules[{tier!r}]", given))
                for tier, given in rules.items()
            ],
            purpose=enum_value(Purpose, purpose),
            channel=enum_value(Channel, channel),
            on_unknown=enum_value(OnUnknown, on_unknown),
            contact_time=timestamp("contact_time", contact_time),
            examples_max=examples_max,
            language=language,
        ),
        response_type=CompareTierWithIndividualResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )
