"""Screening for one customer after another: the same question, answered the same by every method that asks it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regard.v1 import consistency_pb2
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.decision import Decision
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.profile import Profile
from regard_server.domain.resources import TenantResources
from regard_server.domain.screening import decide, screen
from regard_server.rpc.convert.screenings import SUPPRESS_UNKNOWN, Telling, screening_bytes, telling
from regard_server.rpc.freshness import require, shown_name, token_for
from regard_server.rpc.known_offers import PreparedOffers
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of each customer, and under what it is answered."""

    prepared: PreparedOffers
    purpose: Purpose
    channel: Channel
    suppress_unknown: bool | None
    consistency: consistency_pb2.Consistency | None
    telling: Telling
    resources: TenantResources
    now: datetime


def question(message: Any, prepared: PreparedOffers, resources: TenantResources, now: datetime) -> Question:
    """Of any of the messages that ask it."""
    has_consistency = "consistency" in message.DESCRIPTOR.fields_by_name and message.HasField("consistency")
    return Question(
        prepared=prepared,
        purpose=Purpose(message.purpose),
        channel=Channel(message.channel),
        suppress_unknown=SUPPRESS_UNKNOWN[message.on_unknown],
        consistency=message.consistency if has_consistency else None,
        telling=telling(message),
        resources=resources,
        now=now,
    )


class Screener:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def decisions(self, asked: Question, remembered: Remembered | None) -> tuple[Profile, Sequence[Decision]]:
        """In the order of the offers, unranked. `remembered` is None where the profile could not be read."""
        profile, _ = _profile(asked, remembered)
        decisions, _ = decide(
            profile,
            asked.prepared.offer_set,
            purpose=asked.purpose,
            channel=asked.channel,
            at=profile.not_before(asked.now),
            suppress_unknown=asked.suppress_unknown,
        )
        return profile, decisions

    def answer(
        self, asked: Question, key: CustomerKey, remembered: Remembered | None
    ) -> tuple[bytes, Profile, Sequence[Decision]]:
        """A ScreenOffersResponse, and what it was made of. `remembered` is None where the profile could not be read: that suppresses. Raises what `require` raises."""
        profile, rendered = _profile(asked, remembered)
        resources = asked.resources
        if asked.consistency is not None:
            require(self._tokens, asked.consistency, resources, customer=key.customer, snapshot=profile.snapshot)
        screening = screen(
            profile,
            asked.prepared.offer_set,
            purpose=asked.purpose,
            channel=asked.channel,
            at=profile.not_before(asked.now),
            suppress_unknown=asked.suppress_unknown,
        )
        shown = shown_name(key.customer, profile.snapshot)
        data = screening_bytes(
            shown,
            screening,
            telling=asked.telling,
            revision=profile.revision,
            policy_version=resources.policy.version,
            freshness_token=self._token(key.tenant, shown, profile, resources, rendered),
            rendered=rendered,
            rendered_for_all=asked.prepared.rendered,
        )
        return data, profile, screening.decisions

    def _token(
        self, tenant: str, customer: str, profile: Profile, resources: TenantResources, rendered: dict[Any, Any]
    ) -> str:
        known: tuple[int, str] | None = rendered.get("token")
        if known is None or known[0] != resources.offers_version:
            token = token_for(self._tokens, tenant, resources, customer=customer, revision=profile.revision)
            known = rendered["token"] = (resources.offers_version, token)
        return known[1]


def _profile(asked: Question, remembered: Remembered | None) -> tuple[Profile, dict[Any, Any]]:
    """The profile, and what has been rendered of it."""
    resources = asked.resources
    if remembered is None:
        return Profile(None, policy=resources.policy, taxonomy=resources.taxonomy, available=False), {}
    profile = remembered.profile(resources)
    return profile, remembered.rendered
