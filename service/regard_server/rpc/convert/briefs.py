"""Briefs."""

from collections.abc import Mapping
from datetime import datetime

from regard.v1 import brief_pb2
from regard.v1 import context_service_pb2 as pb
from regard_server.domain.brief import Audience, Brief, Budget, Section, Teller, Told, ToldLine
from regard_server.domain.brief.forms import PLAIN
from regard_server.domain.span import LATEST
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import timestamp
from regard_server.rpc.convert.names import entry_name


def budget(message: pb.BriefBudget) -> Budget:
    return Budget(characters=message.characters, tokens=message.tokens)


def audience(request: pb.GetBriefRequest) -> Audience:
    """What is written for a model is read by one."""
    is_prompt = request.format == brief_pb2.BRIEF_FORMAT_PROMPT
    return Audience.AI if is_prompt or request.audience == brief_pb2.AUDIENCE_AI else Audience.HUMAN


def fill_in(response: pb.GetBriefResponse, customer: str, brief: Brief, told: Told, teller: Teller) -> None:
    """`customer` is whose profile is shown."""
    response.lines.extend(_line(customer, line, teller.language.headings) for line in told.lines)
    if teller.form is not PLAIN:
        response.text = told.text
    response.omitted = sum(told.omitted.values())
    for section, count in told.omitted.items():
        response.omitted_lines.add(section=number(section), count=count)
    for withheld in brief.withheld:
        response.withheld.add(
            section=number(withheld.section) if withheld.section is not None else brief_pb2.BRIEF_SECTION_UNSPECIFIED,
            reason=number(withheld.reason),
            count=withheld.entries,
        )
    response.profile_status = number(brief.status)
    response.relationship_owner = brief.owner
    _expire(response, brief.until)


def _line(customer: str, told: ToldLine, headings: Mapping[Section, str]) -> brief_pb2.BriefLine:
    return brief_pb2.BriefLine(
        section=number(told.line.section),
        text=told.text,
        entries=[entry_name(entry.owner or customer, entry.id) for entry in told.line.entries],
        policy=told.line.policy,
        shortened=told.shortened,
        heading=headings[told.line.section],
    )


def _expire(response: pb.GetBriefResponse, until: datetime) -> None:
    if until < LATEST:
        response.expire_time.CopyFrom(timestamp(until))
