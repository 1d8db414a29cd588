"""The model: all that was recorded, and what each write must be answered and leave behind."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from google.protobuf.message import Message

from machine.calls import METHOD_OF, Refused
from machine.ledgers import EVENTS, Known, Ledgers, instant, maybe, timestamp, was_presented
from machine.profiles import Family, expected_customer
from regard.v1 import (
    Basis,
    BatchRecordEntriesRequest,
    BatchRecordEntriesResponse,
    Customer,
    Decision,
    Entry,
    Identity,
    IdentityLink,
    IdentityLinkStatus,
    LinkIdentityRequest,
    Merge,
    MergeCustomersRequest,
    Offer,
    RecordEntriesRequest,
    ReleaseReservationRequest,
    Reservation,
    Restriction,
    RestrictProcessingRequest,
    RetractEntryRequest,
    ScreenOffersRequest,
    ScreenOffersResponse,
    SupersedeEntryRequest,
    UnlinkIdentityRequest,
    Unmerge,
    UnmergeCustomersRequest,
    Verdict,
)

CAP_OF_AN_OFFER, CAP_WINDOW = 3, timedelta(days=7)
RESERVED_FOR = timedelta(hours=1)
"""By the policy that applies until another is set."""
REQUEST_ID_KEPT = timedelta(days=7)
OnCustomers = LinkIdentityRequest | UnlinkIdentityRequest | MergeCustomersRequest | UnmergeCustomersRequest
OF_THE_SERVICE = frozenset({"retraction", "merge", "unmerge", "restriction", "identity_link", "reservation", "release"})


def same(expected: Message, actual: Message, what: str) -> None:
    """Fails with the lines that differ."""
    if expected != actual:
        lines = difflib.unified_diff(str(expected).splitlines(), str(actual).splitlines(), "expected", "actual", n=4)
        raise AssertionError("\n".join([f"{what}:", *lines]))


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that was answered: its body, and what it was answered with."""

    body: bytes
    names: tuple[str, ...]
    revision: int
    etag: str
    at: datetime


class Model:
    """Customers are told by their ids, entries by their names."""

    def __init__(self) -> None:
        self.ledgers: dict[str, list[Known]] = {}
        self.etags: dict[tuple[str, int], str] = {}
        self.requests: dict[tuple[str, str], Earlier] = {}
        self._names_only = False

    # What there is

    def entries(self, customer: str) -> list[Known]:
        """Of this customer's own ledger."""
        return self.ledgers.get(customer, [])

    def merged_by(self, customer: str, known_at: datetime | None = None) -> Known | None:
        """The merge that this customer is merged into another by."""
        found: Known | None = None
        for entry in Ledgers(self.entries(customer), known_at).entries:
            if entry.kind in ("merge", "unmerge") and entry.content.merged_customer == f"customers/{customer}":
                found = entry if entry.kind == "merge" else None
        return found

    def root(self, customer: str, known_at: datetime | None = None) -> str:
        """Whose profile is shown for this customer."""
        merge = self.merged_by(customer, known_at)
        return customer if merge is None else self.root(surviving_of(merge), known_at)

    def family(self, customer: str, known_at: datetime | None = None) -> Family:
        root = self.root(customer, known_at)
        merges = {name: self.merged_by(name, known_at) for name in self.ledgers if self.root(name, known_at) == root}
        times = {name: merge.recorded_at for name, merge in merges.items() if merge is not None}
        return Family(root, sorted(times), max(times.values(), default=None))

    def known(self, customer: str, known_at: datetime | None = None) -> Ledgers:
        """The ledgers of all who are shown as one with this customer."""
        family = self.family(customer, known_at)
        return Ledgers((entry for name in (family.customer, *family.members) for entry in self.entries(name)), known_at)

    def revision(self, customer: str, known_at: datetime | None = None) -> int:
        return max((entry.message.revision for entry in self.known(customer, known_at).entries), default=0)

    def etag(self, customer: str, known_at: datetime | None = None, *, back: int = 0) -> str:
        """That of the profile, or of so many revisions before."""
        revision = self.revision(customer, known_at) - back
        return self.etags.get((self.root(customer, known_at), revision), "")

    def not_before(self, customer: str, now: datetime) -> datetime:
        """Whoever's clock is behind the one that wrote sees what was recorded from then on all the same."""
        return max([now, *(entry.recorded_at for entry in self.known(customer).entries)])

    def linked_in(self, identity: Identity) -> str | None:
        """The ledger that an identity is linked in."""
        for customer, entries in self.ledgers.items():
            links = [entry.content for entry in entries if entry.kind == "identity_link"]
            last = [link.status for link in links if link.identity == identity][-1:]
            if last == [IdentityLinkStatus.IDENTITY_LINK_STATUS_LINKED]:
                return customer
        return None

    # What a write must be answered

    def refusals(self, request: Any, now: datetime) -> set[str]:
        """Why the write may be refused; if for no reason, it must be accepted."""
        earlier = self._earlier(request, now)
        if earlier is not None:
            return set() if earlier.body == _body(request) else {"REQUEST_ID_REUSED"}
        customer = customer_of(request)
        if isinstance(request, RetractEntryRequest):
            entry = self._by_name(request.name)
            if entry is not None and self.known(customer).is_retracted(entry):
                return set()
        refusals = set()
        if isinstance(request, OnCustomers):
            refusals |= self._refusals_on_customers(request)
            if not refusals and self._is_done(request):
                return set()
        if isinstance(request, ScreenOffersRequest):
            return set()
        if isinstance(request, ReleaseReservationRequest):
            return self._refusals_of_release(request, now)
        if request.etag and request.etag != self.etag(customer):
            refusals.add("ETAG_MISMATCH")
        if isinstance(request, RecordEntriesRequest):
            refusals |= self._clashes(customer, request.entries)
            new = [entry for entry in request.entries if self._recorded_before(customer, entry) is None]
            refusals |= self._over_before_they_begin(request, new, now)
            if any(self._is_settled(entry.offer_response.reservation) for entry in new):
                refusals.add("RESERVATION_SETTLED")
        if isinstance(request, RetractEntryRequest):
            refusals |= self._not_there(request.name)
        if isinstance(request, SupersedeEntryRequest):
            refusals |= self._not_there(request.name) or self._not_to_be_replaced(request)
            refusals |= self._over_before_they_begin(request, [request.entry], now)
        return refusals

    def take(
        self, request: Any, answer: Any, now: datetime, *, at_once: bool = False, written: Sequence[Entry] = ()
    ) -> None:
        """Holds an answer against what it must be, and takes in what was written. Of one among writes `at_once` only the
        names are held: what has become of its entries may be told as of a later one. `written` are entries that the ledgers
        have and the model has not, for writes whose answers have none."""
        self._names_only = at_once
        if isinstance(request, BatchRecordEntriesRequest):
            self._take_batch(request, answer, now)
            return
        refusals = self.refusals(request, now)
        method = METHOD_OF[type(request)]
        if isinstance(answer, Refused):
            assert answer.reason in refusals, f"{method} was refused for {answer}, may be for {refusals}: {request}"
            return
        assert not refusals, f"{method} was accepted, must be refused for {refusals}: {request}"
        earlier = self._earlier(request, now)
        if earlier is not None:
            self._take_repetition(request, earlier, answer, now)
        elif isinstance(request, OnCustomers):
            self._take_on_customers(request, answer, now, written)
        elif isinstance(request, RetractEntryRequest):
            self._take_retraction(request, answer, now)
        elif isinstance(request, ScreenOffersRequest):
            self._take_reserving(request, answer, now)
        elif isinstance(request, ReleaseReservationRequest):
            self._take_release(request, answer, now)
        else:
            self._take_entries(request, answer, now)

    # One kind of write after the other

    def _take_batch(
        self, batch: BatchRecordEntriesRequest, answer: BatchRecordEntriesResponse | Refused, now: datetime
    ) -> None:
        assert not isinstance(answer, Refused), answer
        assert [result.customer for result in answer.results] == [request.customer for request in batch.requests]
        for request, result in zip(batch.requests, answer.results, strict=True):
            self.take(request, Refused.by(result.status) if result.HasField("status") else result.response, now)

    def _take_repetition(self, request: Any, earlier: Earlier, answer: Any, now: datetime) -> None:
        if isinstance(request, ScreenOffersRequest):
            self._take_reserved_again(request, earlier, answer)
            return
        if isinstance(request, ReleaseReservationRequest):
            self._take_release(request, answer, now)
            return
        assert answer.replayed, f"not told as replayed: {request}"
        assert (answer.revision, answer.etag) == (earlier.revision, earlier.etag)
        if isinstance(request, OnCustomers):
            self._hold_customers(request, answer, now)
        else:
            self._hold(request, answer, earlier.names, now)

    def _take_retraction(self, request: RetractEntryRequest, answer: Any, now: datetime) -> None:
        customer = customer_of(request)
        retractions = [one for one in self.known(customer).of_kind("retraction") if one.content.entry == request.name]
        if retractions:
            [retraction] = retractions
            assert answer.replayed
        else:
            retraction = self._add(customer, request, [_retraction(request, answer)], answer, now)[0]
        assert answer.revision == retraction.message.revision
        self._hold(request, answer, (retraction.name,), now)
        self._note(request, (retraction.name,), answer, now)

    def _take_entries(self, request: Any, answer: Any, now: datetime) -> None:
        customer = customer_of(request)
        told = _told(request, answer)
        wanted = _wanted(request, told)
        assert len(told) == len(wanted)
        found = [self._recorded_before(customer, entry) for entry in wanted]
        new: list[Entry | None] = [None if before else entry for before, entry in zip(found, wanted, strict=True)]
        for index, entry in enumerate(new):  # the same source twice in one request is one entry
            if entry is not None and any(_same_source(entry, other) for other in new[:index] if other is not None):
                new[index] = None
        if any(new):
            self._add(customer, request, new, answer, now, names=[one.name for one in told])
        else:
            assert answer.replayed, f"nothing was new, and it isn't told as replayed: {request}"
        self._hold_etag(customer, answer)
        known = [before or self._recorded_before(customer, entry) for before, entry in zip(found, wanted, strict=True)]
        names = tuple(one.name if one else entry.name for one, entry in zip(known, told, strict=True))
        self._hold(request, answer, names, now)
        self._note(request, names, answer, now)

    def _add(
        self,
        customer: str,
        request: Any,
        new: Sequence[Entry | None],
        answer: Any,
        now: datetime,
        names: Sequence[str] = (),
    ) -> list[Known]:
        """Takes in what the request wrote: all at one revision, one above the last."""
        assert not answer.replayed, f"told as replayed: {request}"
        recorded_at = self.not_before(customer, now)
        revision = self.revision(customer) + 1
        self._note_etag(self.root(customer), revision, answer)
        added = []
        for ordinal, entry in enumerate(new):
            if entry is None:
                continue
            message = Entry()
            message.CopyFrom(entry)
            message.name = entry.name or names[ordinal]
            assert message.name.startswith(f"customers/{customer}/entries/")
            assert self._by_name(message.name) is None, f"a name came twice: {message.name}"
            self._fill_in(message, request, recorded_at)
            message.revision = revision
            message.create_time.CopyFrom(timestamp(recorded_at))
            added.append(Known(customer, message, ordinal))
        self.ledgers.setdefault(customer, []).extend(added)
        return added

    def _fill_in(self, message: Entry, request: Any, recorded_at: datetime) -> None:
        """What the caller may leave out."""
        if isinstance(request, SupersedeEntryRequest):
            message.supersedes = request.name
        message.effective_time.CopyFrom(timestamp(self._starts_at(message, request, recorded_at)))

    def _starts_at(self, entry: Entry, request: Any, recorded_at: datetime) -> datetime:
        if isinstance(request, SupersedeEntryRequest) and not _says_when(entry):
            old = self._by_name(request.name)
            if old is not None and old.kind in EVENTS:
                return old.effective_at  # what happened is corrected where it happened
        return maybe(entry, "effective_time") or maybe(entry.provenance, "stated_time") or recorded_at

    def _over_before_they_begin(self, request: Any, entries: Sequence[Entry], now: datetime) -> set[str]:
        recorded_at = self.not_before(customer_of(request), now)
        for entry in entries:
            ends = [maybe(entry, "expire_time"), maybe(entry.moment, "pauses_selling_until")]
            starts_at = self._starts_at(entry, request, recorded_at)
            if any(end is not None and end <= starts_at for end in ends):
                return {"INVALID_FIELD"}
        return set()

    def _hold(self, request: Any, answer: Any, names: Sequence[str], now: datetime) -> None:
        """The answer's entries are those, as they are in the ledger now."""
        customer = customer_of(request)
        at, ledgers = self.not_before(customer, now), self.known(customer)
        told = [answer.retraction] if isinstance(request, RetractEntryRequest) else _told(request, answer)
        for name, entry in zip(names, told, strict=True):
            known = self._by_name(name)
            assert known is not None, f"{name} is not in the ledger"
            self._same(ledgers.told(known, at), entry, request)
        if isinstance(request, RetractEntryRequest | SupersedeEntryRequest):
            old = self._by_name(request.name)
            assert old is not None
            of_old = answer.entry if isinstance(request, RetractEntryRequest) else answer.superseded
            self._same(ledgers.told(old, at), of_old, request)

    def _same(self, expected: Entry, told: Entry, request: Any) -> None:
        if self._names_only:
            assert expected.name == told.name
        else:
            same(expected, told, f"{METHOD_OF[type(request)]} answered of {expected.name}")

    # Repetitions

    def _earlier(self, request: Any, now: datetime) -> Earlier | None:
        earlier = self.requests.get((METHOD_OF[type(request)], request.request_id.lower()))
        return earlier if request.request_id and earlier and now < earlier.at + REQUEST_ID_KEPT else None

    def _hold_etag(self, customer: str, answer: Any) -> None:
        assert answer.revision == self.revision(customer), answer
        self.hear_etag(customer, answer.etag)
        assert answer.etag == self.etag(customer), answer

    def hear_etag(self, customer: str, etag: str, known_at: datetime | None = None) -> None:
        """A call that reserves isn't answered with one: the first that is told then is it."""
        if etag:
            self.etags.setdefault((self.root(customer, known_at), self.revision(customer, known_at)), etag)

    def _note_etag(self, root: str, revision: int, answer: Any) -> None:
        assert answer.revision == revision, answer
        if isinstance(answer, ScreenOffersResponse):
            return
        assert answer.etag
        assert answer.etag not in [etag for (name, _), etag in self.etags.items() if name == root], "an etag came twice"
        self.etags[root, revision] = answer.etag

    # Reservations

    def presented_or_reserved(self, customer: str, offer_id: str, at: datetime) -> int:
        """How often at least an offer counts for the cap of its own, whatever the edges of the window."""
        ledgers = self.known(customer)
        presented = [
            entry
            for entry in ledgers.in_force("offer_response", at)
            if was_presented(entry) and entry.basis != Basis.BASIS_INFERRED and at - entry.effective_at < CAP_WINDOW
        ]
        return sum(entry.content.offer_id == offer_id for entry in [*presented, *ledgers.in_force("reservation", at)])

    def _take_reserving(self, request: ScreenOffersRequest, answer: ScreenOffersResponse, now: datetime) -> None:
        customer = customer_of(request)
        at = self.not_before(customer, now)
        cleared = [decision for decision in answer.decisions if decision.verdict == Verdict.VERDICT_CLEARED]
        reserved = [decision for decision in answer.decisions if decision.reservation]
        assert not answer.replayed, f"told as replayed: {request}"
        number_max = request.reserve_max or 1
        assert reserved == cleared[: len(reserved)], f"not the first that are cleared: {answer}"
        assert len(reserved) == min(number_max, len(cleared)), f"more or fewer than asked for: {answer}"
        if not reserved:
            assert answer.revision == self.revision(customer), "nothing was reserved, and something was written"
            return
        for decision in reserved:
            before = self.presented_or_reserved(customer, decision.offer_id, at)
            assert before < CAP_OF_AN_OFFER, f"{decision.offer_id} had no room left: {answer}"
        offers = {offer.offer_id: offer for offer in request.offers}
        entries = [_reservation(request, offers[one.offer_id], one, at + RESERVED_FOR) for one in reserved]
        self._add(customer, request, entries, answer, now)
        self._note(request, tuple(entry.name for entry in entries), answer, now)

    def _take_reserved_again(self, request: Any, earlier: Earlier, answer: ScreenOffersResponse) -> None:
        assert answer.replayed, f"not told as replayed: {request}"
        assert {one.reservation for one in answer.decisions if one.reservation} == set(earlier.names), answer
        assert answer.revision == self.revision(customer_of(request))

    def _refusals_of_release(self, request: ReleaseReservationRequest, now: datetime) -> set[str]:
        customer = customer_of(request)
        entry = self._by_name(request.name)
        if entry is None:
            return {"ENTRY_NOT_FOUND"}
        if entry.kind != "reservation":
            return {"INVALID_FIELD"}
        first = self.known(entry.customer).successor(entry)
        if first is not None and first.kind == "offer_response":
            return {"RESERVATION_SETTLED"}
        stale = request.etag and request.etag != self.etag(customer)
        return {"ETAG_MISMATCH"} if stale and self._holds(entry, now) else set()

    def _take_release(self, request: ReleaseReservationRequest, answer: Any, now: datetime) -> None:
        customer = customer_of(request)
        entry = self._by_name(request.name)
        assert entry is not None
        if self._holds(entry, now):
            assert answer.reservation.superseded_by, f"it held until now: {entry}, {answer}"
            release = Entry(name=answer.reservation.superseded_by)
            release.release.reservation, release.release.reason = request.name, request.reason
            release.provenance.basis, release.provenance.recorder = Basis.BASIS_OBSERVED, request.recorder
            self._add(customer, request, [release], answer, now)
            self._note(request, (release.name,), answer, now)
        else:
            assert answer.replayed, f"it didn't hold any more: {request}"
            if not self._names_only:
                self._hold_etag(customer, answer)
        self._same(self.known(customer).told(entry, self.not_before(customer, now)), answer.reservation, request)

    def _holds(self, reservation: Known, now: datetime) -> bool:
        ledgers, at = self.known(reservation.customer), self.not_before(reservation.customer, now)
        return ledgers.successor(reservation) is None and ledgers.counts(reservation, at)

    def _is_settled(self, reservation: str) -> bool:
        """What was presented under it is recorded, once, also after a release."""
        entry = self._by_name(reservation) if reservation else None
        successors = [] if entry is None else self.known(entry.customer).successors(entry)
        return any(by.kind == "offer_response" for by in successors)

    # Writes on customers themselves

    def _refusals_on_customers(self, request: Any) -> set[str]:
        customer = customer_of(request)
        refusals = set()
        match request:
            case MergeCustomersRequest():
                merged = _id(request.merged_customer)
                if merged == customer:
                    return {"INVALID_FIELD"}
                if not self._is_done(request):
                    if self.root(customer) != customer or self.root(merged) != merged:
                        refusals.add("CUSTOMER_MERGED")
                    if merged in self._above(customer):
                        refusals.add("MERGE_CYCLE")
            case UnmergeCustomersRequest():
                if self.merged_by(customer) is None:
                    refusals.add("NOT_MERGED")
            case LinkIdentityRequest() | UnlinkIdentityRequest():
                holder = self.linked_in(request.identity)
                is_ours = holder is not None and self.root(holder) == self.root(customer)
                if isinstance(request, UnlinkIdentityRequest) and not is_ours:
                    refusals.add("IDENTITY_NOT_FOUND")
                if isinstance(request, LinkIdentityRequest) and holder is not None and not is_ours:
                    refusals.add("IDENTITY_TAKEN")
        return refusals

    def _is_done(self, request: Any) -> bool:
        """Nothing is left to do: so it is already."""
        if isinstance(request, MergeCustomersRequest):
            merge = self.merged_by(_id(request.merged_customer))
            return merge is not None and surviving_of(merge) == customer_of(request)
        return isinstance(request, LinkIdentityRequest) and self.linked_in(request.identity) is not None

    def _above(self, customer: str) -> list[str]:
        merge = self.merged_by(customer)
        return [] if merge is None else [surviving_of(merge), *self._above(surviving_of(merge))]

    def _take_on_customers(self, request: Any, answer: Any, now: datetime, written: Sequence[Entry]) -> None:
        customer = customer_of(request)
        if self._is_done(request):
            assert answer.replayed
            assert not written
            assert (answer.revision, answer.etag) == (self.revision(customer), self.etag(customer))
        else:
            assert not answer.replayed
            self._add_on_customers(request, answer, now, written)
        self._hold_customers(request, answer, now)
        self._note(request, (), answer, now)

    def _add_on_customers(self, request: Any, answer: Any, now: datetime, written: Sequence[Entry]) -> None:
        """The service's own entries, in the ledgers of all whom they are about."""
        customer = customer_of(request)
        about, ledgers = [customer], [customer]
        said = Entry()
        match request:
            case MergeCustomersRequest():
                about = ledgers = [customer, _id(request.merged_customer)]
                said.merge.CopyFrom(
                    Merge(
                        surviving_customer=request.surviving_customer,
                        merged_customer=request.merged_customer,
                        reason=request.reason,
                    )
                )
            case UnmergeCustomersRequest():
                merge = self.merged_by(customer)
                assert merge is not None
                about = ledgers = [surviving_of(merge), customer]
                said.unmerge.CopyFrom(
                    Unmerge(
                        surviving_customer=merge.content.surviving_customer,
                        merged_customer=request.merged_customer,
                        reason=request.reason,
                    )
                )
            case _:
                is_link = isinstance(request, LinkIdentityRequest)
                if not is_link:
                    ledgers = [self.linked_in(request.identity) or ""]
                said.identity_link.CopyFrom(
                    IdentityLink(identity=request.identity, status=1 if is_link else 2, reason=request.reason)  # type: ignore[arg-type]
                )
        recorded_at = max(self.not_before(name, now) for name in about)
        assert answer.revision > max(self.revision(name) for name in about)
        assert sorted(_id(entry.name) for entry in written) == sorted(ledgers), written
        for entry in written:
            wanted = Entry()
            wanted.CopyFrom(said)
            wanted.name, wanted.revision, wanted.state = entry.name, answer.revision, entry.state
            wanted.provenance.basis, wanted.provenance.recorder = entry.provenance.basis, request.recorder
            wanted.effective_time.CopyFrom(timestamp(recorded_at))
            wanted.create_time.CopyFrom(timestamp(recorded_at))
            same(wanted, entry, f"what {METHOD_OF[type(request)]} wrote")
            wanted.ClearField("state")
            self.ledgers.setdefault(_id(entry.name), []).append(Known(_id(entry.name), wanted, 0))
        for root in {self.root(name) for name in about}:
            self._note_etag(root, answer.revision, answer)

    def _hold_customers(self, request: Any, answer: Any, now: datetime) -> None:
        """The answer tells the customers as they are now."""
        customer = customer_of(request)
        told = {self.root(customer): answer.customer}
        if isinstance(request, UnmergeCustomersRequest):
            told = {
                self.root(customer): answer.customer,
                answer.surviving_customer.name.split("/")[1]: answer.surviving_customer,
            }
        for name, message in told.items():
            same(self.customer(name, now), message, f"{METHOD_OF[type(request)]} answered of {name}")

    def customer(self, customer: str, now: datetime) -> Customer:
        at = self.not_before(customer, now)
        return expected_customer(
            self.known(customer),
            at,
            self.family(customer),
            revision=self.revision(customer),
            etag=self.etag(customer),
        )

    def _note(self, request: Any, names: tuple[str, ...], answer: Any, now: datetime) -> None:
        if request.request_id:
            at = self.not_before(customer_of(request), now)
            place = METHOD_OF[type(request)], request.request_id.lower()
            etag = "" if isinstance(answer, ScreenOffersResponse) else answer.etag
            self.requests[place] = Earlier(_body(request), names, answer.revision, etag, at)

    def _recorded_before(self, customer: str, wanted: Entry) -> Known | None:
        """By its name or its source."""
        by_name = self._by_name(wanted.name) if wanted.name else None
        return by_name or next((one for one in self.entries(customer) if _same_source(one.message, wanted)), None)

    def _clashes(self, customer: str, entries: Sequence[Entry]) -> set[str]:
        clashes = set()
        for index, entry in enumerate(entries):
            known = self._by_name(entry.name) if entry.name else None
            if known is not None:
                if not _says_the_same(known.message, entry):
                    clashes.add("ENTRY_EXISTS")
                continue
            others = [*(one.message for one in self.entries(customer)), *entries[:index]]
            if any(_same_source(other, entry) and not _says_the_same(other, entry) for other in others):
                clashes.add("SOURCE_ID_REUSED")
        return clashes

    def _not_there(self, name: str) -> set[str]:
        entry = self._by_name(name)
        if entry is None:
            return {"ENTRY_NOT_FOUND"}
        return {"INVALID_FIELD"} if entry.kind in OF_THE_SERVICE else set()

    def _not_to_be_replaced(self, request: SupersedeEntryRequest) -> set[str]:
        customer = customer_of(request)
        old, ledgers = self._by_name(request.name), self.known(customer)
        assert old is not None
        refusals = set()
        if old.kind != request.entry.WhichOneof("content"):
            refusals.add("INVALID_FIELD")
        if ledgers.is_retracted(old):
            refusals.add("ENTRY_RETRACTED")
        if ledgers.successor(old) is not None:
            refusals.add("ENTRY_SUPERSEDED")
        return refusals

    def _by_name(self, name: str) -> Known | None:
        customer = name.split("/")[1]
        return next((entry for entry in self.entries(customer) if entry.name == name), None)


def customer_of(request: Any) -> str:
    """Whose ledger the write goes into."""
    match request:
        case RetractEntryRequest() | SupersedeEntryRequest() | ReleaseReservationRequest():
            return _id(request.name)
        case MergeCustomersRequest():
            return _id(request.surviving_customer)
        case UnmergeCustomersRequest():
            return _id(request.merged_customer)
    return _id(request.customer)


def surviving_of(merge: Known) -> str:
    return _id(merge.content.surviving_customer)


def _id(name: str) -> str:
    return name.split("/")[1]


def _body(request: Any) -> bytes:
    body = type(request)()
    body.CopyFrom(request)
    body.ClearField("request_id")
    data: bytes = body.SerializeToString(deterministic=True)
    return data


def _told(request: Any, answer: Any) -> list[Entry]:
    if isinstance(request, RecordEntriesRequest):
        return list(answer.entries)
    return [answer.entry if isinstance(request, SupersedeEntryRequest) else answer.restriction]


def _wanted(request: Any, told: Sequence[Entry]) -> list[Entry]:
    """The entries that the request wants recorded. On which basis the service speaks for itself is its own choice."""
    if isinstance(request, RecordEntriesRequest):
        return list(request.entries)
    if isinstance(request, SupersedeEntryRequest):
        return [request.entry]
    assert isinstance(request, RestrictProcessingRequest)
    restriction = Restriction(purposes=request.purposes, status=request.status, reason=request.reason)
    return [_of_the_service(request, told[0], restriction=restriction)]


def _retraction(request: RetractEntryRequest, answer: Any) -> Entry:
    entry = _of_the_service(request, answer.retraction)
    entry.retraction.entry, entry.retraction.reason = request.name, request.reason
    entry.name = answer.retraction.name
    return entry


def _reservation(request: ScreenOffersRequest, offer: Offer, told: Decision, expire_at: datetime) -> Entry:
    assert told.reservation_expire_time == timestamp(expire_at), told
    entry = Entry(name=told.reservation)
    entry.provenance.basis, entry.provenance.channel = Basis.BASIS_OBSERVED, request.channel
    entry.reservation.CopyFrom(
        Reservation(
            offer_id=offer.offer_id,
            offer_type=offer.offer_type,
            topics=offer.topics,
            purpose=request.purpose,
            channel=request.channel,
        )
    )
    entry.expire_time.CopyFrom(timestamp(expire_at))
    return entry


def _of_the_service(request: Any, told: Entry, **content: Any) -> Entry:
    entry = Entry(**content)
    entry.provenance.basis, entry.provenance.recorder = told.provenance.basis, request.recorder
    return entry


def _same_source(one: Entry, other: Entry) -> bool:
    if not other.provenance.source_id or one.WhichOneof("content") != other.WhichOneof("content"):
        return False
    return (one.provenance.source_system, one.provenance.source_id) == (
        other.provenance.source_system,
        other.provenance.source_id,
    )


def _says_when(entry: Entry) -> bool:
    return entry.HasField("effective_time") or entry.provenance.HasField("stated_time")


def _says_the_same(known: Entry, wanted: Entry) -> bool:
    kind = known.WhichOneof("content") or ""
    starts_at = maybe(wanted, "effective_time") or maybe(wanted.provenance, "stated_time")
    return (
        wanted.WhichOneof("content") == kind
        and getattr(known, kind) == getattr(wanted, kind)
        and known.provenance == wanted.provenance
        and maybe(known, "expire_time") == maybe(wanted, "expire_time")
        and (starts_at is None or not _says_when(known) or instant(_start(known)) == starts_at)
    )


def _start(entry: Entry) -> Any:
    return entry.effective_time if entry.HasField("effective_time") else entry.provenance.stated_time
