"""A customer nobody knows, by every channel and for every purpose: unknown is never "no objection"."""

import pytest

from domain.ledgers import NOW
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.offer import Offer
from regard_server.domain.policy import DEFAULT_POLICY, SuppressionReason
from regard_server.domain.profile import Profile, ProfileStatus
from regard_server.domain.screening import screen
from regard_server.domain.taxonomy import Taxonomy

NOBODY = Profile(None, policy=DEFAULT_POLICY, taxonomy=Taxonomy({}, version=1))
OUTBOUND = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.PUSH, Channel.POST, Channel.MESSAGING)
PRESENT = (Channel.WEB, Channel.APP, Channel.IN_PERSON, Channel.AGENT_CALL)


NEEDS_CONSENT = {(Purpose.MARKETING, channel) for channel in OUTBOUND if channel is not Channel.POST}
NIGHT_BEGINS = NOW.replace(hour=21)


def reasons(channel: Channel, purpose: Purpose, *, suppress_unknown: bool | None) -> list[SuppressionReason]:
    """At noon, without CONSENT_MISSING, which is told wherever a consent is needed."""
    answer = screen(
        NOBODY, [Offer(id="o")], purpose=purpose, channel=channel, at=NOW, suppress_unknown=suppress_unknown
    )
    [decision] = answer.decisions
    assert decision.cleared == (not decision.suppressions)
    assert answer.expire_at == (NIGHT_BEGINS if channel in OUTBOUND and purpose is not Purpose.SERVICE else None)
    told = [suppression.reason for suppression in decision.suppressions]
    assert (SuppressionReason.CONSENT_MISSING in told) == ((purpose, channel) in NEEDS_CONSENT)
    return [reason for reason in told if reason is not SuppressionReason.CONSENT_MISSING]


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("channel", OUTBOUND)
def test_outside_they_are_left_alone(channel: Channel, purpose: Purpose) -> None:
    assert reasons(channel, purpose, suppress_unknown=None) == [SuppressionReason.CUSTOMER_UNKNOWN]


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("channel", PRESENT)
def test_when_they_are_here_they_are_served(channel: Channel, purpose: Purpose) -> None:
    assert reasons(channel, purpose, suppress_unknown=None) == []


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("channel", [*OUTBOUND, *PRESENT])
def test_the_caller_may_decide_otherwise(channel: Channel, purpose: Purpose) -> None:
    assert reasons(channel, purpose, suppress_unknown=True) == [SuppressionReason.CUSTOMER_UNKNOWN]
    assert reasons(channel, purpose, suppress_unknown=False) == []


def test_the_answer_tells_that_it_rests_on_no_profile() -> None:
    assert (NOBODY.status, NOBODY.revision) == (ProfileStatus.UNKNOWN_CUSTOMER, 0)
