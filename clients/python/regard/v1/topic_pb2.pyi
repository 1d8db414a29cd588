from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class Topic(_message.Message):
    __slots__ = ("path", "label", "synonyms", "moved_to")
    PATH_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SYNONYMS_FIELD_NUMBER: _ClassVar[int]
    MOVED_TO_FIELD_NUMBER: _ClassVar[int]
    path: str
    label: str
    synonyms: _containers.RepeatedScalarFieldContainer[str]
    moved_to: str
    def __init__(self, path: _Optional[str] = ..., label: _Optional[str] = ..., synonyms: _Optional[_Iterable[str]] = ..., moved_to: _Optional[str] = ...) -> None: ...
