"""A snapshot that an older release wrote is compiled anew from the ledger, with all who are merged into the customer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    Content,
    Handling,
    Interaction,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    Stance,
)
from regard_server.domain.entry import Basis, Draft, Provenance
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.snapshot import Snapshot
from regard_server.storage.codec import SNAPSHOT_FORMAT
from regard_server.storage.database import Database
from regard_server.storage.tables import customers
from regard_server.usecases.customer_changes import Asked
from regard_server.usecases.merge_customers import merge_customers
from regard_server.usecases.record_entries import Recorded, RecordEntries, record_entries
from regard_server.usecases.retract_entry import RetractEntry, retract_entry
from regard_server.usecases.unmerge_customers import unmerge_customers
from serving import NOON

S, M, X = (CustomerKey("default", name) for name in "smx")
ASKED = Asked(reason="The same person.", recorder="agents/mira.holt", policy=DEFAULT_POLICY)
GOLF = Preference(topic="sports/golf", stance=Stance.NEVER)
CLUB = OfferResponse(offer_id="club", outcome=Outcome.ACCEPTED)
REFUSED = Consent(purpose=Purpose.MARKETING, status=ConsentStatus.REFUSED)
CALL = Interaction(channel=Channel.PHONE, summary="A call.")
GIFT = Moment(title="A gift.", handling=Handling.MENTION_WARMLY, kind=MomentKind.GESTURE)


class Company:
    """Writes as the service does, a minute after each other."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOON
        self._numbers: Iterator[int] = iter(range(1, 10_000))

    def record(self, key: CustomerKey, *said: Content, **more: Any) -> str:
        drafts = [
            Draft(provenance=Provenance(basis=Basis.STATED, quote="My word."), content=content, **more)
            for content in said
        ]
        request = RecordEntries(key=key, drafts=drafts, policy=DEFAULT_POLICY)
        batch = self._write(
            lambda tx, now: record_entries(tx, [request], now=now, new_id=self._new_id, look_first=True)
        )
        [recorded] = batch.outcomes
        assert isinstance(recorded, Recorded)
        return recorded.entries[0].id

    def retract(self, key: CustomerKey, entry_id: str) -> None:
        request = RetractEntry(
            key=key, entry_id=entry_id, reason="Wrong.", recorder="agents/mira.holt", policy=DEFAULT_POLICY
        )
        self._write(lambda tx, now: retract_entry(tx, request, now=now, new_id=self._new_id))

    def merge(self, surviving: CustomerKey, merged: CustomerKey) -> None:
        self._write(lambda tx, now: merge_customers(tx, surviving, merged, ASKED, now=now, new_id=self._new_id))

    def unmerge(self, merged: CustomerKey) -> None:
        self._write(lambda tx, now: unmerge_customers(tx, merged, ASKED, now=now, new_id=self._new_id))

    def snapshot(self, key: CustomerKey) -> Snapshot:
        return self.database.read(lambda tx: tx.customers.load([key]))[key]

    def _write(self, work: Any) -> Any:
        self.now += timedelta(minutes=1)
        return self.database.write(lambda tx, _: work(tx, self.now))

    def _new_id(self, _: object) -> str:
        return f"e{next(self._numbers)}"


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def make_old(tables: Engine) -> None:
    """As the first release left them: snapshots that nothing of today can read."""
    with tables.begin() as connection:
        connection.execute(update(customers).values(snapshot_format=1, snapshot=b"\x00of another shape"))


def comparable(snapshot: Snapshot) -> Snapshot:
    """All but how far back it goes, for which policy, and when the past is noted next."""
    return replace(snapshot, horizon_at=NOON, since_checkpoint=0, made_for=0, **_sorted(snapshot))


def _sorted(snapshot: Snapshot) -> dict[str, Any]:
    fields = ("preferences", "responses", "consents", "moments", "interactions")
    return {name: tuple(sorted(getattr(snapshot, name), key=lambda entry: entry.key)) for name in fields}


def live(company: Company) -> None:
    """Some life, with everything that a compilation has to get right."""
    company.record(S, GOLF, REFUSED)
    wrong = company.record(S, GIFT)
    company.retract(S, wrong)
    company.record(M, replace(GOLF, stance=Stance.LIKES), CLUB)
    old = company.record(X, Preference(topic="travel", stance=Stance.LIKES))
    company.record(X, Preference(topic="travel", stance=Stance.NEVER), supersedes=old)
    company.merge(M, X)
    company.merge(S, M)
    company.record(X, CALL)
    company.unmerge(X)
    company.record(X, GIFT)
    company.merge(S, X)
    company.record(M, GIFT)


def test_an_old_snapshot_is_compiled_from_the_ledger(company: Company, tables: Engine) -> None:
    live(company)
    before = {key: company.snapshot(key) for key in (S, M, X)}
    make_old(tables)

    after = {key: company.snapshot(key) for key in (S, M, X)}

    assert {key: comparable(snapshot) for key, snapshot in after.items()} == {
        key: comparable(snapshot) for key, snapshot in before.items()
    }
    assert [member.into for member in after[S].members] == ["s", "s"]
    assert "moments" in after[S].recorded


def test_what_was_recorded_and_retracted_is_told_of_an_old_snapshot_too(company: Company, tables: Engine) -> None:
    company.retract(S, company.record(S, GIFT))
    make_old(tables)

    assert set(company.snapshot(S).recorded) == {"moments"}
    assert company.snapshot(S).moments == ()


def test_the_next_write_stores_a_snapshot_of_today(company: Company, tables: Engine) -> None:
    live(company)
    make_old(tables)

    company.record(M, Preference(topic="culture", stance=Stance.LIKES))
    company.unmerge(X)

    with tables.connect() as connection:
        rows = connection.execute(select(customers.c.customer, customers.c.snapshot_format)).all()
    formats: dict[str, int] = {row.customer: row.snapshot_format for row in rows}
    assert formats == {"s": SNAPSHOT_FORMAT, "x": SNAPSHOT_FORMAT, "m": 1}  # which nobody reads
    company.unmerge(M)
    assert [entry.content for entry in company.snapshot(M).preferences if entry.content.topic == "culture"]


def test_the_next_write_leaves_out_what_the_policy_doesnt_reach(company: Company, tables: Engine) -> None:
    long_ago = NOON - timedelta(days=3650)
    company.record(S, replace(CLUB, outcome=Outcome.DECLINED), effective_at=long_ago)
    assert company.snapshot(S).responses == ()
    make_old(tables)

    assert len(company.snapshot(S).responses) == 1
    company.record(S, CLUB)
    assert len(company.snapshot(S).responses) == 1


def test_control_without_it_old_snapshots_cant_be_read(
    company: Company, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(company)
    with tables.begin() as connection:
        connection.execute(update(customers).values(snapshot=b"\x00of another shape"))

    with pytest.raises(Exception, match=r"MessagePack|Expected"):
        company.snapshot(S)
