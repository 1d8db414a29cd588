"""How things are said to people: dates, quotes, where an entry comes from. Plain text, without layout.

What each kind of entry says is in `contents`.
"""

import unicodedata
from datetime import UTC

from google.protobuf.timestamp_pb2 import Timestamp

from regard.arguments import short_name
from regard.v1 import Basis, Channel, Entry, EntryState

# Characters that turn the direction of what follows: in a terminal they can make a quote say something else.
DIRECTION_MARKS = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def clean(text: str) -> str:
    """Text that a terminal shows and doesn't obey: control characters other than line breaks become `�`."""
    return "".join(
        "�"
        if character in DIRECTION_MARKS or (unicodedata.category(character) == "Cc" and character != "\n")
        else character
        for character in text.replace("\r\n", "\n").replace("\t", " ")
    )


def one_line(text: str) -> str:
    return clean(" ".join(text.split()))


def quoted(words: str) -> str:
    return f"“{clean(words)}”"


def date(instant: Timestamp) -> str:
    """`3 May 2024`, in UTC."""
    moment = instant.ToDatetime(tzinfo=UTC)
    return f"{moment.day} {moment:%B} {moment.year}"


def instant(given: Timestamp) -> str:
    """`18 June 2026, 10:00 UTC`; midnight is the day alone."""
    at = given.ToDatetime(tzinfo=UTC)
    return date(given) if (at.hour, at.minute) == (0, 0) else f"{date(given)}, {at:%H:%M} UTC"


def source(entry: Entry) -> str:
    """How we know, who recorded it, when it was said, by which way: `stated, agents/mira, 3 May 2024, email`."""
    provenance = entry.provenance
    basis = short_name(Basis, provenance.basis)
    if provenance.confidence:
        basis += f" ({provenance.confidence:.0%} sure)"
    parts = [basis, clean(provenance.recorder), date(_said_at(entry))]
    if provenance.channel:
        parts.append(short_name(Channel, provenance.channel))
    return ", ".join(part for part in parts if part)


def duration(entry: Entry) -> str:
    """`from 1 May 2024, until 3 May 2027`: what is known of when an entry holds, beyond when it was said."""
    parts = []
    if entry.HasField("effective_time") and entry.effective_time.ToDatetime() > _said_at(entry).ToDatetime():
        parts.append(f"from {date(entry.effective_time)}")
    if entry.HasField("expire_time"):
        parts.append(f"until {date(entry.expire_time)}")
    return ", ".join(parts)


def state(entry: Entry) -> str:
    return short_name(EntryState, entry.state)


def _said_at(entry: Entry) -> Timestamp:
    if entry.provenance.HasField("stated_time"):
        return entry.provenance.stated_time
    # An entry that was taken over later than it happened has an effective time before its create time.
    known = [getattr(entry, name) for name in ("effective_time", "create_time") if entry.HasField(name)]
    return min(known, key=lambda instant: (instant.seconds, instant.nanos), default=entry.create_time)
