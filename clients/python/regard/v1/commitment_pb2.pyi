import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import interaction_pb2 as _interaction_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CommitmentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMITMENT_KIND_UNSPECIFIED: _ClassVar[CommitmentKind]
    COMMITMENT_KIND_PROMISE: _ClassVar[CommitmentKind]
    COMMITMENT_KIND_CALLBACK: _ClassVar[CommitmentKind]
    COMMITMENT_KIND_CHECK_IN: _ClassVar[CommitmentKind]

class CommitmentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMMITMENT_STATUS_UNSPECIFIED: _ClassVar[CommitmentStatus]
    COMMITMENT_STATUS_OPEN: _ClassVar[CommitmentStatus]
    COMMITMENT_STATUS_KEPT: _ClassVar[CommitmentStatus]
    COMMITMENT_STATUS_BROKEN: _ClassVar[CommitmentStatus]
    COMMITMENT_STATUS_CANCELLED: _ClassVar[CommitmentStatus]
COMMITMENT_KIND_UNSPECIFIED: CommitmentKind
COMMITMENT_KIND_PROMISE: CommitmentKind
COMMITMENT_KIND_CALLBACK: CommitmentKind
COMMITMENT_KIND_CHECK_IN: CommitmentKind
COMMITMENT_STATUS_UNSPECIFIED: CommitmentStatus
COMMITMENT_STATUS_OPEN: CommitmentStatus
COMMITMENT_STATUS_KEPT: CommitmentStatus
COMMITMENT_STATUS_BROKEN: CommitmentStatus
COMMITMENT_STATUS_CANCELLED: CommitmentStatus

class Commitment(_message.Message):
    __slots__ = ("what", "kind", "owner", "due_time", "status", "outcome", "follows", "asked")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    FOLLOWS_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    what: str
    kind: CommitmentKind
    owner: str
    due_time: _timestamp_pb2.Timestamp
    status: CommitmentStatus
    outcome: str
    follows: str
    asked: _containers.RepeatedCompositeFieldContainer[_interaction_pb2.Answer]
    def __init__(self, what: _Optional[str] = ..., kind: _Optional[_Union[CommitmentKind, str]] = ..., owner: _Optional[str] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., status: _Optional[_Union[CommitmentStatus, str]] = ..., outcome: _Optional[str] = ..., follows: _Optional[str] = ..., asked: _Optional[_Iterable[_Union[_interaction_pb2.Answer, _Mapping]]] = ...) -> None: ...
