"""What the customer never wants, what not to offer, and what they like. A guess is none of these."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from regard_server.domain.brief import ranks
from regard_server.domain.brief.line import (
    Asked,
    Day,
    Draft,
    Fact,
    House,
    Note,
    Phrase,
    Quote,
    Section,
    in_their_words,
    phrase,
)
from regard_server.domain.brief.saying import Saying
from regard_server.domain.channel import SELLING_PURPOSES, Purpose
from regard_server.domain.content import OfferResponse, Preference, Stance
from regard_server.domain.cool_downs import QuietSpan
from regard_server.domain.entry import Basis, Entry
from regard_server.domain.profile import Profile
from regard_server.domain.span import EARLIEST, LATEST
from regard_server.domain.suppression import Suppression
from regard_server.domain.target import topic_target, type_target
from regard_server.domain.taxonomy import Taxonomy

Wish = Entry[Preference]


def add_nevers(draft: Draft, wishes: Iterable[Wish], taxonomy: Taxonomy) -> None:
    """Among what not to do, for every purpose: an allergy is one."""
    for wish in draft.first(_of(wishes, Stance.NEVER), Section.DO_AND_DONT):
        said = _about(wish, taxonomy, topic=Saying.NEVER, kind=Saying.NEVER_TYPE)
        draft.add(Section.DO_AND_DONT, ranks.NEVER, _told(said, wish), wish)


def add_dislikes(draft: Draft, wishes: Iterable[Wish], taxonomy: Taxonomy, purpose: Purpose) -> None:
    sooner = ranks.SELLING_SOONER if purpose in SELLING_PURPOSES else 0
    section = Section.OFFERS_NOT_TO_MAKE
    for wish in draft.first(_of(wishes, Stance.DISLIKES), section):
        if wish.provenance.basis is Basis.STATED:
            rank, said = ranks.DISLIKE, _about(wish, taxonomy, topic=Saying.DISLIKES, kind=Saying.DISLIKES_TYPE)
        else:
            rank = ranks.OBSERVED_DISLIKE
            said = _about(wish, taxonomy, topic=Saying.SEEMS_TO_DISLIKE, kind=Saying.SEEMS_TO_DISLIKE_TYPE)
        draft.add(section, rank - sooner, _told(said, wish), wish)


def add_likes(draft: Draft, wishes: Iterable[Wish], taxonomy: Taxonomy) -> None:
    for wish in draft.first(_of(wishes, Stance.LIKES), Section.LIKES):
        if wish.provenance.basis is Basis.STATED:
            rank, said = ranks.LIKE, _about(wish, taxonomy, topic=Saying.LIKES, kind=Saying.LIKES_TYPE)
        else:
            rank = ranks.OBSERVED_LIKE
            said = _about(wish, taxonomy, topic=Saying.SEEMS_TO_LIKE, kind=Saying.SEEMS_TO_LIKE_TYPE)
        draft.add(Section.LIKES, rank, _told(said, wish), wish)


def _of(wishes: Iterable[Wish], stance: Stance) -> list[Wish]:
    return [wish for wish in wishes if wish.content.stance is stance]


def that_count(wishes: Iterable[Wish], taxonomy: Taxonomy) -> list[Wish]:
    """Of the preferences in force, for each target the one that decides: what is observed only where nothing is stated, and
    what is only guessed never. What was stated comes first, and the last said before the others."""
    found: dict[str, Wish] = {}
    for wish in wishes:  # strongest basis first
        if wish.provenance.basis is not Basis.INFERRED:
            topic = wish.content.topic
            target = topic_target(taxonomy.canonical(topic)) if topic else type_target(wish.content.offer_type)
            found.setdefault(target, wish)
    newest_first = sorted(found.values(), key=lambda wish: wish.order, reverse=True)
    return sorted(newest_first, key=lambda wish: wish.provenance.basis)


def add_resting(draft: Draft, profile: Profile, asked: Asked) -> None:
    """What was declined, complained about or left unanswered, while it rests: of several reasons for the same answers the
    one that ends last."""
    sooner = ranks.SELLING_SOONER if asked.purpose in SELLING_PURPOSES else 0
    running = [
        span
        for target in (profile.targets if profile.has_answers else ())
        for of_rule in profile.quiet_spans(target)
        for span in of_rule
        if span.since <= asked.now < span.until and not span.suppression.shadow
    ]
    draft.changes += [span.until for span in running]
    longest: dict[tuple[str, str], QuietSpan] = {}
    for span in sorted(running, key=_ends_last):
        longest.setdefault(span.suppression.evidence[0].key, span)
    for span in draft.first(list(longest.values()), Section.OFFERS_NOT_TO_MAKE):
        _add_resting(draft, span, profile.taxonomy, ranks.RESTING - sooner)


def _ends_last(span: QuietSpan) -> tuple[datetime, str, str, tuple[str, str]]:
    """Backwards in time, and in one order however the spans were found."""
    suppression = span.suppression
    backwards = EARLIEST + (LATEST - span.until)
    return backwards, suppression.offer_type, suppression.topic, suppression.evidence[0].key


def _add_resting(draft: Draft, span: QuietSpan, taxonomy: Taxonomy, rank: int) -> None:
    suppression = span.suppression
    newest = suppression.evidence[0]
    if not isinstance(newest, Entry) or not isinstance(newest.content, OfferResponse):
        return
    response = newest.content
    facts: dict[str, Fact] = {"outcome": response.outcome, "day": Day(newest.effective_at), "until": Day(span.until)}
    if suppression.offer_type:
        said = phrase(Saying.RESTING_TYPE, kind=Note(suppression.offer_type), **facts)
    elif suppression.topic:
        said = phrase(Saying.RESTING_TOPIC, topic=_label(suppression.topic, taxonomy), **facts)
    else:
        said = phrase(Saying.RESTING_OFFER, offer=Note(response.offer_id), **facts)
    draft.add(Section.OFFERS_NOT_TO_MAKE, rank, [said, *_why(newest)], *_entries(suppression))


def _entries(suppression: Suppression) -> Sequence[Entry[OfferResponse]]:
    return [entry for entry in suppression.evidence if isinstance(entry, Entry)]


def _why(response: Entry[OfferResponse]) -> list[Phrase]:
    if response.provenance.quote:
        return [phrase(Saying.THEY_SAID, quote=Quote(response.provenance.quote))]
    return [phrase(Saying.BECAUSE, reason=Note(response.content.reason))] if response.content.reason else []


def _about(wish: Wish, taxonomy: Taxonomy, *, topic: Saying, kind: Saying) -> Phrase:
    if wish.content.topic:
        return phrase(topic, topic=_label(wish.content.topic, taxonomy))
    return phrase(kind, kind=Note(wish.content.offer_type))


def _label(path: str, taxonomy: Taxonomy) -> House:
    """The topic's label, or its path where the taxonomy has none."""
    known = taxonomy.topics.get(taxonomy.canonical(path))
    return House(known.label if known is not None and known.label else path)


def _told(said: Phrase, wish: Wish) -> list[Phrase]:
    until = [phrase(Saying.UNTIL, day=Day(wish.ends_at))] if wish.ends_at is not None else []
    remark = [phrase(Saying.REMARK, note=Note(wish.content.note))] if wish.content.note else []
    return [said, *until, *remark, *in_their_words(wish)]
