"""The machine: it does to the real API whatever callers, clocks and restarts do, and holds each answer against the model."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from machine.calls import Refused
from machine.drafts import DAY, HOUR, KINDS, MIRA, OFFERS, WITHOUT_EXPIRY, Draft, drafts, other_word
from machine.ledgers import Known, timestamp
from machine.model import CAP_OF_AN_OFFER, OF_THE_SERVICE, Model, OnCustomers, same
from machine.profiles import expected_commitments, expected_profile, in_order, order_faults
from machine.screening import dislikes
from machine.world import World
from regard.v1 import (
    BatchRecordEntriesRequest,
    Channel,
    Entry,
    EntryKind,
    EntryState,
    GetProfileRequest,
    Identity,
    LinkIdentityRequest,
    ListCommitmentsRequest,
    ListEntriesRequest,
    LookupCustomerRequest,
    MergeCustomersRequest,
    OpenCommitment,
    Profile,
    Purpose,
    RecordEntriesRequest,
    RestrictionStatus,
    RestrictProcessingRequest,
    RetractEntryRequest,
    ScreenOffersRequest,
    SupersedeEntryRequest,
    SuppressionReason,
    UnlinkIdentityRequest,
    UnmergeCustomersRequest,
    Verdict,
)

T = TypeVar("T")
PAGE_SIZES = (0, 1, 2, 7, 1000)
RESTARTS_MAX = 2
STATEMENTS = ("preference", "consent", "contact_rule")
PICKS = st.integers(0, 3) | st.integers(0, 999)
STEPS = st.sampled_from([timedelta(), timedelta(microseconds=1), -timedelta(microseconds=1), DAY])
CUSTOMERS = st.integers(0, 2)
FORWARD = (timedelta(microseconds=1), HOUR, DAY, DAY, 2 * DAY, 8 * DAY, 30 * DAY)
BACK = (timedelta(microseconds=1), timedelta(minutes=5), 23 * HOUR)
PURPOSES = sorted(Purpose.values())[1:]
RESTRICTIONS = (RestrictionStatus.RESTRICTION_STATUS_RESTRICTED, RestrictionStatus.RESTRICTION_STATUS_LIFTED)
"""Ways to say on which state of the profile a write rests, and whether it can be recognised when it comes again."""
ON_ETAG = st.sampled_from(["", "", "", "present", "present", "past"])
WITH_ID = st.sampled_from([False, True])


class Machine(RuleBasedStateMachine):
    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.model = Model()
        self.customers: list[str] = []
        self.sent: list[Any] = []
        self.numbers = 0
        self.restarts = 0
        self.touched: set[str] = set()

    @initialize()
    def begin(self) -> None:
        self.customers = self.world.begin_run()
        self.touched = set(self.customers)

    # Writes

    @rule(who=CUSTOMERS, what=st.lists(drafts(), min_size=1, max_size=4), etag=ON_ETAG, with_id=WITH_ID)
    def record(self, who: int, what: list[Draft], etag: str, with_id: bool) -> None:
        self.write(self.recording(who, what, etag=etag, with_id=with_id))

    @rule(who=CUSTOMERS, kind=st.sampled_from(KINDS), data=st.data(), with_id=WITH_ID)
    def record_of_one_kind(self, who: int, kind: str, data: st.DataObject, with_id: bool) -> None:
        what = data.draw(st.lists(drafts([kind]), min_size=2, max_size=4))
        self.write(self.recording(who, what, with_id=with_id))

    @rule(pick=PICKS, what=drafts(), another_kind=st.sampled_from([False] * 9 + [True]), etag=ON_ETAG, with_id=WITH_ID)
    def supersede(self, pick: int, what: Draft, another_kind: bool, etag: str, with_id: bool) -> None:
        for old in one_of(self.entries(lambda entry: another_kind or entry.kind == what.kind), pick):
            self.write(self.superseding(old, what, etag=etag, with_id=with_id))

    @rule(pick=PICKS, etag=ON_ETAG, with_id=WITH_ID)
    def retract(self, pick: int, etag: str, with_id: bool) -> None:
        for entry in one_of(self.entries(), pick):
            self.write(self.retracting(entry, etag=etag, with_id=with_id))

    @rule(pick=PICKS)
    def retract_what_supersedes(self, pick: int) -> None:
        for entry in one_of(self.entries(lambda entry: bool(entry.message.supersedes)), pick):
            self.write(self.retracting(entry))

    @rule(
        who=CUSTOMERS,
        purposes=st.lists(st.sampled_from(PURPOSES), min_size=1, max_size=3, unique=True),
        status=st.sampled_from(RESTRICTIONS),
        etag=ON_ETAG,
        with_id=WITH_ID,
    )
    def restrict(self, who: int, purposes: list[int], status: int, etag: str, with_id: bool) -> None:
        self.write(self.restricting(who, purposes, status, etag=etag, with_id=with_id))

    # Customers

    @rule(
        whom=st.permutations([0, 1, 2]), same_one=st.sampled_from([False] * 9 + [True]), etag=ON_ETAG, with_id=WITH_ID
    )
    def merge(self, whom: list[int], same_one: bool, etag: str, with_id: bool) -> None:
        surviving, merged = (self.customers[index] for index in (whom[0], whom[0 if same_one else 1]))
        self.write(
            MergeCustomersRequest(
                surviving_customer=f"customers/{surviving}",
                merged_customer=f"customers/{merged}",
                **self.own(surviving, etag, with_id=with_id),
            )
        )

    @rule(who=CUSTOMERS, etag=ON_ETAG, with_id=WITH_ID)
    def unmerge(self, who: int, etag: str, with_id: bool) -> None:
        merged = [name for name in self.customers if self.model.merged_by(name)] or self.customers
        customer = merged[who % len(merged)]
        self.write(
            UnmergeCustomersRequest(
                merged_customer=f"customers/{customer}", **self.own(customer, etag, with_id=with_id)
            )
        )

    @rule(who=CUSTOMERS, which=st.integers(0, 1), linked=st.booleans(), etag=ON_ETAG, with_id=WITH_ID)
    def link_or_unlink(self, who: int, which: int, linked: bool, etag: str, with_id: bool) -> None:
        customer = self.customers[who]
        request = LinkIdentityRequest if linked else UnlinkIdentityRequest
        self.write(
            request(
                customer=f"customers/{customer}",
                identity=self.identities()[which],
                **self.own(customer, etag, with_id=with_id),
            )
        )

    # Repetitions

    @rule(pick=PICKS, others=st.lists(drafts(), max_size=2), changed=st.sampled_from([False, False, True]))
    def record_again(self, pick: int, others: list[Draft], changed: bool) -> None:
        """The same entry by its name or its source, with the same or another content, among new ones."""
        for known in one_of(self.entries(_can_come_again), pick):
            request = self.recording(self.customers.index(known.customer), others, with_id=bool(pick % 2))
            again = request.entries.add()
            again.CopyFrom(_as_sent(known))
            if changed:
                again.provenance.quote = "Something else."
            self.write(request)

    @rule(pick=PICKS)
    def repeat(self, pick: int) -> None:
        """The same request."""
        for request in one_of(self.sent_with_id(), pick):
            self.write(request)

    @rule(pick=PICKS, what=drafts(), by=st.sampled_from(["same method", "retract", "restrict"]))
    def reuse_a_request_id(self, pick: int, what: Draft, by: str) -> None:
        """Another body under the same id; by another method it is another request."""
        for earlier in one_of(self.sent_with_id(), pick):
            request: Any = self.recording(pick, [what])
            if by == "restrict" or (by == "same method" and isinstance(earlier, RestrictProcessingRequest)):
                request = self.restricting(pick, PURPOSES[:1], RESTRICTIONS[0])
            elif by == "retract" or isinstance(earlier, RetractEntryRequest):
                request = next(map(self.retracting, one_of(self.entries(), pick)), request)
            request.request_id = earlier.request_id.upper() if pick % 2 else earlier.request_id
            self.write(request)

    # Many at once

    @rule(
        parts=st.lists(
            st.tuples(CUSTOMERS, st.lists(drafts(), min_size=1, max_size=3), ON_ETAG), min_size=1, max_size=5
        ),
        pick=PICKS,
        bad=st.booleans(),
    )
    def record_a_batch(self, parts: list[Any], pick: int, bad: bool) -> None:
        requests = [self.recording(who, what, etag=etag, with_id=pick % 3 == 0) for who, what, etag in parts]
        earlier = [one for one in self.sent if isinstance(one, RecordEntriesRequest)]
        if earlier and pick % 2:
            requests.insert(pick % len(requests), earlier[pick % len(earlier)])
        if bad:  # it must not hold up the others
            requests[pick % len(requests)].etag = "no etag of ours"
        self.write(BatchRecordEntriesRequest(requests=requests))
        self.sent += requests

    @rule(
        who=CUSTOMERS,
        parts=st.lists(st.tuples(PICKS, drafts(), ON_ETAG, WITH_ID), min_size=2, max_size=4),
        twice=st.booleans(),
    )
    def write_at_once(self, who: int, parts: list[Any], twice: bool) -> None:
        """From several connections, to one customer or two; who came in which order the revisions tell."""
        requests: list[Any] = []
        for pick, draft, etag, with_id in parts:
            entries = self.entries(lambda entry: entry.customer == self.customers[who])
            how = pick % 5
            if entries and how == 0:
                requests.append(self.retracting(entries[pick % len(entries)], with_id=with_id))
            elif entries and how == 1 and entries[pick % len(entries)].kind == draft.kind:
                requests.append(self.superseding(entries[pick % len(entries)], draft, etag=etag, with_id=with_id))
            elif how == 2:
                requests.append(self.restricting(who, [PURPOSES[pick % 4]], RESTRICTIONS[pick % 2], with_id=with_id))
            else:
                requests.append(self.recording(who + (how == 3), [draft], etag=etag, with_id=with_id))
        if twice:
            requests.append(next((one for one in requests if one.request_id), requests[0]))
        answers = self.world.calls.ask_all(requests)
        self.take_at_once(requests, answers)
        self.sent += requests

    # Changes of mind, which steps of their own seldom come to

    @rule(
        who=CUSTOMERS,
        kind=st.sampled_from([*STATEMENTS * 3, *KINDS]),
        data=st.data(),
        then=st.sampled_from(["retract", "supersede", "expire", "supersede and expire", "supersede and retract"]),
    )
    def say_something_else_and_take_it_back(self, who: int, kind: str, data: st.DataObject, then: str) -> None:
        """The newer one has been in force for days, so that nothing but the ledger need still have the older."""
        older, newer, other = (data.draw(drafts([kind])) for _ in range(3))
        alike = replace(newer, content=other_word(older.content, newer.content), basis=older.basis, stated=None)
        length = 6 * DAY if then == "expire" and kind not in WITHOUT_EXPIRY else None
        self.write(self.recording(who, [replace(older, start=-10 * DAY, length=None, stated=None)]))
        self.write(self.recording(who, [replace(alike, start=-5 * DAY, length=length, stated=None)]))
        taken_back = self.model.entries(self.customers[who])[-1]
        if then.startswith("supersede"):
            ends = other if then == "supersede" else replace(other, start=None, stated=None, length=DAY)
            self.write(self.superseding(taken_back, ends if kind not in WITHOUT_EXPIRY else other))
            taken_back = self.model.entries(self.customers[who])[-1]
        if then.endswith("retract"):
            self.write(self.retracting(taken_back))
        if then.endswith("expire"):
            self.answers_are_the_models()
            self.time_passes(3 * DAY)

    # What happens around them

    @rule(by=st.sampled_from(FORWARD))
    def time_passes(self, by: timedelta) -> None:
        self.world.clock.advance(by)
        self.touched = set(self.customers)

    @rule(by=st.sampled_from(BACK))
    def the_clock_is_set_back(self, by: timedelta) -> None:
        self.world.clock.advance(-by)
        self.touched = set(self.customers)

    @rule(really=st.integers(0, 3))
    def the_server_restarts(self, really: int) -> None:
        if really == 0 and self.restarts < RESTARTS_MAX:
            self.restarts += 1
            self.world.restart()
            self.touched = set(self.customers)

    # Questions

    @rule(who=CUSTOMERS, picks=st.tuples(PICKS, PICKS), step=STEPS, knows_all=st.booleans())
    def ask_of_the_past(self, who: int, picks: tuple[int, int], step: timedelta, knows_all: bool) -> None:
        """As of an instant, as known at another: those at which something began, ended or was recorded, and around them."""
        customer, now = self.customers[who], self.world.now
        entries = self.model.known(customer).entries
        edges = [edge for entry in entries for edge in (entry.effective_at, entry.expire_at) if edge is not None]
        recordings = [at for at in [now, *(entry.recorded_at for entry in entries)] if at <= now]
        for as_of in one_of([now, *sorted(set(edges))], picks[0]):
            known_at = None if knows_all else one_of(sorted(set(recordings)), picks[1])[0]
            self.hold_the_past(customer, as_of + step, known_at)

    @rule(
        who=CUSTOMERS,
        kinds=st.lists(st.sampled_from(sorted(EntryKind.values())[1:]), max_size=3),
        states=st.lists(st.sampled_from(sorted(EntryState.values())[1:]), max_size=2),
        page_size=st.sampled_from(PAGE_SIZES),
    )
    def list_some(self, who: int, kinds: list[int], states: list[int], page_size: int) -> None:
        customer = self.customers[who]
        ledgers, at = self.model.known(customer), self.now(customer)
        names = [EntryKind.Name(kind).removeprefix("ENTRY_KIND_").lower() for kind in kinds]
        told = [ledgers.told(entry, at) for entry in self.in_order(ledgers.entries) if not names or entry.kind in names]
        self.hold_listing(
            [entry for entry in told if not states or entry.state in states],
            ListEntriesRequest(customer=f"customers/{customer}", kinds=kinds, states=states, page_size=page_size),  # type: ignore[arg-type]
        )

    @invariant()
    def answers_are_the_models(self) -> None:
        for customer in sorted(self.touched):
            self.hold_profile(customer)
            ledgers, at = self.model.known(customer), self.now(customer)
            self.hold_listing(
                [ledgers.told(entry, at) for entry in self.in_order(ledgers.entries)],
                ListEntriesRequest(customer=f"customers/{customer}", page_size=1000),
            )
            self.hold_commitments(customer)
            self.hold_screening(customer)
        if self.touched:
            self.hold_identities()
        self.touched = set()
        self.world.steps += 1

    # How a write is made

    def recording(
        self, who: int, what: Iterable[Draft], *, etag: str = "", with_id: bool = False
    ) -> RecordEntriesRequest:
        customer = self.customers[who % len(self.customers)]
        return RecordEntriesRequest(
            customer=f"customers/{customer}",
            entries=[self.draft(customer, draft) for draft in what],
            **self.rests_on(customer, etag, with_id=with_id),
        )

    def superseding(self, old: Known, draft: Draft, *, etag: str = "", with_id: bool = False) -> SupersedeEntryRequest:
        return SupersedeEntryRequest(
            name=old.name,
            entry=self.draft(old.customer, draft),
            **self.rests_on(old.customer, etag, with_id=with_id),
        )

    def retracting(self, entry: Known, *, etag: str = "", with_id: bool = False) -> RetractEntryRequest:
        return RetractEntryRequest(
            name=entry.name,
            reason="A mishearing.",
            recorder=MIRA,
            **self.rests_on(entry.customer, etag, with_id=with_id),
        )

    def restricting(
        self, who: int, purposes: Iterable[int], status: int, *, etag: str = "", with_id: bool = False
    ) -> RestrictProcessingRequest:
        customer = self.customers[who % len(self.customers)]
        return RestrictProcessingRequest(
            customer=f"customers/{customer}",
            purposes=sorted(purposes),  # type: ignore[arg-type]
            status=status,  # type: ignore[arg-type]
            reason="As the customer wishes.",
            recorder=MIRA,
            **self.rests_on(customer, etag, with_id=with_id),
        )

    def rests_on(self, customer: str, etag: str, *, with_id: bool) -> dict[str, str]:
        etags = {"": "", "present": self.model.etag(customer), "past": self.model.etag(customer, back=1)}
        return {"etag": etags[etag], "request_id": str(UUID(int=self.number(), version=4)) if with_id else ""}

    def draft(self, customer: str, draft: Draft) -> Entry:
        return draft.message(customer, self.world.now, self.number())

    def number(self) -> int:
        self.numbers += 1
        return (self.world.runs << 32) + self.numbers

    def write(self, request: Any) -> None:
        answer = self.world.calls.ask(request)
        written: list[Entry] = []
        if isinstance(request, OnCustomers) and not isinstance(answer, Refused):
            written = self.unknown_entries()
        self.model.take(request, answer, self.world.now, written=written)
        self.touched |= set(self.customers)
        if not isinstance(request, BatchRecordEntriesRequest):
            self.sent.append(request)

    def own(self, customer: str, etag: str, *, with_id: bool) -> dict[str, str]:
        return {"reason": "As it is.", "recorder": MIRA, **self.rests_on(customer, etag, with_id=with_id)}

    def identities(self) -> list[Identity]:
        """Of this run."""
        return [
            Identity(scheme="email", value=f"ann.{self.world.runs}@example.org"),
            Identity(scheme="loyalty-number", value=f"N {self.world.runs}"),
        ]

    def unknown_entries(self) -> list[Entry]:
        """What the ledgers have and the model has not."""
        known = {entry.name for entry in self.entries()}
        found: dict[str, Entry] = {}
        for customer in self.customers:
            answer = self.world.calls.ask(ListEntriesRequest(customer=f"customers/{customer}", page_size=1000))
            found |= {entry.name: entry for entry in answer.entries if entry.name not in known}
        return list(found.values())

    def take_at_once(self, requests: list[Any], answers: list[Any]) -> None:
        """Those that were answered came in the order of their revisions, and a refusal somewhere among them."""
        self.touched |= set(self.customers)
        pairs = list(zip(requests, answers, strict=True))
        accepted = [pair for pair in pairs if not isinstance(pair[1], Refused)]
        accepted.sort(key=lambda pair: (pair[1].revision, pair[1].replayed))
        refused = [pair for pair in pairs if isinstance(pair[1], Refused)]
        may_be: list[set[str]] = [set() for _ in refused]
        for step in range(len(accepted) + 1):
            for index, (request, _) in enumerate(refused):
                may_be[index] |= self.model.refusals(request, self.world.now)
            if step < len(accepted):
                self.model.take(*accepted[step], self.world.now, at_once=True)
        for reasons, (request, answer) in zip(may_be, refused, strict=True):
            assert answer.reason in reasons, f"refused for {answer}, may be for {reasons}: {request}"

    # How an answer is held against the model

    def hold_profile(
        self, customer: str, as_of: datetime | None = None, known_at: datetime | None = None, **times: Any
    ) -> None:
        answer = self.world.calls.ask(GetProfileRequest(customer=f"customers/{customer}", **times))
        assert not isinstance(answer, Refused), answer
        profile: Profile = answer.profile
        self.model.hear_etag(customer, profile.etag, known_at)
        assert order_faults(profile) == []
        expected = expected_profile(
            self.model.known(customer, known_at),
            as_of or self.now(customer),
            self.model.family(customer, known_at),
            revision=self.model.revision(customer, known_at),
            etag=self.model.etag(customer, known_at),
            actual=profile,
        )
        same(expected, in_order(profile), f"the profile of {customer}, as of {as_of}, known at {known_at}")

    def hold_the_past(self, customer: str, as_of: datetime, known_at: datetime | None) -> None:
        ledgers = self.model.known(customer, known_at)
        times: dict[str, Any] = {"as_of_time": timestamp(as_of)}
        if known_at is not None:
            times["known_at_time"] = timestamp(known_at)
        self.hold_profile(customer, as_of, known_at, **times)
        self.hold_screening(customer, as_of, known_at, **times)
        self.hold_listing(
            [ledgers.told(entry, as_of) for entry in self.in_order(ledgers.entries)],
            ListEntriesRequest(customer=f"customers/{customer}", **times),
        )

    def hold_listing(self, expected: list[Entry], request: ListEntriesRequest) -> None:
        listed: list[Entry] = []
        while True:
            answer = self.world.calls.ask(request)
            assert not isinstance(answer, Refused), answer
            assert len(answer.entries) <= (request.page_size or 100)
            listed += answer.entries
            request.page_token = answer.next_page_token
            if not request.page_token:
                break
        assert [entry.name for entry in listed] == [entry.name for entry in expected], "the listing's order"
        for wanted, entry in zip(expected, listed, strict=True):
            same(wanted, entry, f"the listing of {entry.name}")

    def hold_commitments(self, customer: str) -> None:
        """Two to a page, so that pages follow each other; whose they are is told as well."""
        request = ListCommitmentsRequest(customer=f"customers/{customer}", page_size=2)
        ledgers, at = self.model.known(customer), self.now(customer)
        listed: list[OpenCommitment] = []
        while True:
            answer = self.world.calls.ask(request)
            assert not isinstance(answer, Refused), answer
            listed += answer.commitments
            request.page_token = answer.next_page_token
            if not request.page_token:
                break
        expected = expected_commitments(ledgers, at, self.model.family(customer))
        assert [one.entry.name for one in listed] == [one.entry.name for one in expected], "the commitments' order"
        for wanted, one in zip(expected, listed, strict=True):
            same(wanted, one, f"the commitment {one.entry.name}")

    def hold_screening(
        self, customer: str, as_of: datetime | None = None, known_at: datetime | None = None, **times: Any
    ) -> None:
        purposes = (Purpose.PURPOSE_LOYALTY, Purpose.PURPOSE_SERVICE)
        for purpose in purposes:
            answer = self.world.calls.ask(
                ScreenOffersRequest(
                    customer=f"customers/{customer}",
                    offers=OFFERS,
                    purpose=purpose,
                    channel=Channel.CHANNEL_APP,
                    **times,
                )
            )
            assert not isinstance(answer, Refused), answer
            ledgers, at = self.model.known(customer, known_at), as_of or self.now(customer)
            told = {decision.offer_id: decision for decision in answer.decisions}
            for offer in OFFERS:
                decision = told[offer.offer_id]
                disliked = {
                    said.topic or said.offer_type: said.entries[0]
                    for said in decision.suppressions
                    if said.reason == SuppressionReason.SUPPRESSION_REASON_DISLIKED
                }
                expected = dislikes(ledgers, offer, at) if purpose == purposes[0] else {}
                assert disliked == expected, f"{customer}, {offer.offer_id}"
                counted = self.model.presented_or_reserved(customer, offer.offer_id, at) if not times else 0
                if counted >= CAP_OF_AN_OFFER and purpose == purposes[0]:
                    assert SuppressionReason.SUPPRESSION_REASON_FREQUENCY_CAP in [
                        said.reason for said in decision.suppressions
                    ], f"{customer}, {offer.offer_id}, {counted} times"
                suppressed = any(not said.shadow for said in decision.suppressions)
                assert (decision.verdict == Verdict.VERDICT_SUPPRESSED) == suppressed

    def hold_identities(self) -> None:
        for identity in self.identities():
            asked = Identity(scheme=identity.scheme, value=f" {identity.value} ")
            if asked.scheme == "email":
                asked.value = asked.value.upper()
            answer = self.world.calls.ask(LookupCustomerRequest(identity=asked))
            holder = self.model.linked_in(identity)
            if holder is None:
                assert answer == Refused("NOT_FOUND", "IDENTITY_NOT_FOUND")
            else:
                same(self.model.customer(holder, self.world.now), answer.customer, f"the customer known by {identity}")

    # What there is to pick from

    def now(self, customer: str) -> Any:
        return self.model.not_before(customer, self.world.now)

    def in_order(self, entries: Iterable[Known]) -> list[Known]:
        return sorted(entries, key=lambda entry: entry.place, reverse=True)

    def entries(self, which: Callable[[Known], bool] = lambda _: True) -> list[Known]:
        return [entry for customer in self.customers for entry in self.model.entries(customer) if which(entry)]

    def sent_with_id(self) -> list[Any]:
        return [request for request in self.sent if request.request_id]


def one_of(things: list[T], pick: int) -> list[T]:
    """One of them, often one of the last, or none. What a rule draws must not depend on what there is, or a race couldn't be shrunk."""
    return [things[-1 - pick % len(things)]] if things else []


def _can_come_again(entry: Known) -> bool:
    message = entry.message
    by_name = not message.name.split("/")[-1].count("-")  # one that the caller gave
    may = not message.supersedes and entry.kind not in OF_THE_SERVICE
    return may and bool(by_name or message.provenance.source_id)


def _as_sent(known: Known) -> Entry:
    """As a caller would send it again, knowing when it began."""
    entry = Entry()
    entry.CopyFrom(known.message)
    for field in ("revision", "create_time"):
        entry.ClearField(field)
    if "-" in known.message.name.split("/")[-1]:
        entry.ClearField("name")
    return entry
