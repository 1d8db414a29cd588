"""`regard why` against a real service: each reason in a sentence, with its evidence and with what would have to change."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import regard
from regard import Client
from regard.arguments import enum_value
from regard.cli.app import run
from regard.v1 import Decision, Entry, Mode, ReasonMode, SuppressionReason, Verdict
from serving import NOON, Clock

Why = Callable[..., str]
CLUB = regard.offer("club", title="A year at the club", offer_type="membership", topics=["sports/golf"])
DISLIKED = SuppressionReason.SUPPRESSION_REASON_DISLIKED
TASTE: dict[str, Any] = {"topic": "sports/golf", "recorder": "agents/mira.holt"}
DISLIKED_ON = datetime(2019, 5, 2, 9, tzinfo=UTC)
NO_GOLF = regard.preference(
    name="customers/u1/entries/no-golf",
    stance="dislikes",
    quote="I can't stand golf.",
    stated_time=DISLIKED_ON,
    **TASTE,
)


@pytest.fixture
def why(target: str, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Why:
    client.import_offers([CLUB])
    monkeypatch.setenv("REGARD_TARGET", target)
    monkeypatch.setenv("COLUMNS", "200")

    def ask(*arguments: str, purpose: str = "loyalty", channel: str = "app") -> str:
        assert run(["why", "u1", *arguments, "--purpose", purpose, "--channel", channel]) == 0
        return capsys.readouterr().out

    return ask


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_a_reason_is_told_with_its_evidence_and_what_would_have_to_change(client: Client, why: Why) -> None:
    client.record_entries("u1", [NO_GOLF])

    assert lines(why("club")) == [
        "club  A year at the club",
        "for loyalty by app, now",
        "✗ suppressed  We hold this offer back for one reason.",
        "disliked: sports/golf",
        "You told us on 2 May 2019: “I can't stand golf.”",
        "It takes your word that you have changed your mind about sports/golf.",
        "agents/mira.holt, 2 May 2019",
        "customers/u1/entries/no-golf",
        "profile revision 1, policy version 1",
    ]


def test_german_is_told_in_german(client: Client, why: Why) -> None:
    client.record_entries("u1", [NO_GOLF])

    told = lines(why("club", "--language", "de-CH"))

    assert told[2] == "✗ suppressed  Wir machen Ihnen dieses Angebot aus einem Grund nicht."
    assert told[4] == "Am 2. Mai 2019 haben Sie uns gesagt: „I can't stand golf.“"
    assert told[5].startswith("Dafür müssten Sie uns sagen, dass Sie Ihre Meinung")


def test_of_a_cleared_offer_it_is_told_what_speaks_for_it(client: Client, why: Why) -> None:
    client.record_entries("u1", [regard.preference(stance="likes", quote="Golf at last!", **TASTE)])

    told = why("club")

    assert "✓ cleared  Nothing that we know speaks against this offer, and it is near to what you like." in told
    assert "“Golf at last!”" in told
    assert "agents/mira.holt, 15 June 2026" in told
    assert "customers/u1/entries/" in told


def test_unknown_is_never_told_as_no_objection(why: Why) -> None:
    told = why("club")

    assert "Nobody knows this customer" in told
    assert "but we don't know you yet" in told


def test_any_past_moment_can_be_asked_about(client: Client, clock: Clock, why: Why) -> None:
    """He said in 2019 what we recorded in 2026: it was true then, and we didn't know it the day before."""
    client.record_entries(
        "u1", [regard.preference(stance="likes", quote="Tennis!", topic="sports/tennis", recorder="a")]
    )
    clock.advance(timedelta(days=2))
    client.record_entries("u1", [NO_GOLF])

    for then, known in (
        (("--at", "2019-05-01"), False),
        (("--at", "2019-05-03"), True),
        (("--known-at", "2026-06-16"), False),
        (("--known-at", "2026-06-17T12:00Z"), True),
        (("--known-at", "2026-06-16", "--at", "2019-05-03"), False),
    ):
        told = why("club", *then)
        assert ("I can't stand golf." in told) is known, then
        assert ("✗ suppressed" in told) is known
    assert "as of 3 May 2019, as known on 16 June 2026" in why("club", "--known-at", "2026-06-16", "--at", "2019-05-03")


def test_an_offer_that_the_catalogue_lacks_is_said_so_plainly(client: Client, why: Why, clock: Clock) -> None:
    client.record_entries("u1", [NO_GOLF])

    assert "Our catalogue has no such offer." in why("clubb")
    assert "Our catalogue has no such offer." not in why("club")
    clock.advance(timedelta(days=1))
    client.import_offers([regard.offer("newer", topics=["sports/tennis"])])
    assert "Our catalogue has no such offer." in why("newer", "--known-at", "2026-06-15T12:00Z")
    assert "✓ cleared" in why("newer")


def test_an_offer_can_be_described_in_a_file(
    client: Client, why: Why, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    client.record_entries("u1", [NO_GOLF])
    file = tmp_path_factory.mktemp("offers") / "offers.jsonl"
    file.write_text('{"offerId": "tee-time", "topics": ["sports/golf"]}\n{"offerId": "court"}\n')

    assert "disliked: sports/golf" in why("tee-time", "--offers", str(file))
    assert "✓ cleared" in why("court", "--offers", str(file))
    assert run(["why", "u1", "x", "--offers", str(file), "--purpose", "loyalty", "--channel", "app"]) == 2
    assert "'x'" in capsys.readouterr().err


def test_what_is_only_tried_is_told_and_marked(client: Client, why: Why) -> None:
    client.record_entries("u1", [NO_GOLF])
    policy = client.get_policy().policy
    policy.reason_modes.append(ReasonMode(reason=DISLIKED, mode=Mode.MODE_SHADOW))
    client.update_policy(policy, recorder="agents/ada", reason="A trial.")

    told = why("club")

    assert "✓ cleared" in told
    assert "One reason is only tried: it is told, and decides nothing." in told
    assert "disliked: sports/golf (only tried by the policy: it doesn't decide)" in told
    assert "I can't stand golf." in told


def test_json_is_the_response(client: Client, why: Why) -> None:
    client.record_entries("u1", [NO_GOLF])

    [decision] = json.loads(why("club", "--json"))["decisions"]

    assert decision["text"] == "We hold this offer back for one reason."
    [suppression] = decision["suppressions"]
    assert suppression["remedy"] == "It takes your word that you have changed your mind about sports/golf."
    [reason] = decision["affinityReasons"]
    assert reason["entry"] == "customers/u1/entries/no-golf"
    assert reason["recorder"] == "agents/mira.holt"


def test_only_who_asks_why_is_told_more(client: Client) -> None:
    """Nothing that was made for one who asked goes to one who didn't, nor the other way round."""
    client.import_offers([CLUB])
    client.record_entries("u1", [NO_GOLF])
    plain = decided(client, explain=False)

    for _ in range(2):
        told = decided(client, explain=True)
        assert told.text
        assert told.affinity_reasons
        assert all(suppression.remedy for suppression in told.suppressions)
        assert decided(client, explain=False) == plain
    assert not plain.text
    assert not plain.affinity_reasons
    assert not any(suppression.remedy for suppression in plain.suppressions)


def decided(client: Client, *, explain: bool, purpose: str = "loyalty", channel: str = "app") -> Decision:
    answer = client.screen_offers("u1", offer_ids=["club"], purpose=purpose, channel=channel, explain=explain)
    [decision] = answer.decisions
    return decision


LIKES = regard.preference(stance="likes", quote="I took up golf.", **TASTE)
NO_CALLS = regard.do_not_contact(
    channels=["phone"], name="customers/u1/entries/no-calls", quote="Don't ring me.", recorder="agents/mira.holt"
)


@pytest.mark.parametrize(
    ("reason", "against", "change", "channel"),
    [
        ("DISLIKED", [NO_GOLF], lambda client: client.record_entries("u1", [LIKES]), "app"),
        (
            "DISLIKED",
            [regard.preference(stance="dislikes", topic="sports/golf", basis="observed", recorder="systems/shop")],
            lambda client: client.record_entries("u1", [LIKES]),
            "app",
        ),
        (
            "DISLIKED",
            [regard.preference(stance="never", quote="Never golf.", **TASTE)],
            lambda client: client.record_entries("u1", [LIKES]),
            "app",
        ),
        (
            "CONSENT_MISSING",
            [],
            lambda client: client.record_entries(
                "u1",
                [regard.consent("marketing", "given", consent_channel=None, quote="Yes.", recorder="agents/mira.holt")],
            ),
            "push",
        ),
        (
            "DO_NOT_CONTACT",
            [NO_CALLS],
            lambda client: client.retract_entry(
                "customers/u1/entries/no-calls", reason="They may be rung.", recorder="agents/mira.holt"
            ),
            "phone",
        ),
        ("CUSTOMER_UNKNOWN", [], lambda client: client.record_entries("u1", [LIKES]), "push"),
    ],
)
def test_what_would_have_to_change_changes_it(
    client: Client, reason: str, against: list[Entry], change: Callable[[Client], object], channel: str
) -> None:
    """And nothing else does: without it the reason is there as before."""
    client.import_offers([CLUB])
    if against:
        client.record_entries("u1", against)
    told = {"purpose": "marketing", "channel": channel}

    before = {one.reason: one for one in decided(client, explain=True, **told).suppressions}
    wanted = enum_value(SuppressionReason, reason)
    assert wanted in before
    assert before[wanted].remedy
    change(client)
    assert wanted not in {one.reason for one in decided(client, explain=True, **told).suppressions}


def test_waiting_helps_where_it_is_said_to(client: Client, clock: Clock) -> None:
    """A cool-down, quiet hours and a pause: the first instant that is told is the first at which they are gone."""
    client.import_offers([CLUB])
    client.record_entries(
        "u1",
        [
            regard.offer_response("club", "declined", offer_type="membership"),
            regard.moment("A loss", kind="loss", handling="avoid", pauses_selling_until=NOON + timedelta(days=9)),
            regard.consent("marketing", "given", consent_channel=None, quote="Yes.", recorder="agents/mira.holt"),
        ],
    )
    clock.now = NOON + timedelta(hours=12)
    asked = {"purpose": "marketing", "channel": "push"}

    decision = decided(client, explain=True, **asked)

    assert len(decision.suppressions) == 3
    for suppression in sorted(decision.suppressions, key=lambda one: one.until.ToNanoseconds()):
        until = suppression.until.ToDatetime(tzinfo=UTC)
        assert suppression.remedy.startswith("We wait ")
        for at, holds in ((until - timedelta(microseconds=1), True), (until, False)):
            clock.now = at
            reasons = {one.reason for one in decided(client, explain=True, **asked).suppressions}
            assert (suppression.reason in reasons) is holds
    assert decided(client, explain=True, **asked).verdict == Verdict.VERDICT_CLEARED
