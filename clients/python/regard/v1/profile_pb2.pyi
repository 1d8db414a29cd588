import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ProfileStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROFILE_STATUS_UNSPECIFIED: _ClassVar[ProfileStatus]
    PROFILE_STATUS_KNOWN: _ClassVar[ProfileStatus]
    PROFILE_STATUS_UNKNOWN_CUSTOMER: _ClassVar[ProfileStatus]
    PROFILE_STATUS_UNAVAILABLE: _ClassVar[ProfileStatus]

class ProfileView(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROFILE_VIEW_UNSPECIFIED: _ClassVar[ProfileView]
    PROFILE_VIEW_BASIC: _ClassVar[ProfileView]
    PROFILE_VIEW_SCREENING: _ClassVar[ProfileView]
    PROFILE_VIEW_FULL: _ClassVar[ProfileView]
PROFILE_STATUS_UNSPECIFIED: ProfileStatus
PROFILE_STATUS_KNOWN: ProfileStatus
PROFILE_STATUS_UNKNOWN_CUSTOMER: ProfileStatus
PROFILE_STATUS_UNAVAILABLE: ProfileStatus
PROFILE_VIEW_UNSPECIFIED: ProfileView
PROFILE_VIEW_BASIC: ProfileView
PROFILE_VIEW_SCREENING: ProfileView
PROFILE_VIEW_FULL: ProfileView

class Profile(_message.Message):
    __slots__ = ("name", "revision", "etag", "status", "preferences", "offer_responses", "offer_responses_horizon_time", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    OFFER_RESPONSES_FIELD_NUMBER: _ClassVar[int]
    OFFER_RESPONSES_HORIZON_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    revision: int
    etag: str
    status: ProfileStatus
    preferences: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    offer_responses: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    offer_responses_horizon_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., status: _Optional[_Union[ProfileStatus, str]] = ..., preferences: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., offer_responses: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., offer_responses_horizon_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
