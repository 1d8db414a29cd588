"""Runs a case through the pure engine."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.case_files import Answer, Case, CaseEntry, common_topics
from regard_server.domain import compile as compiling
from regard_server.domain import screening
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import Content, Reservation, Restriction, RestrictionStatus
from regard_server.domain.decision import Screening
from regard_server.domain.entry import Basis, Draft, Entry, Provenance
from regard_server.domain.entry_rules import entry_from, filled_in
from regard_server.domain.offer import MissingOffer, Offer
from regard_server.domain.policy import DEFAULT_POLICY, Policy
from regard_server.domain.profile import Profile
from regard_server.domain.snapshot import Snapshot, empty_snapshot
from regard_server.domain.suppression import Suppression, quote_of, recorder_of, said_at
from regard_server.domain.taxonomy import Taxonomy
from regard_server.rpc.convert.entries import drafts
from regard_server.rpc.convert.offers import offer, topic
from regard_server.rpc.convert.policies import policy, policy_message

Build = Callable[["Recorded", Policy], Snapshot | None]
"""Makes the snapshot that a case is screened by."""


class Recorded:
    """The ledger of a case, as recording it under this policy would have made it."""

    def __init__(self, case: Case, policy: Policy) -> None:
        shared = Taxonomy({}, version=0).with_topics(map(topic, common_topics()), version=1)
        at_recording = shared.with_topics(map(topic, case.topics), version=2)
        self.taxonomy = at_recording.with_topics(map(topic, case.moved_later), version=3)
        self.catalogue = {message.offer_id: offer(message, "offers") for message in case.catalogue}
        self.entries: list[tuple[datetime, Entry[Content]]] = []
        for index, entry in enumerate(case.entries):
            made = entry_from(
                filled_in(_draft(entry, policy), self.catalogue),
                entry_id=entry.id,
                revision=index + 1,
                ordinal=0,
                now=entry.recorded_at,
            )
            self.entries.append((entry.recorded_at, made))
        self.retracted = case.retracted
        self.retracted_at = case.retracted_at

    def that_count(self) -> list[Entry[Content]]:
        return [entry for _, entry in self.entries if entry.id not in self.retracted]


def one_by_one(ledger: Recorded, policy: Policy) -> Snapshot | None:
    """As the service keeps it: each write appends, a retraction compiles again."""
    kept: Snapshot | None = None
    for now, entry in ledger.entries:
        kept = compiling.append(kept or empty_snapshot("c", now), [entry], now=now, reach=policy.reach)
    if kept is not None and ledger.retracted:
        following = replace(kept, revision=kept.revision + 1)
        kept = compiling.compile_again(following, ledger.that_count(), now=ledger.retracted_at, reach=policy.reach)
    return kept


def all_at_once(ledger: Recorded, policy: Policy) -> Snapshot | None:
    """Compiled anew from the ledger at the time of the last write."""
    if not ledger.entries:
        return None
    now = max(ledger.retracted_at, *(now for now, _ in ledger.entries))
    # What was retracted was recorded all the same.
    recorded = {name: None for _, entry in ledger.entries for name in compiling.field_names(entry)}
    empty = replace(empty_snapshot("c", now), recorded=recorded)
    return compiling.compile_again(empty, ledger.that_count(), now=now, reach=policy.reach)


def run(case: Case, build: Build) -> None:
    """Raises AssertionError where the engine decides otherwise than the case expects."""
    chosen = policy(case.policy_from(policy_message(DEFAULT_POLICY)), "policy", version=DEFAULT_POLICY.version)
    ledger = Recorded(case, chosen)
    profile = Profile(build(ledger, chosen), policy=chosen, taxonomy=ledger.taxonomy, available=not case.unavailable)
    answer = screening.screen(
        profile,
        _offers(case, ledger),
        purpose=Purpose[case.purpose],
        channel=Channel[case.channel],
        at=case.at,
        suppress_unknown=None if case.on_unknown is None else case.on_unknown == "SUPPRESS",
    )
    case.hold_against(_answer(answer))


def _draft(entry: CaseEntry, policy: Policy) -> Draft:
    """A restriction and a reservation, too, which callers record by methods of their own."""
    message = entry.message
    if message.HasField("restriction"):
        restriction = Restriction(
            purposes=tuple(map(Purpose, sorted(message.restriction.purposes))),
            status=RestrictionStatus(message.restriction.status),
        )
        return Draft(provenance=Provenance(basis=Basis.OBSERVED), content=restriction)
    if message.HasField("reservation"):
        reserved = message.reservation
        reservation = Reservation(
            offer_id=reserved.offer_id,
            offer_type=reserved.offer_type,
            topics=tuple(reserved.topics),
            purpose=Purpose(reserved.purpose),
            channel=Channel(reserved.channel),
        )
        expire_at = entry.recorded_at + policy.reservation_time_to_live
        return Draft(provenance=Provenance(basis=Basis.OBSERVED), content=reservation, expire_at=expire_at)
    [draft] = drafts("c", [message])
    return draft


def _offers(case: Case, ledger: Recorded) -> Sequence[Offer | MissingOffer]:
    if case.offer_ids:
        return [ledger.catalogue.get(offer_id) or MissingOffer(offer_id) for offer_id in case.offer_ids]
    return [offer(message, "offers") for message in case.offers]


def _answer(answer: Screening) -> Answer:
    return Answer(
        decisions=[
            {
                "offer": decision.offer_id,
                "verdict": "CLEARED" if decision.cleared else "SUPPRESSED",
                "suppressions": [_plain(suppression) for suppression in decision.suppressions],
            }
            for decision in answer.decisions
        ],
        expire_at=answer.expire_at,
        profile_status=answer.status.name,
    )


def _plain(suppression: Suppression) -> dict[str, Any]:
    first = suppression.evidence[0] if suppression.evidence else None
    return {
        "place": suppression.reason.value,
        "reason": suppression.reason.name,
        "entries": [entry.id for entry in suppression.evidence],
        "until": suppression.until,
        "topic": suppression.topic,
        "offer_type": suppression.offer_type,
        "shadow": suppression.shadow,
        "quote": quote_of(first) if first else "",
        "recorder": recorder_of(first) if first else "",
        "stated_time": said_at(first) if first else None,
    }
