"""SearchEntries across all customers, through the optional full-text index."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from regard import Client
from regard.v1 import EntryKind, EntryState
from regard_server.domain.ledger import Caller
from regard_server.rpc import interceptor
from serving import Clock, serving

from .entries import MIRA, responded, said
from .searches import ALL, marked, quotes, refused_search, search
from .test_search_within import CALCULATOR, COMPLAINT, PRINTER
from .wire import Wire


@pytest.fixture
def target(database_url: str, clock: Clock) -> Iterator[str]:
    """With the index on."""
    with serving(database_url, clock, full_text_index=True) as address:
        yield address


def record(client: Client, **said_by: str) -> None:
    for customer, quote in said_by.items():
        client.record_entries(customer, [said(quote=quote)])


@pytest.mark.parametrize(
    "query",
    [
        *("calculator", "CALCULATOR broken", "calc", "calcualtor", "kalculator", "calculators", '"gave it to me"'),
        *("broken calculator of his mother", "brocken calculator"),
    ],
)
def test_whole_begun_and_misspelled_words_and_phrases_find_it(client: Client, wire: Wire, query: str) -> None:
    record(client, u1=CALCULATOR, u2=PRINTER, u3="We hiked up the hill.")

    found = search(wire, query, ALL)

    assert quotes(found) == [CALCULATOR]
    assert found.matches[0].entry.name.startswith("customers/u1/entries/")
    assert marked(found.matches[0])


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Ich hasse Kreuzfahrten, schon seit Köln.", "koeln"),
        ("J'ai été très déçue par l'hôtel.", "decue"),
        ("Никогда больше не полечу ночным рейсом.", "ночным"),
        ("Никогда больше не полечу ночным рейсом.", "ночнвм"),
        ("لا أحب السفر في الشتاء", "الشتاء"),
        ("我母亲送给我的计算器坏了", "计算器"),
        ("我母亲送给我的计算器坏了", "坏"),
        ("母にもらった電卓が壊れた", "電卓"),
        ("เครื่องคิดเลขของแม่พังแล้ว", "เครื่องคิดเลข"),
        ("मेरी माँ का कैलकुलेटर टूट गया", "कैलकुलेटर"),
        ("Thanks, that was great 👍🏽", "👍"),
        ("Order A-4711 never came", "a4711"),
    ],
)
def test_in_any_language(client: Client, wire: Wire, text: str, query: str) -> None:
    record(client, u1=text, u2=CALCULATOR)
    assert quotes(search(wire, query, ALL)) == [text]


def test_the_last_sentence_of_a_long_complaint_is_found(client: Client, wire: Wire) -> None:
    record(client, u1=COMPLAINT, u2=PRINTER)
    found = search(wire, "okonkwo", ALL)
    assert "Mrs Okonkwo helped." in found.matches[0].snippets[0].text


def test_a_search_sees_every_write_before_it(client: Client, wire: Wire) -> None:
    for number in range(20):
        name = client.record_entries(f"u{number}", [said(quote=f"Word{number} of mine.")]).entries[0].name
        assert [match.entry.name for match in search(wire, f"word{number}", ALL).matches] == [name]
        client.retract_entry(name, reason="Wrong.", recorder=MIRA)
        found = search(wire, f"word{number}", ALL)
        assert found.matches[0].entry.state == EntryState.ENTRY_STATE_RETRACTED


def test_by_kind_and_by_state(client: Client, wire: Wire, clock: Clock) -> None:
    client.record_entries("u1", [said(quote="No wine.", expire_time=clock.now + timedelta(days=1))])
    client.record_entries("u2", [responded(reason="Wine? No.")])
    clock.advance(timedelta(days=2))

    def kinds(**filters: object) -> list[str]:
        return [str(match.entry.WhichOneof("content")) for match in search(wire, "wine", ALL, **filters).matches]

    assert sorted(kinds()) == ["offer_response", "preference"]
    assert kinds(kinds=[EntryKind.ENTRY_KIND_OFFER_RESPONSE]) == ["offer_response"]
    assert kinds(kinds=[EntryKind.ENTRY_KIND_MOMENT]) == []
    assert kinds(states=[EntryState.ENTRY_STATE_EXPIRED]) == ["preference"]
    assert kinds(states=[EntryState.ENTRY_STATE_ACTIVE], page_size=1) == ["offer_response"]


def test_of_a_very_common_word_the_newest_are_found(client: Client, wire: Wire, clock: Clock) -> None:
    for start in range(0, 400, 100):
        clock.advance(timedelta(hours=1))
        client.record_entries("u1", [said(quote=f"Golf, number {number}.") for number in range(start, start + 100)])

    found = search(wire, "golf", ALL, page_size=100)

    assert len(found.matches) == 100
    assert found.has_more
    assert {int(quote[-4:-1]) // 100 for quote in quotes(found)} == {3}
    assert quotes(search(wire, "golf 7", ALL)) == ["Golf, number 7."]


WORDS = [
    "golf",
    "wine",
    "cruise",
    "museum",
    "hotel",
    "train",
    "mother",
    "calculator",
    "printer",
    "broken",
    "lovely",
    "late",
    "refund",
    "waited",
    "hours",
]


@pytest.mark.parametrize("seed", range(4))
def test_ranked_as_within_one_customer(client: Client, wire: Wire, seed: int) -> None:
    """The same entries, asked within their customer and across all: the same order, scores and snippets."""
    dice = Random(seed)
    texts = [" ".join(dice.choices(WORDS, k=dice.randint(1, 9))) for _ in range(60)]
    client.record_entries("u1", [said(quote=text) for text in texts])
    queries = [
        *WORDS,
        *(f"{one} {other}" for one, other in pairwise(WORDS)),
        *(" ".join(dice.sample(WORDS, 4)) for _ in range(10)),
        *(
            "calcualtor broken",
            "mus",
            "trian",
            "refunds waited",
            '"broken printer"',
            "hour",
            "golf unheard",
            "brokn glof",
        ),
    ]
    for query in queries:
        within, across = search(wire, query), search(wire, query, ALL)
        assert [(match.entry.name, match.score) for match in across.matches] == [
            (match.entry.name, match.score) for match in within.matches
        ], query
        assert list(across.matches) == list(within.matches)
        assert across.has_more == within.has_more


def test_without_the_index_it_says_so_and_within_one_customer_all_is_well(
    tmp_path_factory: pytest.TempPathFactory, clock: Clock
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('off') / 'regard.db'}"
    with serving(url, clock) as address, Client(address) as client, Wire(address) as wire:
        record(client, u1=CALCULATOR)
        assert refused_search(wire, "calculator", ALL).reason == "SEARCH_INDEX_OFF"
        assert quotes(search(wire, "calculator")) == [CALCULATOR]


def test_tenants_never_find_each_others_entries_nor_learn_their_words(
    monkeypatch: pytest.MonkeyPatch, client: Client, wire: Wire
) -> None:
    record(client, u1=CALCULATOR)
    monkeypatch.setattr(interceptor, "LOCAL_CALLER", Caller(tenant="other", client="local"))
    client.record_entries("u2", [responded(reason="A kalculator, as we spell it.")])

    for query in ("broken", "brok", "brokne"):
        assert not search(wire, query, ALL).matches
    # Were the other's "calculator" known here, this would be taken as meant.
    assert [match.entry.offer_response.reason for match in search(wire, "calculator", ALL).matches] == [
        "A kalculator, as we spell it."
    ]
