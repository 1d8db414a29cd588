"""Every case of `tests/domain/cases`, through a real channel: recorded, retracted and screened as a caller would."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from domain.case_files import Answer, Case, CaseEntry, all_cases, common_topics
from google.protobuf.timestamp_pb2 import Timestamp

from regard import Client
from regard.v1 import (
    Entry,
    ProfileStatus,
    ScreenOffersResponse,
    Suppression,
    SuppressionReason,
    Verdict,
)
from serving import Clock, serving

CASES = [case for case in all_cases() if not case.engine_only]


@pytest.fixture(scope="module")
def shared_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def shared_client(tmp_path_factory: pytest.TempPathFactory, shared_clock: Clock) -> Iterator[Client]:
    """One service for all cases, each with a customer of its own."""
    database = tmp_path_factory.mktemp("cases") / "regard.db"
    with serving(f"sqlite:///{database}", shared_clock) as target, Client(target) as client:
        client.import_topics(common_topics())
        yield client


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_service_decides_as_the_case_says_alone_and_in_a_batch(
    case: Case, shared_client: Client, shared_clock: Clock
) -> None:
    _record(case, shared_client, shared_clock)
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

    case.hold_against(_answer(response))
    case.hold_against(_answer(batch.results[1].response))


def _record(case: Case, client: Client, clock: Clock) -> None:
    if case.topics:
        client.import_topics(case.topics)
    if case.catalogue:
        client.import_offers(case.catalogue)
    for entry in case.entries:
        clock.now = entry.recorded_at
        client.record_entries(case.name, [_named(case, entry)])
    clock.now = case.retracted_at
    for entry_id in case.retracted:
        client.retract_entry(_name(case, entry_id), reason="It was wrong.", recorder="agents/mira.holt")
    if case.moved_later:
        client.import_topics(case.moved_later)


def _named(case: Case, entry: CaseEntry) -> Entry:
    message = Entry()
    message.CopyFrom(entry.message)
    message.name = _name(case, entry.id)
    return message


def _name(case: Case, entry_id: str) -> str:
    return f"customers/{case.name}/entries/{entry_id}"


def _answer(response: ScreenOffersResponse) -> Answer:
    return Answer(
        decisions=[
            {
                "offer": decision.offer_id,
                "verdict": _short(Verdict.Name(decision.verdict), "VERDICT_"),
                "suppressions": [_plain(suppression) for suppression in decision.suppressions],
            }
            for decision in response.decisions
        ],
        expire_at=_instant(response.expire_time) if response.HasField("expire_time") else None,
        profile_status=_short(ProfileStatus.Name(response.profile_status), "PROFILE_STATUS_"),
    )


def _plain(suppression: Suppression) -> dict[str, Any]:
    assert suppression.text, "each reason is told in words too"
    return {
        "place": suppression.reason,
        "reason": _short(SuppressionReason.Name(suppression.reason), "SUPPRESSION_REASON_"),
        "entries": [name.rpartition("/")[2] for name in suppression.entries],
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
