import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import commitment_pb2 as _commitment_pb2
from regard.v1 import consent_pb2 as _consent_pb2
from regard.v1 import contact_rule_pb2 as _contact_rule_pb2
from regard.v1 import customer_pb2 as _customer_pb2
from regard.v1 import interaction_pb2 as _interaction_pb2
from regard.v1 import moment_pb2 as _moment_pb2
from regard.v1 import reservation_pb2 as _reservation_pb2
from regard.v1 import restriction_pb2 as _restriction_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Basis(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BASIS_UNSPECIFIED: _ClassVar[Basis]
    BASIS_STATED: _ClassVar[Basis]
    BASIS_OBSERVED: _ClassVar[Basis]
    BASIS_INFERRED: _ClassVar[Basis]

class Stance(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANCE_UNSPECIFIED: _ClassVar[Stance]
    STANCE_LIKES: _ClassVar[Stance]
    STANCE_DISLIKES: _ClassVar[Stance]
    STANCE_NEVER: _ClassVar[Stance]
    STANCE_NEUTRAL: _ClassVar[Stance]

class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_UNSPECIFIED: _ClassVar[Outcome]
    OUTCOME_PRESENTED: _ClassVar[Outcome]
    OUTCOME_ACCEPTED: _ClassVar[Outcome]
    OUTCOME_DECLINED: _ClassVar[Outcome]
    OUTCOME_IGNORED: _ClassVar[Outcome]
    OUTCOME_COMPLAINED: _ClassVar[Outcome]

class EntryKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENTRY_KIND_UNSPECIFIED: _ClassVar[EntryKind]
    ENTRY_KIND_PREFERENCE: _ClassVar[EntryKind]
    ENTRY_KIND_OFFER_RESPONSE: _ClassVar[EntryKind]
    ENTRY_KIND_RETRACTION: _ClassVar[EntryKind]
    ENTRY_KIND_MOMENT: _ClassVar[EntryKind]
    ENTRY_KIND_INTERACTION: _ClassVar[EntryKind]
    ENTRY_KIND_COMMITMENT: _ClassVar[EntryKind]
    ENTRY_KIND_CONSENT: _ClassVar[EntryKind]
    ENTRY_KIND_CONTACT_RULE: _ClassVar[EntryKind]
    ENTRY_KIND_MERGE: _ClassVar[EntryKind]
    ENTRY_KIND_UNMERGE: _ClassVar[EntryKind]
    ENTRY_KIND_RESTRICTION: _ClassVar[EntryKind]
    ENTRY_KIND_IDENTITY_LINK: _ClassVar[EntryKind]
    ENTRY_KIND_RESERVATION: _ClassVar[EntryKind]
    ENTRY_KIND_RELEASE: _ClassVar[EntryKind]

class EntryState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ENTRY_STATE_UNSPECIFIED: _ClassVar[EntryState]
    ENTRY_STATE_ACTIVE: _ClassVar[EntryState]
    ENTRY_STATE_RETRACTED: _ClassVar[EntryState]
    ENTRY_STATE_EXPIRED: _ClassVar[EntryState]
    ENTRY_STATE_SUPERSEDED: _ClassVar[EntryState]
BASIS_UNSPECIFIED: Basis
BASIS_STATED: Basis
BASIS_OBSERVED: Basis
BASIS_INFERRED: Basis
STANCE_UNSPECIFIED: Stance
STANCE_LIKES: Stance
STANCE_DISLIKES: Stance
STANCE_NEVER: Stance
STANCE_NEUTRAL: Stance
OUTCOME_UNSPECIFIED: Outcome
OUTCOME_PRESENTED: Outcome
OUTCOME_ACCEPTED: Outcome
OUTCOME_DECLINED: Outcome
OUTCOME_IGNORED: Outcome
OUTCOME_COMPLAINED: Outcome
ENTRY_KIND_UNSPECIFIED: EntryKind
ENTRY_KIND_PREFERENCE: EntryKind
ENTRY_KIND_OFFER_RESPONSE: EntryKind
ENTRY_KIND_RETRACTION: EntryKind
ENTRY_KIND_MOMENT: EntryKind
ENTRY_KIND_INTERACTION: EntryKind
ENTRY_KIND_COMMITMENT: EntryKind
ENTRY_KIND_CONSENT: EntryKind
ENTRY_KIND_CONTACT_RULE: EntryKind
ENTRY_KIND_MERGE: EntryKind
ENTRY_KIND_UNMERGE: EntryKind
ENTRY_KIND_RESTRICTION: EntryKind
ENTRY_KIND_IDENTITY_LINK: EntryKind
ENTRY_KIND_RESERVATION: EntryKind
ENTRY_KIND_RELEASE: EntryKind
ENTRY_STATE_UNSPECIFIED: EntryState
ENTRY_STATE_ACTIVE: EntryState
ENTRY_STATE_RETRACTED: EntryState
ENTRY_STATE_EXPIRED: EntryState
ENTRY_STATE_SUPERSEDED: EntryState

class Entry(_message.Message):
    __slots__ = ("name", "provenance", "effective_time", "expire_time", "preference", "offer_response", "retraction", "moment", "interaction", "commitment", "consent", "contact_rule", "merge", "unmerge", "restriction", "identity_link", "reservation", "release", "state", "revision", "create_time", "superseded_by", "supersedes")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PROVENANCE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    PREFERENCE_FIELD_NUMBER: _ClassVar[int]
    OFFER_RESPONSE_FIELD_NUMBER: _ClassVar[int]
    RETRACTION_FIELD_NUMBER: _ClassVar[int]
    MOMENT_FIELD_NUMBER: _ClassVar[int]
    INTERACTION_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    CONTACT_RULE_FIELD_NUMBER: _ClassVar[int]
    MERGE_FIELD_NUMBER: _ClassVar[int]
    UNMERGE_FIELD_NUMBER: _ClassVar[int]
    RESTRICTION_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_LINK_FIELD_NUMBER: _ClassVar[int]
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    name: str
    provenance: Provenance
    effective_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    preference: Preference
    offer_response: OfferResponse
    retraction: Retraction
    moment: _moment_pb2.Moment
    interaction: _interaction_pb2.Interaction
    commitment: _commitment_pb2.Commitment
    consent: _consent_pb2.Consent
    contact_rule: _contact_rule_pb2.ContactRule
    merge: _customer_pb2.Merge
    unmerge: _customer_pb2.Unmerge
    restriction: _restriction_pb2.Restriction
    identity_link: _customer_pb2.IdentityLink
    reservation: _reservation_pb2.Reservation
    release: _reservation_pb2.Release
    state: EntryState
    revision: int
    create_time: _timestamp_pb2.Timestamp
    superseded_by: str
    supersedes: str
    def __init__(self, name: _Optional[str] = ..., provenance: _Optional[_Union[Provenance, _Mapping]] = ..., effective_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., preference: _Optional[_Union[Preference, _Mapping]] = ..., offer_response: _Optional[_Union[OfferResponse, _Mapping]] = ..., retraction: _Optional[_Union[Retraction, _Mapping]] = ..., moment: _Optional[_Union[_moment_pb2.Moment, _Mapping]] = ..., interaction: _Optional[_Union[_interaction_pb2.Interaction, _Mapping]] = ..., commitment: _Optional[_Union[_commitment_pb2.Commitment, _Mapping]] = ..., consent: _Optional[_Union[_consent_pb2.Consent, _Mapping]] = ..., contact_rule: _Optional[_Union[_contact_rule_pb2.ContactRule, _Mapping]] = ..., merge: _Optional[_Union[_customer_pb2.Merge, _Mapping]] = ..., unmerge: _Optional[_Union[_customer_pb2.Unmerge, _Mapping]] = ..., restriction: _Optional[_Union[_restriction_pb2.Restriction, _Mapping]] = ..., identity_link: _Optional[_Union[_customer_pb2.IdentityLink, _Mapping]] = ..., reservation: _Optional[_Union[_reservation_pb2.Reservation, _Mapping]] = ..., release: _Optional[_Union[_reservation_pb2.Release, _Mapping]] = ..., state: _Optional[_Union[EntryState, str]] = ..., revision: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., superseded_by: _Optional[str] = ..., supersedes: _Optional[str] = ...) -> None: ...

class Provenance(_message.Message):
    __slots__ = ("basis", "quote", "channel", "recorder", "source_system", "source_id", "stated_time", "confidence")
    BASIS_FIELD_NUMBER: _ClassVar[int]
    QUOTE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    SOURCE_SYSTEM_FIELD_NUMBER: _ClassVar[int]
    SOURCE_ID_FIELD_NUMBER: _ClassVar[int]
    STATED_TIME_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    basis: Basis
    quote: str
    channel: _channel_pb2.Channel
    recorder: str
    source_system: str
    source_id: str
    stated_time: _timestamp_pb2.Timestamp
    confidence: float
    def __init__(self, basis: _Optional[_Union[Basis, str]] = ..., quote: _Optional[str] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., recorder: _Optional[str] = ..., source_system: _Optional[str] = ..., source_id: _Optional[str] = ..., stated_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., confidence: _Optional[float] = ...) -> None: ...

class Preference(_message.Message):
    __slots__ = ("topic", "offer_type", "stance", "note")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    STANCE_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    topic: str
    offer_type: str
    stance: Stance
    note: str
    def __init__(self, topic: _Optional[str] = ..., offer_type: _Optional[str] = ..., stance: _Optional[_Union[Stance, str]] = ..., note: _Optional[str] = ...) -> None: ...

class OfferResponse(_message.Message):
    __slots__ = ("offer_id", "offer_type", "topics", "outcome", "reason", "channel", "reservation")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    offer_type: str
    topics: _containers.RepeatedScalarFieldContainer[str]
    outcome: Outcome
    reason: str
    channel: _channel_pb2.Channel
    reservation: str
    def __init__(self, offer_id: _Optional[str] = ..., offer_type: _Optional[str] = ..., topics: _Optional[_Iterable[str]] = ..., outcome: _Optional[_Union[Outcome, str]] = ..., reason: _Optional[str] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., reservation: _Optional[str] = ...) -> None: ...

class Retraction(_message.Message):
    __slots__ = ("entry", "reason")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    entry: str
    reason: str
    def __init__(self, entry: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
