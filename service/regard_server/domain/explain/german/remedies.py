"""What would have to change for each reason to go."""

from collections.abc import Callable, Mapping

from regard_server.domain.content import MomentKind, Preference
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.german import words
from regard_server.domain.explain.german.wishes import topic_or_kind
from regard_server.domain.explain.wording import local
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.suppression import Suppression


def remedy(suppression: Suppression) -> str:
    return _REMEDIES[suppression.reason](suppression)


def _wait(suppression: Suppression) -> str:
    """For what nothing but time ends."""
    if suppression.until is None:
        return "Dafür muss Zeit vergehen."
    return f"Wir warten bis {words.until(suppression, suppression.until)}."


def _consent(suppression: Suppression) -> str:
    return f"Dafür braucht es Ihre Einwilligung, {words.consented(suppression)}."


def _leave_to_contact(suppression: Suppression) -> str:
    may = f"dass wir Sie wieder{words.reached(suppression)} kontaktieren dürfen"
    return f"Dafür müssten Sie uns sagen, {may}{_or_by_itself(suppression)}."


def _hours(suppression: Suppression) -> str:
    by_then = f" um {words.clock(suppression, suppression.until)}" if suppression.until else ""
    other = ", es sei denn, Sie nennen uns andere Zeiten" if suppression.evidence else ""
    return f"Wir warten das Ende der Ruhezeit{by_then} ab{other}."


def _another_word(suppression: Suppression) -> str:
    entry = suppression.evidence[0] if suppression.evidence else None
    if not isinstance(entry, Entry) or not isinstance(entry.content, Preference):
        return "Dafür müssten Sie uns sagen, dass Sie Ihre Meinung geändert haben."
    about = topic_or_kind(entry.content)
    if entry.provenance.basis is Basis.STATED:
        changed = f"dass Sie Ihre Meinung über {about} geändert haben"
        return f"Dafür müssten Sie uns sagen, {changed}{_or_by_itself(suppression)}."
    return f"Dafür müssten Sie uns sagen, dass Sie {about} mögen: Was Sie sagen, zählt mehr als das, was Sie tun."


def _pause(suppression: Suppression) -> str:
    kinds = {entry.content.kind for entry in suppression.evidence if isinstance(entry, Entry)}
    first = "Zuerst bringen wir in Ordnung, was schiefgegangen ist. " if MomentKind.FAULT in kinds else ""
    return f"{first}{_wait(suppression)}"


def _validity(suppression: Suppression) -> str:
    return "Das Angebot ist vorbei und müsste neu gemacht werden." if suppression.until is None else _wait(suppression)


def _classification(suppression: Suppression) -> str:
    if suppression.topic:
        return f"Wir müssten „{suppression.topic}“ in unsere Themen aufnehmen oder ein anderes nennen."
    return "Wir müssten sagen, worum es bei dem Angebot geht."


def _or_by_itself(suppression: Suppression) -> str:
    if suppression.until is None:
        return ""
    return f", oder es endet von selbst am {words.day(local(suppression, suppression.until))}"


_REMEDIES: Mapping[SuppressionReason, Callable[[Suppression], str]] = {
    SuppressionReason.DATA_UNAVAILABLE: lambda _: (
        "Wir sehen wieder nach, sobald sich lesen lässt, was Sie uns gesagt haben."
    ),
    SuppressionReason.CUSTOMER_UNKNOWN: lambda _: "Dafür müssten Sie uns erst etwas gesagt haben.",
    SuppressionReason.PROCESSING_RESTRICTED: lambda _: "Sie können die Einschränkung jederzeit aufheben.",
    SuppressionReason.CONSENT_MISSING: _consent,
    SuppressionReason.DO_NOT_CONTACT: _leave_to_contact,
    SuppressionReason.QUIET_HOURS: _hours,
    SuppressionReason.DISLIKED: _another_word,
    SuppressionReason.SELLING_PAUSED: _pause,
    SuppressionReason.OFFER_UNKNOWN: lambda _: (
        "Wir müssten ein Angebot mit dieser Kennung in unseren Katalog aufnehmen."
    ),
    SuppressionReason.OFFER_NOT_VALID: _validity,
    SuppressionReason.OFFER_UNCLASSIFIED: _classification,
    SuppressionReason.ALREADY_ACCEPTED: lambda _: (
        "Sie haben es schon; nur was sich wiederholen lässt, wird noch einmal angeboten."
    ),
    SuppressionReason.DECLINED_RECENTLY: _wait,
    SuppressionReason.FREQUENCY_CAP: _wait,
}
