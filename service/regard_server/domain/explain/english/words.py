"""The words that English sentences have in common."""

from datetime import datetime

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.explain.wording import by_the_hour, ends_itself, first_words, local, shown_quote
from regard_server.domain.suppression import Suppression

BY_CHANNEL = {
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
"""By which way somebody told us something."""
_REACHED_BY = BY_CHANNEL | {Channel.PUSH: " by notification", Channel.MESSAGING: " by chat message"}
_FOR = {
    Purpose.MARKETING: "marketing",
    Purpose.LOYALTY: "our loyalty programme",
    Purpose.SERVICE: "service",
    Purpose.RESEARCH: "our surveys",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)


def reached(suppression: Suppression) -> str:
    """By which way we would have reached somebody: ` by phone`."""
    return _REACHED_BY.get(suppression.channel, "")


def purpose(suppression: Suppression) -> str:
    return _FOR[suppression.purpose] if suppression.purpose is not None else "this"


def consented(suppression: Suppression) -> str:
    """What a consent is to."""
    return f"to hear from us{reached(suppression)} for {purpose(suppression)}"


def in_words(suppression: Suppression) -> str:
    words = quoted(first_words(suppression))
    return f": {words}" if words else ""


def quoted(words: str) -> str:
    return shown_quote(words, "“", "”")


def ended(told: str, until: datetime | None = None, by: Suppression | None = None) -> str:
    """With its full stop, unless a quoted sentence brought its own."""
    if until is not None:
        return f"{told} (until {day(until if by is None else local(by, until))})."
    return told if ends_itself(told, "”") else f"{told}."


def day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def clock(suppression: Suppression, at: datetime) -> str:
    there = local(suppression, at)
    return f"{there:%H:%M} on {day(there)}"


def until(suppression: Suppression, end: datetime) -> str:
    """`1 July 2026`; for a reason that ends within days with the hour, `20:00 on 30 June 2026`."""
    return clock(suppression, end) if by_the_hour(suppression) else day(local(suppression, end))
