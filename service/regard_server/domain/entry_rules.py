"""What makes a draft acceptable, beyond the shape that the contract's annotations already hold.

The rules across fields: who may say what on which basis, and which times can go together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from regard_server.domain.channel import Channel
from regard_server.domain.content import (
    KIND_OF,
    OF_THE_SERVICE,
    Content,
    Moment,
    OfferResponse,
    Preference,
)
from regard_server.domain.content_rules import faults_of_content
from regard_server.domain.entry import Basis, Draft, Entry, Provenance, Succession
from regard_server.domain.errors import (
    EntryIsRetracted,
    EntryIsSuperseded,
    FieldViolation,
    InvalidFields,
    UnknownTopic,
)
from regard_server.domain.offer import Offer
from regard_server.domain.succession import References
from regard_server.domain.taxonomy import Taxonomy


def check_drafts(drafts: Sequence[Draft], taxonomy: Taxonomy) -> None:
    """Raises InvalidFields with all that is wrong, or UnknownTopic for the first topic that isn't known."""
    violations = [
        FieldViolation(f"entries[{index}].{field}", description)
        for index, draft in enumerate(drafts)
        for field, description in faults_of(draft)
    ]
    given = [draft.id for draft in drafts if draft.id]
    if len(set(given)) < len(given):
        violations += [
            FieldViolation(f"entries[{index}].name", "is given twice in this request")
            for index, draft in enumerate(drafts)
            if draft.id and given.count(draft.id) > 1
        ]
    if violations:
        raise InvalidFields(*violations)
    for index, draft in enumerate(drafts):
        check_topic(draft, taxonomy, field=f"entries[{index}]")


def check_draft(draft: Draft, taxonomy: Taxonomy, *, field: str) -> None:
    """As check_drafts, for one in a field of that name."""
    violations = [FieldViolation(f"{field}.{name}", description) for name, description in faults_of(draft)]
    if violations:
        raise InvalidFields(*violations)
    check_topic(draft, taxonomy, field=field)


def check_topic(draft: Draft, taxonomy: Taxonomy, *, field: str) -> None:
    """Raises UnknownTopic. Topics of offer responses may be unknown: they are what the offer was about then."""
    if isinstance(draft.content, Preference) and draft.content.topic and not taxonomy.knows(draft.content.topic):
        raise UnknownTopic(field=f"{field}.preference.topic", topic=draft.content.topic)


def faults_of(draft: Draft) -> list[tuple[str, str]]:
    provenance = draft.provenance
    faults = [*_faults_of_provenance(provenance), *faults_of_content(draft)]
    starts_at = draft.effective_at or provenance.stated_at
    if draft.expire_at is not None and starts_at is not None and draft.expire_at <= starts_at:
        faults.append(("expire_time", "must be later than effective_time"))
    return faults


def _faults_of_provenance(provenance: Provenance) -> Iterator[tuple[str, str]]:
    if provenance.basis is Basis.STATED:
        if not provenance.recorder:
            yield "provenance.recorder", "is required of what a customer STATED: who wrote it down?"
        if not provenance.quote and not provenance.source_id:
            yield "provenance.quote", "is required of what a customer STATED, or a source_id: in which words, or where?"
    if provenance.confidence and provenance.basis is not Basis.INFERRED:
        yield "provenance.confidence", "is for INFERRED entries only"
    if provenance.source_system and not provenance.source_id:
        yield "provenance.source_id", "is required with a source_system"


def entry_from(
    draft: Draft, *, entry_id: str, revision: int, ordinal: int, now: datetime, owner: str = ""
) -> Entry[Content]:
    """The entry that the ledger takes in; `owner` as in Entry. Raises InvalidFields where it would expire before it begins."""
    effective_at = draft.effective_at or draft.provenance.stated_at or now
    for field, end in (("expire_time", draft.expire_at), ("moment.pauses_selling_until", _end_of_pause(draft.content))):
        if end is not None and end <= effective_at:
            raise InvalidFields(FieldViolation(f"entries[{ordinal}].{field}", "must be later than effective_time"))
    return Entry(
        id=entry_id,
        provenance=draft.provenance,
        content=draft.content,
        effective_at=effective_at,
        expire_at=draft.expire_at,
        revision=revision,
        ordinal=ordinal,
        created_at=now,
        owner=owner,
        succession=Succession(supersedes=draft.supersedes) if draft.supersedes else None,
    )


def _end_of_pause(content: Content) -> datetime | None:
    return content.pauses_selling_until if isinstance(content, Moment) else None


def check_succession(customer: str, old: Entry[Content], draft: Draft, references: References) -> None:
    """Raises EntryIsRetracted, EntryIsSuperseded, and InvalidFields where the two are of different kinds."""
    if old.kind in OF_THE_SERVICE:
        raise InvalidFields(FieldViolation("name", "is an entry that only the service writes"))
    if old.kind is not KIND_OF[type(draft.content)]:
        raise InvalidFields(FieldViolation("entry", "must be of the same kind as the entry that it replaces"))
    if references.is_retracted(customer, old.id):
        raise EntryIsRetracted(customer=customer, entry_id=old.id)
    successor = references.successor(customer, old.id)
    if successor is not None:
        raise EntryIsSuperseded(customer=customer, entry_id=old.id, superseded_by=successor.entry_id)


def filled_in(draft: Draft, offers: Mapping[str, Offer]) -> Draft:
    """The draft, with what an offer response leaves out about its offer taken from the catalogue."""
    response = draft.content
    if not isinstance(response, OfferResponse) or (response.offer_type and response.topics):
        return draft
    offer = offers.get(response.offer_id)
    if offer is None:
        return draft
    return replace(
        draft,
        content=replace(
            response, offer_type=response.offer_type or offer.offer_type, topics=response.topics or offer.topics
        ),
    )


def says_the_same(entry: Entry[Content], draft: Draft) -> bool:
    """Whether the ledger's entry is what this draft would have made, whenever it was recorded.

    What the catalogue filled in may differ: it may have changed between the two. So may what a reservation filled in.
    """
    starts_at = draft.effective_at or draft.provenance.stated_at
    return (
        _without_filling(entry.content, draft.content) == _without_filling(draft.content, draft.content)
        and entry.provenance == draft.provenance
        and entry.expire_at == draft.expire_at
        and entry.supersedes == draft.supersedes
        and (starts_at is None or entry.effective_at == starts_at)
    )


def _without_filling(content: Content, drafted: Content) -> Content:
    if not isinstance(content, OfferResponse) or not isinstance(drafted, OfferResponse):
        return content
    compared = replace(content, offer_type="", topics=())
    if not drafted.reservation_id:  # an export leaves it out
        return replace(compared, reservation_id="")
    return compared if drafted.channel else replace(compared, channel=Channel.UNSPECIFIED)
