"""`regard report`: what it asks, what it adds up, what it tells, and what it keeps to itself."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from regard.cli import report as command
from regard.cli.app import run
from regard.report.campaign import add_up
from regard.v1 import (
    Channel,
    CompareTierWithIndividualRequest,
    ContactExample,
    GetFrictionReportRequest,
    ListOffersResponse,
    Offer,
    Purpose,
    TierComparison,
)

from .answers import instant
from .reports import comparison, friction
from .scripted_server import ScriptedServer

Report = Callable[..., int]
QUESTION = ("--purpose", "marketing", "--channel", "email")


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    file = tmp_path / "campaign.csv"
    file.write_text(
        "customer,tier\n" + "".join(f"u{number},{'gold' if number % 2 else 'basic'}\n" for number in range(1200))
    )
    return file


@pytest.fixture
def report(server: ScriptedServer) -> Report:
    server.always("GetFrictionReport", lambda _: friction())
    server.always("CompareTierWithIndividual", lambda _: comparison())
    server.always(
        "ListOffers",
        lambda _: ListOffersResponse(offers=[Offer(offer_id="golf", title="Golf club"), Offer(offer_id="wine")]),
    )
    return lambda *arguments: run(["report", *map(str, arguments), "--target", server.target])


def asked(server: ScriptedServer) -> list[CompareTierWithIndividualRequest]:
    bodies = [one.body for one in server.received if one.method.endswith("/CompareTierWithIndividual")]
    return [CompareTierWithIndividualRequest.FromString(body) for body in bodies]


def test_it_tells_what_annoyed_whom(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    assert report() == 0

    told = " ".join(capsys.readouterr().out.split())
    assert "380 customers of 5,000 (8 %) declined an offer, complained about one, or got one" in told
    assert "64 offers were made against a wish on record: 5 % of the 1,200 presented." in told
    assert "5 more offers went against a wish that the customer had told us" in told
    assert "“credit-card” meets most resistance: 80 declines, 12 complaints, 9 overridden wishes; 20 % of all." in told
    assert "The cause named most: “Too many e-mails” (61 customers)." in told
    assert "We broke 13 promises and are late with 9." in told
    assert "Promises 30 3 4 6 9 2 68 %" in told
    assert "Call-backs 110 0 9 3 0 0 90 %" in told
    assert "3 kinds with less have no row." in told


def test_it_asks_for_the_period_and_the_rows(report: Report, server: ScriptedServer) -> None:
    assert report("--from", "2026-01-01T12:00:00Z", "--to", "2026-07-01T14:00:00+02:00", "--rows", 7) == 0

    [received] = server.received
    assert GetFrictionReportRequest.FromString(received.body) == GetFrictionReportRequest(
        start_time=instant(2026, 1, 1), end_time=instant(2026, 7, 1), rows_max=7
    )
    assert received.seconds_left > 500


def test_a_campaign_is_asked_in_parts_and_added_up(
    report: Report, server: ScriptedServer, campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        report("--tiers-only", "--customers", campaign, "--rule", "gold=golf, wine", "--rule", "basic=golf", *QUESTION)
        == 0
    )

    parts = asked(server)
    assert [len(part.customers) for part in parts] == [1000, 200]
    assert [(one.customer, one.tier) for one in parts[0].customers[:2]] == [
        ("customers/u0", "basic"),
        ("customers/u1", "gold"),
    ]
    assert list(parts[0].offer_ids) == ["golf", "wine"]
    assert [(rule.tier, list(rule.offer_ids), rule.all_offers) for rule in parts[0].rules] == [
        ("gold", ["golf", "wine"], False),
        ("basic", ["golf"], False),
    ]
    assert (parts[0].purpose, parts[0].channel) == (Purpose.PURPOSE_MARKETING, Channel.CHANNEL_EMAIL)
    told = " ".join(capsys.readouterr().out.split())
    assert (
        "By tier, the campaign makes 4,000 contacts with 2,000 customers. 600 of them (15 %) had better not be made."
        in told
    )
    assert "Reasons that the policy only tries (offer unclassified) would hold back another 40 contacts." in told
    assert "Golf club 4,000 600 15 % 480 300" in told
    assert "“I can't stand golf.” tier platinum · Golf club · disliked · sports/golf · 3 May 2019" in told
    assert "u7" not in told
    assert not [one for one in server.received if one.method.endswith("/GetFrictionReport")]


def test_customers_are_named_only_where_that_is_asked_for(
    report: Report, campaign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("--tiers-only", "--show-customers", "--customers", campaign, "--rule", "gold=golf", *QUESTION) == 0

    assert "customers/u7 · tier platinum" in capsys.readouterr().out


def test_all_offers_of_the_catalogue_can_be_given(report: Report, server: ScriptedServer, campaign: Path) -> None:
    assert report("--tiers-only", "--customers", campaign, "--rule", "gold=all", "--all", *QUESTION) == 0

    assert list(asked(server)[0].offer_ids) == ["golf", "wine"]
    assert asked(server)[0].rules[0].all_offers


def test_json_has_both_answers(report: Report, campaign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("--json", "--customers", campaign, "--rule", "gold=golf", *QUESTION) == 0

    said = json.loads(capsys.readouterr().out)
    assert said["friction"]["total"]["overriddenWishes"] == "64"
    assert said["tiers"]["total"]["contacts"] == "4000"
    assert said["tiers"]["tiers"][1]["counts"]["missed"] == "0"


def test_examples_of_the_parts_are_spread_over_the_offers_and_none_is_said_twice() -> None:
    def part(*examples: tuple[str, str]) -> TierComparison:
        return TierComparison(
            suppressed_examples=[ContactExample(offer_id=offer, quote=quote) for offer, quote in examples]
        )

    added = add_up([part(("a", "1"), ("a", "2"), ("a", "")), part(("a", "1"), ("b", "3"), ("b", "4"))], examples_max=5)

    assert [(one.offer_id, one.quote) for one in added.suppressed_examples] == [
        ("a", "1"),
        ("b", "3"),
        ("a", "2"),
        ("b", "4"),
        ("a", ""),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--purpose", "marketing"],
        ["--tiers-only"],
        ["--customers", "FILE"],
        ["--customers", "FILE", "--rule", "gold=golf"],
        ["--customers", "FILE", "--rule", "gold", *QUESTION],
        ["--customers", "FILE", "--rule", "gold=", *QUESTION],
        ["--customers", "FILE", "--rule", "gold=a", "--rule", "gold=b", *QUESTION],
        ["--customers", "FILE", "--rule", "gold=all", *QUESTION],
        ["--customers", "FILE", "--rule", "gold=all", "--all", "--offer", "a", *QUESTION],
        ["--customers", "/nowhere", "--rule", "gold=a", *QUESTION],
        ["--rows", "0"],
        ["--from", "yesterday"],
    ],
    ids=" ".join,
)
def test_what_doesnt_go_together_is_wrong_usage(report: Report, campaign: Path, arguments: list[str]) -> None:
    assert report("--json", *[str(campaign) if one == "FILE" else one for one in arguments]) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("customer,tier\nu1,gold\nu2\n", "line 3: has 1 fields"),
        ("customer,tier\nu1,\n", "line 2: has no tier"),
        ("customer,tier\na b,gold\n", "line 2: names no customer"),
        ("customer,tier\nu1,gold\ncustomers/u1,basic\n", "line 3: names customers/u1 a second time"),
        ("u1,gold\n", "has to name the columns"),
        ("", "has to name the columns"),
    ],
)
def test_a_line_that_is_no_customer_with_a_tier_stops_it(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (tmp_path / "wrong.csv").write_text(text)

    assert report("--tiers-only", "--customers", tmp_path / "wrong.csv", "--rule", "gold=golf", *QUESTION) == 2
    assert said in capsys.readouterr().err


def test_without_the_plotting_library_it_says_what_to_install_before_it_asks_anything(
    report: Report,
    server: ScriptedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _: None)

    assert report("--html", tmp_path / "page.html") == 1
    assert "pip install 'regard[report]'" in capsys.readouterr().err
    assert server.received == []
