"""`regard report`: what annoyed whom, and what a campaign by tier would add to it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

import click
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from regard.bulk.columns import WrongHeader
from regard.bulk.records import DamagedFile, open_source
from regard.calls.insight import REPORT_SECONDS
from regard.cli.choices import instant, one_of
from regard.cli.report_audience import Trial
from regard.cli.report_text import show_report
from regard.cli.screen import FILE, OFFERS_MAX, OUTPUT, read_offers
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console
from regard.client import Client
from regard.report.campaign import FaultyCampaign, add_up, read_customers
from regard.report.friction import friction_report
from regard.report.sections import Report
from regard.report.tiers import tier_report
from regard.v1 import AudienceSummary, Channel, FrictionReport, Offer, OnUnknown, Purpose, TierComparison

CUSTOMERS_MAX = 1000
DECISIONS_MAX = 50_000
ALL = "all"

Rules = Mapping[str, Sequence[str] | None]
"""The offers that each tier gets, None for all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What the options say of a campaign by tier."""

    customers: str
    rules: Rules
    offers: Sequence[Offer]
    offer_ids: Sequence[str]
    titles: Mapping[str, str]
    question: Mapping[str, Any]
    examples: int


@click.command()
@click.option("--from", "start_time", type=instant, help="The first day or instant; default 365 days before the end.")
@click.option("--to", "end_time", type=instant, help="The first day or instant that no longer counts; default now.")
@click.option("--rows", type=click.IntRange(1, 200), default=20, show_default=True, help="Rows of each table.")
@click.option("--html", type=OUTPUT, help="Where to write the page, with charts; needs regard[report].")
@click.option("--customers", type=FILE, help="A campaign by tier: CSV with the columns customer and tier; - is stdin.")
@click.option("--audience", type=FILE, help="A campaign without tiers: a file with a customer a line; - is stdin.")
@click.option(
    "--rule",
    "rules",
    metavar="TIER=OFFER,…",
    multiple=True,
    help="What a tier gets: ids of offers, or all; one for each.",
)
@click.option(
    "--offer", "offer_ids", metavar="ID", multiple=True, help="An offer of the campaign beside those of the rules."
)
@click.option("--all", "whole_catalogue", is_flag=True, help="The campaign has all offers of the catalogue.")
@click.option("--offers", "file", type=click.File(encoding="utf-8"), help="The campaign's offers as JSON, one a line.")
@click.option("--purpose", type=one_of(Purpose), help="Why the offers would be made.")
@click.option("--channel", type=one_of(Channel), help="By which way they would be made.")
@click.option("--on-unknown", type=one_of(OnUnknown), help="What to do for a customer nobody knows.")
@click.option(
    "--at", "contact_time", type=instant, help="When the offers would be made; mind quiet hours. Default now."
)
@click.option(
    "--examples", type=click.IntRange(0, 50), default=10, show_default=True, help="Quotes to show of each sort."
)
@click.option("--show-customers", is_flag=True, help="Name the customers of the examples.")
@click.option(
    "--tiers-only", "--campaign-only", is_flag=True, help="Leave out what annoyed whom, which reads all ledgers."
)
@shared_options
@click.pass_obj
def report(
    settings: Settings,
    /,
    *,
    start_time: datetime | None,
    end_time: datetime | None,
    rows: int,
    html: Path | None,
    customers: str | None,
    audience: str | None,
    rules: tuple[str, ...],
    offer_ids: tuple[str, ...],
    whole_catalogue: bool,
    file: TextIO | None,
    purpose: str | None,
    channel: str | None,
    on_unknown: str | None,
    contact_time: datetime | None,
    examples: int,
    show_customers: bool,
    tiers_only: bool,
) -> int:
    """What annoyed whom: declines, complaints, overridden wishes and broken promises, counted over all customers.

    With --customers also what a campaign by tier would do: which contacts would go to people who asked not to get them.
    With --audience what the contact policy holds back, and what it would if the reasons that it only tries decided.

    \b
    regard report
    regard report --from 2026-01-01 --to 2026-07-01 --html friction.html
    regard report --tiers-only --customers campaign.csv --rule gold=golf-club,wine --rule silver=wine
        --purpose marketing --channel email --html campaign.html
    regard report --campaign-only --audience members.txt --all --purpose marketing --channel email --html trial.html
    """
    _check(
        customers,
        audience,
        of_campaign=any(
            (rules, offer_ids, whole_catalogue, file, purpose, channel, on_unknown, contact_time, tiers_only)
        ),
        of_tiers=any((rules, contact_time)),
    )
    if html is not None and find_spec("matplotlib") is None:
        raise click.ClickException("The page needs a plotting library: pip install 'regard[report]'")
    friction: FrictionReport | None = None
    comparison: TierComparison | None = None
    summary: AudienceSummary | None = None
    reports: list[Report] = []
    with settings.connect() as client:
        if not tiers_only:
            answer = client.get_friction_report(
                start_time=start_time, end_time=end_time, rows_max=rows, timeout=settings.timeout or REPORT_SECONDS
            )
            friction = answer.report
            reports.append(friction_report(friction))
        if customers is not None:
            if not purpose or not channel or not rules:
                raise click.UsageError("--customers needs --rule, --purpose and --channel.")
            campaign = _campaign(
                client,
                customers=customers,
                rules=_rules(rules),
                inline=read_offers(file) if file else [],
                offer_ids=offer_ids,
                whole_catalogue=whole_catalogue,
                question={
                    "purpose": purpose,
                    "channel": channel,
                    "on_unknown": on_unknown,
                    "contact_time": contact_time,
                },
                examples=examples,
            )
            comparison = _compare(client, campaign)
            subtitle = f"A campaign for {purpose} by {channel}, as of {_today()}"
            reports.append(tier_report(comparison, campaign.titles, subtitle=subtitle, show_customers=show_customers))
        if audience is not None:
            trial = _trial(
                client,
                audience=audience,
                inline=read_offers(file) if file else [],
                offer_ids=offer_ids,
                whole_catalogue=whole_catalogue,
                question={"purpose": purpose, "channel": channel, "on_unknown": on_unknown},
            )
            summary, told = trial.run(client, subtitle=f"Offers for {purpose} by {channel}, as of {_today()}")
            reports.append(told)
    if html is not None:
        from regard.report.page import page  # noqa: PLC0415  # needs what was looked for above

        html.write_text(page(reports, made=f"Made by regard report on {_today()}."), encoding="utf-8")
    if settings.json:
        _print_json(friction=friction, tiers=comparison, trial=summary)
        return 0
    terminal = console()
    for one in reports:
        show_report(one, terminal)
    if html is not None:
        terminal.print(f"The page is in {html}.", soft_wrap=True)
    return 0


def _check(customers: str | None, audience: str | None, *, of_campaign: bool, of_tiers: bool) -> None:
    """Raises UsageError for options that don't go together."""
    if customers is None and audience is None and of_campaign:
        raise click.UsageError("What is asked of a campaign goes with --customers or --audience.")
    if audience is not None and (customers is not None or of_tiers):
        raise click.UsageError("--audience has no tiers: --customers, --rule and --at don't go with it.")


def _rules(given: Sequence[str]) -> Rules:
    """Raises UsageError."""
    rules: dict[str, Sequence[str] | None] = {}
    for rule in given:
        tier, equals, offers = rule.rpartition("=")
        ids = [offer.strip() for offer in offers.split(",") if offer.strip()]
        if not equals or not tier.strip() or not ids:
            raise click.UsageError(f"--rule {rule!r} is no rule; write gold=golf-club,wine or gold={ALL}.")
        if tier.strip() in rules:
            raise click.UsageError(f"--rule {rule!r}: the tier has a rule already.")
        rules[tier.strip()] = None if ids == [ALL] else ids
    return rules


def _campaign(
    client: Client,
    *,
    customers: str,
    rules: Rules,
    inline: Sequence[Offer],
    offer_ids: Sequence[str],
    whole_catalogue: bool,
    question: Mapping[str, Any],
    examples: int,
) -> Campaign:
    """Its offers are those given, else those that the rules name. Raises UsageError."""
    if [bool(inline), bool(offer_ids), whole_catalogue].count(True) > 1:
        raise click.UsageError("Say which offers: one of --offer, --all and --offers, or leave it to the rules.")
    named = [offer for ids in rules.values() for offer in ids or ()]
    catalogue = {} if inline else {offer.offer_id: offer.title for offer in client.iterate_offers(page_size=1000)}
    ids = [] if inline else list(catalogue) if whole_catalogue else list(dict.fromkeys([*offer_ids, *named]))
    if not inline and not ids:
        raise click.UsageError(f"A rule that gives {ALL} needs to know of which offers: --offer, --all or --offers.")
    if len(inline) + len(ids) > OFFERS_MAX:
        raise click.UsageError(f"A campaign has {OFFERS_MAX} offers at most.")
    return Campaign(
        customers=customers,
        rules=rules,
        offers=inline,
        offer_ids=ids,
        titles={offer.offer_id: offer.title for offer in inline} or catalogue,
        question=question,
        examples=examples,
    )


def _trial(
    client: Client,
    *,
    audience: str,
    inline: Sequence[Offer],
    offer_ids: Sequence[str],
    whole_catalogue: bool,
    question: Mapping[str, Any],
) -> Trial:
    """Raises UsageError where it isn't said which offers, why or by which way, or there are too many."""
    if not question["purpose"] or not question["channel"]:
        raise click.UsageError("--audience needs --purpose and --channel.")
    if [bool(inline), bool(offer_ids), whole_catalogue].count(True) != 1:
        raise click.UsageError("Say which offers: one of --offer, --all and --offers.")
    ids = [offer.offer_id for offer in client.iterate_offers(page_size=1000)] if whole_catalogue else offer_ids
    if not 0 < len(inline) + len(ids) <= OFFERS_MAX:
        raise click.UsageError(f"A campaign has 1 to {OFFERS_MAX} offers; this one has {len(inline) + len(ids)}.")
    return Trial(audience=audience, offers=inline, offer_ids=ids, question=question)


def _compare(client: Client, campaign: Campaign) -> TierComparison:
    """Raises UsageError for a file that isn't all customers with their tiers."""
    try:
        return add_up(_answers(client, campaign), examples_max=campaign.examples)
    except FaultyCampaign as error:
        raise click.UsageError(f"{campaign.customers}, line {error.number}: {error}.") from error
    except WrongHeader as error:
        raise click.UsageError(f"{campaign.customers}: {error}.") from error
    except DamagedFile as error:
        raise click.ClickException(f"{campaign.customers}: {error}") from error


def _answers(client: Client, campaign: Campaign) -> Iterator[TierComparison]:
    size = min(CUSTOMERS_MAX, DECISIONS_MAX // max(len(campaign.offers), len(campaign.offer_ids)))
    with open_source(campaign.customers) as source:
        for chunk in read_customers(source, chunk_size=size):
            yield client.compare_tier_with_individual(
                chunk,
                campaign.rules,
                campaign.offers,
                offer_ids=campaign.offer_ids,
                examples_max=campaign.examples,
                **campaign.question,
            ).comparison


def _print_json(**messages: Message | None) -> None:
    said = {
        name: MessageToDict(message, always_print_fields_with_no_presence=True)
        for name, message in messages.items()
        if message is not None
    }
    click.echo((json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode(), nl=False)


def _today() -> str:
    today = datetime.now(tz=UTC)
    return f"{today.day} {today:%B %Y}"
