"""Which drafts are taken in: who may say what on which basis, and which times go together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from regard_server.domain.content import OfferResponse, Outcome, Preference, Stance
from regard_server.domain.entry import Basis, Draft, Provenance
from regard_server.domain.entry_rules import check_drafts, entry_from, filled_in, says_the_same
from regard_server.domain.errors import InvalidFields, UnknownTopic
from regard_server.domain.offer import Offer
from regard_server.domain.taxonomy import Taxonomy, Topic

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TAXONOMY = Taxonomy({"golf": Topic(path="golf", label="Golf")}, version=1)
STATED = Provenance(basis=Basis.STATED, recorder="agents/mira.holt", quote="I can't stand golf.")
OBSERVED = Provenance(basis=Basis.OBSERVED)
NO_GOLF = Draft(provenance=STATED, content=Preference(topic="golf", stance=Stance.DISLIKES))
DECLINED = Draft(provenance=OBSERVED, content=OfferResponse(offer_id="tee-time", outcome=Outcome.DECLINED))


def faults(*drafts: Draft) -> list[str]:
    try:
        check_drafts(drafts, TAXONOMY)
    except InvalidFields as refused:
        return [violation.field for violation in refused.violations]
    return []


@pytest.mark.parametrize(
    ("provenance", "fields"),
    [
        (STATED, []),
        (replace(STATED, quote="", source_id="row-7"), []),
        (replace(STATED, recorder=""), ["entries[0].provenance.recorder"]),
        (replace(STATED, quote=""), ["entries[0].provenance.quote"]),
        (
            Provenance(basis=Basis.STATED),
            ["entries[0].provenance.recorder", "entries[0].provenance.quote"],
        ),
        (OBSERVED, []),
        (Provenance(basis=Basis.INFERRED, confidence=0.5), []),
        (Provenance(basis=Basis.OBSERVED, confidence=0.5), ["entries[0].provenance.confidence"]),
        (replace(STATED, confidence=1.0), ["entries[0].provenance.confidence"]),
        (replace(STATED, source_system="crm"), ["entries[0].provenance.source_id"]),
    ],
)
def test_where_an_entry_comes_from_must_be_told(provenance: Provenance, fields: list[str]) -> None:
    assert faults(replace(NO_GOLF, provenance=provenance)) == fields


@pytest.mark.parametrize("basis", [Basis.OBSERVED, Basis.INFERRED])
def test_only_the_customer_can_say_never(basis: Basis) -> None:
    never = Preference(topic="golf", stance=Stance.NEVER)

    assert faults(replace(NO_GOLF, content=never)) == []
    assert faults(Draft(provenance=Provenance(basis=basis), content=never)) == ["entries[0].preference.stance"]


@pytest.mark.parametrize(
    ("effective_at", "stated_at", "expire_at", "fields"),
    [
        (NOW, None, NOW + DAY, []),
        (NOW, None, NOW, ["entries[0].expire_time"]),
        (NOW, None, NOW - DAY, ["entries[0].expire_time"]),
        (None, NOW, NOW, ["entries[0].expire_time"]),
        (NOW - DAY, NOW, NOW, []),
        (None, None, NOW - DAY, []),
    ],
)
def test_an_entry_ends_after_it_begins(
    effective_at: datetime | None, stated_at: datetime | None, expire_at: datetime, fields: list[str]
) -> None:
    provenance = replace(STATED, stated_at=stated_at)

    assert faults(replace(NO_GOLF, provenance=provenance, effective_at=effective_at, expire_at=expire_at)) == fields


def test_what_begins_with_its_recording_must_end_after_that() -> None:
    ended = replace(NO_GOLF, expire_at=NOW)

    with pytest.raises(InvalidFields) as refused:
        entry_from(ended, entry_id="e", revision=1, ordinal=3, now=NOW)

    assert [violation.field for violation in refused.value.violations] == ["entries[3].expire_time"]
    assert entry_from(ended, entry_id="e", revision=1, ordinal=3, now=NOW - DAY).effective_at == NOW - DAY


def test_what_happened_to_an_offer_doesnt_expire() -> None:
    assert faults(replace(DECLINED, expire_at=NOW)) == ["entries[0].expire_time"]


def test_an_id_given_twice_is_refused() -> None:
    assert faults(replace(NO_GOLF, id="same"), DECLINED, replace(DECLINED, id="same")) == [
        "entries[0].name",
        "entries[2].name",
    ]


def test_every_fault_of_a_request_is_told_at_once() -> None:
    bad = replace(NO_GOLF, provenance=replace(STATED, recorder=""))

    assert faults(bad, NO_GOLF, bad) == ["entries[0].provenance.recorder", "entries[2].provenance.recorder"]


def test_a_preference_on_an_unknown_topic_is_refused() -> None:
    on_polo = replace(NO_GOLF, content=Preference(topic="polo", stance=Stance.DISLIKES))

    with pytest.raises(UnknownTopic) as refused:
        check_drafts([NO_GOLF, on_polo], TAXONOMY)

    assert (refused.value.field, refused.value.topic) == ("entries[1].preference.topic", "polo")


def test_a_response_about_an_unknown_topic_is_taken_in() -> None:
    about_polo = OfferResponse(offer_id="chukka", topics=("polo",), outcome=Outcome.DECLINED)

    assert faults(replace(DECLINED, content=about_polo)) == []


@pytest.mark.parametrize(
    ("effective_at", "stated_at", "expected"),
    [(NOW - DAY, NOW - 2 * DAY, NOW - DAY), (None, NOW - 2 * DAY, NOW - 2 * DAY), (None, None, NOW)],
)
def test_an_entry_holds_from_its_effective_time_else_when_it_was_stated_else_when_it_was_recorded(
    effective_at: datetime | None, stated_at: datetime | None, expected: datetime
) -> None:
    draft = replace(NO_GOLF, effective_at=effective_at, provenance=replace(STATED, stated_at=stated_at))

    assert entry_from(draft, entry_id="e", revision=1, ordinal=0, now=NOW).effective_at == expected


def test_what_a_response_leaves_out_is_taken_from_the_catalogue() -> None:
    catalogue = {"tee-time": Offer(id="tee-time", offer_type="day-out", topics=("golf",))}
    said = OfferResponse(offer_id="tee-time", offer_type="gift", outcome=Outcome.DECLINED)

    filled = filled_in(DECLINED, catalogue).content
    own = filled_in(replace(DECLINED, content=said), catalogue).content

    assert isinstance(filled, OfferResponse)
    assert isinstance(own, OfferResponse)
    assert (filled.offer_type, filled.topics) == ("day-out", ("golf",))
    assert (own.offer_type, own.topics) == ("gift", ("golf",))
    assert filled_in(DECLINED, {}) == DECLINED
    assert filled_in(NO_GOLF, catalogue) == NO_GOLF


def test_an_entry_says_the_same_as_its_draft_whenever_it_was_recorded() -> None:
    entry = entry_from(NO_GOLF, entry_id="e", revision=1, ordinal=0, now=NOW)
    likes = replace(NO_GOLF, content=Preference(topic="golf", stance=Stance.LIKES))

    assert says_the_same(entry, NO_GOLF)
    assert says_the_same(entry, replace(NO_GOLF, effective_at=NOW))
    assert not says_the_same(entry, replace(NO_GOLF, effective_at=NOW + DAY))
    assert not says_the_same(entry, replace(NO_GOLF, expire_at=NOW + DAY))
    assert not says_the_same(entry, replace(NO_GOLF, provenance=replace(STATED, quote="Golf? No.")))
    assert not says_the_same(entry, likes)
