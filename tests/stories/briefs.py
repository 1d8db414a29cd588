"""What the stories share: what an agent reads, section by section."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from regard import Client
from regard.v1 import BriefSection, GetBriefResponse

MIRA, JONAS, ADA = "agents/mira.holt", "agents/jonas.weld", "agents/ada.finch"


def june(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def read(client: Client, customer: str, *, purpose: str = "service", **asked: object) -> GetBriefResponse:
    return client.get_brief(customer, purpose=purpose, channel="agent-call", **asked)  # type: ignore[arg-type]


def read_aloud(brief: GetBriefResponse) -> list[tuple[str, list[str]]]:
    """Section by section, in the order in which they are read."""
    sections = groupby(brief.lines, key=lambda line: line.section)
    return [
        (BriefSection.Name(section).removeprefix("BRIEF_SECTION_").lower(), [line.text for line in lines])
        for section, lines in sections
    ]


def by_section(brief: GetBriefResponse) -> dict[str, list[str]]:
    """The same; each section comes once."""
    found = read_aloud(brief)
    assert len(dict(found)) == len(found)
    return dict(found)


def texts(brief: GetBriefResponse) -> Sequence[str]:
    return [line.text for line in brief.lines]
