"""Two servers on one PostgreSQL, and many who report the same fix and the same sale at once: each is asked after once, and a
commitment is settled once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

import regard
from databases import Postgres
from regard import Client, errors
from regard.v1 import CheckIn, CheckInTrigger
from regard_server.storage.tables import open_commitments
from serving import NOON, Clock, serving

MIRA = "agents/mira.holt"
AT_ONCE, CUSTOMERS = 8, 6


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as name:
        yield name


@pytest.fixture
def pair(url: str) -> Iterator[tuple[Client, Client]]:
    with (
        serving(url, Clock()) as one,
        serving(url, Clock()) as other,
        Client(one, timeout=60) as first,
        Client(other, timeout=60) as second,
    ):
        policy = first.get_policy().policy
        for after in (CheckInTrigger.CHECK_IN_TRIGGER_ACCEPTED, CheckInTrigger.CHECK_IN_TRIGGER_RESOLVED):
            check_in = CheckIn(after=after, text="All well?")
            check_in.delay.FromTimedelta(timedelta(days=3))
            policy.check_ins.append(check_in)
        first.update_policy(policy, recorder=MIRA, reason="We ask.", etag=policy.etag)
        yield first, second


def report(pair: tuple[Client, Client], number: int) -> None:
    """Half of them by one server, half by the other; each with a request id of its own."""
    client, customer = pair[number % 2], f"u{number % CUSTOMERS}"
    sold = regard.offer_response("car", "accepted", source_system="dealer", source_id="contract-1")
    fixed = regard.interaction(
        "Freezes", channel="phone", resolved=True, agent=MIRA, source_system="desk", source_id="ticket-1"
    )
    client.record_entries(customer, [sold])
    client.record_entries(customer, [fixed])


def report_at_once(pair: tuple[Client, Client]) -> Counter[str]:
    """How often each customer is to be asked."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda number: report(pair, number), range(2 * CUSTOMERS * 2)))
    return Counter(one.customer for one in pair[0].iterate_commitments())


def test_whoever_reports_it_and_however_often_it_is_asked_after_once(pair: tuple[Client, Client], url: str) -> None:
    asked = report_at_once(pair)

    assert asked == {f"customers/u{number}": 2 for number in range(CUSTOMERS)}
    for number in range(CUSTOMERS):
        told = [entry.commitment.follows for entry in pair[1].iterate_entries(f"u{number}", kinds=["commitment"])]
        assert len(set(told)) == len(told) == 2
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert len(connection.execute(select(open_commitments)).all()) == 2 * CUSTOMERS


def test_of_those_who_settle_one_at_once_one_does(pair: tuple[Client, Client]) -> None:
    [promise] = pair[0].record_entries("u1", [regard.commitment("Call.", owner=MIRA)]).entries

    def settle(number: int) -> str:
        try:
            pair[number % 2].update_commitment(promise.name, "kept", outcome=f"{number}", recorder=MIRA)
        except errors.EntrySuperseded:
            return "too late"
        return "settled"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(settle, range(AT_ONCE)))

    assert outcomes == {"settled": 1, "too late": AT_ONCE - 1}
    assert [client.list_commitments().commitments for client in pair] == [[], []]
    assert pair[0].get_profile("u1").profile.revision == 2


def test_what_one_settles_the_other_lists_no_more(pair: tuple[Client, Client]) -> None:
    first, second = pair
    for number in range(5):
        [promise] = first.record_entries("u1", [regard.commitment(f"Call {number}.", owner=MIRA)]).entries
        assert [one.entry.name for one in second.list_commitments().commitments] == [promise.name]
        second.update_commitment(promise.name, "kept", recorder=MIRA)
        assert first.list_commitments().commitments == []


def test_control_check_ins_made_beside_the_write_are_made_more_than_once(
    pair: tuple[Client, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by jobs, one in each process, that look for what happened and has no check-in yet."""
    monkeypatch.setattr("regard_server.usecases.record_entries.may_ask", lambda *_: False)
    looked: Any = {}

    def look(client: Client) -> None:
        for number in range(CUSTOMERS):
            entries = list(client.iterate_entries(f"u{number}"))
            looked[client, number] = [entry.name for entry in entries if not entry.HasField("commitment")]

    report_at_once(pair)
    for client in pair:
        look(client)
    for client in pair:
        for number in range(CUSTOMERS):
            for name in looked[client, number]:
                made = regard.commitment(
                    "All well?", kind="check-in", owner=MIRA, due_time=NOON + timedelta(days=3), follows=name
                )
                client.record_entries(f"u{number}", [made])

    asked = Counter(one.customer for one in pair[0].iterate_commitments())
    assert max(asked.values()) > 2
