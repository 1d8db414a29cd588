"""Of merged customers the strictest consent, restriction and quiet hours count, until something newer is said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.ledgers import entry
from domain.situations import whole
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    ContactRule,
    DoNotContact,
    QuietHours,
    Restriction,
    RestrictionStatus,
)
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.offer import Offer
from regard_server.domain.policy import DEFAULT_POLICY
from regard_server.domain.profile import Profile
from regard_server.domain.screening import screen
from regard_server.domain.snapshot import Member
from regard_server.domain.taxonomy import Taxonomy

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
MERGED = NOON - timedelta(days=10)
GIVEN = Consent(purpose=Purpose.MARKETING, status=ConsentStatus.GIVEN)
REFUSED = replace(GIVEN, status=ConsentStatus.REFUSED)


def said(content: Any, *, days_ago: int, owner: str = "") -> Entry[Any]:
    at = NOON - timedelta(days=days_ago)
    return replace(entry(content, Basis.STATED, at), id=f"{owner}{days_ago}", owner=owner, created_at=at)


def told(
    entries: Sequence[Entry[Any]], purpose: Purpose = Purpose.MARKETING
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Reasons against an e-mail, each with its entries by owner and id."""
    members = (Member(customer="other", into="c", merged_at=MERGED),)
    profile = Profile(replace(whole(entries), members=members), policy=DEFAULT_POLICY, taxonomy=Taxonomy({}, version=1))
    [decision] = screen(profile, [Offer(id="o")], purpose=purpose, channel=Channel.EMAIL, at=NOON).decisions
    return [(each.reason.name, [one.key for one in each.evidence]) for each in decision.suppressions]


def test_the_refusal_of_one_counts_though_the_other_agreed_later() -> None:
    entries = [said(REFUSED, days_ago=30, owner="other"), said(GIVEN, days_ago=20)]

    assert told(entries) == [("CONSENT_MISSING", [("other", "other30")])]


def test_what_is_said_after_the_merge_counts() -> None:
    entries = [said(REFUSED, days_ago=30, owner="other"), said(GIVEN, days_ago=5)]

    assert told(entries) == []


def test_a_restriction_of_one_counts_though_the_other_lifted_theirs_later() -> None:
    restricted = Restriction(purposes=(Purpose.LOYALTY,), status=RestrictionStatus.RESTRICTED)
    entries = [
        said(restricted, days_ago=30, owner="other"),
        said(replace(restricted, status=RestrictionStatus.LIFTED), days_ago=20),
    ]

    assert told(entries, Purpose.LOYALTY) == [("PROCESSING_RESTRICTED", [("other", "other30")])]


def test_the_longer_quiet_hours_count() -> None:
    short = ContactRule(quiet_hours=QuietHours(start_minute=0, end_minute=60))
    long = ContactRule(quiet_hours=QuietHours(start_minute=600, end_minute=900))

    assert told([said(long, days_ago=30, owner="other"), said(short, days_ago=20)], Purpose.LOYALTY) == [
        ("QUIET_HOURS", [("other", "other30")])
    ]


def test_the_instructions_of_all_count() -> None:
    entries = [
        said(ContactRule(do_not_contact=DoNotContact()), days_ago=30, owner="other"),
        said(ContactRule(do_not_contact=DoNotContact(channels=(Channel.EMAIL,))), days_ago=20),
    ]

    assert told(entries, Purpose.RESEARCH) == [("DO_NOT_CONTACT", [("", "20"), ("other", "other30")])]
