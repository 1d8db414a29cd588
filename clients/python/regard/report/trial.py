"""What the contact policy holds back of an audience, and what it would if what it only tries came to decide, in sections."""

from collections.abc import Collection, Iterable

from google.protobuf.message import Message

from regard.report.phrases import number, reason, several, share
from regard.report.sections import Chart, Report, Section, Table
from regard.v1 import AudienceSummary, Mode, Policy, ReasonCount, SuppressionReason


def tried_reasons(policy: Policy) -> list[SuppressionReason]:
    """The reasons that a policy only tries, in its order."""
    return [setting.reason for setting in policy.reason_modes if setting.mode == Mode.MODE_SHADOW]


def add_up_summaries(parts: Iterable[AudienceSummary]) -> AudienceSummary:
    """One summary of those of an audience's chunks."""
    whole = AudienceSummary()
    reasons: dict[SuppressionReason, ReasonCount] = {}
    for part in parts:
        _add(whole, part, besides="reasons")
        for row in part.reasons:
            _add(reasons.setdefault(row.reason, ReasonCount(reason=row.reason)), row, besides="reason")
    whole.reasons.extend(reasons[reason] for reason in sorted(reasons))
    return whole


def _add(whole: Message, part: Message, *, besides: str) -> None:
    for field in whole.DESCRIPTOR.fields:
        if field.name != besides:
            setattr(whole, field.name, getattr(whole, field.name) + getattr(part, field.name))


def trial_report(summary: AudienceSummary, tried: Collection[SuppressionReason], *, subtitle: str) -> Report:
    """`tried`: the reasons that the policy only tries; each has a row, met or not."""
    rows = {row.reason: row for row in summary.reasons}
    shadows = [rows.get(one, ReasonCount(reason=one)) for one in sorted({*tried, *_met_as_shadow(summary)})]
    return Report(
        title="What the policy holds back",
        subtitle=subtitle,
        figures=[
            (number(summary.decisions), "contacts"),
            (share(summary.suppressed, summary.decisions), "of them held back now"),
            (number(summary.shadow_suppressed), "more, if what is tried decided"),
            (number(summary.cleared - summary.shadow_suppressed), "let through all the same"),
        ],
        in_short=list(_in_short(summary, shadows)),
        sections=[_trial(shadows), _deciding(summary)],
        notes=[
            "A contact is one offer to one customer. A contact with several reasons counts for each.",
            (
                "A reason that is only tried (SHADOW) is told with each verdict and decides nothing: a company sees here what it "
                "would hold back before it lets it decide."
            ),
            (
                "The contacts are screened as if made now: at night, quiet hours hold back what may go out in the morning. That "
                "the contacts themselves would use up a frequency cap is not counted."
            ),
        ],
    )


def _in_short(summary: AudienceSummary, shadows: Collection[ReasonCount]) -> Iterable[str]:
    yield (
        f"Of {several(summary.decisions, 'contact')} with {several(summary.customers, 'customer')} the policy holds back "
        f"{number(summary.suppressed)} ({share(summary.suppressed, summary.decisions)})."
    )
    if summary.unknown_customers:
        yield f"{several(summary.unknown_customers, 'customer')} nobody knows: whether they mind is unknown."
    if not shadows:
        yield "It tries no reason: all that is counted here decides already."
        return
    names = ", ".join(reason(row.reason) for row in shadows)
    more = share(summary.shadow_suppressed, summary.cleared)
    yield (
        f"What it only tries ({names}) would hold back another {several(summary.shadow_suppressed, 'contact')}: {more} of "
        f"those that it lets through."
    )
    most = max(shadows, key=lambda row: row.shadow_cleared)
    if most.shadow_cleared:
        yield f"Most of them by “{reason(most.reason)}” ({several(most.shadow_cleared, 'contact')})."


def _trial(shadows: Collection[ReasonCount]) -> Section:
    held = [row.shadow_decisions - row.shadow_cleared for row in shadows]
    return Section(
        title="What is only tried",
        table=Table(
            head=("Reason", "Speaks against", "Held back anyway", "Would be held back"),
            rows=[
                (reason(row.reason), row.shadow_decisions, other, row.shadow_cleared)
                for row, other in zip(shadows, held, strict=True)
            ],
        ),
        chart=Chart(
            labels=[reason(row.reason) for row in shadows],
            series={"Would be held back": [row.shadow_cleared for row in shadows], "Held back anyway": held},
        ),
        notes=[] if shadows else ["The policy tries no reason: see `reason_modes` in `regard policy show`."],
    )


def _deciding(summary: AudienceSummary) -> Section:
    rows = sorted((row for row in summary.reasons if row.decisions), key=lambda row: -row.decisions)
    return Section(
        title="What decides already",
        table=Table(head=("Reason", "Contacts held back"), rows=[(reason(row.reason), row.decisions) for row in rows]),
        chart=Chart(labels=[reason(row.reason) for row in rows], series={"Held back": [row.decisions for row in rows]}),
    )


def _met_as_shadow(summary: AudienceSummary) -> Iterable[SuppressionReason]:
    return (row.reason for row in summary.reasons if row.shadow_decisions)
