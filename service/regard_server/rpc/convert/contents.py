"""What entries say, kind by kind: from the contract's messages, and back."""

from collections.abc import Callable, Mapping
from typing import Any

from regard.v1 import commitment_pb2, contact_rule_pb2, customer_pb2, interaction_pb2, moment_pb2, restriction_pb2
from regard.v1 import consent_pb2 as consent_pb
from regard.v1 import entry_pb2 as pb
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    AddressAs,
    Answer,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Consent,
    ConsentStatus,
    ContactRule,
    Content,
    DoNotContact,
    Handling,
    IdentityLink,
    Interaction,
    Merge,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    Release,
    Reservation,
    Restriction,
    Retraction,
    Sensitivity,
    Stance,
    Unmerge,
)
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.rpc.convert.enums import by_number, number
from regard_server.rpc.convert.instants import maybe_instant, maybe_timestamp, timestamp
from regard_server.rpc.convert.names import customer_name, entry_name, split_entry_name
from regard_server.rpc.convert.quiet_hours import quiet_hours, quiet_hours_message

_STANCES = by_number(Stance)
_OUTCOMES = by_number(Outcome)
_CHANNELS = by_number(Channel)


def content(message: pb.Entry, field: str) -> Content:
    """Raises InvalidFields for a kind that only the service writes."""
    kind = message.WhichOneof("content") or ""
    read = _READ.get(kind)
    if read is None:
        raise InvalidFields(FieldViolation(f"{field}.{kind}", "is written by the service only"))
    return read(getattr(message, kind), f"{field}.{kind}")


def set_content(customer: str, message: pb.Entry, said: Content) -> None:
    """`customer` is the one whose ledger the entry is in."""
    _SET[type(said)](customer, message, said)


def _preference(message: pb.Preference, _: str) -> Preference:
    return Preference(
        topic=message.topic, offer_type=message.offer_type, stance=_STANCES[message.stance], note=message.note
    )


def _set_preference(_: str, message: pb.Entry, said: Preference) -> None:
    preference = message.preference
    if said.topic:
        preference.topic = said.topic
    else:
        preference.offer_type = said.offer_type
    preference.stance = number(said.stance)
    preference.note = said.note


def _offer_response(message: pb.OfferResponse, _: str) -> OfferResponse:
    return OfferResponse(
        offer_id=message.offer_id,
        offer_type=message.offer_type,
        topics=tuple(message.topics),
        outcome=_OUTCOMES[message.outcome],
        reason=message.reason,
        channel=_CHANNELS[message.channel],
        reservation_id=split_entry_name(message.reservation)[1] if message.reservation else "",
    )


def _set_offer_response(customer: str, message: pb.Entry, said: OfferResponse) -> None:
    response = message.offer_response
    response.offer_id = said.offer_id
    response.outcome = number(said.outcome)
    if said.offer_type:
        response.offer_type = said.offer_type
    if said.topics:
        response.topics.extend(said.topics)
    if said.reason:
        response.reason = said.reason
    if said.channel:
        response.channel = number(said.channel)
    if said.reservation_id:
        response.reservation = entry_name(customer, said.reservation_id)


def _set_reservation(_: str, message: pb.Entry, said: Reservation) -> None:
    reservation = message.reservation
    reservation.offer_id = said.offer_id
    reservation.offer_type = said.offer_type
    reservation.topics.extend(said.topics)
    reservation.purpose = number(said.purpose)
    reservation.channel = number(said.channel)


def _set_release(customer: str, message: pb.Entry, said: Release) -> None:
    message.release.reservation = entry_name(customer, said.reservation_id)
    message.release.reason = said.reason


def _moment(message: moment_pb2.Moment, field: str) -> Moment:
    return Moment(
        title=message.title,
        story=message.story,
        occurred_at=maybe_instant(message, "occurred_time", field),
        handling=Handling(message.handling),
        sensitivity=Sensitivity(message.sensitivity or Sensitivity.ORDINARY),
        pauses_selling_until=maybe_instant(message, "pauses_selling_until", field),
        kind=MomentKind(message.kind),
    )


def _set_moment(_: str, message: pb.Entry, said: Moment) -> None:
    message.moment.CopyFrom(
        moment_pb2.Moment(
            title=said.title,
            story=said.story,
            occurred_time=maybe_timestamp(said.occurred_at),
            handling=number(said.handling),
            sensitivity=number(said.sensitivity),
            pauses_selling_until=maybe_timestamp(said.pauses_selling_until),
            kind=number(said.kind),
        )
    )


def _interaction(message: interaction_pb2.Interaction, _: str) -> Interaction:
    return Interaction(
        channel=Channel(message.channel),
        summary=message.summary,
        issue_restated=message.issue_restated,
        confirmed_by_customer=message.confirmed_by_customer,
        reading=message.reading,
        feeling=message.feeling,
        tried=tuple(message.tried),
        answers=tuple(Answer(question=one.question, answer=one.answer) for one in message.answers),
        agent=message.agent,
        resolved=message.resolved,
        case_id=message.case_id,
    )


def _set_interaction(_: str, message: pb.Entry, said: Interaction) -> None:
    message.interaction.CopyFrom(
        interaction_pb2.Interaction(
            channel=number(said.channel),
            summary=said.summary,
            issue_restated=said.issue_restated,
            confirmed_by_customer=said.confirmed_by_customer,
            reading=said.reading,
            feeling=said.feeling,
            tried=said.tried,
            answers=[interaction_pb2.Answer(question=one.question, answer=one.answer) for one in said.answers],
            agent=said.agent,
            resolved=said.resolved,
            case_id=said.case_id,
        )
    )


def _commitment(message: commitment_pb2.Commitment, field: str) -> Commitment:
    return Commitment(
        what=message.what,
        kind=CommitmentKind(message.kind),
        owner=message.owner,
        due_at=maybe_instant(message, "due_time", field),
        status=CommitmentStatus(message.status or CommitmentStatus.OPEN),
        outcome=message.outcome,
        follows=_follows(message.follows),
        asked=tuple(Answer(question=one.question, answer=one.answer) for one in message.asked),
    )


def _follows(name: str) -> str:
    """The entry's id. Its customer is the one that the commitment is recorded for, which `drafts` sees to."""
    return split_entry_name(name)[1] if name else ""


def _set_commitment(customer: str, message: pb.Entry, said: Commitment) -> None:
    """In place, since lists have thousands of them."""
    promised = message.commitment
    promised.what = said.what
    promised.kind = number(said.kind)
    promised.owner = said.owner
    promised.status = number(said.status)
    if said.due_at is not None:
        promised.due_time.CopyFrom(timestamp(said.due_at))
    if said.outcome:
        promised.outcome = said.outcome
    if said.follows:
        promised.follows = entry_name(customer, said.follows)
    for one in said.asked:
        promised.asked.add(question=one.question, answer=one.answer)


def _consent(message: consent_pb.Consent, _: str) -> Consent:
    return Consent(
        purpose=Purpose(message.purpose),
        channel=Channel(message.channel),
        status=ConsentStatus(message.status),
        legal_basis=message.legal_basis,
        document=message.document,
    )


def _set_consent(_: str, message: pb.Entry, said: Consent) -> None:
    consent = message.consent
    consent.purpose = number(said.purpose)
    consent.channel = number(said.channel)
    consent.status = number(said.status)
    consent.legal_basis = said.legal_basis
    consent.document = said.document


def _contact_rule(message: contact_rule_pb2.ContactRule, field: str) -> ContactRule:
    match message.WhichOneof("rule"):
        case "quiet_hours":
            return ContactRule(quiet_hours=quiet_hours(message.quiet_hours, f"{field}.quiet_hours"))
        case "do_not_contact":
            instruction = message.do_not_contact
            return ContactRule(
                do_not_contact=DoNotContact(
                    channels=tuple(Channel(channel) for channel in sorted(instruction.channels)),
                    purposes=tuple(Purpose(purpose) for purpose in sorted(instruction.purposes)),
                )
            )
        case "preferred_channel":
            return ContactRule(preferred_channel=Channel(message.preferred_channel))
        case "preferred_person":
            return ContactRule(preferred_person=message.preferred_person)
        case "address_as":
            address = message.address_as
            return ContactRule(
                address_as=AddressAs(name=address.name, pronouns=address.pronouns, language=address.language)
            )
        case _:
            return ContactRule(time_zone=message.time_zone)


def _set_contact_rule(_: str, message: pb.Entry, said: ContactRule) -> None:
    rule = message.contact_rule
    if said.quiet_hours is not None:
        rule.quiet_hours.CopyFrom(quiet_hours_message(said.quiet_hours))
    elif said.do_not_contact is not None:
        rule.do_not_contact.SetInParent()
        rule.do_not_contact.channels.extend(number(channel) for channel in said.do_not_contact.channels)
        rule.do_not_contact.purposes.extend(number(purpose) for purpose in said.do_not_contact.purposes)
    elif said.preferred_channel:
        rule.preferred_channel = number(said.preferred_channel)
    elif said.preferred_person:
        rule.preferred_person = said.preferred_person
    elif said.address_as is not None:
        address = said.address_as
        rule.address_as.CopyFrom(
            contact_rule_pb2.AddressAs(name=address.name, pronouns=address.pronouns, language=address.language)
        )
    else:
        rule.time_zone = said.time_zone


def _set_retraction(customer: str, message: pb.Entry, said: Retraction) -> None:
    message.retraction.entry = entry_name(customer, said.entry_id)
    message.retraction.reason = said.reason


def _set_restriction(_: str, message: pb.Entry, said: Restriction) -> None:
    message.restriction.CopyFrom(
        restriction_pb2.Restriction(
            purposes=[number(purpose) for purpose in said.purposes], status=number(said.status), reason=said.reason
        )
    )


def _set_identity_link(_: str, message: pb.Entry, said: IdentityLink) -> None:
    message.identity_link.CopyFrom(
        customer_pb2.IdentityLink(
            identity=customer_pb2.Identity(scheme=said.scheme, value=said.value),
            status=number(said.status),
            reason=said.reason,
        )
    )


def _set_merge(_: str, message: pb.Entry, said: Merge) -> None:
    message.merge.surviving_customer = customer_name(said.surviving)
    message.merge.merged_customer = customer_name(said.merged)
    message.merge.reason = said.reason


def _set_unmerge(_: str, message: pb.Entry, said: Unmerge) -> None:
    message.unmerge.surviving_customer = customer_name(said.surviving)
    message.unmerge.merged_customer = customer_name(said.merged)
    message.unmerge.reason = said.reason


_READ: Mapping[str, Callable[[Any, str], Content]] = {
    "preference": _preference,
    "offer_response": _offer_response,
    "moment": _moment,
    "interaction": _interaction,
    "commitment": _commitment,
    "consent": _consent,
    "contact_rule": _contact_rule,
}

_SET: Mapping[type, Callable[[str, pb.Entry, Any], None]] = {
    Preference: _set_preference,
    OfferResponse: _set_offer_response,
    Moment: _set_moment,
    Interaction: _set_interaction,
    Commitment: _set_commitment,
    Consent: _set_consent,
    ContactRule: _set_contact_rule,
    Retraction: _set_retraction,
    Restriction: _set_restriction,
    IdentityLink: _set_identity_link,
    Merge: _set_merge,
    Unmerge: _set_unmerge,
    Reservation: _set_reservation,
    Release: _set_release,
}
