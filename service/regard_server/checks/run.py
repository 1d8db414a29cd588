"""All checks, in the order in which a server would stumble."""

from collections.abc import Iterator
from datetime import datetime

from regard_server.checks.database import check_database
from regard_server.checks.finding import Finding
from regard_server.checks.machine import check_memory, check_port, check_workers
from regard_server.checks.messenger import check_messenger
from regard_server.settings import BadSetting, read_settings


def run_checks(*, settings_file: str | None, now: datetime) -> bool:
    """Prints a line for each. Whether all is well."""
    is_well = True
    for finding in _findings(settings_file, now):
        print(finding, flush=True)
        is_well &= not finding.is_wrong
    return is_well


def _findings(settings_file: str | None, now: datetime) -> Iterator[Finding]:
    try:
        settings = read_settings(file=settings_file)
    except BadSetting as error:
        yield Finding("settings", str(error), "correct it; what follows from the settings can only be checked then")
        return
    yield Finding("settings", "all are known, and can be used")
    yield check_workers(settings)
    yield check_memory(settings)
    yield check_port(settings)
    messenger = check_messenger(settings)
    if messenger is not None:
        yield messenger
    yield from check_database(settings, now)
