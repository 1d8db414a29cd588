import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import brief_pb2 as _brief_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import consistency_pb2 as _consistency_pb2
from regard.v1 import profile_pb2 as _profile_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetBriefRequest(_message.Message):
    __slots__ = ("customer", "purpose", "channel", "budget", "format", "audience", "language", "roles", "consistency")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    BUDGET_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    customer: str
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    budget: BriefBudget
    format: _brief_pb2.BriefFormat
    audience: _brief_pb2.Audience
    language: str
    roles: _containers.RepeatedScalarFieldContainer[str]
    consistency: _consistency_pb2.Consistency
    def __init__(self, customer: _Optional[str] = ..., purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., budget: _Optional[_Union[BriefBudget, _Mapping]] = ..., format: _Optional[_Union[_brief_pb2.BriefFormat, str]] = ..., audience: _Optional[_Union[_brief_pb2.Audience, str]] = ..., language: _Optional[str] = ..., roles: _Optional[_Iterable[str]] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class BriefBudget(_message.Message):
    __slots__ = ("characters", "tokens")
    CHARACTERS_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    characters: int
    tokens: int
    def __init__(self, characters: _Optional[int] = ..., tokens: _Optional[int] = ...) -> None: ...

class GetBriefResponse(_message.Message):
    __slots__ = ("lines", "text", "omitted", "omitted_lines", "withheld", "customer", "profile_status", "relationship_owner", "revision", "policy_version", "expire_time", "freshness_token")
    LINES_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    OMITTED_FIELD_NUMBER: _ClassVar[int]
    OMITTED_LINES_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    PROFILE_STATUS_FIELD_NUMBER: _ClassVar[int]
    RELATIONSHIP_OWNER_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    POLICY_VERSION_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[_brief_pb2.BriefLine]
    text: str
    omitted: int
    omitted_lines: _containers.RepeatedCompositeFieldContainer[_brief_pb2.OmittedLines]
    withheld: _containers.RepeatedCompositeFieldContainer[_brief_pb2.Withheld]
    customer: str
    profile_status: _profile_pb2.ProfileStatus
    relationship_owner: str
    revision: int
    policy_version: int
    expire_time: _timestamp_pb2.Timestamp
    freshness_token: str
    def __init__(self, lines: _Optional[_Iterable[_Union[_brief_pb2.BriefLine, _Mapping]]] = ..., text: _Optional[str] = ..., omitted: _Optional[int] = ..., omitted_lines: _Optional[_Iterable[_Union[_brief_pb2.OmittedLines, _Mapping]]] = ..., withheld: _Optional[_Iterable[_Union[_brief_pb2.Withheld, _Mapping]]] = ..., customer: _Optional[str] = ..., profile_status: _Optional[_Union[_profile_pb2.ProfileStatus, str]] = ..., relationship_owner: _Optional[str] = ..., revision: _Optional[int] = ..., policy_version: _Optional[int] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., freshness_token: _Optional[str] = ...) -> None: ...
