"""English."""

from collections.abc import Callable, Mapping
from datetime import datetime

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import ConsentStatus, MomentKind, OfferResponse, Outcome, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.wording import ends_itself, first_words, local, shown_quote
from regard_server.domain.policy import CapScope, SuppressionReason
from regard_server.domain.suppression import Suppression, quote_of, said_at

_BY_CHANNEL = {
    Channel.EMAIL: " by e-mail",
    Channel.SMS: " by text message",
    Channel.PHONE: " by phone",
    Channel.PUSH: " in reply to a notification",
    Channel.POST: " by post",
    Channel.MESSAGING: " in a chat",
    Channel.WEB: " on our website",
    Channel.APP: " in our app",
    Channel.IN_PERSON: " in person",
    Channel.AGENT_CALL: " on the phone",
}
"""By which way somebody told us something."""
_REACHED_BY = _BY_CHANNEL | {Channel.PUSH: " by notification", Channel.MESSAGING: " by chat message"}
"""By which way we reach somebody."""
_FOR = {
    Purpose.MARKETING: "marketing",
    Purpose.LOYALTY: "our loyalty programme",
    Purpose.SERVICE: "service",
    Purpose.RESEARCH: "our surveys",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)


def sentence(suppression: Suppression) -> str:
    return _SENTENCES[suppression.reason](suppression)


def _restricted(suppression: Suppression) -> str:
    since = f" since {_day(said_at(suppression.evidence[0]))}" if suppression.evidence else ""
    return f"You restricted what we do with your data for {_purpose(suppression)}{since}."


def _quiet(suppression: Suppression) -> str:
    whose = (
        "You asked us not to be disturbed at this hour" if suppression.evidence else "It is quiet time where you are"
    )
    end = _clock(suppression, suppression.until) if suppression.until else ""
    return f"{whose}{f' (until {end})' if end else ''}."


def _not_valid(suppression: Suppression) -> str:
    since = f" before {_day(suppression.until)}" if suppression.until else " any more"
    return f"This offer is not made{since}."


def _unclassified(suppression: Suppression) -> str:
    about = f"“{suppression.topic}” stands for" if suppression.topic else "this offer is about"
    return f"We can't tell what {about}, and so not whether you would mind."


def _accepted(suppression: Suppression) -> str:
    on = f" on {_day(said_at(suppression.evidence[0]))}" if suppression.evidence else " before"
    return f"You took this offer{on}."


def _unconsented(suppression: Suppression) -> str:
    reached = _REACHED_BY.get(suppression.channel, "")
    what = f"to hear from us{reached} for {_purpose(suppression)}"
    if not suppression.evidence:
        return f"You haven't agreed {what}."
    entry = suppression.evidence[0]
    status = entry.content.status if isinstance(entry, Entry) else None
    on = _day(said_at(entry))
    if status is ConsentStatus.EXPIRED:
        return f"Your consent {what} expired on {on}."
    did = "took back your consent" if status is ConsentStatus.WITHDRAWN else "didn't agree"
    return _ended(f"On {on} you {did} {what}{_in_words(suppression)}", None)


def _forbidden(suppression: Suppression) -> str:
    if not suppression.evidence:
        return "You asked us not to contact you."
    reached = _REACHED_BY.get(suppression.channel, "")
    on = _day(said_at(suppression.evidence[0]))
    asked = f"On {on} you asked us not to contact you{reached}{_in_words(suppression)}"
    return _ended(asked, suppression.until, suppression)


def _paused(suppression: Suppression) -> str:
    kinds = {entry.content.kind for entry in suppression.evidence if isinstance(entry, Entry)}
    if MomentKind.FAULT in kinds:
        why = "We owe you something before we offer you anything"
    else:
        why = "This is not the time for offers"
    return _ended(why, suppression.until, suppression)


def _disliked(suppression: Suppression) -> str:
    entry = suppression.evidence[0]
    if not isinstance(entry, Entry):
        return "You told us that you don't like this."
    about = entry.content.topic or f"offers of the kind {entry.content.offer_type}"
    never = entry.content.stance is Stance.NEVER
    if entry.provenance.basis is Basis.STATED:
        said = f"You told us on {_day(said_at(entry))}{_BY_CHANNEL.get(entry.provenance.channel, '')}"
        words = _quoted(entry.provenance.quote) or (
            f"that you never want {about}" if never else f"that you don't like {about}"
        )
        joint = ": " if entry.provenance.quote else " "
        return _ended(f"{said}{joint}{words}", suppression.until)
    return _ended(
        f"What you did tells us that you don't like {about}, and you have said nothing else", suppression.until
    )


def _declined(suppression: Suppression) -> str:
    newest = suppression.evidence[0]
    response = newest.content if isinstance(newest, Entry) else None
    if not isinstance(newest, Entry) or not isinstance(response, OfferResponse):
        return "You answered this offer lately."
    did = {
        Outcome.DECLINED: "You declined",
        Outcome.COMPLAINED: "You complained about",
        Outcome.IGNORED: "You didn't answer",
    }.get(response.outcome, "You answered")
    what = f"an offer of the kind {suppression.offer_type}" if suppression.offer_type else "this offer"
    if suppression.topic:
        what = f"an offer about {suppression.topic}"
    times = f", {len(suppression.evidence)} times of late" if len(suppression.evidence) > 1 else ""
    words = _quoted(quote_of(newest) or response.reason)
    because = f": {words}" if words else ""
    return _ended(f"{did} {what} on {_day(newest.effective_at)}{times}{because}", suppression.until)


def _capped(suppression: Suppression) -> str:
    what = {
        CapScope.OFFER: "this offer",
        CapScope.OFFER_TYPE: f"offers of the kind {suppression.offer_type}",
        CapScope.CHANNEL: f"offers{_REACHED_BY.get(suppression.channel, '')}",
    }.get(suppression.cap or CapScope.ALL, "offers")
    times = f", last on {_day(local(suppression, said_at(suppression.evidence[0])))}" if suppression.evidence else ""
    return _ended(f"We have shown you {what} often enough of late{times}", suppression.until, suppression)


def _purpose(suppression: Suppression) -> str:
    return _FOR[suppression.purpose] if suppression.purpose is not None else "this"


def _in_words(suppression: Suppression) -> str:
    words = _quoted(first_words(suppression))
    return f": {words}" if words else ""


def _quoted(words: str) -> str:
    return shown_quote(words, "“", "”")


def _ended(told: str, until: datetime | None, by: Suppression | None = None) -> str:
    """With its full stop, unless a quoted sentence brought its own."""
    if until is not None:
        return f"{told} (until {_day(until if by is None else local(by, until))})."
    return told if ends_itself(told, "”") else f"{told}."


def _day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _clock(suppression: Suppression, at: datetime) -> str:
    there = local(suppression, at)
    return f"{there:%H:%M} on {_day(there)}"


_SENTENCES: Mapping[SuppressionReason, Callable[[Suppression], str]] = {
    SuppressionReason.DATA_UNAVAILABLE: lambda _: "What you told us could not be read just now, so we leave it.",
    SuppressionReason.CUSTOMER_UNKNOWN: lambda _: "We don't know you yet, so we don't write to you.",
    SuppressionReason.PROCESSING_RESTRICTED: _restricted,
    SuppressionReason.CONSENT_MISSING: _unconsented,
    SuppressionReason.DO_NOT_CONTACT: _forbidden,
    SuppressionReason.QUIET_HOURS: _quiet,
    SuppressionReason.DISLIKED: _disliked,
    SuppressionReason.SELLING_PAUSED: _paused,
    SuppressionReason.OFFER_UNKNOWN: lambda _: "Our catalogue has no such offer.",
    SuppressionReason.OFFER_NOT_VALID: _not_valid,
    SuppressionReason.OFFER_UNCLASSIFIED: _unclassified,
    SuppressionReason.ALREADY_ACCEPTED: _accepted,
    SuppressionReason.DECLINED_RECENTLY: _declined,
    SuppressionReason.FREQUENCY_CAP: _capped,
}
