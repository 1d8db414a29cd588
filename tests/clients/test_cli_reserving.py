"""Reserving on the command line: what is asked, and what people get to see."""

from collections.abc import Callable

import pytest

from regard.cli.app import run
from regard.cli.contents import said, words
from regard.v1 import (
    Channel,
    Decision,
    Entry,
    Purpose,
    RecordEntriesRequest,
    RecordEntriesResponse,
    Release,
    ReleaseReservationRequest,
    ReleaseReservationResponse,
    Reservation,
    ScreenOffersRequest,
    ScreenOffersResponse,
    Verdict,
)

from .answers import instant
from .scripted_server import ScriptedServer

Show = Callable[..., str]

NAME = "customers/u1/entries/r1"
RESERVED = Entry(
    name=NAME,
    reservation=Reservation(offer_id="golf", purpose=Purpose.PURPOSE_LOYALTY, channel=Channel.CHANNEL_APP),
    expire_time=instant(2026, 5, 3),
)
SCREEN = ["screen", "u1", "--offer", "golf", "--purpose", "loyalty", "--channel", "app"]


@pytest.fixture
def show(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> Show:
    def called(*arguments: str) -> str:
        assert run([*arguments, "--target", server.target]) == 0
        return capsys.readouterr().out

    return called


def test_what_is_reserved_is_shown_with_its_name_and_until_when(server: ScriptedServer, show: Show) -> None:
    decision = Decision(
        offer_id="golf",
        verdict=Verdict.VERDICT_CLEARED,
        reservation=NAME,
        reservation_expire_time=instant(2026, 5, 3),
    )
    server.script("ScreenOffers", ScreenOffersResponse(decisions=[decision], profile_status="PROFILE_STATUS_KNOWN"))

    shown = show(*SCREEN, "--reserve", "2", "--request-id", "00000000-0000-7000-8000-000000000001")

    assert NAME in shown
    assert "reserved until" in shown
    request = ScreenOffersRequest.FromString(server.received[0].body)
    assert (request.reserve, request.reserve_max) == (True, 2)
    assert request.request_id == "00000000-0000-7000-8000-000000000001"


def test_a_reservation_is_settled_and_released(server: ScriptedServer, show: Show) -> None:
    server.script("RecordEntries", RecordEntriesResponse(revision=2))
    server.script(
        "ReleaseReservation",
        ReleaseReservationResponse(reservation=RESERVED, revision=3),
        ReleaseReservationResponse(reservation=RESERVED, revision=3, replayed=True),
    )

    show("record", "offer-response", "u1", "--offer", "golf", "--outcome", "presented", "--reservation", NAME)
    released = [show("release", NAME, "--recorder", "agents/mira.holt") for _ in range(2)]

    recorded = RecordEntriesRequest.FromString(server.received[0].body).entries[0]
    assert recorded.offer_response.reservation == NAME
    assert ReleaseReservationRequest.FromString(server.received[1].body).name == NAME
    assert "Released, revision 3" in released[0]
    assert "Nothing to release" in released[1]
    assert "reserved golf for loyalty by app" in released[0]


@pytest.mark.parametrize(
    "arguments",
    [
        [*SCREEN, "--request-id", "00000000-0000-7000-8000-000000000001"],
        [*SCREEN, "--reserve", "0"],
        ["screen", *SCREEN[2:], "--customers", "-", "--summary-only", "--reserve", "1"],
    ],
)
def test_what_doesnt_go_together_is_refused_and_nothing_is_sent(server: ScriptedServer, arguments: list[str]) -> None:
    assert run([*arguments, "--target", server.target]) == 2
    assert not server.received


def test_entries_of_the_service_are_shown_in_words() -> None:
    assert said(RESERVED) == "reserved golf for loyalty by app"
    assert words(RESERVED) == ""
    release = Entry(release=Release(reservation=NAME, reason="The line was cut."))
    assert (said(release), words(release)) == (f"releases {NAME}", "The line was cut.")
