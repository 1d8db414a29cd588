"""The machine that also reserves, releases and presents what was reserved. It is one of its own, so that each does often what
it is there for."""

from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.stateful import rule

from machine.drafts import MIRA, OFFERS
from machine.ledgers import Known
from machine.machine import CUSTOMERS, ON_ETAG, PICKS, WITH_ID, Machine, one_of
from machine.model import CAP_OF_AN_OFFER
from regard.v1 import (
    Basis,
    Channel,
    Entry,
    Offer,
    OfferResponse,
    Outcome,
    Purpose,
    RecordEntriesRequest,
    ReleaseReservationRequest,
    ScreenOffersRequest,
)


class ReservingMachine(Machine):
    @rule(who=CUSTOMERS, most=st.integers(0, 3), some=st.permutations(OFFERS), with_id=WITH_ID)
    def reserve(self, who: int, most: int, some: list[Offer], with_id: bool) -> None:
        self.write(self.reserving(who, some[:3], most, with_id=with_id))

    @rule(who=CUSTOMERS, offer=st.sampled_from(OFFERS))
    def reserve_until_there_is_no_room(self, who: int, offer: Offer) -> None:
        for _ in range(CAP_OF_AN_OFFER + 1):
            self.write(self.reserving(who, [offer], 1))

    @rule(who=CUSTOMERS, offer=st.sampled_from(OFFERS), then=st.lists(st.booleans(), min_size=1, max_size=2))
    def reserve_and_release_or_present(self, who: int, offer: Offer, then: list[bool]) -> None:
        """Or both, or one of them twice."""
        self.write(self.reserving(who, [offer], 1))
        for entry in one_of(self.entries(lambda entry: entry.kind == "reservation"), 0):
            for released in then:
                self.write(self.releasing(entry) if released else self.presenting(entry))

    @rule(pick=PICKS, etag=ON_ETAG, with_id=WITH_ID)
    def release(self, pick: int, etag: str, with_id: bool) -> None:
        for entry in one_of(self.entries(lambda entry: entry.kind == "reservation" or pick > 900), pick):
            self.write(self.releasing(entry, etag=etag, with_id=with_id))

    @rule(pick=PICKS, etag=ON_ETAG, with_id=WITH_ID)
    def present_what_was_reserved(self, pick: int, etag: str, with_id: bool) -> None:
        for entry in one_of(self.entries(lambda entry: entry.kind == "reservation"), pick):
            self.write(self.presenting(entry, etag=etag, with_id=with_id))

    @rule(
        who=CUSTOMERS,
        others=st.lists(st.tuples(st.sampled_from(["reserve", "release", "present"]), WITH_ID), min_size=2, max_size=4),
    )
    def reserve_at_once(self, who: int, others: list[tuple[str, bool]]) -> None:
        """Beside others who reserve too, or release or present what was reserved before."""
        held = self.entries(lambda entry: entry.kind == "reservation" and entry.customer == self.customers[who])
        requests: list[ScreenOffersRequest | ReleaseReservationRequest | RecordEntriesRequest] = []
        for how, with_id in [("reserve", False), *others]:
            if how == "release" and held:
                requests.append(self.releasing(held[-1], with_id=with_id))
            elif how == "present" and held:
                requests.append(self.presenting(held[-1], with_id=with_id))
            else:
                requests.append(self.reserving(who, OFFERS[:2], 1, with_id=with_id))
        self.take_at_once(requests, self.world.calls.ask_all(requests))
        self.sent += requests

    def reserving(self, who: int, offers: Iterable[Offer], most: int, *, with_id: bool = False) -> ScreenOffersRequest:
        customer = self.customers[who % len(self.customers)]
        return ScreenOffersRequest(
            customer=f"customers/{customer}",
            offers=offers,
            purpose=Purpose.PURPOSE_LOYALTY,
            channel=Channel.CHANNEL_APP,
            reserve=True,
            reserve_max=most,
            request_id=self.rests_on(customer, "", with_id=with_id)["request_id"],
        )

    def releasing(self, entry: Known, *, etag: str = "", with_id: bool = False) -> ReleaseReservationRequest:
        return ReleaseReservationRequest(
            name=entry.name,
            reason="The line was cut.",
            recorder=MIRA,
            **self.rests_on(entry.customer, etag, with_id=with_id),
        )

    def presenting(self, entry: Known, *, etag: str = "", with_id: bool = False) -> RecordEntriesRequest:
        held, number = entry.content, self.number()
        presented = Entry(
            provenance={"basis": Basis.BASIS_OBSERVED, "source_system": "mailer", "source_id": f"sent-{number}"},
            offer_response=OfferResponse(
                offer_id=held.offer_id,
                offer_type=held.offer_type,
                topics=held.topics,
                channel=held.channel,
                outcome=Outcome.OUTCOME_PRESENTED,
                reservation=entry.name,
            ),
        )
        return RecordEntriesRequest(
            customer=f"customers/{entry.customer}",
            entries=[presented],
            **self.rests_on(entry.customer, etag, with_id=with_id),
        )
