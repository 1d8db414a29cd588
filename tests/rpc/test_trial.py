"""A policy that only tries a reason: what it would hold back is told beforehand, and comes true when the reason decides."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import regard
from regard import Client
from regard.cli.app import run
from regard.v1 import AudienceSummary, ContactCounts, Mode, ReasonMode, SuppressionReason

DISLIKED = SuppressionReason.SUPPRESSION_REASON_DISLIKED
CAP = SuppressionReason.SUPPRESSION_REASON_FREQUENCY_CAP
DECLINED = SuppressionReason.SUPPRESSION_REASON_DECLINED_RECENTLY
MEMBERS = ["dislikes", "dislikes-and-declined", "declined", "content", "nobody-knows"]
OFFERS = ["club", "court"]
QUESTION = ["--purpose", "loyalty", "--channel", "app"]
Run = Callable[..., str]


@pytest.fixture
def members(client: Client, tmp_path: Path) -> Path:
    """The club is about golf; who dislikes golf minds it, and who declined it is left alone for a month."""
    client.import_offers(
        [regard.offer("club", topics=["sports/golf"]), regard.offer("court", topics=["sports/tennis"])]
    )
    for member in MEMBERS[:-1]:
        told = [regard.preference(topic="sports/tennis", stance="likes", quote="Tennis.", recorder="agents/mira.holt")]
        if "dislikes" in member:
            told.append(
                regard.preference(topic="sports/golf", stance="dislikes", quote="No.", recorder="agents/mira.holt")
            )
        if "declined" in member:
            told.append(regard.offer_response("club", "declined"))
        client.record_entries(member, told)
    modes(client, {DISLIKED: Mode.MODE_SHADOW, CAP: Mode.MODE_SHADOW})
    file = tmp_path / "members.txt"
    file.write_text("".join(f"{member}\n" for member in MEMBERS))
    return file


def modes(client: Client, wanted: dict[SuppressionReason, Mode]) -> None:
    policy = client.get_policy().policy
    del policy.reason_modes[:]
    policy.reason_modes.extend(ReasonMode(reason=reason, mode=mode) for reason, mode in wanted.items())
    client.update_policy(policy, recorder="agents/ada", reason="A trial.")


@pytest.fixture
def command(target: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("REGARD_TARGET", target)

    def told(*arguments: Any) -> str:
        assert run([*map(str, arguments), "--all", *QUESTION]) == 0
        return " ".join(capsys.readouterr().out.split())

    return told


def summary(client: Client) -> AudienceSummary:
    [chunk] = client.screen_audience(MEMBERS, offer_ids=OFFERS, purpose="loyalty", channel="app", summary_only=True)
    return chunk.summary


def compared(client: Client) -> ContactCounts:
    answer = client.compare_tier_with_individual(
        dict.fromkeys(MEMBERS, "gold"), {"gold": None}, offer_ids=OFFERS, purpose="loyalty", channel="app"
    )
    return answer.comparison.total


def test_what_is_told_beforehand_comes_true_when_the_reason_decides(client: Client, members: Path) -> None:
    tried, by_tier = summary(client), compared(client)
    [row] = [one for one in tried.reasons if one.reason == DISLIKED]
    assert (row.decisions, row.shadow_decisions, row.shadow_cleared) == (0, 2, 1)
    assert (tried.suppressed, tried.shadow_suppressed) == (2, 1)
    [contacts] = [one for one in by_tier.reasons if one.reason == DISLIKED]
    assert (contacts.shadow_contacts, contacts.shadow_cleared, by_tier.shadow_suppressed) == (2, 1, 1)

    modes(client, {})

    enforced = summary(client)
    assert enforced.suppressed == tried.suppressed + tried.shadow_suppressed
    assert compared(client).suppressed == by_tier.suppressed + by_tier.shadow_suppressed
    [row] = [one for one in enforced.reasons if one.reason == DISLIKED]
    assert (row.decisions, row.shadow_decisions, row.shadow_cleared) == (2, 0, 0)
    assert enforced.shadow_suppressed == 0


def test_two_reasons_that_are_tried_count_a_contact_once_in_all(client: Client, members: Path) -> None:
    modes(client, {DISLIKED: Mode.MODE_SHADOW, DECLINED: Mode.MODE_SHADOW})

    tried = summary(client)

    assert {row.reason: row.shadow_cleared for row in tried.reasons} == {DISLIKED: 2, DECLINED: 2}
    assert (tried.suppressed, tried.shadow_suppressed) == (0, 3)


def test_the_screening_of_an_audience_tells_the_effect(members: Path, command: Run) -> None:
    told = command("screen", "--customers", members, "--summary-only")
    counted = json.loads(command("screen", "--customers", members, "--summary-only", "--json"))

    assert "declined-recently 2 disliked (only tried) 2" in told
    assert "cleared now, and suppressed if it decided disliked 1 all that is tried 1" in told
    assert (counted["shadowReasons"], counted["shadowCleared"], counted["shadowSuppressed"]) == (
        {"disliked": 2},
        {"disliked": 1},
        1,
    )


def test_the_report_tells_the_effect_of_each_reason_that_is_tried(
    client: Client, members: Path, command: Run, tmp_path: Path
) -> None:
    page = tmp_path / "trial.html"
    told = command("report", "--campaign-only", "--audience", members, "--html", page)
    counted = json.loads(command("report", "--campaign-only", "--audience", members, "--json"))

    assert "Of 10 contacts with 5 customers the policy holds back 2 (20 %)." in told
    assert "1 customer nobody knows" in told
    assert "What it only tries (disliked, frequency cap) would hold back another 1 contact: 12 % of those" in told
    assert "disliked 2 1 1" in told
    assert "frequency cap 0 0 0" in told
    assert "declined recently 2" in told
    assert counted["trial"]["shadowSuppressed"] == "1"
    text = page.read_text(encoding="utf-8")
    assert "What the policy holds back" in text
    assert "more, if what is tried decided" in text
    assert "<svg" in text

    modes(client, {})
    assert "It tries no reason: all that is counted here decides already." in command(
        "report", "--campaign-only", "--audience", members
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--audience", "{members}", *QUESTION],
        ["--audience", "{members}", "--all"],
        ["--audience", "{members}", "--all", "--offer", "club", *QUESTION],
        ["--audience", "{members}", "--all", "--rule", "gold=all", *QUESTION],
        ["--audience", "{members}", "--all", "--at", "2027-01-01", *QUESTION],
        ["--audience", "{faulty}", "--all", *QUESTION],
        ["--all", *QUESTION],
    ],
)
def test_what_makes_no_audience_is_refused_in_a_line(
    arguments: list[str], members: Path, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty = tmp_path / "faulty.txt"
    faulty.write_text("content\nno such id\n")
    given = [one.format(members=members, faulty=faulty) for one in arguments]

    assert run(["report", "--campaign-only", *given, "--target", target]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
