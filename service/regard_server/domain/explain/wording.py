"""What the languages share: what a suppression has to tell, without the words for it."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.decision import Decision
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.suppression import Suppression, quote_of
from regard_server.domain.time_zones import zone_of

QUOTE_SHOWN_MAX = 300
"""A longer quote is shortened in the sentence, with an ellipsis; the suppression's own quote is whole."""


_BY_THE_HOUR = frozenset({SuppressionReason.QUIET_HOURS, SuppressionReason.FREQUENCY_CAP})


def by_the_hour(suppression: Suppression) -> bool:
    """Whether the hour of its end matters: it may be that of today."""
    return suppression.reason in _BY_THE_HOUR


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


def decisive(decision: Decision) -> list[Suppression]:
    return [suppression for suppression in decision.suppressions if not suppression.shadow]


def tried(decision: Decision) -> list[Suppression]:
    return [suppression for suppression in decision.suppressions if suppression.shadow]


def last_end(suppressions: Sequence[Suppression]) -> Suppression | None:
    """The one that ends last; None where of any of them no end is known."""
    ends = [(suppression.until, suppression) for suppression in suppressions]
    known = [(until, suppression) for until, suppression in ends if until is not None]
    if len(known) < len(ends):
        return None
    return max(known, key=lambda end: end[0], default=(None, None))[1]
