"""The process of a supervisor. It loads nothing of gRPC and of the database: it has to live on whatever happens to those."""

import asyncio
import sys

from regard_server.processes.port import address_of, hold
from regard_server.processes.supervisor import Supervisor
from regard_server.settings import Settings

STOPPING_SECONDS = 10.0
"""What a worker needs to stop beside its grace: to tell callers, and to finish what it writes."""
EXIT_BAD_SETTING = 2


def supervise(settings: Settings, *, settings_file: str | None, samples: bool) -> int:
    """Until it is interrupted. Answers the exit code. Raises BadSetting."""
    with hold(settings.listen) as held:
        target = address_of(held, settings.listen)
        return asyncio.run(_supervise(settings, target, settings_file, samples=samples))


async def _supervise(settings: Settings, target: str, settings_file: str | None, *, samples: bool) -> int:
    stopping = settings.stop_notice_seconds + settings.stop_grace_seconds + STOPPING_SECONDS
    supervisor = Supervisor(
        _program(target, settings_file),
        workers=settings.workers,
        stop_seconds_max=stopping,
        replace_seconds_max=settings.connection_seconds_max * 1.1 + stopping,
    )
    ready = await supervisor.start()
    if not ready:
        await supervisor.stop()
        return 0 if supervisor.is_stopping else EXIT_BAD_SETTING
    print(f"regard-server: listening on {target}, workers: {ready}", flush=True)
    tour = await _tour(target) if samples else None
    await supervisor.run()
    if tour is not None and tour.returncode is None:
        tour.terminate()
    return 0


async def _tour(target: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "regard_server.samples.tour", target), start_new_session=True
    )


def _program(target: str, settings_file: str | None) -> list[str]:
    """What starts a worker, but for what is that worker's own."""
    chosen = [] if settings_file is None else ["--settings", settings_file]
    return [sys.executable, "-m", "regard_server", *chosen, "serve", "--listen", target]
