"""What the languages share: what a suppression has to tell, without the words for it."""

from datetime import datetime

from regard_server.domain.suppression import Suppression, quote_of
from regard_server.domain.time_zones import zone_of

QUOTE_SHOWN_MAX = 300
"""A longer quote is shortened in the sentence, with an ellipsis; the suppression's own quote is whole."""


def shown_quote(words: str, opening: str, closing: str) -> str:
    """Empty where there are no words."""
    if not words:
        return ""
    shown = words if len(words) <= QUOTE_SHOWN_MAX else words[: QUOTE_SHOWN_MAX - 1].rstrip() + "…"
    return f"{opening}{shown}{closing}"


def ends_itself(sentence: str, closing: str) -> bool:
    """Whether it ends with a quoted sentence that brought its own full stop."""
    return sentence.endswith((f".{closing}", f"!{closing}", f"?{closing}"))


def local(suppression: Suppression, at: datetime) -> datetime:
    """By the clock that the suppression is told by."""
    return at.astimezone(zone_of(suppression.time_zone)) if suppression.time_zone else at


def first_words(suppression: Suppression) -> str:
    """The customer's words in its first entry."""
    return quote_of(suppression.evidence[0]) if suppression.evidence else ""
