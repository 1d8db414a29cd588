from regard.v1 import channel_pb2 as _channel_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConsentStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONSENT_STATUS_UNSPECIFIED: _ClassVar[ConsentStatus]
    CONSENT_STATUS_GIVEN: _ClassVar[ConsentStatus]
    CONSENT_STATUS_REFUSED: _ClassVar[ConsentStatus]
    CONSENT_STATUS_WITHDRAWN: _ClassVar[ConsentStatus]
    CONSENT_STATUS_EXPIRED: _ClassVar[ConsentStatus]
CONSENT_STATUS_UNSPECIFIED: ConsentStatus
CONSENT_STATUS_GIVEN: ConsentStatus
CONSENT_STATUS_REFUSED: ConsentStatus
CONSENT_STATUS_WITHDRAWN: ConsentStatus
CONSENT_STATUS_EXPIRED: ConsentStatus

class Consent(_message.Message):
    __slots__ = ("purpose", "channel", "status", "legal_basis", "document")
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    LEGAL_BASIS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    status: ConsentStatus
    legal_basis: str
    document: str
    def __init__(self, purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ..., status: _Optional[_Union[ConsentStatus, str]] = ..., legal_basis: _Optional[str] = ..., document: _Optional[str] = ...) -> None: ...
