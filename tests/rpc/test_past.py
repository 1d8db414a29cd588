"""What we knew at an instant (`known_at_time`), and what was true then as known now (`as_of_time`): two questions."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from google.protobuf.duration_pb2 import Duration

from regard.v1 import (
    CoolDown,
    FrequencyCap,
    GetPolicyRequest,
    GetPolicyResponse,
    ReasonMode,
    UpdatePolicyRequest,
    UpdatePolicyResponse,
    catalog_service_pb2,
    offer_pb2,
    profile_pb2,
    screening_pb2,
    topic_pb2,
)
from regard.v1 import profile_service_pb2 as pb
from regard.v1 import screening_service_pb2 as screening_service
from regard_server.domain import compile as compiling
from regard_server.domain import dense_responses, kept_interactions, room
from regard_server.domain.resources import TenantResources
from regard_server.rpc import past_answers, worker
from regard_server.rpc.convert.times import times_asked
from regard_server.rpc.worker import Worker
from regard_server.storage.checkpoints import CheckpointTable
from regard_server.usecases import past, past_memory, record_entries
from serving import Clock

from .customers import Customers
from .entries import MIRA, responded, said
from .random_writes import OFFERS, TOPICS, TYPES, ZONES, RandomWrites, at
from .untyped import ListEntriesRequest, ScreenOffersRequest
from .wire import CATALOG, POLICY, PROFILES, SCREENING, Wire

U1 = "customers/u1"
DAY = timedelta(days=1)
STEPS, STEPS_MAX = 40, 100
"""Of a random ledger, and until a control must have seen what is broken."""


class Answers(NamedTuple):
    """What the two methods answered, without tokens and without how long it holds."""

    profile: bytes
    screenings: tuple[bytes, ...]


@pytest.fixture(params=["as it is", "with little room"])
def _limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With little room, a few writes meet what takes hundreds else."""
    if request.param == "with little room":
        for module in (record_entries, past):
            monkeypatch.setattr(module, "ENTRIES_PER_CHECKPOINT", 8)
        for name in ("MOMENTS_MAX", "COMMITMENTS_MAX"):
            monkeypatch.setattr(compiling, name, 3)
        monkeypatch.setattr(kept_interactions, "INTERACTIONS_MAX", 3)
        monkeypatch.setattr(kept_interactions, "OPEN_INTERACTIONS_MAX", 0)
        monkeypatch.setattr(room, "_SHOWN_MAX", {"moments": 3, "commitments": 3})
        monkeypatch.setattr(dense_responses, "FEW", 2)
        monkeypatch.setattr(past_memory, "REACHED_PER_CHECKPOINT_MAX", 1)
        monkeypatch.setattr(worker, "PAST_SHARE", 10_000)  # 100 entries
        monkeypatch.setattr(worker, "ENTRY_BYTES_MAX", 5_000)


def asked(wire: Wire, customer: str = U1, **times: datetime) -> Answers:
    asked_times: dict[str, Any] = {name: at(instant) for name, instant in times.items()}
    profile = wire.ask(
        f"{PROFILES}/GetProfile", pb.GetProfileRequest(customer=customer, **asked_times), pb.GetProfileResponse
    ).profile
    screenings = []
    for purpose, inline in (("PURPOSE_LOYALTY", True), ("PURPOSE_SERVICE", False), ("PURPOSE_MARKETING", False)):
        answer = wire.ask(
            f"{SCREENING}/ScreenOffers",
            ScreenOffersRequest(
                customer=customer,
                offers=catalogue() if inline else [],
                offer_ids=[] if inline else [*OFFERS, "late"],
                purpose=purpose,
                channel="CHANNEL_EMAIL",
                **asked_times,
            ),
            screening_service.ScreenOffersResponse,
        )
        if times:
            assert not answer.HasField("expire_time")
        answer.ClearField("expire_time")
        answer.ClearField("freshness_token")
        screenings.append(answer.SerializeToString(deterministic=True))
    return Answers(profile.SerializeToString(deterministic=True), tuple(screenings))


def catalogue(shift: int = 0) -> list[offer_pb2.Offer]:
    return [
        offer_pb2.Offer(
            offer_id=offer, offer_type=TYPES[number % 3], topics=[TOPICS[(number * 2 + shift) % len(TOPICS)]]
        )
        for number, offer in enumerate(OFFERS)
    ]


def profile_at(wire: Wire, **times: datetime) -> profile_pb2.Profile:
    asked_times: dict[str, Any] = {name: at(instant) for name, instant in times.items()}
    request = pb.GetProfileRequest(customer=U1, **asked_times)
    return wire.ask(f"{PROFILES}/GetProfile", request, pb.GetProfileResponse).profile


def record(wire: Wire, *entries: Any) -> pb.RecordEntriesResponse:
    request = pb.RecordEntriesRequest(customer=U1, entries=entries)
    return wire.ask(f"{PROFILES}/RecordEntries", request, pb.RecordEntriesResponse)


def import_offers(wire: Wire, offers: list[offer_pb2.Offer]) -> None:
    request = catalog_service_pb2.ImportOffersRequest(offers=offers)
    wire.ask(f"{CATALOG}/ImportOffers", request, catalog_service_pb2.ImportOffersResponse)


def change_of_offers(wire: Wire, _: random.Random, step: int) -> None:
    """They change their topics; one is new the first time."""
    import_offers(wire, [*catalogue(step), offer_pb2.Offer(offer_id="late", topics=[TOPICS[0]])])


def change_of_topics(wire: Wire, chance: random.Random, step: int) -> None:
    """A topic moves, and what is below it with it."""
    moved = topic_pb2.Topic(path=f"moved/{step}", label="Moved", moved_to=chance.choice(TOPICS[3:]))
    topics = [topic_pb2.Topic(path="moved", label="Moved"), moved]
    wire.ask(
        f"{CATALOG}/ImportTopics",
        catalog_service_pb2.ImportTopicsRequest(topics=topics),
        catalog_service_pb2.ImportTopicsResponse,
    )


def change_of_policy(wire: Wire, chance: random.Random, _: int) -> None:
    """Now it looks further back than before, now less far."""
    policy = wire.ask(f"{POLICY}/GetPolicy", GetPolicyRequest(), GetPolicyResponse).policy
    for rules in ("cool_downs", "frequency_caps", "reason_modes", "consent_needs"):
        if chance.random() < 0.5:
            policy.ClearField(rules)
    policy.time_zone = chance.choice(ZONES)
    days = Duration(seconds=86_400 * chance.choice([10, 100, 200, 400]))
    if not policy.cool_downs:
        scope = chance.choice(["COOL_DOWN_SCOPE_OFFER", "COOL_DOWN_SCOPE_OFFER_TYPE", "COOL_DOWN_SCOPE_TOPIC"])
        rest = CoolDown(scope=scope, outcomes=["OUTCOME_DECLINED", "OUTCOME_COMPLAINED"], window=days, duration=days)
        policy.cool_downs.append(rest)
    if not policy.frequency_caps:
        cap = FrequencyCap(scope="CAP_SCOPE_ALL", presentations_max=chance.choice([1, 3]), window=days)
        policy.frequency_caps.append(cap)
    if not policy.reason_modes:
        policy.reason_modes.append(ReasonMode(reason="SUPPRESSION_REASON_DISLIKED", mode="MODE_SHADOW"))
    request = UpdatePolicyRequest(policy=policy, recorder=MIRA, reason="A trial.")
    wire.ask(f"{POLICY}/UpdatePolicy", request, UpdatePolicyResponse)


Change = Callable[[Wire, random.Random, int], None]


def replayed(
    wire: Wire, chance: random.Random, clock: Clock, *, steps: int = STEPS
) -> Iterator[tuple[Answers, Answers]]:
    """Random writes with the answer after each; then each answer again, as of what was known then: all of it under the first
    policy, and what was in force and decided under the later ones."""
    import_offers(wire, catalogue())
    writes = RandomWrites(wire, chance, clock)
    changes: list[Change] = [change_of_offers, change_of_topics]
    # Not left to chance, so that every ledger has a before and an after.
    first_changes: dict[int, Change] = {3: change_of_offers, steps // 2: change_of_policy}
    policy_changed_at = clock.now
    then: list[tuple[datetime, Answers]] = [(clock.now, asked(wire))]
    for step in range(steps):
        clock.advance(chance.choice([timedelta(microseconds=1), timedelta(hours=3), DAY, 9 * DAY, 40 * DAY]))
        change = first_changes.get(step) or (chance.choice(changes) if chance.random() < 0.1 else None)
        if change is change_of_policy and change not in changes:
            changes.append(change)
            policy_changed_at = clock.now
        if change is None:
            writes.step()
        else:
            change(wire, chance, step)
        then.append((clock.now, asked(wire)))
        if chance.random() < 0.2:  # a question between two writes
            clock.advance(chance.choice([timedelta(microseconds=1), 2 * DAY, 100 * DAY]))
            then.append((clock.now, asked(wire)))
    clock.advance(3 * DAY)
    chance.shuffle(then)
    for instant, answers in then:
        again = asked(wire, known_at_time=instant)
        if instant < policy_changed_at:
            yield answers, again
        else:
            yield decided_and_in_force(answers), decided_and_in_force(again)


MERELY_SHOWN = (
    *("offer_responses", "offer_responses_horizon_time", "field_states"),
    *("interactions", "moments", "commitments"),
)
"""What a profile shows of these may differ where the policy has changed (ADR 0014)."""


def decided_and_in_force(answers: Answers) -> Answers:
    profile = profile_pb2.Profile.FromString(answers.profile)
    for field in MERELY_SHOWN:
        profile.ClearField(field)
    return answers._replace(profile=profile.SerializeToString(deterministic=True))


@pytest.mark.usefixtures("_limits")
def test_what_was_known_at_an_instant_comes_out_again_exactly(wire: Wire, clock: Clock, chance: random.Random) -> None:
    for number, (then, again) in enumerate(replayed(wire, chance, clock)):
        if then != again:
            was, now = profile_pb2.Profile.FromString(then.profile), profile_pb2.Profile.FromString(again.profile)
            assert str(now) == str(was), number
            for one, other in zip(then.screenings, again.screenings, strict=True):
                response = screening_service.ScreenOffersResponse
                assert str(response.FromString(other)) == str(response.FromString(one)), number
        assert then == again


def listed(wire: Wire, customer: str, **times: datetime) -> list[bytes]:
    asked_times: dict[str, Any] = {name: at(instant) for name, instant in times.items()}
    request = pb.ListEntriesRequest(customer=customer, page_size=1000, **asked_times)
    answer = wire.ask(f"{PROFILES}/ListEntries", request, pb.ListEntriesResponse)
    return [entry.SerializeToString(deterministic=True) for entry in answer.entries]


@pytest.mark.usefixtures("_limits")
def test_who_was_merged_when_comes_out_again_too(wire: Wire, clock: Clock, chance: random.Random) -> None:
    import_offers(wire, catalogue())
    names = ("a", "b", "c")
    customers, into = Customers(wire), dict[str, str]()
    writes = {name: RandomWrites(wire, chance, clock, f"customers/{name}") for name in names}
    for name in names:
        writes[name].record([writes[name].entry()])
    then = []
    for _ in range(20):
        clock.advance(chance.choice([timedelta(microseconds=1), DAY, 20 * DAY]))
        one, other = chance.sample(names, 2)
        if chance.random() > 0.25:
            writes[one].step()
        elif one in into:
            customers.unmerge(one)
            del into[one]
        elif other not in into:
            customers.merge(one, other)
            into[other] = one
        then += [
            (clock.now, name, asked(wire, f"customers/{name}"), listed(wire, f"customers/{name}")) for name in names
        ]
    clock.advance(DAY)

    chance.shuffle(then)
    for instant, name, answers, entries in then:
        assert asked(wire, f"customers/{name}", known_at_time=instant) == answers, (instant, name)
        assert listed(wire, f"customers/{name}", known_at_time=instant) == entries, (instant, name)


def _takes_everything_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retractions and corrections write no checkpoint, and are taken in like any other entry."""
    monkeypatch.setattr(past, "CORRECTIONS", frozenset())
    add = CheckpointTable.add

    def only_of_plain_writes(table: Any, key: Any, snapshot: Any, **more: Any) -> None:
        if snapshot.since_checkpoint:
            add(table, key, snapshot, **more)

    monkeypatch.setattr(CheckpointTable, "add", only_of_plain_writes)


def _takes_one_for_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    times = times_asked
    swapped = lambda request, now: times(request, now)._replace(  # noqa: E731
        as_of=times(request, now).known_at, known_at=None
    )
    monkeypatch.setattr(past_answers, "times_asked", swapped)


def _knows_later_offers(monkeypatch: pytest.MonkeyPatch) -> None:
    _of_today(monkeypatch, "offers")


def _knows_a_later_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    _of_today(monkeypatch, "policy")


def _of_today(monkeypatch: pytest.MonkeyPatch, resource: str) -> None:
    past_resources = Worker.past_resources

    async def with_one_of_today(worker: Worker, tenant: str, **times: Any) -> TenantResources:
        today = await worker.resources(tenant)
        return replace(await past_resources(worker, tenant, **times), **{resource: getattr(today, resource)})

    monkeypatch.setattr(Worker, "past_resources", with_one_of_today)


def _takes_in_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was recorded since the checkpoint is compiled as of the last write, and not write by write."""
    monkeypatch.setattr(past, "groupby", lambda entries, key: [(0, entries)] if entries else [])


@pytest.mark.parametrize(
    "fault",
    [
        _takes_everything_in,
        _takes_one_for_the_other,
        _knows_later_offers,
        _knows_a_later_policy,
        _takes_in_all_at_once,
    ],
)
def test_control_with_a_rule_broken_it_doesnt(
    wire: Wire, clock: Clock, chance: random.Random, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    fault(monkeypatch)

    assert any(then != again for then, again in replayed(wire, chance, clock, steps=STEPS_MAX))


def test_an_instant_knows_all_that_was_written_at_it(wire: Wire, clock: Clock) -> None:
    for topic in ("sports/golf", "travel/cruises"):
        record(wire, said(topic))
    then = asked(wire)
    clock.advance(DAY)
    record(wire, said("food-and-drink"))

    assert asked(wire, known_at_time=clock.now - DAY) == then
    assert profile_at(wire, known_at_time=clock.now - DAY).revision == 2
    before = profile_at(wire, known_at_time=clock.now - DAY - timedelta(microseconds=1))
    assert before.status == profile_pb2.PROFILE_STATUS_UNKNOWN_CUSTOMER
    assert (before.revision, before.etag) == (0, "")


def test_a_clock_that_jumps_back_doesnt_change_the_order_of_the_ledger(wire: Wire, clock: Clock) -> None:
    begun = clock.now
    answers = []
    for step, topic in enumerate(("sports/golf", "travel/cruises", "sports/golf/mini-golf")):
        clock.now = begun + timedelta(days=3 - 2 * step)
        record(wire, said(topic))
    clock.now = begun + 5 * DAY
    record(wire, said("food-and-drink"))
    answers = [profile_at(wire, known_at_time=begun + timedelta(days=days)).revision for days in range(6)]

    assert answers == [0, 0, 0, 3, 3, 4]


def test_what_was_recorded_later_was_true_then_and_not_known(wire: Wire, clock: Clock) -> None:
    begun = clock.now
    record(wire, said("travel/cruises"))
    clock.advance(40 * DAY)
    record(wire, said("sports/golf", effective_time=begun + 10 * DAY))
    then = begun + 20 * DAY

    true_then = {entry.preference.topic for entry in profile_at(wire, as_of_time=then).preferences}
    known_then = {entry.preference.topic for entry in profile_at(wire, known_at_time=then).preferences}
    both = profile_at(wire, as_of_time=then, known_at_time=begun + 39 * DAY)

    assert true_then == {"travel/cruises", "sports/golf"}
    assert known_then == {"travel/cruises"}
    assert (profile_at(wire, as_of_time=then).revision, both.revision) == (2, 1)
    assert {entry.preference.topic for entry in both.preferences} == {"travel/cruises"}


def test_what_was_retracted_later_was_known_then_and_not_true(wire: Wire, clock: Clock) -> None:
    begun = clock.now
    name = record(wire, said("sports/golf")).entries[0].name
    clock.advance(DAY)
    request = pb.RetractEntryRequest(name=name, reason="A mishearing.", recorder=MIRA)
    wire.ask(f"{PROFILES}/RetractEntry", request, pb.RetractEntryResponse)

    assert [entry.name for entry in profile_at(wire, known_at_time=begun).preferences] == [name]
    assert not profile_at(wire, as_of_time=begun).preferences


def test_the_future_can_be_asked_for_what_is_true_then_and_not_for_what_is_known(wire: Wire, clock: Clock) -> None:
    record(wire, said("sports/golf", expire_time=clock.now + 10 * DAY))
    record(wire, said("travel/cruises", effective_time=clock.now + 20 * DAY))
    later = clock.now + 30 * DAY

    assert [entry.preference.topic for entry in profile_at(wire, as_of_time=later).preferences] == ["travel/cruises"]
    for method, request in (
        (f"{PROFILES}/GetProfile", pb.GetProfileRequest(customer=U1, known_at_time=at(later))),
        (f"{PROFILES}/ListEntries", ListEntriesRequest(customer=U1, known_at_time=at(later))),
        (
            f"{SCREENING}/ScreenOffers",
            ScreenOffersRequest(customer=U1, offer_ids=["a"], purpose=1, channel=1, known_at_time=at(later)),
        ),
    ):
        assert wire.refused(method, request).fields == ["known_at_time"]


def test_a_verdict_of_the_past_has_the_offer_and_the_decline_of_then(wire: Wire, clock: Clock) -> None:
    import_offers(wire, [offer_pb2.Offer(offer_id="golf-club", topics=["sports/golf"])])
    record(wire, responded("declined", "golf-club"))
    declined = clock.now
    clock.advance(100 * DAY)
    import_offers(wire, [offer_pb2.Offer(offer_id="golf-club", topics=["travel/cruises"])])
    record(wire, said("travel/cruises"))

    def reasons(**times: datetime) -> set[int]:
        asked_times: dict[str, Any] = {name: at(instant) for name, instant in times.items()}
        request = ScreenOffersRequest(
            customer=U1, offer_ids=["golf-club"], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP", **asked_times
        )
        answer = wire.ask(f"{SCREENING}/ScreenOffers", request, screening_service.ScreenOffersResponse)
        return {found.reason for decision in answer.decisions for found in decision.suppressions}

    declined_lately = screening_pb2.SUPPRESSION_REASON_DECLINED_RECENTLY
    assert reasons() == {screening_pb2.SUPPRESSION_REASON_DISLIKED}
    assert reasons(known_at_time=declined + DAY) == {declined_lately}
    assert reasons(as_of_time=declined + DAY) == {declined_lately}
    assert reasons(known_at_time=declined - DAY) == {screening_pb2.SUPPRESSION_REASON_OFFER_UNKNOWN}


def test_a_ledger_recorded_in_one_go_was_true_at_each_instant_what_it_would_have_been(
    wire: Wire, clock: Clock, chance: random.Random
) -> None:
    """One customer is recorded as things happen, the other with all of it afterwards: what was true is the same. Until when
    it holds may differ: who is asked as it happens may know already what begins later."""
    import_offers(wire, catalogue())
    begun = clock.now
    as_it_happens = RandomWrites(wire, chance, clock, "customers/u1")
    entries, then = [], []
    for _ in range(40):
        clock.advance(chance.choice([timedelta(hours=3), 2 * DAY, 20 * DAY, 100 * DAY]))
        entry = as_it_happens.entry()
        if not entry.HasField("effective_time") or entry.effective_time.ToDatetime(tzinfo=begun.tzinfo) < clock.now:
            entry.effective_time.CopyFrom(at(clock.now))
            if entry.HasField("expire_time"):
                entry.expire_time.CopyFrom(at(clock.now + 30 * DAY))
        as_it_happens.record([entry])
        entries.append(entry)
        then.append((clock.now, true_of(wire, "customers/u1")))
    clock.advance(500 * DAY)
    RandomWrites(wire, chance, clock, "customers/u2").record(entries)

    for instant, expected in then:
        known_later = {"effective_later": instant}
        assert true_of(wire, "customers/u2", as_of_time=instant) == expected, known_later


def true_of(wire: Wire, customer: str, **times: datetime) -> Any:
    """What is in force and what is decided, without what tells when and under which names it was recorded."""
    answers = asked(wire, customer, **times)
    profile = profile_pb2.Profile.FromString(answers.profile)
    fields = ("preferences", "consents", "contact_rules", "restrictions", "moments", "commitments", "interactions")
    in_force = {
        field: [entry.SerializeToString(deterministic=True) for entry in map(_as_said, getattr(profile, field))]
        for field in (*fields, "offer_responses")
    }
    decisions = []
    for screening in answers.screenings:
        for decision in screening_service.ScreenOffersResponse.FromString(screening).decisions:
            found = [(one.reason, one.quote, one.topic) for one in decision.suppressions]
            decisions.append((decision.offer_id, decision.verdict, decision.affinity, found))
    return in_force, decisions


def _as_said(entry: Any) -> Any:
    for field in ("name", "revision", "create_time"):
        entry.ClearField(field)
    return entry
