"""The words that German sentences have in common."""

from datetime import datetime

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.explain.wording import by_the_hour, ends_itself, first_words, local, shown_quote
from regard_server.domain.suppression import Suppression

BY_CHANNEL = {
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
_REACHED_BY = BY_CHANNEL | {
    Channel.PHONE: " per Telefon",
    Channel.PUSH: " per Push-Mitteilung",
    Channel.MESSAGING: " per Chatnachricht",
}
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


def reached(suppression: Suppression) -> str:
    """By which way we would have reached somebody: ` per Telefon`."""
    return _REACHED_BY.get(suppression.channel, "")


def purpose(suppression: Suppression) -> str:
    return _FOR[suppression.purpose] if suppression.purpose is not None else "diesen Zweck"


def consented(suppression: Suppression) -> str:
    """What a consent is to."""
    return f"dass wir uns{reached(suppression)} für {purpose(suppression)} bei Ihnen melden"


def in_words(suppression: Suppression) -> str:
    words = quoted(first_words(suppression))
    return f": {words}" if words else ""


def quoted(words: str) -> str:
    return shown_quote(words, "„", "“")


def ended(told: str, until: datetime | None = None, by: Suppression | None = None) -> str:
    """With its full stop, unless a quoted sentence brought its own."""
    if until is not None:
        return f"{told} (bis zum {day(until if by is None else local(by, until))})."
    return told if ends_itself(told, "“") else f"{told}."


def day(at: datetime) -> str:
    return f"{at.day}. {_MONTHS[at.month - 1]} {at.year}"


def clock(suppression: Suppression, at: datetime) -> str:
    there = local(suppression, at)
    return f"{there:%H:%M} Uhr am {day(there)}"


def until(suppression: Suppression, end: datetime) -> str:
    """`zum 1. Juli 2026`; for a reason that ends within days with the hour, `20:00 Uhr am 30. Juni 2026`."""
    return clock(suppression, end) if by_the_hour(suppression) else f"zum {day(local(suppression, end))}"
