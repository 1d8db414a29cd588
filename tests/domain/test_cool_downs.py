"""Cool-downs beyond the default policy: growth, topics with all below them, and rests that overlap."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.situations import whole
from regard_server.domain.affinity import DECLINE_REMEMBERED
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import OfferResponse, Outcome
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.offer import Offer
from regard_server.domain.policy import DEFAULT_POLICY, CoolDown, CoolDownScope, Policy
from regard_server.domain.profile import Profile
from regard_server.domain.screening import screen
from regard_server.domain.suppression import Suppression
from regard_server.domain.taxonomy import Taxonomy, Topic

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TAXONOMY = Taxonomy(
    {
        path: Topic(path=path, label=path, moved_to=moved_to)
        for path, moved_to in {
            "drinks": "",
            "drinks/wine": "",
            "drinks/wine/red": "",
            "drinks/beer": "",
            "cellar": "drinks/wine",
        }.items()
    },
    version=1,
)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def rule(scope: CoolDownScope, **changes: Any) -> CoolDown:
    usual: dict[str, Any] = {
        "scope": scope,
        "outcomes": frozenset({Outcome.DECLINED}),
        "responses_min": 1,
        "window": days(30),
        "duration": days(10),
    }
    return CoolDown(**(usual | changes))


def declined(*after: float, topics: Sequence[str] = (), start: datetime = START) -> list[Entry[OfferResponse]]:
    """Of the offer `o`, of type `card`, so many days after the start."""
    return [
        Entry(
            id=f"{topics[0] if topics else 'declined'}-{index}",
            provenance=Provenance(basis=Basis.OBSERVED),
            content=OfferResponse(offer_id="o", offer_type="card", topics=tuple(topics), outcome=Outcome.DECLINED),
            effective_at=start + days(count),
            expire_at=None,
            revision=index + 1,
            ordinal=0,
            created_at=start,
        )
        for index, count in enumerate(after)
    ]


def resting(
    entries: Sequence[Entry[OfferResponse]], *rules: CoolDown, after: timedelta, topic: str = ""
) -> Sequence[Suppression]:
    """What is told against the offer, about this topic if any, so long after the start."""
    profile = Profile(whole(entries), policy=Policy(version=1, cool_downs=rules), taxonomy=TAXONOMY)
    offer = Offer(id="o", offer_type="card", topics=(topic,) if topic else ())
    answer = screen(profile, [offer], purpose=Purpose.LOYALTY, channel=Channel.APP, at=START + after)
    [decision] = answer.decisions
    return decision.suppressions


def until(entries: Sequence[Entry[OfferResponse]], *rules: CoolDown, after: float) -> list[datetime | None]:
    return [suppression.until for suppression in resting(entries, *rules, after=days(after))]


def test_each_further_decline_multiplies_the_rest() -> None:
    grows = rule(CoolDownScope.OFFER, growth_factor=2.0, duration_max=days(365))

    assert until(declined(0), grows, after=1) == [START + days(10)]
    assert until(declined(0, 2), grows, after=3) == [START + days(2 + 20)]
    assert until(declined(0, 2, 4), grows, after=5) == [START + days(4 + 40)]


def test_the_rest_grows_no_longer_than_the_maximum() -> None:
    grows = rule(CoolDownScope.OFFER, growth_factor=2.0, duration_max=days(25))

    assert until(declined(0, 1, 2, 3, 4, 5), grows, after=6) == [START + days(5 + 25)]


def test_only_declines_beyond_the_least_number_make_it_grow() -> None:
    grows = rule(CoolDownScope.OFFER, responses_min=2, growth_factor=3.0, duration_max=days(365))

    assert until(declined(0), grows, after=0) == []
    assert until(declined(0, 1), grows, after=1) == [START + days(1 + 10)]
    assert until(declined(0, 1, 2), grows, after=2) == [START + days(2 + 30)]


def test_a_decline_that_left_the_window_no_longer_makes_it_grow() -> None:
    grows = rule(CoolDownScope.OFFER, window=days(5), growth_factor=2.0, duration_max=days(365))

    assert until(declined(0, 5), grows, after=5) == [START + days(5 + 10)]
    assert until(declined(0, 4.9), grows, after=5) == [START + days(4.9 + 20)]


def test_a_shorter_rest_that_begins_later_ends_no_longer_one() -> None:
    """The first, grown threefold by the one before, outlasts the last, which came when the window was empty again."""
    grows = rule(CoolDownScope.OFFER, window=days(3), growth_factor=9.0, duration_max=days(365))

    assert until(declined(0, 1, 20), grows, after=25) == [START + days(1 + 90)]


def test_rests_that_overlap_or_touch_are_one() -> None:
    rests = rule(CoolDownScope.OFFER)

    assert until(declined(0, 8), rests, after=1) == [START + days(18)]
    assert until(declined(0, 10, 20), rests, after=1) == [START + days(30)]


def test_rests_with_a_gap_between_them_are_two() -> None:
    rests, twice = rule(CoolDownScope.OFFER), declined(0, 11)

    assert until(twice, rests, after=1) == [START + days(10)]
    assert until(twice, rests, after=10) == []
    assert resting(twice, rests, after=days(11) - MICROSECOND) == ()
    assert until(twice, rests, after=11) == [START + days(21)]


def test_two_declines_of_one_instant_count_as_two() -> None:
    twice = rule(CoolDownScope.OFFER_TYPE, responses_min=2)

    [suppression] = resting(declined(0, 0), twice, after=days(0))

    assert [entry.id for entry in suppression.evidence] == ["declined-1", "declined-0"]


def test_the_newest_twenty_declines_are_told() -> None:
    [suppression] = resting(declined(*(count / 10 for count in range(25))), rule(CoolDownScope.OFFER), after=days(3))

    assert [entry.id for entry in suppression.evidence] == [f"declined-{index}" for index in range(24, 4, -1)]


def test_two_rules_of_one_scope_are_told_apart() -> None:
    short, long = rule(CoolDownScope.OFFER), rule(CoolDownScope.OFFER, duration=days(20))

    assert until(declined(0), short, long, after=5) == [START + days(10), START + days(20)]
    assert until(declined(0), short, long, after=15) == [START + days(20)]


def test_a_declined_topic_rests_with_all_below_it() -> None:
    about_wine, rests = declined(0, topics=["drinks/wine"]), rule(CoolDownScope.TOPIC)

    for topic in ("drinks/wine", "drinks/wine/red", "cellar"):
        [suppression] = resting(about_wine, rests, after=days(1), topic=topic)
        assert (suppression.topic, suppression.until) == ("drinks/wine", START + days(10))
    for topic in ("drinks", "drinks/beer"):
        assert resting(about_wine, rests, after=days(1), topic=topic) == ()


def test_declines_below_a_declined_topic_count_for_it() -> None:
    twice = rule(CoolDownScope.TOPIC, responses_min=2)
    entries = [*declined(0, topics=["drinks/wine"]), *declined(1, topics=["drinks/wine/red"])]

    [suppression] = resting(entries, twice, after=days(2), topic="drinks/wine")
    assert [entry.id for entry in suppression.evidence] == ["drinks/wine/red-0", "drinks/wine-0"]
    assert resting(entries[1:], twice, after=days(2), topic="drinks/wine/red") == ()


def test_what_was_declined_under_an_old_path_rests_under_the_new() -> None:
    [suppression] = resting(
        declined(0, topics=["cellar"]), rule(CoolDownScope.TOPIC), after=days(1), topic="drinks/wine"
    )

    assert suppression.topic == "drinks/wine"


def test_a_decline_of_tomorrow_rests_nothing_today() -> None:
    """That it will name drinks doesn't make today's decline of wine one of all drinks."""
    entries = [*declined(0, topics=["drinks/wine"]), *declined(2, topics=["drinks"])]

    assert resting(entries, rule(CoolDownScope.TOPIC), after=days(1), topic="drinks/beer") == ()


def test_a_decline_that_left_the_window_rests_nothing_more() -> None:
    """That it once named drinks doesn't make a decline of wine, months later, one of all drinks."""
    entries = [*declined(0, topics=["drinks"]), *declined(100, topics=["drinks/wine"])]

    assert resting(entries, rule(CoolDownScope.TOPIC), after=days(101), topic="drinks/beer") == ()


def test_the_horizon_holds_the_longest_window_and_the_longest_rest_and_what_affinity_remembers() -> None:
    grows = rule(CoolDownScope.OFFER, growth_factor=2.0, duration_max=days(200))

    assert Policy(version=1, cool_downs=(rule(CoolDownScope.OFFER_TYPE), grows)).horizon == days(30 + 200)
    assert Policy(version=1, cool_downs=()).horizon == DECLINE_REMEMBERED
    assert DEFAULT_POLICY.horizon == days(180 + 180)
