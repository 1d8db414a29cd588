"""Decisions as lines of a file: JSON `{"customer": …, "decision": {…}}`, or CSV."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from functools import lru_cache

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from regard.arguments import short_name
from regard.v1 import BatchScreenOffersResult, Decision, SuppressionReason, Verdict

CSV_HEADER = ("customer", "offer_id", "verdict", "reasons", "until", "affinity", "quote")
DECISIONS_REMEMBERED = 4096
"""A cleared offer is said of most customers in the same words."""

Lines = Callable[[BatchScreenOffersResult], str]


def json_lines(result: BatchScreenOffersResult) -> str:
    """A line for each decision on a customer; for one who has none, a line with the status that says why."""
    customer = json.dumps(result.customer)
    if result.WhichOneof("outcome") == "status":
        return f'{{"customer": {customer}, "status": {_json(result.status)}}}\n'
    decisions: Iterable[Decision] = result.response.decisions
    return "".join(
        f'{{"customer": {customer}, "decision": {_decision_json(decision.SerializeToString())}}}\n'
        for decision in decisions
    )


def csv_lines(result: BatchScreenOffersResult) -> str:
    """As `json_lines`, with the columns of CSV_HEADER; without a decision the verdict is `error`."""
    if result.WhichOneof("outcome") == "status":
        return csv_row((result.customer, "", "error", result.status.message, "", "", ""))
    return "".join(csv_row(_fields(result.customer, decision)) for decision in result.response.decisions)


def csv_row(fields: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(fields)
    return line.getvalue()


def _fields(customer: str, decision: Decision) -> tuple[str, ...]:
    decisive = [suppression for suppression in decision.suppressions if not suppression.shadow]
    reasons = dict.fromkeys(short_name(SuppressionReason, suppression.reason) for suppression in decisive)
    # Suppressed until the last reason ends; of one that has no known end, nobody knows until when.
    ends = [suppression.until for suppression in decisive if suppression.HasField("until")]
    known = bool(ends) and len(ends) == len(decisive)
    until = max(ends, key=lambda end: (end.seconds, end.nanos)).ToJsonString() if known else ""
    quote = next((suppression.quote for suppression in decisive if suppression.quote), "")
    verdict = short_name(Verdict, decision.verdict)
    return customer, decision.offer_id, verdict, "|".join(reasons), until, str(decision.affinity), quote


@lru_cache(maxsize=DECISIONS_REMEMBERED)
def _decision_json(decision: bytes) -> str:
    return _json(Decision.FromString(decision))


def _json(message: Message) -> str:
    return json.dumps(MessageToDict(message), ensure_ascii=False)
