from regard.v1 import channel_pb2 as _channel_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Interaction(_message.Message):
    __slots__ = ("channel", "summary", "issue_restated", "confirmed_by_customer", "reading", "feeling", "tried", "answers", "agent", "resolved", "case_id")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    ISSUE_RESTATED_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_BY_CUSTOMER_FIELD_NUMBER: _ClassVar[int]
    READING_FIELD_NUMBER: _ClassVar[int]
    FEELING_FIELD_NUMBER: _ClassVar[int]
    TRIED_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    AGENT_FIELD_NUMBER: _ClassVar[int]
    RESOLVED_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    channel: _channel_pb2.Channel
    summary: str
    issue_restated: str
    confirmed_by_customer: bool
    reading: str
    feeling: str
    tried: _containers.RepeatedScalarFieldContainer[str]
    answers: _containers.RepeatedCompositeFieldContainer[Answer]
    agent: str
    resolved: bool
    case_id: str
    def __init__(self, channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., summary: _Optional[str] = ..., issue_restated: _Optional[str] = ..., confirmed_by_customer: bool = ..., reading: _Optional[str] = ..., feeling: _Optional[str] = ..., tried: _Optional[_Iterable[str]] = ..., answers: _Optional[_Iterable[_Union[Answer, _Mapping]]] = ..., agent: _Optional[str] = ..., resolved: bool = ..., case_id: _Optional[str] = ...) -> None: ...

class Answer(_message.Message):
    __slots__ = ("question", "answer")
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    question: str
    answer: str
    def __init__(self, question: _Optional[str] = ..., answer: _Optional[str] = ...) -> None: ...
