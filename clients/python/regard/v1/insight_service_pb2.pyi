import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import friction_pb2 as _friction_pb2
from regard.v1 import offer_pb2 as _offer_pb2
from regard.v1 import screening_service_pb2 as _screening_service_pb2
from regard.v1 import tier_comparison_pb2 as _tier_comparison_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetFrictionReportRequest(_message.Message):
    __slots__ = ("start_time", "end_time", "rows_max", "cause_customers_min")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    ROWS_MAX_FIELD_NUMBER: _ClassVar[int]
    CAUSE_CUSTOMERS_MIN_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    rows_max: int
    cause_customers_min: int
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., rows_max: _Optional[int] = ..., cause_customers_min: _Optional[int] = ...) -> None: ...

class GetFrictionReportResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: _friction_pb2.FrictionReport
    def __init__(self, report: _Optional[_Union[_friction_pb2.FrictionReport, _Mapping]] = ...) -> None: ...

class CompareTierWithIndividualRequest(_message.Message):
    __slots__ = ("customers", "offers", "offer_ids", "rules", "purpose", "channel", "on_unknown", "examples_max", "language", "contact_time")
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    OFFER_IDS_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    ON_UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    EXAMPLES_MAX_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    CONTACT_TIME_FIELD_NUMBER: _ClassVar[int]
    customers: _containers.RepeatedCompositeFieldContainer[_tier_comparison_pb2.TieredCustomer]
    offers: _containers.RepeatedCompositeFieldContainer[_offer_pb2.Offer]
    offer_ids: _containers.RepeatedScalarFieldContainer[str]
    rules: _containers.RepeatedCompositeFieldContainer[_tier_comparison_pb2.TierRule]
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    on_unknown: _screening_service_pb2.OnUnknown
    examples_max: int
    language: str
    contact_time: _timestamp_pb2.Timestamp
    def __init__(self, customers: _Optional[_Iterable[_Union[_tier_comparison_pb2.TieredCustomer, _Mapping]]] = ..., offers: _Optional[_Iterable[_Union[_offer_pb2.Offer, _Mapping]]] = ..., offer_ids: _Optional[_Iterable[str]] = ..., rules: _Optional[_Iterable[_Union[_tier_comparison_pb2.TierRule, _Mapping]]] = ..., purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., on_unknown: _Optional[_Union[_screening_service_pb2.OnUnknown, str]] = ..., examples_max: _Optional[int] = ..., language: _Optional[str] = ..., contact_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CompareTierWithIndividualResponse(_message.Message):
    __slots__ = ("comparison", "read_time", "policy_version")
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    comparison: _tier_comparison_pb2.TierComparison
    read_time: _timestamp_pb2.Timestamp
    policy_version: int
    def __init__(self, comparison: _Optional[_Union[_tier_comparison_pb2.TierComparison, _Mapping]] = ..., read_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., policy_version: _Optional[int] = ...) -> None: ...
