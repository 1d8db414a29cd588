"""`regard report --audience`: what the policy holds back of an audience, and what it would if what it only tries decided."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import click

from regard.bulk.customer_lines import read_customer
from regard.bulk.records import DamagedFile, Record, open_source
from regard.bulk.rejects import FaultyLine
from regard.client import Client
from regard.report.sections import Report
from regard.report.trial import add_up_summaries, trial_report, tried_reasons
from regard.v1 import AudienceSummary, Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the options say of an audience and of what it would be offered: `offers`, or `offer_ids` of the catalogue."""

    audience: str
    offers: Sequence[Offer]
    offer_ids: Sequence[str]
    question: Mapping[str, Any]

    def run(self, client: Client, *, subtitle: str) -> tuple[AudienceSummary, Report]:
        """Counts only, under the policy of now. Raises UsageError for a file that isn't all customers."""
        tried = tried_reasons(client.get_policy().policy)
        try:
            summary = add_up_summaries(self._summaries(client))
        except DamagedFile as error:
            raise click.ClickException(f"{self.audience}: {error}") from error
        return summary, trial_report(summary, tried, subtitle=subtitle)

    def _summaries(self, client: Client) -> Iterator[AudienceSummary]:
        with open_source(self.audience) as source:
            answers = client.screen_audience(
                map(self._customer, source.lines()),
                offers=self.offers,
                offer_ids=self.offer_ids,
                summary_only=True,
                **self.question,
            )
            with closing(answers):
                yield from (answer.summary for answer in answers)

    def _customer(self, record: Record) -> str:
        try:
            return read_customer(record)
        except FaultyLine as error:
            raise click.UsageError(f"{self.audience}, line {record.number}: {error}.") from error
