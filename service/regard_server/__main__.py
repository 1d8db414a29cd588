"""The server's command line: `regard-server serve`, `migrate` and `check`."""

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from regard_server.settings import BadSetting, Settings, read_settings

EXIT_WRONG, EXIT_BAD_SETTING = 1, 2


def main(arguments: Sequence[str] | None = None) -> None:
    told = _parser().parse_args(arguments)
    _log(told.worker if told.command == "serve" else None)
    if told.command == "check":
        sys.exit(_check(told.settings))
    try:
        settings = read_settings(file=told.settings)
        if told.command == "migrate":
            _migrate(settings)
        else:
            _serve(settings, told)
    except BadSetting as error:
        print(f"regard-server: {error}", file=sys.stderr)
        sys.exit(EXIT_BAD_SETTING)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="regard-server",
        description="Keeps what customers told you, and screens offers by it.",
        epilog="Settings are in the environment (REGARD_LISTEN, REGARD_DATABASE_URL, …) or in a file (listen, "
        "database_url, …); the environment wins.",
    )
    parser.add_argument("--settings", metavar="FILE", help="a TOML file of settings (default: REGARD_SETTINGS)")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer calls until interrupted (REGARD_LISTEN, REGARD_DATABASE_URL)")
    serve.add_argument("--samples", action="store_true", help="add the sample customers when the database is empty")
    serve.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="processes that answer, on one port; from 2 on they are supervised, and SIGHUP replaces them one after the "
        "other without a failed call (default: REGARD_WORKERS)",
    )
    # How a supervisor starts its workers.
    serve.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    serve.add_argument("--line", type=int, help=argparse.SUPPRESS)
    serve.add_argument("--listen", help=argparse.SUPPRESS)
    commands.add_parser("migrate", help="bring the database's schema to this release (REGARD_DATABASE_URL)")
    commands.add_parser("check", help="say what is wrong, and how to mend it; exit code 1 where anything is")
    return parser


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("give a whole number from 1")
    return int(text)


def _log(worker: int | None) -> None:
    who = "" if worker is None else f"worker {worker} "
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s %(levelname)s {who}%(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of what is run again


# What each command needs is loaded with it: a supervisor has to live on whatever becomes of gRPC and of the database.


def _check(settings_file: str | None) -> int:
    from regard_server.checks.run import run_checks  # noqa: PLC0415

    return 0 if run_checks(settings_file=settings_file, now=datetime.now(UTC)) else EXIT_WRONG


def _migrate(settings: Settings) -> None:
    from regard_server.bootstrap import migrate_only  # noqa: PLC0415

    migrate_only(settings.database_url)


def _serve(settings: Settings, told: argparse.Namespace) -> None:
    settings = replace(settings, workers=told.workers or settings.workers, listen=told.listen or settings.listen)
    if told.worker is None and settings.workers > 1:
        from regard_server.processes.supervising import supervise  # noqa: PLC0415

        sys.exit(supervise(settings, settings_file=told.settings, samples=told.samples))
    from regard_server.processes.serving import serve_alone, serve_as_worker  # noqa: PLC0415

    if told.worker is None:
        serve_alone(settings, samples=told.samples)
    else:
        serve_as_worker(settings, told.line)


if __name__ == "__main__":
    main()
