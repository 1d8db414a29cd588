"""Moments and gestures, each with what to do with it, and kept from those who aren't to know."""

from collections.abc import Sequence
from typing import NamedTuple

from regard_server.domain.brief import ranks
from regard_server.domain.brief.line import (
    Asked,
    Audience,
    Day,
    Draft,
    Note,
    Phrase,
    Section,
    WithheldReason,
    in_their_words,
    phrase,
)
from regard_server.domain.brief.saying import Saying
from regard_server.domain.channel import Purpose
from regard_server.domain.content import Handling, Moment, MomentKind, Sensitivity
from regard_server.domain.entry import Entry


class Told(NamedTuple):
    saying: Saying
    rank: int


_TOLD = {
    Handling.MENTION_WARMLY: Told(Saying.MENTION_WARMLY, ranks.WARM),
    Handling.KNOW_DONT_RAISE: Told(Saying.KNOW, ranks.DONT_RAISE_STORY),
    Handling.AVOID: Told(Saying.AVOID, ranks.DONT_RAISE_STORY),
}
_DONT = {Handling.KNOW_DONT_RAISE: Saying.DONT_RAISE, Handling.AVOID: Saying.NEVER_RAISE}


def add_what_not_to_raise(draft: Draft, moments: Sequence[Entry[Moment]], asked: Asked) -> None:
    """Among what not to do, since it is one; the story comes with the other moments."""
    for entry in moments:
        saying = _DONT.get(entry.content.handling)
        if saying is not None and _withheld(entry.content, asked) is None:
            said = phrase(saying, title=Note(entry.content.title))
            draft.add(Section.DO_AND_DONT, ranks.DONT_RAISE, [said], entry)


def add_moments(draft: Draft, moments: Sequence[Entry[Moment]], asked: Asked) -> None:
    for entry in moments:
        section = Section.GESTURES if entry.content.kind is MomentKind.GESTURE else Section.MOMENTS
        reason = _withheld(entry.content, asked)
        if reason is not None:
            draft.withhold(section, reason)
            draft.secrets.add(entry.provenance.quote)
        elif section is Section.GESTURES and entry.content.handling is Handling.MENTION_WARMLY:
            said = phrase(Saying.GESTURE, title=Note(entry.content.title))
            draft.add(section, ranks.GESTURE, [said, *_told_of(entry)], entry)
        else:
            saying, rank = _TOLD[entry.content.handling]
            said = phrase(saying, title=Note(entry.content.title), kind=entry.content.kind)
            draft.add(section, rank, [said, *_told_of(entry)], entry)


def _told_of(entry: Entry[Moment]) -> list[Phrase]:
    moment = entry.content
    happened = [phrase(Saying.HAPPENED, day=Day(moment.occurred_at))] if moment.occurred_at else []
    story = [phrase(Saying.STORY, story=Note(moment.story))] if moment.story else []
    return [*happened, *story, *in_their_words(entry)]


def _withheld(moment: Moment, asked: Asked) -> WithheldReason | None:
    """What is never to be brought up, and what is private, is for those who serve the customer; what is never to be brought
    up, and special categories of personal data, are for people only."""
    for_people = moment.handling is Handling.AVOID or moment.sensitivity is Sensitivity.SPECIAL_CATEGORY
    for_service = for_people or moment.sensitivity is Sensitivity.PRIVATE
    if for_service and asked.purpose is not Purpose.SERVICE:
        return WithheldReason.PURPOSE
    if for_people and asked.audience is Audience.AI:
        return WithheldReason.AUDIENCE
    return None
