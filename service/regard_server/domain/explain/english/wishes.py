"""What a customer wants, and what they answered, as the beginning of a sentence."""

from typing import Any

from regard_server.domain.content import OfferResponse, Outcome, Preference, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.explain.english import words
from regard_server.domain.suppression import Evidence, quote_of, said_at

ANSWERED = {
    Outcome.DECLINED: "You declined",
    Outcome.COMPLAINED: "You complained about",
    Outcome.IGNORED: "You didn't answer",
}


def weighed(evidence: Evidence) -> str:
    """Of an entry that an offer's affinity comes from: what it says, as a sentence."""
    content = evidence.content if isinstance(evidence, Entry) else None
    if isinstance(evidence, Entry) and isinstance(content, Preference):
        guessed = "; a guess only ranks, and decides nothing" if evidence.provenance.basis is Basis.INFERRED else ""
        return words.ended(f"{wish(evidence)}{guessed}")
    on = words.day(said_at(evidence))
    if not isinstance(content, OfferResponse):
        return f"You answered an offer like this on {on}."
    in_their_words = words.quoted(quote_of(evidence) or content.reason)
    because = f": {in_their_words}" if in_their_words else ""
    return words.ended(f"{ANSWERED.get(content.outcome, 'You answered')} an offer like this on {on}{because}")


def wish(entry: Entry[Any]) -> str:
    """In the customer's own words where there are any, and without a full stop."""
    about = topic_or_kind(entry.content)
    feels = {
        Stance.LIKES: f"that you like {about}",
        Stance.NEVER: f"that you never want {about}",
        Stance.NEUTRAL: f"that you don't mind {about}",
    }.get(entry.content.stance, f"that you don't like {about}")
    if entry.provenance.basis is Basis.STATED:
        said = f"You told us on {words.day(said_at(entry))}{words.BY_CHANNEL.get(entry.provenance.channel, '')}"
        in_their_words = words.quoted(entry.provenance.quote)
        return f"{said}: {in_their_words}" if in_their_words else f"{said} {feels}"
    return f"We guess {feels}" if entry.provenance.basis is Basis.INFERRED else f"What you did tells us {feels}"


def topic_or_kind(preference: Preference) -> str:
    return preference.topic or f"offers of the kind {preference.offer_type}"
