"""Backup and restore, as service/deploy/README.md walks through it: taken while the service serves and writes, and restored elsewhere,
where everybody has the same profile, the same verdicts and the same past."""

import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from contract.ledgers import feed, feed_heads_taken
from sqlalchemy import create_engine, make_url
from sqlalchemy.pool import NullPool

import regard
from local_postgres import BINARIES, LocalPostgres
from regard import Client, v1
from serving import NOON, Clock, serving

from .test_retry_storm import dislikes

MIRA = "agents/mira.holt"
CUSTOMERS = [f"u{number}" for number in range(6)]
WRITES_BEFORE = 5
OFFERS = ["wine-club", "golf-club", "night-train"]
REQUEST_ID = str(uuid4())

Answers = dict[str, Any]
Backup = Callable[[str, Path], None]


on_each_backend = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


def said(customer: str, topic: str, stance: str) -> v1.Entry:
    return regard.preference(topic=topic, stance=stance, quote=f"{topic}, says {customer}.", recorder=MIRA)


def fill(client: Client) -> None:
    """Something of each table: offers, topics, a policy, ledgers, a merge, a retraction, a reservation, a checkpoint."""
    client.import_topics([v1.Topic(path="travel/rail/night-trains", label="Night trains")])
    client.import_offers(
        [
            regard.offer("wine-club", topics=["food-and-drink/alcohol/wine"]),
            regard.offer("golf-club", topics=["sports/golf"]),
            regard.offer("night-train", topics=["travel/rail/night-trains"]),
        ]
    )
    policy = client.get_policy().policy
    policy.time_zone = "Europe/Lisbon"
    client.update_policy(policy, recorder=MIRA)
    for number, customer in enumerate(CUSTOMERS):
        topic = ("food-and-drink/alcohol", "sports/golf", "travel/rail")[number % 3]
        [entry] = client.record_entries(
            customer, [said(customer, topic, "dislikes")], request_id=REQUEST_ID if number == 0 else None
        ).entries
        client.record_entries(customer, [said(customer, "travel/rail", "likes")])
        if number == 1:
            client.retract_entry(entry.name, reason="Said in jest.", recorder=MIRA)
    client.merge_customers(surviving_customer="u2", merged_customer="u3", reason="One person.", recorder=MIRA)
    client.screen_offers("u4", offer_ids=OFFERS, purpose="loyalty", channel="app", reserve=True, reserve_max=1)


def answers(client: Client) -> Answers:
    """All that anybody can be told of these customers."""
    found: Answers = {"policy": client.get_policy().policy, "offers": list(client.iterate_offers())}
    found["topics"] = list(client.iterate_topics())
    for customer in CUSTOMERS:
        screened = client.screen_offers(customer, offer_ids=OFFERS, purpose="loyalty", channel="app")
        found[customer] = (
            client.get_profile(customer, view="full").profile,
            client.get_profile(customer, view="full", known_at_time=NOON).profile,
            list(client.iterate_entries(customer)),
            list(screened.decisions),
        )
    return found


@contextmanager
def writing(client: Client) -> Iterator[list[int]]:
    """Writes go on until the end of it; the revisions of one customer that were acknowledged, in their order."""
    acknowledged: list[int] = []
    enough, stop = threading.Event(), threading.Event()

    def write() -> None:
        while not stop.is_set():
            words = dislikes(f"Word {len(acknowledged)}.")
            acknowledged.append(client.record_entries("writer", [words]).revision)
            if len(acknowledged) == WRITES_BEFORE:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert enough.wait(timeout=60)
    try:
        yield acknowledged
    finally:
        stop.set()
        writer.join(timeout=60)


def back_up_sqlite(url: str, copy: Path) -> None:
    with closing(sqlite3.connect(str(make_url(url).database))) as live, closing(sqlite3.connect(copy)) as target:
        live.backup(target)


def back_up_postgresql(url: str, copy: Path, *options: str) -> None:
    subprocess.run([BINARIES / "pg_dump", "--format=custom", f"--file={copy}", *options, _libpq(url)], check=True)


BACK_UP: dict[str, Backup] = {"sqlite": back_up_sqlite, "postgresql": back_up_postgresql}


@contextmanager
def restored(backend: str, copy: Path) -> Iterator[str]:
    """Elsewhere: another file, another cluster."""
    with tempfile.TemporaryDirectory(prefix="regard-elsewhere-") as folder:
        if backend == "sqlite":
            shutil.copy(copy, Path(folder) / "elsewhere.db")
            yield f"sqlite:///{Path(folder) / 'elsewhere.db'}"
            return
        Path(folder).chmod(0o755)
        with LocalPostgres(Path(folder), durable=False) as server:
            with server.connect() as connection:
                connection.execute("CREATE DATABASE regard")
            url = server.url("regard")
            subprocess.run([BINARIES / "pg_restore", f"--dbname={_libpq(url)}", "--no-owner", copy], check=True)
            yield url


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def feed_is_whole(url: str) -> bool:
    engine = create_engine(url, poolclass=NullPool)
    numbers, heads = feed(engine), feed_heads_taken(engine)
    return all(numbers.get(partition) == list(range(1, head + 1)) for partition, head in heads.items())


@on_each_backend
def test_a_backup_taken_while_the_service_writes_and_restored_elsewhere_answers_alike(
    backend: str, database_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "backup"
    with serving(database_url, Clock()) as target, Client(target) as client:
        fill(client)
        before = answers(client)
        with writing(client) as acknowledged:
            known = len(acknowledged)
            BACK_UP[backend](database_url, copy)
    with restored(backend, copy) as url, serving(url, Clock()) as target, Client(target) as client:
        assert answers(client) == before
        written = client.get_profile("writer").profile.revision
        assert known <= written <= len(acknowledged)
        assert len(list(client.iterate_entries("writer"))) == written
        assert feed_is_whole(url)
        # And it goes on from there: what is repeated has no effect, what is new follows.
        again = client.record_entries("u0", [said("u0", "food-and-drink/alcohol", "dislikes")], request_id=REQUEST_ID)
        assert again.replayed
        assert client.record_entries("writer", [dislikes("After.")]).revision == written + 1
        assert feed_is_whole(url)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_control_what_is_left_out_is_missed(backend: str, database_url: str, tmp_path: Path) -> None:
    with serving(database_url, Clock()) as target, Client(target) as client:
        fill(client)
        before = answers(client)
    back_up_postgresql(database_url, tmp_path / "backup", "--exclude-table-data=entries")
    with restored(backend, tmp_path / "backup") as url, serving(url, Clock()) as target, Client(target) as client:
        assert _answers_of(client) != before


def _answers_of(client: Client) -> Answers | None:
    """None where it can't even be asked."""
    try:
        return answers(client)
    except regard.errors.RegardError:
        return None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_control_a_copy_of_the_file_alone_lacks_what_was_acknowledged(database_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with serving(database_url, Clock()) as target, Client(target) as client:
        client.record_entries("u0", [dislikes("My word.")])
        shutil.copy(str(make_url(database_url).database), copy)
    with serving(f"sqlite:///{copy}", Clock()) as target, Client(target) as client:
        assert client.get_profile("u0").profile.revision == 0
