"""The kinds of entries that can be recorded and superseded, and what each takes on the command line."""

from collections.abc import Sequence
from typing import Any

import click
from google.type.dayofweek_pb2 import DayOfWeek

from regard import entries
from regard.cli.choices import instant, one_of
from regard.cli.kinds import Kind
from regard.v1 import (
    Channel,
    CommitmentKind,
    CommitmentStatus,
    ConsentStatus,
    Entry,
    Handling,
    MomentKind,
    Outcome,
    Purpose,
    Sensitivity,
    Stance,
)


def _offer_response(offer: str, **given: Any) -> Entry:
    return entries.offer_response(offer, **given)


def _consent(*, consent_channel: str | None = None, all_channels: bool = False, **given: Any) -> Entry:
    if (consent_channel is None) != all_channels:
        raise ValueError("Say for which channel: --consent-channel or --all-channels.")
    return entries.consent(consent_channel=consent_channel, **given)


def _quiet_hours(*, day: Sequence[str] = (), **given: Any) -> Entry:
    return entries.quiet_hours(days=day, **given)


def _do_not_contact(*, contact_channel: Sequence[str] = (), purpose: Sequence[str] = (), **given: Any) -> Entry:
    return entries.do_not_contact(channels=contact_channel, purposes=purpose, **given)


def _preferred_channel(preferred: str, **given: Any) -> Entry:
    return entries.preferred_channel(preferred, **given)


def _preferred_person(person: str, **given: Any) -> Entry:
    return entries.preferred_person(person, **given)


def _address_as(called: str = "", **given: Any) -> Entry:
    if not called and not given.keys() & {"pronouns", "language"}:
        raise ValueError("Say how: a NAME, --pronouns or --language.")
    return entries.address_as(called, **given)


def _time_zone(zone: str, **given: Any) -> Entry:
    return entries.time_zone(zone, **given)


def _preference(**given: Any) -> Entry:
    if ("topic" in given) == ("offer_type" in given):
        raise ValueError("Say what it is about: one of --topic, --offer-type and --offer.")
    return entries.preference(**given)


def _interaction(*, answer: Sequence[tuple[str, str]] = (), **given: Any) -> Entry:
    return entries.interaction(answers=answer, **given)


KINDS = (
    Kind(
        name="preference",
        help="What they want. It is on a topic and all below it, or on a kind of offer.",
        options=(
            click.option("--topic", metavar="PATH", help="The topic that it is on, such as sports/golf."),
            click.option("--offer-type", metavar="TYPE", help="The kind of offer that it is on, such as credit-card."),
            click.option("--stance", required=True, type=one_of(Stance), help="How the customer stands to it."),
            click.option("--note", help="A remark, for people."),
        ),
        entry=_preference,
    ),
    Kind(
        name="offer-response",
        help="What became of an offer.",
        options=(
            click.option("--offer", required=True, metavar="ID", help="The offer that the customer got."),
            click.option("--outcome", required=True, type=one_of(Outcome), help="What became of it."),
            click.option("--reason", help="Why, in the customer's or the agent's words."),
            click.option("--offer-channel", type=one_of(Channel), help="By which way the offer was made."),
            click.option("--reservation", metavar="NAME", help="Of what was presented: what it was reserved as."),
        ),
        entry=_offer_response,
    ),
    Kind(
        name="moment",
        help="What to know years later. TITLE says it in a few words.",
        options=(
            click.argument("title"),
            click.option("--kind", required=True, type=one_of(MomentKind), help="What kind of moment it was."),
            click.option("--handling", required=True, type=one_of(Handling), help="What to do with it when speaking."),
            click.option("--story", help="What there is to tell."),
            click.option("--occurred-time", type=instant, help="When it happened: 2024-05-03."),
            click.option("--sensitivity", type=one_of(Sensitivity), help="Who may need to be kept from it."),
            click.option("--pauses-selling-until", type=instant, help="Until then nothing is sold to the customer."),
        ),
        entry=entries.moment,
    ),
    Kind(
        name="interaction",
        help="What was said, tried and felt. SUMMARY says what the conversation was about.",
        channel=click.option("--channel", required=True, type=one_of(Channel), help="By which way you spoke."),
        options=(
            click.argument("summary"),
            click.option("--issue-restated", metavar="TEXT", help="The issue in your own words."),
            click.option("--confirmed-by-customer", is_flag=True, help='The customer said "yes, that\'s it" to that.'),
            click.option("--tried", multiple=True, metavar="TEXT", help="What was tried; may be repeated."),
            click.option(
                "--answer",
                multiple=True,
                nargs=2,
                metavar="QUESTION ANSWER",
                help="What was asked and answered; may be repeated.",
            ),
            click.option("--feeling", help="How the customer felt, in a word or two."),
            click.option("--reading", metavar="TEXT", help="What you think lies behind the words."),
            click.option("--agent", help="Who spoke for the company, such as agents/mira.holt."),
            click.option("--resolved", is_flag=True, help="What they came for was settled."),
            click.option("--case-id", help="The case or ticket that it belongs to."),
        ),
        entry=_interaction,
    ),
    Kind(
        name="commitment",
        help="What we promised. WHAT says it.",
        options=(
            click.argument("what"),
            click.option("--kind", type=one_of(CommitmentKind), help="Default promise."),
            click.option("--owner", help="Who answers for it, such as agents/mira.holt or teams/returns."),
            click.option("--due-time", type=instant, help="By when: 2024-05-03 or 2024-05-03T10:00Z."),
            click.option("--status", type=one_of(CommitmentStatus), help="Default open."),
            click.option("--outcome", metavar="TEXT", help="What came of it, once it isn't open."),
        ),
        entry=entries.commitment,
    ),
    Kind(
        name="consent",
        help="Whether we may contact them for PURPOSE. STATUS is given, refused, withdrawn or expired.",
        options=(
            click.argument("purpose", type=one_of(Purpose), metavar="PURPOSE"),
            click.argument("status", type=one_of(ConsentStatus), metavar="STATUS"),
            click.option("--consent-channel", type=one_of(Channel), help="By which way they consent to be contacted."),
            click.option("--all-channels", is_flag=True, help="All of which nothing is said by themselves."),
            click.option("--legal-basis", help="What the processing rests on, such as GDPR-6-1-a."),
            click.option("--document", help="The form that was agreed to, such as newsletter-2026-03."),
        ),
        entry=_consent,
    ),
    Kind(
        name="quiet-hours",
        help="When not to reach out. From START to END by their clock, such as 22:00 07:30.",
        options=(
            click.argument("start"),
            click.argument("end"),
            click.option("--day", multiple=True, type=one_of(DayOfWeek), help="Only on this day; may be repeated."),
        ),
        entry=_quiet_hours,
    ),
    Kind(
        name="do-not-contact",
        help="A standing instruction not to reach out. Without options by any channel, for all but service.",
        options=(
            click.option("--contact-channel", multiple=True, type=one_of(Channel), help="By this; may be repeated."),
            click.option("--purpose", multiple=True, type=one_of(Purpose), help="For this; may be repeated."),
        ),
        entry=_do_not_contact,
    ),
    Kind(
        name="preferred-channel",
        help="The channel that they like best.",
        options=(click.argument("preferred", type=one_of(Channel), metavar="CHANNEL"),),
        entry=_preferred_channel,
    ),
    Kind(
        name="preferred-person",
        help="Who looks after them, such as agents/mira.holt.",
        options=(click.argument("person"),),
        entry=_preferred_person,
    ),
    Kind(
        name="address-as",
        help="How to address them. By NAME, such as “Frau Dr. Brandt”.",
        options=(
            click.argument("called", metavar="[NAME]", required=False),
            click.option("--pronouns", help="Such as they/them."),
            click.option("--language", help="A language tag, such as pt-BR."),
        ),
        entry=_address_as,
    ),
    Kind(
        name="time-zone",
        help="Their time zone, such as Europe/Lisbon.",
        options=(click.argument("zone"),),
        entry=_time_zone,
    ),
)
