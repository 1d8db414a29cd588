"""A comparison of tier and individual in sections."""

from collections.abc import Iterable, Mapping, Sequence

from regard.report.phrases import day, number, reason, several, share
from regard.report.sections import Chart, Quote, Report, Section, Table
from regard.v1 import ContactCounts, ContactExample, TierComparison

CHART_ROWS_MAX = 12
QUOTE_CHARACTERS_MAX = 300
"""Of a longer quote the beginning is shown."""


def tier_report(
    comparison: TierComparison, titles: Mapping[str, str], *, subtitle: str, show_customers: bool = False
) -> Report:
    """`titles` has what is known of the offers, by id. Customers are named only with `show_customers`."""
    total = comparison.total
    return Report(
        title="Tier against individual",
        subtitle=subtitle,
        figures=[
            (number(total.contacts), "contacts by tier"),
            (share(total.suppressed, total.contacts), "of them better not made"),
            (number(total.against_words), "against the customer's own words"),
            (number(total.missed), "welcome offers missed"),
        ],
        in_short=list(_in_short(comparison)),
        sections=list(_sections(comparison, titles, show_customers=show_customers)),
        notes=[
            (
                "A contact is one offer to one customer. The tier rule says which contacts a campaign makes; each was screened by "
                "what that customer told us and did. The tier has no part in any verdict."
            ),
            (
                "Missed are offers that the tier doesn't get, though nothing speaks against them and the customer likes what "
                "they are about."
            ),
        ],
    )


def _in_short(comparison: TierComparison) -> Iterable[str]:
    total = comparison.total
    yield (
        f"By tier, the campaign makes {several(total.contacts, 'contact')} with {several(total.customers, 'customer')}. "
        f"{number(total.suppressed)} of them ({share(total.suppressed, total.contacts)}) had better not be made."
    )
    if total.against_words:
        yield (
            f"{several(total.against_words, 'contact goes', 'contacts go')} against what the customer told us in so many "
            f"words; {several(total.customers_annoyed, 'customer would get', 'customers would get')} at least one contact "
            "that should not be made."
        )
    deciding = [row for row in total.reasons if row.contacts]
    if deciding:
        first = max(deciding, key=lambda row: row.contacts)
        yield f"The reason met most: {reason(first.reason)} ({several(first.contacts, 'contact')})."
    average = share(total.suppressed, total.contacts)
    worst = max(comparison.tiers, key=lambda row: row.counts.suppressed / max(row.counts.contacts, 1), default=None)
    if worst is not None and share(worst.counts.suppressed, worst.counts.contacts) != average:
        yield (
            f"It is worst in tier “{worst.tier}”: {share(worst.counts.suppressed, worst.counts.contacts)} of its "
            f"{several(worst.counts.contacts, 'contact')}."
        )
    if total.missed:
        yield (
            f"{several(total.customers_missed, 'customer')} would like {several(total.missed, 'offer')} that their tier "
            "doesn't get."
        )
    if total.shadow_suppressed:
        tried = ", ".join(reason(row.reason) for row in total.reasons if row.shadow_contacts)
        yield (
            f"Reasons that the policy only tries ({tried}) would hold back another "
            f"{several(total.shadow_suppressed, 'contact')}."
        )


def _sections(comparison: TierComparison, titles: Mapping[str, str], *, show_customers: bool) -> Iterable[Section]:
    yield _counted("By tier", "Tier", [(row.tier, row.counts) for row in comparison.tiers])
    offers = sorted(comparison.offers, key=lambda row: -row.counts.suppressed)
    yield _counted("By offer", "Offer", [(titles.get(row.offer_id) or row.offer_id, row.counts) for row in offers])
    yield _reasons(comparison)
    for title, examples, is_welcome in (
        ("What some of them told us", comparison.suppressed_examples, False),
        ("What some would have liked, and their tier doesn't get", comparison.missed_examples, True),
    ):
        if examples:
            yield Section(
                title=title,
                is_welcome=is_welcome,
                quotes=[_quote(example, titles, show_customers=show_customers) for example in examples],
            )


def _counted(title: str, head: str, rows: Sequence[tuple[str, ContactCounts]]) -> Section:
    shown = [(label, counts) for label, counts in rows if counts.contacts][:CHART_ROWS_MAX]
    return Section(
        title=title,
        table=Table(
            head=(head, "Contacts", "Suppressed", "Share", "Against words", "Missed", "Only tried"),
            rows=[
                (
                    label,
                    counts.contacts,
                    counts.suppressed,
                    share(counts.suppressed, counts.contacts),
                    counts.against_words,
                    counts.missed,
                    counts.shadow_suppressed,
                )
                for label, counts in rows
            ],
        ),
        chart=Chart(
            labels=[label for label, _ in shown],
            series={
                "Cleared": [counts.cleared for _, counts in shown],
                "Suppressed": [counts.suppressed for _, counts in shown],
            },
        ),
    )


def _reasons(comparison: TierComparison) -> Section:
    rows = sorted(comparison.total.reasons, key=lambda row: -row.contacts)
    tried = any(row.shadow_contacts for row in rows)
    series = {"Suppressed": [row.contacts for row in rows]}
    if tried:
        series["Only tried"] = [row.shadow_contacts for row in rows]
    return Section(
        title="By reason",
        table=Table(
            head=("Reason", "Contacts suppressed", "Only tried (shadow)", "Of these cleared"),
            rows=[(reason(row.reason), row.contacts, row.shadow_contacts, row.shadow_cleared) for row in rows],
        ),
        chart=Chart(labels=[reason(row.reason) for row in rows], series=series),
        notes=[
            (
                "A contact with several reasons counts for each. What is only tried and cleared would be suppressed if that "
                "reason came to decide."
            )
        ],
    )


def _quote(example: ContactExample, titles: Mapping[str, str], *, show_customers: bool) -> Quote:
    parts = [example.customer] if show_customers else []
    parts += [f"tier {example.tier}", titles.get(example.offer_id) or example.offer_id]
    if example.reason:
        parts.append(reason(example.reason))
    if example.topic or example.offer_type:
        parts.append(example.topic or example.offer_type)
    if example.HasField("stated_time"):
        parts.append(day(example.stated_time))
    words = example.quote
    if len(words) > QUOTE_CHARACTERS_MAX:
        words = words[: QUOTE_CHARACTERS_MAX - 1].rstrip() + "…"
    return Quote(words=words, about=" · ".join(parts))
