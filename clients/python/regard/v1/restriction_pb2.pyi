from regard.v1 import channel_pb2 as _channel_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RestrictionStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESTRICTION_STATUS_UNSPECIFIED: _ClassVar[RestrictionStatus]
    RESTRICTION_STATUS_RESTRICTED: _ClassVar[RestrictionStatus]
    RESTRICTION_STATUS_LIFTED: _ClassVar[RestrictionStatus]
RESTRICTION_STATUS_UNSPECIFIED: RestrictionStatus
RESTRICTION_STATUS_RESTRICTED: RestrictionStatus
RESTRICTION_STATUS_LIFTED: RestrictionStatus

class Restriction(_message.Message):
    __slots__ = ("purposes", "status", "reason")
    PURPOSES_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    purposes: _containers.RepeatedScalarFieldContainer[_channel_pb2.Purpose]
    status: RestrictionStatus
    reason: str
    def __init__(self, purposes: _Optional[_Iterable[_Union[_channel_pb2.Purpose, str]]] = ..., status: _Optional[_Union[RestrictionStatus, str]] = ..., reason: _Optional[str] = ...) -> None: ...
