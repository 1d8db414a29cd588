"""Messages that nobody sends in good faith: built from the descriptors, at random, with what breaks things."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import inf, nan
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from regard import v1
from regard.v1 import (
    catalog_service_pb2,
    change_service_pb2,
    context_service_pb2,
    customer_service_pb2,
    insight_service_pb2,
    policy_service_pb2,
    privacy_service_pb2,
    profile_service_pb2,
    screening_service_pb2,
)

from .entries import CLUB, responded, said

ADA = v1.Identity(scheme="email", value="ada@example.org")
DEPTH_MAX = 6
CUSTOMERS = 5
"""`u1` to `u5`, with an entry `e1` to `e5` each where somebody has recorded them."""
BYTES_MAX = 20_000
"""A larger one is thrown anew: many, not large; those of `huge_requests` are few."""
LONE_SURROGATE, STAND_IN = b"\xed\xa0\x80", "\ue000"
"""What no string has, and no library would write for us; and a character that takes as many bytes."""
MODULES: Sequence[Any] = (
    profile_service_pb2,
    screening_service_pb2,
    catalog_service_pb2,
    customer_service_pb2,
    privacy_service_pb2,
    policy_service_pb2,
    insight_service_pb2,
    change_service_pb2,
    context_service_pb2,
)
STRINGS = (
    *("", " ", "\0", "\n", "a\0b", "é", "e\u0301", "🏌️‍♀️", "\u202e", "\ufeff", "\uffff", "\U0010ffff"),
    *("customers/u1", "customers/", "customers/u1\n", "customers/u1/entries/e1", "offers/o1", "offers/", "../../etc"),
    *(
        "sports/golf",
        "sports",
        "/",
        "//",
        "a//b",
        "/sports/golf",
        "sports/golf/",
        "a/b/c/d/e/f/g/h/i",
        "-",
        "credit-card",
    ),
    *("'; DROP TABLE entries; --", "%s%n%x", "{0}", "${jndi:ldap://x}", "\\", '"', "`", "None", "nan", "r1", "1e999"),
    *(
        "00000000-0000-7000-8000-000000000001",
        "00000000-0000-7000-8000-00000000000",
        "x" * 100,
        "x" * 201,
        "🍷" * 2001,
    ),
    *("agents/mira.holt", "crm", "u1", "o1", "golf-club", "e1", "A" * 90, "=" * 8),
)
NUMBERS: dict[int, Sequence[Any]] = {
    FieldDescriptor.TYPE_INT32: (0, 1, 2, 3, 10, 1000, 1001, -1, 2**31 - 1, -(2**31), 999_999_999, 1_000_000_000),
    FieldDescriptor.TYPE_INT64: (
        *(0, 1, -1, 2**63 - 1, -(2**63), 253402300799, 253402300800, -62135596800, -62135596801),
        *(-2208988800, -2208988801, 7258118399, 7258118400, 1781524800, 2**53),
    ),
    FieldDescriptor.TYPE_DOUBLE: (0.0, -0.0, 0.5, 1.0, 1.1, -1.0, nan, inf, -inf, 5e-324, 1.7e308),
    FieldDescriptor.TYPE_BOOL: (True, False),
    FieldDescriptor.TYPE_ENUM: (0, 1, 2, 3, 4, 5, 99, -1, 2**31 - 1, -(2**31)),
}


def methods() -> list[MethodDescriptor]:
    """Every method of every service."""
    return [
        method
        for module in MODULES
        for service in module.DESCRIPTOR.services_by_name.values()
        for method in service.methods
    ]


def path_of(method: MethodDescriptor) -> str:
    return f"/{method.containing_service.full_name}/{method.name}"


@cache
def good_requests() -> dict[str, tuple[Message, ...]]:
    """What is answered, for each type of request: one message, or those of a stream."""
    screening: dict[str, Any] = {"offers": [CLUB], "purpose": "PURPOSE_LOYALTY", "channel": "CHANNEL_APP"}
    recording = v1.RecordEntriesRequest(customer="customers/u1", entries=[said(), responded()])
    alone: tuple[Message, ...] = (
        recording,
        v1.BatchRecordEntriesRequest(requests=[recording, recording]),
        v1.RetractEntryRequest(name="customers/u1/entries/e1", reason="Wrong.", recorder="agents/mira.holt"),
        v1.SupersedeEntryRequest(name="customers/u2/entries/e2", entry=said()),
        v1.SearchEntriesRequest(customer="customers/u1", query="word"),
        v1.RestrictProcessingRequest(
            customer="customers/u4",
            purposes=["PURPOSE_RESEARCH"],
            status="RESTRICTION_STATUS_RESTRICTED",
            reason="They asked.",
            recorder="agents/mira.holt",
        ),
        v1.LookupCustomerRequest(identity=ADA),
        v1.ListCustomersRequest(page_size=3),
        v1.SearchCustomersRequest(query="ada"),
        v1.LinkIdentityRequest(customer="customers/u5", identity=ADA, recorder="agents/mira.holt"),
        v1.UnlinkIdentityRequest(
            customer="customers/u5", identity=ADA, reason="Not theirs.", recorder="agents/mira.holt"
        ),
        v1.MergeCustomersRequest(
            surviving_customer="customers/u5",
            merged_customer="customers/u6",
            reason="One person.",
            recorder="agents/mira.holt",
        ),
        v1.UnmergeCustomersRequest(merged_customer="customers/u6", reason="Two.", recorder="agents/mira.holt"),
        v1.GetPolicyRequest(),
        v1.ListPoliciesRequest(page_size=3),
        v1.UpdatePolicyRequest(policy=v1.Policy(time_zone="Europe/Lisbon"), recorder="agents/mira.holt"),
        v1.ListCommitmentsRequest(owner="agents/mira.holt", overdue=True, page_size=3),
        v1.UpdateCommitmentRequest(
            name="customers/u3/entries/promise", status="COMMITMENT_STATUS_KEPT", recorder="agents/mira.holt"
        ),
        v1.GetProfileRequest(customer="customers/u1"),
        v1.BatchGetProfilesRequest(customers=["customers/u1", "customers/u9"]),
        v1.GetBriefRequest(
            customer="customers/u1",
            purpose="PURPOSE_SERVICE",
            format="BRIEF_FORMAT_PROMPT",
            budget=v1.BriefBudget(characters=600),
            roles=["desk"],
        ),
        v1.ListEntriesRequest(customer="customers/u1", page_size=3),
        v1.ScreenOffersRequest(customer="customers/u1", **screening),
        v1.ReleaseReservationRequest(name="customers/u1/entries/e1", recorder="agents/mira.holt"),
        v1.BatchScreenOffersRequest(customers=["customers/u1", "customers/u9"], **screening),
        v1.ImportOffersRequest(offers=[CLUB]),
        v1.GetOfferRequest(name="offers/golf-club"),
        v1.ListOffersRequest(page_size=3),
        v1.ImportTopicsRequest(topics=[v1.Topic(path="t1", label="One"), v1.Topic(path="t1/s1", label="Below")]),
        v1.ListTopicsRequest(ancestor="sports"),
        v1.SearchTopicsRequest(query="golf"),
        v1.ListChangesRequest(page_size=3),
        v1.WatchChangesRequest(),
        v1.ExportProfilesRequest(form="EXPORT_FORM_LEDGERS"),
        v1.GetFrictionReportRequest(rows_max=3),
        v1.CompareTierWithIndividualRequest(
            customers=[v1.TieredCustomer(customer="customers/u1", tier="gold")],
            rules=[v1.TierRule(tier="gold", all_offers=True)],
            **screening,
        ),
    )
    audience = (
        v1.ScreenAudienceRequest(open=v1.AudienceOpen(**screening)),
        v1.ScreenAudienceRequest(customers=["customers/u1", "customers/u9"]),
        v1.ScreenAudienceRequest(customers=["customers/u2"]),
    )
    return {type(request).DESCRIPTOR.name: (request,) for request in alone} | {"ScreenAudienceRequest": audience}


def hostile_requests(seed: int, count: int) -> Iterator[tuple[MethodDescriptor, list[bytes]]]:
    """So many times a method and the messages for it, of which one at least is hostile; the same for the same seed."""
    dice = random.Random(seed)
    every = methods()
    kinds: Sequence[Callable[[random.Random, Descriptor, Message], bytes]] = (
        _noise,
        _damaged,
        _with_a_lone_surrogate,
        _wild,
        _plausible_all_over,
        *(_good_but_for_a_field_or_two,) * 6,
    )
    for number in range(count):
        method = every[number % len(every)]
        good = good_requests()[method.input_type.name]
        messages = [message.SerializeToString() for message in good]
        for place in {dice.randrange(len(good)) for _ in good}:
            messages[place] = dice.choice(kinds)(dice, method.input_type, good[place])
            while len(messages[place]) > BYTES_MAX:
                messages[place] = dice.choice(kinds)(dice, method.input_type, good[place])
        yield method, messages


def _noise(dice: random.Random, *_: object) -> bytes:
    return dice.randbytes(dice.choice((0, 1, 2, 5, 20, 300)))


def _damaged(dice: random.Random, kind: Descriptor, good: Message) -> bytes:
    data = bytearray(_good_but_for_a_field_or_two(dice, kind, good))
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(data) + 1)
        data[place : place + dice.randint(0, 2)] = dice.randbytes(dice.randint(0, 2))
    return bytes(data)


def _with_a_lone_surrogate(dice: random.Random, kind: Descriptor, good: Message) -> bytes:
    message = _copy(good) if dice.random() < 0.5 else _filled(dice, kind, wildness=0.02)
    texts = list(_texts(message))
    if texts:
        _set_text(*dice.choice(texts), dice.choice((STAND_IN, f"{STAND_IN}b", f"a{STAND_IN}")))
    return message.SerializeToString().replace(STAND_IN.encode(), LONE_SURROGATE)


def lone_surrogates() -> Iterator[tuple[MethodDescriptor, list[bytes]]]:
    """For each string of each good request one that has a lone surrogate there."""
    for method, place, number in _every_text():
        messages = [_copy(message) for message in good_requests()[method.input_type.name]]
        _set_text(*list(_texts(messages[place]))[number], f"a{STAND_IN}")
        stand_in = STAND_IN.encode()
        yield method, [message.SerializeToString().replace(stand_in, LONE_SURROGATE) for message in messages]


def huge_requests(seed: int, sizes: Sequence[int]) -> Iterator[tuple[MethodDescriptor, list[bytes]]]:
    """For each of these numbers of bytes a good request, but for a string that makes it as large."""
    dice = random.Random(seed)
    every = list(_every_text())
    for size in sizes:
        method, place, number = dice.choice(every)
        messages = [_copy(message) for message in good_requests()[method.input_type.name]]
        owner, field = list(_texts(messages[place]))[number]
        _set_text(owner, field, "x" * size)
        bytes_left = 2 * size - messages[place].ByteSize()
        _set_text(owner, field, _of_bytes(dice.choice(("x", "\0", "é", "🍷")), bytes_left))
        yield method, [message.SerializeToString() for message in messages]


def _every_text() -> Iterator[tuple[MethodDescriptor, int, int]]:
    """The strings of the good requests: which message of the method's, and which string of that."""
    for method in methods():
        for place, good in enumerate(good_requests()[method.input_type.name]):
            for number, _ in enumerate(_texts(good)):
                yield method, place, number


def _of_bytes(character: str, count: int) -> str:
    return character * (count // len(character.encode())) + "x" * (count % len(character.encode()))


def _texts(message: Message) -> Iterator[tuple[Message, FieldDescriptor]]:
    """The strings that are set in it, each as its field and whose that is."""
    for field, value in message.ListFields():
        if field.type == FieldDescriptor.TYPE_STRING:
            yield message, field
        elif field.message_type is not None:
            for below in value if field.is_repeated else [value]:
                yield from _texts(below)


def _set_text(message: Message, field: FieldDescriptor, text: str) -> None:
    message.ClearField(field.name)
    _set(message, field, [text])


def _copy(message: Message) -> Message:
    copy = type(message)()
    copy.CopyFrom(message)
    return copy


def _wild(dice: random.Random, kind: Descriptor, _: Message) -> bytes:
    return _filled(dice, kind, wildness=0.7).SerializeToString()


def _plausible_all_over(dice: random.Random, kind: Descriptor, _: Message) -> bytes:
    return _filled(dice, kind, wildness=dice.choice((0.0, 0.02, 0.1))).SerializeToString()


def _good_but_for_a_field_or_two(dice: random.Random, _kind: Descriptor, good: Message) -> bytes:
    message = _copy(good)
    for _ in range(dice.choice((1, 1, 2))):
        _change_somewhere(dice, message)
    return message.SerializeToString()


def _change_somewhere(dice: random.Random, message: Any) -> None:
    """Walks down at random and sets a field there."""
    while True:
        field = dice.choice(message.DESCRIPTOR.fields)
        below = getattr(message, field.name)
        if field.message_type is None or dice.random() < 0.2:
            break
        if field.is_repeated and not below:
            break
        message = dice.choice(below) if field.is_repeated else below
    message.ClearField(field.name)
    if dice.random() < 0.1:
        return
    count = 1 if not field.is_repeated else dice.choice((1, 1, 2, 3, 21))
    _set(message, field, [_value(dice, field, 0.5, DEPTH_MAX - 1) for _ in range(count)])


def _set(message: Any, field: Any, values: list[Any]) -> None:
    if field.is_repeated:
        getattr(message, field.name).extend(values)
    elif field.message_type is not None:
        getattr(message, field.name).CopyFrom(values[0])
    else:
        setattr(message, field.name, values[0])


def _filled(dice: random.Random, kind: Any, *, wildness: float, depth: int = 0) -> Message:
    message = GetMessageClass(kind)()
    chosen = {oneof.name: dice.choice(oneof.fields).name for oneof in kind.oneofs if dice.random() < 0.95}
    for field in kind.fields:
        if field.containing_oneof is not None and chosen.get(field.containing_oneof.name) != field.name:
            continue
        if dice.random() < 0.15 or depth > DEPTH_MAX:
            continue
        many = (1, 1, 2, 3) if dice.random() > wildness else (0, 21, 101)
        count = dice.choice(many) if field.is_repeated else 1
        _set(message, field, [_value(dice, field, wildness, depth) for _ in range(count)])
    return message


def _value(dice: random.Random, field: FieldDescriptor, wildness: float, depth: int) -> Any:
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return _filled(dice, field.message_type, wildness=wildness, depth=depth + 1)
    tame = dice.random() >= wildness
    if field.type == FieldDescriptor.TYPE_STRING:
        return _plausible(dice, field) if tame else dice.choice(STRINGS)
    if tame and field.enum_type is not None:
        return dice.choice(field.enum_type.values[1:]).number
    if tame and field.name == "seconds":
        return dice.randint(1_500_000_000, 1_900_000_000)
    if tame and field.name == "nanos":
        return dice.randrange(1_000_000_000)
    if tame and field.type == FieldDescriptor.TYPE_BOOL:
        return True
    return dice.choice(NUMBERS[field.type])


def _plausible(dice: random.Random, field: Any) -> str:
    """What passes the field's rules more often than not, so that the fuzz gets further in than the validation."""
    few = dice.randint(1, CUSTOMERS)
    names: dict[str, Sequence[str]] = {
        "Entry": ("", "", f"customers/u{few}/entries/e{few}"),
        "RetractEntryRequest": (f"customers/u{few}/entries/e{few}",),
        "UpdateCommitmentRequest": (f"customers/u{few}/entries/e{few}",),
        "GetOfferRequest": (f"offers/o{few}",),
    }
    by_name: dict[str, Sequence[str]] = {
        "name": names.get(field.containing_type.name, ("x",)),
        "customer": (f"customers/u{few}",),
        "customers": (f"customers/u{few}", f"customers/u{dice.randint(1, 99)}"),
        "topic": ("sports/golf", "culture", "sport/golf"),
        "topics": ("sports/golf", "culture", "x"),
        "path": (f"t{few}", f"t{few}/s{dice.randint(1, 5)}"),
        "moved_to": ("", f"t{few}", f"t{few}/s{dice.randint(1, 5)}"),
        "ancestor": ("", "sports"),
        "offer_id": (f"o{dice.randint(1, 99)}",),
        "offer_ids": (f"o{dice.randint(1, 99)}",),
        "offer_type": ("membership", "gift"),
        "source_id": ("", f"row-{few}"),
        "source_system": ("", "crm"),
        "request_id": ("", f"00000000-0000-7000-8000-00000000000{few}"),
        "etag": ("", "", "r1", f"r{few}"),
        "page_token": ("",),
    }
    return dice.choice(by_name.get(field.name, ("Words.", "agents/mira.holt", "golf", "🏌️")))
