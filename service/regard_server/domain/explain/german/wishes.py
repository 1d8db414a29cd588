"""What a customer wants, and what they answered, as the beginning of a sentence."""

from typing import Any

from regard_server.domain.content import OfferResponse, Outcome, Preference, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.german import words
from regard_server.domain.suppression import Evidence, quote_of, said_at

ANSWERED = {
    Outcome.DECLINED: "abgelehnt",
    Outcome.COMPLAINED: "beanstandet",
    Outcome.IGNORED: "nicht beantwortet",
}


def weighed(evidence: Evidence) -> str:
    """Of an entry that an offer's affinity comes from: what it says, as a sentence."""
    content = evidence.content if isinstance(evidence, Entry) else None
    if isinstance(evidence, Entry) and isinstance(content, Preference):
        guessed = "; Vermutungen ordnen nur und entscheiden nichts"
        return words.ended(f"{wish(evidence)}{guessed if evidence.provenance.basis is Basis.INFERRED else ''}")
    on = words.day(said_at(evidence))
    if not isinstance(content, OfferResponse):
        return f"Am {on} haben Sie auf ein ähnliches Angebot geantwortet."
    in_their_words = words.quoted(quote_of(evidence) or content.reason)
    because = f": {in_their_words}" if in_their_words else ""
    did = ANSWERED.get(content.outcome, "beantwortet")
    return words.ended(f"Am {on} haben Sie ein solches Angebot {did}{because}")


def wish(entry: Entry[Any]) -> str:
    """In the customer's own words where there are any, and without a full stop."""
    about = topic_or_kind(entry.content)
    feels = {
        Stance.LIKES: f"dass Sie {about} mögen",
        Stance.NEVER: f"dass Sie {about} nie möchten",
        Stance.NEUTRAL: f"dass {about} Sie nicht stören",
    }.get(entry.content.stance, f"dass Sie {about} nicht mögen")
    if entry.provenance.basis is Basis.STATED:
        by = words.BY_CHANNEL.get(entry.provenance.channel, "")
        said = f"Am {words.day(said_at(entry))} haben Sie uns{by} gesagt"
        in_their_words = words.quoted(entry.provenance.quote)
        return f"{said}: {in_their_words}" if in_their_words else f"{said}, {feels}"
    if entry.provenance.basis is Basis.INFERRED:
        return f"Wir vermuten, {feels}"
    return f"Ihr Verhalten zeigt uns, {feels}"


def topic_or_kind(preference: Preference) -> str:
    return f"„{preference.topic}“" if preference.topic else f"Angebote der Art „{preference.offer_type}“"
