"""What would have to change for each reason to go."""

from collections.abc import Callable, Mapping

from regard_server.domain.content import MomentKind, Preference
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.english import words
from regard_server.domain.explain.english.wishes import topic_or_kind
from regard_server.domain.explain.wording import local
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.suppression import Suppression


def remedy(suppression: Suppression) -> str:
    return _REMEDIES[suppression.reason](suppression)


def _wait(suppression: Suppression) -> str:
    """For what nothing but time ends."""
    if suppression.until is None:
        return "Time has to pass."
    return f"We wait until {words.until(suppression, suppression.until)}."


def _consent(suppression: Suppression) -> str:
    return f"It takes your consent {words.consented(suppression)}."


def _leave_to_contact(suppression: Suppression) -> str:
    return f"It takes your word that we may contact you{words.reached(suppression)} again{_or_by_itself(suppression)}."


def _hours(suppression: Suppression) -> str:
    by_then = f" at {words.clock(suppression, suppression.until)}" if suppression.until else ""
    other = ", unless you tell us other hours" if suppression.evidence else ""
    return f"We wait for the end of the quiet hours{by_then}{other}."


def _another_word(suppression: Suppression) -> str:
    entry = suppression.evidence[0] if suppression.evidence else None
    if not isinstance(entry, Entry) or not isinstance(entry.content, Preference):
        return "It takes your word that you have changed your mind."
    about = topic_or_kind(entry.content)
    if entry.provenance.basis is Basis.STATED:
        return f"It takes your word that you have changed your mind about {about}{_or_by_itself(suppression)}."
    return f"It takes your word that you like {about}: what you say counts before what you do."


def _pause(suppression: Suppression) -> str:
    kinds = {entry.content.kind for entry in suppression.evidence if isinstance(entry, Entry)}
    first = "First we put right what went wrong. " if MomentKind.FAULT in kinds else ""
    return f"{first}{_wait(suppression)}"


def _validity(suppression: Suppression) -> str:
    return "The offer is over, and would have to be made anew." if suppression.until is None else _wait(suppression)


def _classification(suppression: Suppression) -> str:
    if suppression.topic:
        return f"We have to add “{suppression.topic}” to the topics that we know, or name another."
    return "We have to say what the offer is about."


def _or_by_itself(suppression: Suppression) -> str:
    if suppression.until is None:
        return ""
    return f", or it ends by itself on {words.day(local(suppression, suppression.until))}"


_REMEDIES: Mapping[SuppressionReason, Callable[[Suppression], str]] = {
    SuppressionReason.DATA_UNAVAILABLE: lambda _: "We look again when what you told us can be read.",
    SuppressionReason.CUSTOMER_UNKNOWN: lambda _: "It takes the first thing that you tell us.",
    SuppressionReason.PROCESSING_RESTRICTED: lambda _: "You can lift the restriction at any time.",
    SuppressionReason.CONSENT_MISSING: _consent,
    SuppressionReason.DO_NOT_CONTACT: _leave_to_contact,
    SuppressionReason.QUIET_HOURS: _hours,
    SuppressionReason.DISLIKED: _another_word,
    SuppressionReason.SELLING_PAUSED: _pause,
    SuppressionReason.OFFER_UNKNOWN: lambda _: "We have to add an offer of this id to our catalogue.",
    SuppressionReason.OFFER_NOT_VALID: _validity,
    SuppressionReason.OFFER_UNCLASSIFIED: _classification,
    SuppressionReason.ALREADY_ACCEPTED: lambda _: "You have it already; only what may be repeated is offered again.",
    SuppressionReason.DECLINED_RECENTLY: _wait,
    SuppressionReason.FREQUENCY_CAP: _wait,
}
