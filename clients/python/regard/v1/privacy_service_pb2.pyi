from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from regard.v1 import restriction_pb2 as _restriction_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RestrictProcessingRequest(_message.Message):
    __slots__ = ("customer", "purposes", "status", "reason", "recorder", "request_id", "etag")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    PURPOSES_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    customer: str
    purposes: _containers.RepeatedScalarFieldContainer[_channel_pb2.Purpose]
    status: _restriction_pb2.RestrictionStatus
    reason: str
    recorder: str
    request_id: str
    etag: str
    def __init__(self, customer: _Optional[str] = ..., purposes: _Optional[_Iterable[_Union[_channel_pb2.Purpose, str]]] = ..., status: _Optional[_Union[_restriction_pb2.RestrictionStatus, str]] = ..., reason: _Optional[str] = ..., recorder: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class RestrictProcessingResponse(_message.Message):
    __slots__ = ("restriction", "revision", "etag", "freshness_token", "replayed")
    RESTRICTION_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    restriction: _entry_pb2.Entry
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, restriction: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...
