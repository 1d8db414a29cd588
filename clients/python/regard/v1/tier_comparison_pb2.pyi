import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from regard.v1 import screening_pb2 as _screening_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TieredCustomer(_message.Message):
    __slots__ = ("customer", "tier")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    customer: str
    tier: str
    def __init__(self, customer: _Optional[str] = ..., tier: _Optional[str] = ...) -> None: ...

class TierRule(_message.Message):
    __slots__ = ("tier", "offer_ids", "all_offers")
    TIER_FIELD_NUMBER: _ClassVar[int]
    OFFER_IDS_FIELD_NUMBER: _ClassVar[int]
    ALL_OFFERS_FIELD_NUMBER: _ClassVar[int]
    tier: str
    offer_ids: _containers.RepeatedScalarFieldContainer[str]
    all_offers: bool
    def __init__(self, tier: _Optional[str] = ..., offer_ids: _Optional[_Iterable[str]] = ..., all_offers: bool = ...) -> None: ...

class TierComparison(_message.Message):
    __slots__ = ("total", "tiers", "offers", "suppressed_examples", "missed_examples")
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSED_EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    MISSED_EXAMPLES_FIELD_NUMBER: _ClassVar[int]
    total: ContactCounts
    tiers: _containers.RepeatedCompositeFieldContainer[TierContacts]
    offers: _containers.RepeatedCompositeFieldContainer[OfferContacts]
    suppressed_examples: _containers.RepeatedCompositeFieldContainer[ContactExample]
    missed_examples: _containers.RepeatedCompositeFieldContainer[ContactExample]
    def __init__(self, total: _Optional[_Union[ContactCounts, _Mapping]] = ..., tiers: _Optional[_Iterable[_Union[TierContacts, _Mapping]]] = ..., offers: _Optional[_Iterable[_Union[OfferContacts, _Mapping]]] = ..., suppressed_examples: _Optional[_Iterable[_Union[ContactExample, _Mapping]]] = ..., missed_examples: _Optional[_Iterable[_Union[ContactExample, _Mapping]]] = ...) -> None: ...

class ContactCounts(_message.Message):
    __slots__ = ("customers", "contacts", "cleared", "suppressed", "against_words", "shadow_suppressed", "reasons", "customers_annoyed", "missed", "customers_missed")
    CUSTOMERS_FIELD_NUMBER: _ClassVar[int]
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    CLEARED_FIELD_NUMBER: _ClassVar[int]
    SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    AGAINST_WORDS_FIELD_NUMBER: _ClassVar[int]
    SHADOW_SUPPRESSED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMERS_ANNOYED_FIELD_NUMBER: _ClassVar[int]
    MISSED_FIELD_NUMBER: _ClassVar[int]
    CUSTOMERS_MISSED_FIELD_NUMBER: _ClassVar[int]
    customers: int
    contacts: int
    cleared: int
    suppressed: int
    against_words: int
    shadow_suppressed: int
    reasons: _containers.RepeatedCompositeFieldContainer[ContactReason]
    customers_annoyed: int
    missed: int
    customers_missed: int
    def __init__(self, customers: _Optional[int] = ..., contacts: _Optional[int] = ..., cleared: _Optional[int] = ..., suppressed: _Optional[int] = ..., against_words: _Optional[int] = ..., shadow_suppressed: _Optional[int] = ..., reasons: _Optional[_Iterable[_Union[ContactReason, _Mapping]]] = ..., customers_annoyed: _Optional[int] = ..., missed: _Optional[int] = ..., customers_missed: _Optional[int] = ...) -> None: ...

class ContactReason(_message.Message):
    __slots__ = ("reason", "contacts", "shadow_contacts", "shadow_cleared")
    REASON_FIELD_NUMBER: _ClassVar[int]
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    SHADOW_CONTACTS_FIELD_NUMBER: _ClassVar[int]
    SHADOW_CLEARED_FIELD_NUMBER: _ClassVar[int]
    reason: _screening_pb2.SuppressionReason
    contacts: int
    shadow_contacts: int
    shadow_cleared: int
    def __init__(self, reason: _Optional[_Union[_screening_pb2.SuppressionReason, str]] = ..., contacts: _Optional[int] = ..., shadow_contacts: _Optional[int] = ..., shadow_cleared: _Optional[int] = ...) -> None: ...

class TierContacts(_message.Message):
    __slots__ = ("tier", "counts")
    TIER_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    tier: str
    counts: ContactCounts
    def __init__(self, tier: _Optional[str] = ..., counts: _Optional[_Union[ContactCounts, _Mapping]] = ...) -> None: ...

class OfferContacts(_message.Message):
    __slots__ = ("offer_id", "counts")
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    offer_id: str
    counts: ContactCounts
    def __init__(self, offer_id: _Optional[str] = ..., counts: _Optional[_Union[ContactCounts, _Mapping]] = ...) -> None: ...

class ContactExample(_message.Message):
    __slots__ = ("customer", "tier", "offer_id", "reason", "topic", "offer_type", "quote", "stated_time", "text")
    CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    OFFER_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    OFFER_TYPE_FIELD_NUMBER: _ClassVar[int]
    QUOTE_FIELD_NUMBER: _ClassVar[int]
    STATED_TIME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    customer: str
    tier: str
    offer_id: str
    reason: _screening_pb2.SuppressionReason
    topic: str
    offer_type: str
    quote: str
    stated_time: _timestamp_pb2.Timestamp
    text: str
    def __init__(self, customer: _Optional[str] = ..., tier: _Optional[str] = ..., offer_id: _Optional[str] = ..., reason: _Optional[_Union[_screening_pb2.SuppressionReason, str]] = ..., topic: _Optional[str] = ..., offer_type: _Optional[str] = ..., quote: _Optional[str] = ..., stated_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., text: _Optional[str] = ...) -> None: ...
