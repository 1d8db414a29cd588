"""By which way, and why, a company speaks to a customer.

The numbers of the domain's enums are those of the contract (`regard/v1/*.proto`); a test holds them equal.
"""

from enum import IntEnum


class Channel(IntEnum):
    UNSPECIFIED = 0
    EMAIL = 1
    SMS = 2
    PHONE = 3
    PUSH = 4
    POST = 5
    MESSAGING = 6
    WEB = 7
    APP = 8
    IN_PERSON = 9
    AGENT_CALL = 10


OUTBOUND_CHANNELS = frozenset(
    {Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.PUSH, Channel.POST, Channel.MESSAGING}
)


class Purpose(IntEnum):
    MARKETING = 1
    LOYALTY = 2
    SERVICE = 3
    RESEARCH = 4


SELLING_PURPOSES = frozenset({Purpose.MARKETING, Purpose.LOYALTY})
