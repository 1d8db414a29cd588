from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BriefSection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BRIEF_SECTION_UNSPECIFIED: _ClassVar[BriefSection]
    BRIEF_SECTION_RELATIONSHIP_OWNER: _ClassVar[BriefSection]
    BRIEF_SECTION_ADDRESS: _ClassVar[BriefSection]
    BRIEF_SECTION_DO_AND_DONT: _ClassVar[BriefSection]
    BRIEF_SECTION_OPEN: _ClassVar[BriefSection]
    BRIEF_SECTION_COMMITMENTS: _ClassVar[BriefSection]
    BRIEF_SECTION_LAST_TIME: _ClassVar[BriefSection]
    BRIEF_SECTION_MOMENTS: _ClassVar[BriefSection]
    BRIEF_SECTION_GESTURES: _ClassVar[BriefSection]
    BRIEF_SECTION_ALLOWANCES: _ClassVar[BriefSection]
    BRIEF_SECTION_OFFERS_NOT_TO_MAKE: _ClassVar[BriefSection]
    BRIEF_SECTION_LIKES: _ClassVar[BriefSection]

class WithheldReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WITHHELD_REASON_UNSPECIFIED: _ClassVar[WithheldReason]
    WITHHELD_REASON_PURPOSE: _ClassVar[WithheldReason]
    WITHHELD_REASON_AUDIENCE: _ClassVar[WithheldReason]
    WITHHELD_REASON_RESTRICTED: _ClassVar[WithheldReason]

class Audience(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUDIENCE_UNSPECIFIED: _ClassVar[Audience]
    AUDIENCE_HUMAN: _ClassVar[Audience]
    AUDIENCE_AI: _ClassVar[Audience]

class BriefFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BRIEF_FORMAT_UNSPECIFIED: _ClassVar[BriefFormat]
    BRIEF_FORMAT_STRUCTURED: _ClassVar[BriefFormat]
    BRIEF_FORMAT_MARKDOWN: _ClassVar[BriefFormat]
    BRIEF_FORMAT_PROMPT: _ClassVar[BriefFormat]
BRIEF_SECTION_UNSPECIFIED: BriefSection
BRIEF_SECTION_RELATIONSHIP_OWNER: BriefSection
BRIEF_SECTION_ADDRESS: BriefSection
BRIEF_SECTION_DO_AND_DONT: BriefSection
BRIEF_SECTION_OPEN: BriefSection
BRIEF_SECTION_COMMITMENTS: BriefSection
BRIEF_SECTION_LAST_TIME: BriefSection
BRIEF_SECTION_MOMENTS: BriefSection
BRIEF_SECTION_GESTURES: BriefSection
BRIEF_SECTION_ALLOWANCES: BriefSection
BRIEF_SECTION_OFFERS_NOT_TO_MAKE: BriefSection
BRIEF_SECTION_LIKES: BriefSection
WITHHELD_REASON_UNSPECIFIED: WithheldReason
WITHHELD_REASON_PURPOSE: WithheldReason
WITHHELD_REASON_AUDIENCE: WithheldReason
WITHHELD_REASON_RESTRICTED: WithheldReason
AUDIENCE_UNSPECIFIED: Audience
AUDIENCE_HUMAN: Audience
AUDIENCE_AI: Audience
BRIEF_FORMAT_UNSPECIFIED: BriefFormat
BRIEF_FORMAT_STRUCTURED: BriefFormat
BRIEF_FORMAT_MARKDOWN: BriefFormat
BRIEF_FORMAT_PROMPT: BriefFormat

class BriefLine(_message.Message):
    __slots__ = ("section", "text", "entries", "policy", "shortened", "heading")
    SECTION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    SHORTENED_FIELD_NUMBER: _ClassVar[int]
    HEADING_FIELD_NUMBER: _ClassVar[int]
    section: BriefSection
    text: str
    entries: _containers.RepeatedScalarFieldContainer[str]
    policy: bool
    shortened: bool
    heading: str
    def __init__(self, section: _Optional[_Union[BriefSection, str]] = ..., text: _Optional[str] = ..., entries: _Optional[_Iterable[str]] = ..., policy: bool = ..., shortened: bool = ..., heading: _Optional[str] = ...) -> None: ...

class OmittedLines(_message.Message):
    __slots__ = ("section", "count")
    SECTION_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    section: BriefSection
    count: int
    def __init__(self, section: _Optional[_Union[BriefSection, str]] = ..., count: _Optional[int] = ...) -> None: ...

class Withheld(_message.Message):
    __slots__ = ("section", "reason", "count")
    SECTION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    section: BriefSection
    reason: WithheldReason
    count: int
    def __init__(self, section: _Optional[_Union[BriefSection, str]] = ..., reason: _Optional[_Union[WithheldReason, str]] = ..., count: _Optional[int] = ...) -> None: ...
