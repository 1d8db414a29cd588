"""A server killed between COMMIT and answer, again and again, while callers repeat what they got no answer to: each write
has effect exactly once, by whichever method it came."""

import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty
from random import SystemRandom
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message

import regard
from regard import Client, v1
from regard.v1 import Entry
from regard_server.rpc import (
    catalog_service,
    commitments,
    customer_service,
    policy_service,
    privacy_service,
    profile_service,
    reserving,
    screening_service,
)
from serving import Clock, ServerProcess, serving

from .crashes import feed_faults
from .failing_servers import FailingServers, failing_servers

MIRA = "agents/mira.holt"
AT_ONCE = 3
"""How often a caller without an answer repeats itself at the same time."""
WRITERS, KILLS = 6, 4
SECONDS_MAX = 60
PREPARED = 6
"""Of each kind of thing that a write needs to be there: entries, links, merges."""
RESERVED: list[str] = []
"""Reservations to be released, made anew for each test."""
NATURALLY_ONCE = {"ReleaseReservation", "RetractEntry", "LinkIdentity", "MergeCustomers"}
"""Repeated as a new request these change nothing either, and say so."""


def dislikes(words: str, **more: Any) -> Entry:
    return regard.preference(topic="sports/golf", stance="dislikes", quote=words, recorder=MIRA, **more)


def _identity(number: int) -> v1.Identity:
    return v1.Identity(scheme="loyalty-number", value=str(number))


def prepare(target: str, *, times: int = PREPARED) -> None:
    """Entries to supersede and to retract, reservations to release, links to undo, merges to undo."""
    with Client(target) as client, grpc.insecure_channel(target) as channel:
        offers = [regard.offer(f"o{number}", topics=["sports/golf"]) for number in range(times)]
        answer = client.screen_offers("u1", offers, purpose="service", channel="app", reserve=True, reserve_max=times)
        RESERVED[:] = [decision.reservation for decision in answer.decisions]
        for number in range(times):
            for name in ("old", "wrong"):
                client.record_entries("u1", [dislikes("Once.", name=f"customers/u1/entries/{name}{number}")])
            promise = regard.commitment("Call.", owner=MIRA, name=f"customers/u1/entries/promise{number}")
            client.record_entries("u1", [promise])
            for method, request in (
                ("LinkIdentity", v1.LinkIdentityRequest(customer="customers/linked", identity=_identity(number))),
                ("MergeCustomers", v1.MergeCustomersRequest(**_pair("joined", number), reason="One.")),
            ):
                request.recorder = MIRA
                send: Any = channel.unary_unary(f"/regard.v1.CustomerService/{method}")
                send(request.SerializeToString(), timeout=30)


def _pair(name: str, number: int) -> dict[str, str]:
    return {
        "surviving_customer": f"customers/{name}-{number}",
        "merged_customer": f"customers/{name}-{number}-too",
    }


@dataclass(frozen=True, slots=True)
class Method:
    """How a write is made, and how often its effect is found in the ledgers, the catalogue or the policy's versions."""

    service: str
    answer: type[Message]
    request: Callable[[int, str], Any]
    effects: Callable[["Found", Any], int]


class Found:
    """What the server holds in the end."""

    def __init__(self, target: str) -> None:
        self.entries: list[Entry] = []
        with Client(target) as client:
            for customer in client.iterate_customers(show_merged=True):
                name = customer.name.removeprefix("customers/")
                self.entries += [
                    one for one in client.iterate_entries(name) if one.name.startswith(f"customers/{name}/")
                ]
            self.offers = Counter(offer.offer_id for offer in client.iterate_offers())
            self.topics = Counter(topic.path for topic in client.iterate_topics())
            self.policies = Counter(version.reason for version in client.iterate_policies())

    def count(self, which: Callable[[Entry], bool]) -> int:
        return sum(1 for entry in self.entries if which(entry))


METHODS: dict[str, Method] = {
    "RecordEntries": Method(
        "ProfileService",
        v1.RecordEntriesResponse,
        lambda number, words: v1.RecordEntriesRequest(customer="customers/u1", entries=[dislikes(words)]),
        lambda found, request: found.count(lambda one: one.provenance.quote == request.entries[0].provenance.quote),
    ),
    "BatchRecordEntries": Method(
        "ProfileService",
        v1.BatchRecordEntriesResponse,
        lambda number, words: v1.BatchRecordEntriesRequest(
            requests=[
                v1.RecordEntriesRequest(customer="customers/u1", entries=[dislikes(words)], request_id=str(uuid4()))
            ]
        ),
        lambda found, request: found.count(
            lambda one: one.provenance.quote == request.requests[0].entries[0].provenance.quote
        ),
    ),
    "SupersedeEntry": Method(
        "ProfileService",
        v1.SupersedeEntryResponse,
        lambda number, words: v1.SupersedeEntryRequest(name=f"customers/u1/entries/old{number}", entry=dislikes(words)),
        lambda found, request: found.count(lambda one: one.supersedes == request.name),
    ),
    "RetractEntry": Method(
        "ProfileService",
        v1.RetractEntryResponse,
        lambda number, words: v1.RetractEntryRequest(
            name=f"customers/u1/entries/wrong{number}", reason=words, recorder=MIRA
        ),
        lambda found, request: found.count(lambda one: one.retraction.entry == request.name),
    ),
    "UpdateCommitment": Method(
        "ContextService",
        v1.UpdateCommitmentResponse,
        lambda number, words: v1.UpdateCommitmentRequest(
            name=f"customers/u1/entries/promise{number}",
            status="COMMITMENT_STATUS_KEPT",
            outcome=words,
            recorder=MIRA,
        ),
        lambda found, request: found.count(lambda one: one.supersedes == request.name),
    ),
    "RestrictProcessing": Method(
        "PrivacyService",
        v1.RestrictProcessingResponse,
        lambda number, words: v1.RestrictProcessingRequest(
            customer="customers/u1",
            purposes=["PURPOSE_RESEARCH"],
            status="RESTRICTION_STATUS_RESTRICTED",
            reason=words,
            recorder=MIRA,
        ),
        lambda found, request: found.count(lambda one: one.restriction.reason == request.reason),
    ),
    "ScreenOffers": Method(
        "ScreeningService",
        v1.ScreenOffersResponse,
        lambda number, words: v1.ScreenOffersRequest(
            # Of each call a customer of its own: what others write would change what is told beside the reservation.
            customer=f"customers/reserving-{number}",
            offers=[regard.offer(words[:32], topics=["sports/golf"])],
            purpose="PURPOSE_SERVICE",
            channel="CHANNEL_APP",
            reserve=True,
        ),
        lambda found, request: found.count(lambda one: one.reservation.offer_id == request.offers[0].offer_id),
    ),
    "ReleaseReservation": Method(
        "ScreeningService",
        v1.ReleaseReservationResponse,
        lambda number, words: v1.ReleaseReservationRequest(name=RESERVED[number], reason=words, recorder=MIRA),
        lambda found, request: found.count(lambda one: one.release.reservation == request.name),
    ),
    "ImportOffers": Method(
        "CatalogService",
        v1.ImportOffersResponse,
        lambda number, words: v1.ImportOffersRequest(offers=[regard.offer(f"offer-{number}", title=words)]),
        lambda found, request: found.offers[request.offers[0].offer_id],
    ),
    "ImportTopics": Method(
        "CatalogService",
        v1.ImportTopicsResponse,
        lambda number, words: v1.ImportTopicsRequest(topics=[v1.Topic(path=f"topic-{number}", label=words[:90])]),
        lambda found, request: found.topics[request.topics[0].path],
    ),
    "LinkIdentity": Method(
        "CustomerService",
        v1.LinkIdentityResponse,
        lambda number, words: v1.LinkIdentityRequest(
            customer="customers/linked", identity=_identity(1000 + number), reason=words, recorder=MIRA
        ),
        lambda found, request: found.count(lambda one: one.identity_link.reason == request.reason),
    ),
    "UnlinkIdentity": Method(
        "CustomerService",
        v1.UnlinkIdentityResponse,
        lambda number, words: v1.UnlinkIdentityRequest(
            customer="customers/linked", identity=_identity(number), reason=words, recorder=MIRA
        ),
        lambda found, request: found.count(lambda one: one.identity_link.reason == request.reason),
    ),
    "MergeCustomers": Method(
        "CustomerService",
        v1.MergeCustomersResponse,
        lambda number, words: v1.MergeCustomersRequest(**_pair("apart", number), reason=words, recorder=MIRA),
        # Once in each of the two ledgers.
        lambda found, request: found.count(lambda one: one.merge.reason == request.reason) // 2,
    ),
    "UnmergeCustomers": Method(
        "CustomerService",
        v1.UnmergeCustomersResponse,
        lambda number, words: v1.UnmergeCustomersRequest(
            merged_customer=_pair("joined", number)["merged_customer"], reason=words, recorder=MIRA
        ),
        lambda found, request: found.count(lambda one: one.unmerge.reason == request.reason) // 2,
    ),
    "UpdatePolicy": Method(
        "PolicyService",
        v1.UpdatePolicyResponse,
        # Each another than the one in force, whichever that is.
        lambda number, words: v1.UpdatePolicyRequest(
            policy=v1.Policy(reservation_time_to_live=Duration(seconds=3600 + number)), reason=words, recorder=MIRA
        ),
        lambda found, request: found.policies[request.reason],
    ),
}


@dataclass(slots=True)
class Write:
    """`answers` are all that came, the first to the last."""

    method: str
    request: Any
    answers: list[Any] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @classmethod
    def new(cls, method: str, number: int) -> "Write":
        request = METHODS[method].request(number, f"{uuid4().hex} by {method}, number {number}")
        if not isinstance(request, v1.BatchRecordEntriesRequest):
            request.request_id = str(uuid4())
        return cls(method, request)

    def send(self, channel: grpc.Channel) -> None:
        """Raises RpcError where nothing was answered; what was refused for a reason of its own is noted."""
        how = METHODS[self.method]
        call: Any = channel.unary_unary(f"/regard.v1.{how.service}/{self.method}")
        try:
            answer: Any = how.answer.FromString(call(self.request.SerializeToString(), timeout=30))
        except grpc.RpcError as failed:
            if failed.code() is grpc.StatusCode.UNAVAILABLE:
                raise
            self.refusals.append(failed.code().name)
            return
        if isinstance(answer, v1.BatchRecordEntriesResponse):
            [result] = answer.results
            assert result.HasField("response"), result
            answer = result.response
        self.answers.append(answer)


@contextmanager
def connected(target: str) -> Iterator[grpc.Channel]:
    options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(target, options=options) as channel:
        yield channel


def repeat_at_once(target: str, write: Write) -> None:
    def once(_: int) -> None:
        with connected(target) as channel:
            write.send(channel)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(once, range(AT_ONCE)))


def faults(target: str, writes: Iterable[Write]) -> dict[str, list[str]]:
    """By method, what did not happen exactly once, or was answered otherwise the second time."""
    found, faults_found = Found(target), dict[str, list[str]]()
    for write in writes:
        told = faults_found.setdefault(write.method, [])
        effects = METHODS[write.method].effects(found, write.request)
        if effects != 1:
            told.append(f"{effects} times: {write.request}")
        if write.refusals:
            told.append(f"refused for {write.refusals}: {write.request}")
        told += [f"answered {answer}, and {write.answers[0]}" for answer in write.answers if _differs(answer, write)]
    return {method: told for method, told in faults_found.items() if told}


def _differs(answer: Any, write: Write) -> bool:
    first = write.answers[0]
    if hasattr(answer, "changed_count"):
        return bool(answer.changed_count != 1)
    if isinstance(answer, v1.ScreenOffersResponse):
        return not answer.decisions[0].reservation or list(answer.decisions) != list(first.decisions)
    if isinstance(answer, v1.UpdatePolicyResponse):
        return bool(answer.policy != first.policy)
    if isinstance(answer, v1.ReleaseReservationResponse):
        return bool(answer.reservation != first.reservation)
    return bool((answer.revision, answer.etag) != (first.revision, first.etag))


@pytest.fixture
def database(tmp_path: Path, prepared_file: Path) -> Path:
    file = tmp_path / "regard.db"
    shutil.copy(prepared_file, file)
    with serving(f"sqlite:///{file}", Clock(datetime.now(UTC))) as target:
        prepare(target)
    return file


def test_a_write_of_any_method_that_was_committed_and_not_answered_has_effect_once(database: Path) -> None:
    """The server dies with the first commit of each method in turn; the next one is asked again, several times at once."""
    writes = [Write.new(method, 0) for method in METHODS]
    with failing_servers(database) as servers:
        target = servers.start(commits=1)
        for write in writes:
            with connected(target) as channel, pytest.raises(grpc.RpcError):
                write.send(channel)
            assert servers.exit_code() == -signal.SIGKILL, write.method
            target = servers.start(commits=1)
            repeat_at_once(target, write)

        assert faults(target, writes) == {}
        assert [answer.replayed for write in writes for answer in write.answers] == [True] * (AT_ONCE * len(METHODS))
        assert servers.end(signal.SIGINT) == 0
    assert feed_faults(f"sqlite:///{database}") == []


def test_control_without_a_record_of_requests_a_repeated_write_happens_again(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_entries = (profile_service, privacy_service, screening_service, reserving, commitments)
    for service in (*of_entries, catalog_service, customer_service, policy_service):
        monkeypatch.setattr(service, "request_key", lambda *_: None)
    writes = [Write.new(method, 0) for method in METHODS]
    with serving(f"sqlite:///{database}", Clock(datetime.now(UTC))) as target:
        # Who sets what is in force changes nothing; so somebody sets another policy in between.
        for write in (*writes, Write.new("UpdatePolicy", 1), writes[-1]):
            repeat_at_once(target, write)

        assert writes[-1].method == "UpdatePolicy"
        assert faults(target, writes).keys() == METHODS.keys() - NATURALLY_ONCE


class Storm:
    """Servers that die one after the other, and writers who don't give up."""

    def __init__(self, servers: FailingServers, dice: random.Random) -> None:
        self._servers, self._dice = servers, dice
        self._changed = threading.Condition()
        self.died = 0
        self.target = self._start(armed=True)

    def _start(self, *, armed: bool) -> str:
        return self._servers.start(commits=self._dice.randint(1, 6) if armed else 0)

    def blow(self, kills: int, finished: Callable[[], bool]) -> None:
        """Starts a new server for each that dies; after so many they live."""
        while not finished():
            try:
                self._servers.exit_code(timeout=0.02)
            except Empty:  # it still runs
                continue
            following = self._start(armed=self.died + 1 < kills)
            with self._changed:
                self.target = following
                self.died += 1
                self._changed.notify_all()

    def write(self, writes: Sequence[Write]) -> None:
        for write in writes:
            deadline = time.monotonic() + SECONDS_MAX
            while not write.answers and not write.refusals:
                assert time.monotonic() < deadline, write
                died = self.died
                try:
                    repeat_at_once(self.target, write)
                except grpc.RpcError:
                    with self._changed:
                        self._changed.wait_for(lambda died=died: self.died > died, timeout=5)  # type: ignore[misc]


@pytest.mark.timeout(600)
def test_in_a_storm_of_repetitions_over_dying_servers_every_write_has_effect_once(database: Path, soak: int) -> None:
    seed = SystemRandom().randrange(2**32)
    dice = random.Random(seed)
    writes = [Write.new(method, number) for method in METHODS for number in range(PREPARED)]
    dice.shuffle(writes)
    with failing_servers(database) as servers, ThreadPoolExecutor(WRITERS) as pool:
        storm = Storm(servers, dice)
        writing = [pool.submit(storm.write, writes[start::WRITERS]) for start in range(WRITERS)]
        storm.blow(KILLS * soak, lambda: all(one.done() for one in writing))
        for one in writing:
            one.result()

        print(f"seed {seed}, {storm.died} servers died, {len(writes)} writes")
        assert storm.died >= 1, f"seed {seed}"
        assert faults(storm.target, writes) == {}, f"seed {seed}"
        assert any(answer.replayed for write in writes for answer in write.answers), f"seed {seed}"
        servers.end(signal.SIGKILL)
    assert feed_faults(f"sqlite:///{database}") == [], f"seed {seed}"


def test_the_server_that_is_shipped_has_no_fail_point(tmp_path: Path, prepared_file: Path) -> None:
    shutil.copy(prepared_file, tmp_path / "regard.db")
    server = ServerProcess(tmp_path / "regard.db", FAIL_POINT_COMMITS="1")
    with Client(server.target) as client:
        again = str(uuid4())
        for _ in range(3):
            client.record_entries("u1", [dislikes("My word.")], request_id=again)
        assert client.get_profile("u1").profile.revision == 1
    assert server.stop() == 0
