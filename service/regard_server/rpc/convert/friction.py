"""Friction tallies to reports: the rows with the most friction first, as many as were asked for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from regard.v1 import friction_pb2 as pb
from regard_server.domain.channel import Channel
from regard_server.domain.content import CommitmentStatus, Outcome
from regard_server.domain.friction import CauseCounts, Counts, FrictionTally, Period
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import timestamp

CAUSE_OFFER_TYPES_MAX = 5
Key = TypeVar("Key", str, Channel)


def report_message(
    tally: FrictionTally, period: Period, *, rows_max: int, cause_customers_min: int
) -> pb.FrictionReport:
    """A cause has a row when `cause_customers_min` customers gave it."""
    offer_types, topics = _most_first(tally.offer_types), _most_first(tally.topics)
    causes = _causes(tally, rows_max=rows_max, customers_min=cause_customers_min)
    with_row = sum(cause.responses for cause in causes)
    with_cause = sum(cause.responses for cause in tally.causes.values())
    return pb.FrictionReport(
        start_time=timestamp(period.start_at),
        end_time=timestamp(period.end_at),
        read_time=timestamp(period.now),
        customers_read=tally.customers_read,
        total=_counts(tally.total),
        offer_types=[
            pb.OfferTypeFriction(offer_type=offer_type, counts=_counts(counts))
            for offer_type, counts in offer_types[:rows_max]
        ],
        offer_types_left_out=max(0, len(offer_types) - rows_max),
        topics=[pb.TopicFriction(topic=topic, counts=_counts(counts)) for topic, counts in topics[:rows_max]],
        topics_left_out=max(0, len(topics) - rows_max),
        channels=[
            pb.ChannelFriction(channel=number(channel), counts=_counts(counts))
            for channel, counts in _most_first(tally.channels)
        ],
        months=[
            pb.MonthFriction(
                month=timestamp(datetime(year, month, 1, tzinfo=UTC)),
                counts=_counts(tally.months.get((year, month), Counts())),
            )
            for year, month in period.months
        ],
        causes=[_cause(cause) for cause in causes],
        other_causes=tally.other_causes + with_cause - with_row,
        without_cause=tally.without_cause,
        commitments=[
            pb.CommitmentCounts(
                kind=number(kind),
                kept=counts.statuses[CommitmentStatus.KEPT],
                broken=counts.statuses[CommitmentStatus.BROKEN],
                cancelled=counts.statuses[CommitmentStatus.CANCELLED],
                overdue=counts.overdue,
                open=counts.statuses[CommitmentStatus.OPEN] - counts.overdue,
                kept_late=counts.late[CommitmentStatus.KEPT],
                cancelled_late=counts.late[CommitmentStatus.CANCELLED],
                kept_rate=counts.kept_rate,
            )
            for kind, counts in sorted(tally.commitments.items())
        ],
        kept_rate=tally.all_commitments.kept_rate,
    )


def _most_first(rows: Mapping[Key, Counts]) -> Sequence[tuple[Key, Counts]]:
    return sorted(rows.items(), key=lambda row: (-row[1].friction, -row[1].outcomes.total(), row[0]))


def _causes(tally: FrictionTally, *, rows_max: int, customers_min: int) -> Sequence[CauseCounts]:
    shown: Iterable[tuple[str, CauseCounts]] = (
        (key, cause) for key, cause in tally.causes.items() if cause.customers >= customers_min
    )
    in_order = sorted(shown, key=lambda row: (-row[1].responses, row[0]))
    return [cause for _, cause in in_order[:rows_max]]


def _cause(cause: CauseCounts) -> pb.FrictionCause:
    in_order = sorted(cause.offer_types.items(), key=lambda row: (-row[1], row[0]))
    return pb.FrictionCause(
        cause=cause.written,
        declined=cause.outcomes[Outcome.DECLINED],
        complained=cause.outcomes[Outcome.COMPLAINED],
        customers=cause.customers,
        offer_types=[
            pb.CauseOfferType(offer_type=offer_type, responses=responses)
            for offer_type, responses in in_order[:CAUSE_OFFER_TYPES_MAX]
        ],
    )


def _counts(counts: Counts) -> pb.FrictionCounts:
    return pb.FrictionCounts(
        presented=counts.outcomes[Outcome.PRESENTED],
        accepted=counts.outcomes[Outcome.ACCEPTED],
        declined=counts.outcomes[Outcome.DECLINED],
        ignored=counts.outcomes[Outcome.IGNORED],
        complained=counts.outcomes[Outcome.COMPLAINED],
        overridden_wishes=counts.overridden_wishes,
        unheard_wishes=counts.unheard_wishes,
        customers=counts.customers,
    )
