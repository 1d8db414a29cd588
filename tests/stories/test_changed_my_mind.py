"""Took up golf last spring: the newer statement wins from that day, the older stays in the history, nothing is guessed."""

from datetime import UTC, datetime, timedelta

import pytest

import regard
from regard import Client
from regard.v1 import Decision, EntryState, SuppressionReason, Verdict
from serving import Clock

CUSTOMER = "changed-my-mind"
DISLIKED_ON = datetime(2019, 5, 2, 9, tzinfo=UTC)
TOOK_UP_ON = datetime(2026, 4, 10, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TEE_TIME = regard.offer("tee-time", topics=["sports/golf"])


def name(entry: str) -> str:
    return f"customers/{CUSTOMER}/entries/{entry}"


def golf(entry: str, stance: str, quote: str, said: datetime) -> regard.v1.Entry:
    return regard.preference(
        name=name(entry),
        topic="sports/golf",
        stance=stance,
        quote=quote,
        recorder="agents/mira.holt",
        stated_time=said,
    )


def screened(client: Client, clock: Clock, at: datetime) -> Decision:
    clock.now = at
    [decision] = client.screen_offers(CUSTOMER, [TEE_TIME], purpose="loyalty", channel="app").decisions
    return decision


@pytest.fixture
def ledger(client: Client, clock: Clock) -> Client:
    """He told both in good time: the second a week before it holds."""
    clock.now = DISLIKED_ON
    client.record_entries(CUSTOMER, [golf("no-golf", "dislikes", "I can't stand golf.", DISLIKED_ON)])
    clock.now = TOOK_UP_ON - timedelta(days=7)
    client.record_entries(CUSTOMER, [golf("plays-golf", "likes", "I start golf on the tenth!", TOOK_UP_ON)])
    return client


def test_the_newer_statement_wins_from_its_day_on(ledger: Client, clock: Clock) -> None:
    cleared = screened(ledger, clock, TOOK_UP_ON)

    assert cleared.verdict == Verdict.VERDICT_CLEARED
    assert list(cleared.affinity_entries) == [name("plays-golf")]
    assert screened(ledger, clock, TOOK_UP_ON + timedelta(days=3650)).verdict == Verdict.VERDICT_CLEARED


def test_until_that_day_the_older_one_counts_and_tells_its_end(ledger: Client, clock: Clock) -> None:
    for at in (TOOK_UP_ON - timedelta(days=3), TOOK_UP_ON - MICROSECOND):
        decision = screened(ledger, clock, at)

        [suppression] = decision.suppressions
        assert decision.verdict == Verdict.VERDICT_SUPPRESSED
        assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_DISLIKED
        assert list(suppression.entries) == [name("no-golf")]
        assert suppression.until.ToDatetime(tzinfo=UTC) == TOOK_UP_ON


def test_an_answer_may_be_kept_until_he_starts(ledger: Client, clock: Clock) -> None:
    clock.now = TOOK_UP_ON - timedelta(days=1)

    answer = ledger.screen_offers(CUSTOMER, [TEE_TIME], purpose="loyalty", channel="app")

    assert answer.expire_time.ToDatetime(tzinfo=UTC) == TOOK_UP_ON


def test_the_older_stays_in_the_history(ledger: Client, clock: Clock) -> None:
    clock.now = TOOK_UP_ON + timedelta(days=60)

    entries = list(ledger.iterate_entries(CUSTOMER))

    assert [entry.name for entry in entries] == [name("plays-golf"), name("no-golf")]
    assert [entry.state for entry in entries] == [EntryState.ENTRY_STATE_ACTIVE] * 2
    assert entries[1].provenance.quote == "I can't stand golf."
    assert entries[1].effective_time.ToDatetime(tzinfo=UTC) == DISLIKED_ON


def test_an_old_statement_that_is_imported_late_doesnt_win(ledger: Client, clock: Clock) -> None:
    clock.now = TOOK_UP_ON + timedelta(days=60)
    ledger.record_entries(
        CUSTOMER, [golf("from-the-archive", "never", "Never golf!", DISLIKED_ON - timedelta(days=400))]
    )

    assert screened(ledger, clock, clock.now).verdict == Verdict.VERDICT_CLEARED
    assert next(entry.name for entry in ledger.iterate_entries(CUSTOMER)) == name("from-the-archive")


def test_retracting_the_newer_brings_the_older_back(ledger: Client, clock: Clock) -> None:
    clock.now = TOOK_UP_ON + timedelta(days=60)
    ledger.retract_entry(name("plays-golf"), reason="It was his brother.", recorder="agents/jonas.weld")

    decision = screened(ledger, clock, clock.now)

    assert decision.verdict == Verdict.VERDICT_SUPPRESSED
    assert decision.suppressions[0].quote == "I can't stand golf."
    assert not decision.suppressions[0].HasField("until")
    states = {entry.name: entry.state for entry in ledger.iterate_entries(CUSTOMER, kinds=["preference"])}
    assert states == {
        name("plays-golf"): EntryState.ENTRY_STATE_RETRACTED,
        name("no-golf"): EntryState.ENTRY_STATE_ACTIVE,
    }


def test_nothing_is_guessed_from_what_looks_similar(ledger: Client, clock: Clock) -> None:
    """That he now plays says nothing of golf on television, of tennis, or of memberships."""
    clock.now = TOOK_UP_ON + timedelta(days=60)
    ledger.record_entries(
        CUSTOMER,
        [
            regard.preference(
                offer_type="membership", stance="dislikes", quote="No clubs.", recorder="agents/mira.holt"
            ),
            regard.preference(
                topic="sports/tennis", stance="dislikes", quote="No tennis.", recorder="agents/mira.holt"
            ),
        ],
    )
    offers = [
        regard.offer("club", offer_type="membership", topics=["sports/golf/golf-memberships"]),
        regard.offer("court", topics=["sports/tennis"]),
        TEE_TIME,
    ]

    answer = ledger.screen_offers(CUSTOMER, offers, purpose="loyalty", channel="app")

    assert {decision.offer_id for decision in answer.decisions if decision.verdict == Verdict.VERDICT_CLEARED} == {
        "tee-time"
    }
