"""The server's command line: `regard-server serve` and `regard-server migrate`."""

import argparse
import asyncio
import gc
import logging
import signal
import socket
import sys

import uvloop

from regard_server.bootstrap import claim, migrate_only, open_worker, shown
from regard_server.rpc.server import Server
from regard_server.settings import BadSetting, Settings, read_settings

EXIT_BAD_SETTING = 2
GC_YOUNG_MAX = 50_000
"""How many new objects make Python look for cycles. A profile is hundreds of objects without any, so looking often costs
much and finds nothing."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="regard-server", description="Keeps what customers told you, and screens offers by it."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer calls until interrupted (REGARD_LISTEN, REGARD_DATABASE_URL)")
    serve.add_argument("--samples", action="store_true", help="add the sample customers when the database is empty")
    commands.add_parser("migrate", help="bring the database's schema to this release (REGARD_DATABASE_URL)")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of what is run again
    try:
        settings = read_settings()
        if arguments.command == "migrate":
            migrate_only(settings.database_url)
        else:
            _serve(settings, samples=arguments.samples)
    except BadSetting as error:
        sys.exit(_say(f"regard-server: {error}"))


def _serve(settings: Settings, *, samples: bool) -> None:
    lock = claim(settings.database_url)
    gc.set_threshold(GC_YOUNG_MAX, 20, 50)
    try:
        uvloop.run(_serve_until_interrupted(settings, samples=samples))
    finally:
        if lock is not None:
            lock.close()


async def _serve_until_interrupted(settings: Settings, *, samples: bool) -> None:
    _check_free(settings.listen)
    worker = open_worker(
        settings.database_url,
        entries_in_memory_max=settings.entries_in_memory_max,
        searched_characters_in_memory_max=settings.searched_characters_in_memory_max,
        full_text_index=settings.full_text_index,
    )
    server = Server(worker)
    try:
        port = await server.start(settings.listen)
    except RuntimeError as error:
        await worker.close()
        raise BadSetting(f"can't listen on {settings.listen}: is another server there?") from error
    interrupted = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, interrupted.set)
    target = f"{settings.listen.rpartition(':')[0]}:{port}"
    print(f"regard-server: listening on {target}, database {shown(settings.database_url)}", flush=True)
    tour = asyncio.create_task(_tour(target)) if samples else None
    await interrupted.wait()
    if tour is not None:
        tour.cancel()
    print("regard-server: finishing the calls under way", flush=True)
    await server.stop(settings.stop_grace_seconds)
    await worker.close()


def _check_free(listen: str) -> None:
    """Before gRPC tries, which would print lines of its own. Raises BadSetting."""
    host, _, port = listen.rpartition(":")
    try:
        with socket.create_server((host.strip("[]"), int(port)), family=_family(host)):
            return
    except OSError as error:
        raise BadSetting(f"can't listen on {listen}: {error.strerror}; is another server there?") from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


async def _tour(listen: str) -> None:
    from regard_server.samples.tour import show  # noqa: PLC0415  the client is only needed for the samples

    await show(listen)


def _say(line: str) -> int:
    print(line, file=sys.stderr)
    return EXIT_BAD_SETTING


if __name__ == "__main__":
    main()
