from regard.v1 import consistency_pb2 as _consistency_pb2
from regard.v1 import offer_pb2 as _offer_pb2
from regard.v1 import topic_pb2 as _topic_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ImportOffersRequest(_message.Message):
    __slots__ = ("offers", "request_id")
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[_offer_pb2.Offer]
    request_id: str
    def __init__(self, offers: _Optional[_Iterable[_Union[_offer_pb2.Offer, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ImportOffersResponse(_message.Message):
    __slots__ = ("changed_count", "unclassified", "catalog_version", "freshness_token", "replayed")
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNCLASSIFIED_FIELD_NUMBER: _ClassVar[int]
    CATALOG_VERSION_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changed_count: int
    unclassified: _containers.RepeatedScalarFieldContainer[str]
    catalog_version: int
    freshness_token: str
    replayed: bool
    def __init__(self, changed_count: _Optional[int] = ..., unclassified: _Optional[_Iterable[str]] = ..., catalog_version: _Optional[int] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class GetOfferRequest(_message.Message):
    __slots__ = ("name", "consistency")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    name: str
    consistency: _consistency_pb2.Consistency
    def __init__(self, name: _Optional[str] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class GetOfferResponse(_message.Message):
    __slots__ = ("offer", "freshness_token")
    OFFER_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    offer: _offer_pb2.Offer
    freshness_token: str
    def __init__(self, offer: _Optional[_Union[_offer_pb2.Offer, _Mapping]] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class ListOffersRequest(_message.Message):
    __slots__ = ("page_size", "page_token", "consistency")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    consistency: _consistency_pb2.Consistency
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class ListOffersResponse(_message.Message):
    __slots__ = ("offers", "next_page_token", "freshness_token")
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    offers: _containers.RepeatedCompositeFieldContainer[_offer_pb2.Offer]
    next_page_token: str
    freshness_token: str
    def __init__(self, offers: _Optional[_Iterable[_Union[_offer_pb2.Offer, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class ImportTopicsRequest(_message.Message):
    __slots__ = ("topics", "request_id")
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    topics: _containers.RepeatedCompositeFieldContainer[_topic_pb2.Topic]
    request_id: str
    def __init__(self, topics: _Optional[_Iterable[_Union[_topic_pb2.Topic, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ImportTopicsResponse(_message.Message):
    __slots__ = ("changed_count", "taxonomy_version", "freshness_token", "replayed")
    CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    TAXONOMY_VERSION_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    changed_count: int
    taxonomy_version: int
    freshness_token: str
    replayed: bool
    def __init__(self, changed_count: _Optional[int] = ..., taxonomy_version: _Optional[int] = ..., freshness_token: _Optional[str] = ..., replayed: bool = ...) -> None: ...

class ListTopicsRequest(_message.Message):
    __slots__ = ("ancestor", "page_size", "page_token", "consistency")
    ANCESTOR_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    ancestor: str
    page_size: int
    page_token: str
    consistency: _consistency_pb2.Consistency
    def __init__(self, ancestor: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class ListTopicsResponse(_message.Message):
    __slots__ = ("topics", "next_page_token", "freshness_token")
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    topics: _containers.RepeatedCompositeFieldContainer[_topic_pb2.Topic]
    next_page_token: str
    freshness_token: str
    def __init__(self, topics: _Optional[_Iterable[_Union[_topic_pb2.Topic, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class SearchTopicsRequest(_message.Message):
    __slots__ = ("query", "page_size", "consistency")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    CONSISTENCY_FIELD_NUMBER: _ClassVar[int]
    query: str
    page_size: int
    consistency: _consistency_pb2.Consistency
    def __init__(self, query: _Optional[str] = ..., page_size: _Optional[int] = ..., consistency: _Optional[_Union[_consistency_pb2.Consistency, _Mapping]] = ...) -> None: ...

class SearchTopicsResponse(_message.Message):
    __slots__ = ("matches", "freshness_token")
    MATCHES_FIELD_NUMBER: _ClassVar[int]
    FRESHNESS_TOKEN_FIELD_NUMBER: _ClassVar[int]
    matches: _containers.RepeatedCompositeFieldContainer[TopicMatch]
    freshness_token: str
    def __init__(self, matches: _Optional[_Iterable[_Union[TopicMatch, _Mapping]]] = ..., freshness_token: _Optional[str] = ...) -> None: ...

class TopicMatch(_message.Message):
    __slots__ = ("topic", "score", "matched")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    MATCHED_FIELD_NUMBER: _ClassVar[int]
    topic: _topic_pb2.Topic
    score: float
    matched: str
    def __init__(self, topic: _Optional[_Union[_topic_pb2.Topic, _Mapping]] = ..., score: _Optional[float] = ..., matched: _Optional[str] = ...) -> None: ...
