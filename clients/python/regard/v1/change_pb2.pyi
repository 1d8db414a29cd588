import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ChangesStart(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHANGES_START_UNSPECIFIED: _ClassVar[ChangesStart]
    CHANGES_START_OLDEST: _ClassVar[ChangesStart]
    CHANGES_START_NOW: _ClassVar[ChangesStart]
CHANGES_START_UNSPECIFIED: ChangesStart
CHANGES_START_OLDEST: ChangesStart
CHANGES_START_NOW: ChangesStart

class Change(_message.Message):
    __slots__ = ("event_id", "write_id", "customer", "entry", "kind", "revision", "create_time", "about_entry")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    WRITE_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ABOUT_ENTRY_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    write_id: str
    customer: str
    entry: str
    kind: _entry_pb2.EntryKind
    revision: int
    create_time: _timestamp_pb2.Timestamp
    about_entry: str
    def __init__(self, event_id: _Optional[str] = ..., write_id: _Optional[str] = ..., customer: _Optional[str] = ..., entry: _Optional[str] = ..., kind: _Optional[_Union[_entry_pb2.EntryKind, str]] = ..., revision: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., about_entry: _Optional[str] = ...) -> None: ...
