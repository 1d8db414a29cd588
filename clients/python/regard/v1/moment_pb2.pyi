import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MomentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MOMENT_KIND_UNSPECIFIED: _ClassVar[MomentKind]
    MOMENT_KIND_MILESTONE: _ClassVar[MomentKind]
    MOMENT_KIND_LOSS: _ClassVar[MomentKind]
    MOMENT_KIND_HARDSHIP: _ClassVar[MomentKind]
    MOMENT_KIND_GESTURE: _ClassVar[MomentKind]
    MOMENT_KIND_STORY: _ClassVar[MomentKind]
    MOMENT_KIND_FAULT: _ClassVar[MomentKind]

class Handling(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HANDLING_UNSPECIFIED: _ClassVar[Handling]
    HANDLING_MENTION_WARMLY: _ClassVar[Handling]
    HANDLING_KNOW_DONT_RAISE: _ClassVar[Handling]
    HANDLING_AVOID: _ClassVar[Handling]

class Sensitivity(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SENSITIVITY_UNSPECIFIED: _ClassVar[Sensitivity]
    SENSITIVITY_ORDINARY: _ClassVar[Sensitivity]
    SENSITIVITY_PRIVATE: _ClassVar[Sensitivity]
    SENSITIVITY_SPECIAL_CATEGORY: _ClassVar[Sensitivity]
MOMENT_KIND_UNSPECIFIED: MomentKind
MOMENT_KIND_MILESTONE: MomentKind
MOMENT_KIND_LOSS: MomentKind
MOMENT_KIND_HARDSHIP: MomentKind
MOMENT_KIND_GESTURE: MomentKind
MOMENT_KIND_STORY: MomentKind
MOMENT_KIND_FAULT: MomentKind
HANDLING_UNSPECIFIED: Handling
HANDLING_MENTION_WARMLY: Handling
HANDLING_KNOW_DONT_RAISE: Handling
HANDLING_AVOID: Handling
SENSITIVITY_UNSPECIFIED: Sensitivity
SENSITIVITY_ORDINARY: Sensitivity
SENSITIVITY_PRIVATE: Sensitivity
SENSITIVITY_SPECIAL_CATEGORY: Sensitivity

class Moment(_message.Message):
    __slots__ = ("title", "story", "occurred_time", "handling", "sensitivity", "pauses_selling_until", "kind")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STORY_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_TIME_FIELD_NUMBER: _ClassVar[int]
    HANDLING_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    PAUSES_SELLING_UNTIL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    title: str
    story: str
    occurred_time: _timestamp_pb2.Timestamp
    handling: Handling
    sensitivity: Sensitivity
    pauses_selling_until: _timestamp_pb2.Timestamp
    kind: MomentKind
    def __init__(self, title: _Optional[str] = ..., story: _Optional[str] = ..., occurred_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., handling: _Optional[_Union[Handling, str]] = ..., sensitivity: _Optional[_Union[Sensitivity, str]] = ..., pauses_selling_until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kind: _Optional[_Union[MomentKind, str]] = ...) -> None: ...
