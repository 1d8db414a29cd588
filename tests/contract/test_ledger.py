"""The ledger: what is appended is there once, in its order, and is found by id, by source and by request."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from regard_server.domain.content import Content, EntryKind
from regard_server.domain.entry import Entry, Succession
from regard_server.domain.ledger import CustomerKey, LedgerRow, Reference, SourceKey, source_key
from regard_server.storage.database import Database, Transaction
from serving import NOON

from .ledgers import (
    ALL_KINDS,
    DECLINED,
    U1,
    U2,
    append,
    append_entries,
    entry,
    ids,
    ledger_of,
    request_key,
    retraction,
)


def attempts_to_append(database: Database, *rows: LedgerRow) -> list[int]:
    """The attempts it took, where the second gives up without a write."""
    attempts = []

    def work(tx: Transaction, attempt: int) -> None:
        attempts.append(attempt)
        if attempt == 0:
            tx.ledger.append(rows)

    database.write(work)
    return attempts


ONCE, TWICE = [0], [0, 1]
REQUEST = request_key("r-1")
TAKEN = {
    "an id": (LedgerRow(U1, entry(entry_id="same")), LedgerRow(U1, entry(entry_id="same", revision=2))),
    "a place": (LedgerRow(U1, entry(revision=5, ordinal=3)), LedgerRow(U1, entry(revision=5, ordinal=3))),
    "a source": (
        LedgerRow(U1, entry(source_system="crm", source_id="7")),
        LedgerRow(U1, entry(source_system="crm", source_id="7", revision=2)),
    ),
    "a source without a system": (
        LedgerRow(U1, entry(source_id="7")),
        LedgerRow(U1, entry(source_id="7", revision=2)),
    ),
    "a request": (
        LedgerRow(U1, entry(), REQUEST, b"digest"),
        LedgerRow(U2, entry(), REQUEST, b"digest"),
    ),
}
FREE = {
    "an id of another customer": (LedgerRow(U1, entry(entry_id="same")), LedgerRow(U2, entry(entry_id="same"))),
    "an id of another tenant": (
        LedgerRow(U1, entry(entry_id="same")),
        LedgerRow(CustomerKey("other", "u1"), entry(entry_id="same")),
    ),
    "a source of another kind": (
        LedgerRow(U1, entry(source_id="7")),
        LedgerRow(U1, entry(source_id="7", revision=2, content=DECLINED)),
    ),
    "a source of another system": (
        LedgerRow(U1, entry(source_system="crm", source_id="7")),
        LedgerRow(U1, entry(source_system="erp", source_id="7", revision=2)),
    ),
    "a source of another customer": (LedgerRow(U1, entry(source_id="7")), LedgerRow(U2, entry(source_id="7"))),
    "no source": (LedgerRow(U1, entry()), LedgerRow(U1, entry(revision=2))),
    "no request": (LedgerRow(U1, entry()), LedgerRow(U2, entry())),
    "a request id of another method": (
        LedgerRow(U1, entry(), REQUEST, b"d"),
        LedgerRow(U2, entry(), request_key("r-1", method="another"), b"d"),
    ),
    "a request id of another client": (
        LedgerRow(U1, entry(), REQUEST, b"d"),
        LedgerRow(U2, entry(), request_key("r-1", client="another"), b"d"),
    ),
    "the next entry of the same write": (
        LedgerRow(U1, entry(), REQUEST, b"d"),
        LedgerRow(U1, entry(ordinal=1)),
    ),
}


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_taken_runs_the_whole_transaction_again(database: Database, what: str) -> None:
    first, second = TAKEN[what]
    append(database, first)

    assert attempts_to_append(database, second) == TWICE
    assert ids(ledger_of(database, U1) + ledger_of(database, U2)) == [first.entry.id]


@pytest.mark.parametrize("what", FREE)
def test_what_only_looks_alike_is_not_taken(database: Database, what: str) -> None:
    first, second = FREE[what]
    append(database, first)

    assert attempts_to_append(database, second) == ONCE


def test_rows_are_appended_all_or_none(database: Database) -> None:
    append_entries(database, U1, entry(entry_id="there"))

    rows = [LedgerRow(U1, entry(revision=2)), LedgerRow(U1, entry(revision=2, ordinal=1, entry_id="there"))]

    assert attempts_to_append(database, *rows) == TWICE
    assert ids(ledger_of(database, U1)) == ["there"]


def test_entries_are_found_by_id_within_their_customer(database: Database) -> None:
    one, other = entry(), entry(ordinal=1)
    append_entries(database, U1, one, other)

    found = database.read(lambda tx: tx.ledger.by_id(U1, [one.id, other.id, "nothing"]))

    assert found == {one.id: one, other.id: other}
    assert database.read(lambda tx: tx.ledger.by_id(U2, [one.id])) == {}
    assert database.read(lambda tx: tx.ledger.by_id(U1, [])) == {}


def test_an_entry_is_found_by_its_source_within_its_customer_and_kind(database: Database) -> None:
    one = entry(source_system="crm", source_id="7")
    append_entries(database, U1, one)

    def found(key: CustomerKey, kind: int, system: str, source_id: str) -> Entry[Content] | None:
        return database.read(lambda tx: tx.ledger.by_source(SourceKey(key, kind, system, source_id)))

    assert found(U1, EntryKind.PREFERENCE, "crm", "7") == one
    assert found(U2, EntryKind.PREFERENCE, "crm", "7") is None
    assert found(U1, EntryKind.OFFER_RESPONSE, "crm", "7") is None
    assert found(U1, EntryKind.PREFERENCE, "erp", "7") is None
    assert found(U1, EntryKind.PREFERENCE, "crm", "8") is None


def test_an_entry_is_found_by_a_source_id_that_names_no_system(database: Database) -> None:
    one = entry(source_id="7")
    append_entries(database, U1, one)
    source = source_key(U1, EntryKind.PREFERENCE, "", "7")
    assert source is not None

    assert database.read(lambda tx: tx.ledger.by_source(source)) == one


def test_what_a_request_wrote_comes_in_the_order_of_its_entries(database: Database) -> None:
    last, first, middle = (entry(ordinal=ordinal) for ordinal in (2, 0, 1))
    append(database, LedgerRow(U1, last), LedgerRow(U1, first, REQUEST, b"digest"), LedgerRow(U1, middle))
    append(database, LedgerRow(U1, entry(revision=2), request_key("r-2"), b"digest"))

    found = database.read(lambda tx: tx.ledger.by_request(REQUEST))

    assert found == [LedgerRow(U1, written, REQUEST, b"digest") for written in (first, middle, last)]
    for other in (request_key("r-3"), request_key("r-1", method="n"), request_key("r-1", client="n")):
        assert database.read(lambda tx, other=other: tx.ledger.by_request(other)) == []  # type: ignore[misc]
    assert database.read(lambda tx: tx.ledger.by_request(request_key("r-1", tenant="other"))) == []


def test_a_forgotten_request_is_unknown_and_free_while_its_entries_stay(database: Database) -> None:
    append(database, LedgerRow(U1, entry(entry_id="kept"), REQUEST, b"digest"))
    append(database, LedgerRow(U2, entry(), request_key("r-2"), b"digest"))

    database.write(lambda tx, _: tx.ledger.forget_request(REQUEST))

    assert database.read(lambda tx: tx.ledger.by_request(REQUEST)) == []
    assert len(database.read(lambda tx: tx.ledger.by_request(request_key("r-2")))) == 1
    assert ids(ledger_of(database, U1)) == ["kept"]
    assert attempts_to_append(database, LedgerRow(U1, entry(revision=2), REQUEST, b"another")) == ONCE


def test_what_retracts_or_supersedes_is_found_within_its_customer_with_what_does_so_with_that(
    database: Database,
) -> None:
    first, other = entry(revision=1), entry(revision=1, ordinal=1)
    second = replace(entry(revision=2), succession=Succession(supersedes=first.id))
    third = replace(entry(revision=3), succession=Succession(supersedes=second.id))
    wrong = retraction(second.id, revision=4)
    append_entries(database, U1, first, other, second, third, wrong)
    append_entries(database, U2, entry())

    def told(references: Iterable[Reference]) -> set[tuple[str, str, bool]]:
        return {(one.target_id, one.entry_id, one.is_retraction) for one in references}

    all_of_them = {(first.id, second.id, False), (second.id, third.id, False), (second.id, wrong.id, True)}

    assert told(database.read(lambda tx: tx.ledger.references_to(U1, [first.id, other.id]))) == all_of_them
    assert told(database.read(lambda tx: tx.ledger.references_to(U1, [third.id, other.id]))) == set()
    assert told(database.read(lambda tx: tx.ledger.references_to(U1, []))) == set()
    assert told(database.read(lambda tx: tx.ledger.references_to(U2, [first.id]))) == set()
    assert told(database.read(lambda tx: tx.ledger.references(U1))) == all_of_them
    assert told(database.read(lambda tx: tx.ledger.references(U2))) == set()
    assert database.read(lambda tx: tx.ledger.by_id(U1, [third.id])) == {third.id: third}


def test_a_ledger_is_read_in_its_order_by_kind_by_revision_and_as_it_was(database: Database) -> None:
    early, middle = entry(revision=1, ordinal=1), replace(entry(revision=2), created_at=NOON + timedelta(hours=1))
    late = replace(entry(revision=10), created_at=NOON + timedelta(hours=2))
    response = entry(revision=1, ordinal=0, content=DECLINED)
    append_entries(database, U1, late, middle, early, response)
    append_entries(database, U2, entry())

    def read(*kinds: EntryKind, **bounds: Any) -> list[Entry[Content]]:
        return database.read(lambda tx: tx.ledger.read(U1, kinds, **bounds))

    both = (EntryKind.PREFERENCE, EntryKind.OFFER_RESPONSE)

    assert read(*both) == [response, early, middle, late]
    assert read(EntryKind.PREFERENCE) == [early, middle, late]
    assert read(*both, after_revision=1) == [middle, late]
    assert read(*both, known_at=NOON + timedelta(hours=1)) == [response, early, middle]
    assert read(*both, known_at=NOON - timedelta(microseconds=1)) == []


def test_a_page_is_what_comes_before_a_place_last_recorded_first(database: Database) -> None:
    added = [entry(revision=revision, ordinal=ordinal) for revision in (1, 2, 10) for ordinal in (0, 1, 2)]
    append_entries(database, U1, *added)
    append_entries(database, U2, entry())
    newest_first = added[::-1]

    def page(before: tuple[int, int], rows_max: int, *kinds: EntryKind) -> list[Entry[Content]]:
        return database.read(lambda tx: tx.ledger.page(U1, kinds=kinds or ALL_KINDS, before=before, rows_max=rows_max))

    assert page((1 << 62, 0), 100) == newest_first
    assert page((1 << 62, 0), 4) == newest_first[:4]
    assert page((10, 1), 100) == [one for one in newest_first if one.place < (10, 1)]
    assert page((10, 0), 2) == newest_first[3:5]
    assert page((2, 3), 1) == [newest_first[3]]
    assert page((1, 0), 100) == []
    assert page((1 << 62, 0), 100, EntryKind.OFFER_RESPONSE) == []


def test_a_page_has_the_wanted_kinds_only(database: Database) -> None:
    preference, response = entry(revision=1), entry(revision=2, content=DECLINED)
    retracts = retraction(preference.id, revision=3)
    append_entries(database, U1, preference, response, retracts)

    def kinds(*wanted: EntryKind) -> list[str]:
        return ids(database.read(lambda tx: tx.ledger.page(U1, kinds=wanted, before=(9, 0), rows_max=9)))

    assert kinds(EntryKind.RETRACTION, EntryKind.PREFERENCE) == [retracts.id, preference.id]
    assert kinds(EntryKind.OFFER_RESPONSE) == [response.id]
