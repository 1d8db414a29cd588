"""How the decisions of a screening are shown: the verdict in a sign, a word and a colour, then the customer's words."""

from collections.abc import Mapping

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from regard.arguments import short_name
from regard.cli.terminal import grid, show_grid
from regard.cli.wording import clean, date, instant, quoted
from regard.v1 import Decision, ProfileStatus, ScreenOffersResponse, Suppression, SuppressionReason, Verdict

VERDICTS = {
    Verdict.VERDICT_CLEARED: Text("✓ cleared", style="green"),
    Verdict.VERDICT_SUPPRESSED: Text("✗ suppressed", style="red"),
}


def show(
    response: ScreenOffersResponse, titles: Mapping[str, str], terminal: Console, *, in_sentences: bool = False
) -> None:
    """Prints the decisions. `titles` has what is known of them by offer id. `in_sentences`: in the server's."""
    show_profile_status(response, terminal)
    table = grid(0, 1)
    for decision in response.decisions:
        title = titles.get(decision.offer_id, "")
        table.add_row(verdict_text(decision), explained(decision, title, in_sentences=in_sentences))
    show_grid(table, terminal)


def show_profile_status(response: ScreenOffersResponse, terminal: Console) -> None:
    """Says where an answer doesn't rest on a whole profile; nothing where it does."""
    if response.profile_status == ProfileStatus.PROFILE_STATUS_UNKNOWN_CUSTOMER:
        terminal.print("Nobody knows this customer: whether they mind is unknown.\n", style="yellow")
    elif response.profile_status == ProfileStatus.PROFILE_STATUS_RESTRICTED:
        terminal.print("The customer restricted the processing of their data for some purposes.\n", style="yellow")
    elif response.profile_status != ProfileStatus.PROFILE_STATUS_KNOWN:
        status = short_name(ProfileStatus, response.profile_status)
        terminal.print(f"The profile could not be read ({status}).\n", style="yellow")


def verdict_text(decision: Decision) -> Text:
    return VERDICTS.get(decision.verdict, Text(f"? {short_name(Verdict, decision.verdict)}", style="yellow"))


def explained(decision: Decision, title: str, *, in_sentences: bool) -> RenderableType:
    """The offer, and below it a line or a few for each suppression."""
    offer = Text.assemble((clean(decision.offer_id), "bold"), f"  {clean(title)}" if title else "")
    lines = [
        line
        for suppression in decision.suppressions
        for line in (
            [reason_line(suppression), clean(suppression.text)] if in_sentences else suppression_lines(suppression)
        )
    ]
    if decision.reservation:
        until = instant(decision.reservation_expire_time)
        lines = [f"reserved until {until}: {clean(decision.reservation)}", *lines]
    return Group(offer, *(Padding(Text(line), (0, 0, 0, 2)) for line in lines))


def reason_line(suppression: Suppression) -> str:
    """`disliked: sports/golf`, and whether it is only tried."""
    about = clean(suppression.topic or suppression.offer_type)
    reason = short_name(SuppressionReason, suppression.reason)
    tried = " (only tried by the policy: it doesn't decide)" if suppression.shadow else ""
    return f"{reason}: {about}{tried}" if about else f"{reason}{tried}"


def suppression_lines(suppression: Suppression) -> list[str]:
    """`disliked: sports/golf`, `“I can't stand golf.” (agents/mira, 5 April 2022)`, `until 3 May 2027`."""
    lines = [reason_line(suppression)]
    said_at = date(suppression.stated_time) if suppression.HasField("stated_time") else ""
    source = ", ".join(part for part in (clean(suppression.recorder), said_at) if part)
    words = quoted(suppression.quote) if suppression.quote else ""
    if words and source:
        lines.append(f"{words} ({source})")
    elif words or source:
        lines.append(words or source)
    if suppression.HasField("until"):
        lines.append(f"until {date(suppression.until)}")
    return lines
