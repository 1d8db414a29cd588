"""Settling a reservation: the response PRESENTED that names it takes its place, and the two are counted once."""

from collections.abc import Iterable
from dataclasses import replace

from regard_server.domain.content import Content, EntryKind, OfferResponse, Reservation
from regard_server.domain.entry import Draft, Entry
from regard_server.domain.errors import FieldViolation, InvalidFields, ReservationSettled
from regard_server.domain.ledger import target_of
from regard_server.domain.succession import References


def settling(draft: Draft, reservation: Entry[Content], *, field: str) -> Draft:
    """The draft of a response, with what it leaves out taken from the reservation that it names, so that it counts
    wherever that counted. Raises InvalidFields where it can't settle that one."""
    response, held = draft.content, reservation.content
    if not isinstance(held, Reservation) or not isinstance(response, OfferResponse):
        raise InvalidFields(FieldViolation(field, "names an entry that is no reservation"))
    if held.offer_id != response.offer_id:
        raise InvalidFields(FieldViolation(field, f"is a reservation of another offer, {held.offer_id}"))
    return replace(
        draft,
        content=replace(
            response,
            offer_type=response.offer_type or held.offer_type,
            topics=response.topics or held.topics,
            channel=response.channel or held.channel,
        ),
    )


def check_unsettled(
    customer: str, reservation_id: str, references: References, added: Iterable[Entry[Content]] = ()
) -> None:
    """By what the ledger says and by these that are about to be appended. Raises ReservationSettled. One that was released
    may have been used all the same, once."""
    settled_by = [
        *(by.entry_id for by in references.successors(customer, reservation_id) if by.kind is EntryKind.OFFER_RESPONSE),
        *(entry.id for entry in added if target_of(entry) == reservation_id),
    ]
    if settled_by:
        raise ReservationSettled(customer=customer, entry_id=reservation_id, settled_by=settled_by[0])


def check_releasable(customer: str, reservation_id: str, references: References) -> None:
    """Raises ReservationSettled where it was settled first. One that was released first stays so, whatever came of it later:
    whoever repeats the release has the same answer."""
    by = references.successor(customer, reservation_id)
    if by is not None and by.kind is EntryKind.OFFER_RESPONSE:
        raise ReservationSettled(customer=customer, entry_id=reservation_id, settled_by=by.entry_id)


def check_correction(old: OfferResponse, new: OfferResponse) -> None:
    """Raises InvalidFields where a correction names a reservation that what it corrects didn't: what is corrected settles,
    from its beginning, and is counted there."""
    if new.reservation_id and new.reservation_id != old.reservation_id:
        description = "must be that of the response which is corrected, or empty"
        raise InvalidFields(FieldViolation("entry.offer_response.reservation", description))
