"""A friction report in sections."""

from collections.abc import Iterable, Sequence

from regard.report.phrases import (
    NO_SHARE,
    NOT_NOTED,
    channel,
    commitments,
    day,
    last_day,
    minute,
    month,
    number,
    percent,
    several,
    share,
)
from regard.report.sections import Cell, Chart, Report, Section, Table
from regard.v1 import CommitmentCounts, FrictionCounts, FrictionReport

FRICTION = ("Declines", "Complaints", "Overridden")
Rows = Sequence[tuple[str, FrictionCounts]]
CHART_ROWS_MAX = 12
"""More bars nobody reads; the table has them all."""


def friction_report(report: FrictionReport) -> Report:
    total = report.total
    return Report(
        title="What annoyed our customers",
        subtitle=f"{day(report.start_time)} to {last_day(report.end_time)}",
        figures=[
            (number(total.declined), "declines"),
            (number(total.complained), "complaints"),
            (number(total.overridden_wishes), "overridden wishes"),
            (_kept_rate(report), "of promises kept in time") if report.HasField("kept_rate") else ("0", "promises due"),
        ],
        in_short=list(_in_short(report)),
        sections=list(_sections(report)),
        notes=[
            (
                f"Counted over the ledgers of {several(report.customers_read, 'customer')}, read from "
                f"{minute(report.read_time)} on. Merged customers count as one; what was retracted, corrected or only inferred "
                "doesn't count. Months are those of UTC."
            ),
            (
                "An overridden wish is an offer made although the customer had said they don't want its topic or kind, and "
                "that was on record. Where it was said by then, but recorded only later, it is told apart."
            ),
            (
                "Causes are the words noted with a decline or a complaint, grouped only where they differ in case, spaces or "
                "punctuation; nothing is guessed. What too few customers said to be shown without telling who they are is "
                "counted as other."
            ),
        ],
    )


def _in_short(report: FrictionReport) -> Iterable[str]:
    total = report.total
    friction = _friction(total)
    if not friction:
        yield f"Nobody declined, complained or had a wish overridden, of {several(report.customers_read, 'customer')}."
    else:
        yield (
            f"{several(total.customers, 'customer')} of {number(report.customers_read)} "
            f"({share(total.customers, report.customers_read)}) declined an offer, complained about one, or got one that "
            "they had asked not to get."
        )
    if total.overridden_wishes:
        yield (
            f"{several(total.overridden_wishes, 'offer was', 'offers were')} made against a wish on record: "
            f"{share(total.overridden_wishes, total.presented)} of the {number(total.presented)} presented. Each could have "
            "been held back."
        )
    if total.unheard_wishes:
        yield (
            f"{several(total.unheard_wishes, 'more offer', 'more offers')} went against a wish that the customer had told "
            "us, and that was recorded only afterwards."
        )
    worst = next((row for row in report.offer_types if _friction(row.counts)), None)
    if worst is not None:
        parts = [
            (worst.counts.declined, "decline", "declines"),
            (worst.counts.complained, "complaint", "complaints"),
            (worst.counts.overridden_wishes, "overridden wish", "overridden wishes"),
        ]
        said = ", ".join(several(count, one, many) for count, one, many in parts if count)
        yield (
            f"“{worst.offer_type or NOT_NOTED}” meets most resistance: {said}; "
            f"{share(_friction(worst.counts), friction)} of all."
        )
    if report.causes:
        first = report.causes[0]
        yield f"The cause named most: “{first.cause}” ({several(first.customers, 'customer')})."
    overdue, broken = (sum(getattr(row, name) for row in report.commitments) for name in ("overdue", "broken"))
    if overdue or broken:
        yield f"We broke {several(broken, 'promise')} and are late with {number(overdue)}."


def _sections(report: FrictionReport) -> Iterable[Section]:
    yield _counted(
        "By kind of offer",
        "Kind of offer",
        [(row.offer_type or NOT_NOTED, row.counts) for row in report.offer_types],
        notes=_left_out(report.offer_types_left_out, "kind", "kinds"),
    )
    yield _causes(report)
    yield _counted(
        "By topic",
        "Topic",
        [(row.topic or NOT_NOTED, row.counts) for row in report.topics],
        notes=[
            "An offer with several topics counts for each.",
            *_left_out(report.topics_left_out, "topic", "topics"),
        ],
    )
    yield _counted("By channel", "Channel", [(channel(row.channel), row.counts) for row in report.channels])
    yield _counted("By month", "Month", [(month(row.month), row.counts) for row in report.months], upright=True)
    if report.commitments:
        yield _commitments(report)


def _counted(title: str, head: str, rows: Rows, *, upright: bool = False, notes: Sequence[str] = ()) -> Section:
    with_friction = [(label, counts) for label, counts in rows if upright or _friction(counts)][
        : None if upright else CHART_ROWS_MAX
    ]
    return Section(
        title=title,
        table=Table(
            head=(head, *FRICTION, "Customers", "Presented"),
            rows=[
                (
                    label,
                    counts.declined,
                    counts.complained,
                    counts.overridden_wishes,
                    counts.customers,
                    counts.presented,
                )
                for label, counts in rows
            ],
        ),
        chart=Chart(
            labels=[label for label, _ in with_friction],
            series={
                "Declines": [counts.declined for _, counts in with_friction],
                "Complaints": [counts.complained for _, counts in with_friction],
                "Overridden wishes": [counts.overridden_wishes for _, counts in with_friction],
            },
            upright=upright,
        ),
        notes=notes,
    )


def _causes(report: FrictionReport) -> Section:
    rows: list[Sequence[Cell]] = [
        (
            row.cause,
            row.declined,
            row.complained,
            row.customers,
            ", ".join(kind.offer_type or NOT_NOTED for kind in row.offer_types),
        )
        for row in report.causes
    ]
    shown = report.causes[:CHART_ROWS_MAX]
    return Section(
        title="By cause, in their words",
        table=Table(head=("Cause", "Declines", "Complaints", "Customers", "Kinds of offer"), rows=rows),
        chart=Chart(
            labels=[row.cause for row in shown],
            series={
                "Declines": [row.declined for row in shown],
                "Complaints": [row.complained for row in shown],
            },
        ),
        notes=[
            (
                f"{several(report.other_causes, 'decline or complaint', 'declines and complaints')} with another cause, "
                f"{number(report.without_cause)} without any."
            )
        ],
    )


def _commitments(report: FrictionReport) -> Section:
    rows = report.commitments
    return Section(
        title="What we promised",
        table=Table(
            head=("Kind", "Kept", "Late", "Broken", "Overdue", "Not yet due", "Cancelled", "In time"),
            rows=[
                (
                    commitments(row.kind),
                    row.kept,
                    row.kept_late,
                    row.broken,
                    row.overdue,
                    row.open,
                    row.cancelled,
                    _kept_rate(row),
                )
                for row in rows
            ],
        ),
        notes=[
            (
                "Late are of those kept. In time: of all that fell due, which are those kept, broken, overdue, or cancelled "
                "when they were overdue already. What was put off when it was overdue is late, too."
            )
        ],
        chart=Chart(
            labels=[commitments(row.kind) for row in rows],
            series={
                "Kept": [row.kept - row.kept_late for row in rows],
                "Kept late": [row.kept_late for row in rows],
                "Broken": [row.broken for row in rows],
                "Overdue": [row.overdue for row in rows],
                "Not yet due": [row.open for row in rows],
            },
        ),
    )


def _kept_rate(counted: FrictionReport | CommitmentCounts) -> str:
    return percent(counted.kept_rate) if counted.HasField("kept_rate") else NO_SHARE


def _left_out(count: int, one: str, many: str) -> Sequence[str]:
    return [f"{several(count, one, many)} with less have no row."] if count else ()


def _friction(counts: FrictionCounts) -> int:
    return counts.declined + counts.complained + counts.overridden_wishes
