from regard.v1 import consistency_pb2 as _consistency_pb2
from regard.v1 import customer_pb2 as _customer_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LookupCustomerRequest(_message.Message):
    __slots__ = ("identity", "consistency")
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    identity: _customer_pb2.Identity
    consistency: _consistency_pb2.Consistency
    def __init__(self, identity: _Optional[_Union[_customer_pb2.Identity, _Mapping]] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class LookupCustomerResponse(_message.Message):
    __slots__ = ("customer", "freshness_token")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    customer: _customer_pb2.Customer
    freshness_token: str
    def __init__(self, customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class ListCustomersRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "show_merged")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SHOW_MERGED_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    show_merged: bool
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., show_merged: bool = ...) -> None: ...

class ListCustomersResponse(_message.Message):
    __slots__ = ("customers", "next_page_token")
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    customers: _containers.RepeatedCompositeFieldContainer[_customer_pb2.Customer]
    next_page_token: str
    def __init__(self, customers: _Optional[_Iterable[_Union[_customer_pb2.Customer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SearchCustomersRequest(_message.Message):
    __slots__ = ("query", "page_size")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    query: str
    page_size: int
    def __init__(self, query: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class SearchCustomersResponse(_message.Message):
    __slots__ = ("matches",)
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    matches: _containers.RepeatedCompositeFieldContainer[CustomerMatch]
    def __init__(self, matches: _Optional[_Iterable[_Union[CustomerMatch, _Mapping]]] = ...) -> None: ...

class CustomerMatch(_message.Message):
    __slots__ = ("customer", "score", "matched")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    MATCHED_FIELD_NUMBER: _ClassVar[int]
    customer: _customer_pb2.Customer
    score: float
    matched: str
    def __init__(self, customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., score: _Optional[float] = ..., matched: _Optional[str] = ...) -> None: ...

class LinkIdentityRequest(_message.Message):
    __slots__ = ("customer", "identity", "reason", "recorder", "request_id", "etag")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    customer: str
    identity: _customer_pb2.Identity
    reason: str
    recorder: str
    request_id: str
    etag: str
    def __init__(self, customer: _Optional[str] = ..., identity: _Optional[_Union[_customer_pb2.Identity, _Mapping]] = ..., reason: _Optional[str] = ..., recorder: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class LinkIdentityResponse(_message.Message):
    __slots__ = ("customer", "revision", "etag", "freshness_token", "replayed")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    customer: _customer_pb2.Customer
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class UnlinkIdentityRequest(_message.Message):
    __slots__ = ("customer", "identity", "reason", "recorder", "request_id", "etag")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    customer: str
    identity: _customer_pb2.Identity
    reason: str
    recorder: str
    request_id: str
    etag: str
    def __init__(self, customer: _Optional[str] = ..., identity: _Optional[_Union[_customer_pb2.Identity, _Mapping]] = ..., reason: _Optional[str] = ..., recorder: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class UnlinkIdentityResponse(_message.Message):
    __slots__ = ("customer", "revision", "etag", "freshness_token", "replayed")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    customer: _customer_pb2.Customer
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class MergeCustomersRequest(_message.Message):
    __slots__ = ("surviving_customer", "merged_customer", "reason", "recorder", "request_id", "etag")
    SURVIVING_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    MERGED_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    surviving_customer: str
    merged_customer: str
    reason: str
    recorder: str
    request_id: str
    etag: str
    def __init__(self, surviving_customer: _Optional[str] = ..., merged_customer: _Optional[str] = ..., reason: _Optional[str] = ..., recorder: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class MergeCustomersResponse(_message.Message):
    __slots__ = ("customer", "revision", "etag", "freshness_token", "replayed")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    customer: _customer_pb2.Customer
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class UnmergeCustomersRequest(_message.Message):
    __slots__ = ("merged_customer", "reason", "recorder", "request_id", "etag")
    MERGED_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    merged_customer: str
    reason: str
    recorder: str
    request_id: str
    etag: str
    def __init__(self, merged_customer: _Optional[str] = ..., reason: _Optional[str] = ..., recorder: _Optional[str] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class UnmergeCustomersResponse(_message.Message):
    __slots__ = ("surviving_customer", "customer", "revision", "etag", "freshness_token", "replayed")
    SURVIVING_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    surviving_customer: _customer_pb2.Customer
    customer: _customer_pb2.Customer
    revision: int
    etag: str
    freshness_token: str
    replayed: bool
    def __init__(self, surviving_customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., customer: _Optional[_Union[_customer_pb2.Customer, _Mapping]] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...
