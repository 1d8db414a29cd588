"""What is asked of the database: that it is there, and as this release and these settings need it."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from regard_server.bootstrap import embedded_file, inspected, shown
from regard_server.checks.finding import Finding
from regard_server.checks.machine import GIGABYTE, check_disk
from regard_server.settings import BadSetting, Settings
from regard_server.storage.inspection import FullText, Inspection
from regard_server.storage.migrate import Schema

SECONDS_AHEAD_MAX = 1.0
"""Entries are dated by the server's clock, and those of several servers are compared."""
WAL_BYTES_MAX = GIGABYTE
FREE_BYTES_MIN = GIGABYTE


def check_database(settings: Settings, now: datetime) -> Iterator[Finding]:
    url = settings.database_url
    try:
        file = embedded_file(url)
        if file is not None:
            yield from _check_file(file, now)
            if not file.exists():
                yield Finding("database", f"{file} is made when a server starts")
                return
        found = inspected(url)
    except BadSetting as error:
        yield Finding("database", str(error), _how_to_reach(url))
        return
    yield Finding("database", f"{shown(url)} answers, {found.product}")
    yield _check_schema(found, is_embedded=file is not None)
    if found.schema is not Schema.SERVED:
        return
    yield _check_topics(found)
    yield _check_full_text(found, is_on=settings.full_text_index)
    if found.connections is not None:
        yield _check_connections(found.connections.free, settings.workers * found.connections.per_worker)
    if found.seconds_ahead is not None:
        yield check_clock(found.seconds_ahead)


def _how_to_reach(url: str) -> str:
    if url.startswith("sqlite"):
        return "correct REGARD_DATABASE_URL, or let this user read and write the file and its folder"
    return "see that the database runs, and that REGARD_DATABASE_URL has its host, port, user, password and name"


def _check_file(file: Path, now: datetime) -> Iterator[Finding]:
    folder = next(parent for parent in file.parents if parent.is_dir())
    if not os.access(folder, os.W_OK):
        yield Finding("folder", f"{folder} can't be written to", "let this user write there, or use another folder")
        return
    size = file.stat().st_size if file.exists() else 0
    # Room for the log of changes, and to copy the whole once when an index is removed.
    yield check_disk(folder, needed=FREE_BYTES_MIN + size)
    log = file.with_name(f"{file.name}-wal")
    if not log.exists():
        return
    said = f"the log of changes (WAL) has {log.stat().st_size / 1e6:.0f} MB"
    if log.stat().st_size > WAL_BYTES_MAX:
        yield Finding(
            "log", said, "somebody reads the file without end, a backup or a tool: end that, and it is emptied"
        )
    else:
        yield Finding("log", said)
    if log.stat().st_mtime > now.timestamp() + SECONDS_AHEAD_MAX:
        yield Finding("clock", "the database was written later than now", "set this machine's clock, by NTP")


def _check_schema(found: Inspection, *, is_embedded: bool) -> Finding:
    said = {
        Schema.MISSING: "there is none yet",
        Schema.OLDER: f"is at {found.revision}, older than this release",
        Schema.SERVED: f"is at {found.revision}, which this release serves",
    }[found.schema]
    if found.schema is Schema.SERVED:
        return Finding("schema", said)
    if is_embedded:
        return Finding("schema", f"{said}: it is migrated when a server starts")
    return Finding("schema", said, "run regard-server migrate, before this release serves")


def _check_topics(found: Inspection) -> Finding:
    if found.topics == 0:
        return Finding("topics", "there are none: the default ones are added when a server starts")
    return Finding("topics", f"the taxonomy is there, version {found.topics}")


def _check_full_text(found: Inspection, *, is_on: bool) -> Finding:
    if is_on:
        said = {
            FullText.NONE: "on: the index is made when a server starts",
            FullText.PARTIAL: "on: the index is still taking in what was there before it",
            FullText.WHOLE: "on: the index has all entries",
        }
        return Finding("full text", said[found.full_text])
    if found.full_text is FullText.NONE:
        return Finding("full text", "off, and no word is indexed")
    return Finding(
        "full text",
        "off, and the database has the index: the next server that starts removes it",
        "set REGARD_FULL_TEXT_INDEX=on if it is to stay; else start a server",
    )


def _check_connections(free: int, needed: int) -> Finding:
    said = f"up to {needed} for all workers, of {free} that are free"
    if needed > free:
        return Finding("connections", said, "raise max_connections of the database, or have fewer workers")
    return Finding("connections", said)


def check_clock(seconds_ahead: float) -> Finding:
    said = (
        f"the database's is {abs(seconds_ahead):.1f} s {'ahead of' if seconds_ahead > 0 else 'behind'} this machine's"
    )
    if abs(seconds_ahead) > SECONDS_AHEAD_MAX:
        return Finding("clock", said, "set both by NTP: what is recorded is dated by this machine's")
    return Finding("clock", said)
