from regard.v1 import entry_pb2 as _entry_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OpenCommitment(_message.Message):
    __slots__ = ("customer", "entry", "overdue")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    customer: str
    entry: _entry_pb2.Entry
    overdue: bool
    def __init__(self, customer: _Optional[str] = ..., entry: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., overdue: bool = ...) -> None: ...
