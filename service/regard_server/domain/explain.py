"""The one place that turns a suppression into a sentence for people. Nothing parses it back."""

from datetime import datetime

from regard_server.domain.channel import Channel
from regard_server.domain.content import OfferResponse, Outcome, Preference, Stance
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.suppression import Suppression

QUOTE_SHOWN_MAX = 300
"""A longer quote is shortened in the sentence, with an ellipsis; the suppression's own quote is whole."""

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


def explain(suppression: Suppression) -> str:
    """One English sentence, addressed to the customer."""
    match suppression.reason:
        case SuppressionReason.DATA_UNAVAILABLE:
            return "What you told us could not be read just now, so we leave it."
        case SuppressionReason.CUSTOMER_UNKNOWN:
            return "We don't know you yet, so we don't write to you."
        case SuppressionReason.OFFER_UNKNOWN:
            return "Our catalogue has no such offer."
        case SuppressionReason.OFFER_NOT_VALID:
            since = f" before {_day(suppression.until)}" if suppression.until else " any more"
            return f"This offer is not made{since}."
        case SuppressionReason.OFFER_UNCLASSIFIED:
            about = f"“{suppression.topic}” stands for" if suppression.topic else "this offer is about"
            return f"We can't tell what {about}, and so not whether you would mind."
        case SuppressionReason.DISLIKED:
            return _disliked(suppression)
        case SuppressionReason.DECLINED_RECENTLY:
            return _declined(suppression)


def _disliked(suppression: Suppression) -> str:
    entry = suppression.evidence[0]
    if not isinstance(entry.content, Preference):
        return ""
    about = entry.content.topic or f"offers of the kind {entry.content.offer_type}"
    never = entry.content.stance is Stance.NEVER
    if entry.provenance.basis is Basis.STATED:
        said = f"You told us on {_day(_said_at(entry))}{_BY_CHANNEL.get(entry.provenance.channel, '')}"
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
    if not isinstance(newest.content, OfferResponse):
        return ""
    did = {
        Outcome.DECLINED: "You declined",
        Outcome.COMPLAINED: "You complained about",
        Outcome.IGNORED: "You didn't answer",
    }.get(newest.content.outcome, "You answered")
    what = f"an offer of the kind {suppression.offer_type}" if suppression.offer_type else "this offer"
    if suppression.topic:
        what = f"an offer about {suppression.topic}"
    times = f", {len(suppression.evidence)} times of late" if len(suppression.evidence) > 1 else ""
    words = _quoted(newest.provenance.quote or newest.content.reason)
    because = f": {words}" if words else ""
    return _ended(f"{did} {what} on {_day(newest.effective_at)}{times}{because}", suppression.until)


def _said_at(entry: Entry[Preference] | Entry[OfferResponse]) -> datetime:
    return entry.provenance.stated_at or entry.effective_at


def _quoted(words: str) -> str:
    if not words:
        return ""
    shown = words if len(words) <= QUOTE_SHOWN_MAX else words[: QUOTE_SHOWN_MAX - 1].rstrip() + "…"
    return f"“{shown}”"


def _ended(sentence: str, until: datetime | None) -> str:
    """With its full stop, unless a quoted sentence brought its own."""
    if until is not None:
        return f"{sentence} (until {_day(until)})."
    return sentence if sentence.endswith((".”", "!”", "?”")) else f"{sentence}."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
