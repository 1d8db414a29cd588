"""The list of open commitments: in the order in which they are due, whoever's they are; and what an older release wrote is
brought into it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from regard_server.domain.content import (
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Content,
    OfferResponse,
    Outcome,
)
from regard_server.domain.entry import Basis, Draft, Entry, Provenance, Succession
from regard_server.domain.ledger import CustomerKey, LedgerRow
from regard_server.domain.open_commitments import DuePlace, changes_of
from regard_server.domain.policy import DEFAULT_POLICY, CheckIn, CheckInTrigger, Policy
from regard_server.rpc import bringing_in
from regard_server.rpc.bringing_in import BringingIn
from regard_server.storage.database import Database, Transaction
from regard_server.storage.tables import open_commitments
from regard_server.usecases.open_commitments import open_ones
from regard_server.usecases.record_entries import RecordEntries, record_entries
from serving import NOON

from .ledgers import DISLIKES_GOLF, U1, U2, entry, retraction, snapshot

DAY = timedelta(days=1)
ELSEWHERE = CustomerKey("another", "u1")
MIRA = "agents/mira.holt"


def promise(
    name: str,
    *,
    due: Any = NOON,
    owner: str = MIRA,
    revision: int = 1,
    supersedes: str = "",
    status: CommitmentStatus = CommitmentStatus.OPEN,
    kind: CommitmentKind = CommitmentKind.PROMISE,
    **more: Any,
) -> Entry[Content]:
    content = Commitment(what=name, kind=kind, owner=owner, due_at=due, status=status)
    made = replace(entry(entry_id=name, revision=revision, content=content), **more)
    return replace(made, succession=Succession(supersedes=supersedes)) if supersedes else made


def write(database: Database, key: CustomerKey, *entries: Entry[Content], lists: bool = True) -> None:
    """As a write does: the customer, the list, the ledger; without `lists` as a release that kept none."""
    rows = [LedgerRow(key, one) for one in entries]

    def work(tx: Transaction, _: int) -> None:
        revision = rows[0].entry.revision
        tx.customers.save({key: (revision - 1, snapshot(revision, key.customer))})
        if lists:
            tx.open_commitments.change(changes_of(rows))
        tx.ledger.append(rows)

    database.write(work)


def page(database: Database, tenant: str = "default", **asked: Any) -> list[str]:
    return [one.entry.id for one in _page(database, tenant, **asked)]


def _page(database: Database, tenant: str = "default", **asked: Any) -> Any:
    values = {"after": None, "due_before": None, "owner": "", "names": None, "kinds": (), "now": NOON, "rows_max": 99}
    return database.read(lambda tx: tx.open_commitments.page(tenant, **(values | asked)))


def test_the_first_due_comes_first_and_those_without_a_due_time_last(database: Database) -> None:
    write(database, U1, promise("late", due=NOON - DAY), promise("never", due=None, ordinal=1))
    write(database, U2, promise("soon", due=NOON + DAY), promise("now", ordinal=1))
    write(database, ELSEWHERE, promise("theirs"))

    assert page(database) == ["late", "now", "soon", "never"]
    assert page(database, "another") == ["theirs"]
    assert page(database, due_before=NOON + timedelta(microseconds=1)) == ["late", "now"]
    assert page(database, due_before=NOON) == ["late"]
    assert page(database, names=["u1"]) == ["late", "never"]
    assert page(database, names=[]) == []


def test_pages_follow_each_other_also_where_many_are_due_at_once(database: Database) -> None:
    for key in (U1, U2):
        write(database, key, *(promise(f"{key.customer}-{number}", ordinal=number) for number in range(4)))
    write(database, CustomerKey("default", "u3"), promise("u3-a", due=None), promise("u3-b", due=None, ordinal=1))
    found: list[str] = []
    after: DuePlace | None = None
    while rows := _page(database, after=after, rows_max=3):
        found += [one.entry.id for one in rows]
        after = rows[-1].place

    assert found == [f"u{customer}-{number}" for customer in (1, 2) for number in range(4)] + ["u3-a", "u3-b"]


def test_only_those_of_an_owner_or_a_kind(database: Database) -> None:
    call = promise("call", kind=CommitmentKind.CALLBACK, owner="teams/returns")
    write(database, U1, call, promise("parts", ordinal=1))

    assert page(database, owner="teams/returns") == ["call"]
    assert page(database, owner="teams") == []
    assert page(database, kinds=[CommitmentKind.PROMISE]) == ["parts"]
    assert page(database, owner=MIRA, kinds=[CommitmentKind.CALLBACK]) == []


def test_what_begins_later_or_is_over_is_not_listed(database: Database) -> None:
    write(
        database,
        U1,
        promise("later", effective_at=NOON + DAY),
        promise("brief", expire_at=NOON + DAY, ordinal=1),
    )
    tomorrow = NOON + DAY

    assert page(database) == ["brief"]
    assert page(database, now=tomorrow - timedelta(microseconds=1)) == ["brief"]
    assert page(database, now=tomorrow) == ["later"]


def test_one_that_counts_when_it_is_recorded_is_listed_by_a_machine_whose_clock_is_behind(database: Database) -> None:
    write(database, U1, promise("told"))
    assert page(database, now=NOON - DAY) == ["told"]


def test_settling_closes_and_putting_off_moves(database: Database) -> None:
    write(database, U1, promise("a"), promise("b", ordinal=1))
    write(database, U1, promise("kept", revision=2, supersedes="a", status=CommitmentStatus.KEPT))
    write(database, U1, promise("moved", revision=3, supersedes="b", due=NOON + 2 * DAY))

    assert page(database) == ["moved"]


def test_what_is_replaced_only_later_is_open_until_then(database: Database) -> None:
    write(database, U1, promise("a", expire_at=NOON + 9 * DAY))
    replaced_at = NOON + DAY
    write(database, U1, promise("b", revision=2, supersedes="a", effective_at=replaced_at))

    assert page(database, now=replaced_at - timedelta(microseconds=1)) == ["a"]
    assert page(database, now=replaced_at) == ["b"]


def test_in_one_transaction_what_is_opened_may_be_closed_again(database: Database) -> None:
    rows = [promise("a"), promise("b", ordinal=1, supersedes="a"), promise("c", ordinal=2, supersedes="b")]
    write(database, U1, *rows, promise("d", ordinal=3, supersedes="c", status=CommitmentStatus.BROKEN))
    write(database, U2, promise("e"), replace(retraction("e", revision=1), ordinal=1))

    assert page(database) == []


def test_whose_it_is_goes_by_the_merges_of_now(database: Database) -> None:
    write(database, U1, promise("a"))
    write(database, U2, promise("b"))
    before = {one.customer for one in _page(database)}
    database.write(lambda tx, _: tx.customers.merge(U1, root="u2", merged_into="u2"))

    listed = _page(database)

    assert before == {"u1", "u2"}
    assert [(one.customer, one.place.customer, one.entry.id) for one in listed] == [
        ("u2", "u1", "a"),
        ("u2", "u2", "b"),
    ]


def rows_of(tables: Engine) -> list[tuple[str, str]]:
    with tables.connect() as connection:
        wanted = select(open_commitments.c.customer, open_commitments.c.entry_id)
        return sorted((row[0], row[1]) for row in connection.execute(wanted))


def brought_in(database: Database, *, goes_on: bool = False) -> int:
    """As a server does when it starts. Answers how many writes that took."""
    writes = 0

    async def read(work: Callable[[Transaction], Any]) -> Any:
        return database.read(work)

    async def run_write(work: Callable[[Transaction], None]) -> None:
        nonlocal writes
        writes += 1
        database.write(lambda tx, _: work(tx))

    asyncio.run(BringingIn(lambda: NOON, goes_on=goes_on).run(read, run_write))
    return writes


def test_what_an_older_release_wrote_is_brought_in(
    database: Database, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing_in, "ENTRIES_PER_STEP_MAX", 2)
    kept = promise("c", revision=2, supersedes="b", status=CommitmentStatus.KEPT)
    for number in range(9):
        key = CustomerKey("default", f"old-{number}")
        write(database, key, promise("a"), promise("b", ordinal=1), entry(ordinal=2), lists=False)
        write(database, key, kept, lists=False)
    write(database, U1, promise("a"), promise("b", ordinal=1))
    # Rolled back to the older release, somebody kept one promise and took back another.
    write(database, U1, kept, lists=False)
    write(database, U1, retraction("a", revision=3), lists=False)
    write(database, U2, promise("new"))

    assert brought_in(database) > 0
    assert rows_of(tables) == [*((f"old-{number}", "a") for number in range(9)), ("u2", "new")]
    assert brought_in(database) == 0


@pytest.mark.parametrize("broken", ["next_astray", "bring_in"])
def test_control_what_is_not_brought_in_is_seen(
    database: Database, tables: Engine, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    whole = getattr(bringing_in, broken)
    less: dict[str, Any] = {
        "next_astray": lambda *args, **how: whole(*args, **how)._replace(keys=()),
        "bring_in": lambda _, astray, now: None,
    }
    monkeypatch.setattr(bringing_in, broken, less[broken])
    with pytest.raises(AssertionError):
        test_what_an_older_release_wrote_is_brought_in(database, tables, monkeypatch)


def test_nothing_is_written_where_the_list_is_right(database: Database, tables: Engine) -> None:
    write(database, U1, promise("a"), promise("b", ordinal=1, expire_at=NOON + DAY))
    write(database, U1, promise("c", revision=2, supersedes="a", effective_at=NOON + DAY))
    before = rows_of(tables)

    assert brought_in(database) == 0
    assert rows_of(tables) == before


def test_how_far_it_came_is_noted_past_so_many_entries(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing_in, "UNREAD_MAX", 3)
    write(database, U1, *(entry(ordinal=number) for number in range(9)))

    assert brought_in(database) == 1
    assert database.read(lambda tx: tx.open_commitments.unread_parts()) == []


def test_a_profile_that_is_held_is_nobody_elses_to_write(database: Database) -> None:
    write(database, U1, promise("a"))
    attempts = []

    def work(tx: Transaction, attempt: int) -> bool:
        attempts.append(attempt)
        if attempt == 0:
            # Somebody writes between the look and the hold.
            shown = tx.customers.shown
            tx.customers.shown = lambda key: (shown(key)[0], 7)  # type: ignore[method-assign]
        return tx.customers.hold(U1)

    assert database.write(work) is True
    assert attempts == [0, 1]
    assert database.write(lambda tx, _: tx.customers.hold(U2)) is False


def test_the_list_is_what_the_ledger_tells(database: Database) -> None:
    write(database, U1, promise("a"), promise("b", ordinal=1, expire_at=NOON + DAY))
    write(database, U1, promise("c", revision=2, supersedes="a", effective_at=NOON + DAY))
    told = database.read(lambda tx: (tx.open_commitments.of_ledger(U1), set(open_ones(tx, U1, now=NOON))))

    assert told[0] == told[1]
    assert len(told[0]) == 3


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_sqlite_reads_what_it_answers_and_no_more(database: Database, tables: Engine) -> None:
    """Without statistics, as in every new database."""
    write(database, U1, promise("a"))

    def plan(**asked: Any) -> list[str]:
        sent: list[tuple[str, Any]] = []

        def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
            sent.append((statement, values))

        event.listen(database._reader, "before_cursor_execute", note)
        _page(database, **asked)
        event.remove(database._reader, "before_cursor_execute", note)
        [(statement, values)] = [one for one in sent if "open_commitments" in one[0]]
        with tables.connect() as connection:
            return [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]

    after = DuePlace(NOON - DAY, "u1", "a")
    of_everybody = plan(after=after)
    of_an_owner = plan(after=after, owner=MIRA)
    of_one = plan(names=["u1"], after=after)

    assert "open_commitments_by_due (tenant=? AND (due_at,customer,entry_id)>(?,?,?))" in of_everybody[0]
    assert "open_commitments_by_owner (tenant=? AND owner=? AND (due_at,customer,entry_id)>(?,?,?))" in of_an_owner[0]
    assert any("open_commitments USING PRIMARY KEY (tenant=? AND customer=?)" in step for step in of_one)
    for steps in (of_everybody, of_an_owner, of_one):
        assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps)


def test_where_others_may_write_what_an_older_release_goes_on_to_write_is_brought_in_as_well(
    database: Database, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing_in, "ROLLOUT_PASSES", 4)
    passes = iter(range(9))

    async def meanwhile(_: float) -> None:
        number = next(passes)
        write(database, CustomerKey("default", f"old-{number}"), promise("a"), lists=False)

    monkeypatch.setattr(asyncio, "sleep", meanwhile)

    assert brought_in(database, goes_on=True) == 3
    assert rows_of(tables) == [(f"old-{number}", "a") for number in range(3)]


def test_only_a_write_of_commitments_pays_for_the_list(database: Database) -> None:
    sent: list[str] = []
    event.listen(database._writer, "before_cursor_execute", lambda *args: sent.append(args[2]))
    check_in = CheckIn(after=CheckInTrigger.ACCEPTED, delay=DAY, text="All well?")
    asking = replace(DEFAULT_POLICY, check_ins=(check_in,))
    ids = count(1)

    def statements(content: Content, policy: Policy) -> int:
        """Of this write, those that name the list."""
        draft = Draft(provenance=Provenance(basis=Basis.OBSERVED), content=content)
        request = RecordEntries(key=U1, drafts=[draft], policy=policy)
        sent.clear()
        database.write(
            lambda tx, attempt: record_entries(
                tx, [request], now=NOON, new_id=lambda _: f"n{next(ids)}", look_first=attempt > 0
            )
        )
        return sum("open_commitments" in statement for statement in sent)

    sold = OfferResponse(offer_id="car", outcome=Outcome.ACCEPTED)
    shown = OfferResponse(offer_id="car", outcome=Outcome.PRESENTED)
    told = Commitment(what="Call.", kind=CommitmentKind.PROMISE, owner=MIRA)
    assert [statements(content, DEFAULT_POLICY) for content in (DISLIKES_GOLF, shown, sold, told)][:3] == [0, 0, 0]
    assert [statements(content, asking) for content in (DISLIKES_GOLF, shown)] == [0, 0]
    assert len(page(database)) == 1
    statements(sold, asking)
    assert len(page(database)) == 2
