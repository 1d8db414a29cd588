"""Every limit of the kinds of entries beside preferences and offer responses, each just past it, with the field named."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.timeofday_pb2 import TimeOfDay

from regard import v1
from regard.v1 import Answer, Commitment, Consent, ContactRule, Entry, Interaction, Moment, Provenance

BEFORE_1900 = Timestamp(seconds=-2208988801)
YEAR_2200 = Timestamp(seconds=7258118400)
YEAR_10000 = Timestamp(seconds=253402300800)
SEEN = Provenance(basis="BASIS_OBSERVED", recorder="agents/mira.holt")
GUESSED = Provenance(basis="BASIS_INFERRED", recorder="models/taste")

MOMENT = Moment(title="Wedding", handling="HANDLING_MENTION_WARMLY", kind="MOMENT_KIND_MILESTONE")
TALK = Interaction(channel="CHANNEL_PHONE", summary="The printer prints nothing.")
PROMISE = Commitment(what="Call back.", kind="COMMITMENT_KIND_PROMISE", owner="agents/mira.holt")
CALLBACK = Commitment(
    what="Call back.",
    kind="COMMITMENT_KIND_CALLBACK",
    owner="agents/mira.holt",
    due_time=Timestamp(seconds=1_800_000_000),
)
CONSENT = Consent(purpose="PURPOSE_MARKETING", channel="CHANNEL_EMAIL", status="CONSENT_STATUS_GIVEN")
QUIET = ContactRule(
    quiet_hours=v1.QuietHours(start=TimeOfDay(hours=21), end=TimeOfDay(hours=7), days=["MONDAY", "SUNDAY"])
)
AWAY = ContactRule(do_not_contact=v1.DoNotContact(channels=["CHANNEL_SMS"], purposes=["PURPOSE_MARKETING"]))
ADDRESS = ContactRule(address_as=v1.AddressAs(name="Frau Dr. Brandt", pronouns="sie", language="de"))

Change = tuple[str, Any]
NUL = "a\0b"

MOMENTS: list[Change] = [
    ("title", ""),
    ("title", "t" * 201),
    ("title", NUL),
    ("story", "s" * 10_001),
    ("story", NUL),
    ("occurred_time", BEFORE_1900),
    ("occurred_time", YEAR_2200),
    ("handling", 0),
    ("handling", 4),
    ("sensitivity", 4),
    ("pauses_selling_until", BEFORE_1900),
    ("pauses_selling_until", YEAR_10000),
    ("kind", 0),
    ("kind", 7),
]
INTERACTIONS: list[Change] = [
    ("channel", 0),
    ("channel", 11),
    ("summary", ""),
    ("summary", "s" * 10_001),
    ("summary", NUL),
    ("issue_restated", "i" * 2001),
    ("issue_restated", NUL),
    ("reading", "r" * 2001),
    ("reading", NUL),
    ("feeling", "f" * 101),
    ("feeling", NUL),
    ("tried", ["t"] * 51),
    ("answers", [Answer(question="q", answer="a")] * 51),
    ("agent", "a" * 201),
    ("agent", NUL),
    ("case_id", "c" * 101),
    ("case_id", NUL),
]
COMMITMENTS: list[Change] = [
    ("what", ""),
    ("what", "w" * 2001),
    ("what", NUL),
    ("kind", 0),
    ("kind", 4),
    ("owner", "o" * 201),
    ("owner", NUL),
    ("due_time", BEFORE_1900),
    ("due_time", YEAR_2200),
    ("status", 5),
    ("outcome", "o" * 2001),
    ("outcome", NUL),
    ("follows", "e1"),
    ("follows", "customers/u1/entries/" + "e" * 65),
    ("follows", "customers/another/entries/e1"),
    ("asked", [Answer(question="q", answer="a")] * 51),
]
CONSENTS: list[Change] = [
    ("purpose", 0),
    ("purpose", 5),
    ("channel", 11),
    ("status", 0),
    ("status", 5),
    ("legal_basis", "l" * 101),
    ("legal_basis", NUL),
    ("document", "d" * 501),
    ("document", NUL),
]


def wrong_kinds(edited: Any) -> Iterator[tuple[Entry, str]]:
    """Entries that break one rule, with the field that the refusal names, from the entry on. `edited` copies a message
    with one field changed."""
    for kind, good, changes in (
        ("moment", MOMENT, MOMENTS),
        ("interaction", TALK, INTERACTIONS),
        ("commitment", PROMISE, COMMITMENTS),
        ("consent", CONSENT, CONSENTS),
    ):
        for path, value in changes:
            yield _entry(kind, edited(good, path, value)), f"{kind}.{path}"
    yield from _wrong_items(edited)
    yield from _wrong_contact_rules(edited)
    yield from _across_fields(edited)


def _wrong_items(edited: Any) -> Iterator[tuple[Entry, str]]:
    for wrong in ("", "t" * 501, NUL):
        yield _entry("interaction", edited(TALK, "tried", ["fine", wrong])), "interaction.tried[1]"
    for answer, field in [
        (Answer(answer="a"), "question"),
        (Answer(question="q" * 501, answer="a"), "question"),
        (Answer(question="q"), "answer"),
        (Answer(question="q", answer="a" * 2001), "answer"),
        (Answer(question="q", answer=NUL), "answer"),
    ]:
        yield _entry("interaction", edited(TALK, "answers", [answer])), f"interaction.answers[0].{field}"
        yield _entry("commitment", edited(PROMISE, "asked", [answer])), f"commitment.asked[0].{field}"


def _wrong_contact_rules(edited: Any) -> Iterator[tuple[Entry, str]]:
    for rule, field in [
        (ContactRule(), "rule"),
        (ContactRule(preferred_channel=0), "preferred_channel"),  # type: ignore[arg-type]
        (ContactRule(preferred_channel=11), "preferred_channel"),  # type: ignore[arg-type]
        (ContactRule(preferred_person=""), "preferred_person"),
        (ContactRule(preferred_person="p" * 201), "preferred_person"),
        (ContactRule(preferred_person=NUL), "preferred_person"),
        (ContactRule(time_zone=""), "time_zone"),
        (ContactRule(time_zone="z" * 65), "time_zone"),
        (ContactRule(time_zone="Mars/Olympus"), "time_zone"),
        (ContactRule(time_zone="../../etc/passwd"), "time_zone"),
        (ContactRule(time_zone="europe/lisbon"), "time_zone"),
        (edited(AWAY, "do_not_contact.channels", [2, 2]), "do_not_contact.channels"),
        (edited(AWAY, "do_not_contact.channels", [2, 0]), "do_not_contact.channels[1]"),
        (edited(AWAY, "do_not_contact.channels", [*range(1, 11), 11]), "do_not_contact.channels"),
        (edited(AWAY, "do_not_contact.purposes", [1, 1]), "do_not_contact.purposes"),
        (edited(AWAY, "do_not_contact.purposes", [1, 5]), "do_not_contact.purposes[1]"),
        (ContactRule(address_as=v1.AddressAs()), "address_as"),
        (edited(ADDRESS, "address_as.name", "n" * 201), "address_as.name"),
        (edited(ADDRESS, "address_as.name", NUL), "address_as.name"),
        (edited(ADDRESS, "address_as.pronouns", "p" * 51), "address_as.pronouns"),
        (edited(ADDRESS, "address_as.language", "d" * 36), "address_as.language"),
        (edited(QUIET, "quiet_hours.days", [1, 1]), "quiet_hours.days"),
        (edited(QUIET, "quiet_hours.days", [1, 8]), "quiet_hours.days[1]"),
        (ContactRule(quiet_hours=v1.QuietHours(end=TimeOfDay(hours=7))), "quiet_hours.start"),
        (ContactRule(quiet_hours=v1.QuietHours(start=TimeOfDay(hours=7))), "quiet_hours.end"),
        (edited(QUIET, "quiet_hours.end", TimeOfDay(hours=21)), "quiet_hours.end"),
    ]:
        yield _entry("contact_rule", rule), f"contact_rule.{field}"
    for wrong in (
        TimeOfDay(hours=24),
        TimeOfDay(hours=-1),
        TimeOfDay(hours=2**31 - 1),
        TimeOfDay(hours=6, minutes=60),
        TimeOfDay(hours=6, minutes=-1),
        TimeOfDay(hours=6, seconds=1),
        TimeOfDay(hours=6, nanos=1),
    ):
        rule = ContactRule(quiet_hours=v1.QuietHours(start=wrong, end=TimeOfDay(hours=3)))
        yield _entry("contact_rule", rule), "contact_rule.quiet_hours.start"
    late = ContactRule(quiet_hours=v1.QuietHours(start=TimeOfDay(hours=3), end=TimeOfDay(hours=24, minutes=1)))
    yield _entry("contact_rule", late), "contact_rule.quiet_hours.end"


def _across_fields(edited: Any) -> Iterator[tuple[Entry, str]]:
    noon = Timestamp(seconds=1_790_000_000)
    confirmed = edited(TALK, "confirmed_by_customer", True)
    yield _entry("interaction", confirmed), "interaction.issue_restated"
    yield edited(_entry("interaction", TALK), "expire_time", noon), "expire_time"
    pausing = edited(_entry("moment", edited(MOMENT, "pauses_selling_until", noon)), "effective_time", noon)
    yield pausing, "moment.pauses_selling_until"
    yield _entry("commitment", edited(PROMISE, "owner", "")), "commitment.owner"
    yield _entry("commitment", edited(PROMISE, "outcome", "Done.")), "commitment.outcome"
    for kind in ("COMMITMENT_KIND_CALLBACK", "COMMITMENT_KIND_CHECK_IN"):
        yield _entry("commitment", edited(PROMISE, "kind", kind)), "commitment.due_time"
    yield Entry(provenance=GUESSED, consent=CONSENT), "provenance.basis"
    yield Entry(provenance=GUESSED, contact_rule=AWAY), "provenance.basis"
    for kind in ("retraction", "merge", "unmerge", "restriction", "identity_link", "reservation", "release"):
        entry = Entry(provenance=SEEN)
        getattr(entry, kind).SetInParent()
        if kind in ("retraction", "merge", "unmerge"):
            yield entry, kind


def _entry(kind: str, said: Any) -> Entry:
    entry = Entry(provenance=SEEN)
    getattr(entry, kind).CopyFrom(said)
    return entry
