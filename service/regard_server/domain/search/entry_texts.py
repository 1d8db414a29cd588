"""What of an entry is searched: its texts, under the names that the contract has for their fields, each with a weight.

What the customer said and what an agent would remember counts most; names of topics and offers, by which half of a ledger
could be found, count least. Who recorded an entry and where it came from isn't searched.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from regard_server.domain.content import (
    Commitment,
    Consent,
    ContactRule,
    Content,
    IdentityLink,
    Interaction,
    Merge,
    Moment,
    OfferResponse,
    Preference,
    Release,
    Reservation,
    Restriction,
    Retraction,
    Unmerge,
)
from regard_server.domain.entry import Entry
from regard_server.domain.search.matches import Document, Text

_TITLE = 2.0
_QUOTE = 1.5
_PROSE = 1.0
_NAME = 0.5


NAME_FIELDS = frozenset({"contact_rule.address_as.name", "identity_link.identity.value"})
"""By these a customer is found."""


class FieldText(NamedTuple):
    field: str
    text: str
    weight: float


def document_of(customer: str, entry: Entry[Content]) -> Document:
    """`customer` is whose ledger it is in."""
    texts = tuple(Text(field=field, text=text, weight=weight) for field, text, weight in texts_of(entry))
    return Document(id=document_id(customer, entry.id), texts=texts, at=entry.effective_at)


def document_id(customer: str, entry_id: str) -> str:
    """Ids of entries are unique in one ledger only."""
    return f"{customer}/{entry_id}"


def texts_of(entry: Entry[Content]) -> Iterator[FieldText]:
    """Those that aren't empty."""
    if entry.provenance.quote:
        yield FieldText("provenance.quote", entry.provenance.quote, _QUOTE)
    content = entry.content
    for field, text, weight in _OF_KIND[type(content)](content):
        if text:
            yield FieldText(field, text, weight)


_Texts = Iterable[tuple[str, str, float]]


def _preference(content: Preference) -> _Texts:
    return (
        ("preference.note", content.note, _PROSE),
        ("preference.topic", content.topic, _NAME),
        ("preference.offer_type", content.offer_type, _NAME),
    )


def _offer_response(content: OfferResponse) -> _Texts:
    return (
        ("offer_response.reason", content.reason, _PROSE),
        ("offer_response.offer_id", content.offer_id, _NAME),
        ("offer_response.offer_type", content.offer_type, _NAME),
        *(("offer_response.topics", topic, _NAME) for topic in content.topics),
    )


def _reservation(content: Reservation) -> _Texts:
    return (
        ("reservation.offer_id", content.offer_id, _NAME),
        ("reservation.offer_type", content.offer_type, _NAME),
        *(("reservation.topics", topic, _NAME) for topic in content.topics),
    )


def _moment(content: Moment) -> _Texts:
    return (("moment.title", content.title, _TITLE), ("moment.story", content.story, _PROSE))


def _interaction(content: Interaction) -> _Texts:
    yield "interaction.summary", content.summary, _QUOTE
    yield "interaction.issue_restated", content.issue_restated, _QUOTE
    yield "interaction.reading", content.reading, _PROSE
    yield "interaction.feeling", content.feeling, _PROSE
    for tried in content.tried:
        yield "interaction.tried", tried, _PROSE
    for answer in content.answers:
        yield "interaction.answers", answer.question, _NAME
        yield "interaction.answers", answer.answer, _PROSE
    yield "interaction.case_id", content.case_id, _PROSE


def _commitment(content: Commitment) -> _Texts:
    return (("commitment.what", content.what, _QUOTE), ("commitment.outcome", content.outcome, _PROSE))


def _consent(content: Consent) -> _Texts:
    return (("consent.document", content.document, _NAME),)


def _contact_rule(content: ContactRule) -> _Texts:
    address_as = content.address_as
    return (
        ("contact_rule.address_as.name", address_as.name if address_as else "", _TITLE),
        ("contact_rule.preferred_person", content.preferred_person, _PROSE),
    )


def _identity_link(content: IdentityLink) -> _Texts:
    return (
        ("identity_link.identity.value", content.value, _PROSE),
        ("identity_link.reason", content.reason, _PROSE),
    )


def _reason(name: str) -> Callable[[Any], _Texts]:
    return lambda content: ((name, content.reason, _PROSE),)


_OF_KIND: dict[type, Callable[[Any], _Texts]] = {
    Preference: _preference,
    OfferResponse: _offer_response,
    Moment: _moment,
    Interaction: _interaction,
    Commitment: _commitment,
    Consent: _consent,
    ContactRule: _contact_rule,
    IdentityLink: _identity_link,
    Retraction: _reason("retraction.reason"),
    Restriction: _reason("restriction.reason"),
    Merge: _reason("merge.reason"),
    Unmerge: _reason("unmerge.reason"),
    Reservation: _reservation,
    Release: _reason("release.reason"),
}
