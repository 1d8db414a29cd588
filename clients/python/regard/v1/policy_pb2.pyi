import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.type import money_pb2 as _money_pb2
from regard.v1 import channel_pb2 as _channel_pb2
from regard.v1 import contact_rule_pb2 as _contact_rule_pb2
from regard.v1 import entry_pb2 as _entry_pb2
from regard.v1 import screening_pb2 as _screening_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class UnclassifiedOffers(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNCLASSIFIED_OFFERS_UNSPECIFIED: _ClassVar[UnclassifiedOffers]
    UNCLASSIFIED_OFFERS_ALLOW: _ClassVar[UnclassifiedOffers]
    UNCLASSIFIED_OFFERS_SUPPRESS: _ClassVar[UnclassifiedOffers]

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_ENFORCE: _ClassVar[Mode]
    MODE_SHADOW: _ClassVar[Mode]

class CoolDownScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COOL_DOWN_SCOPE_UNSPECIFIED: _ClassVar[CoolDownScope]
    COOL_DOWN_SCOPE_OFFER: _ClassVar[CoolDownScope]
    COOL_DOWN_SCOPE_OFFER_TYPE: _ClassVar[CoolDownScope]
    COOL_DOWN_SCOPE_TOPIC: _ClassVar[CoolDownScope]

class CapScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAP_SCOPE_UNSPECIFIED: _ClassVar[CapScope]
    CAP_SCOPE_ALL: _ClassVar[CapScope]
    CAP_SCOPE_OFFER_TYPE: _ClassVar[CapScope]
    CAP_SCOPE_OFFER: _ClassVar[CapScope]
    CAP_SCOPE_CHANNEL: _ClassVar[CapScope]

class Calendar(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CALENDAR_UNSPECIFIED: _ClassVar[Calendar]
    CALENDAR_DAY: _ClassVar[Calendar]
    CALENDAR_WEEK: _ClassVar[Calendar]

class CheckInTrigger(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHECK_IN_TRIGGER_UNSPECIFIED: _ClassVar[CheckInTrigger]
    CHECK_IN_TRIGGER_ACCEPTED: _ClassVar[CheckInTrigger]
    CHECK_IN_TRIGGER_RESOLVED: _ClassVar[CheckInTrigger]
    CHECK_IN_TRIGGER_COMPLAINED: _ClassVar[CheckInTrigger]
UNCLASSIFIED_OFFERS_UNSPECIFIED: UnclassifiedOffers
UNCLASSIFIED_OFFERS_ALLOW: UnclassifiedOffers
UNCLASSIFIED_OFFERS_SUPPRESS: UnclassifiedOffers
MODE_UNSPECIFIED: Mode
MODE_ENFORCE: Mode
MODE_SHADOW: Mode
COOL_DOWN_SCOPE_UNSPECIFIED: CoolDownScope
COOL_DOWN_SCOPE_OFFER: CoolDownScope
COOL_DOWN_SCOPE_OFFER_TYPE: CoolDownScope
COOL_DOWN_SCOPE_TOPIC: CoolDownScope
CAP_SCOPE_UNSPECIFIED: CapScope
CAP_SCOPE_ALL: CapScope
CAP_SCOPE_OFFER_TYPE: CapScope
CAP_SCOPE_OFFER: CapScope
CAP_SCOPE_CHANNEL: CapScope
CALENDAR_UNSPECIFIED: Calendar
CALENDAR_DAY: Calendar
CALENDAR_WEEK: Calendar
CHECK_IN_TRIGGER_UNSPECIFIED: CheckInTrigger
CHECK_IN_TRIGGER_ACCEPTED: CheckInTrigger
CHECK_IN_TRIGGER_RESOLVED: CheckInTrigger
CHECK_IN_TRIGGER_COMPLAINED: CheckInTrigger

class Policy(_message.Message):
    __slots__ = ("name", "version", "etag", "time_zone", "quiet_hours", "unclassified_offers", "reason_modes", "cool_downs", "frequency_caps", "consent_needs", "allowances", "check_ins", "reservation_time_to_live", "retention")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    QUIET_HOURS_FIELD_NUMBER: _ClassVar[int]
    UNCLASSIFIED_OFFERS_FIELD_NUMBER: _ClassVar[int]
    REASON_MODES_FIELD_NUMBER: _ClassVar[int]
    COOL_DOWNS_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_CAPS_FIELD_NUMBER: _ClassVar[int]
    CONSENT_NEEDS_FIELD_NUMBER: _ClassVar[int]
    ALLOWANCES_FIELD_NUMBER: _ClassVar[int]
    CHECK_INS_FIELD_NUMBER: _ClassVar[int]
    RESERVATION_TIME_TO_LIVE_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    etag: str
    time_zone: str
    quiet_hours: _contact_rule_pb2.QuietHours
    unclassified_offers: UnclassifiedOffers
    reason_modes: _containers.RepeatedCompositeFieldContainer[ReasonMode]
    cool_downs: _containers.RepeatedCompositeFieldContainer[CoolDown]
    frequency_caps: _containers.RepeatedCompositeFieldContainer[FrequencyCap]
    consent_needs: _containers.RepeatedCompositeFieldContainer[ConsentNeed]
    allowances: _containers.RepeatedCompositeFieldContainer[Allowance]
    check_ins: _containers.RepeatedCompositeFieldContainer[CheckIn]
    reservation_time_to_live: _duration_pb2.Duration
    retention: _containers.RepeatedCompositeFieldContainer[Retention]
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., etag: _Optional[str] = ..., time_zone: _Optional[str] = ..., quiet_hours: _Optional[_Union[_contact_rule_pb2.QuietHours, _Mapping]] = ..., unclassified_offers: _Optional[_Union[UnclassifiedOffers, str]] = ..., reason_modes: _Optional[_Iterable[_Union[ReasonMode, _Mapping]]] = ..., cool_downs: _Optional[_Iterable[_Union[CoolDown, _Mapping]]] = ..., frequency_caps: _Optional[_Iterable[_Union[FrequencyCap, _Mapping]]] = ..., consent_needs: _Optional[_Iterable[_Union[ConsentNeed, _Mapping]]] = ..., allowances: _Optional[_Iterable[_Union[Allowance, _Mapping]]] = ..., check_ins: _Optional[_Iterable[_Union[CheckIn, _Mapping]]] = ..., reservation_time_to_live: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., retention: _Optional[_Iterable[_Union[Retention, _Mapping]]] = ...) -> None: ...

class ReasonMode(_message.Message):
    __slots__ = ("reason", "mode")
    REASON_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    reason: _screening_pb2.SuppressionReason
    mode: Mode
    def __init__(self, reason: _Optional[_Union[_screening_pb2.SuppressionReason, str]] = ..., mode: _Optional[_Union[Mode, str]] = ...) -> None: ...

class CoolDown(_message.Message):
    __slots__ = ("scope", "outcomes", "responses_min", "window", "duration", "growth_factor", "duration_max")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    RESPONSES_MIN_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    DURATION_FIELD_NUMBER: _ClassVar[int]
    GROWTH_FACTOR_FIELD_NUMBER: _ClassVar[int]
    DURATION_MAX_FIELD_NUMBER: _ClassVar[int]
    scope: CoolDownScope
    outcomes: _containers.RepeatedScalarFieldContainer[_entry_pb2.Outcome]
    responses_min: int
    window: _duration_pb2.Duration
    duration: _duration_pb2.Duration
    growth_factor: float
    duration_max: _duration_pb2.Duration
    def __init__(self, scope: _Optional[_Union[CoolDownScope, str]] = ..., outcomes: _Optional[_Iterable[_Union[_entry_pb2.Outcome, str]]] = ..., responses_min: _Optional[int] = ..., window: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., duration: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., growth_factor: _Optional[float] = ..., duration_max: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class FrequencyCap(_message.Message):
    __slots__ = ("scope", "presentations_max", "window", "calendar")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    PRESENTATIONS_MAX_FIELD_NUMBER: _ClassVar[int]
    WINDOW_FIELD_NUMBER: _ClassVar[int]
    CALENDAR_FIELD_NUMBER: _ClassVar[int]
    scope: CapScope
    presentations_max: int
    window: _duration_pb2.Duration
    calendar: Calendar
    def __init__(self, scope: _Optional[_Union[CapScope, str]] = ..., presentations_max: _Optional[int] = ..., window: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., calendar: _Optional[_Union[Calendar, str]] = ...) -> None: ...

class ConsentNeed(_message.Message):
    __slots__ = ("purpose", "channel")
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    purpose: _channel_pb2.Purpose
    channel: _channel_pb2.Channel
    def __init__(self, purpose: _Optional[_Union[_channel_pb2.Purpose, str]] = ..., channel: _Optional[_Union[_channel_pb2.Channel, str]] = ...) -> None: ...

class Allowance(_message.Message):
    __slots__ = ("text", "amount", "roles")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    text: str
    amount: _money_pb2.Money
    roles: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, text: _Optional[str] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., roles: _Optional[_Iterable[str]] = ...) -> None: ...

class CheckIn(_message.Message):
    __slots__ = ("after", "delay", "text", "owner")
    AFTER_FIELD_NUMBER: _ClassVar[int]
    DELAY_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    after: CheckInTrigger
    delay: _duration_pb2.Duration
    text: str
    owner: str
    def __init__(self, after: _Optional[_Union[CheckInTrigger, str]] = ..., delay: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., text: _Optional[str] = ..., owner: _Optional[str] = ...) -> None: ...

class Retention(_message.Message):
    __slots__ = ("kind", "period")
    KIND_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    kind: _entry_pb2.EntryKind
    period: _duration_pb2.Duration
    def __init__(self, kind: _Optional[_Union[_entry_pb2.EntryKind, str]] = ..., period: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...
