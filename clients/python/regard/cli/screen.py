"""`regard screen`: may these offers be made to this customer, now, here? `screen_audience` asks it of many."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click
from google.protobuf import json_format

from regard.cli.choices import language_option, one_of
from regard.cli.decisions import show
from regard.cli.import_outcome import rejects_option
from regard.cli.screen_audience import AudienceOptions, screen_audience
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, print_json
from regard.cli.times import time_options, times_text
from regard.client import Client
from regard.v1 import Channel, Offer, OnUnknown, Purpose, ScreenOffersResponse, Verdict

# What one ScreenOffers takes; more are screened in portions.
OFFERS_MAX = 200
RESERVE_HELP = "Reserve up to N of what is cleared, so that no cap is exceeded by others who ask."
FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)

Item = TypeVar("Item")


@click.command()
@click.argument("customer", required=False)
@click.option("--offer", "offer_ids", metavar="ID", multiple=True, help="An offer of the catalogue; may be repeated.")
@click.option("--all", "whole_catalogue", is_flag=True, help="All offers of the catalogue.")
@click.option("--offers", "file", type=click.File(encoding="utf-8"), help="Offers as JSON, one a line; - is stdin.")
@click.option("--purpose", required=True, type=one_of(Purpose), help="Why the offers would be made.")
@click.option("--channel", required=True, type=one_of(Channel), help="By which way they would be made.")
@click.option("--on-unknown", type=one_of(OnUnknown), help="What to do for a customer nobody knows.")
@language_option
@click.option("--reserve", "reserve_max", metavar="N", type=click.IntRange(1, OFFERS_MAX), help=RESERVE_HELP)
@click.option("--request-id", metavar="UUID", help="With --reserve: makes repeating the command safe.")
@time_options
@click.option("--customers", type=FILE, help="Instead of CUSTOMER: a file with one a line; - is stdin.")
@click.option("--output", type=OUTPUT, help="With --customers: where the decisions go, .jsonl or .csv.")
@click.option("--summary-only", is_flag=True, help="With --customers: only count.")
@click.option("--resume", is_flag=True, help="With --customers: go on where it was stopped.")
@rejects_option
@shared_options
@click.pass_obj
def screen(
    settings: Settings,
    /,
    *,
    customer: str | None,
    offer_ids: tuple[str, ...],
    whole_catalogue: bool,
    file: TextIO | None,
    purpose: str,
    channel: str,
    on_unknown: str | None,
    language: str,
    reserve_max: int | None,
    request_id: str | None,
    as_of_time: datetime | None,
    known_at_time: datetime | None,
    customers: str | None,
    output: Path | None,
    summary_only: bool,
    resume: bool,
    rejects: Path | None,
) -> int:
    """Screen offers for CUSTOMER: which may be made now, and why the others may not.

    \b
    regard screen u1 --offer golf-club-membership --purpose loyalty --channel app
    regard screen u1 --all --purpose marketing --channel email
    regard screen u1 --all --purpose loyalty --channel app --reserve 2
    regard screen u1 --all --purpose loyalty --channel app --as-of 2024-05-03
    regard screen --customers members.txt --offers offers.jsonl
        --purpose marketing --channel email --output decisions.jsonl
    """
    if [bool(offer_ids), whole_catalogue, file is not None].count(True) != 1:
        raise click.UsageError("Say which offers: one of --offer, --all and --offers.")
    if (customer is None) == (customers is None):
        raise click.UsageError("Say for whom: CUSTOMER or --customers.")
    options = AudienceOptions(
        customers=customers or "", output=output, summary_only=summary_only, resume=resume, rejects=rejects
    )
    question: dict[str, Any] = {"purpose": purpose, "channel": channel, "on_unknown": on_unknown, "language": language}
    details: dict[str, Any] = {"as_of_time": as_of_time, "known_at_time": known_at_time}
    details |= reserving(reserve_max, request_id)
    if customer is None:
        if any(details.values()):
            raise click.UsageError("--as-of, --known-at and --reserve are for one CUSTOMER.")
        options.check()
    elif output or summary_only or resume or rejects:
        raise click.UsageError("--output, --summary-only, --resume and --rejects go with --customers.")
    inline = read_offers(file) if file else []
    with settings.connect() as client:
        listed = list(client.iterate_offers(page_size=1000)) if whole_catalogue else []
        ids = [offer.offer_id for offer in listed] or offer_ids
        if not inline and not ids:
            raise click.ClickException("There are no offers to screen.")
        if customer is None:
            offers = [{"offers": some} for some in portions(inline)] + [{"offer_ids": some} for some in portions(ids)]
            return screen_audience(settings, client, offers, question, options)
        response = screen_one(client, customer, inline, ids, question | details)
    if settings.json:
        print_json(response)
        return 0
    terminal = console()
    if then := times_text(as_of_time, known_at_time):
        terminal.print(f"{then}\n", style="dim")
    show(response, {offer.offer_id: offer.title for offer in (*inline, *listed)}, terminal, in_sentences=bool(language))
    return 0


def screen_one(
    client: Client, customer: str, offers: Sequence[Offer], offer_ids: Sequence[str], question: dict[str, Any]
) -> ScreenOffersResponse:
    if "reserve" in question and len(offers) + len(offer_ids) > OFFERS_MAX:
        raise click.UsageError(f"--reserve takes at most {OFFERS_MAX} offers.")
    answers = [client.screen_offers(customer, some, **question) for some in portions(offers)]
    answers += [client.screen_offers(customer, offer_ids=some, **question) for some in portions(offer_ids)]
    return join(answers)


def reserving(reserve_max: int | None, request_id: str | None) -> dict[str, Any]:
    """The arguments of a call that reserves; none where it doesn't."""
    if reserve_max is None:
        if request_id is not None:
            raise click.UsageError("--request-id goes with --reserve.")
        return {}
    return {"reserve": True, "reserve_max": reserve_max, "request_id": request_id}


def read_offers(file: TextIO) -> list[Offer]:
    """The offers of a JSON Lines file; empty lines don't count. Raises UsageError with the number of a wrong line."""
    offers = []
    for number, line in enumerate(file, start=1):
        if line.strip():
            try:
                offers.append(json_format.Parse(line, Offer()))
            except json_format.ParseError as error:
                raise click.UsageError(f"{file.name}, line {number} is no offer: {error}.") from error
    return offers


def portions(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), OFFERS_MAX):
        yield items[start : start + OFFERS_MAX]


def join(answers: Sequence[ScreenOffersResponse]) -> ScreenOffersResponse:
    """One answer from those of the portions, in the order that one answer has.

    Raises ClickException when the profile or the policy changed between them: then they don't belong together.
    """
    joined = ScreenOffersResponse()
    joined.CopyFrom(answers[-1])
    if any((one.revision, one.policy_version) != (joined.revision, joined.policy_version) for one in answers):
        raise click.ClickException("The profile changed while it was screened. Run it again.")
    decisions = [decision for one in answers for decision in one.decisions]
    cleared = [decision for decision in decisions if decision.verdict == Verdict.VERDICT_CLEARED]
    others = [decision for decision in decisions if decision.verdict != Verdict.VERDICT_CLEARED]
    del joined.decisions[:]
    joined.decisions.extend([*sorted(cleared, key=lambda decision: -decision.affinity), *others])
    ends = [one.expire_time for one in answers if one.HasField("expire_time")]
    if ends:
        joined.expire_time.CopyFrom(min(ends, key=lambda end: (end.seconds, end.nanos)))
    return joined
