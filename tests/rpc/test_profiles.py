"""GetProfile: the current view, in the asked width, true at the instant of reading though it is kept in memory."""

from datetime import timedelta

import pytest

from regard import Client
from regard.v1 import Profile, ProfileStatus, Stance, SuppressionReason, Verdict
from serving import Clock

from .entries import CLUB, responded, said


def stances(profile: Profile) -> list[tuple[str, str]]:
    return [(entry.preference.topic, Stance.Name(entry.preference.stance)[7:]) for entry in profile.preferences]


def test_a_customer_nobody_knows_is_an_answer(client: Client) -> None:
    profile = client.get_profile("nobody").profile

    assert ProfileStatus.Name(profile.status) == "PROFILE_STATUS_UNKNOWN_CUSTOMER"
    assert (profile.name, profile.revision, profile.etag) == ("customers/nobody", 0, "")
    assert not profile.HasField("create_time")
    assert not profile.preferences


@pytest.mark.parametrize(
    ("channel", "on_unknown", "cleared"),
    [
        ("email", None, False),
        ("sms", None, False),
        ("phone", None, False),
        ("push", None, False),
        ("post", None, False),
        ("messaging", None, False),
        ("web", None, True),
        ("app", None, True),
        ("in-person", None, True),
        ("agent-call", None, True),
        ("email", "allow", True),
        ("app", "suppress", False),
    ],
)
def test_screening_for_a_customer_nobody_knows_follows_on_unknown_else_the_channel(
    client: Client, channel: str, on_unknown: str | None, *, cleared: bool
) -> None:
    answer = client.screen_offers("nobody", [CLUB], purpose="service", channel=channel, on_unknown=on_unknown)
    [batched] = client.batch_screen_offers(
        ["nobody"], [CLUB], purpose="service", channel=channel, on_unknown=on_unknown
    ).results

    [decision] = answer.decisions
    assert (decision.verdict == Verdict.VERDICT_CLEARED) is cleared
    reasons = [SuppressionReason.Name(one.reason) for one in decision.suppressions]
    assert reasons == ([] if cleared else ["SUPPRESSION_REASON_CUSTOMER_UNKNOWN"])
    assert ProfileStatus.Name(answer.profile_status) == "PROFILE_STATUS_UNKNOWN_CUSTOMER"
    assert answer.revision == 0
    assert list(batched.response.decisions) == [decision]


def test_each_view_adds_to_the_one_before(client: Client, clock: Clock) -> None:
    client.record_entries("u1", [said()])
    clock.advance(timedelta(hours=1))
    client.record_entries("u1", [responded()])

    basic, screening, full, unsaid = (
        client.get_profile("u1", view=view).profile for view in ("basic", "screening", "full", None)
    )

    for profile in (basic, screening, full):
        assert (profile.name, profile.revision, profile.etag) == ("customers/u1", 2, full.etag)
        assert ProfileStatus.Name(profile.status) == "PROFILE_STATUS_KNOWN"
        assert profile.update_time.seconds - profile.create_time.seconds == 3600
    assert [len(profile.preferences) for profile in (basic, screening, full)] == [0, 1, 1]
    assert [len(profile.offer_responses) for profile in (basic, screening, full)] == [0, 0, 1]
    assert not screening.HasField("offer_responses_horizon_time")
    assert full.HasField("offer_responses_horizon_time")
    assert unsaid == full


def test_a_preference_ends_exactly_at_its_expire_time_though_the_profile_is_kept_in_memory(
    client: Client, clock: Clock
) -> None:
    end = clock.now + timedelta(days=1)
    client.record_entries("u1", [said(stance="likes"), said("culture"), said(expire_time=end)])
    newest_first = [("culture", "DISLIKES"), ("sports/golf", "DISLIKES")]
    assert stances(client.get_profile("u1").profile) == newest_first

    clock.now = end - timedelta(microseconds=1)
    assert stances(client.get_profile("u1").profile) == newest_first
    clock.now = end
    assert stances(client.get_profile("u1").profile) == [("culture", "DISLIKES"), ("sports/golf", "LIKES")]
    clock.now = end - timedelta(microseconds=1)  # a clock that was set back
    assert stances(client.get_profile("u1").profile) == newest_first


def test_a_preference_begins_exactly_at_its_effective_time(client: Client, clock: Clock) -> None:
    begins = clock.now + timedelta(days=1)
    client.record_entries("u1", [said(effective_time=begins)])
    for view in ("screening", "full"):
        assert stances(client.get_profile("u1", view=view).profile) == []

    clock.now = begins - timedelta(microseconds=1)
    assert stances(client.get_profile("u1").profile) == []
    clock.now = begins
    for view in ("screening", "full"):
        assert stances(client.get_profile("u1", view=view).profile) == [("sports/golf", "DISLIKES")]


def test_a_read_sees_the_write_that_was_answered_before_it(client: Client) -> None:
    for revision in range(1, 20):
        client.record_entries("u1", [said()])
        assert client.get_profile("u1").profile.revision == revision
        assert client.screen_offers("u1", [CLUB], purpose="loyalty", channel="app").revision == revision


def test_preferences_are_told_strongest_basis_first_then_by_target(client: Client) -> None:
    client.record_entries(
        "u1",
        [
            said("travel", basis="inferred"),
            said("culture", basis="observed"),
            said("travel"),
            said("culture"),
            said("charity", basis="inferred"),
        ],
    )

    found = client.get_profile("u1").profile.preferences

    assert [(entry.provenance.basis, entry.preference.topic) for entry in found] == [
        (1, "culture"),
        (1, "travel"),
        (2, "culture"),
        (3, "charity"),
        (3, "travel"),
    ]


def test_many_profiles_come_in_the_order_of_the_request_each_as_alone(client: Client) -> None:
    for number in range(5):
        client.record_entries(f"u{number}", [said()] * (number + 1))
    wanted = ["u3", "nobody", "u0", "u3", "u4", "u1"]

    results = client.batch_get_profiles(wanted).results

    assert [result.customer for result in results] == [f"customers/{name}" for name in wanted]
    for name, result in zip(wanted, results, strict=True):
        assert result.response.profile == client.get_profile(name).profile


def test_many_screenings_come_in_the_order_of_the_request_each_as_alone(client: Client) -> None:
    client.record_entries("u1", [said()])
    client.record_entries("u2", [said(stance="likes")])
    wanted = ["u2", "nobody", "u1", "u2"]

    results = client.batch_screen_offers(wanted, [CLUB], purpose="loyalty", channel="app").results

    assert [result.customer for result in results] == [f"customers/{name}" for name in wanted]
    for name, result in zip(wanted, results, strict=True):
        alone = client.screen_offers(name, [CLUB], purpose="loyalty", channel="app")
        assert result.response.decisions == alone.decisions
        assert result.response.revision == alone.revision
