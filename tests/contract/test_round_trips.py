"""What goes into the database comes out of it the same: every field, any text, the earliest and the latest instants."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard_server.domain.channel import Channel
from regard_server.domain.content import Content, OfferResponse, Outcome, Preference, Retraction, Stance
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.snapshot import Snapshot
from regard_server.storage.database import Database

from .ledgers import U1, append, append_entries, entry, ledger_of, request_key

FIRST = datetime(1900, 1, 1, tzinfo=UTC)
LAST_EFFECTIVE = datetime(2199, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ON_ONE_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
_customers = count(1)

without_nul = st.characters(codec="utf-8", exclude_characters="\0")
"""Of names and ids: a column of text holds no NUL on PostgreSQL, and the contract refuses it everywhere."""
instants = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
provenances = st.builds(
    Provenance,
    basis=st.sampled_from(Basis),
    quote=st.text(max_size=200),
    channel=st.sampled_from(Channel),
    recorder=st.text(max_size=50),
    source_system=st.text(without_nul, max_size=20),
    source_id=st.text(without_nul, max_size=20),
    stated_at=st.none() | instants,
    confidence=st.floats(0, 1),
)
preferences = st.builds(
    Preference,
    topic=st.text(max_size=50),
    offer_type=st.text(max_size=20),
    stance=st.sampled_from(Stance),
    note=st.text(max_size=50),
)
responses = st.builds(
    OfferResponse,
    offer_id=st.text(max_size=20),
    offer_type=st.text(max_size=20),
    topics=st.lists(st.text(max_size=30), max_size=5).map(tuple),
    outcome=st.sampled_from(Outcome),
    reason=st.text(max_size=50),
    channel=st.sampled_from(Channel),
)
retractions = st.builds(Retraction, entry_id=st.text(without_nul, min_size=1, max_size=64), reason=st.text(max_size=50))


def entries_of(contents: st.SearchStrategy[Content]) -> st.SearchStrategy[Entry[Content]]:
    return st.builds(
        Entry,
        id=st.text(without_nul, min_size=1, max_size=64),
        provenance=provenances,
        content=contents,
        effective_at=instants,
        expire_at=st.none() | instants,
        revision=st.integers(1, 2**62 - 1),
        ordinal=st.integers(0, 99),
        created_at=instants,
    )


snapshots = st.builds(
    Snapshot,
    customer=st.text(min_size=1, max_size=20),
    revision=st.integers(1, 2**62),
    created_at=instants,
    updated_at=instants,
    horizon_at=instants,
    preferences=st.lists(entries_of(preferences), max_size=3).map(tuple),
    responses=st.lists(entries_of(responses), max_size=3).map(tuple),
)


def through_the_ledger(database: Database, added: Entry[Content]) -> Entry[Content]:
    key = CustomerKey("default", f"u{next(_customers)}")
    append_entries(database, key, added)
    [found] = ledger_of(database, key)
    return found


@ON_ONE_DATABASE
@given(added=entries_of(st.one_of(preferences, responses, retractions)))
def test_any_entry_comes_back_as_it_was(database: Database, added: Entry[Content]) -> None:
    assert through_the_ledger(database, added) == added


@ON_ONE_DATABASE
@given(stored=snapshots)
def test_any_snapshot_comes_back_as_it_was(database: Database, stored: Snapshot) -> None:
    key = CustomerKey("default", f"u{next(_customers)}")
    database.write(lambda tx, _: tx.customers.save({key: (0, stored)}))

    assert database.read(lambda tx: tx.customers.load([key])) == {key: stored}


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "Kein Golf, bitte, danke 🏌️‍♀️⛳",
        "e\u0301 is not \u00e9",
        "\u202ertl",
        "line\nline\ttab",
        "q" * 32_768,
        "🍷" * 32_768,
    ],
    ids=["empty", "emoji", "combining", "direction", "control", "32k", "32k of four bytes each"],
)
def test_the_customers_words_come_back_verbatim(database: Database, quote: str) -> None:
    assert through_the_ledger(database, entry(quote=quote)).provenance.quote == quote


@pytest.mark.parametrize(
    "content",
    [
        *(Preference(topic="sports/golf", stance=stance) for stance in Stance),
        *(OfferResponse(offer_id="club", outcome=outcome) for outcome in Outcome),
        *(OfferResponse(offer_id="club", outcome=Outcome.IGNORED, channel=channel) for channel in Channel),
    ],
    ids=repr,
)
def test_every_value_of_every_enum_comes_back_as_itself(database: Database, content: Content) -> None:
    found = through_the_ledger(database, entry(content=content)).content

    assert found == content
    assert type(found) is type(content)


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("at", [FIRST, datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), LAST_EFFECTIVE])
def test_the_earliest_and_the_latest_instants_come_back_to_the_microsecond(
    database: Database, basis: Basis, at: datetime
) -> None:
    added: Entry[Content] = Entry(
        id="e",
        provenance=Provenance(basis=basis, stated_at=at),
        content=Preference(offer_type="credit-card", stance=Stance.NEVER),
        effective_at=at,
        expire_at=LAST,
        revision=1,
        ordinal=0,
        created_at=at + timedelta(microseconds=1),
    )

    assert through_the_ledger(database, added) == added


def test_a_requests_digest_comes_back_as_it_was(database: Database) -> None:
    row = LedgerRow(U1, entry(), request_key("0199b3c0-0000-7000-8000-00000000000a"), bytes(range(32)))
    append(database, row)

    assert database.read(lambda tx: tx.ledger.by_request(row.request)) == [row]  # type: ignore[arg-type]
