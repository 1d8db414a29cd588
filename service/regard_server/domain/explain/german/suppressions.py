"""Each reason against an offer in a sentence."""

from collections.abc import Callable, Mapping

from regard_server.domain.content import ConsentStatus, MomentKind, OfferResponse
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.german import words
from regard_server.domain.explain.german.wishes import ANSWERED, wish
from regard_server.domain.explain.wording import local
from regard_server.domain.policy import CapScope, SuppressionReason
from regard_server.domain.suppression import Suppression, quote_of, said_at


def sentence(suppression: Suppression) -> str:
    return _SENTENCES[suppression.reason](suppression)


def _restricted(suppression: Suppression) -> str:
    since = f" seit dem {words.day(said_at(suppression.evidence[0]))}" if suppression.evidence else ""
    return f"Sie haben die Verarbeitung Ihrer Daten für {words.purpose(suppression)}{since} eingeschränkt."


def _quiet(suppression: Suppression) -> str:
    whose = "Sie möchten um diese Zeit nicht gestört werden" if suppression.evidence else "Bei Ihnen ist Ruhezeit"
    end = words.clock(suppression, suppression.until) if suppression.until else ""
    return f"{whose}{f' (bis {end})' if end else ''}."


def _not_valid(suppression: Suppression) -> str:
    since = f"erst ab dem {words.day(suppression.until)}" if suppression.until else "nicht mehr"
    return f"Dieses Angebot gilt {since}."


def _unclassified(suppression: Suppression) -> str:
    about = f"wofür „{suppression.topic}“ steht" if suppression.topic else "worum es bei diesem Angebot geht"
    return f"Wir wissen nicht, {about}, und also auch nicht, ob es Sie stören würde."


def _accepted(suppression: Suppression) -> str:
    on = f"am {words.day(said_at(suppression.evidence[0]))}" if suppression.evidence else "schon"
    return f"Sie haben dieses Angebot {on} angenommen."


def _unconsented(suppression: Suppression) -> str:
    what = words.consented(suppression)
    if not suppression.evidence:
        return f"Sie haben nicht zugestimmt, {what}."
    entry = suppression.evidence[0]
    status = entry.content.status if isinstance(entry, Entry) else None
    on = words.day(said_at(entry))
    if status is ConsentStatus.EXPIRED:
        return f"Ihre Einwilligung, {what}, ist am {on} abgelaufen."
    if status is ConsentStatus.WITHDRAWN:
        return words.ended(f"Am {on} haben Sie Ihre Einwilligung widerrufen, {what}{words.in_words(suppression)}")
    return words.ended(f"Am {on} haben Sie nicht zugestimmt, {what}{words.in_words(suppression)}")


def _forbidden(suppression: Suppression) -> str:
    if not suppression.evidence:
        return "Sie haben uns gebeten, Sie nicht zu kontaktieren."
    on = words.day(said_at(suppression.evidence[0]))
    asked = f"Am {on} haben Sie uns gebeten, Sie nicht{words.reached(suppression)} zu kontaktieren{words.in_words(suppression)}"
    return words.ended(asked, suppression.until, suppression)


def _paused(suppression: Suppression) -> str:
    kinds = {entry.content.kind for entry in suppression.evidence if isinstance(entry, Entry)}
    if MomentKind.FAULT in kinds:
        why = "Wir sind Ihnen noch etwas schuldig, bevor wir Ihnen etwas anbieten"
    else:
        why = "Jetzt ist nicht die Zeit für Angebote"
    return words.ended(why, suppression.until, suppression)


def _disliked(suppression: Suppression) -> str:
    entry = suppression.evidence[0]
    if not isinstance(entry, Entry):
        return "Sie haben uns gesagt, dass Sie das nicht mögen."
    alone = "" if entry.provenance.basis is Basis.STATED else ", und Sie haben nichts anderes gesagt"
    return words.ended(f"{wish(entry)}{alone}", suppression.until)


def _declined(suppression: Suppression) -> str:
    newest = suppression.evidence[0]
    response = newest.content if isinstance(newest, Entry) else None
    if not isinstance(newest, Entry) or not isinstance(response, OfferResponse):
        return "Sie haben auf dieses Angebot kürzlich geantwortet."
    did = ANSWERED.get(response.outcome, "beantwortet")
    what = f"ein Angebot der Art „{suppression.offer_type}“" if suppression.offer_type else "dieses Angebot"
    if suppression.topic:
        what = f"ein Angebot zu „{suppression.topic}“"
    times = f", {len(suppression.evidence)}-mal in letzter Zeit" if len(suppression.evidence) > 1 else ""
    in_their_words = words.quoted(quote_of(newest) or response.reason)
    because = f": {in_their_words}" if in_their_words else ""
    return words.ended(f"Am {words.day(newest.effective_at)} haben Sie {what} {did}{times}{because}", suppression.until)


def _capped(suppression: Suppression) -> str:
    what = {
        CapScope.OFFER: "dieses Angebot",
        CapScope.OFFER_TYPE: f"Angebote der Art „{suppression.offer_type}“",
        CapScope.CHANNEL: f"Angebote{words.reached(suppression)}",
    }.get(suppression.cap or CapScope.ALL, "Angebote")
    last = (
        f", zuletzt am {words.day(local(suppression, said_at(suppression.evidence[0])))}"
        if suppression.evidence
        else ""
    )
    if any(isinstance(counted, Entry) for counted in suppression.evidence):  # a reservation
        last = " oder sind dabei"
    return words.ended(
        f"Wir haben Ihnen {what} in letzter Zeit oft genug gezeigt{last}", suppression.until, suppression
    )


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
