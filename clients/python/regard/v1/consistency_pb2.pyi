from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class Consistency(_message.Message):
    __slots__ = ("fresh", "minimize_latency", "at_least_as_fresh")
    FRESH_FIELD_NUMBER: _ClassVar[int]
    MINIMIZE_LATENCY_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_AS_FRESH_FIELD_NUMBER: _ClassVar[int]
    fresh: bool
    minimize_latency: bool
    at_least_as_fresh: str
    def __init__(self, fresh: bool = ..., minimize_latency: bool = ..., at_least_as_fresh: _Optional[str] = ...) -> None: ...
