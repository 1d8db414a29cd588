"""The commands under one name, and the one place where errors become a line and an exit code."""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from regard.cli.brief import brief
from regard.cli.commitments import commitments
from regard.cli.customers import customers
from regard.cli.entries import entries
from regard.cli.export import export
from regard.cli.failures import INTERRUPTED, explain
from regard.cli.import_ import import_
from regard.cli.note import note
from regard.cli.offers import offers
from regard.cli.offers_classify import classify_offers
from regard.cli.offers_import import import_offers
from regard.cli.policy import policy
from regard.cli.profile import profile
from regard.cli.record import record
from regard.cli.release import release
from regard.cli.report import report
from regard.cli.restrict import restrict
from regard.cli.retract import retract
from regard.cli.screen import screen
from regard.cli.search import search
from regard.cli.settings import Settings, help_if_alone, shared_options
from regard.cli.supersede import supersede
from regard.cli.topics import topics
from regard.cli.topics_import import import_topics
from regard.cli.watch import watch
from regard.cli.why import why
from regard.errors import RegardError


@click.group(invoke_without_command=True)
@shared_options
@click.pass_context
def regard(context: click.Context) -> None:
    """What customers said, and which offers to spare them.

    REGARD_TARGET names the server, REGARD_TOKEN holds the token where it wants one. Dates are shown in UTC.
    """
    help_if_alone(context)


for command in (
    *(
        brief,
        note,
        profile,
        search,
        screen,
        why,
        release,
        record,
        supersede,
        retract,
        entries,
        commitments,
        restrict,
        customers,
    ),
    *(policy, import_, export, watch, topics, offers, report),
):
    regard.add_command(command)
offers.add_command(import_offers)
offers.add_command(classify_offers)
topics.add_command(import_topics)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line, by default that of the process, and answers its exit code."""
    settings = Settings.from_environment()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that can't show a ✓ gets a ?, and not a traceback
    try:
        code = regard.main(arguments, prog_name="regard", standalone_mode=False, obj=settings)
    except (click.ClickException, RegardError, UnicodeEncodeError) as error:
        failure = explain(error, settings.target)
        click.echo(f"regard: {failure.line}", err=True)
        return failure.exit_code
    except click.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0
