"""The sentences that people read. Each is fixed here, word for word; nowhere else does a test look at a text."""

from datetime import UTC, datetime
from typing import Any

import pytest

from regard_server.domain.channel import Channel
from regard_server.domain.content import OfferResponse, Outcome, Preference, Stance
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.explain import explain
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.suppression import Suppression

MAY = datetime(2026, 5, 3, 9, tzinfo=UTC)
JULY = datetime(2026, 7, 1, tzinfo=UTC)


def entry(content: Any, basis: Basis = Basis.STATED, quote: str = "", channel: Channel = Channel.PHONE) -> Entry[Any]:
    return Entry(
        id="e",
        provenance=Provenance(basis=basis, quote=quote, channel=channel, recorder="agents/mira.holt"),
        content=content,
        effective_at=MAY,
        expire_at=None,
        revision=1,
        ordinal=0,
        created_at=MAY,
    )


def disliked(*, quote: str = "", until: datetime | None = None, **about: Any) -> Suppression:
    basis, channel = about.pop("basis", Basis.STATED), about.pop("channel", Channel.PHONE)
    usual: dict[str, Any] = {"topic": "golf", "stance": Stance.DISLIKES}
    preference = Preference(**(usual | about))
    evidence = (entry(preference, basis, quote, channel),)
    return Suppression(reason=SuppressionReason.DISLIKED, evidence=evidence, until=until)


def declined(outcome: Outcome = Outcome.DECLINED, times: int = 1, quote: str = "", **about: Any) -> Suppression:
    response = OfferResponse(offer_id="o", outcome=outcome, reason=about.pop("why", ""))
    evidence = (entry(response, quote=quote),) * times
    return Suppression(reason=SuppressionReason.DECLINED_RECENTLY, evidence=evidence, until=JULY, **about)


@pytest.mark.parametrize(
    ("suppression", "sentence"),
    [
        (disliked(quote="Golf is not for me"), "You told us on 3 May 2026 by phone: “Golf is not for me”."),
        (
            disliked(quote="Not this summer", until=JULY),
            "You told us on 3 May 2026 by phone: “Not this summer” (until 1 July 2026).",
        ),
        (disliked(), "You told us on 3 May 2026 by phone that you don't like golf."),
        (disliked(stance=Stance.NEVER), "You told us on 3 May 2026 by phone that you never want golf."),
        (disliked(channel=Channel.EMAIL), "You told us on 3 May 2026 by e-mail that you don't like golf."),
        (disliked(channel=Channel.UNSPECIFIED), "You told us on 3 May 2026 that you don't like golf."),
        (
            disliked(topic="", offer_type="card"),
            "You told us on 3 May 2026 by phone that you don't like offers of the kind card.",
        ),
        (
            disliked(basis=Basis.OBSERVED),
            "What you did tells us that you don't like golf, and you have said nothing else.",
        ),
    ],
)
def test_a_dislike_is_told_in_the_customers_own_words_where_there_are_any(
    suppression: Suppression, sentence: str
) -> None:
    assert explain(suppression) == sentence


def test_a_quote_that_is_a_whole_sentence_ends_with_its_own_full_stop() -> None:
    told = "You told us on 3 May 2026 by phone: “I can't stand golf.”"

    assert explain(disliked(quote="I can't stand golf.")) == told


def test_a_long_quote_is_shortened_and_says_so() -> None:
    told = explain(disliked(quote="no " * 200))

    assert told == "You told us on 3 May 2026 by phone: “" + ("no " * 100).rstrip() + "…”."


@pytest.mark.parametrize(
    ("suppression", "sentence"),
    [
        (declined(), "You declined this offer on 3 May 2026 (until 1 July 2026)."),
        (
            declined(quote="Not for me"),
            "You declined this offer on 3 May 2026: “Not for me” (until 1 July 2026).",
        ),
        (
            declined(why="too far away"),
            "You declined this offer on 3 May 2026: “too far away” (until 1 July 2026).",
        ),
        (
            declined(Outcome.COMPLAINED, offer_type="card"),
            "You complained about an offer of the kind card on 3 May 2026 (until 1 July 2026).",
        ),
        (
            declined(times=2, offer_type="card"),
            "You declined an offer of the kind card on 3 May 2026, 2 times of late (until 1 July 2026).",
        ),
        (
            declined(Outcome.IGNORED, times=3),
            "You didn't answer this offer on 3 May 2026, 3 times of late (until 1 July 2026).",
        ),
        (declined(topic="golf"), "You declined an offer about golf on 3 May 2026 (until 1 July 2026)."),
    ],
)
def test_a_cool_down_is_told_with_what_began_it_and_its_end(suppression: Suppression, sentence: str) -> None:
    assert explain(suppression) == sentence


@pytest.mark.parametrize(
    ("suppression", "sentence"),
    [
        (
            Suppression(reason=SuppressionReason.DATA_UNAVAILABLE),
            "What you told us could not be read just now, so we leave it.",
        ),
        (
            Suppression(reason=SuppressionReason.CUSTOMER_UNKNOWN),
            "We don't know you yet, so we don't write to you.",
        ),
        (Suppression(reason=SuppressionReason.OFFER_UNKNOWN), "Our catalogue has no such offer."),
        (Suppression(reason=SuppressionReason.OFFER_NOT_VALID), "This offer is not made any more."),
        (
            Suppression(reason=SuppressionReason.OFFER_NOT_VALID, until=JULY),
            "This offer is not made before 1 July 2026.",
        ),
        (
            Suppression(reason=SuppressionReason.OFFER_UNCLASSIFIED),
            "We can't tell what this offer is about, and so not whether you would mind.",
        ),
        (
            Suppression(reason=SuppressionReason.OFFER_UNCLASSIFIED, topic="mead"),
            "We can't tell what “mead” stands for, and so not whether you would mind.",
        ),
    ],
)
def test_what_is_no_wish_of_the_customer_is_told_plainly(suppression: Suppression, sentence: str) -> None:
    assert explain(suppression) == sentence


@pytest.mark.parametrize("reason", SuppressionReason)
def test_every_reason_has_a_sentence(reason: SuppressionReason) -> None:
    example = {
        SuppressionReason.DISLIKED: disliked(),
        SuppressionReason.DECLINED_RECENTLY: declined(),
    }.get(reason, Suppression(reason=reason))

    assert explain(example).endswith(".")
