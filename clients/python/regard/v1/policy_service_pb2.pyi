import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import consistency_pb2 as _consistency_pb2
from regard.v1 import policy_pb2 as _policy_pb2
from regard.v1 import screening_pb2 as _screening_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetPolicyRequest(_message.Message):
    __slots__ = ("version", "consistency")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    version: int
    consistency: _consistency_pb2.Consistency
    def __init__(self, version: _Optional[int] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class GetPolicyResponse(_message.Message):
    __slots__ = ("policy", "freshness_token")
    POLICY_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    policy: _policy_pb2.Policy
    freshness_token: str
    def __init__(self, policy: _Optional[_Union[_policy_pb2.Policy, _Mapping]] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class ListPoliciesRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "consistency")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    consistency: _consistency_pb2.Consistency
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class ListPoliciesResponse(_message.Message):
    __slots__ = ("policies", "next_page_token", "freshness_token")
    POLICIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    policies: _containers.RepeatedCompositeFieldContainer[PolicyVersion]
    next_page_token: str
    freshness_token: str
    def __init__(self, policies: _Optional[_Iterable[_Union[PolicyVersion, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class PolicyVersion(_message.Message):
    __slots__ = ("policy", "create_time", "recorder", "reason")
    POLICY_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    policy: _policy_pb2.Policy
    create_time: _timestamp_pb2.Timestamp
    recorder: str
    reason: str
    def __init__(self, policy: _Optional[_Union[_policy_pb2.Policy, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., recorder: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class UpdatePolicyRequest(_message.Message):
    __slots__ = ("policy", "etag", "validate_only", "sample_customers", "sample_offer_ids", "sample_purpose", "sample_channel", "recorder", "reason", "request_id")
    POLICY_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    VALIDATE_ONLY_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_OFFER_IDS_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_PURPOSE_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_CHANNEL_FIELD_NUMBER: _ClassVar[int]
    RECORDER_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    policy: _policy_pb2.Policy
    etag: str
    validate_only: bool
    sample_customers: _containers.RepeatedScalarFieldContainer[str]
    sample_offer_ids: _containers.RepeatedScalarFieldContainer[str]
    sample_purpose: _channel_pb2.Purpose
    sample_channel: _channel_pb2.Channel
    recorder: str
    reason: str
    request_id: str
    def __init__(self, policy: _Optional[_Union[_policy_pb2.Policy, _Mapping]] = ..., etag: _Optional[str] = ..., validate_only: bool = ..., sample_customers: _Optional[_Iterable[str]] = ..., sample_offer_ids: _Optional[_Iterable[str]] = ..., sample_purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., sample_channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., recorder: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class UpdatePolicyResponse(_message.Message):
    __slots__ = ("policy", "trial", "freshness_token", "replayed")
    POLICY_FIELD_NUMBER: _ClassVar[int]
    TRIAL_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    policy: _policy_pb2.Policy
    trial: PolicyTrial
    freshness_token: str
    replayed: bool
    def __init__(self, policy: _Optional[_Union[_policy_pb2.Policy, _Mapping]] = ..., trial: _Optional[_Union[PolicyTrial, _Mapping]] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class PolicyTrial(_message.Message):
    __slots__ = ("customers", "decisions", "newly_suppressed", "newly_cleared", "changes")
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    NEWLY_SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    NEWLY_CLEARED_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    customers: int
    decisions: int
    newly_suppressed: int
    newly_cleared: int
    changes: _containers.RepeatedCompositeFieldContainer[VerdictChange]
    def __init__(self, customers: _Optional[int] = ..., decisions: _Optional[int] = ..., newly_suppressed: _Optional[int] = ..., newly_cleared: _Optional[int] = ..., changes: _Optional[_Iterable[_Union[VerdictChange, _Mapping]]] = ...) -> None: ...

class VerdictChange(_message.Message):
    __slots__ = ("customer", "offer_id", "verdict_before", "verdict_after", "reasons_before", "reasons_after")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    VERDICT_BEFORE_FIELD_NUMBER: _ClassVar[int]
    VERDICT_AFTER_FIELD_NUMBER: _ClassVar[int]
    REASONS_BEFORE_FIELD_NUMBER: _ClassVar[int]
    REASONS_AFTER_FIELD_NUMBER: _ClassVar[int]
    customer: str
    offer_id: str
    verdict_before: _screening_pb2.Verdict
    verdict_after: _screening_pb2.Verdict
    reasons_before: _containers.RepeatedScalarFieldContainer[_screening_pb2.SuppressionReason]
    reasons_after: _containers.RepeatedScalarFieldContainer[_screening_pb2.SuppressionReason]
    def __init__(self, customer: _Optional[str] = ..., offer_id: _Optional[str] = ..., verdict_before: _Optional[_Union[_screening_pb2.Verdict, str]] = ..., verdict_after: _Optional[_Union[_screening_pb2.Verdict, str]] = ..., reasons_before: _Optional[_Iterable[_Union[_screening_pb2.SuppressionReason, str]]] = ..., reasons_after: _Optional[_Iterable[_Union[_screening_pb2.SuppressionReason, str]]] = ...) -> None: ...
