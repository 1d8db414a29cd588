"""What to do and what not to do: instructions, restrictions, pauses, consents, hours."""

from collections.abc import Sequence
from datetime import datetime

from regard_server.domain.brief import ranks
from regard_server.domain.brief.line import (
    Asked,
    Clock,
    Day,
    Draft,
    Each,
    Instant,
    Note,
    Phrase,
    Section,
    Weekday,
    in_their_words,
    phrase,
)
from regard_server.domain.brief.saying import Saying
from regard_server.domain.channel import SELLING_PURPOSES, Channel, Purpose
from regard_server.domain.contact import NOTHING_SAID, contact
from regard_server.domain.content import ContactRule, ContactSort, Moment, Restriction
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.policy import SuppressionReason
from regard_server.domain.profile import Profile

DO_AND_DONT = Section.DO_AND_DONT


def add_restriction(draft: Draft, restriction: Entry[Restriction], purpose: Purpose) -> None:
    """The whole of what there is to tell for this purpose."""
    said = phrase(Saying.RESTRICTED, purpose=purpose, day=Day(restriction.effective_at))
    draft.add(DO_AND_DONT, ranks.RESTRICTED, [said, *_because(restriction)], restriction)


def add_other_restrictions(draft: Draft, restrictions: Sequence[Entry[Restriction]]) -> None:
    for entry in restrictions:
        purposes = Each(sorted(entry.content.purposes))
        said = phrase(Saying.RESTRICTED_FOR, purposes=purposes, day=Day(entry.effective_at))
        draft.add(DO_AND_DONT, ranks.RESTRICTED, [said, *_because(entry)], entry)


def add_instructions(draft: Draft, rules: Sequence[Entry[ContactRule]]) -> None:
    for rule in rules:
        instruction = rule.content.do_not_contact
        if instruction is None:
            continue
        channels, purposes = Each(sorted(instruction.channels)), Each(sorted(instruction.purposes))
        if instruction.channels and instruction.purposes:
            said = phrase(Saying.DONT_CONTACT_BY_FOR, channels=channels, purposes=purposes)
        elif instruction.channels:
            said = phrase(Saying.DONT_CONTACT_BY, channels=channels)
        elif instruction.purposes:
            said = phrase(Saying.DONT_CONTACT_FOR, purposes=purposes)
        else:
            said = phrase(Saying.DONT_CONTACT)
        draft.add(DO_AND_DONT, ranks.DONT_CONTACT, [said, *_until(rule), *in_their_words(rule)], rule)


def add_pauses(draft: Draft, moments: Sequence[Entry[Moment]], now: datetime) -> None:
    """One line for all that run; what the moments are is told elsewhere, to those who may know."""
    ends = [(until, moment) for moment in moments if (until := _pause_end(moment)) is not None and until > now]
    if ends:
        draft.changes += [until for until, _ in ends]
        last = max(until for until, _ in ends)
        said = phrase(Saying.SELL_NOTHING, day=Day(last))
        draft.add(DO_AND_DONT, ranks.PAUSE, [said], *(moment for _, moment in ends))


def _pause_end(moment: Entry[Moment]) -> datetime | None:
    until, end = moment.content.pauses_selling_until, moment.ends_at
    if until is None or moment.provenance.basis is Basis.INFERRED:
        return None
    return until if end is None else min(until, end)


def add_contact(draft: Draft, profile: Profile, asked: Asked) -> None:
    """What the policy wants before anybody is contacted, and how much it allows; what it only tries is not told."""
    purpose, channel, now = asked.purpose, asked.channel, asked.now
    if channel is Channel.UNSPECIFIED:
        return
    found = profile.contact(purpose, channel, now) or contact(
        NOTHING_SAID, profile.policy, purpose=purpose, channel=channel, at=now
    )
    draft.changes.append(found.until)
    for suppression in (*found.before, *found.capped):
        if suppression.shadow:
            continue
        if suppression.reason is SuppressionReason.CONSENT_MISSING:
            _add_consent(draft, suppression.evidence, purpose, channel)
        elif suppression.reason is SuppressionReason.FREQUENCY_CAP and purpose in SELLING_PURPOSES:
            until = [phrase(Saying.UNTIL, day=Instant(suppression.until))] if suppression.until else []
            if suppression.evidence:
                draft.add(DO_AND_DONT, ranks.ENOUGH, [phrase(Saying.ENOUGH), *until], *suppression.evidence)


def _add_consent(draft: Draft, evidence: Sequence[object], purpose: Purpose, channel: Channel) -> None:
    for entry in evidence:
        if isinstance(entry, Entry):
            said = phrase(
                Saying.CONSENT_NOT_GIVEN,
                status=entry.content.status,
                purpose=purpose,
                channel=channel,
                day=Day(entry.effective_at),
            )
            draft.add(DO_AND_DONT, ranks.NO_CONSENT, [said, *in_their_words(entry)], entry)
            return
    draft.add_of_policy(DO_AND_DONT, ranks.NO_CONSENT, [phrase(Saying.NO_CONSENT, purpose=purpose, channel=channel)])


def add_hours_and_channel(draft: Draft, rules: Sequence[Entry[ContactRule]]) -> None:
    by_sort = {rule.content.sort: rule for rule in rules}
    quiet, zone = by_sort.get(ContactSort.QUIET_HOURS), by_sort.get(ContactSort.TIME_ZONE)
    if quiet is not None and quiet.content.quiet_hours is not None:
        hours = quiet.content.quiet_hours
        phrases = [phrase(Saying.QUIET, start=Clock(hours.start_minute), end=Clock(hours.end_minute))]
        if hours.days:
            phrases.append(phrase(Saying.QUIET_ON, days=Each([Weekday(day) for day in hours.days])))
        if zone is not None:
            phrases.append(phrase(Saying.QUIET_IN, zone=Note(zone.content.time_zone)))
        behind = (quiet,) if zone is None else (quiet, zone)
        draft.add(DO_AND_DONT, ranks.QUIET, [*phrases, *in_their_words(quiet)], *behind)
    elif zone is not None:
        said = phrase(Saying.TIME_ZONE, zone=Note(zone.content.time_zone))
        draft.add(DO_AND_DONT, ranks.PREFERS, [said], zone)
    preferred = by_sort.get(ContactSort.PREFERRED_CHANNEL)
    if preferred is not None:
        said = phrase(Saying.PREFERS, channel=preferred.content.preferred_channel)
        draft.add(DO_AND_DONT, ranks.PREFERS, [said, *in_their_words(preferred)], preferred)


def _because(entry: Entry[Restriction]) -> list[Phrase]:
    return [phrase(Saying.BECAUSE, reason=Note(entry.content.reason))] if entry.content.reason else []


def _until(rule: Entry[ContactRule]) -> list[Phrase]:
    return [phrase(Saying.UNTIL, day=Day(rule.ends_at))] if rule.ends_at is not None else []
