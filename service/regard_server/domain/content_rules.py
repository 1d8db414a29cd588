"""What makes the content of a draft acceptable, kind by kind, beyond the shape that the contract's annotations hold."""

from collections.abc import Iterator

from regard_server.domain.content import (
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Consent,
    ContactRule,
    Interaction,
    Moment,
    OfferResponse,
    Outcome,
    Preference,
    Stance,
)
from regard_server.domain.entry import Basis, Draft
from regard_server.domain.time_zones import known_zones

Faults = Iterator[tuple[str, str]]
"""The field, and what is wrong with it."""


def faults_of_content(draft: Draft) -> Faults:
    match draft.content:
        case Preference(stance=Stance.NEVER) if draft.provenance.basis is not Basis.STATED:
            yield "preference.stance", "NEVER must be STATED by the customer"
        case OfferResponse() as response:
            yield from _faults_of_response(response, draft)
        case Interaction() as interaction:
            yield from _faults_of_interaction(interaction, draft)
        case Moment() as moment:
            yield from _faults_of_moment(moment, draft)
        case Commitment() as commitment:
            yield from _faults_of_commitment(commitment)
        case Consent() if draft.provenance.basis is Basis.INFERRED:
            yield "provenance.basis", "can't be INFERRED: consent is given by the customer alone"
        case ContactRule() as rule:
            yield from _faults_of_contact_rule(rule, draft.provenance.basis)


def _faults_of_response(response: OfferResponse, draft: Draft) -> Faults:
    yield from _faults_of_event(draft)
    if response.reservation_id and response.outcome is not Outcome.PRESENTED:
        yield "offer_response.reservation", "is settled by the PRESENTED response, and by no other"
    if response.reservation_id and draft.provenance.basis is Basis.INFERRED:
        yield "offer_response.reservation", "can't be settled by what was INFERRED, which counts for nothing"


def _faults_of_interaction(interaction: Interaction, draft: Draft) -> Faults:
    yield from _faults_of_event(draft)
    if interaction.confirmed_by_customer and not interaction.issue_restated:
        yield "interaction.issue_restated", "is required of what the customer confirmed"


def _faults_of_event(draft: Draft) -> Faults:
    if draft.expire_at is not None:
        yield "expire_time", "is not for offer responses and interactions: what happened stays so"


def _faults_of_moment(moment: Moment, draft: Draft) -> Faults:
    starts_at = draft.effective_at or draft.provenance.stated_at
    if starts_at is not None and moment.pauses_selling_until is not None and moment.pauses_selling_until <= starts_at:
        yield "moment.pauses_selling_until", "must be later than effective_time"


def _faults_of_commitment(commitment: Commitment) -> Faults:
    if commitment.status is not CommitmentStatus.OPEN:
        return
    if not commitment.owner:
        yield "commitment.owner", "is required while the commitment is OPEN: who answers for it?"
    if commitment.due_at is None and commitment.kind is not CommitmentKind.PROMISE:
        yield "commitment.due_time", "is required of a CALLBACK and a CHECK_IN: by when?"
    if commitment.outcome:
        yield "commitment.outcome", "is not for OPEN commitments: nothing has come of it yet"


def _faults_of_contact_rule(rule: ContactRule, basis: Basis) -> Faults:
    if rule.do_not_contact is not None and basis is Basis.INFERRED:
        yield "provenance.basis", "can't be INFERRED: an instruction is given by the customer, or seen"
    hours = rule.quiet_hours
    if hours is not None and hours.start_minute == hours.end_minute:
        yield "contact_rule.quiet_hours.end", "must be other than the start"
    address = rule.address_as
    if address is not None and not (address.name or address.pronouns or address.language):
        yield "contact_rule.address_as", "must say something: a name, pronouns or a language"
    if rule.time_zone and rule.time_zone not in known_zones():
        yield "contact_rule.time_zone", "must be a name of the IANA time zone database, such as Europe/Lisbon"
