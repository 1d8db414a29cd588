"""Whatever is sent to whatever method: an answer or a refusal in the contract's words, never a mistake of ours."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from random import SystemRandom
from typing import Any, NoReturn

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor

from regard import Client
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.rpc import screener, worker
from regard_server.rpc.interceptor import MESSAGE_BYTES_MAX
from regard_server.rpc.profile_service import ProfileService

from .entries import offers, promised, said
from .hostile_messages import (
    CUSTOMERS,
    good_requests,
    hostile_requests,
    huge_requests,
    lone_surrogates,
    methods,
    path_of,
)
from .outcomes import Outcome, begin, outcomes

INPUTS = 1_500
HUGE = 3
"""Times each of some sizes."""
UNDER_WAY_MAX = 16
BATCHES: dict[str, tuple[Any, str]] = {
    "BatchRecordEntries": (worker, "record_entries"),
    "BatchGetProfiles": (ProfileService, "_profile_bytes"),
    "BatchScreenOffers": (screener, "screen"),
    "ScreenAudience": (screener, "screen"),
}
"""Methods that answer each of several customers alone, and what is done for each of them."""


def _rests_on_others(method: MethodDescriptor) -> int:
    """Whom an identity is of is known once it is linked; what is undone has been done and asked about."""
    return 2 if method.name.startswith("Un") else method.name == "LookupCustomer"


def test_no_input_whatsoever_meets_a_mistake_of_ours(target: str, tmp_path: Path, soak: int) -> None:
    inputs = INPUTS * soak
    seed = SystemRandom().randrange(2**32)
    tally: Counter[tuple[str, str]] = Counter()
    answered: set[str] = set()
    within: Counter[tuple[str, str]] = Counter()
    under_way: deque[tuple[MethodDescriptor, list[bytes], Callable[[], Iterator[bytes]]]] = deque()

    def take_in() -> None:
        method, messages, wait = under_way.popleft()
        *of_items, of_call = outcomes(method, wait)
        if wrong := [one for one in (*of_items, of_call) if not one.is_fine]:
            (tmp_path / "input").write_text("\n".join(message.hex() for message in messages))
            pytest.fail(f"seed {seed}: {path_of(method)} answered {wrong[0]} to the messages in {tmp_path / 'input'}")
        tally[of_call.code, of_call.reason] += 1
        within.update((one.code, one.reason) for one in of_items)

    with Client(target) as client:
        for number in range(1, CUSTOMERS + 1):
            client.record_entries(f"u{number}", [said(name=f"customers/u{number}/entries/e{number}")])
        client.record_entries("u3", [promised("customers/u3/entries/promise")])
        # What is released has a name that the service makes.
        asked = client.screen_offers("u1", offers(1), purpose="service", channel="app", reserve=True)
        client.release_reservation(asked.decisions[0].reservation)
        answered.add("/regard.v1.ScreeningService/ReleaseReservation")
    with grpc.insecure_channel(target) as channel:
        for method in sorted(methods(), key=_rests_on_others):
            good = [message.SerializeToString() for message in good_requests()[method.input_type.name]]
            if outcomes(method, begin(channel, method, good)) == [Outcome("OK")]:
                answered.add(path_of(method))
        # Without the full-text index, which is off here, nobody is found by name.
        assert {path_of(method) for method in methods()} - answered == {"/regard.v1.CustomerService/SearchCustomers"}
        for method, messages in hostile_requests(seed, inputs):
            under_way.append((method, messages, begin(channel, method, messages)))
            if len(under_way) >= UNDER_WAY_MAX:
                take_in()
        while under_way:
            take_in()

    print(f"seed {seed}: {dict(tally)}, and within answers {dict(within)}")
    assert sum(tally.values()) == inputs
    with Client(target) as client:
        client.record_entries("alive", [said()])
        assert client.get_profile("alive").profile.revision == 1


def test_a_string_with_a_lone_surrogate_is_refused_wherever_it_is(target: str) -> None:
    with grpc.insecure_channel(target) as channel:
        for method, messages in lone_surrogates():
            refused = outcomes(method, begin(channel, method, messages))[-1]
            assert refused[:2] == ("INVALID_ARGUMENT", "MALFORMED_MESSAGE"), (path_of(method), messages)
            assert refused.is_fine


def test_a_message_of_megabytes_meets_none_either_up_to_what_the_server_takes_and_beyond(
    target: str, soak: int
) -> None:
    seed = SystemRandom().randrange(2**32)
    sizes = (4_000_000, MESSAGE_BYTES_MAX - 1, MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX + 1) * HUGE * soak
    with grpc.insecure_channel(target) as channel:
        for size, (method, messages) in zip(sizes, huge_requests(seed, sizes), strict=True):
            assert max(map(len, messages)) == size
            found = outcomes(method, begin(channel, method, messages))
            if size > MESSAGE_BYTES_MAX:  # which gRPC itself refuses, unread
                assert found[-1].code == "RESOURCE_EXHAUSTED", f"seed {seed}: {path_of(method)}"
            else:
                wrong = [one for one in found if not one.is_fine]
                assert not wrong, f"seed {seed}: {path_of(method)} answered {wrong[0]}"
    with Client(target) as client:
        client.record_entries("alive", [said()])
        assert client.get_profile("alive").profile.revision == 1


@pytest.mark.parametrize(
    "mistake",
    [
        RuntimeError("a mistake of ours"),
        InvalidFields(FieldViolation("customer", "File service.py, line 1: KeyError")),
    ],
    ids=["that is told by its id", "that tells of itself"],
)
def test_control_a_mistake_is_seen_in_an_answer_that_is_ok(
    target: str, monkeypatch: pytest.MonkeyPatch, mistake: Exception
) -> None:
    def explode(*_: object, **__: object) -> NoReturn:
        raise mistake

    of_several = [method for method in methods() if method.name in BATCHES]
    with grpc.insecure_channel(target) as channel:
        for method in of_several:
            good = [message.SerializeToString() for message in good_requests()[method.input_type.name]]
            with monkeypatch.context() as broken:
                broken.setattr(*BATCHES[method.name], explode)
                *of_items, of_call = outcomes(method, begin(channel, method, good))
            assert of_call == Outcome("OK"), method.name
            assert not any(one.is_fine for one in of_items), method.name
            assert of_items, method.name
    assert len(of_several) == len(BATCHES)
