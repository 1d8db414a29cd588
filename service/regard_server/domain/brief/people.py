"""Who looks after the customer, and how to address them."""

from collections.abc import Sequence
from typing import Any

from regard_server.domain.brief.line import Day, Draft, Note, Phrase, Quote, Section, phrase
from regard_server.domain.brief.saying import Saying
from regard_server.domain.content import ContactRule, ContactSort
from regard_server.domain.entry import Entry
from regard_server.domain.suppression import said_at

OWNER_RANK = 10
ADDRESS_RANK = 5


def add_owner(draft: Draft, rules: Sequence[Entry[ContactRule]]) -> str:
    """Answers the name; empty where nobody is named."""
    for rule in rules:
        if rule.content.sort is ContactSort.PREFERRED_PERSON:
            person = rule.content.preferred_person
            phrases = [phrase(Saying.LOOKED_AFTER_BY, person=Note(person)), *in_their_words(rule)]
            draft.add(Section.RELATIONSHIP_OWNER, OWNER_RANK, phrases, rule)
            return person
    return ""


def add_address(draft: Draft, rules: Sequence[Entry[ContactRule]]) -> None:
    for rule in rules:
        address = rule.content.address_as
        if address is not None:
            phrases = []
            if address.name:
                phrases.append(phrase(Saying.CALL_THEM, name=Note(address.name)))
            if address.pronouns:
                phrases.append(phrase(Saying.PRONOUNS, pronouns=Note(address.pronouns)))
            if address.language:
                phrases.append(phrase(Saying.SPEAK, language=Note(address.language)))
            draft.add(Section.ADDRESS, ADDRESS_RANK, [*phrases, *in_their_words(rule)], rule)


def in_their_words(entry: Entry[Any]) -> list[Phrase]:
    """The quote with its day; nothing where there is none."""
    quote = entry.provenance.quote
    return [phrase(Saying.IN_THEIR_WORDS, quote=Quote(quote), day=Day(said_at(entry)))] if quote else []
