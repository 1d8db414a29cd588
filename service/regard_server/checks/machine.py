"""What is asked of the machine: processors, memory, the port, the disk."""

import os
import shutil
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from regard_server.checks.finding import Finding
from regard_server.processes.port import check_free
from regard_server.settings import BadSetting, Settings

BYTES_PER_ENTRY = 1500
BYTES_PER_SEARCHED_CHARACTER = 12
BYTES_PER_WORKER = 150_000_000
"""Of a worker that has nothing in memory yet."""
GIGABYTE = 1_000_000_000
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
HEALTH_SECONDS_MAX = 2


def check_workers(settings: Settings) -> Finding:
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    said = f"{settings.workers} on {processors} processors"
    if settings.workers > processors:
        return Finding("workers", said, f"more than one a processor gain nothing: set REGARD_WORKERS to {processors}")
    return Finding("workers", said)


def check_memory(settings: Settings, *, bytes_there: int | None = None) -> Finding:
    each = (
        BYTES_PER_WORKER
        + settings.entries_in_memory_max * BYTES_PER_ENTRY
        + settings.searched_characters_in_memory_max * BYTES_PER_SEARCHED_CHARACTER
    )
    there = _memory_bytes() if bytes_there is None else bytes_there
    said = f"up to {settings.workers * each / GIGABYTE:.1f} GB for all workers, of {there / GIGABYTE:.1f} GB"
    if settings.workers * each <= there:
        return Finding("memory", said)
    entries = max(0, (there // settings.workers - each) // BYTES_PER_ENTRY + settings.entries_in_memory_max)
    return Finding(
        "memory", said, f"set REGARD_ENTRIES_IN_MEMORY_MAX to {entries // 1000 * 1000} at most, or add memory"
    )


def check_port(settings: Settings) -> Finding:
    try:
        check_free(settings.listen)
    except BadSetting as error:
        status = _health(settings.listen)
        if status is None:
            return Finding("port", str(error), "stop what listens there, or give another port by REGARD_LISTEN")
        if status != "SERVING":
            return Finding(
                "port", f"the server at {settings.listen} says {status}", "wait until it has stopped or started"
            )
        return Finding("port", f"a server of health SERVING listens on {settings.listen}")
    return Finding("port", f"{settings.listen} is free")


def check_disk(folder: Path, *, needed: int) -> Finding:
    free = shutil.disk_usage(folder).free
    said = f"{free / GIGABYTE:.1f} GB free in {folder}"
    if free < needed:
        return Finding(
            "disk", said, f"make room: {needed / GIGABYTE:.1f} GB at least, for what is written and for the log of it"
        )
    return Finding("disk", said)


def _memory_bytes() -> int:
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        return min(machine, int(CONTAINER_LIMIT.read_text()))
    except (OSError, ValueError):  # there is none, or it is "max"
        return machine


def _health(target: str) -> str | None:
    """None where no server of gRPC answers."""
    with grpc.insecure_channel(target) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        try:
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=HEALTH_SECONDS_MAX)
        except grpc.RpcError:
            return None
    return str(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))
