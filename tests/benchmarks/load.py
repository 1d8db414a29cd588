"""The load: h2load where it is present, for calls that are all alike; else, and for calls that differ, a client process.

Every function answers calls per second. A call that fails ends the benchmark.
"""

import asyncio
import itertools
import json
import multiprocessing
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import grpc
import uvloop
from processes import LOAD_CPU, pin

CONNECTIONS, STREAMS = 4, 8
CLIENT_PROCESSES = 2
H2LOAD_ATTEMPTS = 3
H2LOAD = shutil.which("h2load")


def driver() -> str:
    return "h2load" if H2LOAD else "a multi-process grpc.aio client, which itself limits the rate: mind the CPU ratios"


def alike(target: str, method: str, body: bytes, seconds: float) -> float:
    """The same call again and again, on 4 connections of 8 streams."""
    _call_once(target, method, body)
    if H2LOAD is None:
        context = multiprocessing.get_context("spawn")
        with context.Pool(CLIENT_PROCESSES, initializer=pin, initargs=(LOAD_CPU,)) as pool:
            share = CONNECTIONS * STREAMS // CLIENT_PROCESSES
            return sum(pool.starmap(_drive, [(target, method, [body], seconds, share)] * CLIENT_PROCESSES))
    return _h2load(
        [f"http://{target}{method}", *("-c", str(CONNECTIONS), "-m", str(STREAMS))],
        {"content-type": "application/grpc", "te": "trailers"},
        struct.pack(">BI", 0, len(body)) + body,
        seconds,
    )


def posted(url: str, body: Any, seconds: float) -> float:
    """The same JSON again and again over HTTP/1.1, with as many in flight."""
    return _h2load(
        [url, "--h1", "-c", str(CONNECTIONS * STREAMS)],
        {"content-type": "application/json"},
        json.dumps(body).encode(),
        seconds,
    )


def _h2load(where: Sequence[str], headers: dict[str, str], data: bytes, seconds: float) -> float:
    assert H2LOAD is not None
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        said = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        printed = _run_h2load([H2LOAD, *where, *said, "-D", str(int(seconds)), "-d", file.name])
    done, succeeded, failed = map(
        int,
        re.search(r"(\d+) done, (\d+) succeeded, (\d+) failed", printed).groups(),  # type: ignore[union-attr]
    )
    assert failed == 0, printed
    assert 0 < done <= succeeded + 1 + CONNECTIONS * STREAMS, printed
    return done / seconds


def _run_h2load(command: list[str]) -> str:
    """What it prints. Now and then it aborts at the end of a timed run (1.52 does); then it runs again."""
    for _ in range(H2LOAD_ATTEMPTS):
        run = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=lambda: pin(LOAD_CPU))
        if run.returncode != -signal.SIGABRT:
            break
    run.check_returncode()
    return run.stdout


def different(
    target: str, method: str, bodies: Sequence[bytes], seconds: float, *, in_flight: int = CONNECTIONS * STREAMS
) -> float:
    """These calls in turn, from a process of its own, so many at a time."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, initializer=pin, initargs=(LOAD_CPU,)) as pool:
        return pool.apply(_drive, (target, method, list(bodies), seconds, in_flight))


def _drive(target: str, method: str, bodies: list[bytes], seconds: float, in_flight: int) -> float:
    return uvloop.run(_drive_async(target, method, itertools.cycle(bodies), seconds, in_flight))


async def _drive_async(target: str, method: str, bodies: Iterator[bytes], seconds: float, in_flight: int) -> float:
    channels = [
        grpc.aio.insecure_channel(target, options=[("grpc.use_local_subchannel_pool", 1)])
        for _ in range(min(CONNECTIONS, in_flight))
    ]
    calls: list[Any] = [channel.unary_unary(method) for channel in channels]
    for call in calls:
        await call(next(bodies))
    begun = time.monotonic()
    counts = await asyncio.gather(
        *(_until(begun + seconds, calls[number % len(calls)], bodies) for number in range(in_flight))
    )
    rate = sum(counts) / (time.monotonic() - begun)
    for channel in channels:
        await channel.close()
    return rate


async def _until(end: float, call: Callable[[bytes], asyncio.Future[bytes]], bodies: Iterator[bytes]) -> int:
    count = 0
    while time.monotonic() < end:
        await call(next(bodies))
        count += 1
    return count


def _call_once(target: str, method: str, body: bytes) -> bytes:
    with grpc.insecure_channel(target) as channel:
        call: Any = channel.unary_unary(method)
        answer: bytes = call(body, timeout=30)
        return answer
