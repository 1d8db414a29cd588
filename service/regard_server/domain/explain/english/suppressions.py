"""Each reason against an offer in a sentence."""

from collections.abc import Callable, Mapping

from regard_server.domain.content import ConsentStatus, MomentKind, OfferResponse
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.english import words
from regard_server.domain.explain.english.wishes import ANSWERED, wish
from regard_server.domain.explain.wording import local
from regard_server.domain.policy import CapScope, SuppressionReason
from regard_server.domain.suppression import Suppression, quote_of, said_at


def sentence(suppression: Suppression) -> str:
    return _SENTENCES[suppression.reason](suppression)


def _restricted(suppression: Suppression) -> str:
    since = f" since {words.day(said_at(suppression.evidence[0]))}" if suppression.evidence else ""
    return f"You restricted what we do with your data for {words.purpose(suppression)}{since}."


def _quiet(suppression: Suppression) -> str:
    whose = (
        "You asked us not to be disturbed at this hour" if suppression.evidence else "It is quiet time where you are"
    )
    end = words.clock(suppression, suppression.until) if suppression.until else ""
    return f"{whose}{f' (until {end})' if end else ''}."


def _not_valid(suppression: Suppression) -> str:
    since = f" before {words.day(suppression.until)}" if suppression.until else " any more"
    return f"This offer is not made{since}."


def _unclassified(suppression: Suppression) -> str:
    about = f"“{suppression.topic}” stands for" if suppression.topic else "this offer is about"
    return f"We can't tell what {about}, and so not whether you would mind."


def _accepted(suppression: Suppression) -> str:
    on = f" on {words.day(said_at(suppression.evidence[0]))}" if suppression.evidence else " before"
    return f"You took this offer{on}."


def _unconsented(suppression: Suppression) -> str:
    what = words.consented(suppression)
    if not suppression.evidence:
        return f"You haven't agreed {what}."
    entry = suppression.evidence[0]
    status = entry.content.status if isinstance(entry, Entry) else None
    on = words.day(said_at(entry))
    if status is ConsentStatus.EXPIRED:
        return f"Your consent {what} expired on {on}."
    did = "took back your consent" if status is ConsentStatus.WITHDRAWN else "didn't agree"
    return words.ended(f"On {on} you {did} {what}{words.in_words(suppression)}")


def _forbidden(suppression: Suppression) -> str:
    if not suppression.evidence:
        return "You asked us not to contact you."
    on = words.day(said_at(suppression.evidence[0]))
    asked = f"On {on} you asked us not to contact you{words.reached(suppression)}{words.in_words(suppression)}"
    return words.ended(asked, suppression.until, suppression)


def _paused(suppression: Suppression) -> str:
    kinds = {entry.content.kind for entry in suppression.evidence if isinstance(entry, Entry)}
    if MomentKind.FAULT in kinds:
        why = "We owe you something before we offer you anything"
    else:
        why = "This is not the time for offers"
    return words.ended(why, suppression.until, suppression)


def _disliked(suppression: Suppression) -> str:
    entry = suppression.evidence[0]
    if not isinstance(entry, Entry):
        return "You told us that you don't like this."
    alone = "" if entry.provenance.basis is Basis.STATED else ", and you have said nothing else"
    return words.ended(f"{wish(entry)}{alone}", suppression.until)


def _declined(suppression: Suppression) -> str:
    newest = suppression.evidence[0]
    response = newest.content if isinstance(newest, Entry) else None
    if not isinstance(newest, Entry) or not isinstance(response, OfferResponse):
        return "You answered this offer lately."
    did = ANSWERED.get(response.outcome, "You answered")
    what = f"an offer of the kind {suppression.offer_type}" if suppression.offer_type else "this offer"
    if suppression.topic:
        what = f"an offer about {suppression.topic}"
    times = f", {len(suppression.evidence)} times of late" if len(suppression.evidence) > 1 else ""
    in_their_words = words.quoted(quote_of(newest) or response.reason)
    because = f": {in_their_words}" if in_their_words else ""
    return words.ended(f"{did} {what} on {words.day(newest.effective_at)}{times}{because}", suppression.until)


def _capped(suppression: Suppression) -> str:
    what = {
        CapScope.OFFER: "this offer",
        CapScope.OFFER_TYPE: f"offers of the kind {suppression.offer_type}",
        CapScope.CHANNEL: f"offers{words.reached(suppression)}",
    }.get(suppression.cap or CapScope.ALL, "offers")
    times = (
        f", last on {words.day(local(suppression, said_at(suppression.evidence[0])))}" if suppression.evidence else ""
    )
    if any(isinstance(counted, Entry) for counted in suppression.evidence):  # a reservation
        times = ", or are about to"
    return words.ended(f"We have shown you {what} often enough of late{times}", suppression.until, suppression)


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
