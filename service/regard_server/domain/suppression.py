"""Suppressions: the findings against an offer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import Handling, Moment, Sensitivity
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import CapScope, SuppressionReason
from regard_server.domain.snapshot import Presentation


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entry of which a profile keeps no more than where it is and when it happened: an acceptance."""

    id: str
    at: datetime
    owner: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.owner, self.id


Evidence = Entry[Any] | Presentation | Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One reason against an offer.

    `evidence` is newest first. `until` is the first instant at which this reason no longer holds, where known. A shadow
    is told and doesn't decide. The fields after it say what the reason is about, each where it matters; `time_zone` is by
    whose clock `until` is told to people, UTC where it is empty.
    """

    reason: SuppressionReason
    evidence: tuple[Evidence, ...] = ()
    until: datetime | None = None
    shadow: bool = False
    topic: str = ""
    offer_type: str = ""
    purpose: Purpose | None = None
    channel: Channel = Channel.UNSPECIFIED
    cap: CapScope | None = None
    time_zone: str = ""


def said_at(evidence: Evidence) -> datetime:
    """When it was said or happened."""
    return (evidence.provenance.stated_at or evidence.effective_at) if isinstance(evidence, Entry) else evidence.at


def quote_of(evidence: Evidence) -> str:
    """The customer's words; empty where they belong to a moment that isn't for everybody who wants to sell something."""
    if not isinstance(evidence, Entry) or _is_withheld(evidence.content):
        return ""
    return evidence.provenance.quote


def _is_withheld(content: Any) -> bool:
    return isinstance(content, Moment) and (
        content.sensitivity is not Sensitivity.ORDINARY or content.handling is not Handling.MENTION_WARMLY
    )


def recorder_of(evidence: Evidence) -> str:
    return evidence.provenance.recorder if isinstance(evidence, Entry) else ""


def is_stated(evidence: Evidence) -> bool:
    """Whether the customer said it."""
    return isinstance(evidence, Entry) and evidence.provenance.basis is Basis.STATED
