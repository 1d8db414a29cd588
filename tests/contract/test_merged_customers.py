"""Merged customers: whose snapshot is loaded, who is listed, and what makes a writer who knew them apart try again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import Member
from regard_server.storage.database import Database, Transaction
from serving import NOON

from .ledgers import U1, U2, snapshot

U3 = CustomerKey("default", "u3")
ELSEWHERE = CustomerKey("other", "u2")
U3_IN_U2 = Member(customer="u3", into="u2", merged_at=NOON)
ALL_OF_THEM = replace(snapshot(1), members=(Member(customer="u2", into="u1", merged_at=NOON), U3_IN_U2))


@pytest.fixture
def merged(database: Database) -> Database:
    """u3 into u2, and that into u1."""

    def work(tx: Transaction, _: int) -> None:
        tx.customers.save({key: (0, snapshot(1, key.customer)) for key in (U2, U3, ELSEWHERE)} | {U1: (0, ALL_OF_THEM)})
        tx.customers.merge(U3, root="u2", merged_into="u2")
        tx.customers.merge(U2, root="u1", merged_into="u1")
        tx.customers.merge(U3, root="u1")

    database.write(work)
    return database


def test_of_a_merged_customer_the_surviving_ones_snapshot_is_loaded(merged: Database) -> None:
    found = merged.read(lambda tx: tx.customers.load([U2, U1, U3, ELSEWHERE]))

    assert found == dict.fromkeys((U1, U2, U3), ALL_OF_THEM) | {ELSEWHERE: snapshot(1, "u2")}
    assert merged.read(lambda tx: tx.customers.load([U3])) == {U3: ALL_OF_THEM}


@pytest.mark.parametrize(
    ("show_merged", "listed"),
    [(False, [("u1", None)]), (True, [("u1", None), ("u2", "u1"), ("u3", "u2")])],
)
def test_merged_customers_are_listed_on_request(
    merged: Database, *, show_merged: bool, listed: list[tuple[str, str | None]]
) -> None:
    def page(after: str, rows_max: int) -> list[tuple[str, str | None]]:
        return merged.read(
            lambda tx: tx.customers.page("default", after=after, show_merged=show_merged, rows_max=rows_max)
        )

    assert page("", 10) == listed
    assert page("", 1) == listed[:1]
    assert page("u1", 10) == listed[1:]
    assert page("u3", 10) == []


def test_who_is_separated_stands_by_itself_with_the_snapshot_given(merged: Database) -> None:
    both = replace(snapshot(5, "u2"), members=(U3_IN_U2,))
    merged.write(lambda tx, _: tx.customers.separate(U2, both))

    found = merged.read(lambda tx: tx.customers.load([U1, U2, U3]))
    assert found == {U1: ALL_OF_THEM, U2: both, U3: ALL_OF_THEM}
    merged.write(lambda tx, _: tx.customers.merge(U3, root="u2"))
    assert merged.read(lambda tx: tx.customers.load([U3])) == {U3: both}
    assert merged.read(lambda tx: tx.customers.page("default", after="", show_merged=True, rows_max=9)) == [
        ("u1", None),
        ("u2", None),
        ("u3", "u2"),
    ]


def test_a_profile_that_no_longer_has_the_customer_is_not_taken_for_its_own(database: Database) -> None:
    """Within a write, somebody else's unmerge may be committed between reading into whom a customer is merged, and reading
    that one's profile."""
    attempts = []

    def work(tx: Transaction, attempt: int) -> None:
        attempts.append(attempt)
        if attempt == 0:
            tx.customers.save({U1: (0, snapshot(1)), U2: (0, snapshot(1, "u2"))})
            tx.customers.merge(U2, root="u1")
            tx.customers.load([U2])

    database.write(work)

    assert attempts == [0, 1]


def test_a_writer_who_read_before_the_separation_tries_again(merged: Database) -> None:
    """Separating takes a new revision, like every write."""
    attempts = []
    merged.write(lambda tx, _: tx.customers.separate(U2, snapshot(5, "u2")))

    def work(tx: Transaction, attempt: int) -> None:
        attempts.append(attempt)
        tx.customers.save({U2: (1 if attempt == 0 else 5, snapshot(6, "u2"))})

    merged.write(work)

    assert attempts == [0, 1]


def test_identities_are_found_by_scheme_and_digest_within_a_tenant(database: Database) -> None:
    ours, other = b"\x01" * 32, b"\x02" * 32
    database.write(lambda tx, _: tx.identities.add(U1, "phone", ours))
    database.write(lambda tx, _: tx.identities.add(ELSEWHERE, "phone", ours))
    database.write(lambda tx, _: tx.identities.add(U2, "email", ours))

    def find(tenant: str, scheme: str, digest: bytes) -> CustomerKey | None:
        return database.read(lambda tx: tx.identities.find(tenant, scheme, digest))

    assert find("default", "phone", ours) == U1
    assert find("other", "phone", ours) == ELSEWHERE
    assert find("default", "email", ours) == U2
    assert find("default", "phone", other) is find("default", "card", ours) is None

    database.write(lambda tx, _: tx.identities.remove("default", "phone", ours))
    assert find("default", "phone", ours) is None
    assert find("other", "phone", ours) == ELSEWHERE


def test_an_identity_that_somebody_else_added_runs_the_transaction_again(database: Database) -> None:
    attempts = []
    database.write(lambda tx, _: tx.identities.add(U1, "phone", b"\x01" * 32))

    def work(tx: Transaction, attempt: int) -> None:
        attempts.append(attempt)
        if attempt == 0:
            tx.identities.add(U2, "phone", b"\x01" * 32)

    database.write(work)

    assert attempts == [0, 1]


def test_a_checkpoint_tells_whose_profile_it_was(database: Database) -> None:
    hour = timedelta(hours=1)
    early = replace(snapshot(1, "u2"), updated_at=NOON)
    late = replace(snapshot(4, "u2"), updated_at=NOON + 2 * hour)

    def work(tx: Transaction, _: int) -> None:
        tx.checkpoints.add(U2, early)
        tx.checkpoints.add(U2, replace(early, revision=3, updated_at=NOON + hour), root="u1")
        tx.checkpoints.add(U2, late)

    database.write(work)

    def last(hours: int) -> tuple[object, object]:
        found = database.read(lambda tx: tx.checkpoints.last(U2, NOON + hours * hour))
        assert found is not None
        return found.root, found.snapshot()

    assert last(0) == (None, early)
    assert last(1)[0] == "u1"
    assert last(2) == (None, late)
    assert database.read(lambda tx: tx.checkpoints.last(U2, NOON - hour)) is None
