"""The bank's calls one after the other: each is screened under the default policy before it is made, then recorded.

The data say how often each person was called in this campaign, when the campaign before had last called them and what came
of that, and how the last call ended. They don't say how many days lay between the calls, nor what the earlier ones
came to; so those two are read in several ways (`Reading`), and the truth lies between.

By convention: everybody's first call is on the same day at noon, which changes nothing, since caps and cool-downs look back
from each call alone; the campaign before ended `pdays` days before that first call; both campaigns sell the same offer,
which may be sold again; everybody has consented to be called, for the data tell of no consents, and the default policy
would let nobody be called without.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import regard
from real_input.traffic import record, screen
from real_input.uci_bank_marketing import OUTCOMES, RECORDER, SAME, Row
from regard import Client
from regard.arguments import short_name
from regard.v1 import Decision, Entry, SuppressionReason
from serving import Clock


@dataclass(frozen=True, kw_only=True)
class Reading:
    """days_between: two calls to the same person. answer: what each call but the last came to, where more than that the
    customer heard the offer. obeyed: what was suppressed isn't called, and so counts for no later call either; else the
    bank calls as it did."""

    days_between: int
    answer: str = ""
    obeyed: bool = False


@dataclass(kw_only=True)
class Spared:
    """Calls that screening suppressed, by reason, one with two reasons under each; and how many of them ended in a yes."""

    calls: int = 0
    yeses: int = 0
    suppressed: set[tuple[str, int]] = field(default_factory=set)
    """The customer, and the number of the call from 0."""
    reasons: Counter[str] = field(default_factory=Counter)
    suppressed_yeses: int = 0
    yeses_by_reason: Counter[str] = field(default_factory=Counter)

    def count(self, call: tuple[str, int], decision: Decision, *, is_yes: bool) -> None:
        reasons = {short_name(SuppressionReason, one.reason) for one in decision.suppressions}
        self.calls += 1
        self.yeses += is_yes
        self.reasons.update(reasons)
        if reasons:
            self.suppressed.add(call)
            self.suppressed_yeses += is_yes
            self.yeses_by_reason.update(reasons if is_yes else ())


def replay(client: Client, clock: Clock, rows: Mapping[str, Row], reading: Reading, *, name: str) -> Spared:
    """Moves the clock on. `name` tells the customers of one reading from those of another in the same service."""
    client.import_offers([regard.offer(SAME, offer_type="term-deposit", topics=["finance/savings"], repeatable=True)])
    start = clock.now
    record(client, {f"{name}-{customer}": list(_before(row, start)) for customer, row in rows.items()})
    spared = Spared()
    for number in range(max(int(row["campaign"]) for row in rows.values())):
        clock.now = start + number * timedelta(days=reading.days_between)
        called = {f"{name}-{customer}": row for customer, row in rows.items() if int(row["campaign"]) > number}
        made: dict[str, list[Entry]] = {}
        for one in screen(client, list(called), [SAME], channel="phone"):
            row = called[one.customer]
            is_last = int(row["campaign"]) == number + 1
            is_yes = is_last and row["y"] == "yes"
            spared.count((one.customer.removeprefix(f"{name}-"), number), one.decisions[SAME], is_yes=is_yes)
            if not is_last and (one.cleared(SAME) or not reading.obeyed):
                made[one.customer] = [
                    _heard(outcome, clock.now) for outcome in ("presented", reading.answer) if outcome
                ]
        record(client, made)
    clock.advance(timedelta(days=400))
    return spared


def _before(row: Row, start: datetime) -> Iterator[Entry]:
    yield regard.consent(
        "marketing",
        "given",
        consent_channel="phone",
        recorder=RECORDER,
        source_system="by-convention",
        source_id="consent",
        stated_time=start - timedelta(days=1),
    )
    if row["poutcome"] in OUTCOMES:
        yield _heard(OUTCOMES[row["poutcome"]], start - timedelta(days=int(row["pdays"])))


def _heard(outcome: str, at: datetime) -> Entry:
    return regard.offer_response(
        SAME, outcome, offer_channel="phone", basis="observed", recorder=RECORDER, effective_time=at
    )
