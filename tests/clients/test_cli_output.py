"""What the commands show: the customer's words in quotation marks, who recorded them and when, and until when."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import regard
from regard.cli.app import run
from regard.v1 import (
    Decision,
    Entry,
    EntryState,
    GetProfileResponse,
    ListEntriesResponse,
    ListOffersResponse,
    ListTopicsResponse,
    Profile,
    ProfileStatus,
    RecordEntriesResponse,
    RetractEntryResponse,
    ScreenOffersRequest,
    ScreenOffersResponse,
    SearchTopicsResponse,
    Suppression,
    SuppressionReason,
    Topic,
    TopicMatch,
    Verdict,
)

from .answers import instant
from .scripted_server import ScriptedServer

Show = Callable[..., str]

SCREEN = ["screen", "u1", "--purpose", "loyalty", "--channel", "app"]

NO_GOLF = regard.preference(
    topic="sports/golf",
    stance="dislikes",
    quote="I can't stand golf.",
    recorder="agents/mira.holt",
    channel="phone",
    stated_time=datetime(2022, 4, 5, tzinfo=UTC),
    expire_time=datetime(2030, 1, 1, tzinfo=UTC),
    name="customers/u1/entries/golf",
)
NEVER_PORK = regard.preference(
    topic="food-and-drink/meat/pork",
    stance="never",
    quote="No pork, please.\x1b[2J\u202e",
    note="Said [bold]twice[/bold].",
    recorder="agents/ada.finch",
)
MAYBE_WINE = regard.preference(
    offer_type="wine-club", stance="likes", basis="inferred", recorder="models/taste", confidence=0.8
)
DECLINED = regard.offer_response(
    "golf-club-membership", "declined", reason="Dislikes golf", channel="email", recorder="agents/jonas.weld"
)
SUPPRESSED = Decision(
    offer_id="golf-club-membership",
    verdict=Verdict.VERDICT_SUPPRESSED,
    suppressions=[
        Suppression(
            reason=SuppressionReason.SUPPRESSION_REASON_DISLIKED,
            topic="sports/golf",
            quote="I can't stand golf.",
            recorder="agents/mira.holt",
            stated_time=instant(2022, 4, 5),
            until=instant(2030, 1, 1),
        )
    ],
)


@pytest.fixture
def show(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> Show:
    """Runs a command on the scripted server and answers what stands on stdout: plain, and at most 80 columns wide."""

    def answer(*arguments: str) -> str:
        assert run([*arguments, "--target", server.target]) == 0
        output = capsys.readouterr()
        assert output.err == ""
        assert "\x1b" not in output.out
        assert all(len(line) <= 80 for line in output.out.splitlines() if "--page-token" not in line)
        return output.out

    return answer


def recorded(entry: Entry, state: EntryState | None = None) -> Entry:
    """The entry as the ledger has it."""
    kept = Entry()
    kept.CopyFrom(entry)
    kept.create_time.CopyFrom(instant(2024, 5, 3))
    kept.state = EntryState.ENTRY_STATE_ACTIVE if state is None else state
    return kept


def cleared(offer_id: str, affinity: float = 0.0) -> Decision:
    return Decision(offer_id=offer_id, verdict=Verdict.VERDICT_CLEARED, affinity=affinity)


def known(*decisions: Decision, revision: int = 3) -> ScreenOffersResponse:
    status = ProfileStatus.PROFILE_STATUS_KNOWN
    return ScreenOffersResponse(decisions=decisions, profile_status=status, revision=revision)


def test_profile_groups_what_the_customer_wants_heaviest_first(server: ScriptedServer, show: Show) -> None:
    shown = Profile(
        name="customers/u1",
        revision=12,
        status=ProfileStatus.PROFILE_STATUS_KNOWN,
        preferences=[recorded(MAYBE_WINE), recorded(NO_GOLF), recorded(NEVER_PORK)],
        offer_responses=[recorded(DECLINED)],
        update_time=instant(2024, 5, 3),
    )
    server.script("GetProfile", GetProfileResponse(profile=shown))

    text = show("profile", "u1")

    assert "customers/u1 · revision 12 · last entry 3 May 2024" in text
    headings = [line for line in text.splitlines() if line and not line.startswith((" ", "customers/"))]
    assert [heading.strip() for heading in headings] == ["Never", "Dislikes", "Likes", "Offers"]
    for words in (
        "“I can't stand golf.”",
        "5 April 2022",
        "until 1 January 2030",
        "wine-club",
        "(80% sure)",
        "declined",
    ):
        assert words in text
    # Words are shown as they are: neither markup nor what a terminal obeys.
    assert "[bold]twice[/bold]" in text
    assert "\u202e" not in text


def test_a_customer_nobody_knows_is_not_shown_as_an_empty_profile(server: ScriptedServer, show: Show) -> None:
    unknown = Profile(name="customers/u1", status=ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER)
    empty = Profile(name="customers/u1", status=ProfileStatus.PROFILE_STATUS_KNOWN, revision=2)
    unread = Profile(name="customers/u1", status=ProfileStatus.PROFILE_STATUS_UNAVAILABLE)
    server.script("GetProfile", *[GetProfileResponse(profile=profile) for profile in (unknown, empty, unread)])

    assert "nobody knows this customer" in show("profile", "u1")
    assert "nobody knows" not in show("profile", "u1")
    assert "could not be read" in show("profile", "u1")


def test_screen_says_each_verdict_in_words_with_the_customers_own(server: ScriptedServer, show: Show) -> None:
    server.script("ScreenOffers", known(cleared("museum-friends-pass", 0.5), SUPPRESSED))

    text = show(*SCREEN, "--offer", "museum-friends-pass", "--offer", "golf-club-membership")

    lines = [line.rstrip() for line in text.splitlines()]
    assert lines[0].startswith("✓ cleared")
    assert "museum-friends-pass" in lines[0]
    assert lines[1].startswith("✗ suppressed")
    assert "golf-club-membership" in lines[1]
    assert [line.strip() for line in lines[2:]] == [
        "disliked: sports/golf",
        "“I can't stand golf.” (agents/mira.holt, 5 April 2022)",
        "until 1 January 2030",
    ]


def test_screen_says_when_nobody_knows_the_customer(server: ScriptedServer, show: Show) -> None:
    unknown = ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER
    server.script("ScreenOffers", ScreenOffersResponse(decisions=[cleared("a")], profile_status=unknown))

    assert "Nobody knows this customer" in show(*SCREEN, "--offer", "a", "--on-unknown", "allow")


def test_a_verdict_of_a_newer_contract_is_not_shown_as_cleared(server: ScriptedServer, show: Show) -> None:
    server.script("ScreenOffers", known(Decision.FromString(cleared("a").SerializeToString() + b"\x10\x63")))

    text = show(*SCREEN, "--offer", "a")

    assert "cleared" not in text
    assert "? unknown" in text


def test_screen_all_screens_the_whole_catalogue_in_portions_and_joins_the_answers(
    server: ScriptedServer, show: Show
) -> None:
    catalogue = [regard.offer(f"o{number}", title=f"Title {number}") for number in range(250)]
    server.script(
        "ListOffers",
        ListOffersResponse(offers=catalogue[:100], next_page_token="2"),
        ListOffersResponse(offers=catalogue[100:]),
    )
    server.script("ScreenOffers", known(cleared("o1", 0.2), SUPPRESSED), known(cleared("o201", 0.7)))

    text = show(*SCREEN, "--all")

    screened = [call for call in server.received if call.method.endswith("ScreenOffers")]
    sizes = [len(ScreenOffersRequest.FromString(call.body).offer_ids) for call in screened]
    assert sizes == [200, 50]
    shown = [line.split()[2] for line in text.splitlines() if line.startswith(("✓", "✗"))]
    assert shown == ["o201", "o1", "golf-club-membership"]
    assert "Title 201" in text


def test_portions_that_rest_on_different_profiles_are_no_answer(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "offers.jsonl"
    file.write_text("".join(f'{{"offerId": "o{number}"}}\n' for number in range(201)))
    server.script("ScreenOffers", known(cleared("o1"), revision=3), known(cleared("o200"), revision=4))

    assert run([*SCREEN, "--offers", str(file), "--target", server.target]) == 1
    assert capsys.readouterr().out == ""


def test_screen_reads_offers_from_json_lines(server: ScriptedServer, show: Show, tmp_path: Path) -> None:
    file = tmp_path / "offers.jsonl"
    file.write_text(
        '{"offerId": "a", "offerType": "event", "topics": ["sports/golf"], "title": "Ä"}\n\n{"offerId": "b"}\n'
    )
    server.script("ScreenOffers", known(cleared("a"), cleared("b")))

    show(*SCREEN, "--offers", str(file))

    sent = list(ScreenOffersRequest.FromString(server.received[0].body).offers)
    assert sent == [regard.offer("a", offer_type="event", topics=["sports/golf"], title="Ä"), regard.offer("b")]


@pytest.mark.parametrize("line", ["{", '{"offer": "a"}', '"a"', '{"offerId": 3}'])
def test_a_line_that_is_no_offer_is_named_by_its_number(
    server: ScriptedServer, capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    file = tmp_path / "offers.jsonl"
    file.write_text(f'{{"offerId": "a"}}\n{line}\n')

    assert run([*SCREEN, "--offers", str(file), "--target", server.target]) == 2
    assert "line 2" in capsys.readouterr().err
    assert server.received == []


def test_entries_shows_each_with_its_name_and_what_became_of_it(server: ScriptedServer, show: Show) -> None:
    retracted = EntryState.ENTRY_STATE_RETRACTED
    page = ListEntriesResponse(entries=[recorded(DECLINED), recorded(NO_GOLF, retracted)], next_page_token="next" * 30)
    server.script("ListEntries", page, ListEntriesResponse())

    text = show("entries", "u1", "--kind", "preference", "--state", "retracted")

    assert "dislikes sports/golf (retracted)" in text
    assert "customers/u1/entries/golf" in text
    assert "observed, agents/jonas.weld, 3 May 2024, email" in text
    assert f"--page-token {'next' * 30}\n" in text
    assert "No such entries" in show("entries", "u1")


def test_record_and_retract_show_what_is_now_in_the_ledger(server: ScriptedServer, show: Show) -> None:
    server.script("RecordEntries", RecordEntriesResponse(entries=[recorded(NO_GOLF)], revision=4))
    retracted = recorded(NO_GOLF, EntryState.ENTRY_STATE_RETRACTED)
    server.script("RetractEntry", RetractEntryResponse(entry=retracted, revision=5))

    made = show("record", "u1", "--topic", "sports/golf", "--stance", "dislikes")
    gone = show("retract", NO_GOLF.name, "--reason", "misheard", "--recorder", "agents/mira.holt")

    assert "revision 4" in made
    assert "“I can't stand golf.”" in made
    assert "stated, agents/mira.holt, 5 April 2022, phone" in made
    assert "(retracted)" in gone


def test_topics_and_offers_are_listed_with_their_labels(server: ScriptedServer, show: Show) -> None:
    golf = Topic(path="sports/golf", label="Golf")
    server.script("SearchTopics", SearchTopicsResponse(matches=[TopicMatch(topic=golf)]), SearchTopicsResponse())
    server.script(
        "ListTopics", ListTopicsResponse(topics=[golf, Topic(path="golf", label="Old", moved_to="sports/golf")])
    )
    offer = regard.offer(
        "golf",
        offer_type="membership",
        topics=["sports/golf"],
        title="A year",
        valid_until=datetime(2027, 5, 3, tzinfo=UTC),
    )
    server.script("ListOffers", ListOffersResponse(offers=[offer]))

    assert "Golf" in show("topics", "search", "glof")
    assert "No topic" in show("topics", "search", "xyz")
    assert "now sports/golf" in show("topics", "list")
    listed = show("offers", "list")
    assert all(words in listed for words in ("golf", "A year", "membership", "until 3 May 2027"))


def test_a_narrow_terminal_folds_words_and_cuts_none(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    server.script("ScreenOffers", known(SUPPRESSED))

    run([*SCREEN, "--offer", "golf-club-membership", "--target", server.target])

    text = capsys.readouterr().out
    assert all(len(line) <= 40 for line in text.splitlines())
    assert "agents/mira.holt" in "".join(text.split())


def test_colour_is_only_for_terminals_and_never_alone(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    server.script("ScreenOffers", known(cleared("a"), SUPPRESSED))

    run([*SCREEN, "--offer", "a", "--target", server.target])

    text = capsys.readouterr().out
    assert "\x1b[32m✓ cleared" in text
    assert "\x1b[31m✗ suppressed" in text
