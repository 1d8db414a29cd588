import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Verdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERDICT_UNSPECIFIED: _ClassVar[Verdict]
    VERDICT_CLEARED: _ClassVar[Verdict]
    VERDICT_SUPPRESSED: _ClassVar[Verdict]

class SuppressionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SUPPRESSION_REASON_UNSPECIFIED: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_DATA_UNAVAILABLE: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_CUSTOMER_UNKNOWN: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_PROCESSING_RESTRICTED: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_CONSENT_MISSING: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_DO_NOT_CONTACT: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_QUIET_HOURS: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_DISLIKED: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_SELLING_PAUSED: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_OFFER_UNKNOWN: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_OFFER_NOT_VALID: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_OFFER_UNCLASSIFIED: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_ALREADY_ACCEPTED: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_DECLINED_RECENTLY: _ClassVar[SuppressionReason]
    SUPPRESSION_REASON_FREQUENCY_CAP: _ClassVar[SuppressionReason]
VERDICT_UNSPECIFIED: Verdict
VERDICT_CLEARED: Verdict
VERDICT_SUPPRESSED: Verdict
SUPPRESSION_REASON_UNSPECIFIED: SuppressionReason
SUPPRESSION_REASON_DATA_UNAVAILABLE: SuppressionReason
SUPPRESSION_REASON_CUSTOMER_UNKNOWN: SuppressionReason
SUPPRESSION_REASON_PROCESSING_RESTRICTED: SuppressionReason
SUPPRESSION_REASON_CONSENT_MISSING: SuppressionReason
SUPPRESSION_REASON_DO_NOT_CONTACT: SuppressionReason
SUPPRESSION_REASON_QUIET_HOURS: SuppressionReason
SUPPRESSION_REASON_DISLIKED: SuppressionReason
SUPPRESSION_REASON_SELLING_PAUSED: SuppressionReason
SUPPRESSION_REASON_OFFER_UNKNOWN: SuppressionReason
SUPPRESSION_REASON_OFFER_NOT_VALID: SuppressionReason
SUPPRESSION_REASON_OFFER_UNCLASSIFIED: SuppressionReason
SUPPRESSION_REASON_ALREADY_ACCEPTED: SuppressionReason
SUPPRESSION_REASON_DECLINED_RECENTLY: SuppressionReason
SUPPRESSION_REASON_FREQUENCY_CAP: SuppressionReason

class Decision(_message.Message):
    __slots__ = ("offer_id", "verdict", "suppressions", "affinity", "affinity_entries", "reservation", "reservation_expire_time", "text", "affinity_reasons")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSIONS_FIELD_NUMBER: _ClassVar[int]
    AFFINITY_FIELD_NUMBER: _ClassVar[int]
    AFFINITY_ENTRIES_FIELD_NUMBER: _ClassVar[int]
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    RESERVATION_EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AFFINITY_REASONS_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    verdict: Verdict
    suppressions: _containers.RepeatedCompositeFieldContainer[Suppression]
    affinity: float
    affinity_entries: _containers.RepeatedScalarFieldContainer[str]
    reservation: str
    reservation_expire_time: _timestamp_pb2.Timestamp
    text: str
    affinity_reasons: _containers.RepeatedCompositeFieldContainer[AffinityReason]
    def __init__(self, offer_id: _Optional[str] = ..., verdict: _Optional[_Union[Verdict, str]] = ..., suppressions: _Optional[_Iterable[_Union[Suppression, _Mapping]]] = ..., affinity: _Optional[float] = ..., affinity_entries: _Optional[_Iterable[str]] = ..., reservation: _Optional[str] = ..., reservation_expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., text: _Optional[str] = ..., affinity_reasons: _Optional[_Iterable[_Union[AffinityReason, _Mapping]]] = ...) -> None: ...

class AffinityReason(_message.Message):
    __slots__ = ("entry", "quote", "recorder", "stated_time", "text")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    QUOTE_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    STATED_TIME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    entry: str
    quote: str
    recorder: str
    stated_time: _timestamp_pb2.Timestamp
    text: str
    def __init__(self, entry: _Optional[str] = ..., quote: _Optional[str] = ..., recorder: _Optional[str] = ..., stated_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., text: _Optional[str] = ...) -> None: ...

class Suppression(_message.Message):
    __slots__ = ("reason", "entries", "quote", "recorder", "stated_time", "until", "shadow", "text", "topic", "offer_type", "remedy")
    REASON_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    QUOTE_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    STATED_TIME_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    SHADOW_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    reason: SuppressionReason
    entries: _containers.RepeatedScalarFieldContainer[str]
    quote: str
    recorder: str
    stated_time: _timestamp_pb2.Timestamp
    until: _timestamp_pb2.Timestamp
    shadow: bool
    text: str
    topic: str
    offer_type: str
    remedy: str
    def __init__(self, reason: _Optional[_Union[SuppressionReason, str]] = ..., entries: _Optional[_Iterable[str]] = ..., quote: _Optional[str] = ..., recorder: _Optional[str] = ..., stated_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., shadow: bool = ..., text: _Optional[str] = ..., topic: _Optional[str] = ..., offer_type: _Optional[str] = ..., remedy: _Optional[str] = ...) -> None: ...
