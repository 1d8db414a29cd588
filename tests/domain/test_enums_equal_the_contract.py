"""The enums of the domain have the names and the numbers of the contract's."""

from enum import IntEnum
from typing import Any

import pytest

from regard import v1
from regard_server.domain import brief, channel, content, contradictions, entry, policy, profile, profile_view


@pytest.mark.parametrize(
    ("domain", "contract", "prefix"),
    [
        (entry.Basis, v1.Basis, "BASIS_"),
        (channel.Channel, v1.Channel, "CHANNEL_"),
        (channel.Purpose, v1.Purpose, "PURPOSE_"),
        (content.Stance, v1.Stance, "STANCE_"),
        (content.Outcome, v1.Outcome, "OUTCOME_"),
        (content.EntryKind, v1.EntryKind, "ENTRY_KIND_"),
        (entry.EntryState, v1.EntryState, "ENTRY_STATE_"),
        (content.MomentKind, v1.MomentKind, "MOMENT_KIND_"),
        (content.Handling, v1.Handling, "HANDLING_"),
        (content.Sensitivity, v1.Sensitivity, "SENSITIVITY_"),
        (content.CommitmentKind, v1.CommitmentKind, "COMMITMENT_KIND_"),
        (content.CommitmentStatus, v1.CommitmentStatus, "COMMITMENT_STATUS_"),
        (content.ConsentStatus, v1.ConsentStatus, "CONSENT_STATUS_"),
        (content.RestrictionStatus, v1.RestrictionStatus, "RESTRICTION_STATUS_"),
        (content.IdentityLinkStatus, v1.IdentityLinkStatus, "IDENTITY_LINK_STATUS_"),
        (contradictions.ConflictRule, v1.ConflictRule, "CONFLICT_RULE_"),
        (profile_view.FieldStatus, v1.FieldStatus, "FIELD_STATUS_"),
        (policy.SuppressionReason, v1.SuppressionReason, "SUPPRESSION_REASON_"),
        (policy.CoolDownScope, v1.CoolDownScope, "COOL_DOWN_SCOPE_"),
        (policy.CapScope, v1.CapScope, "CAP_SCOPE_"),
        (policy.Calendar, v1.Calendar, "CALENDAR_"),
        (policy.CheckInTrigger, v1.CheckInTrigger, "CHECK_IN_TRIGGER_"),
        (profile.ProfileStatus, v1.ProfileStatus, "PROFILE_STATUS_"),
        (brief.Section, v1.BriefSection, "BRIEF_SECTION_"),
        (brief.Audience, v1.Audience, "AUDIENCE_"),
        (brief.WithheldReason, v1.WithheldReason, "WITHHELD_REASON_"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_an_enum_equals_the_contracts(domain: type[IntEnum], contract: Any, prefix: str) -> None:
    told = {name.removeprefix(prefix): number for name, number in contract.items()}
    ours = {member.name: member.value for member in domain}

    assert ours | {"UNSPECIFIED": 0} == told


def test_outbound_channels_are_those_that_the_contract_calls_so() -> None:
    outbound = {"EMAIL", "SMS", "PHONE", "PUSH", "POST", "MESSAGING"}

    assert {one.name for one in channel.OUTBOUND_CHANNELS} == outbound
    assert {one.name for one in channel.SELLING_PURPOSES} == {"MARKETING", "LOYALTY"}
