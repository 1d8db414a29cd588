"""German, in the form of address that a company uses: Sie."""

from collections.abc import Callable, Mapping
from datetime import datetime

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import ConsentStatus, MomentKind, OfferResponse, Outcome, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.wording import ends_itself, first_words, local, shown_quote
from regard_server.domain.policy import CapScope, SuppressionReason
from regard_server.domain.suppression import Suppression, quote_of, said_at

_BY_CHANNEL = {
    Channel.EMAIL: " per E-Mail",
    Channel.SMS: " per SMS",
    Channel.PHONE: " am Telefon",
    Channel.PUSH: " auf eine Mitteilung hin",
    Channel.POST: " per Post",
    Channel.MESSAGING: " im Chat",
    Channel.WEB: " auf unserer Website",
    Channel.APP: " in unserer App",
    Channel.IN_PERSON: " persönlich",
    Channel.AGENT_CALL: " am Telefon",
}
"""By which way somebody told us something."""
_REACHED_BY = _BY_CHANNEL | {
    Channel.PHONE: " per Telefon",
    Channel.PUSH: " per Push-Mitteilung",
    Channel.MESSAGING: " per Chatnachricht",
}
"""By which way we reach somebody."""
_FOR = {
    Purpose.MARKETING: "Werbung",
    Purpose.LOYALTY: "unser Treueprogramm",
    Purpose.SERVICE: "den Kundendienst",
    Purpose.RESEARCH: "unsere Umfragen",
}
_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November"),
    "Dezember",
)


def sentence(suppression: Suppression) -> str:
    return _SENTENCES[suppression.reason](suppression)


def _restricted(suppression: Suppression) -> str:
    since = f" seit dem {_day(said_at(suppression.evidence[0]))}" if suppression.evidence else ""
    return f"Sie haben die Verarbeitung Ihrer Daten für {_purpose(suppression)}{since} eingeschränkt."


def _quiet(suppression: Suppression) -> str:
    whose = "Sie möchten um diese Zeit nicht gestört werden" if suppression.evidence else "Bei Ihnen ist Ruhezeit"
    end = _clock(suppression, suppression.until) if suppression.until else ""
    return f"{whose}{f' (bis {end})' if end else ''}."


def _not_valid(suppression: Suppression) -> str:
    since = f"erst ab dem {_day(suppression.until)}" if suppression.until else "nicht mehr"
    return f"Dieses Angebot gilt {since}."


def _unclassified(suppression: Suppression) -> str:
    about = f"wofür „{suppression.topic}“ steht" if suppression.topic else "worum es bei diesem Angebot geht"
    return f"Wir wissen nicht, {about}, und also auch nicht, ob es Sie stören würde."


def _accepted(suppression: Suppression) -> str:
    on = f"am {_day(said_at(suppression.evidence[0]))}" if suppression.evidence else "schon"
    return f"Sie haben dieses Angebot {on} angenommen."


def _unconsented(suppression: Suppression) -> str:
    what = f"dass wir uns{_REACHED_BY.get(suppression.channel, '')} für {_purpose(suppression)} bei Ihnen melden"
    if not suppression.evidence:
        return f"Sie haben nicht zugestimmt, {what}."
    entry = suppression.evidence[0]
    status = entry.content.status if isinstance(entry, Entry) else None
    on = _day(said_at(entry))
    if status is ConsentStatus.EXPIRED:
        return f"Ihre Einwilligung, {what}, ist am {on} abgelaufen."
    if status is ConsentStatus.WITHDRAWN:
        return _ended(f"Am {on} haben Sie Ihre Einwilligung widerrufen, {what}{_in_words(suppression)}", None)
    return _ended(f"Am {on} haben Sie nicht zugestimmt, {what}{_in_words(suppression)}", None)


def _forbidden(suppression: Suppression) -> str:
    if not suppression.evidence:
        return "Sie haben uns gebeten, Sie nicht zu kontaktieren."
    reached = _REACHED_BY.get(suppression.channel, "")
    on = _day(said_at(suppression.evidence[0]))
    asked = f"Am {on} haben Sie uns gebeten, Sie nicht{reached} zu kontaktieren{_in_words(suppression)}"
    return _ended(asked, suppression.until, suppression)


def _paused(suppression: Suppression) -> str:
    kinds = {entry.content.kind for entry in suppression.evidence if isinstance(entry, Entry)}
    if MomentKind.FAULT in kinds:
        why = "Wir sind Ihnen noch etwas schuldig, bevor wir Ihnen etwas anbieten"
    else:
        why = "Jetzt ist nicht die Zeit für Angebote"
    return _ended(why, suppression.until, suppression)


def _disliked(suppression: Suppression) -> str:
    entry = suppression.evidence[0]
    if not isinstance(entry, Entry):
        return "Sie haben uns gesagt, dass Sie das nicht mögen."
    about = f"„{entry.content.topic}“" if entry.content.topic else f"Angebote der Art „{entry.content.offer_type}“"
    if entry.provenance.basis is not Basis.STATED:
        did = f"Ihr Verhalten zeigt uns, dass Sie {about} nicht mögen, und Sie haben nichts anderes gesagt"
        return _ended(did, suppression.until)
    said = f"Am {_day(said_at(entry))} haben Sie uns{_BY_CHANNEL.get(entry.provenance.channel, '')} gesagt"
    words = _quoted(entry.provenance.quote)
    if words:
        return _ended(f"{said}: {words}", suppression.until)
    wish = f"dass Sie {about} nie möchten" if entry.content.stance is Stance.NEVER else f"dass Sie {about} nicht mögen"
    return _ended(f"{said}, {wish}", suppression.until)


def _declined(suppression: Suppression) -> str:
    newest = suppression.evidence[0]
    response = newest.content if isinstance(newest, Entry) else None
    if not isinstance(newest, Entry) or not isinstance(response, OfferResponse):
        return "Sie haben auf dieses Angebot kürzlich geantwortet."
    did = {
        Outcome.DECLINED: "abgelehnt",
        Outcome.COMPLAINED: "beanstandet",
        Outcome.IGNORED: "nicht beantwortet",
    }.get(response.outcome, "beantwortet")
    what = f"ein Angebot der Art „{suppression.offer_type}“" if suppression.offer_type else "dieses Angebot"
    if suppression.topic:
        what = f"ein Angebot zu „{suppression.topic}“"
    times = f", {len(suppression.evidence)}-mal in letzter Zeit" if len(suppression.evidence) > 1 else ""
    words = _quoted(quote_of(newest) or response.reason)
    because = f": {words}" if words else ""
    return _ended(f"Am {_day(newest.effective_at)} haben Sie {what} {did}{times}{because}", suppression.until)


def _capped(suppression: Suppression) -> str:
    what = {
        CapScope.OFFER: "dieses Angebot",
        CapScope.OFFER_TYPE: f"Angebote der Art „{suppression.offer_type}“",
        CapScope.CHANNEL: f"Angebote{_REACHED_BY.get(suppression.channel, '')}",
    }.get(suppression.cap or CapScope.ALL, "Angebote")
    last = f", zuletzt am {_day(local(suppression, said_at(suppression.evidence[0])))}" if suppression.evidence else ""
    return _ended(f"Wir haben Ihnen {what} in letzter Zeit oft genug gezeigt{last}", suppression.until, suppression)


def _purpose(suppression: Suppression) -> str:
    return _FOR[suppression.purpose] if suppression.purpose is not None else "diesen Zweck"


def _in_words(suppression: Suppression) -> str:
    words = _quoted(first_words(suppression))
    return f": {words}" if words else ""


def _quoted(words: str) -> str:
    return shown_quote(words, "„", "“")


def _ended(told: str, until: datetime | None, by: Suppression | None = None) -> str:
    """With its full stop, unless a quoted sentence brought its own."""
    if until is not None:
        return f"{told} (bis zum {_day(until if by is None else local(by, until))})."
    return told if ends_itself(told, "“") else f"{told}."


def _day(at: datetime) -> str:
    return f"{at.day}. {_MONTHS[at.month - 1]} {at.year}"


def _clock(suppression: Suppression, at: datetime) -> str:
    there = local(suppression, at)
    return f"{there:%H:%M} Uhr am {_day(there)}"


_SENTENCES: Mapping[SuppressionReason, Callable[[Suppression], str]] = {
    SuppressionReason.DATA_UNAVAILABLE: lambda _: (
        "Was Sie uns gesagt haben, ließ sich gerade nicht lesen; deshalb lassen wir es."
    ),
    SuppressionReason.CUSTOMER_UNKNOWN: lambda _: "Wir kennen Sie noch nicht und schreiben Ihnen deshalb nicht.",
    SuppressionReason.PROCESSING_RESTRICTED: _restricted,
    SuppressionReason.CONSENT_MISSING: _unconsented,
    SuppressionReason.DO_NOT_CONTACT: _forbidden,
    SuppressionReason.QUIET_HOURS: _quiet,
    SuppressionReason.DISLIKED: _disliked,
    SuppressionReason.SELLING_PAUSED: _paused,
    SuppressionReason.OFFER_UNKNOWN: lambda _: "Dieses Angebot gibt es in unserem Katalog nicht.",
    SuppressionReason.OFFER_NOT_VALID: _not_valid,
    SuppressionReason.OFFER_UNCLASSIFIED: _unclassified,
    SuppressionReason.ALREADY_ACCEPTED: _accepted,
    SuppressionReason.DECLINED_RECENTLY: _declined,
    SuppressionReason.FREQUENCY_CAP: _capped,
}
