import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.rpc import status_pb2 as _status_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import consistency_pb2 as _consistency_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from regard.v1 import offer_pb2 as _offer_pb2
from regard.v1 import profile_pb2 as _profile_pb2
from regard.v1 import screening_pb2 as _screening_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OnUnknown(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ON_UNKNOWN_UNSPECIFIED: _ClassVar[OnUnknown]
    ON_UNKNOWN_ALLOW: _ClassVar[OnUnknown]
    ON_UNKNOWN_SUPPRESS: _ClassVar[OnUnknown]
ON_UNKNOWN_UNSPECIFIED: OnUnknown
ON_UNKNOWN_ALLOW: OnUnknown
ON_UNKNOWN_SUPPRESS: OnUnknown

class ScreenOffersRequest(_message.Message):
    __slots__ = ("customer", "offers", "offer_ids", "purpose", "channel", "consistency", "on_unknown", "as_of_time", "known_at_time", "language", "reserve", "reserve_max", "request_id", "explain")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    OFFER_IDS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    ON_UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_AT_TIME_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    RESERVE_FIELD_NUMBER: _ClassVar[int]
    RESERVE_MAX_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EXPLAIN_FIELD_NUMBER: _ClassVar[int]
    customer: str
    offers: _containers.RepeatedCompositeFieldContainer[_offer_pb2.Offer]
    offer_ids: _containers.RepeatedScalarFieldContainer[str]
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    consistency: _consistency_pb2.Consistency
    on_unknown: OnUnknown
    as_of_time: _timestamp_pb2.Timestamp
    known_at_time: _timestamp_pb2.Timestamp
    language: str
    reserve: bool
    reserve_max: int
    request_id: str
    explain: bool
    def __init__(self, customer: _Optional[str] = ..., offers: _Optional[_Iterable[_Union[_offer_pb2.Offer, _Mapping]]] = ..., offer_ids: _Optional[_Iterable[str]] = ..., purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ..., on_unknown: _Optional[_Union[OnUnknown, str]] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., known_at_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., language: _Optional[str] = ..., reserve: bool = ..., reserve_max: _Optional[int] = ..., request_id: _Optional[str] = ..., explain: bool = ...) -> None: ...

class ReleaseReservationRequest(_message.Message):
    __slots__ = ("name", "reason", "recorder", "request_id", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    recorder: str
    request_id: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., recorder: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class ReleaseReservationResponse(_message.Message):
    __slots__ = ("reservation", "revision", "etag", "freshness_token", "replayed")
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    reservation: _entry_pb2.Entry
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, reservation: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class ScreenOffersResponse(_message.Message):
    __slots__ = ("decisions", "profile_status", "revision", "policy_version", "freshness_token", "expire_time", "replayed")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    PROFILE_STATUS_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[_screening_pb2.Decision]
    profile_status: _profile_pb2.ProfileStatus
    revision: int
    policy_version: int
    freshness_token: str
    expire_time: _timestamp_pb2.Timestamp
    replayed: bool
    def __init__(self, decisions: _Optional[_Iterable[_Union[_screening_pb2.Decision, _Mapping]]] = ..., profile_status: _Optional[_Union[_profile_pb2.ProfileStatus, str]] = ..., revision: _Optional[int] = ..., policy_version: _Optional[int] = ..., freshness_token: _Optional[str] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., replayed: bool = ...) -> None: ...

class BatchScreenOffersRequest(_message.Message):
    __slots__ = ("customers", "offers", "offer_ids", "purpose", "channel", "consistency", "on_unknown", "language")
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    OFFER_IDS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    ON_UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    customers: _containers.RepeatedScalarFieldContainer[str]
    offers: _containers.RepeatedCompositeFieldContainer[_offer_pb2.Offer]
    offer_ids: _containers.RepeatedScalarFieldContainer[str]
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    consistency: _consistency_pb2.Consistency
    on_unknown: OnUnknown
    language: str
    def __init__(self, customers: _Optional[_Iterable[str]] = ..., offers: _Optional[_Iterable[_Union[_offer_pb2.Offer, _Mapping]]] = ..., offer_ids: _Optional[_Iterable[str]] = ..., purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ..., on_unknown: _Optional[_Union[OnUnknown, str]] = ..., language: _Optional[str] = ...) -> None: ...

class BatchScreenOffersResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BatchScreenOffersResult]
    def __init__(self, results: _Optional[_Iterable[_Union[BatchScreenOffersResult, _Mapping]]] = ...) -> None: ...

class BatchScreenOffersResult(_message.Message):
    __slots__ = ("customer", "response", "status")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    customer: str
    response: ScreenOffersResponse
    status: _status_pb2.Status
    def __init__(self, customer: _Optional[str] = ..., response: _Optional[_Union[ScreenOffersResponse, _Mapping]] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class ScreenAudienceRequest(_message.Message):
    __slots__ = ("open", "customers")
    OPEN_FIELD_NUMBER: _ClassVar[int]
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    open: AudienceOpen
    customers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, open: _Optional[_Union[AudienceOpen, _Mapping]] = ..., customers: _Optional[_Iterable[str]] = ...) -> None: ...

class AudienceOpen(_message.Message):
    __slots__ = ("offers", "offer_ids", "purpose", "channel", "on_unknown", "cursor", "max_outstanding_chunks", "summary_only", "language")
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    OFFER_IDS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ON_UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    MAX_OUTSTANDING_CHUNKS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_ONLY_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[_offer_pb2.Offer]
    offer_ids: _containers.RepeatedScalarFieldContainer[str]
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    on_unknown: OnUnknown
    cursor: str
    max_outstanding_chunks: int
    summary_only: bool
    language: str
    def __init__(self, offers: _Optional[_Iterable[_Union[_offer_pb2.Offer, _Mapping]]] = ..., offer_ids: _Optional[_Iterable[str]] = ..., purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., on_unknown: _Optional[_Union[OnUnknown, str]] = ..., cursor: _Optional[str] = ..., max_outstanding_chunks: _Optional[int] = ..., summary_only: bool = ..., language: _Optional[str] = ...) -> None: ...

class ScreenAudienceResponse(_message.Message):
    __slots__ = ("chunk", "cursor", "read_time", "results", "summary", "policy_version")
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    chunk: int
    cursor: str
    read_time: _timestamp_pb2.Timestamp
    results: _containers.RepeatedCompositeFieldContainer[BatchScreenOffersResult]
    summary: AudienceSummary
    policy_version: int
    def __init__(self, chunk: _Optional[int] = ..., cursor: _Optional[str] = ..., read_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., results: _Optional[_Iterable[_Union[BatchScreenOffersResult, _Mapping]]] = ..., summary: _Optional[_Union[AudienceSummary, _Mapping]] = ..., policy_version: _Optional[int] = ...) -> None: ...

class AudienceSummary(_message.Message):
    __slots__ = ("customers", "unknown_customers", "decisions", "cleared", "suppressed", "reasons", "shadow_suppressed")
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    CLEARED_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SHADOW_SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    customers: int
    unknown_customers: int
    decisions: int
    cleared: int
    suppressed: int
    reasons: _containers.RepeatedCompositeFieldContainer[ReasonCount]
    shadow_suppressed: int
    def __init__(self, customers: _Optional[int] = ..., unknown_customers: _Optional[int] = ..., decisions: _Optional[int] = ..., cleared: _Optional[int] = ..., suppressed: _Optional[int] = ..., reasons: _Optional[_Iterable[_Union[ReasonCount, _Mapping]]] = ..., shadow_suppressed: _Optional[int] = ...) -> None: ...

class ReasonCount(_message.Message):
    __slots__ = ("reason", "decisions", "shadow_decisions", "shadow_cleared")
    REASON_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    SHADOW_DECISIONS_FIELD_NUMBER: _ClassVar[int]
    SHADOW_CLEARED_FIELD_NUMBER: _ClassVar[int]
    reason: _screening_pb2.SuppressionReason
    decisions: int
    shadow_decisions: int
    shadow_cleared: int
    def __init__(self, reason: _Optional[_Union[_screening_pb2.SuppressionReason, str]] = ..., decisions: _Optional[int] = ..., shadow_decisions: _Optional[int] = ..., shadow_cleared: _Optional[int] = ...) -> None: ...
