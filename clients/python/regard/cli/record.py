"""`regard record`: what a customer said, or what became of an offer."""

from datetime import datetime
from typing import Any

import click

from regard.cli.choices import instant, one_of
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, entry_text, print_json
from regard.entries import offer_response, preference
from regard.v1 import Basis, Channel, Entry, Outcome, Stance


@click.command()
@click.argument("customer")
@click.option("--topic", metavar="PATH", help="The topic that a preference is on, such as sports/golf.")
@click.option("--offer-type", metavar="TYPE", help="The kind of offer that a preference is on, such as credit-card.")
@click.option("--stance", type=one_of(Stance), help="How the customer stands to the topic or offer type.")
@click.option("--note", help="A remark on a preference, for people.")
@click.option("--offer", metavar="ID", help="The offer that the customer got.")
@click.option("--outcome", type=one_of(Outcome), help="What became of the offer.")
@click.option("--reason", help="Why, in the customer's or the agent's words.")
@click.option("--offer-channel", type=one_of(Channel), help="By which way the offer was made.")
@click.option("--quote", help="The customer's own words, verbatim.")
@click.option("--recorder", help="Who writes it down, such as agents/mira.holt.")
@click.option("--basis", type=one_of(Basis), help="How we know; default stated, for an offer without a quote observed.")
@click.option("--channel", type=one_of(Channel), help="By which way it reached us.")
@click.option("--stated-time", type=instant, help="When the customer said it, if not now: 2024-05-03.")
@click.option("--effective-time", type=instant, help="From when on it holds, if not from then on.")
@click.option("--expire-time", type=instant, help="The first instant at which it no longer holds.")
@click.option("--source-system", help="The system that it is taken over from, such as crm.")
@click.option("--source-id", help="Its key there; recording it again then changes nothing.")
@click.option("--confidence", type=click.FloatRange(0, 1), help="How sure a model is, for the basis inferred.")
@click.option("--etag", default="", help="Record only if the profile still has this etag.")
@click.option("--request-id", metavar="UUID", help="Makes repeating the command with the same id safe.")
@shared_options
@click.pass_obj
def record(settings: Settings, /, *, customer: str, etag: str, request_id: str | None, **options: Any) -> None:
    """Record what CUSTOMER said, or what became of an offer.

    \b
    regard record u1 --topic sports/golf --stance dislikes
        --quote "I can't stand golf." --recorder agents/mira.holt
    regard record u1 --offer golf-club-membership --outcome declined
        --reason "no golf" --recorder agents/mira.holt
    """
    entry = entry_from(**options)
    with settings.connect() as client:
        response = client.record_entries(customer, [entry], request_id=request_id, etag=etag)
    if settings.json:
        print_json(response)
        return
    terminal = console()
    terminal.print(f"Recorded, revision {response.revision}:")
    for recorded in response.entries:
        terminal.print(entry_text(recorded))


def entry_from(
    *,
    topic: str | None,
    offer_type: str | None,
    stance: str | None,
    note: str | None,
    offer: str | None,
    outcome: str | None,
    reason: str | None,
    offer_channel: str | None,
    basis: str | None,
    **provenance: str | float | datetime | None,
) -> Entry:
    """The entry that the options describe. Raises UsageError for options that don't belong together."""
    given: dict[str, Any] = {name: value for name, value in provenance.items() if value is not None}
    if offer is not None:
        _refuse("--offer", topic=topic, offer_type=offer_type, stance=stance, note=note)
        if outcome is None:
            raise click.UsageError("--offer needs --outcome: what became of it.")
        return offer_response(offer, outcome, reason=reason or "", offer_channel=offer_channel, basis=basis, **given)
    _refuse("a preference", outcome=outcome, reason=reason, offer_channel=offer_channel)
    if (topic is None) == (offer_type is None):
        raise click.UsageError("Say what it is about: one of --topic, --offer-type and --offer.")
    if stance is None:
        raise click.UsageError("A preference needs --stance: how the customer stands to it.")
    return preference(
        topic=topic, offer_type=offer_type, stance=stance, note=note or "", basis=basis or "stated", **given
    )


def _refuse(wanted: str, **options: str | None) -> None:
    wrong = [f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None]
    if wrong:
        raise click.UsageError(f"{', '.join(wrong)} doesn't go with {wanted}.")
