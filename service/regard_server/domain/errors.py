"""What can be wrong with a call, as vocabulary: named, with data, without status codes.

DomainError
├── InvalidFields            fields that break a rule
├── UnknownTopic             a preference on a topic that the taxonomy doesn't know
├── RequestIdReused          the same request id with another body
├── EtagMismatch             the profile has changed since
├── EntryNotFound
├── EntryExists              the entry's id is taken by another content
├── SourceIdReused           (source system, source id) is taken by another content
├── IdentityNotFound         linked to nobody, or not to this customer
├── IdentityTaken            linked to another customer
├── CustomerMerged           the customer is merged into another
├── MergeCycle               the one who should survive is merged into the other
├── NotMerged                there is no merge to undo
├── OfferNotFound
├── InvalidPageToken
├── InvalidFreshnessToken
├── InvalidCursor
├── FreshnessNotReached      the database is behind the token
├── AnswerTooLarge           the answer, or the rest of a batch's, doesn't fit into one message
├── ShuttingDown
└── DatabaseUnavailable      nothing is known to be written
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """`field` is a path into the request, such as `entries[0].provenance.recorder`."""

    field: str
    description: str


class DomainError(Exception):
    """Base of all; `str()` of it may be shown to the caller."""


class InvalidFields(DomainError):
    def __init__(self, *violations: FieldViolation) -> None:
        first = violations[0]
        super().__init__(f"{first.field}: {first.description}")
        self.violations = violations


class UnknownTopic(DomainError):
    def __init__(self, *, field: str, topic: str, nearest: tuple[str, ...] = ()) -> None:
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"{field}: the taxonomy has no topic {topic!r}{hint}")
        self.field = field
        self.topic = topic
        self.nearest = nearest


class RequestIdReused(DomainError):
    def __init__(self, request_id: str) -> None:
        super().__init__(f"request id {request_id} was used for another request")
        self.request_id = request_id


class EtagMismatch(DomainError):
    def __init__(self, *, customer: str, current: str) -> None:
        super().__init__(f"the profile of {customer} has changed: its etag is {current or 'empty'}")
        self.customer = customer
        self.current = current


class EntryNotFound(DomainError):
    def __init__(self, *, customer: str, entry_id: str) -> None:
        super().__init__(f"customer {customer} has no entry {entry_id}")
        self.customer = customer
        self.entry_id = entry_id


class EntryExists(DomainError):
    def __init__(self, *, customer: str, entry_id: str) -> None:
        super().__init__(f"customer {customer} has an entry {entry_id} that says something else")
        self.customer = customer
        self.entry_id = entry_id


class SourceIdReused(DomainError):
    def __init__(self, *, customer: str, entry_id: str, source_system: str, source_id: str) -> None:
        super().__init__(f"source id {source_id!r} of customer {customer} stands for entry {entry_id}, which differs")
        self.customer = customer
        self.entry_id = entry_id
        self.source_system = source_system
        self.source_id = source_id


class EntryIsRetracted(DomainError):
    def __init__(self, *, customer: str, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} of customer {customer} is retracted: record a new one")
        self.customer = customer
        self.entry_id = entry_id


class EntryIsSuperseded(DomainError):
    def __init__(self, *, customer: str, entry_id: str, superseded_by: str) -> None:
        super().__init__(
            f"entry {entry_id} of customer {customer} is superseded by {superseded_by}: supersede that one"
        )
        self.customer = customer
        self.entry_id = entry_id
        self.superseded_by = superseded_by


class ReservationSettled(DomainError):
    def __init__(self, *, customer: str, entry_id: str, settled_by: str) -> None:
        super().__init__(f"reservation {entry_id} of customer {customer} was settled by {settled_by}")
        self.customer = customer
        self.entry_id = entry_id
        self.settled_by = settled_by


class ProfileFull(DomainError):
    def __init__(self, *, customer: str, limit: str, maximum: int) -> None:
        super().__init__(f"the profile of {customer} can't hold more than {maximum} {limit}")
        self.customer = customer
        self.limit = limit
        self.maximum = maximum


class IdentityNotFound(DomainError):
    def __init__(self, *, scheme: str) -> None:
        super().__init__(f"this identity of scheme {scheme} is linked to no such customer")
        self.scheme = scheme


class IdentityTaken(DomainError):
    def __init__(self, *, scheme: str, customer: str) -> None:
        super().__init__(f"this identity of scheme {scheme} is linked to customer {customer}")
        self.scheme = scheme
        self.customer = customer


class CustomerMerged(DomainError):
    def __init__(self, *, customer: str, surviving: str) -> None:
        super().__init__(f"customer {customer} is merged into {surviving}")
        self.customer = customer
        self.surviving = surviving


class MergeCycle(DomainError):
    def __init__(self, *, customer: str) -> None:
        super().__init__(f"customer {customer} can't survive: it is merged into the other one")
        self.customer = customer


class NotMerged(DomainError):
    def __init__(self, *, customer: str) -> None:
        super().__init__(f"customer {customer} is not merged into another")
        self.customer = customer


class SearchIndexOff(DomainError):
    def __init__(self) -> None:
        super().__init__("the full-text index is switched off: search within one customer")


class OfferNotFound(DomainError):
    def __init__(self, offer_id: str) -> None:
        super().__init__(f"the catalogue has no offer {offer_id}")
        self.offer_id = offer_id


class PolicyEtagMismatch(DomainError):
    def __init__(self, *, current: str) -> None:
        super().__init__(f"the policy has changed: its etag is {current}")
        self.current = current


class PolicyVersionNotFound(DomainError):
    def __init__(self, version: int) -> None:
        super().__init__(f"the policy has no version {version}")
        self.version = version


class InvalidPageToken(DomainError):
    def __init__(self) -> None:
        super().__init__("page_token: not a token that this method made for these fields")


class InvalidFreshnessToken(DomainError):
    def __init__(self) -> None:
        super().__init__("consistency.at_least_as_fresh: not a token that this deployment made")


class InvalidCursor(DomainError):
    def __init__(self) -> None:
        super().__init__("cursor: not a cursor that this method made for this question")


class CursorOutOfRange(DomainError):
    def __init__(self) -> None:
        super().__init__("cursor: the changes after it are no longer kept: export again, and go on from there")


class WatcherTooSlow(DomainError):
    def __init__(self) -> None:
        super().__init__("nothing was taken from the stream for too long: go on from the last cursor")


class FreshnessNotReached(DomainError):
    def __init__(self) -> None:
        super().__init__("the database has not reached the state that the freshness token stands for")


class AnswerTooLarge(DomainError):
    def __init__(self) -> None:
        super().__init__("the answer doesn't fit into one message: ask for less at once")


class ShuttingDown(DomainError):
    def __init__(self) -> None:
        super().__init__("the server is stopping")


class DatabaseUnavailable(DomainError):
    def __init__(self) -> None:
        super().__init__("the database can't be used just now")


class TooManyCalls(DomainError):
    """More calls of a class than the server takes on at once."""

    def __init__(self, call_class: str, maximum: int) -> None:
        super().__init__(f"there are {maximum} {call_class} calls under way already: come again a little later")
        self.call_class = call_class
        self.maximum = maximum


class OutOfTime(DomainError):
    """The caller set no deadline, and the one that the server sets is over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not answered within {seconds:g} s, which is as long as a call without a deadline may take")
        self.seconds = seconds
