"""The full-text index: what it finds, switching it on over what is there, and off so that no word of it is left in the files."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from databases import Postgres
from regard_server.domain.content import (
    AddressAs,
    ContactRule,
    Content,
    IdentityLink,
    IdentityLinkStatus,
    OfferResponse,
    Outcome,
)
from regard_server.domain.entry import Entry
from regard_server.domain.errors import SearchIndexOff
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.search.sought import Sort
from regard_server.storage import full_text, full_text_switch
from regard_server.storage.database import Database
from regard_server.storage.full_text_switch import switch_full_text_index
from regard_server.storage.migrate import migrate
from regard_server.storage.postgresql import full_text as gin
from regard_server.storage.sqlite import full_text as fts5
from regard_server.usecases.index_ledger import index_ledger
from regard_server.usecases.record_entries import RecordEntries, record_entries
from regard_server.usecases.search_all_entries import search_all_entries
from regard_server.usecases.search_customers import search_customers
from regard_server.usecases.search_entries import parse
from serving import NOON

from .ledgers import U1, U2, append_entries, entry

OTHER = CustomerKey("other", "u1")
CANARY = "CanaryOrnithology"
"""In the ledger as it was said; folded only in the index."""


@pytest.fixture
def indexed(database: Database, database_url: str) -> Iterator[Database]:
    """The same database with the index switched on."""
    yield from opened(database_url)


def opened(url: str, *, on: bool = True) -> Iterator[Database]:
    switch_full_text_index(url, on=on)
    database = Database(url, full_text_index=on)
    try:
        yield database
    finally:
        database.close()


def index_all(database: Database, *, entries_max: int = 500) -> int:
    """Answers in how many steps."""
    steps = 1
    while not database.write(lambda tx, _: index_ledger(tx, entries_max=entries_max)):
        steps += 1
    return steps


def found(database: Database, query: str, tenant: str = "default") -> list[str]:
    answer = database.read(
        lambda tx: search_all_entries(tx, tenant, parse(query), kinds=(), states=(), page_size=100, now=NOON)
    )
    return [one.entry.id for one in answer.entries]


def numbered(count: int, *, revision: int = 1) -> list[Entry[Content]]:
    return [
        entry(revision=revision, ordinal=number, entry_id=f"e{revision}-{number}", quote=f"number{number} golf")
        for number in range(count)
    ]


def test_an_entry_is_found_from_its_write_on(indexed: Database) -> None:
    for number, key in enumerate((U1, U2)):
        append_entries(indexed, key, entry(entry_id=f"e{number}", quote=f"I like word{number}."))
        assert found(indexed, f"word{number}") == [f"e{number}"]
    assert found(indexed, "word") == ["e0", "e1"]


def test_a_write_that_fails_leaves_no_word(indexed: Database) -> None:
    def fail(tx: object, _attempt: int) -> None:
        tx.ledger.append([LedgerRow(U1, entry(quote="A calculator."))])  # type: ignore[attr-defined]
        raise SearchIndexOff

    with pytest.raises(SearchIndexOff):
        indexed.write(fail)
    assert found(indexed, "calculator") == []
    append_entries(indexed, U1, entry(entry_id="later", quote="A calculator."))
    assert found(indexed, "calculater") == ["later"]


def test_control_words_that_are_known_before_the_commit_are_lost(
    monkeypatch: pytest.MonkeyPatch, indexed: Database
) -> None:
    add = full_text.FullTextTables.add

    def add_and_know(tables: full_text.FullTextTables, added: object) -> None:
        add(tables, added)  # type: ignore[arg-type]
        tables.committed()

    monkeypatch.setattr(full_text.FullTextTables, "add", add_and_know)
    with pytest.raises(AssertionError):
        test_a_write_that_fails_leaves_no_word(indexed)


def test_tenants_are_apart(indexed: Database) -> None:
    append_entries(indexed, U1, entry(entry_id="mine", quote="golf"))
    append_entries(indexed, OTHER, entry(entry_id="theirs", quote="golf"))
    assert found(indexed, "golf") == ["mine"]
    assert found(indexed, "golf", "other") == ["theirs"]
    for query in ("golf", "gol"):
        assert found(indexed, query, "third") == []


def test_what_is_counted_of_a_common_word_is_about_right(indexed: Database) -> None:
    for number in range(30):
        append_entries(indexed, CustomerKey("default", f"u{number}"), *numbered(100))

    def counted(term: str) -> int:
        return indexed.read(lambda tx: tx.full_text.count("default", Sort.WORD, [term]))  # type: ignore[union-attr]

    assert counted("number7") == 30
    assert 2_500 <= counted("golf") <= 3_500


def test_only_so_many_entries_back_are_looked_through(indexed: Database) -> None:
    for number in range(30):
        append_entries(indexed, CustomerKey("default", f"u{number}"), *numbered(20))
    index = indexed.read(
        lambda tx: [
            len(
                tx.full_text.newest(  # type: ignore[union-attr]
                    "default", Sort.WORD, [[["golf"]]], kinds=(), rows_max=1_000, among_newest=back
                )
            )
            for back in (None, 600, 300, 0)
        ]
    )
    assert index[0] == index[1] == 600
    assert 250 <= index[2] <= 350
    assert index[3] == 0


def test_switched_on_later_it_takes_in_what_is_there_in_steps_and_goes_on_where_it_was(
    database: Database, database_url: str
) -> None:
    append_entries(database, U1, *numbered(25))
    append_entries(database, U2, *numbered(5))
    for first in opened(database_url):
        append_entries(first, U1, entry(revision=2, entry_id="meanwhile", quote="number3 meanwhile"))
        with pytest.raises(SearchIndexOff):
            found(first, "golf")
        assert not first.write(lambda tx, _: index_ledger(tx, entries_max=10))
    for second in opened(database_url):
        assert index_all(second, entries_max=10) > 1
        assert len(found(second, "golf")) == 31
        assert sorted(found(second, "number3")) == ["e1-3", "e1-3", "meanwhile"]
        assert found(second, "meanwhil") == ["meanwhile"]


def test_an_index_of_an_older_tokeniser_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, indexed: Database, database_url: str
) -> None:
    append_entries(indexed, U1, *numbered(3))
    monkeypatch.setattr(full_text_switch, "TERMS_VERSION", full_text_switch.TERMS_VERSION + 1)
    for again in opened(database_url):
        with pytest.raises(SearchIndexOff):
            found(again, "golf")
        index_all(again)
        assert len(found(again, "golf")) == 3


class Files:
    """What a backend has on the disk of one database, without the log of changes where others share that."""

    def __init__(self, url: str, folder: Path | None, flush: Callable[[], object]) -> None:
        self._url, self._folder, self._flush = url, folder, flush

    def count(self, word: str) -> int:
        self._flush()
        return sum(file.read_bytes().count(word.encode()) for file in self._files() if file.exists())

    def _files(self) -> Iterable[Path]:
        if self._folder is not None:
            return (file for file in self._folder.iterdir() if file.is_file())
        path = Path(self._url.removeprefix("sqlite:///"))
        return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-journal")]


@pytest.fixture
def files(backend: str, database_url: str, request: pytest.FixtureRequest) -> Files:
    if backend == "sqlite":
        return Files(database_url, None, lambda: None)
    postgres: Postgres = request.getfixturevalue("postgres")
    return Files(database_url, postgres.folder(database_url), postgres.checkpoint)


def with_canary(url: str, files: Files) -> None:
    """In an index whose pages have been written, merged and left again."""
    migrate(url)
    for database in opened(url):
        for revision in range(1, 60):
            quoted = [entry(revision=revision, ordinal=number, quote=f"{CANARY}{number} sang") for number in range(20)]
            append_entries(database, U1, *quoted)
    assert files.count(CANARY.lower()) > 0


def test_switched_off_no_word_of_it_is_left_in_the_files(database_url: str, files: Files) -> None:
    with_canary(database_url, files)
    for database in opened(database_url, on=False):
        with pytest.raises(SearchIndexOff):
            found(database, "golf")
        assert files.count(CANARY.lower()) == 0
        assert files.count(CANARY) > 0
        append_entries(database, U1, entry(revision=100))


def test_control_what_is_only_dropped_or_deleted_is_still_there(
    monkeypatch: pytest.MonkeyPatch, database_url: str, files: Files
) -> None:
    # Some builds of SQLite write zeros over what is dropped; not all.
    monkeypatch.setattr(fts5, "DROP", ("PRAGMA secure_delete = OFF", *fts5.DROP))
    monkeypatch.setattr(fts5, "REMOVE", ())
    delete = "DO $$ BEGIN DELETE FROM {}; EXCEPTION WHEN undefined_table THEN NULL; END $$"
    monkeypatch.setattr(gin, "DROP", tuple(delete.format(table) for table in ("full_text", "full_text_words")))
    with pytest.raises(AssertionError):
        test_switched_off_no_word_of_it_is_left_in_the_files(database_url, files)


def test_a_removal_that_was_interrupted_is_done_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch, database_url: str, files: Files
) -> None:
    with_canary(database_url, files)
    with monkeypatch.context() as broken:
        broken.setattr(fts5, "REMOVE", ("NO SQL AT ALL",))
        broken.setattr(gin, "DROP", ("NO SQL AT ALL",))
        with pytest.raises(Exception, match="syntax error"):
            switch_full_text_index(database_url, on=False)
    switch_full_text_index(database_url, on=False)
    assert files.count(CANARY.lower()) == 0


def test_without_the_index_there_is_nothing_of_it_in_the_database(database: Database, tables: Engine) -> None:
    append_entries(database, U1, entry())
    assert not [name for name in inspect(tables).get_table_names() if name.startswith("full_text_words")]


def names_found(database: Database, query: str) -> list[tuple[str, str]]:
    answer = database.read(lambda tx: search_customers(tx, "default", query, page_size=10, now=NOON))
    return [(one.snapshot.customer, one.matched) for one in answer]


def record(database: Database, customer: str, *contents: Content) -> None:
    from regard_server.domain.entry import Basis, Draft, Provenance  # noqa: PLC0415

    request = RecordEntries(
        key=CustomerKey("default", customer),
        drafts=[
            Draft(provenance=Provenance(basis=Basis.STATED, quote="Anna said so.", recorder="a"), content=content)
            for content in contents
        ],
        policy=DEFAULT_POLICY,
    )
    number = iter(range(1, 100))
    database.write(
        lambda tx, _: record_entries(
            tx, [request], now=NOON, new_id=lambda _: f"{customer}-{next(number)}", look_first=False
        )
    )


def named(name: str) -> ContactRule:
    return ContactRule(address_as=AddressAs(name=name))


def identity(value: str, scheme: str = "email") -> IdentityLink:
    return IdentityLink(scheme=scheme, value=value, status=IdentityLinkStatus.LINKED)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Kowalski", [("c-1", "Anna Kowalski")]),
        ("kowalsky", [("c-1", "Anna Kowalski")]),
        ("anna kow", [("c-1", "Anna Kowalski")]),
        ("anna", [("c-1", "Anna Kowalski"), ("c-2", "Anna Müller")]),
        ("muller", [("c-2", "Anna Müller")]),
        ("a.mueller@example.com", [("c-2", "a.mueller@example.com")]),
        ("a.muell", [("c-2", "a.mueller@example.com")]),
        ("田中", [("c-3", "田中さくら")]),
        ("LH-99", [("c-3", "LH-99-1234")]),
        ("c-3", [("c-3", "c-3")]),
        ("nobody", []),
    ],
)
def test_customers_are_found_by_names_identities_and_ids(
    indexed: Database, query: str, expected: list[tuple[str, str]]
) -> None:
    record(indexed, "c-1", named("Anna Kowalski"))
    record(indexed, "c-2", named("Anna Müller"), identity("a.mueller@example.com"))
    record(indexed, "c-3", named("田中さくら"), identity("LH-99-1234", "loyalty-number"))
    record(indexed, "c-4", OfferResponse(offer_id="o", outcome=Outcome.DECLINED, reason="Kowalski said no"))
    assert names_found(indexed, query) == expected


def test_a_name_given_up_finds_nobody(indexed: Database) -> None:
    record(indexed, "c-1", named("Anna Kowalski"))
    record(indexed, "c-1", named("Anna Nowak"))
    assert names_found(indexed, "kowalski") == []
    assert names_found(indexed, "nowak") == [("c-1", "Anna Nowak")]


def test_without_the_index_customers_cant_be_searched(database: Database) -> None:
    with pytest.raises(SearchIndexOff):
        names_found(database, "anna")
