"""`regard note`: a conversation, written down from the terminal."""

import sys
from typing import Any

import click

from regard import entries
from regard.cli.choices import instant, one_of
from regard.cli.record import send
from regard.cli.settings import Settings, shared_options
from regard.v1 import Channel


@click.command()
@click.argument("customer")
@click.argument("summary", required=False)
@click.option("--agent", required=True, envvar="REGARD_AGENT", help="Who spoke, such as agents/you; else REGARD_AGENT.")
@click.option(
    "--channel", type=one_of(Channel), default="agent-call", show_default=True, help="By which way you spoke."
)
@click.option("--quote", help="The customer's own words, verbatim.")
@click.option("--restated", metavar="TEXT", help="The issue, as you said it back to them.")
@click.option("--confirmed", is_flag=True, help='They said "yes, that\'s it" to that.')
@click.option("--tried", multiple=True, metavar="TEXT", help="What was tried; may be repeated.")
@click.option("--answer", "answers", multiple=True, nargs=2, metavar="QUESTION ANSWER", help="May be repeated.")
@click.option("--feeling", help="How they felt, in a word or two.")
@click.option("--reading", metavar="TEXT", help="What you think lies behind their words; kept apart from them.")
@click.option("--case", "case_id", help="The case or ticket that it belongs to.")
@click.option("--resolved", is_flag=True, help="What they came for was settled.")
@click.option("--stated-time", type=instant, help="When it was, if not now: 2024-05-03.")
@click.option("--etag", default="", help="Only if the profile still has this etag.")
@click.option("--request-id", metavar="UUID", help="Makes repeating the command with the same id safe.")
@shared_options
@click.pass_obj
def note(settings: Settings, /, *, customer: str, summary: str | None, **given: Any) -> None:
    """Write down a conversation with CUSTOMER. SUMMARY says what it was about.

    \b
    regard note u1 "Freezes on mains power" --agent agents/you --case case-311
        --restated "It freezes on mains power only." --confirmed
        --tried "ran it on battery" --answer "Which model is it?" "The 14-inch one"
        --quote "You already knew all that. Thank you." --feeling relieved

    Without a SUMMARY it asks, one thing after the other; what is left empty isn't written down. From a pipe it reads the
    SUMMARY. `regard brief` shows it to whoever speaks to them next.
    """
    etag, request_id = given.pop("etag"), given.pop("request_id")
    if summary is None:
        summary = _asked(given) if sys.stdin.isatty() else " ".join(sys.stdin.read().split())
    if not summary:
        raise click.UsageError("Say what it was about: SUMMARY.")
    if given["confirmed"] and not given["restated"]:
        raise click.UsageError("--confirmed is about --restated: say what they confirmed.")
    agent, restated, confirmed = given.pop("agent"), given.pop("restated"), given.pop("confirmed")
    entry = entries.interaction(
        summary,
        agent=agent,
        recorder=agent,
        issue_restated=restated or "",
        confirmed_by_customer=confirmed,
        **{name: value for name, value in given.items() if value},
    )
    send(settings, customer, entry, etag, request_id)


def _asked(given: dict[str, Any]) -> str:
    """Asks for what wasn't given, and answers the summary."""
    summary = _line("What was it about?")
    for name, question in (
        ("quote", "In their own words?"),
        ("restated", "The issue, as you said it back to them?"),
        ("feeling", "How did they feel?"),
        ("reading", "What do you think lies behind it?"),
        ("case_id", "Which case?"),
    ):
        given[name] = given[name] or _line(question)
        if name == "restated" and given[name] and not given["confirmed"]:
            given["confirmed"] = click.confirm("Did they say “yes, that's it”?", default=False)
    if not given["tried"]:
        tried: list[str] = []
        while one := _line("What was tried?" if not tried else "And then?"):
            tried.append(one)
        given["tried"] = tuple(tried)
    given["resolved"] = given["resolved"] or click.confirm("Is it settled?", default=False)
    return summary


def _line(question: str) -> str:
    answered: str = click.prompt(question, default="", show_default=False)
    return answered.strip()
