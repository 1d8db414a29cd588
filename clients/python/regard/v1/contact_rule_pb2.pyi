from google.type import dayofweek_pb2 as _dayofweek_pb2
from google.type import timeofday_pb2 as _timeofday_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ContactRule(_message.Message):
    __slots__ = ("quiet_hours", "do_not_contact", "preferred_channel", "preferred_person", "address_as", "time_zone")
    QUIET_HOURS_FIELD_NUMBER: _ClassVar[int]
    DO_NOT_CONTACT_FIELD_NUMBER: _ClassVar[int]
    PREFERRED_CHANNEL_FIELD_NUMBER: _ClassVar[int]
    PREFERRED_PERSON_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_AS_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    quiet_hours: QuietHours
    do_not_contact: DoNotContact
    preferred_channel: _channel_pb2.Channel
    preferred_person: str
    address_as: AddressAs
    time_zone: str
    def __init__(self, quiet_hours: _Optional[_Union[QuietHours, _Mapping]] = ..., do_not_contact: _Optional[_Union[DoNotContact, _Mapping]] = ..., preferred_channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., preferred_person: _Optional[str] = ..., address_as: _Optional[_Union[AddressAs, _Mapping]] = ..., time_zone: _Optional[str] = ...) -> None: ...

class QuietHours(_message.Message):
    __slots__ = ("start", "end", "days")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    start: _timeofday_pb2.TimeOfDay
    end: _timeofday_pb2.TimeOfDay
    days: _containers.RepeatedScalarFieldContainer[_dayofweek_pb2.DayOfWeek]
    def __init__(self, start: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., end: _Optional[_Union[_timeofday_pb2.TimeOfDay, _Mapping]] = ..., days: _Optional[_Iterable[_Union[_dayofweek_pb2.DayOfWeek, str]]] = ...) -> None: ...

class DoNotContact(_message.Message):
    __slots__ = ("channels", "purposes")
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    PURPOSES_FIELD_NUMBER: _ClassVar[int]
    channels: _containers.RepeatedScalarFieldContainer[_channel_pb2.Channel]
    purposes: _containers.RepeatedScalarFieldContainer[_channel_pb2.Purpose]
    def __init__(self, channels: _Optional[_Iterable[_Union[_channel_pb2.Channel, str]]] = ..., purposes: _Optional[_Iterable[_Union[_channel_pb2.Purpose, str]]] = ...) -> None: ...

class AddressAs(_message.Message):
    __slots__ = ("name", "pronouns", "language")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PRONOUNS_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    pronouns: str
    language: str
    def __init__(self, name: _Optional[str] = ..., pronouns: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...
