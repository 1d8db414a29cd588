import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import brief_pb2 as _brief_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import commitment_pb2 as _commitment_pb2
from regard.v1 import consistency_pb2 as _consistency_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from regard.v1 import open_commitment_pb2 as _open_commitment_pb2
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

class ListCommitmentsRequest(_message.Message):
    __slots__ = ("customer", "owner", "overdue", "due_before_time", "kinds", "page_size", "page_token", "consistency")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    OVERDUE_FIELD_NUMBER: _ClassVar[int]
    DUE_BEFORE_TIME_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    customer: str
    owner: str
    overdue: bool
    due_before_time: _timestamp_pb2.Timestamp
    kinds: _containers.RepeatedScalarFieldContainer[_commitment_pb2.CommitmentKind]
    page_size: int
    page_token: str
    consistency: _consistency_pb2.Consistency
    def __init__(self, customer: _Optional[str] = ..., owner: _Optional[str] = ..., overdue: bool = ..., due_before_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., kinds: _Optional[_Iterable[_Union[_commitment_pb2.CommitmentKind, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class ListCommitmentsResponse(_message.Message):
    __slots__ = ("commitments", "next_page_token", "freshness_token", "incomplete")
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    INCOMPLETE_FIELD_NUMBER: _ClassVar[int]
    commitments: _containers.RepeatedCompositeFieldContainer[_open_commitment_pb2.OpenCommitment]
    next_page_token: str
    freshness_token: str
    incomplete: bool
    def __init__(self, commitments: _Optional[_Iterable[_Union[_open_commitment_pb2.OpenCommitment, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., freshness_token: _Optional[str] = ..., incomplete: bool = ...) -> None: ...

class UpdateCommitmentRequest(_message.Message):
    __slots__ = ("name", "status", "outcome", "recorder", "effective_time", "request_id", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    status: _commitment_pb2.CommitmentStatus
    outcome: str
    recorder: str
    effective_time: _timestamp_pb2.Timestamp
    request_id: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., status: _Optional[_Union[_commitment_pb2.CommitmentStatus, str]] = ..., outcome: _Optional[str] = ..., recorder: _Optional[str] = ..., effective_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class UpdateCommitmentResponse(_message.Message):
    __slots__ = ("commitment", "superseded", "revision", "etag", "freshness_token", "replayed")
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    commitment: _entry_pb2.Entry
    superseded: _entry_pb2.Entry
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, commitment: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., superseded: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...
