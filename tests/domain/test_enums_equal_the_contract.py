"""The enums of the domain have the names and the numbers of the contract's."""

from enum import IntEnum
from typing import Any

import pytest

from regard import v1
from regard_server.domain import entry, policy, profile


@pytest.mark.parametrize(
    ("domain", "contract", "prefix"),
    [
        (entry.Basis, v1.Basis, "BASIS_"),
        (entry.Channel, v1.Channel, "CHANNEL_"),
        (entry.Purpose, v1.Purpose, "PURPOSE_"),
        (entry.Stance, v1.Stance, "STANCE_"),
        (entry.Outcome, v1.Outcome, "OUTCOME_"),
        (entry.EntryKind, v1.EntryKind, "ENTRY_KIND_"),
        (entry.EntryState, v1.EntryState, "ENTRY_STATE_"),
        (policy.SuppressionReason, v1.SuppressionReason, "SUPPRESSION_REASON_"),
        (profile.ProfileStatus, v1.ProfileStatus, "PROFILE_STATUS_"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_an_enum_equals_the_contracts(domain: type[IntEnum], contract: Any, prefix: str) -> None:
    told = {name.removeprefix(prefix): number for name, number in contract.items()}
    ours = {member.name: member.value for member in domain}

    assert ours | {"UNSPECIFIED": 0} == told


def test_outbound_channels_are_those_that_the_contract_calls_so() -> None:
    outbound = {"EMAIL", "SMS", "PHONE", "PUSH", "POST", "MESSAGING"}

    assert {channel.name for channel in entry.OUTBOUND_CHANNELS} == outbound
    assert {purpose.name for purpose in entry.SELLING_PURPOSES} == {"MARKETING", "LOYALTY"}
