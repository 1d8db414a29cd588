"""Who looks after the customer, and how to address them."""

from collections.abc import Sequence

from regard_server.domain.brief import ranks
from regard_server.domain.brief.line import Draft, Note, Section, in_their_words, phrase
from regard_server.domain.brief.saying import Saying
from regard_server.domain.content import ContactRule
from regard_server.domain.entry import Entry


def add_owner(draft: Draft, rules: Sequence[Entry[ContactRule]]) -> str:
    """Answers the name; empty where nobody is named."""
    for rule in rules:
        person = rule.content.preferred_person
        if person:
            phrases = [phrase(Saying.LOOKED_AFTER_BY, person=Note(person)), *in_their_words(rule)]
            draft.add(Section.RELATIONSHIP_OWNER, ranks.OWNER, phrases, rule)
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
            draft.add(Section.ADDRESS, ranks.ADDRESS, [*phrases, *in_their_words(rule)], rule)
