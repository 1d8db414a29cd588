"""A conversation between the customer and the company."""

from collections.abc import Iterable, Mapping
from typing import Unpack

from regard.arguments import enum_value, several
from regard.entries.entry import InteractionArguments, entry
from regard.v1 import Answer, Channel, Entry, Interaction


def interaction(
    summary: str,
    *,
    channel: str | int,
    issue_restated: str = "",
    confirmed_by_customer: bool = False,
    reading: str = "",
    feeling: str = "",
    tried: Iterable[str] = (),
    answers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    agent: str = "",
    resolved: bool = False,
    case_id: str = "",
    **arguments: Unpack[InteractionArguments],
) -> Entry:
    """What was said, tried and felt, so that nothing is asked twice; `stated` with a quote, else `observed`.

    summary: what it was about.
    channel: by which way they spoke, and so by which way it reached us.
    issue_restated: the issue in the agent's own words.
    confirmed_by_customer: the customer said "yes, that's it" to `issue_restated`.
    reading: what the agent thinks lies behind the words; what was said belongs in `quote`.
    feeling: in a word or two, such as `worried`.
    tried: what was tried, in order.
    answers: what was asked and answered, in order: `{"Which model?": "The grey one"}`, or pairs.
    agent: who spoke for the company, such as `agents/mira.holt`.
    resolved: whether what the customer came for was settled.
    case_id: the case or ticket that it belongs to.
    The others: `regard.EntryArguments`.
    """
    pairs = answers.items() if isinstance(answers, Mapping) else answers
    held = Interaction(
        channel=enum_value(Channel, channel),
        summary=summary,
        issue_restated=issue_restated,
        confirmed_by_customer=confirmed_by_customer,
        reading=reading,
        feeling=feeling,
        tried=several("tried", tried),
        answers=[Answer(question=question, answer=answer) for question, answer in pairs],
        agent=agent,
        resolved=resolved,
        case_id=case_id,
    )
    return entry({"interaction": held}, channel=channel, **arguments)
