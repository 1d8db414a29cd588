"""`regard policy`: how the company limits itself, as a file to edit, try and apply."""

from pathlib import Path
from typing import Unpack

import click
from google.protobuf import json_format

from regard.cli.choices import one_of
from regard.cli.policy_text import PolicyText, text_of
from regard.cli.settings import Settings, help_if_alone, shared_options
from regard.cli.terminal import console, print_json
from regard.cli.write_options import WriteWithReason, policy_write_options
from regard.client import Client
from regard.v1 import Channel, Policy, PolicyTrial, Purpose, SuppressionReason, UpdatePolicyResponse, Verdict

CHANGES_SHOWN = 20


@click.group(invoke_without_command=True)
@shared_options
@click.pass_context
def policy(context: click.Context) -> None:
    """The contact policy: cool-downs, caps, quiet hours, consent needs; every version is kept."""
    help_if_alone(context)


@policy.command()
@click.option("--version", type=click.IntRange(min=1), help="An earlier version.")
@shared_options
@click.pass_obj
def show(settings: Settings, /, *, version: int | None) -> None:
    """Print the policy as JSON: redirect it into a file to change and apply it."""
    with settings.connect() as client:
        found = client.get_policy(version or 0).policy
    click.echo(_text(found), nl=False)


@policy.command()
@shared_options
@click.pass_obj
def history(settings: Settings, /) -> None:
    """List the versions, newest first: who changed what when, and why."""
    with settings.connect() as client:
        versions = list(client.iterate_policies())
    terminal = console()
    for one in versions:
        if settings.json:
            print_json(one)
            continue
        when = f"{one.create_time.ToDatetime():%Y-%m-%d %H:%M}" if one.HasField("create_time") else "the default"
        terminal.print(f"version {one.policy.version}  {when}  {one.recorder}  {one.reason}".rstrip(), markup=False)


@policy.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@policy_write_options
@click.option("--try", "try_only", is_flag=True, help="Change nothing: tell which verdicts of a sample would change.")
@click.option("--customer", "customers", multiple=True, help="Try it on this customer; may be repeated.")
@click.option("--offer", "offers", multiple=True, help="Try it on this offer; may be repeated.")
@click.option(
    "--purpose", type=one_of(Purpose), default="marketing", show_default=True, help="Try it for this purpose."
)
@click.option("--channel", type=one_of(Channel), default="email", show_default=True, help="Try it by this channel.")
@shared_options
@click.pass_obj
def apply(
    settings: Settings,
    /,
    *,
    file: Path,
    try_only: bool,
    customers: tuple[str, ...],
    offers: tuple[str, ...],
    purpose: str,
    channel: str,
    **write: Unpack[WriteWithReason],
) -> None:
    """Make FILE, as `show` prints it, the policy; or --try what that would change.

    \b
    regard policy show > policy.json
    regard policy apply policy.json --try
    regard policy apply policy.json --recorder agents/mira.holt --reason "fewer mails"

    Where the policy has changed since FILE was shown, it is refused: FILE has the etag that it rests on.
    """
    wanted = _read(text_of(file))
    with settings.connect() as client:
        if try_only:
            _try(settings, client, wanted, customers=customers, offers=offers, purpose=purpose, channel=channel)
            return
        _show_change(settings, client, client.update_policy(wanted, **write))


@policy.command()
@policy_write_options
@shared_options
@click.pass_obj
def edit(settings: Settings, /, **write: Unpack[WriteWithReason]) -> None:
    """Change the policy in your editor (EDITOR).

    What is refused you may go on editing; its text is kept in a file, and stderr says in which.
    """
    with settings.connect() as client:
        found = client.get_policy()
        text = PolicyText(_text(found.policy), target=settings.target)
        response = text.edited(lambda written: client.update_policy(_read(written), **write))
        if response is None and not settings.json:
            console().print("Nothing was changed.")
            return
        unchanged = UpdatePolicyResponse(policy=found.policy, freshness_token=found.freshness_token, replayed=True)
        _show_change(settings, client, response or unchanged)


def _show_change(settings: Settings, client: Client, response: UpdatePolicyResponse) -> None:
    if settings.json:
        print_json(response)
        return
    answered = response.policy.version
    # An earlier answer comes again, whatever was set since.
    in_force = client.get_policy().policy.version if response.replayed else answered
    if in_force != answered:
        line = f"Version {answered} was what this request came to before. Version {in_force} is in force."
    else:
        line = f"Version {answered} {'was in force already' if response.replayed else 'is in force'}."
    console().print(line)


def _try(
    settings: Settings,
    client: Client,
    wanted: Policy,
    *,
    customers: tuple[str, ...],
    offers: tuple[str, ...],
    purpose: str,
    channel: str,
) -> None:
    response = client.update_policy(
        wanted,
        validate_only=True,
        sample_customers=customers,
        sample_offer_ids=offers,
        sample_purpose=purpose,
        sample_channel=channel,
    )
    if settings.json:
        print_json(response)
        return
    _show_trial(response.trial)


def _show_trial(trial: PolicyTrial) -> None:
    terminal = console()
    terminal.print(
        f"Of {trial.decisions} decisions for {trial.customers} customers, {trial.newly_suppressed} would be newly "
        f"suppressed and {trial.newly_cleared} newly cleared. Nothing was changed."
    )
    for change in trial.changes[:CHANGES_SHOWN]:
        before, after = (
            _short(Verdict.Name(verdict), "VERDICT_") for verdict in (change.verdict_before, change.verdict_after)
        )
        reasons = change.reasons_after or change.reasons_before
        names = ", ".join(_short(SuppressionReason.Name(reason), "SUPPRESSION_REASON_") for reason in reasons)
        terminal.print(f"  {change.customer} {change.offer_id}: {before} → {after} ({names})", markup=False)
    count = trial.newly_suppressed + trial.newly_cleared
    if count > CHANGES_SHOWN:
        told = "them" if len(trial.changes) == count else f"the first {len(trial.changes):,} of all"
        terminal.print(f"  and {count - CHANGES_SHOWN:,} more; --json tells {told}")


def _short(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower().replace("_", " ")


def _text(found: Policy) -> str:
    return json_format.MessageToJson(found, indent=2) + "\n"


def _read(text: str) -> Policy:
    try:
        return json_format.Parse(text, Policy())
    except json_format.ParseError as error:
        raise click.ClickException(f"not a policy: {error}") from error
