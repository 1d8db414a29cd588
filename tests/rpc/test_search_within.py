"""SearchEntries within one customer: any entry, by what anybody may type."""
# letters of many scripts look alike

from datetime import timedelta

import grpc
import pytest

import regard
from regard import Client
from regard.v1 import (
    AddressAs,
    Answer,
    Commitment,
    ContactRule,
    Entry,
    EntryKind,
    EntryState,
    Interaction,
    Moment,
    Provenance,
)
from regard_server.domain.entry import EntryState as EntryStateNow
from regard_server.rpc import entry_search
from regard_server.rpc.entry_bytes import EntryBytes
from regard_server.rpc.search_memory import SearchMemory
from regard_server.usecases.search_entries import SearchableLedger
from serving import Clock

from .entries import MIRA, responded, said
from .searches import marked, quotes, refused_search, search
from .wire import Wire

CALCULATOR = "My old calculator is broken. My mother gave it to me, she helped design it."
PRINTER = "The printer doesn't print, and my report is due."
COMPLAINT = "I waited and waited and nobody came to the phone. " * 599 + "At last Mrs Okonkwo helped."


def record(client: Client, *texts: str, customer: str = "u1") -> None:
    client.record_entries(customer, [said(quote=text) for text in texts])


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("calculator", ["calculator"]),
        ("CALCULATOR broken", ["calculator", "broken"]),
        ("calc", ["calculator"]),
        ("calcualtor", ["calculator"]),
        ("calculators", ["calculator"]),
        ('"gave it to me"', ["gave", "it", "to", "me"]),
        ("what about the broken calculator of his mother", ["calculator", "broken", "mother"]),
    ],
)
def test_whole_begun_and_misspelled_words_and_phrases_find_it_and_are_marked(
    client: Client, wire: Wire, query: str, marks: list[str]
) -> None:
    record(client, CALCULATOR, PRINTER)

    found = search(wire, query)

    assert quotes(found) == [CALCULATOR]
    assert [mark for mark in marked(found.matches[0]) if mark in marks] == marks
    assert found.matches[0].snippets[0].field == "provenance.quote"
    assert found.matches[0].score > 0
    assert not found.has_more


@pytest.mark.parametrize(
    ("text", "query", "mark"),
    [
        ("Ich hasse Kreuzfahrten, schon seit Köln.", "koeln", "Köln"),
        ("Ich hasse Kreuzfahrten.", "kreuzfahrt", "Kreuzfahrten"),
        ("J'ai été très déçue par l'hôtel.", "decue", "déçue"),
        ("Никогда больше не полечу ночным рейсом.", "ночным", "ночным"),
        ("لا أحب السفر في الشتاء", "الشتاء", "الشتاء"),
        ("我母亲送给我的计算器坏了", "计算器", "计算器"),
        ("母にもらった電卓が壊れた", "電卓", "電卓"),
        ("เครื่องคิดเลขของแม่พังแล้ว", "เครื่องคิดเลข", "เครื่องคิดเลข"),
        ("मेरी माँ का कैलकुलेटर टूट गया", "कैलकुलेटर", "कैलकुलेटर"),
        ("Thanks, that was great 👍🏽", "👍", "👍🏽"),
        ("Order A-4711 never came", "a4711", "A-4711"),
    ],
)
def test_in_any_language(client: Client, wire: Wire, text: str, query: str, mark: str) -> None:
    record(client, text, CALCULATOR)

    found = search(wire, query)

    assert quotes(found) == [text]
    assert mark in marked(found.matches[0])


def test_the_last_sentence_of_a_long_complaint_is_found_and_shown(client: Client, wire: Wire) -> None:
    assert len(COMPLAINT) > 29_000
    record(client, COMPLAINT, PRINTER)

    found = search(wire, "okonkwo")

    assert quotes(found) == [COMPLAINT]
    snippet = found.matches[0].snippets[0]
    assert snippet.cut_before
    assert not snippet.cut_after
    assert "Mrs Okonkwo helped." in snippet.text
    assert len(snippet.text) <= 200


def test_every_text_of_every_kind_is_found_under_its_field(client: Client, wire: Wire) -> None:
    """All but those that only the service writes."""
    stated = Provenance(basis="BASIS_STATED", quote="quoted", recorder=MIRA)
    client.record_entries(
        "u1",
        [
            said(quote="hushed", note="annotated"),
            responded(reason="unreasonable"),
            Entry(
                provenance=stated,
                moment=Moment(
                    title="entitled", story="storied", kind="MOMENT_KIND_STORY", handling="HANDLING_MENTION_WARMLY"
                ),
            ),
            Entry(
                provenance=stated,
                interaction=Interaction(
                    channel="CHANNEL_PHONE",
                    summary="summarised",
                    issue_restated="restated",
                    reading="understood",
                    feeling="despairing",
                    tried=["rebooted"],
                    answers=[Answer(question="whereabouts", answer="basement")],
                    case_id="case-815",
                ),
            ),
            Entry(
                provenance=stated,
                commitment=Commitment(what="replacement", kind="COMMITMENT_KIND_PROMISE", owner=MIRA),
            ),
            Entry(provenance=stated, contact_rule=ContactRule(address_as=AddressAs(name="Dr. Featherstone"))),
            Entry(provenance=stated, contact_rule=ContactRule(preferred_person="Ngozi")),
        ],
    )
    fields = {
        query: [snippet.field for match in search(wire, query).matches for snippet in match.snippets][:1]
        for query in (
            *("quoted", "annotated", "unreasonable", "entitled", "storied", "summarised", "restated", "understood"),
            *("despairing", "rebooted", "whereabouts", "basement", "case-815", "replacement", "featherstone", "ngozi"),
            *("sports", "agents", "mira"),
        )
    }
    assert fields == {
        "quoted": ["provenance.quote"],
        "annotated": ["preference.note"],
        "unreasonable": ["offer_response.reason"],
        "entitled": ["moment.title"],
        "storied": ["moment.story"],
        "summarised": ["interaction.summary"],
        "restated": ["interaction.issue_restated"],
        "understood": ["interaction.reading"],
        "despairing": ["interaction.feeling"],
        "rebooted": ["interaction.tried"],
        "whereabouts": ["interaction.answers"],
        "basement": ["interaction.answers"],
        "case-815": ["interaction.case_id"],
        "replacement": ["commitment.what"],
        "featherstone": ["contact_rule.address_as.name"],
        "ngozi": ["contact_rule.preferred_person"],
        "sports": ["preference.topic"],
        "agents": [],
        "mira": [],
    }


def test_what_no_longer_counts_is_found_too_with_its_state_and_can_be_left_out(
    client: Client, wire: Wire, clock: Clock
) -> None:
    wrong = client.record_entries("u1", [said(quote="No wine, ever.")]).entries[0].name
    client.record_entries("u1", [said(quote="Wine in June.", expire_time=clock.now + timedelta(days=1))])
    client.record_entries("u1", [said(quote="Wine is fine.")])
    client.retract_entry(wrong, reason="She meant swine.", recorder=MIRA)
    clock.advance(timedelta(days=2))

    def states(*wanted: str) -> dict[str, str]:
        found = search(wire, "wine", states=[f"ENTRY_STATE_{one}" for one in wanted])
        return {
            match.entry.provenance.quote: EntryState.Name(match.entry.state).removeprefix("ENTRY_STATE_")
            for match in found.matches
            if match.entry.provenance.quote
        }

    everything = {"No wine, ever.": "RETRACTED", "Wine in June.": "EXPIRED", "Wine is fine.": "ACTIVE"}
    assert states() == everything
    for state in ("RETRACTED", "EXPIRED", "ACTIVE"):
        assert states(state) == {quote: one for quote, one in everything.items() if one == state}
    assert states("ACTIVE", "EXPIRED").keys() == {"Wine is fine.", "Wine in June."}


def test_entries_of_some_kinds_only(client: Client, wire: Wire) -> None:
    client.record_entries("u1", [said(quote="No golf."), responded(reason="Golf? No.")])

    def kinds(*wanted: EntryKind) -> set[str]:
        return {str(match.entry.WhichOneof("content")) for match in search(wire, "no golf", kinds=wanted).matches}

    assert kinds() == {"preference", "offer_response"}
    assert kinds(EntryKind.ENTRY_KIND_OFFER_RESPONSE) == {"offer_response"}
    assert kinds(EntryKind.ENTRY_KIND_MOMENT) == set()


def test_a_page_is_as_long_as_asked_and_says_whether_there_is_more(client: Client, wire: Wire) -> None:
    record(client, *(f"Golf, number {number}." for number in range(25)))

    for asked, shown, has_more in ((0, 20, True), (24, 24, True), (25, 25, False), (100, 25, False)):
        found = search(wire, "golf", page_size=asked)
        assert (len(found.matches), found.has_more) == (shown, has_more)


def test_a_customer_nobody_knows_has_said_nothing(wire: Wire) -> None:
    found = search(wire, "golf", "nobody")
    assert not found.matches
    assert found.freshness_token


@pytest.mark.parametrize("query", ["?!", '""', " ".join(f"word{number}" for number in range(65))])
def test_a_query_without_a_word_or_with_too_many_is_refused(wire: Wire, query: str) -> None:
    refusal = refused_search(wire, query)
    assert (refusal.reason, refusal.fields) == ("INVALID_FIELD", ["query"])


def test_a_search_sees_every_write_before_it(client: Client, wire: Wire) -> None:
    for number in range(30):
        name = client.record_entries("u1", [said(quote=f"Word{number} of mine.")]).entries[0].name
        found = search(wire, f"word{number}", consistency=regard.fresh())
        assert quotes(found) == [f"Word{number} of mine."]
        assert found.matches[0].entry.state == EntryState.ENTRY_STATE_ACTIVE
        token = client.retract_entry(name, reason="Wrong.", recorder=MIRA).freshness_token
        found = search(wire, f"word{number}", consistency=regard.at_least_as_fresh(token))
        assert found.matches[0].entry.state == EntryState.ENTRY_STATE_RETRACTED


def test_control_a_memory_that_minds_no_revision_is_seen(
    monkeypatch: pytest.MonkeyPatch, client: Client, wire: Wire
) -> None:
    monkeypatch.setattr(SearchMemory, "get", lambda memory, root, _revision: memory._kept.get(root))
    with pytest.raises((AssertionError, grpc.RpcError)):
        test_a_search_sees_every_write_before_it(client, wire)


def test_control_messages_remembered_without_their_state_are_seen(
    monkeypatch: pytest.MonkeyPatch, client: Client, wire: Wire
) -> None:
    of = EntryBytes.of
    active = EntryStateNow.ACTIVE
    monkeypatch.setattr(EntryBytes, "of", lambda memory, key, entries, _: of(memory, key, entries, active))
    with pytest.raises(AssertionError):
        test_a_search_sees_every_write_before_it(client, wire)


def test_a_large_ledger_is_searched_as_a_small_one(monkeypatch: pytest.MonkeyPatch, client: Client, wire: Wire) -> None:
    """In a thread, and not between other calls."""
    record(client, CALCULATOR, PRINTER)
    small = search(wire, "calculator")
    monkeypatch.setattr(entry_search, "ON_THE_LOOP_WEIGHT_MAX", 0)

    assert search(wire, "calculator") == small


def test_a_ledger_is_made_ready_once_for_many_searches(
    monkeypatch: pytest.MonkeyPatch, client: Client, wire: Wire
) -> None:
    kept: list[int] = []
    keep = SearchMemory.keep

    def counted(memory: SearchMemory, ledger: SearchableLedger) -> None:
        kept.append(ledger.revision)
        keep(memory, ledger)

    monkeypatch.setattr(SearchMemory, "keep", counted)
    record(client, CALCULATOR)
    for _ in range(3):
        search(wire, "calculator")
    record(client, PRINTER)
    for _ in range(3):
        search(wire, "printer")

    assert kept == [1, 2]
