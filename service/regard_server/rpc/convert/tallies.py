"""Tallies."""

from regard.v1 import screening_service_pb2 as pb
from regard_server.domain.tally import Tally
from regard_server.rpc.convert.enums import number


def summary_message(tally: Tally) -> pb.AudienceSummary:
    return pb.AudienceSummary(
        customers=tally.customers,
        unknown_customers=tally.unknown_customers,
        decisions=tally.decisions,
        cleared=tally.cleared,
        suppressed=tally.suppressed,
        shadow_suppressed=tally.shadow_suppressed,
        reasons=[
            pb.ReasonCount(
                reason=number(reason),
                decisions=tally.reasons[reason],
                shadow_decisions=tally.shadow_reasons[reason],
                shadow_cleared=tally.shadow_cleared[reason],
            )
            for reason in sorted(tally.reasons.keys() | tally.shadow_reasons.keys())
        ],
    )
