import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import commitment_pb2 as _commitment_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FrictionReport(_message.Message):
    __slots__ = ("start_time", "end_time", "read_time", "customers_read", "total", "offer_types", "offer_types_left_out", "topics", "topics_left_out", "channels", "months", "causes", "other_causes", "without_cause", "commitments", "kept_rate")
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    CUSTOMERS_READ_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPES_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPES_LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    TOPICS_LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    MONTHS_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    OTHER_CAUSES_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_CAUSE_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    KEPT_RATE_FIELD_NUMBER: _ClassVar[int]
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    read_time: _timestamp_pb2.Timestamp
    customers_read: int
    total: FrictionCounts
    offer_types: _containers.RepeatedCompositeFieldContainer[OfferTypeFriction]
    offer_types_left_out: int
    topics: _containers.RepeatedCompositeFieldContainer[TopicFriction]
    topics_left_out: int
    channels: _containers.RepeatedCompositeFieldContainer[ChannelFriction]
    months: _containers.RepeatedCompositeFieldContainer[MonthFriction]
    causes: _containers.RepeatedCompositeFieldContainer[FrictionCause]
    other_causes: int
    without_cause: int
    commitments: _containers.RepeatedCompositeFieldContainer[CommitmentCounts]
    kept_rate: float
    def __init__(self, start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., read_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., customers_read: _Optional[int] = ..., total: _Optional[_Union[FrictionCounts, _Mapping]] = ..., offer_types: _Optional[_Iterable[_Union[OfferTypeFriction, _Mapping]]] = ..., offer_types_left_out: _Optional[int] = ..., topics: _Optional[_Iterable[_Union[TopicFriction, _Mapping]]] = ..., topics_left_out: _Optional[int] = ..., channels: _Optional[_Iterable[_Union[ChannelFriction, _Mapping]]] = ..., months: _Optional[_Iterable[_Union[MonthFriction, _Mapping]]] = ..., causes: _Optional[_Iterable[_Union[FrictionCause, _Mapping]]] = ..., other_causes: _Optional[int] = ..., without_cause: _Optional[int] = ..., commitments: _Optional[_Iterable[_Union[CommitmentCounts, _Mapping]]] = ..., kept_rate: _Optional[float] = ...) -> None: ...

class FrictionCounts(_message.Message):
    __slots__ = ("presented", "accepted", "declined", "ignored", "complained", "overridden_wishes", "unheard_wishes", "customers")
    PRESENTED_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    DECLINED_FIELD_NUMBER: _ClassVar[int]
    IGNORED_FIELD_NUMBER: _ClassVar[int]
    COMPLAINED_FIELD_NUMBER: _ClassVar[int]
    OVERRIDDEN_WISHES_FIELD_NUMBER: _ClassVar[int]
    UNHEARD_WISHES_FIELD_NUMBER: _ClassVar[int]
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    presented: int
    accepted: int
    declined: int
    ignored: int
    complained: int
    overridden_wishes: int
    unheard_wishes: int
    customers: int
    def __init__(self, presented: _Optional[int] = ..., accepted: _Optional[int] = ..., declined: _Optional[int] = ..., ignored: _Optional[int] = ..., complained: _Optional[int] = ..., overridden_wishes: _Optional[int] = ..., unheard_wishes: _Optional[int] = ..., customers: _Optional[int] = ...) -> None: ...

class OfferTypeFriction(_message.Message):
    __slots__ = ("offer_type", "counts")
    OFFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    offer_type: str
    counts: FrictionCounts
    def __init__(self, offer_type: _Optional[str] = ..., counts: _Optional[_Union[FrictionCounts, _Mapping]] = ...) -> None: ...

class TopicFriction(_message.Message):
    __slots__ = ("topic", "counts")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    topic: str
    counts: FrictionCounts
    def __init__(self, topic: _Optional[str] = ..., counts: _Optional[_Union[FrictionCounts, _Mapping]] = ...) -> None: ...

class ChannelFriction(_message.Message):
    __slots__ = ("channel", "counts")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    channel: _channel_pb2.Channel
    counts: FrictionCounts
    def __init__(self, channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., counts: _Optional[_Union[FrictionCounts, _Mapping]] = ...) -> None: ...

class MonthFriction(_message.Message):
    __slots__ = ("month", "counts")
    MONTH_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    month: _timestamp_pb2.Timestamp
    counts: FrictionCounts
    def __init__(self, month: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., counts: _Optional[_Union[FrictionCounts, _Mapping]] = ...) -> None: ...

class FrictionCause(_message.Message):
    __slots__ = ("cause", "declined", "complained", "customers", "offer_types")
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    DECLINED_FIELD_NUMBER: _ClassVar[int]
    COMPLAINED_FIELD_NUMBER: _ClassVar[int]
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPES_FIELD_NUMBER: _ClassVar[int]
    cause: str
    declined: int
    complained: int
    customers: int
    offer_types: _containers.RepeatedCompositeFieldContainer[CauseOfferType]
    def __init__(self, cause: _Optional[str] = ..., declined: _Optional[int] = ..., complained: _Optional[int] = ..., customers: _Optional[int] = ..., offer_types: _Optional[_Iterable[_Union[CauseOfferType, _Mapping]]] = ...) -> None: ...

class CauseOfferType(_message.Message):
    __slots__ = ("offer_type", "responses")
    OFFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    RESPONSES_FIELD_NUMBER: _ClassVar[int]
    offer_type: str
    responses: int
    def __init__(self, offer_type: _Optional[str] = ..., responses: _Optional[int] = ...) -> None: ...

class CommitmentCounts(_message.Message):
    __slots__ = ("kind", "kept", "broken", "cancelled", "overdue", "open", "kept_late", "cancelled_late", "kept_rate")
    KIND_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    BROKEN_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    KEPT_LATE_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_LATE_FIELD_NUMBER: _ClassVar[int]
    KEPT_RATE_FIELD_NUMBER: _ClassVar[int]
    kind: _commitment_pb2.CommitmentKind
    kept: int
    broken: int
    cancelled: int
    overdue: int
    open: int
    kept_late: int
    cancelled_late: int
    kept_rate: float
    def __init__(self, kind: _Optional[_Union[_commitment_pb2.CommitmentKind, str]] = ..., kept: _Optional[int] = ..., broken: _Optional[int] = ..., cancelled: _Optional[int] = ..., overdue: _Optional[int] = ..., open: _Optional[int] = ..., kept_late: _Optional[int] = ..., cancelled_late: _Optional[int] = ..., kept_rate: _Optional[float] = ...) -> None: ...
