"""Check-ins: what the policy has us ask again, unasked, so long after something happened.

A check-in is recorded with the entry that it follows, or never. Where that entry turns out wrong, it goes as well, unless
somebody has asked by then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from regard_server.domain.content import (
    Answer,
    Commitment,
    CommitmentKind,
    CommitmentStatus,
    Content,
    EntryKind,
    Interaction,
    OfferResponse,
    Outcome,
    Retraction,
)
from regard_server.domain.entry import Basis, Draft, Entry, Provenance
from regard_server.domain.family import LedgerRead
from regard_server.domain.policy import CheckIn, CheckInTrigger
from regard_server.domain.snapshot import Snapshot
from regard_server.domain.succession import References

RECORDER = "regard"
SOURCE_SYSTEM = "regard"
"""The source of what the service makes by itself; a check-in's source id names the entry that it follows, so that the
ledger's own keys refuse a second one."""
UNASSIGNED = "unassigned"
_OURS = Provenance(basis=Basis.OBSERVED, recorder=RECORDER)
_REASON = "What it follows was retracted, or corrected."
KINDS = (EntryKind.COMMITMENT, EntryKind.RETRACTION)
_DUE_MAX = datetime(2200, 1, 1, tzinfo=UTC)
"""What the contract can tell."""

_AFTER: Mapping[Outcome, CheckInTrigger] = {
    Outcome.ACCEPTED: CheckInTrigger.ACCEPTED,
    Outcome.COMPLAINED: CheckInTrigger.COMPLAINED,
}


def trigger_of(entry: Draft | Entry[Content]) -> CheckInTrigger | None:
    """What has happened, as this entry says, after which a policy may have us ask; a mere guess says nothing."""
    content = entry.content
    if entry.provenance.basis is Basis.INFERRED:
        return None
    if isinstance(content, OfferResponse):
        return _AFTER.get(content.outcome)
    return CheckInTrigger.RESOLVED if isinstance(content, Interaction) and content.resolved else None


def check_ins_after(
    entry: Entry[Content], rules: Sequence[CheckIn], snapshot: Snapshot | None, *, now: datetime, made_before: int = 0
) -> Iterator[Draft]:
    """The check-ins that follow this entry, as the profile was before it. What would be overdue already isn't made: an
    import of what happened years ago is no reason to call. `made_before`: how many it had that are gone."""
    after = trigger_of(entry)
    for index, rule in enumerate(rule for rule in rules if rule.after is after):
        due_at = entry.effective_at + rule.delay
        if not now < due_at < _DUE_MAX:
            continue
        again = f"/{made_before}" if made_before else ""
        yield Draft(
            provenance=replace(_OURS, source_system=SOURCE_SYSTEM, source_id=f"check-in/{entry.id}/{index}{again}"),
            content=Commitment(
                what=rule.text,
                kind=CommitmentKind.CHECK_IN,
                owner=_owner(rule, entry, snapshot, now),
                due_at=due_at,
                follows=entry.id,
                asked=_asked(entry, snapshot),
            ),
            # The same wherever this ledger is recorded again, so that its export is known there.
            effective_at=entry.effective_at,
        )


def _owner(rule: CheckIn, entry: Entry[Content], snapshot: Snapshot | None, now: datetime) -> str:
    """Who the customer wants to speak to, else who the company says, else who was there."""
    agent = entry.content.agent if isinstance(entry.content, Interaction) else ""
    return _preferred_person(snapshot, now) or rule.owner or agent or entry.provenance.recorder or UNASSIGNED


def _preferred_person(snapshot: Snapshot | None, at: datetime) -> str:
    named = [
        rule
        for rule in (snapshot.contact_rules if snapshot is not None else ())
        if rule.content.preferred_person and rule.provenance.basis is not Basis.INFERRED and rule.covers(at)
    ]
    last = max(named, key=lambda rule: (rule.provenance.basis is Basis.STATED, rule.order), default=None)
    return "" if last is None else last.content.preferred_person


def _asked(entry: Entry[Content], snapshot: Snapshot | None) -> tuple[Answer, ...]:
    """In the interaction that it follows, else in the last one before that asked anything."""
    if isinstance(entry.content, Interaction) and entry.content.answers:
        return entry.content.answers
    before = [
        one
        for one in (snapshot.interactions if snapshot is not None else ())
        if one.content.answers and one.effective_at <= entry.effective_at
    ]
    last = max(before, key=lambda one: one.order, default=None)
    return () if last is None else last.content.answers


def drafts_of_correction(
    ledger: LedgerRead, about: str, rules: Sequence[CheckIn], snapshot: Snapshot | None, *, now: datetime
) -> list[Draft]:
    """After the entry `about` was retracted, or superseded: retractions of the check-ins that go with what it said, and
    check-ins that follow what is said now. `ledger` has what is of KINDS and of its own, with all that is about to be
    appended."""
    entries = {entry.id: entry for entry in ledger.entries}
    references = References(ledger.references)

    def counting(versions: Mapping[str, Entry[Content]]) -> list[Entry[Content]]:
        return [one for one in versions.values() if not references.is_retracted(ledger.key.customer, one.id)]

    versions = _versions(entries, about)
    in_force = [one for one in counting(versions) if references.successor(ledger.key.customer, one.id) is None]
    head = in_force[-1] if in_force else None
    made = {entry.id: entry for entry in entries.values() if _follows_one_of(entry, versions)}
    # What an agent retracted is not wanted, whatever is corrected since.
    stays = not _retracted_by_agents(ledger).isdisjoint(made)
    gone: list[str] = []
    for check_in in counting(made):
        of_it = counting(_versions(entries, check_in.id))
        if _is_settled(of_it) or (head is not None and _fits(head, versions[_follows(check_in)])):
            stays = True
        else:
            gone += [one.id for one in of_it]
    drafts = [Draft(provenance=_OURS, content=Retraction(entry_id=one, reason=_REASON)) for one in gone]
    if head is not None and not stays:
        made_before = sum(_follows(one) == head.id for one in made.values())
        drafts += check_ins_after(head, rules, snapshot, now=now, made_before=made_before)
    return drafts


def _retracted_by_agents(ledger: LedgerRead) -> set[str]:
    return {
        entry.content.entry_id
        for entry in ledger.entries
        if isinstance(entry.content, Retraction) and entry.provenance.recorder != RECORDER
    }


def _versions(entries: Mapping[str, Entry[Content]], entry_id: str) -> dict[str, Entry[Content]]:
    """The entry with all that it replaces, and all that replaces it, in the order of the ledger."""
    first = entry_id
    while (before := entries[first].supersedes) in entries:
        first = before
    found = {first: entries[first]}
    for entry in entries.values():
        if entry.supersedes in found:
            found[entry.id] = entry
    return found


def _follows(entry: Entry[Content]) -> str:
    return entry.content.follows if isinstance(entry.content, Commitment) else ""


def _follows_one_of(entry: Entry[Content], versions: Mapping[str, Entry[Content]]) -> bool:
    """Of what the service made: what somebody promised is theirs."""
    return _follows(entry) in versions and entry.provenance.source_system == SOURCE_SYSTEM


def _is_settled(versions: Iterable[Entry[Content]]) -> bool:
    return any(
        isinstance(one.content, Commitment) and one.content.status is not CommitmentStatus.OPEN for one in versions
    )


def _fits(head: Entry[Content], followed: Entry[Content]) -> bool:
    """Whether what is in force says the same as what the check-in was made for: that it happened, and when."""
    return trigger_of(head) is trigger_of(followed) and head.effective_at == followed.effective_at
