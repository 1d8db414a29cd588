"""`regard screen --customers`: decisions of a whole audience to a file, and on from the last whole chunk."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from regard.bulk import decision_lines
from regard.bulk.interrupts import Interrupts
from regard.cli.app import run
from regard.v1 import (
    AudienceSummary,
    BatchScreenOffersResult,
    Decision,
    ListOffersResponse,
    Offer,
    ReasonCount,
    ScreenAudienceRequest,
    ScreenAudienceResponse,
    ScreenOffersResponse,
    Suppression,
    SuppressionReason,
    Verdict,
)

from .answers import failed, instant
from .scripted_server import ScriptedServer

Screen = Callable[..., int]
UNCLASSIFIED = SuppressionReason.SUPPRESSION_REASON_OFFER_UNCLASSIFIED
DISLIKED = SuppressionReason.SUPPRESSION_REASON_DISLIKED
UNAVAILABLE = failed(grpc.StatusCode.UNAVAILABLE, "DATABASE_UNAVAILABLE")
NO_GOLF = Suppression(reason=DISLIKED, quote='No "golf",\nplease.', until=instant(2030, 1, 1))
LATER = Suppression(reason=SuppressionReason.SUPPRESSION_REASON_OFFER_NOT_VALID, until=instant(2031, 1, 1))
TRIED = Suppression(reason=SuppressionReason.SUPPRESSION_REASON_OFFER_UNCLASSIFIED, shadow=True)
DECISIONS = [
    Decision(offer_id="museum", verdict=Verdict.VERDICT_CLEARED, affinity=0.5, suppressions=[TRIED]),
    Decision(offer_id="golf", verdict=Verdict.VERDICT_SUPPRESSED, suppressions=[NO_GOLF, LATER]),
]
TOO_LARGE = failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE")


class Audience:
    """Answers each stream from its cursor on; `opens` are the openings, `names` the customers that came in."""

    def __init__(self) -> None:
        self.opens: list[Any] = []
        self.names: list[str] = []
        self.statuses: dict[str, Message] = {}

    def answering(self, chunks: int = 10**9) -> Callable[[Iterator[bytes], grpc.ServicerContext], Iterator[Message]]:
        def stream(messages: Iterator[bytes], _context: grpc.ServicerContext) -> Iterator[Message]:
            opened = ScreenAudienceRequest.FromString(next(messages)).open
            self.opens.append(opened)
            for number, data in enumerate(messages, start=int(opened.cursor or "0") + 1):
                if number > chunks:
                    yield failed(grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
                names = list(ScreenAudienceRequest.FromString(data).customers)
                self.names += names
                yield self.answer(number, names, summary_only=opened.summary_only)

        return stream

    def answer(self, number: int, names: list[str], *, summary_only: bool) -> Message:
        decided = ScreenOffersResponse(decisions=DECISIONS)
        results = [
            BatchScreenOffersResult(customer=name, status=self.statuses[name])  # type: ignore[arg-type]
            if name in self.statuses
            else BatchScreenOffersResult(customer=name, response=decided)
            for name in names
        ]
        return ScreenAudienceResponse(
            chunk=number,
            cursor=str(number),
            results=[] if summary_only else results,
            summary=AudienceSummary(
                customers=len(names),
                unknown_customers=1,
                decisions=2 * len(names),
                cleared=len(names),
                suppressed=len(names),
                reasons=[
                    ReasonCount(reason=DISLIKED, decisions=len(names)),
                    ReasonCount(reason=UNCLASSIFIED, shadow_decisions=1, shadow_cleared=1),
                ],
                shadow_suppressed=1,
            ),
        )


@pytest.fixture
def audience() -> Audience:
    return Audience()


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    file = tmp_path / "customers.txt"
    file.write_text("".join(f"u{number}\n" for number in range(1200)))
    return file


@pytest.fixture
def screen(server: ScriptedServer, customers: Path) -> Screen:
    def command(*arguments: object, offers: tuple[str, ...] = ("--offer", "golf", "--offer", "museum")) -> int:
        question = ["--purpose", "loyalty", "--channel", "email", *offers, "--target", server.target]
        return run(["screen", "--customers", str(customers), *question, *map(str, arguments)])

    return command


def summary(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(capsys.readouterr().out)
    return read


def test_each_decision_is_a_line_of_json(
    screen: Screen, server: ScriptedServer, audience: Audience, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script_streams(audience.answering())

    assert screen("--output", tmp_path / "out.jsonl", "--json") == 0

    lines = [json.loads(one) for one in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [one["customer"] for one in lines[::2]] == [f"customers/u{number}" for number in range(1200)]
    assert lines[0]["decision"]["verdict"] == "VERDICT_CLEARED"
    assert lines[1]["decision"]["suppressions"][0]["quote"] == 'No "golf",\nplease.'
    told = summary(capsys)
    assert (told["complete"], told["customers"], told["unknownCustomers"]) == (True, 1200, 3)
    assert (told["decisions"], told["cleared"], told["suppressed"]) == (2400, 1200, 1200)
    assert told["reasons"] == {"disliked": 1200}
    assert told["shadowReasons"] == {"offer-unclassified": 3}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["customers.txt", "out.jsonl"]


def test_each_decision_is_a_row_of_csv(
    screen: Screen, server: ScriptedServer, audience: Audience, tmp_path: Path
) -> None:
    server.script_streams(audience.answering())

    assert screen("--output", tmp_path / "out.csv") == 0

    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as read:
        rows = list(csv.reader(read))
    assert rows[:3] == [
        ["customer", "offer_id", "verdict", "reasons", "until", "affinity", "quote"],
        ["customers/u0", "museum", "cleared", "", "", "0.5", ""],
        [
            "customers/u0",
            "golf",
            "suppressed",
            "disliked|offer-not-valid",
            "2031-01-01T12:00:00Z",
            "0.0",
            'No "golf",\nplease.',
        ],
    ]
    assert len(rows) == 2401


def test_until_is_empty_where_one_of_the_reasons_has_no_known_end() -> None:
    endless = Suppression(reason=DISLIKED)
    decision = Decision(offer_id="golf", verdict=Verdict.VERDICT_SUPPRESSED, suppressions=[NO_GOLF, endless])
    result = BatchScreenOffersResult(customer="customers/u1", response=ScreenOffersResponse(decisions=[decision]))

    assert next(csv.reader(io.StringIO(decision_lines.csv_lines(result), newline="")))[4] == ""


def test_the_summary_alone_needs_no_output_and_asks_for_no_more(
    screen: Screen, server: ScriptedServer, audience: Audience, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    server.script_streams(audience.answering())

    assert screen("--summary-only") == 0

    text = capsys.readouterr().out
    assert audience.opens[0].summary_only
    assert [line.split() for line in text.splitlines()][-5:] == [
        ["disliked", "1,200"],
        ["offer-unclassified", "(only", "tried)", "3"],
        ["cleared", "now,", "and", "suppressed", "if", "it", "decided"],
        ["offer-unclassified", "3"],
        ["all", "that", "is", "tried", "3"],
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["customers.txt"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_a_stopped_screening_goes_on_after_the_last_whole_chunk(
    screen: Screen,
    server: ScriptedServer,
    audience: Audience,
    customers: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    customers.write_text("no customer!\n" + customers.read_text().replace("u700\n", "\nu700\nnor this\n"))
    out, whole = tmp_path / name, tmp_path / f"whole-{name}"
    server.script_streams(audience.answering())
    assert screen("--output", whole, "--json", "--rejects", tmp_path / "whole-rejects") == 1
    expected = summary(capsys)
    audience.names.clear()

    server.script_streams(audience.answering(chunks=1))
    assert screen("--output", out) == 1
    assert "--resume" in capsys.readouterr().err
    assert Path(f"{out}.progress.json").exists()
    with out.open("ab") as torn:
        torn.write(b'{"customer": "cust')
    server.script_streams(audience.answering())
    audience.names.clear()
    assert screen("--output", out, "--resume", "--json") == 1

    assert audience.opens[-1].cursor == "1"
    assert audience.names == [f"customers/u{number}" for number in range(500, 1200)]
    assert out.read_bytes() == whole.read_bytes()
    assert Path(f"{customers}.rejects.jsonl").read_bytes() == (tmp_path / "whole-rejects").read_bytes()
    told = summary(capsys)
    assert {**told, "output": "", "rejects": ""} == {**expected, "output": "", "rejects": ""}
    assert told["rejectedLines"] == 2
    assert not Path(f"{out}.progress.json").exists()


def test_ctrl_c_ends_after_a_whole_chunk(
    screen: Screen, server: ScriptedServer, audience: Audience, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script_streams(audience.answering())
    out = tmp_path / "out.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr(Interrupts, "wanted", property(lambda _: True, lambda *_: None), raising=False)
        assert screen("--output", out) == 130
    assert len(out.read_text().splitlines()) == 1000

    server.script_streams(audience.answering())
    assert screen("--output", out, "--resume") == 0
    assert len(out.read_text().splitlines()) == 2400


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        (lambda folder: None, ["--on-unknown", "allow"]),
        (lambda folder: (folder / "customers.txt").write_text("u1\n"), []),
        (lambda folder: (folder / "out.jsonl").write_text(""), []),
        (lambda folder: (folder / "out.jsonl").unlink(), []),
        (lambda folder: (folder / "out.jsonl.progress.json").unlink(), []),
    ],
    ids=["another question", "other customers", "output cut off", "no output", "no state"],
)
def test_resume_is_refused_where_it_would_not_be_the_same(
    screen: Screen,
    server: ScriptedServer,
    audience: Audience,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Path], object],
    arguments: list[str],
) -> None:
    server.script_streams(audience.answering(chunks=1))
    assert screen("--output", tmp_path / "out.jsonl") == 1
    change(tmp_path)
    capsys.readouterr()

    assert screen("--output", tmp_path / "out.jsonl", "--resume", *arguments) == 2
    assert "without --resume" in capsys.readouterr().err
    assert len(audience.opens) == 1


def test_more_offers_than_one_stream_takes_go_over_the_customers_several_times(
    screen: Screen, server: ScriptedServer, audience: Audience, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.script("ListOffers", ListOffersResponse(offers=[Offer(offer_id=f"o{number}") for number in range(250)]))
    server.script_streams(audience.answering(), audience.answering())

    assert screen("--output", tmp_path / "out.jsonl", "--json", offers=("--all",)) == 0

    assert [len(opened.offer_ids) for opened in audience.opens] == [200, 50]
    assert len(audience.names) == 2400
    assert summary(capsys)["customers"] == 1200


def test_offers_of_a_file_are_screened_as_they_are(
    screen: Screen, server: ScriptedServer, audience: Audience, tmp_path: Path
) -> None:
    (tmp_path / "offers.jsonl").write_text('{"offerId": "golf", "topics": ["sports/golf"]}\n')
    server.script_streams(audience.answering())

    assert screen("--summary-only", offers=("--offers", str(tmp_path / "offers.jsonl"))) == 0
    assert list(audience.opens[0].offers) == [Offer(offer_id="golf", topics=["sports/golf"])]


def test_what_no_longer_fits_into_the_answer_is_asked_for_alone_and_other_failures_are_told(
    screen: Screen, server: ScriptedServer, audience: Audience, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audience.statuses = {"customers/u1": TOO_LARGE, "customers/u2": failed(grpc.StatusCode.INTERNAL, "INTERNAL")}
    server.script_streams(audience.answering())
    server.script("ScreenOffers", ScreenOffersResponse(decisions=DECISIONS[:1]))

    assert screen("--output", tmp_path / "out.jsonl", "--json") == 1

    lines = [json.loads(one) for one in (tmp_path / "out.jsonl").read_text().splitlines()]
    alone = [one for one in lines if one["customer"] in ("customers/u1", "customers/u2")]
    assert [sorted(one) for one in alone] == [["customer", "decision"], ["customer", "status"]]
    assert summary(capsys)["failed"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--customers", "FILE"],
        ["--customers", "FILE", "--output", "OUT", "--summary-only"],
        ["--customers", "FILE", "--summary-only", "--resume"],
        ["--customers", "-", "--output", "OUT", "--resume"],
        ["--customers", "/nowhere", "--summary-only"],
        ["u1", "--customers", "FILE", "--summary-only"],
        ["u1", "--output", "OUT"],
        ["u1", "--summary-only"],
        [],
    ],
    ids=" ".join,
)
def test_options_that_dont_go_together_are_wrong_usage(
    server: ScriptedServer, customers: Path, tmp_path: Path, arguments: list[str]
) -> None:
    places = {"FILE": str(customers), "OUT": str(tmp_path / "out.jsonl")}
    question = ["--offer", "golf", "--purpose", "loyalty", "--channel", "email", "--target", server.target]

    assert run(["screen", *[places.get(one, one) for one in arguments], *question]) == 2
    assert server.received == []
    assert not (tmp_path / "out.jsonl").exists()
