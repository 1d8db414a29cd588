"""What an entry says, kind by kind: a headline, and the lines below it. Plain text, without layout."""

from collections.abc import Callable, Iterable
from typing import Any

from google.type.dayofweek_pb2 import DayOfWeek
from google.type.timeofday_pb2 import TimeOfDay

from regard.arguments import short_name
from regard.cli.wording import clean, date, instant, quoted
from regard.v1 import (
    AddressAs,
    Channel,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Consent,
    ConsentStatus,
    ContactRule,
    DoNotContact,
    Entry,
    Handling,
    Identity,
    IdentityLink,
    IdentityLinkStatus,
    Interaction,
    Merge,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    Purpose,
    QuietHours,
    Release,
    Reservation,
    Restriction,
    RestrictionStatus,
    Retraction,
    Sensitivity,
    Stance,
    Unmerge,
)

HANDLING = {
    Handling.HANDLING_MENTION_WARMLY: "mention it warmly",
    Handling.HANDLING_KNOW_DONT_RAISE: "know it, and let them raise it",
    Handling.HANDLING_AVOID: "never bring it up",
}


def said(entry: Entry) -> str:
    """The headline: `dislikes sports/golf`, `callback, open: Call about the refund`, `quiet hours 22:00 to 07:30`."""
    kind = entry.WhichOneof("content")
    if kind not in _SAID:
        return "something that this version of regard doesn't know"
    return clean(_SAID[kind](getattr(entry, kind)))


def words(entry: Entry) -> str:
    """The customer's words, and after them what else the entry tells; empty without either."""
    kind = entry.WhichOneof("content")
    told = _TOLD[kind](getattr(entry, kind)) if kind in _TOLD else _reason(getattr(entry, kind)) if kind else []
    quote = [quoted(entry.provenance.quote)] if entry.provenance.quote else []
    return "\n".join([*quote, *(clean(line) for line in told if line)])


def identity_text(identity: Identity) -> str:
    return f"{identity.scheme} {identity.value}"


def target(preference: Preference) -> str:
    return clean(preference.topic or f"{preference.offer_type} (offer type)")


def handling(moment: Moment) -> str:
    """`know it, and let them raise it`."""
    return HANDLING.get(moment.handling) or short_name(Handling, moment.handling)


def due(commitment: Commitment) -> str:
    """`due 18 June 2026, 10:00 UTC`; empty without a due time."""
    return f"due {instant(commitment.due_time)}" if commitment.HasField("due_time") else ""


def _preference(wanted: Preference) -> str:
    return f"{short_name(Stance, wanted.stance)} {wanted.topic or wanted.offer_type}"


def _offer_response(response: OfferResponse) -> str:
    return f"{short_name(Outcome, response.outcome)} {response.offer_id}"


def _moment(moment: Moment) -> str:
    return f"{short_name(MomentKind, moment.kind)}: {moment.title} → {handling(moment)}"


def _interaction(held: Interaction) -> str:
    settled = "resolved" if held.resolved else "not resolved"
    return f"conversation by {short_name(Channel, held.channel)}, {settled}"


def _commitment(promised: Commitment) -> str:
    status = promised.status or CommitmentStatus.COMMITMENT_STATUS_OPEN
    return f"{short_name(CommitmentKind, promised.kind)}, {short_name(CommitmentStatus, status)}: {promised.what}"


def _consent(said_of: Consent) -> str:
    channel = short_name(Channel, said_of.channel) if said_of.channel else "any other channel"
    return f"{short_name(Purpose, said_of.purpose)} by {channel}: {short_name(ConsentStatus, said_of.status)}"


def _contact_rule(rule: ContactRule) -> str:
    sort = rule.WhichOneof("rule")
    if sort == "preferred_channel":
        return f"best reached by {short_name(Channel, rule.preferred_channel)}"
    if sort == "preferred_person":
        return f"looked after by {rule.preferred_person}"
    if sort == "time_zone":
        return f"time zone {rule.time_zone}"
    if sort == "quiet_hours":
        return _quiet_hours(rule.quiet_hours)
    if sort == "do_not_contact":
        return _do_not_contact(rule.do_not_contact)
    if sort == "address_as":
        return _address_as(rule.address_as)
    return "a rule that this version of regard doesn't know"


def _quiet_hours(hours: QuietHours) -> str:
    days = _listed(DayOfWeek, hours.days)
    return f"quiet hours {_clock(hours.start)} to {_clock(hours.end)}" + (f", {days}" if days else "")


def _clock(time: TimeOfDay) -> str:
    return f"{time.hours:02}:{time.minutes:02}"


def _do_not_contact(instruction: DoNotContact) -> str:
    channels = _listed(Channel, instruction.channels) or "any channel"
    purposes = _listed(Purpose, instruction.purposes) or "anything but service"
    return f"do not contact by {channels} for {purposes}"


def _address_as(address: AddressAs) -> str:
    parts = (quoted(address.name) if address.name else "", address.pronouns, address.language)
    return f"address as {', '.join(part for part in parts if part)}"


def _retraction(retraction: Retraction) -> str:
    return f"retracts {retraction.entry}"


def _merge(merge: Merge) -> str:
    return f"{merge.merged_customer} is merged into {merge.surviving_customer}"


def _unmerge(unmerge: Unmerge) -> str:
    return f"{unmerge.merged_customer} is no longer merged into {unmerge.surviving_customer}"


def _restriction(restriction: Restriction) -> str:
    purposes = _listed(Purpose, restriction.purposes)
    if restriction.status == RestrictionStatus.RESTRICTION_STATUS_LIFTED:
        return f"restriction lifted for {purposes}"
    return f"processing restricted for {purposes}"


def _identity_link(link: IdentityLink) -> str:
    return f"{short_name(IdentityLinkStatus, link.status)} {identity_text(link.identity)}"


def _reservation(reservation: Reservation) -> str:
    purpose, channel = short_name(Purpose, reservation.purpose), short_name(Channel, reservation.channel)
    return f"reserved {reservation.offer_id} for {purpose} by {channel}"


def _release(release: Release) -> str:
    return f"releases {release.reservation}"


def _reason(content: Any) -> list[str]:
    return [content.reason]


def _told_of_moment(moment: Moment) -> list[str]:
    lines = [moment.story]
    if moment.HasField("occurred_time"):
        lines.append(f"happened {date(moment.occurred_time)}")
    if moment.sensitivity > Sensitivity.SENSITIVITY_ORDINARY:
        lines.append(f"sensitive: {short_name(Sensitivity, moment.sensitivity)}")
    if moment.HasField("pauses_selling_until"):
        lines.append(f"selling pauses until {date(moment.pauses_selling_until)}")
    return lines


def _told_of_interaction(held: Interaction) -> list[str]:
    lines = []
    if held.issue_restated:
        confirmed = "confirmed by the customer" if held.confirmed_by_customer else "not confirmed"
        lines.append(f"restated, {confirmed}: {held.issue_restated}")
    lines.append(held.summary)
    lines += [f"asked: {answer.question} {quoted(answer.answer)}" for answer in held.answers]
    lines += [f"tried: {tried}" for tried in held.tried]
    lines.append(f"felt: {held.feeling}" if held.feeling else "")
    lines.append(f"the agent's reading: {held.reading}" if held.reading else "")
    lines.append(f"spoke with: {held.agent}" if held.agent else "")
    lines.append(f"case: {held.case_id}" if held.case_id else "")
    return lines


def _told_of_commitment(promised: Commitment) -> list[str]:
    owner = f"owner {promised.owner}" if promised.owner else ""
    asked = [f"asked: {answer.question} {answer.answer}" for answer in promised.asked]
    follows = f"follows {promised.follows}" if promised.follows else ""
    return [", ".join(part for part in (owner, due(promised)) if part), promised.outcome, *asked, follows]


def _told_of_consent(consent: Consent) -> list[str]:
    return [", ".join(part for part in (consent.legal_basis, consent.document) if part)]


def _listed(enum: type[int], numbers: Iterable[int]) -> str:
    return ", ".join(short_name(enum, number) for number in numbers)


_SAID: dict[str | None, Callable[[Any], str]] = {
    "preference": _preference,
    "offer_response": _offer_response,
    "moment": _moment,
    "interaction": _interaction,
    "commitment": _commitment,
    "consent": _consent,
    "contact_rule": _contact_rule,
    "retraction": _retraction,
    "merge": _merge,
    "unmerge": _unmerge,
    "restriction": _restriction,
    "identity_link": _identity_link,
    "reservation": _reservation,
    "release": _release,
}
# Of the other kinds it is the reason.
_TOLD: dict[str | None, Callable[[Any], list[str]]] = {
    "preference": lambda preference: [preference.note],
    "moment": _told_of_moment,
    "interaction": _told_of_interaction,
    "commitment": _told_of_commitment,
    "consent": _told_of_consent,
    "contact_rule": lambda _: [],
    "reservation": lambda _: [],
}
