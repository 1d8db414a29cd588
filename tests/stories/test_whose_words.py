"""An inferred taste, an agent's hunch and a stated wish disagree: the stated wish wins; inference never suppresses by
itself; every answer tells which it was.
"""

from datetime import UTC, datetime

import pytest

import regard
from regard import Client
from regard.v1 import Basis, Decision, Entry, SuppressionReason, Verdict

CUSTOMER = "whose-words"
WINE = "food-and-drink/alcohol/wine"
TASTING = regard.offer("wine-tasting", topics=[WINE])
LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)


def stated(stance: str, *, topic: str = WINE, said: datetime = LONG_AGO) -> Entry:
    return regard.preference(
        topic=topic, stance=stance, quote=f"My words: {stance}.", recorder="agents/mira.holt", stated_time=said
    )


def observed(stance: str) -> Entry:
    return regard.preference(topic=WINE, stance=stance, basis="observed", recorder="systems/cabin")


def hunch(stance: str) -> Entry:
    return regard.preference(
        topic=WINE, stance=stance, basis="inferred", recorder="agents/jonas.weld", note="Looked like a wine person."
    )


def model(stance: str) -> Entry:
    return regard.preference(topic=WINE, stance=stance, basis="inferred", recorder="models/taste", confidence=0.97)


def screened(client: Client, *entries: Entry) -> Decision:
    client.record_entries(CUSTOMER, entries)
    [decision] = client.screen_offers(CUSTOMER, [TASTING], purpose="loyalty", channel="app").decisions
    return decision


def basis_of(client: Client, entry_name: str) -> Basis:
    [entry] = [entry for entry in client.iterate_entries(CUSTOMER) if entry.name == entry_name]
    return entry.provenance.basis


def test_a_stated_dislike_wins_over_whatever_was_seen_or_thought_since(client: Client) -> None:
    decision = screened(client, stated("dislikes"), observed("likes"), hunch("likes"), model("likes"))

    [suppression] = decision.suppressions
    assert decision.verdict == Verdict.VERDICT_SUPPRESSED
    assert suppression.reason == SuppressionReason.SUPPRESSION_REASON_DISLIKED
    assert suppression.quote == "My words: dislikes."
    assert basis_of(client, suppression.entries[0]) == Basis.BASIS_STATED


def test_a_stated_like_wins_over_whatever_was_seen_or_thought_since(client: Client) -> None:
    decision = screened(client, stated("likes"), observed("dislikes"), hunch("dislikes"), model("dislikes"))

    assert decision.verdict == Verdict.VERDICT_CLEARED
    assert decision.affinity > 0
    [entry] = decision.affinity_entries
    assert basis_of(client, entry) == Basis.BASIS_STATED


def test_a_wish_about_all_alcohol_wins_over_what_was_seen_of_wine(client: Client) -> None:
    decision = screened(client, stated("dislikes", topic="food-and-drink/alcohol"), observed("likes"), model("likes"))

    assert decision.verdict == Verdict.VERDICT_SUPPRESSED
    assert basis_of(client, decision.suppressions[0].entries[0]) == Basis.BASIS_STATED


def test_what_he_does_decides_while_he_has_said_nothing(client: Client) -> None:
    decision = screened(client, observed("dislikes"), hunch("likes"), model("likes"))

    [suppression] = decision.suppressions
    assert decision.verdict == Verdict.VERDICT_SUPPRESSED
    assert (suppression.quote, suppression.recorder) == ("", "systems/cabin")
    assert basis_of(client, suppression.entries[0]) == Basis.BASIS_OBSERVED


def test_a_thought_never_suppresses_however_sure(client: Client) -> None:
    decision = screened(client, model("dislikes"), hunch("dislikes"))

    assert decision.verdict == Verdict.VERDICT_CLEARED
    assert not decision.suppressions
    assert decision.affinity < 0
    [entry] = decision.affinity_entries
    assert basis_of(client, entry) == Basis.BASIS_INFERRED


def test_his_word_takes_over_at_once(client: Client) -> None:
    before = screened(client, observed("dislikes"), model("dislikes"))
    after = screened(client, stated("likes", said=LONG_AGO))

    assert before.verdict == Verdict.VERDICT_SUPPRESSED
    assert after.verdict == Verdict.VERDICT_CLEARED


@pytest.mark.parametrize("guess", [observed("never"), hunch("never"), model("never")], ids=["seen", "hunch", "model"])
def test_nobody_but_he_can_say_never(client: Client, guess: Entry) -> None:
    with pytest.raises(regard.errors.InvalidField) as refused:
        client.record_entries(CUSTOMER, [guess])

    assert [violation.field for violation in refused.value.violations] == ["entries[0].preference.stance"]
