"""How a profile is shown: section by section, what an agent needs first comes first."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from regard.arguments import short_name
from regard.cli.contents import handling, identity_text, said, target
from regard.cli.terminal import grid, origin_text, show_grid
from regard.cli.times import times_text
from regard.cli.wording import clean, date
from regard.v1 import (
    CommitmentKind,
    Conflict,
    ConflictRule,
    Entry,
    FieldState,
    FieldStatus,
    MomentKind,
    Profile,
    ProfileStatus,
    Stance,
)

# What weighs most comes first.
STANCES = (Stance.STANCE_NEVER, Stance.STANCE_DISLIKES, Stance.STANCE_LIKES, Stance.STANCE_NEUTRAL)
SHOWN = (ProfileStatus.PROFILE_STATUS_KNOWN, ProfileStatus.PROFILE_STATUS_RESTRICTED)

Left = Callable[[Entry], str | Text]


def show(
    shown: Profile, terminal: Console, *, as_of_time: datetime | None = None, known_at_time: datetime | None = None
) -> None:
    """Prints the profile; of a customer nobody knows it says so."""
    name, then = clean(shown.name), times_text(as_of_time, known_at_time)
    if shown.status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER:
        recorded = "was recorded by then" if known_at_time else "was ever recorded"
        terminal.print(f"{name}: nobody knows this customer. Nothing {recorded}; whether they mind is unknown.")
        return
    if shown.status not in SHOWN:
        terminal.print(f"{name}: the profile could not be read ({short_name(ProfileStatus, shown.status)}).")
        return
    heading = [f"revision {shown.revision}", f"last entry {date(shown.update_time)}", *([then] if then else [])]
    terminal.print(Text.assemble((name, "bold"), (f" · {' · '.join(heading)}", "dim")))
    if shown.merged_customers:
        terminal.print(f"with {', '.join(map(clean, shown.merged_customers))}, merged into it", style="dim")
    _show_groups(shown, as_of_time or known_at_time or datetime.now(UTC), terminal)
    _show_lines("Identities", [clean(identity_text(identity)) for identity in shown.identities], terminal)
    _show_lines("Contradictions", [_contradiction(conflict) for conflict in shown.conflicts], terminal)
    _show_lines("Not known", list(gaps(shown.field_states)), terminal)
    if not any(getattr(shown, field.name) for field in shown.DESCRIPTOR.fields if field.is_repeated):
        terminal.print("\nNo preference is in force and no offer was answered of late.")


def _show_groups(shown: Profile, now: datetime, terminal: Console) -> None:
    _show_group("Restricted", shown.restrictions, said, terminal)
    _show_group("Contact", shown.contact_rules, said, terminal)
    _show_group("Promised", shown.commitments, lambda entry: _promise(entry, now), terminal)
    _show_group("Moments", shown.moments, _moment, terminal)
    for stance in STANCES:
        entries = [entry for entry in shown.preferences if entry.preference.stance == stance]
        _show_group(short_name(Stance, stance).capitalize(), entries, lambda entry: target(entry.preference), terminal)
    newer = [entry for entry in shown.preferences if entry.preference.stance not in STANCES]
    _show_group("Other", newer, said, terminal)
    _show_group("Conversations", shown.interactions, said, terminal)
    _show_group("Offers", shown.offer_responses, said, terminal)
    _show_group("Consents", shown.consents, said, terminal)


def gaps(states: Iterable[FieldState]) -> Iterable[str]:
    """What is missing, no longer counts, is out of date or left out, a line each: an empty field is no "nothing"."""
    by_status: dict[int, list[str]] = {}
    for state in states:
        name = clean(state.field).replace("_", " ")
        if state.HasField("out_of_date_time"):
            name += f" (since {date(state.out_of_date_time)})"
        by_status.setdefault(state.status, []).append(name)
        if state.left_out_count:
            yield f"{state.left_out_count:,} more {name}: see regard entries"
    for status, saying in (
        (FieldStatus.FIELD_STATUS_OUT_OF_DATE, "out of date, ask again"),
        (FieldStatus.FIELD_STATUS_EMPTY, "said before, and nothing of it counts now"),
        (FieldStatus.FIELD_STATUS_MISSING, "never recorded"),
    ):
        if status in by_status:
            yield f"{saying}: {', '.join(by_status[status])}"


def _promise(entry: Entry, now: datetime) -> Text:
    promised = entry.commitment
    text = Text(f"{short_name(CommitmentKind, promised.kind)}: {clean(promised.what)}")
    if promised.HasField("due_time") and promised.due_time.ToDatetime(tzinfo=UTC) < now:
        text.append("\noverdue", style="yellow")
    return text


def _moment(entry: Entry) -> str:
    kind = short_name(MomentKind, entry.moment.kind)
    return f"{clean(entry.moment.title)} ({kind})\n→ {handling(entry.moment)}"


def _contradiction(conflict: Conflict) -> str:
    others = ", ".join(map(clean, conflict.others))
    return f"{clean(conflict.entry)} counts, as the {short_name(ConflictRule, conflict.rule)}; not {others}"


def _show_group(title: str, entries: Sequence[Entry], left: Left, terminal: Console) -> None:
    if not entries:
        return
    terminal.print(f"\n{title}", style="bold")
    table = grid(2, 3)
    for entry in entries:
        table.add_row(left(entry), origin_text(entry))
    show_grid(Padding(table, (0, 0, 0, 2)), terminal)


def _show_lines(title: str, lines: Sequence[str], terminal: Console) -> None:
    if not lines:
        return
    terminal.print(f"\n{title}", style="bold")
    table = grid(1, 0)
    for line in lines:
        table.add_row(line)
    show_grid(Padding(table, (0, 0, 0, 2)), terminal)
