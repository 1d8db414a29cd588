"""`regard profile`: what is known of a customer now, grouped by what they want."""

import click
from rich.console import Console
from rich.padding import Padding

from regard.arguments import short_name
from regard.cli.settings import Settings, shared_options
from regard.cli.terminal import console, grid, origin_text, print_json, show_grid
from regard.cli.wording import clean, date, said
from regard.v1 import Entry, Profile, ProfileStatus, Stance

# What weighs most comes first.
STANCES = (Stance.STANCE_NEVER, Stance.STANCE_DISLIKES, Stance.STANCE_LIKES, Stance.STANCE_NEUTRAL)


@click.command()
@click.argument("customer")
@shared_options
@click.pass_obj
def profile(settings: Settings, /, *, customer: str) -> None:
    """Show what CUSTOMER wants and which offers they got of late, with who recorded it and when."""
    with settings.connect() as client:
        response = client.get_profile(customer)
    if settings.json:
        print_json(response)
    else:
        show(response.profile, console())


def show(shown: Profile, terminal: Console) -> None:
    """Prints the profile; of a customer nobody knows it says so."""
    name = clean(shown.name)
    if shown.status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER:
        terminal.print(f"{name}: nobody knows this customer. Nothing was ever recorded; whether they mind is unknown.")
        return
    if shown.status != ProfileStatus.PROFILE_STATUS_KNOWN:
        terminal.print(f"{name}: the profile could not be read ({short_name(ProfileStatus, shown.status)}).")
        return
    terminal.print(name, style="bold", end="")
    terminal.print(f" · revision {shown.revision} · last entry {date(shown.update_time)}", style="dim")
    for stance in STANCES:
        entries = [entry for entry in shown.preferences if entry.preference.stance == stance]
        _show_group(short_name(Stance, stance).capitalize(), [(_target(entry), entry) for entry in entries], terminal)
    newer = [(said(entry), entry) for entry in shown.preferences if entry.preference.stance not in STANCES]
    _show_group("Other", newer, terminal)
    _show_group("Offers", [(said(entry), entry) for entry in shown.offer_responses], terminal)
    if not shown.preferences and not shown.offer_responses:
        terminal.print("\nNo preference is in force and no offer was answered of late.")


def _show_group(title: str, rows: list[tuple[str, Entry]], terminal: Console) -> None:
    if not rows:
        return
    terminal.print(f"\n{title}", style="bold")
    table = grid(2, 3)
    for what, entry in rows:
        table.add_row(what, origin_text(entry))
    show_grid(Padding(table, (0, 0, 0, 2)), terminal)


def _target(entry: Entry) -> str:
    wanted = entry.preference
    return clean(wanted.topic or f"{wanted.offer_type} (offer type)")
