"""The process that answers calls: alone, or as one of the workers of a supervisor. One event loop."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import Coroutine
from dataclasses import fields
from enum import Enum, auto
from typing import Any

import uvloop

from regard_server.bootstrap import claim, open_worker, shown
from regard_server.processes.line import Line, Message
from regard_server.processes.port import check_free
from regard_server.rpc.admission import Limits
from regard_server.rpc.server import Server
from regard_server.rpc.worker import Worker
from regard_server.settings import BadSetting, Settings

GC_YOUNG_MAX = 50_000
"""How many new objects make Python look for cycles. A profile is hundreds of objects without any, so looking often costs
much and finds nothing."""

log = logging.getLogger(__name__)


class End(Enum):
    """Why a server is to end."""

    STOPPED = auto()
    REPLACED = auto()
    """Others listen on its port: callers go there."""


def serve_alone(settings: Settings, *, samples: bool) -> None:
    """Until it is interrupted. Raises BadSetting."""
    lock = claim(settings.database_url)
    try:
        _run(_serve_alone(settings, samples=samples))
    finally:
        if lock is not None:
            lock.close()


def serve_as_worker(settings: Settings, line: int) -> None:
    """Until the supervisor at the other end of the line, a descriptor, says so or is gone. Raises BadSetting."""
    lock = claim(settings.database_url, is_alone=False)
    try:
        _run(_serve_as_worker(settings, socket.socket(fileno=line)))
    finally:
        if lock is not None:
            lock.close()


def _run(serving: Coroutine[Any, Any, None]) -> None:
    gc.set_threshold(GC_YOUNG_MAX, 20, 50)
    uvloop.run(serving)


async def _serve_alone(settings: Settings, *, samples: bool) -> None:
    check_free(settings.listen)
    worker, server, target = await _started(settings, is_alone=True)
    interrupted = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, interrupted.set)
    print(f"regard-server: listening on {target}, database {shown(settings.database_url)}", flush=True)
    tour = asyncio.create_task(_tour(target)) if samples else None
    await interrupted.wait()
    if tour is not None:
        tour.cancel()
    print("regard-server: finishing the calls under way", flush=True)
    await server.stop(settings.stop_grace_seconds, notice_seconds=settings.stop_notice_seconds)
    await worker.close()


async def _serve_as_worker(settings: Settings, end: socket.socket) -> None:
    line = await Line.over(end)
    worker, server, _ = await _started(settings, is_alone=False)
    terminated = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminated.set)
    line.say(Message.READY)
    notice_seconds = settings.stop_notice_seconds
    if await _told_to_end(line, terminated) is End.REPLACED:
        log.info("another has its place: letting the callers go there")
        await _first_of(asyncio.create_task(server.hand_over()), asyncio.create_task(_told_to_end(line, terminated)))
        notice_seconds = 0  # nobody is left who would look for it
    log.info("finishing the calls under way")
    await server.stop(settings.stop_grace_seconds, notice_seconds=notice_seconds)
    await worker.close()
    await line.close()


async def _started(settings: Settings, *, is_alone: bool) -> tuple[Worker, Server, str]:
    worker = open_worker(
        settings.database_url,
        entries_in_memory_max=settings.entries_in_memory_max,
        searched_characters_in_memory_max=settings.searched_characters_in_memory_max,
        full_text_index=settings.full_text_index,
        changes_kept_seconds=settings.changes_kept_seconds,
        is_alone=is_alone,
        messenger_url=settings.messenger_url,
    )
    server = Server(
        worker,
        shares_port=not is_alone,
        connection_seconds_max=settings.connection_seconds_max,
        limits=_limits(settings),
    )
    try:
        port = await server.start(settings.listen)
    except RuntimeError as error:
        await worker.close()
        raise BadSetting(f"can't listen on {settings.listen}: is another server there?") from error
    return worker, server, f"{settings.listen.rpartition(':')[0]}:{port}"


def _limits(settings: Settings) -> Limits:
    return Limits(**{field.name: getattr(settings, field.name) for field in fields(Limits)})


async def _told_to_end(line: Line, terminated: asyncio.Event) -> End:
    hearing = asyncio.create_task(line.hear())
    await _first_of(hearing, asyncio.create_task(terminated.wait()))
    is_replaced = not hearing.cancelled() and hearing.result() is Message.REPLACED
    return End.REPLACED if is_replaced else End.STOPPED


async def _first_of(*tasks: "asyncio.Task[Any]") -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _tour(listen: str) -> None:
    from regard_server.samples.tour import show  # noqa: PLC0415  the client is only needed for the samples

    await show(listen)
