from regard.v1 import channel_pb2 as _channel_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Reservation(_message.Message):
    __slots__ = ("offer_id", "offer_type", "topics", "purpose", "channel")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    offer_type: str
    topics: _containers.RepeatedScalarFieldContainer[str]
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    def __init__(self, offer_id: _Optional[str] = ..., offer_type: _Optional[str] = ..., topics: _Optional[_Iterable[str]] = ..., purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ...) -> None: ...

class Release(_message.Message):
    __slots__ = ("reservation", "reason")
    RESERVATION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    reservation: str
    reason: str
    def __init__(self, reservation: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
