"""What is open, as far as it is understood, and how the last conversation went."""

from collections.abc import Sequence

from regard_server.domain.brief import ranks
from regard_server.domain.brief.line import (
    Day,
    Draft,
    Fact,
    Note,
    Phrase,
    Quote,
    Section,
    WithheldReason,
    notes,
    phrase,
)
from regard_server.domain.brief.matters import Conversation, Matter, newest_first, open_matters
from regard_server.domain.brief.saying import Saying
from regard_server.domain.channel import Purpose
from regard_server.domain.suppression import said_at

TRIED_PER_LINE = 6
FEELINGS_FOR = frozenset({Purpose.SERVICE, Purpose.LOYALTY})
"""How somebody felt is no help to sell to them, and no answer to a survey."""


def add_conversations(draft: Draft, conversations: Sequence[Conversation], purpose: Purpose) -> None:
    """Of those that have begun, and still count."""
    matters = open_matters(conversations)
    for place, matter in enumerate(matter for matter in matters if matter.has_more_than_a_summary):
        _add_matter(draft, matter, later=place * ranks.PER_MATTER)
    of_matters = {one.key for matter in matters for one in matter.conversations}
    last = True
    for conversation in newest_first(conversations):
        if last or conversation.key in of_matters:
            _add_conversation(draft, conversation, purpose, is_last=last)
        last = False


def _add_matter(draft: Draft, matter: Matter, *, later: int) -> None:
    section = Section.OPEN
    understandings = matter.understandings
    newest = matter.conversations[0]
    leading = understandings[0] if understandings else newest
    case = [phrase(Saying.CASE, case=Note(newest.content.case_id))] if newest.content.case_id else []
    draft.add(section, ranks.UNDERSTANDING + later, [_understood(leading), *case], leading)
    for other in understandings[1:]:
        if other.content.issue_restated == leading.content.issue_restated:
            continue
        if other.content.confirmed_by_customer:
            said = phrase(Saying.CONFIRMED_BEFORE, issue=Note(other.content.issue_restated), day=Day(said_at(other)))
            draft.add(section, ranks.UNDERSTOOD_BEFORE + later, [said], other)
        elif other.order > leading.order:
            draft.add(section, ranks.UNDERSTOOD_SINCE + later, [_understood(other)], other)
    tried = matter.tried
    for start in range(0, len(tried), TRIED_PER_LINE):
        some = tried[start : start + TRIED_PER_LINE]
        behind = {conversation.key: conversation for _, conversation in some}
        said = phrase(Saying.TRIED, tried=notes([what for what, _ in some]))
        draft.add(section, ranks.TRIED + later, [said], *behind.values())
    for answer, conversation in matter.answers:
        said = phrase(Saying.ANSWERED, question=Note(answer.question), answer=Note(answer.answer))
        draft.add(section, ranks.ANSWERED + later, [said], conversation)


def _understood(conversation: Conversation) -> Phrase:
    said = conversation.content
    day = Day(said_at(conversation))
    if not said.issue_restated:
        return phrase(Saying.OPEN, summary=Note(said.summary), day=day)
    issue = Note(said.issue_restated)
    if said.confirmed_by_customer:
        return phrase(Saying.CONFIRMED, issue=issue, day=day)
    agent = said.agent
    if agent:
        return phrase(Saying.RESTATED_BY, issue=issue, day=day, agent=Note(agent))
    return phrase(Saying.RESTATED, issue=issue, day=day)


def _add_conversation(draft: Draft, conversation: Conversation, purpose: Purpose, *, is_last: bool) -> None:
    section = Section.LAST_TIME
    said, quote = conversation.content, conversation.provenance.quote
    reader = said.agent or conversation.provenance.recorder
    phrases = [_spoke(conversation, is_last=is_last), phrase(Saying.ABOUT, summary=Note(said.summary))]
    if is_last:
        phrases.append(phrase(Saying.SETTLED if said.resolved else Saying.NOT_SETTLED))
    felt = purpose in FEELINGS_FOR
    if said.feeling and felt:
        phrases.append(phrase(Saying.FELT, feeling=Note(said.feeling)))
    if quote:
        phrases.append(phrase(Saying.THEY_SAID, quote=Quote(quote)))
    draft.add(section, ranks.LAST_TIME if is_last else ranks.EARLIER, phrases, conversation)
    if (said.feeling or said.reading) and not felt:
        draft.withhold(section, WithheldReason.PURPOSE)
    elif said.reading:
        reading = Note(said.reading)
        told = (
            phrase(Saying.READING_BY, reading=reading, agent=Note(reader))
            if reader
            else phrase(Saying.READING, reading=reading)
        )
        draft.add(section, ranks.READING if is_last else ranks.EARLIER_READING, [told], conversation)


def _spoke(conversation: Conversation, *, is_last: bool) -> Phrase:
    agent = conversation.content.agent
    when: dict[str, Fact] = {"day": Day(said_at(conversation)), "channel": conversation.content.channel}
    if agent:
        return phrase(Saying.LAST_SPOKE_WITH if is_last else Saying.SPOKE_BEFORE_WITH, agent=Note(agent), **when)
    return phrase(Saying.LAST_SPOKE if is_last else Saying.SPOKE_BEFORE, **when)
