"""Whatever is sent to whatever method: an answer or a refusal in the contract's words, never a mistake of ours."""

from collections import Counter, deque
from pathlib import Path
from random import SystemRandom
from typing import Any

import grpc

from regard import Client
from regard.errors import from_rpc_error

from .entries import said
from .hostile_messages import CUSTOMERS, hostile_requests, methods

INPUTS = 4_000
UNDER_WAY_MAX = 16
REFUSALS = {"INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "ABORTED"}


def outcome(under_way: Any) -> tuple[str, str]:
    """The status and, of a refusal, its reason."""
    try:
        under_way.result(timeout=30)
    except grpc.RpcError as failed:
        error = from_rpc_error(failed)
        return error.code.name, error.reason
    return "OK", ""


def test_no_input_whatsoever_meets_a_mistake_of_ours(target: str, tmp_path: Path) -> None:
    seed = SystemRandom().randrange(2**32)
    tally: Counter[tuple[str, str]] = Counter()
    answered: set[str] = set()
    under_way: deque[tuple[str, bytes, Any]] = deque()

    def take_in() -> None:
        method, data, future = under_way.popleft()
        code, reason = outcome(future)
        fine = code == "OK" or (code in REFUSALS and reason)
        if not fine:
            (tmp_path / "input").write_bytes(data)
        assert fine, f"seed {seed}: {method} answered {code} {reason} to the bytes in {tmp_path / 'input'}"
        tally[code, reason] += 1
        if code == "OK":
            answered.add(method)

    with Client(target) as client:
        for number in range(1, CUSTOMERS + 1):
            client.record_entries(f"u{number}", [said(name=f"customers/u{number}/entries/e{number}")])
    with grpc.insecure_channel(target) as channel:
        send: dict[str, Any] = {
            f"/{method.containing_service.full_name}/{method.name}": channel.unary_unary(
                f"/{method.containing_service.full_name}/{method.name}"
            )
            for method in methods()
        }
        for method, data in hostile_requests(seed, INPUTS):
            under_way.append((method, data, send[method].future(data, timeout=30)))
            if len(under_way) >= UNDER_WAY_MAX:
                take_in()
        while under_way:
            take_in()

    print(f"seed {seed}: {dict(tally)}")
    assert sum(tally.values()) == INPUTS
    assert answered == send.keys(), f"seed {seed}: only refusals from {send.keys() - answered}"
    with Client(target) as client:
        client.record_entries("alive", [said()])
        assert client.get_profile("alive").profile.revision == 1
