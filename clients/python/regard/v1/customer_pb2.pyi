import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class IdentityLinkStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IDENTITY_LINK_STATUS_UNSPECIFIED: _ClassVar[IdentityLinkStatus]
    IDENTITY_LINK_STATUS_LINKED: _ClassVar[IdentityLinkStatus]
    IDENTITY_LINK_STATUS_UNLINKED: _ClassVar[IdentityLinkStatus]
IDENTITY_LINK_STATUS_UNSPECIFIED: IdentityLinkStatus
IDENTITY_LINK_STATUS_LINKED: IdentityLinkStatus
IDENTITY_LINK_STATUS_UNLINKED: IdentityLinkStatus

class Customer(_message.Message):
    __slots__ = ("name", "display_name", "identities", "merged_customers", "surviving_customer", "revision", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    MERGED_CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    SURVIVING_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    identities: _containers.RepeatedCompositeFieldContainer[Identity]
    merged_customers: _containers.RepeatedScalarFieldContainer[str]
    surviving_customer: str
    revision: int
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., identities: _Optional[_Iterable[_Union[Identity, _Mapping]]] = ..., merged_customers: _Optional[_Iterable[str]] = ..., surviving_customer: _Optional[str] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Identity(_message.Message):
    __slots__ = ("scheme", "value")
    SCHEME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    scheme: str
    value: str
    def __init__(self, scheme: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...

class IdentityLink(_message.Message):
    __slots__ = ("identity", "status", "reason")
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    identity: Identity
    status: IdentityLinkStatus
    reason: str
    def __init__(self, identity: _Optional[_Union[Identity, _Mapping]] = ..., status: _Optional[_Union[IdentityLinkStatus, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class Merge(_message.Message):
    __slots__ = ("surviving_customer", "merged_customer", "reason")
    SURVIVING_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    MERGED_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    surviving_customer: str
    merged_customer: str
    reason: str
    def __init__(self, surviving_customer: _Optional[str] = ..., merged_customer: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class Unmerge(_message.Message):
    __slots__ = ("surviving_customer", "merged_customer", "reason")
    SURVIVING_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    MERGED_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    surviving_customer: str
    merged_customer: str
    reason: str
    def __init__(self, surviving_customer: _Optional[str] = ..., merged_customer: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...
