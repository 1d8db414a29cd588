import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.rpc import status_pb2 as _status_pb2
from regard.v1 import consistency_pb2 as _consistency_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from regard.v1 import profile_pb2 as _profile_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetProfileRequest(_message.Message):
    __slots__ = ("customer", "view", "consistency", "as_of_time", "known_at_time")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_AT_TIME_FIELD_NUMBER: _ClassVar[int]
    customer: str
    view: _profile_pb2.ProfileView
    consistency: _consistency_pb2.Consistency
    as_of_time: _timestamp_pb2.Timestamp
    known_at_time: _timestamp_pb2.Timestamp
    def __init__(self, customer: _Optional[str] = ..., view: _Optional[_Union[_profile_pb2.ProfileView, str]] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., known_at_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetProfileResponse(_message.Message):
    __slots__ = ("profile", "freshness_token")
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    profile: _profile_pb2.Profile
    freshness_token: str
    def __init__(self, profile: _Optional[_Union[_profile_pb2.Profile, _Mapping]] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class BatchGetProfilesRequest(_message.Message):
    __slots__ = ("customers", "view", "consistency")
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    customers: _containers.RepeatedScalarFieldContainer[str]
    view: _profile_pb2.ProfileView
    consistency: _consistency_pb2.Consistency
    def __init__(self, customers: _Optional[_Iterable[str]] = ..., view: _Optional[_Union[_profile_pb2.ProfileView, str]] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class BatchGetProfilesResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BatchGetProfilesResult]
    def __init__(self, results: _Optional[_Iterable[_Union[BatchGetProfilesResult, _Mapping]]] = ...) -> None: ...

class BatchGetProfilesResult(_message.Message):
    __slots__ = ("customer", "response", "status")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    customer: str
    response: GetProfileResponse
    status: _status_pb2.Status
    def __init__(self, customer: _Optional[str] = ..., response: _Optional[_Union[GetProfileResponse, _Mapping]] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class RecordEntriesRequest(_message.Message):
    __slots__ = ("customer", "entries", "request_id", "etag")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    customer: str
    entries: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    request_id: str
    etag: str
    def __init__(self, customer: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class RecordEntriesResponse(_message.Message):
    __slots__ = ("entries", "revision", "etag", "freshness_token", "replayed", "recorded_count")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    RECORDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    recorded_count: int
    def __init__(self, entries: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ..., recorded_count: _Optional[int] = ...) -> None: ...

class BatchRecordEntriesRequest(_message.Message):
    __slots__ = ("requests", "summary_only")
    REQUESTS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_ONLY_FIELD_NUMBER: _ClassVar[int]
    requests: _containers.RepeatedCompositeFieldContainer[RecordEntriesRequest]
    summary_only: bool
    def __init__(self, requests: _Optional[_Iterable[_Union[RecordEntriesRequest, _Mapping]]] = ..., summary_only: bool = ...) -> None: ...

class BatchRecordEntriesResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[BatchRecordEntriesResult]
    def __init__(self, results: _Optional[_Iterable[_Union[BatchRecordEntriesResult, _Mapping]]] = ...) -> None: ...

class BatchRecordEntriesResult(_message.Message):
    __slots__ = ("customer", "response", "status")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    customer: str
    response: RecordEntriesResponse
    status: _status_pb2.Status
    def __init__(self, customer: _Optional[str] = ..., response: _Optional[_Union[RecordEntriesResponse, _Mapping]] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class ListEntriesRequest(_message.Message):
    __slots__ = ("customer", "kinds", "states", "page_size", "page_token", "consistency", "as_of_time", "known_at_time")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_AT_TIME_FIELD_NUMBER: _ClassVar[int]
    customer: str
    kinds: _containers.RepeatedScalarFieldContainer[_entry_pb2.EntryKind]
    states: _containers.RepeatedScalarFieldContainer[_entry_pb2.EntryState]
    page_size: int
    page_token: str
    consistency: _consistency_pb2.Consistency
    as_of_time: _timestamp_pb2.Timestamp
    known_at_time: _timestamp_pb2.Timestamp
    def __init__(self, customer: _Optional[str] = ..., kinds: _Optional[_Iterable[_Union[_entry_pb2.EntryKind, str]]] = ..., states: _Optional[_Iterable[_Union[_entry_pb2.EntryState, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., known_at_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListEntriesResponse(_message.Message):
    __slots__ = ("entries", "next_page_token", "freshness_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    next_page_token: str
    freshness_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class RetractEntryRequest(_message.Message):
    __slots__ = ("name", "reason", "recorder", "request_id", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    recorder: str
    request_id: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., recorder: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class RetractEntryResponse(_message.Message):
    __slots__ = ("entry", "retraction", "revision", "etag", "freshness_token", "replayed")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    RETRACTION_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    entry: _entry_pb2.Entry
    retraction: _entry_pb2.Entry
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, entry: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., retraction: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class SupersedeEntryRequest(_message.Message):
    __slots__ = ("name", "entry", "request_id", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    entry: _entry_pb2.Entry
    request_id: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., entry: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class SupersedeEntryResponse(_message.Message):
    __slots__ = ("entry", "superseded", "revision", "etag", "freshness_token", "replayed")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    entry: _entry_pb2.Entry
    superseded: _entry_pb2.Entry
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, entry: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., superseded: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class SearchEntriesRequest(_message.Message):
    __slots__ = ("customer", "query", "kinds", "states", "page_size", "consistency")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    customer: str
    query: str
    kinds: _containers.RepeatedScalarFieldContainer[_entry_pb2.EntryKind]
    states: _containers.RepeatedScalarFieldContainer[_entry_pb2.EntryState]
    page_size: int
    consistency: _consistency_pb2.Consistency
    def __init__(self, customer: _Optional[str] = ..., query: _Optional[str] = ..., kinds: _Optional[_Iterable[_Union[_entry_pb2.EntryKind, str]]] = ..., states: _Optional[_Iterable[_Union[_entry_pb2.EntryState, str]]] = ..., page_size: _Optional[int] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class SearchEntriesResponse(_message.Message):
    __slots__ = ("matches", "has_more", "freshness_token")
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    matches: _containers.RepeatedCompositeFieldContainer[EntryMatch]
    has_more: bool
    freshness_token: str
    def __init__(self, matches: _Optional[_Iterable[_Union[EntryMatch, _Mapping]]] = ..., has_more: bool = ..., freshness_token: _Optional[str] = ...) -> None: ...

class EntryMatch(_message.Message):
    __slots__ = ("entry", "score", "snippets")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SNIPPETS_FIELD_NUMBER: _ClassVar[int]
    entry: _entry_pb2.Entry
    score: float
    snippets: _containers.RepeatedCompositeFieldContainer[Snippet]
    def __init__(self, entry: _Optional[_Union[_entry_pb2.Entry, _Mapping]] = ..., score: _Optional[float] = ..., snippets: _Optional[_Iterable[_Union[Snippet, _Mapping]]] = ...) -> None: ...

class Snippet(_message.Message):
    __slots__ = ("field", "text", "hits", "cut_before", "cut_after")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    HITS_FIELD_NUMBER: _ClassVar[int]
    CUT_BEFORE_FIELD_NUMBER: _ClassVar[int]
    CUT_AFTER_FIELD_NUMBER: _ClassVar[int]
    field: str
    text: str
    hits: _containers.RepeatedCompositeFieldContainer[Span]
    cut_before: bool
    cut_after: bool
    def __init__(self, field: _Optional[str] = ..., text: _Optional[str] = ..., hits: _Optional[_Iterable[_Union[Span, _Mapping]]] = ..., cut_before: bool = ..., cut_after: bool = ...) -> None: ...

class Span(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: int
    end: int
    def __init__(self, start: _Optional[int] = ..., end: _Optional[int] = ...) -> None: ...
