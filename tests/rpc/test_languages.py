"""The caller's language, by every way to ask; what one caller read in German another reads in English."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

import regard
from regard import Client
from regard.v1 import (
    AudienceOpen,
    BatchScreenOffersRequest,
    Channel,
    Purpose,
    ScreenAudienceRequest,
    ScreenOffersRequest,
    ScreenOffersResponse,
)
from regard.v1.screening_service_pb2_grpc import ScreeningServiceStub

CUSTOMER = "customers/u1"
ASKED: dict[str, Any] = {
    "offers": [regard.offer("club", topics=["sports/golf"]), regard.offer("mystery", topics=["unheard-of"])],
    "purpose": Purpose.PURPOSE_LOYALTY,
    "channel": Channel.CHANNEL_APP,
}
TEXTS = {
    "de": {
        "Am 3. Mai 2026 haben Sie uns gesagt: „I can't stand golf.“",
        "Wir wissen nicht, wofür „unheard-of“ steht, und also auch nicht, ob es Sie stören würde.",
    },
    "en": {
        "You told us on 3 May 2026: “I can't stand golf.”",
        "We can't tell what “unheard-of” stands for, and so not whether you would mind.",
    },
}


@pytest.fixture
def stub(client: Client, target: str) -> Iterator[Any]:
    golf = regard.preference(
        topic="sports/golf", stance="dislikes", quote="I can't stand golf.", recorder="agents/mira.holt"
    )
    golf.provenance.stated_time.FromJsonString("2026-05-03T09:00:00Z")
    client.record_entries("u1", [golf])
    with grpc.insecure_channel(target) as channel:
        yield ScreeningServiceStub(channel)  # type: ignore[no-untyped-call]


def texts(answer: ScreenOffersResponse) -> set[str]:
    return {suppression.text for decision in answer.decisions for suppression in decision.suppressions}


def test_every_way_to_ask_answers_in_the_callers_language(stub: Any) -> None:
    for language, wanted in [("de", "de"), ("", "en"), ("de-CH", "de"), ("en-AU", "en"), ("pt-BR", "en")] * 2:
        alone = stub.ScreenOffers(ScreenOffersRequest(customer=CUSTOMER, language=language, **ASKED))
        batch = stub.BatchScreenOffers(BatchScreenOffersRequest(customers=[CUSTOMER], language=language, **ASKED))
        opened = ScreenAudienceRequest(open=AudienceOpen(language=language, **ASKED))
        [chunk] = stub.ScreenAudience(iter([opened, ScreenAudienceRequest(customers=[CUSTOMER])]))

        for answer in (alone, batch.results[0].response, chunk.results[0].response):
            assert texts(answer) == TEXTS[wanted]


@pytest.mark.parametrize("language", ["de_DE", "-de", "de-", "a" * 9, "de-" * 12 + "de"])
def test_what_is_no_language_tag_is_refused(stub: Any, language: str) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        stub.ScreenOffers(ScreenOffersRequest(customer=CUSTOMER, language=language, **ASKED))

    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
