"""Broken servers: each is the real one with one promise taken away, which the machine must see."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from regard_server.domain import compile as compiling
from regard_server.domain import profile, succession
from regard_server.domain.entry import Entry
from regard_server.domain.frequency_caps import full_spans
from regard_server.domain.seat import seat_of
from regard_server.rpc import privacy_service, profile_service
from regard_server.rpc.profile_memory import ProfileMemory
from regard_server.storage.ledger import LedgerTables
from regard_server.storage.open_commitments import OpenCommitmentTable
from regard_server.usecases import list_entries, record_entries, release_reservation, retract_entry, sources
from regard_server.usecases.recompile import recompile_field

Break = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutation:
    name: str
    server: Break
    seed: int | None = None
    """One with which it is seen soon, where the usual one takes long."""

    def __str__(self) -> str:
        return self.name


def _superseded_entries_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def as_it_was(old: Entry[Any], **_: object) -> Entry[Any]:
        return old

    for module in (compiling, succession):
        monkeypatch.setattr(module, "with_successor", as_it_was)


def _retraction_forgets_what_was_outweighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of making the field anew from the ledger, it drops the entry from the snapshot."""

    def without_what_the_snapshot_had_lost(tx: Any, snapshot: Any, field: str, family: Any, **how: Any) -> Any:
        made = recompile_field(tx, snapshot, field, family, **how)
        kept = {entry.key for entry in getattr(snapshot, field)}
        shrunk: dict[str, Any] = {field: tuple(entry for entry in getattr(made, field) if entry.key in kept)}
        return replace(made, **shrunk)

    monkeypatch.setattr(retract_entry, "recompile_field", without_what_the_snapshot_had_lost)


def _repetitions_write_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for service in (profile_service, privacy_service):
        monkeypatch.setattr(service, "request_key", lambda *_: None)


def _etags_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for usecase in (record_entries, retract_entry):
        monkeypatch.setattr(usecase, "etag_of", lambda _: _Any())


class _Any(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


def _what_outlives_an_expiry_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newer one outweighs the older for good, though it ends first."""

    def only_newest(kept: Any, *_: Any) -> Any:
        newest = {seat_of(one): one for one in kept}
        return [one for one in kept if newest[seat_of(one)] is one]

    monkeypatch.setattr(compiling, "without_outweighed", only_newest)


def _a_superseded_seat_stays_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read again from the ledger when an entry supersedes another."""
    monkeypatch.setattr(record_entries._Batch, "_brings_back", lambda *_: False)


def _other_bodies_are_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile_service, "digest", lambda _: b"one body")


def _memory_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProfileMemory, "announce", lambda *_: None)


def _sources_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "source_key", lambda *_: None)


def _the_ledger_forgets_who_was_retracted(monkeypatch: pytest.MonkeyPatch) -> None:
    references_to = LedgerTables.references_to
    monkeypatch.setattr(
        LedgerTables,
        "references_to",
        lambda *args, **how: [one for one in references_to(*args, **how) if not one.is_retraction],
    )


def _retractions_are_dated_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was known before a retraction is told as if it had been known."""
    monkeypatch.setattr(list_entries, "_references", _knowing_all(list_entries._references))


def _what_is_reserved_takes_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "full_spans", lambda presented, policy, zones, _: full_spans(presented, policy, zones))


def _what_is_reserved_may_be_presented_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_entries, "check_unsettled", lambda *_: None)


def _a_release_leaves_its_reservation_holding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_reservation, "with_successor", lambda reservation, **_: reservation)


def _knowing_all(references: Callable[..., Any]) -> Callable[..., Any]:
    return lambda tx, rows, _: references(tx, rows, None)


def _open_commitments_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OpenCommitmentTable, "change", lambda *_: None)


MUTATIONS = (
    Mutation("superseded entries still count", _superseded_entries_count),
    Mutation("a retraction doesn't bring back what was outweighed", _retraction_forgets_what_was_outweighed),
    Mutation("repetitions write again", _repetitions_write_again),
    Mutation("etags are ignored", _etags_are_ignored),
    Mutation("what outlives an expiry is forgotten", _what_outlives_an_expiry_is_forgotten),
    Mutation("what a superseded entry outweighed stays gone", _a_superseded_seat_stays_empty, seed=3),
    Mutation("another body is taken for a repetition", _other_bodies_are_replayed),
    Mutation("memory isn't told of writes", _memory_is_not_told),
    Mutation("sources are forgotten", _sources_are_forgotten),
    Mutation("the ledger forgets who was retracted", _the_ledger_forgets_who_was_retracted),
    Mutation("retractions are dated back", _retractions_are_dated_back),
    Mutation("the list of open commitments isn't kept", _open_commitments_are_not_kept),
)
RESERVING_MUTATIONS = (
    Mutation("what is reserved takes no room", _what_is_reserved_takes_no_room),
    Mutation("what is reserved may be presented twice", _what_is_reserved_may_be_presented_twice),
    Mutation("a release is answered with a reservation that holds", _a_release_leaves_its_reservation_holding),
)
