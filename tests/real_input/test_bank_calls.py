"""What caps and cool-downs would have spared the bank's customers: each call screened before it was made.

`REGARD_REAL_INPUT_WHOLE=1 python -m pytest -s` takes every row and reading, and prints what came of it: minutes for each.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import regard
from real_input.bank_calls import Reading, replay
from real_input.data import whole
from real_input.traffic import screen
from real_input.uci_bank_marketing import SAME, Row, rows_of
from regard import Client
from regard.v1 import SuppressionReason
from serving import Clock, serving

DATA_SET = "uci_bank_marketing"
SAMPLE = 150
"""Rows: some 400 calls."""
SHOWN_MAX, WINDOW_DAYS = 3, 7
"""The default policy's cap on one offer."""
REST_DAYS = 30
"""Its rest after a no to the offer."""
SILENCES, SILENCE_DAYS, SILENCE_REST_DAYS = 3, 60, 14
"""Its rest after so many unanswered within so many days."""
READINGS = [
    Reading(days_between=days, answer=answer, obeyed=obeyed)
    for days, answer in ((1, ""), (2, ""), (3, ""), (1, "ignored"), (1, "declined"))
    for obeyed in (False, True)
]
SAMPLED = (0, 1, 4, 9)
"""Of these, what the sample is tried with."""


@pytest.fixture(scope="module")
def rows(folder: Path) -> Mapping[str, Row]:
    return rows_of(folder, None if whole() else SAMPLE)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Client]:
    """Under the default policy, all of it."""
    database = tmp_path_factory.mktemp("bank-calls") / "regard.db"
    with serving(f"sqlite:///{database}", clock) as target, Client(target) as connected:
        yield connected


def by_hand(rows: Mapping[str, Row], reading: Reading) -> set[tuple[str, int]]:
    """The calls that the default policy suppresses, from the rows and from nothing of the engine."""
    held: set[tuple[str, int]] = set()
    for customer, row in rows.items():
        silent: list[int] = []
        refused = [-int(row["pdays"])] if row["poutcome"] == "failure" else []
        shown = [-int(row["pdays"])] if row["poutcome"] == "other" else []
        for number in range(int(row["campaign"])):
            day = number * reading.days_between
            seen = [one for one in shown if day - one < WINDOW_DAYS]
            rests = any(day - one < REST_DAYS for one in refused) or any(
                day - last < SILENCE_REST_DAYS and sum(0 <= last - one < SILENCE_DAYS for one in silent) >= SILENCES
                for last in silent
            )
            if len(seen) >= SHOWN_MAX or rests:
                held.add((customer, number))
                if reading.obeyed:
                    continue
            shown.append(day)
            if reading.answer:
                (refused if reading.answer == "declined" else silent).append(day)
    return held


@pytest.mark.parametrize(
    "reading", [READINGS[index] for index in (range(len(READINGS)) if whole() else SAMPLED)], ids=str
)
def test_what_caps_and_cool_downs_spare_is_what_the_policy_says(
    client: Client, clock: Clock, rows: Mapping[str, Row], reading: Reading
) -> None:
    spared = replay(client, clock, rows, reading, name=f"r{READINGS.index(reading)}")

    print(
        f"\n{reading}: {len(spared.suppressed):,} of {spared.calls:,} calls suppressed, {dict(spared.reasons)}; "
        f"yes: {spared.suppressed_yeses:,} of {spared.yeses:,}, {dict(spared.yeses_by_reason)}"
    )
    assert spared.calls == sum(int(row["campaign"]) for row in rows.values())
    assert set(spared.reasons) <= {"frequency-cap", "declined-recently"}
    assert spared.suppressed == by_hand(rows, reading)
    if not reading.answer:
        assert (spared.reasons["frequency-cap"] > 0) is (reading.days_between < 3)


def test_without_a_consent_nobody_is_called(client: Client, rows: Mapping[str, Row]) -> None:
    """What the data tell as they are: why the replay takes everybody's consent for given."""
    client.import_offers([regard.offer(SAME, repeatable=True)])
    for one in screen(client, list(rows), [SAME], channel="phone"):
        reasons = {suppression.reason for suppression in one.decisions[SAME].suppressions}
        assert SuppressionReason.SUPPRESSION_REASON_CONSENT_MISSING in reasons


@pytest.mark.timeout(3600 if whole() else 120)
def test_without_caps_and_cool_downs_no_call_is_suppressed(
    client: Client, clock: Clock, rows: Mapping[str, Row]
) -> None:
    """The control: it is they that spare the calls."""
    policy = client.get_policy().policy
    del policy.frequency_caps[:], policy.cool_downs[:]
    client.update_policy(policy, recorder="tests", reason="A control.")

    spared = replay(client, clock, rows, Reading(days_between=1), name="control")

    assert not spared.suppressed
