from regard.v1 import change_pb2 as _change_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from regard.v1 import profile_pb2 as _profile_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExportForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXPORT_FORM_UNSPECIFIED: _ClassVar[ExportForm]
    EXPORT_FORM_PROFILES: _ClassVar[ExportForm]
    EXPORT_FORM_LEDGERS: _ClassVar[ExportForm]
EXPORT_FORM_UNSPECIFIED: ExportForm
EXPORT_FORM_PROFILES: ExportForm
EXPORT_FORM_LEDGERS: ExportForm

class WatchChangesRequest(_message.Message):
    __slots__ = ("cursor", "start", "kinds")
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    cursor: str
    start: _change_pb2.ChangesStart
    kinds: _containers.RepeatedScalarFieldContainer[_entry_pb2.EntryKind]
    def __init__(self, cursor: _Optional[str] = ..., start: _Optional[_Union[_change_pb2.ChangesStart, str]] = ..., kinds: _Optional[_Iterable[_Union[_entry_pb2.EntryKind, str]]] = ...) -> None: ...

class WatchChangesResponse(_message.Message):
    __slots__ = ("changes", "cursor")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_change_pb2.Change]
    cursor: str
    def __init__(self, changes: _Optional[_Iterable[_Union[_change_pb2.Change, _Mapping]]] = ..., cursor: _Optional[str] = ...) -> None: ...

class ListChangesRequest(_message.Message):
    __slots__ = ("cursor", "start", "kinds", "page_size")
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    cursor: str
    start: _change_pb2.ChangesStart
    kinds: _containers.RepeatedScalarFieldContainer[_entry_pb2.EntryKind]
    page_size: int
    def __init__(self, cursor: _Optional[str] = ..., start: _Optional[_Union[_change_pb2.ChangesStart, str]] = ..., kinds: _Optional[_Iterable[_Union[_entry_pb2.EntryKind, str]]] = ..., page_size: _Optional[int] = ...) -> None: ...

class ListChangesResponse(_message.Message):
    __slots__ = ("changes", "cursor", "more")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    MORE_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[_change_pb2.Change]
    cursor: str
    more: bool
    def __init__(self, changes: _Optional[_Iterable[_Union[_change_pb2.Change, _Mapping]]] = ..., cursor: _Optional[str] = ..., more: bool = ...) -> None: ...

class ExportProfilesRequest(_message.Message):
    __slots__ = ("form", "view", "states", "customers", "cursor")
    FORM_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    form: ExportForm
    view: _profile_pb2.ProfileView
    states: _containers.RepeatedScalarFieldContainer[_entry_pb2.EntryState]
    customers: _containers.RepeatedScalarFieldContainer[str]
    cursor: str
    def __init__(self, form: _Optional[_Union[ExportForm, str]] = ..., view: _Optional[_Union[_profile_pb2.ProfileView, str]] = ..., states: _Optional[_Iterable[_Union[_entry_pb2.EntryState, str]]] = ..., customers: _Optional[_Iterable[str]] = ..., cursor: _Optional[str] = ...) -> None: ...

class ExportProfilesResponse(_message.Message):
    __slots__ = ("profiles", "ledgers", "cursor", "changes_cursor")
    PROFILES_FIELD_NUMBER: _ClassVar[int]
    LEDGERS_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    CHANGES_CURSOR_FIELD_NUMBER: _ClassVar[int]
    profiles: _containers.RepeatedCompositeFieldContainer[_profile_pb2.Profile]
    ledgers: _containers.RepeatedCompositeFieldContainer[ExportedLedger]
    cursor: str
    changes_cursor: str
    def __init__(self, profiles: _Optional[_Iterable[_Union[_profile_pb2.Profile, _Mapping]]] = ..., ledgers: _Optional[_Iterable[_Union[ExportedLedger, _Mapping]]] = ..., cursor: _Optional[str] = ..., changes_cursor: _Optional[str] = ...) -> None: ...

class ExportedLedger(_message.Message):
    __slots__ = ("customer", "entries", "continued")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    CONTINUED_FIELD_NUMBER: _ClassVar[int]
    customer: str
    entries: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    continued: bool
    def __init__(self, customer: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., continued: bool = ...) -> None: ...
