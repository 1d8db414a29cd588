"""What entries say, kind by kind. Meanings and limits are in the contract (`regard/v1/*.proto`)."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from regard_server.domain.channel import Channel, Purpose


class Stance(IntEnum):
    LIKES = 1
    DISLIKES = 2
    NEVER = 3
    NEUTRAL = 4


class Outcome(IntEnum):
    PRESENTED = 1
    ACCEPTED = 2
    DECLINED = 3
    IGNORED = 4
    COMPLAINED = 5


class MomentKind(IntEnum):
    MILESTONE = 1
    LOSS = 2
    HARDSHIP = 3
    GESTURE = 4
    STORY = 5
    FAULT = 6


class Handling(IntEnum):
    MENTION_WARMLY = 1
    KNOW_DONT_RAISE = 2
    AVOID = 3


class Sensitivity(IntEnum):
    ORDINARY = 1
    PRIVATE = 2
    SPECIAL_CATEGORY = 3


class CommitmentKind(IntEnum):
    PROMISE = 1
    CALLBACK = 2
    CHECK_IN = 3


class CommitmentStatus(IntEnum):
    OPEN = 1
    KEPT = 2
    BROKEN = 3
    CANCELLED = 4


class ConsentStatus(IntEnum):
    GIVEN = 1
    REFUSED = 2
    WITHDRAWN = 3
    EXPIRED = 4


class RestrictionStatus(IntEnum):
    RESTRICTED = 1
    LIFTED = 2


class IdentityLinkStatus(IntEnum):
    LINKED = 1
    UNLINKED = 2


class ContactSort(StrEnum):
    """The sorts of contact rules, by the names that the contract has for them."""

    QUIET_HOURS = "quiet_hours"
    DO_NOT_CONTACT = "do_not_contact"
    PREFERRED_CHANNEL = "preferred_channel"
    PREFERRED_PERSON = "preferred_person"
    ADDRESS_AS = "address_as"
    TIME_ZONE = "time_zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """A stance on a topic and all below it, or on an offer type; exactly one of the two is not empty."""

    topic: str = ""
    offer_type: str = ""
    stance: Stance
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferResponse:
    """What became of an offer."""

    offer_id: str
    offer_type: str = ""
    topics: tuple[str, ...] = ()
    outcome: Outcome
    reason: str = ""
    channel: Channel = Channel.UNSPECIFIED
    reservation_id: str = ""
    """Of the same ledger, and of the same offer: what this PRESENTED response settles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """An offer that is about to be made: a presentation counted before it happens, until the entry expires, or until what
    releases or settles it takes its place."""

    offer_id: str
    offer_type: str = ""
    topics: tuple[str, ...] = ()
    purpose: Purpose
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The reservation with this id, of the same ledger, won't be used."""

    reservation_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A meaningful thing in the customer's life with us."""

    title: str
    story: str = ""
    occurred_at: datetime | None = None
    handling: Handling
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    pauses_selling_until: datetime | None = None
    kind: MomentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A conversation. What was said is the provenance's quote; `reading` is what the agent made of it."""

    channel: Channel
    summary: str
    issue_restated: str = ""
    confirmed_by_customer: bool = False
    reading: str = ""
    feeling: str = ""
    tried: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    agent: str = ""
    resolved: bool = False
    case_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What we promised. `follows` is the entry of the same ledger that it comes from, and `asked` what the customer was asked
    last time."""

    what: str
    kind: CommitmentKind
    owner: str = ""
    due_at: datetime | None = None
    status: CommitmentStatus = CommitmentStatus.OPEN
    outcome: str = ""
    follows: str = ""
    asked: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """UNSPECIFIED is every channel of which nothing is said by itself."""

    purpose: Purpose
    channel: Channel = Channel.UNSPECIFIED
    status: ConsentStatus
    legal_basis: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Minutes since midnight by the customer's clock; where the end is not later, it is on the following day.

    `days` are those on which they start, Monday = 1; empty is every day.
    """

    start_minute: int
    end_minute: int
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotContact:
    """Empty `channels` are all of them; empty `purposes` all but SERVICE."""

    channels: tuple[Channel, ...] = ()
    purposes: tuple[Purpose, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressAs:
    name: str = ""
    pronouns: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRule:
    """How, when and by whom the customer wants to be contacted; exactly one field is set."""

    quiet_hours: QuietHours | None = None
    do_not_contact: DoNotContact | None = None
    preferred_channel: Channel = Channel.UNSPECIFIED
    preferred_person: str = ""
    address_as: AddressAs | None = None
    time_zone: str = ""

    @property
    def sort(self) -> ContactSort:
        return next(sort for sort in ContactSort if getattr(self, sort))


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """The entry with this id, of the same customer, was wrong."""

    entry_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Processing for these purposes is restricted, or no longer."""

    purposes: tuple[Purpose, ...]
    status: RestrictionStatus
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLink:
    """What another system knows the customer by."""

    scheme: str
    value: str
    status: IdentityLinkStatus
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """`merged` is shown as `surviving` from now on. The entry is in the ledgers of both."""

    surviving: str
    merged: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge:
    """The merge of the two is undone. The entry is in the ledgers of both."""

    surviving: str
    merged: str
    reason: str = ""


Content = (
    Preference
    | OfferResponse
    | Moment
    | Interaction
    | Commitment
    | Consent
    | ContactRule
    | Retraction
    | Restriction
    | IdentityLink
    | Merge
    | Unmerge
    | Reservation
    | Release
)


class EntryKind(IntEnum):
    PREFERENCE = 1
    OFFER_RESPONSE = 2
    RETRACTION = 3
    MOMENT = 4
    INTERACTION = 5
    COMMITMENT = 6
    CONSENT = 7
    CONTACT_RULE = 8
    MERGE = 9
    UNMERGE = 10
    RESTRICTION = 11
    IDENTITY_LINK = 12
    RESERVATION = 13
    RELEASE = 14


KIND_OF: dict[type, EntryKind] = {
    Preference: EntryKind.PREFERENCE,
    OfferResponse: EntryKind.OFFER_RESPONSE,
    Retraction: EntryKind.RETRACTION,
    Moment: EntryKind.MOMENT,
    Interaction: EntryKind.INTERACTION,
    Commitment: EntryKind.COMMITMENT,
    Consent: EntryKind.CONSENT,
    ContactRule: EntryKind.CONTACT_RULE,
    Merge: EntryKind.MERGE,
    Unmerge: EntryKind.UNMERGE,
    Restriction: EntryKind.RESTRICTION,
    IdentityLink: EntryKind.IDENTITY_LINK,
    Reservation: EntryKind.RESERVATION,
    Release: EntryKind.RELEASE,
}

OF_THE_SERVICE = frozenset(
    {
        EntryKind.RETRACTION,
        EntryKind.MERGE,
        EntryKind.UNMERGE,
        EntryKind.RESTRICTION,
        EntryKind.IDENTITY_LINK,
        EntryKind.RESERVATION,
        EntryKind.RELEASE,
    }
)
"""Kinds that only the service writes, each by a method of its own."""

EVENTS = frozenset({EntryKind.OFFER_RESPONSE, EntryKind.INTERACTION, EntryKind.MOMENT})
"""Kinds about what happened, which stays so. What supersedes one of them corrects it from its beginning."""
