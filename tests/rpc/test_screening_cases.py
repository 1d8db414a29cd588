"""Every case of `tests/domain/cases`, through a real channel: recorded, retracted and screened as a caller would."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from domain.case_files import Answer, Case, CaseEntry, all_cases, common_topics
from google.protobuf.timestamp_pb2 import Timestamp
from grpc import insecure_channel

from regard import Client
from regard.v1 import (
    Entry,
    Offer,
    Policy,
    ProfileStatus,
    RestrictProcessingRequest,
    ScreenOffersResponse,
    Suppression,
    SuppressionReason,
    Verdict,
)
from regard.v1.privacy_service_pb2_grpc import PrivacyServiceStub
from serving import Clock, serving

CASES = [case for case in all_cases() if not case.unavailable]


@pytest.fixture(scope="module")
def shared_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, shared_clock: Clock) -> Iterator[str]:
    """One service for all cases, each with a customer of its own."""
    database = tmp_path_factory.mktemp("cases") / "regard.db"
    with serving(f"sqlite:///{database}", shared_clock) as target:
        yield target


@pytest.fixture(scope="module")
def shared_client(target: str) -> Iterator[Client]:
    with Client(target) as client:
        client.import_topics(common_topics())
        yield client


@pytest.fixture(scope="module")
def privacy(target: str) -> Iterator[PrivacyServiceStub]:
    with insecure_channel(target) as channel:
        stub: Any = PrivacyServiceStub(channel)  # type: ignore[no-untyped-call]
        yield stub


@pytest.fixture(scope="module")
def default_policy(shared_client: Client) -> Policy:
    """Without its etag: it is set whatever was set meanwhile."""
    found = shared_client.get_policy().policy
    found.ClearField("etag")
    return found


@pytest.fixture(autouse=True)
def _the_policy_of_the_case(case: Case, shared_client: Client, default_policy: Policy) -> Iterator[None]:
    if not case.has_policy:
        yield
        return
    assert not shared_client.update_policy(case.policy_from(default_policy)).replayed
    yield
    shared_client.update_policy(default_policy)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_service_decides_as_the_case_says_alone_in_a_batch_and_in_an_audience(
    case: Case, shared_client: Client, privacy: PrivacyServiceStub, shared_clock: Clock
) -> None:
    names = _record(case, shared_client, privacy, shared_clock)
    shared_clock.now = case.at

    asked: dict[str, Any] = {
        "offers": case.offers,
        "offer_ids": case.offer_ids,
        "purpose": case.purpose,
        "channel": case.channel,
        "on_unknown": case.on_unknown,
    }
    response = shared_client.screen_offers(case.name, **asked)
    batch = shared_client.batch_screen_offers(["somebody-else", case.name], **asked)
    [chunk] = shared_client.screen_audience(["somebody-else", case.name], **asked)

    case.hold_against(_answer(response, names))
    case.hold_against(_answer(batch.results[1].response, names))
    case.hold_against(_answer(chunk.results[1].response, names))


def _record(case: Case, client: Client, privacy: PrivacyServiceStub, clock: Clock) -> dict[str, str]:
    """What the case calls each entry, by its name. Of a restriction and a reservation the service chooses the id."""
    names = {_name(case, entry.id): entry.id for entry in case.entries}
    if case.topics:
        client.import_topics(case.topics)
    if case.catalogue:
        client.import_offers(case.catalogue)
    for entry in case.entries:
        clock.now = entry.recorded_at
        if entry.message.HasField("restriction"):
            names[_restrict(case, entry, privacy)] = entry.id
        elif entry.message.HasField("reservation"):
            names[_reserve(case, entry, client)] = entry.id
        else:
            client.record_entries(case.name, [_named(case, entry)])
    clock.now = case.retracted_at
    for entry_id in case.retracted:
        client.retract_entry(_name(case, entry_id), reason="It was wrong.", recorder="agents/mira.holt")
    if case.moved_later:
        client.import_topics(case.moved_later)
    return names


def _restrict(case: Case, entry: CaseEntry, privacy: PrivacyServiceStub) -> str:
    restriction = entry.message.restriction
    request = RestrictProcessingRequest(
        customer=f"customers/{case.name}",
        purposes=restriction.purposes,
        status=restriction.status,
        reason=restriction.reason or "The customer asked for it.",
        recorder="agents/mira.holt",
    )
    return str(privacy.RestrictProcessing(request).restriction.name)


def _reserve(case: Case, entry: CaseEntry, client: Client) -> str:
    wanted = entry.message.reservation
    offer = Offer(offer_id=wanted.offer_id, offer_type=wanted.offer_type, topics=wanted.topics)
    answer = client.screen_offers(case.name, [offer], purpose=wanted.purpose, channel=wanted.channel, reserve=True)
    name = answer.decisions[0].reservation
    assert name, "the offer is cleared, and there is room for it"
    return name


def _named(case: Case, entry: CaseEntry) -> Entry:
    message = Entry()
    message.CopyFrom(entry.message)
    message.name = _name(case, entry.id)
    return message


def _name(case: Case, entry_id: str) -> str:
    return f"customers/{case.name}/entries/{entry_id}"


def _answer(response: ScreenOffersResponse, names: dict[str, str]) -> Answer:
    return Answer(
        decisions=[
            {
                "offer": decision.offer_id,
                "verdict": _short(Verdict.Name(decision.verdict), "VERDICT_"),
                "suppressions": [_plain(suppression, names) for suppression in decision.suppressions],
            }
            for decision in response.decisions
        ],
        expire_at=_instant(response.expire_time) if response.HasField("expire_time") else None,
        profile_status=_short(ProfileStatus.Name(response.profile_status), "PROFILE_STATUS_"),
    )


def _plain(suppression: Suppression, names: dict[str, str]) -> dict[str, Any]:
    assert suppression.text, "each reason is told in words too"
    return {
        "place": suppression.reason,
        "reason": _short(SuppressionReason.Name(suppression.reason), "SUPPRESSION_REASON_"),
        "entries": [names[name] for name in suppression.entries],
        "until": _instant(suppression.until) if suppression.HasField("until") else None,
        "topic": suppression.topic,
        "offer_type": suppression.offer_type,
        "shadow": suppression.shadow,
        "quote": suppression.quote,
        "recorder": suppression.recorder,
        "stated_time": _instant(suppression.stated_time) if suppression.HasField("stated_time") else None,
    }


def _short(name: str, prefix: str) -> str:
    return name.removeprefix(prefix)


def _instant(timestamp: Timestamp) -> datetime:
    return timestamp.ToDatetime(tzinfo=UTC)
