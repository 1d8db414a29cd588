import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import customer_pb2 as _customer_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConflictRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONFLICT_RULE_UNSPECIFIED: _ClassVar[ConflictRule]
    CONFLICT_RULE_STRICTEST: _ClassVar[ConflictRule]
    CONFLICT_RULE_NEWEST: _ClassVar[ConflictRule]

class FieldStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FIELD_STATUS_UNSPECIFIED: _ClassVar[FieldStatus]
    FIELD_STATUS_PRESENT: _ClassVar[FieldStatus]
    FIELD_STATUS_MISSING: _ClassVar[FieldStatus]
    FIELD_STATUS_EMPTY: _ClassVar[FieldStatus]
    FIELD_STATUS_OUT_OF_DATE: _ClassVar[FieldStatus]

class ProfileStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROFILE_STATUS_UNSPECIFIED: _ClassVar[ProfileStatus]
    PROFILE_STATUS_KNOWN: _ClassVar[ProfileStatus]
    PROFILE_STATUS_UNKNOWN_CUSTOMER: _ClassVar[ProfileStatus]
    PROFILE_STATUS_UNAVAILABLE: _ClassVar[ProfileStatus]
    PROFILE_STATUS_RESTRICTED: _ClassVar[ProfileStatus]

class ProfileView(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROFILE_VIEW_UNSPECIFIED: _ClassVar[ProfileView]
    PROFILE_VIEW_BASIC: _ClassVar[ProfileView]
    PROFILE_VIEW_SCREENING: _ClassVar[ProfileView]
    PROFILE_VIEW_FULL: _ClassVar[ProfileView]
CONFLICT_RULE_UNSPECIFIED: ConflictRule
CONFLICT_RULE_STRICTEST: ConflictRule
CONFLICT_RULE_NEWEST: ConflictRule
FIELD_STATUS_UNSPECIFIED: FieldStatus
FIELD_STATUS_PRESENT: FieldStatus
FIELD_STATUS_MISSING: FieldStatus
FIELD_STATUS_EMPTY: FieldStatus
FIELD_STATUS_OUT_OF_DATE: FieldStatus
PROFILE_STATUS_UNSPECIFIED: ProfileStatus
PROFILE_STATUS_KNOWN: ProfileStatus
PROFILE_STATUS_UNKNOWN_CUSTOMER: ProfileStatus
PROFILE_STATUS_UNAVAILABLE: ProfileStatus
PROFILE_STATUS_RESTRICTED: ProfileStatus
PROFILE_VIEW_UNSPECIFIED: ProfileView
PROFILE_VIEW_BASIC: ProfileView
PROFILE_VIEW_SCREENING: ProfileView
PROFILE_VIEW_FULL: ProfileView

class Profile(_message.Message):
    __slots__ = ("name", "revision", "etag", "status", "preferences", "offer_responses", "offer_responses_horizon_time", "create_time", "update_time", "consents", "contact_rules", "restrictions", "moments", "commitments", "interactions", "identities", "merged_customers", "conflicts", "field_states")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REVISION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    OFFER_RESPONSES_FIELD_NUMBER: _ClassVar[int]
    OFFER_RESPONSES_HORIZON_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CONSENTS_FIELD_NUMBER: _ClassVar[int]
    CONTACT_RULES_FIELD_NUMBER: _ClassVar[int]
    RESTRICTIONS_FIELD_NUMBER: _ClassVar[int]
    MOMENTS_FIELD_NUMBER: _ClassVar[int]
    COMMITMENTS_FIELD_NUMBER: _ClassVar[int]
    INTERACTIONS_FIELD_NUMBER: _ClassVar[int]
    IDENTITIES_FIELD_NUMBER: _ClassVar[int]
    MERGED_CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    FIELD_STATES_FIELD_NUMBER: _ClassVar[int]
    name: str
    revision: int
    etag: str
    status: ProfileStatus
    preferences: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    offer_responses: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    offer_responses_horizon_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    consents: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    contact_rules: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    restrictions: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    moments: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    commitments: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    interactions: _containers.RepeatedCompositeFieldContainer[_entry_pb2.Entry]
    identities: _containers.RepeatedCompositeFieldContainer[_customer_pb2.Identity]
    merged_customers: _containers.RepeatedScalarFieldContainer[str]
    conflicts: _containers.RepeatedCompositeFieldContainer[Conflict]
    field_states: _containers.RepeatedCompositeFieldContainer[FieldState]
    def __init__(self, name: _Optional[str] = ..., revision: _Optional[int] = ..., etag: _Optional[str] = ..., status: _Optional[_Union[ProfileStatus, str]] = ..., preferences: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., offer_responses: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., offer_responses_horizon_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., consents: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., contact_rules: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., restrictions: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., moments: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., commitments: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., interactions: _Optional[_Iterable[_Union[_entry_pb2.Entry, _Mapping]]] = ..., identities: _Optional[_Iterable[_Union[_customer_pb2.Identity, _Mapping]]] = ..., merged_customers: _Optional[_Iterable[str]] = ..., conflicts: _Optional[_Iterable[_Union[Conflict, _Mapping]]] = ..., field_states: _Optional[_Iterable[_Union[FieldState, _Mapping]]] = ...) -> None: ...

class Conflict(_message.Message):
    __slots__ = ("entry", "others", "rule")
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    entry: str
    others: _containers.RepeatedScalarFieldContainer[str]
    rule: ConflictRule
    def __init__(self, entry: _Optional[str] = ..., others: _Optional[_Iterable[str]] = ..., rule: _Optional[_Union[ConflictRule, str]] = ...) -> None: ...

class FieldState(_message.Message):
    __slots__ = ("field", "status", "out_of_date_time", "left_out_count")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    OUT_OF_DATE_TIME_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_COUNT_FIELD_NUMBER: _ClassVar[int]
    field: str
    status: FieldStatus
    out_of_date_time: _timestamp_pb2.Timestamp
    left_out_count: int
    def __init__(self, field: _Optional[str] = ..., status: _Optional[_Union[FieldStatus, str]] = ..., out_of_date_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., left_out_count: _Optional[int] = ...) -> None: ...
