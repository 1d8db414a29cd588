"""Each kind of entry: recorded as it was said, shown in the profile, listed by its kind; and what can't be said of it."""

from datetime import timedelta
from typing import Any

import pytest

from regard.v1 import EntryKind, contact_rule_pb2, entry_pb2, profile_pb2
from regard.v1 import profile_service_pb2 as pb
from serving import Clock

from .entries import MIRA, responded, said
from .kinds_over_limits import ADDRESS, AWAY, CALLBACK, CONSENT, MOMENT, PROMISE, QUIET, TALK
from .random_writes import at
from .untyped import Consent, ContactRule, DoNotContact, ListEntriesRequest, Provenance
from .wire import PROFILES, Wire

U1 = "customers/u1"
DAY = timedelta(days=1)


def entry(basis: int = 1, **content: Any) -> entry_pb2.Entry:
    made = entry_pb2.Entry(provenance=Provenance(basis=basis, quote="In these words.", recorder=MIRA))
    for field, message in content.items():
        getattr(made, field).CopyFrom(message)
    return made


def language(tag: str) -> entry_pb2.Entry:
    return entry(contact_rule=ContactRule(address_as=contact_rule_pb2.AddressAs(language=tag)))


def zone(name: str) -> entry_pb2.Entry:
    return entry(contact_rule=ContactRule(time_zone=name))


KINDS = {
    "preference": (said(), "preferences"),
    "offer_response": (responded(), "offer_responses"),
    "moment": (entry(moment=MOMENT), "moments"),
    "interaction": (entry(interaction=TALK), "interactions"),
    "commitment": (entry(commitment=CALLBACK), "commitments"),
    "consent": (entry(consent=CONSENT), "consents"),
    "quiet hours": (entry(contact_rule=QUIET), "contact_rules"),
    "an instruction not to contact": (entry(contact_rule=AWAY), "contact_rules"),
    "an address": (entry(contact_rule=ADDRESS), "contact_rules"),
    "a time zone": (zone("Europe/Lisbon"), "contact_rules"),
}


def recording(*entries: Any) -> pb.RecordEntriesRequest:
    return pb.RecordEntriesRequest(customer=U1, entries=entries)


def record(wire: Wire, *entries: Any) -> list[entry_pb2.Entry]:
    return list(wire.ask(f"{PROFILES}/RecordEntries", recording(*entries), pb.RecordEntriesResponse).entries)


def profile(wire: Wire, **more: Any) -> profile_pb2.Profile:
    request = pb.GetProfileRequest(customer=U1, **more)
    return wire.ask(f"{PROFILES}/GetProfile", request, pb.GetProfileResponse).profile


@pytest.mark.parametrize("name", KINDS)
def test_what_was_recorded_is_shown_and_listed_as_it_was_said(wire: Wire, name: str) -> None:
    told, field = KINDS[name]
    kind = str(told.WhichOneof("content"))

    [recorded] = record(wire, told)

    assert getattr(recorded, kind) == _with_defaults(getattr(told, kind))
    assert list(getattr(profile(wire), field)) == [recorded]
    for listed in (EntryKind.Value(f"ENTRY_KIND_{kind.upper()}"), EntryKind.ENTRY_KIND_RETRACTION):
        request = ListEntriesRequest(customer=U1, kinds=[listed])
        found = wire.ask(f"{PROFILES}/ListEntries", request, pb.ListEntriesResponse).entries
        assert list(found) == ([] if listed == EntryKind.ENTRY_KIND_RETRACTION else [recorded])


def _with_defaults(content: Any) -> Any:
    """What is left out of a moment's sensitivity and a commitment's status is what it stands for."""
    told = type(content)()
    told.CopyFrom(content)
    for field, default in (("sensitivity", 1), ("status", 1)):
        if field in told.DESCRIPTOR.fields_by_name and not getattr(told, field):
            setattr(told, field, default)
    return told


def test_a_profile_in_view_screening_holds_what_decides_and_no_stories(wire: Wire) -> None:
    record(wire, *(told for told, _ in KINDS.values()))

    shown = profile(wire, view="PROFILE_VIEW_SCREENING")

    assert len(shown.contact_rules) == 4
    assert shown.preferences
    assert shown.consents
    assert not (shown.moments)
    assert not (shown.interactions)
    assert not (shown.commitments)
    assert not (shown.offer_responses)


def test_of_each_sort_of_contact_rule_the_newest_is_shown_and_all_instructions(wire: Wire, clock: Clock) -> None:
    instructions = [entry(contact_rule=ContactRule(do_not_contact=DoNotContact(channels=[one]))) for one in (1, 2)]
    record(wire, zone("Europe/Lisbon"), *instructions)
    clock.advance(DAY)
    record(wire, zone("Asia/Tokyo"))

    rules = [one.contact_rule for one in profile(wire).contact_rules]

    assert [rule.time_zone for rule in rules if rule.time_zone] == ["Asia/Tokyo"]
    assert sorted(next(iter(rule.do_not_contact.channels)) for rule in rules if not rule.time_zone) == [1, 2]


def test_an_instruction_given_twice_is_shown_as_it_was_given_last(wire: Wire, clock: Clock) -> None:
    instruction = entry(contact_rule=ContactRule(do_not_contact=DoNotContact(channels=[1])))
    record(wire, instruction)
    clock.advance(DAY)
    record(wire, instruction)

    [shown] = profile(wire).contact_rules

    assert shown.revision == 2


def test_a_stated_rule_counts_before_a_newer_observed_one(wire: Wire, clock: Clock) -> None:
    record(wire, zone("Europe/Lisbon"))
    clock.advance(DAY)
    observed = zone("Asia/Tokyo")
    observed.provenance.basis = entry_pb2.BASIS_OBSERVED
    record(wire, observed)

    assert [one.contact_rule.time_zone for one in profile(wire).contact_rules] == ["Europe/Lisbon"]


def test_a_consent_is_one_for_each_purpose_and_channel(wire: Wire, clock: Clock) -> None:
    def consent(channel: int, status: Any) -> entry_pb2.Entry:
        return entry(consent=Consent(purpose=1, channel=channel, status=status))

    record(wire, consent(0, 1), consent(1, 1))
    clock.advance(DAY)
    record(wire, consent(1, 3))

    assert [(one.consent.channel, one.consent.status) for one in profile(wire).consents] == [(0, 1), (1, 3)]


def test_the_last_ten_interactions_are_shown_newest_first(wire: Wire, clock: Clock) -> None:
    for _ in range(12):
        clock.advance(DAY)
        record(wire, entry(interaction=TALK))

    shown = profile(wire).interactions

    assert [one.revision for one in shown] == list(range(12, 2, -1))


@pytest.mark.parametrize("tag", ["pt-BR", "de", "zh-Hant-TW", "fr-419", "tlh", "x-private", "de-DE-1996"])
def test_a_language_that_there_is_is_taken_as_it_was_written(wire: Wire, tag: str) -> None:
    [recorded] = record(wire, language(tag))

    assert recorded.contact_rule.address_as.language == tag


@pytest.mark.parametrize("tag", ["english", "pt_BR", "xx", "de-", "de-DE-DE", "en GB", "日本", "de\u00a0DE"])
@pytest.mark.parametrize("method", ["RecordEntries", "SupersedeEntry"])
def test_a_language_that_there_isnt_is_refused(wire: Wire, method: str, tag: str) -> None:
    [old] = record(wire, language("de"))
    request: Any = recording(said(), language(tag))
    if method == "SupersedeEntry":
        request = pb.SupersedeEntryRequest(name=old.name, entry=language(tag))

    refused = wire.refused(f"{PROFILES}/{method}", request)

    where = "entries[1]" if method == "RecordEntries" else "entry"
    assert refused.fields == [f"{where}.contact_rule.address_as.language"]
    assert profile(wire).revision == 1


@pytest.mark.parametrize("name", ["Europe/Lisbon", "UTC", "America/Argentina/Ushuaia"])
def test_a_time_zone_that_there_is_is_taken(wire: Wire, name: str) -> None:
    assert record(wire, zone(name))[0].contact_rule.time_zone == name


@pytest.mark.parametrize("name", ["Lisbon", "europe/lisbon", "../etc/passwd", "UTC+1", "posix/UTC/../UTC"])
def test_a_time_zone_that_there_isnt_is_refused(wire: Wire, name: str) -> None:
    refused = wire.refused(f"{PROFILES}/RecordEntries", recording(zone(name)))

    assert refused.fields == ["entries[0].contact_rule.time_zone"]


def test_what_the_service_writes_cant_be_recorded(wire: Wire) -> None:
    for field in ("retraction", "merge", "unmerge", "restriction", "identity_link", "reservation", "release"):
        told = entry()
        getattr(told, field).SetInParent()
        refused = wire.refused(f"{PROFILES}/RecordEntries", recording(told))
        assert refused.reason == "INVALID_FIELD", field


def test_a_moment_is_over_when_it_expires_and_a_promise_when_it_is_due_is_not(wire: Wire, clock: Clock) -> None:
    moment, promise = entry(moment=MOMENT), entry(commitment=PROMISE)
    moment.expire_time.CopyFrom(at(clock.now + DAY))
    promise.commitment.due_time.CopyFrom(at(clock.now + DAY))
    record(wire, moment, promise)

    clock.advance(DAY)

    assert not profile(wire).moments
    assert len(profile(wire).commitments) == 1
