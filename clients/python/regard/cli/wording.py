"""How things are said to people: dates, quotes, where an entry comes from. Plain text, without layout."""

import unicodedata
from datetime import UTC

from google.protobuf.timestamp_pb2 import Timestamp

from regard.arguments import short_name
from regard.v1 import Basis, Channel, Entry, EntryState, Outcome, Stance

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


def said(entry: Entry) -> str:
    """What an entry says: `dislikes sports/golf`, `declined golf-club-membership`, `retracts …`."""
    kind = entry.WhichOneof("content")
    if kind == "preference":
        wanted = entry.preference
        return clean(f"{short_name(Stance, wanted.stance)} {wanted.topic or wanted.offer_type}")
    if kind == "offer_response":
        return clean(f"{short_name(Outcome, entry.offer_response.outcome)} {entry.offer_response.offer_id}")
    if kind == "retraction":
        return clean(f"retracts {entry.retraction.entry}")
    return "something that this version of regard doesn't know"


def words(entry: Entry) -> str:
    """The customer's words, and after them the remark or reason that was kept beside them; empty without either."""
    remark = entry.preference.note or entry.offer_response.reason or entry.retraction.reason
    parts = [quoted(entry.provenance.quote)] if entry.provenance.quote else []
    return "\n".join([*parts, clean(remark)] if remark else parts)


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
