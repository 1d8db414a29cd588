"""InsightService."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from regard.v1 import insight_service_pb2 as pb
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.friction import FrictionTally, Period
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.tier_comparison import TierComparison
from regard_server.rpc.batches import breathe, check_decisions
from regard_server.rpc.convert.friction import report_message
from regard_server.rpc.convert.instants import instant, timestamp
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.convert.tier_comparisons import comparison_message
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.known_offers import InlineOffers, KnownOffers
from regard_server.rpc.screener import Screener, question
from regard_server.rpc.worker import Worker
from regard_server.usecases.tally_friction import Step, tally_friction

PERIOD = timedelta(days=365)
PERIOD_MAX = timedelta(days=3660)
ROWS = 20
CAUSE_CUSTOMERS_MIN = 2

Comparing = tuple[pb.CompareTierWithIndividualRequest, InlineOffers | None]
"""The message, and its inline offers."""


class InsightService:
    NAME = "regard.v1.InsightService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._known_offers = KnownOffers()
        self._screener = Screener(worker.tokens)
        # Several at once would take the threads that others' reads and writes need.
        self._one_report = asyncio.Lock()

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        known = self._known_offers
        return {
            "GetFrictionReport": Method(message_of(pb.GetFrictionReportRequest), self.get_friction_report),
            "CompareTierWithIndividual": Method(
                lambda data: known.read(pb.CompareTierWithIndividualRequest, data), self.compare_tier_with_individual
            ),
        }

    async def get_friction_report(
        self, request: pb.GetFrictionReportRequest, caller: Caller
    ) -> pb.GetFrictionReportResponse:
        async with self._one_report:
            period = self._period(request)
            resources = await self._worker.resources(caller.tenant)
            tally = FrictionTally()
            after: str | None = ""
            while after is not None:
                read = partial(
                    tally_friction,
                    tenant=caller.tenant,
                    after=after,
                    period=period,
                    policy=resources.policy,
                    taxonomy=resources.taxonomy,
                )
                step: Step = await self._worker.read(read)
                tally.merge(step.tally)
                after = step.after
        report = report_message(
            tally,
            period,
            rows_max=request.rows_max or ROWS,
            cause_customers_min=request.cause_customers_min or CAUSE_CUSTOMERS_MIN,
        )
        return pb.GetFrictionReportResponse(report=report)

    async def compare_tier_with_individual(
        self, request: Comparing, caller: Caller
    ) -> pb.CompareTierWithIndividualResponse:
        message, inline = request
        keys = [CustomerKey(caller.tenant, customer_id(one.customer)) for one in message.customers]
        if len(set(keys)) != len(keys):
            raise InvalidFields(FieldViolation("customers", "names a customer twice"))
        resources, profiles = await self._worker.known_at_least(caller.tenant, keys, keep=False)
        prepared = self._known_offers.prepare(message, inline, resources)
        offer_ids = [offer.id for offer in prepared.offer_set.offers]
        check_decisions(customers=len(message.customers), offers=len(offer_ids))
        given = _given(message, offer_ids)
        now = self._worker.clock()
        asked = question(message, prepared, resources, _contact_at(message, now))
        comparison = TierComparison(offer_ids, examples_max=message.examples_max)
        for index, (one, key) in enumerate(zip(message.customers, keys, strict=True)):
            await breathe(index)
            _, decisions = self._screener.decisions(asked, profiles.get(key))
            comparison.add(key.customer, one.tier, given.get(one.tier, frozenset()), decisions)
        return pb.CompareTierWithIndividualResponse(
            comparison=comparison_message(comparison, asked.telling.language),
            read_time=timestamp(now),
            policy_version=resources.policy.version,
        )

    def _period(self, request: pb.GetFrictionReportRequest) -> Period:
        now = self._worker.clock()
        end_at = instant(request.end_time, "end_time") if request.HasField("end_time") else now
        start_at = instant(request.start_time, "start_time") if request.HasField("start_time") else end_at - PERIOD
        if start_at >= end_at:
            raise InvalidFields(FieldViolation("end_time", "must be later than start_time"))
        if end_at - start_at > PERIOD_MAX:
            raise InvalidFields(FieldViolation("start_time", f"is over {PERIOD_MAX.days} days before end_time"))
        return Period(start_at=start_at, end_at=end_at, now=now)


def _contact_at(message: pb.CompareTierWithIndividualRequest, now: datetime) -> datetime:
    if not message.HasField("contact_time"):
        return now
    contact_at = instant(message.contact_time, "contact_time")
    if contact_at < now:
        raise InvalidFields(FieldViolation("contact_time", "must not be in the past"))
    return contact_at


def _given(message: pb.CompareTierWithIndividualRequest, offer_ids: list[str]) -> dict[str, frozenset[str]]:
    """The offers that each tier gets."""
    given: dict[str, frozenset[str]] = {}
    known = frozenset(offer_ids)
    for index, rule in enumerate(message.rules):
        field = f"rules[{index}]"
        if rule.tier in given:
            raise InvalidFields(FieldViolation(f"{field}.tier", "has a rule already"))
        if rule.all_offers == bool(rule.offer_ids):
            raise InvalidFields(FieldViolation(f"{field}.offer_ids", "is required, or all_offers; not both"))
        wanted = frozenset(rule.offer_ids)
        if not wanted <= known:
            stray = min(wanted - known)
            raise InvalidFields(FieldViolation(f"{field}.offer_ids", f"{stray!r} is no offer of this request"))
        given[rule.tier] = known if rule.all_offers else wanted
    return given
