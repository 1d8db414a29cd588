"""The sentences that people read. Each is fixed here, word for word; nowhere else does a test look at a text."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import (
    Consent,
    ConsentStatus,
    Handling,
    Moment,
    MomentKind,
    OfferResponse,
    Outcome,
    Preference,
    Stance,
)
from regard_server.domain.decision import Decision
from regard_server.domain.entry import Basis, Entry, Provenance
from regard_server.domain.explain import LANGUAGES, explain, nearest_language, remedy, verdict, weighed
from regard_server.domain.policy import CapScope, SuppressionReason
from regard_server.domain.profile import ProfileStatus
from regard_server.domain.snapshot import Presentation
from regard_server.domain.suppression import Mention, Suppression, quote_of

MAY = datetime(2026, 5, 3, 9, tzinfo=UTC)
JULY = datetime(2026, 7, 1, tzinfo=UTC)


def entry(content: Any, basis: Basis = Basis.STATED, quote: str = "", channel: Channel = Channel.PHONE) -> Entry[Any]:
    return Entry(
        id="e",
        provenance=Provenance(basis=basis, quote=quote, channel=channel, recorder="agents/mira.holt"),
        content=content,
        effective_at=MAY,
        expire_at=None,
        revision=1,
        ordinal=0,
        created_at=MAY,
    )


def disliked(*, quote: str = "", until: datetime | None = None, **about: Any) -> Suppression:
    basis, channel = about.pop("basis", Basis.STATED), about.pop("channel", Channel.PHONE)
    usual: dict[str, Any] = {"topic": "golf", "stance": Stance.DISLIKES}
    preference = Preference(**(usual | about))
    evidence = (entry(preference, basis, quote, channel),)
    return Suppression(reason=SuppressionReason.DISLIKED, evidence=evidence, until=until)


def declined(outcome: Outcome = Outcome.DECLINED, times: int = 1, quote: str = "", **about: Any) -> Suppression:
    response = OfferResponse(offer_id="o", outcome=outcome, reason=about.pop("why", ""))
    evidence = (entry(response, quote=quote),) * times
    return Suppression(reason=SuppressionReason.DECLINED_RECENTLY, evidence=evidence, until=JULY, **about)


@pytest.mark.parametrize(
    ("suppression", "sentence"),
    [
        (disliked(quote="Golf is not for me"), "You told us on 3 May 2026 by phone: “Golf is not for me”."),
        (
            disliked(quote="Not this summer", until=JULY),
            "You told us on 3 May 2026 by phone: “Not this summer” (until 1 July 2026).",
        ),
        (disliked(), "You told us on 3 May 2026 by phone that you don't like golf."),
        (disliked(stance=Stance.NEVER), "You told us on 3 May 2026 by phone that you never want golf."),
        (disliked(channel=Channel.EMAIL), "You told us on 3 May 2026 by e-mail that you don't like golf."),
        (disliked(channel=Channel.UNSPECIFIED), "You told us on 3 May 2026 that you don't like golf."),
        (
            disliked(topic="", offer_type="card"),
            "You told us on 3 May 2026 by phone that you don't like offers of the kind card.",
        ),
        (
            disliked(basis=Basis.OBSERVED),
            "What you did tells us that you don't like golf, and you have said nothing else.",
        ),
    ],
)
def test_a_dislike_is_told_in_the_customers_own_words_where_there_are_any(
    suppression: Suppression, sentence: str
) -> None:
    assert explain(suppression) == sentence


def test_a_quote_that_is_a_whole_sentence_ends_with_its_own_full_stop() -> None:
    told = "You told us on 3 May 2026 by phone: “I can't stand golf.”"

    assert explain(disliked(quote="I can't stand golf.")) == told


def test_a_long_quote_is_shortened_and_says_so() -> None:
    told = explain(disliked(quote="no " * 200))

    assert told == "You told us on 3 May 2026 by phone: “" + ("no " * 100).rstrip() + "…”."


@pytest.mark.parametrize(
    ("suppression", "sentence"),
    [
        (declined(), "You declined this offer on 3 May 2026 (until 1 July 2026)."),
        (
            declined(quote="Not for me"),
            "You declined this offer on 3 May 2026: “Not for me” (until 1 July 2026).",
        ),
        (
            declined(why="too far away"),
            "You declined this offer on 3 May 2026: “too far away” (until 1 July 2026).",
        ),
        (
            declined(Outcome.COMPLAINED, offer_type="card"),
            "You complained about an offer of the kind card on 3 May 2026 (until 1 July 2026).",
        ),
        (
            declined(times=2, offer_type="card"),
            "You declined an offer of the kind card on 3 May 2026, 2 times of late (until 1 July 2026).",
        ),
        (
            declined(Outcome.IGNORED, times=3),
            "You didn't answer this offer on 3 May 2026, 3 times of late (until 1 July 2026).",
        ),
        (declined(topic="golf"), "You declined an offer about golf on 3 May 2026 (until 1 July 2026)."),
    ],
)
def test_a_cool_down_is_told_with_what_began_it_and_its_end(suppression: Suppression, sentence: str) -> None:
    assert explain(suppression) == sentence


@pytest.mark.parametrize(
    ("suppression", "sentence"),
    [
        (
            Suppression(reason=SuppressionReason.DATA_UNAVAILABLE),
            "What you told us could not be read just now, so we leave it.",
        ),
        (
            Suppression(reason=SuppressionReason.CUSTOMER_UNKNOWN),
            "We don't know you yet, so we don't write to you.",
        ),
        (Suppression(reason=SuppressionReason.OFFER_UNKNOWN), "Our catalogue has no such offer."),
        (Suppression(reason=SuppressionReason.OFFER_NOT_VALID), "This offer is not made any more."),
        (
            Suppression(reason=SuppressionReason.OFFER_NOT_VALID, until=JULY),
            "This offer is not made before 1 July 2026.",
        ),
        (
            Suppression(reason=SuppressionReason.OFFER_UNCLASSIFIED),
            "We can't tell what this offer is about, and so not whether you would mind.",
        ),
        (
            Suppression(reason=SuppressionReason.OFFER_UNCLASSIFIED, topic="mead"),
            "We can't tell what “mead” stands for, and so not whether you would mind.",
        ),
    ],
)
def test_what_is_no_wish_of_the_customer_is_told_plainly(suppression: Suppression, sentence: str) -> None:
    assert explain(suppression) == sentence


CONSENT = Consent(purpose=Purpose.MARKETING, channel=Channel.EMAIL, status=ConsentStatus.WITHDRAWN)
ABOUT_MAIL: dict[str, Any] = {"purpose": Purpose.MARKETING, "channel": Channel.EMAIL}
SEEN = (Presentation(at=MAY, id="p2", offer_id="o"), Presentation(at=MAY, id="p1", offer_id="o"))


def told(reason: SuppressionReason, *evidence: Any, **fields: Any) -> Suppression:
    return Suppression(reason=reason, evidence=evidence, **fields)


def moment(kind: MomentKind) -> Entry[Any]:
    return entry(Moment(title="What happened", handling=Handling.AVOID, kind=kind), quote="It happened.")


SENTENCES: list[tuple[Suppression, str, str]] = [
    (
        told(SuppressionReason.PROCESSING_RESTRICTED, entry(None), purpose=Purpose.MARKETING),
        "You restricted what we do with your data for marketing since 3 May 2026.",
        "Sie haben die Verarbeitung Ihrer Daten für Werbung seit dem 3. Mai 2026 eingeschränkt.",
    ),
    (
        told(SuppressionReason.CONSENT_MISSING, **ABOUT_MAIL),
        "You haven't agreed to hear from us by e-mail for marketing.",
        "Sie haben nicht zugestimmt, dass wir uns per E-Mail für Werbung bei Ihnen melden.",
    ),
    (
        told(SuppressionReason.CONSENT_MISSING, entry(CONSENT, quote="No more of it."), **ABOUT_MAIL),
        "On 3 May 2026 you took back your consent to hear from us by e-mail for marketing: “No more of it.”",
        (
            "Am 3. Mai 2026 haben Sie Ihre Einwilligung widerrufen, dass wir uns per E-Mail für Werbung bei Ihnen melden: "
            "„No more of it.“"
        ),
    ),
    (
        told(SuppressionReason.CONSENT_MISSING, entry(replace(CONSENT, status=ConsentStatus.EXPIRED)), **ABOUT_MAIL),
        "Your consent to hear from us by e-mail for marketing expired on 3 May 2026.",
        "Ihre Einwilligung, dass wir uns per E-Mail für Werbung bei Ihnen melden, ist am 3. Mai 2026 abgelaufen.",
    ),
    (
        told(SuppressionReason.DO_NOT_CONTACT, entry(None, quote="Stop calling"), until=JULY, channel=Channel.PHONE),
        "On 3 May 2026 you asked us not to contact you by phone: “Stop calling” (until 1 July 2026).",
        (
            "Am 3. Mai 2026 haben Sie uns gebeten, Sie nicht per Telefon zu kontaktieren: „Stop calling“ "
            "(bis zum 1. Juli 2026)."
        ),
    ),
    (
        told(SuppressionReason.QUIET_HOURS, until=JULY, time_zone="Europe/Lisbon"),
        "It is quiet time where you are (until 01:00 on 1 July 2026).",
        "Bei Ihnen ist Ruhezeit (bis 01:00 Uhr am 1. Juli 2026).",
    ),
    (
        told(SuppressionReason.QUIET_HOURS, entry(None), until=JULY, time_zone="America/New_York"),
        "You asked us not to be disturbed at this hour (until 20:00 on 30 June 2026).",
        "Sie möchten um diese Zeit nicht gestört werden (bis 20:00 Uhr am 30. Juni 2026).",
    ),
    (
        disliked(quote="Golf is not for me", until=JULY),
        "You told us on 3 May 2026 by phone: “Golf is not for me” (until 1 July 2026).",
        "Am 3. Mai 2026 haben Sie uns am Telefon gesagt: „Golf is not for me“ (bis zum 1. Juli 2026).",
    ),
    (
        disliked(stance=Stance.NEVER),
        "You told us on 3 May 2026 by phone that you never want golf.",
        "Am 3. Mai 2026 haben Sie uns am Telefon gesagt, dass Sie „golf“ nie möchten.",
    ),
    (
        disliked(basis=Basis.OBSERVED),
        "What you did tells us that you don't like golf, and you have said nothing else.",
        "Ihr Verhalten zeigt uns, dass Sie „golf“ nicht mögen, und Sie haben nichts anderes gesagt.",
    ),
    (
        told(SuppressionReason.SELLING_PAUSED, moment(MomentKind.LOSS), until=JULY),
        "This is not the time for offers (until 1 July 2026).",
        "Jetzt ist nicht die Zeit für Angebote (bis zum 1. Juli 2026).",
    ),
    (
        told(SuppressionReason.SELLING_PAUSED, moment(MomentKind.FAULT), until=JULY),
        "We owe you something before we offer you anything (until 1 July 2026).",
        "Wir sind Ihnen noch etwas schuldig, bevor wir Ihnen etwas anbieten (bis zum 1. Juli 2026).",
    ),
    (
        told(SuppressionReason.OFFER_NOT_VALID, until=JULY),
        "This offer is not made before 1 July 2026.",
        "Dieses Angebot gilt erst ab dem 1. Juli 2026.",
    ),
    (
        told(SuppressionReason.ALREADY_ACCEPTED, Mention(id="a", at=MAY)),
        "You took this offer on 3 May 2026.",
        "Sie haben dieses Angebot am 3. Mai 2026 angenommen.",
    ),
    (
        declined(times=2, offer_type="card"),
        "You declined an offer of the kind card on 3 May 2026, 2 times of late (until 1 July 2026).",
        "Am 3. Mai 2026 haben Sie ein Angebot der Art „card“ abgelehnt, 2-mal in letzter Zeit (bis zum 1. Juli 2026).",
    ),
    (
        told(SuppressionReason.FREQUENCY_CAP, *SEEN, until=JULY, cap=CapScope.OFFER),
        "We have shown you this offer often enough of late, last on 3 May 2026 (until 1 July 2026).",
        "Wir haben Ihnen dieses Angebot in letzter Zeit oft genug gezeigt, zuletzt am 3. Mai 2026 (bis zum 1. Juli 2026).",
    ),
    (
        told(SuppressionReason.FREQUENCY_CAP, *SEEN, cap=CapScope.CHANNEL, channel=Channel.SMS, until=JULY),
        "We have shown you offers by text message often enough of late, last on 3 May 2026 (until 1 July 2026).",
        (
            "Wir haben Ihnen Angebote per SMS in letzter Zeit oft genug gezeigt, zuletzt am 3. Mai 2026 "
            "(bis zum 1. Juli 2026)."
        ),
    ),
]


@pytest.mark.parametrize(("suppression", "english", "german"), SENTENCES)
def test_each_language_says_it_in_its_own_form(suppression: Suppression, english: str, german: str) -> None:
    assert explain(suppression) == explain(suppression, "en") == english
    assert explain(suppression, "de") == german


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", SuppressionReason)
def test_every_reason_has_a_sentence_in_every_language(reason: SuppressionReason, language: str) -> None:
    example = {
        SuppressionReason.DISLIKED: disliked(),
        SuppressionReason.DECLINED_RECENTLY: declined(),
    }.get(reason, Suppression(reason=reason))

    assert explain(example, language).endswith(".")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        *(("de", "de"), ("de-AT", "de"), ("DE-ch-1996", "de"), ("en", "en"), ("en-GB-oxendict", "en")),
        *(("", "en"), ("fr", "en"), ("d", "en"), ("deu", "en"), ("x-de", "en")),
    ],
)
def test_the_nearest_language_is_chosen(asked: str, told: str) -> None:
    assert nearest_language(asked) == told


def test_the_words_of_a_moment_are_kept_from_who_wants_to_sell() -> None:
    assert quote_of(moment(MomentKind.STORY)) == ""
    warm = Moment(title="Ten years", handling=Handling.MENTION_WARMLY, kind=MomentKind.MILESTONE)
    assert quote_of(entry(warm, quote="Ten years!")) == "Ten years!"


REMEDIES: list[tuple[Suppression, str, str]] = [
    (
        disliked(quote="Golf is not for me"),
        "It takes your word that you have changed your mind about golf.",
        "Dafür müssten Sie uns sagen, dass Sie Ihre Meinung über „golf“ geändert haben.",
    ),
    (
        disliked(topic="", offer_type="card", until=JULY),
        (
            "It takes your word that you have changed your mind about offers of the kind card, or it ends by itself on "
            "1 July 2026."
        ),
        (
            "Dafür müssten Sie uns sagen, dass Sie Ihre Meinung über Angebote der Art „card“ geändert haben, oder es endet von "
            "selbst am 1. Juli 2026."
        ),
    ),
    (
        disliked(basis=Basis.OBSERVED),
        "It takes your word that you like golf: what you say counts before what you do.",
        "Dafür müssten Sie uns sagen, dass Sie „golf“ mögen: Was Sie sagen, zählt mehr als das, was Sie tun.",
    ),
    (
        told(SuppressionReason.CONSENT_MISSING, **ABOUT_MAIL),
        "It takes your consent to hear from us by e-mail for marketing.",
        "Dafür braucht es Ihre Einwilligung, dass wir uns per E-Mail für Werbung bei Ihnen melden.",
    ),
    (
        told(SuppressionReason.DO_NOT_CONTACT, entry(None), channel=Channel.PHONE),
        "It takes your word that we may contact you by phone again.",
        "Dafür müssten Sie uns sagen, dass wir Sie wieder per Telefon kontaktieren dürfen.",
    ),
    (
        told(SuppressionReason.QUIET_HOURS, entry(None), until=JULY, time_zone="America/New_York"),
        "We wait for the end of the quiet hours at 20:00 on 30 June 2026, unless you tell us other hours.",
        "Wir warten das Ende der Ruhezeit um 20:00 Uhr am 30. Juni 2026 ab, es sei denn, Sie nennen uns andere Zeiten.",
    ),
    (
        told(SuppressionReason.SELLING_PAUSED, moment(MomentKind.FAULT), until=JULY),
        "First we put right what went wrong. We wait until 1 July 2026.",
        "Zuerst bringen wir in Ordnung, was schiefgegangen ist. Wir warten bis zum 1. Juli 2026.",
    ),
    (
        told(SuppressionReason.FREQUENCY_CAP, *SEEN, until=JULY, cap=CapScope.OFFER, time_zone="Europe/Lisbon"),
        "We wait until 01:00 on 1 July 2026.",
        "Wir warten bis 01:00 Uhr am 1. Juli 2026.",
    ),
]


@pytest.mark.parametrize(("suppression", "english", "german"), REMEDIES)
def test_each_language_says_what_would_have_to_change(suppression: Suppression, english: str, german: str) -> None:
    assert remedy(suppression) == remedy(suppression, "en") == english
    assert remedy(suppression, "de") == german


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", SuppressionReason)
def test_every_reason_has_a_remedy_in_every_language(reason: SuppressionReason, language: str) -> None:
    assert remedy(Suppression(reason=reason), language).endswith(".")


def decided(*suppressions: Suppression, affinity: int = 0) -> Decision:
    return Decision(
        offer_id="o",
        cleared=all(suppression.shadow for suppression in suppressions),
        suppressions=suppressions,
        affinity=affinity,
        affinity_evidence=(),
        is_particular=True,
    )


@pytest.mark.parametrize(
    ("decision", "status", "english", "german"),
    [
        (
            decided(affinity=100),
            ProfileStatus.KNOWN,
            "Nothing that we know speaks against this offer, and it is near to what you like.",
            "Nichts, was wir wissen, spricht gegen dieses Angebot, und es liegt nahe bei dem, was Sie mögen.",
        ),
        (
            decided(affinity=-25),
            ProfileStatus.KNOWN,
            "Nothing that we know speaks against this offer; but others come before it, for what we know of you.",
            (
                "Nichts, was wir wissen, spricht gegen dieses Angebot; aber nach dem, was wir von Ihnen wissen, kommen andere "
                "vor ihm."
            ),
        ),
        (
            decided(replace(disliked(), shadow=True)),
            ProfileStatus.UNKNOWN_CUSTOMER,
            (
                "Nothing speaks against this offer; but we don't know you yet, and so not whether you would mind. One reason "
                "is only tried: it is told, and decides nothing."
            ),
            (
                "Nichts spricht gegen dieses Angebot; aber wir kennen Sie noch nicht und wissen nicht, ob es Sie stören würde. "
                "Ein Grund wird nur erprobt: Er wird genannt und entscheidet nichts."
            ),
        ),
        (
            decided(disliked(until=MAY), declined()),
            ProfileStatus.KNOWN,
            "We hold this offer back for 2 reasons, until 1 July 2026 at the earliest.",
            "Wir machen Ihnen dieses Angebot aus 2 Gründen nicht, frühestens bis zum 1. Juli 2026.",
        ),
        (
            decided(disliked(), declined()),
            ProfileStatus.KNOWN,
            "We hold this offer back for 2 reasons.",
            "Wir machen Ihnen dieses Angebot aus 2 Gründen nicht.",
        ),
    ],
)
def test_a_verdict_is_told_in_a_sentence(decision: Decision, status: ProfileStatus, english: str, german: str) -> None:
    assert verdict(decision, status) == verdict(decision, status, "en") == english
    assert verdict(decision, status, "de") == german


LIKED = Preference(topic="golf", stance=Stance.LIKES)
WEIGHED: list[tuple[Any, str, str]] = [
    (
        entry(LIKED, quote="Golf!"),
        "You told us on 3 May 2026 by phone: “Golf!”",
        "Am 3. Mai 2026 haben Sie uns am Telefon gesagt: „Golf!“",
    ),
    (
        entry(LIKED, Basis.OBSERVED),
        "What you did tells us that you like golf.",
        "Ihr Verhalten zeigt uns, dass Sie „golf“ mögen.",
    ),
    (
        entry(LIKED, Basis.INFERRED),
        "We guess that you like golf; a guess only ranks, and decides nothing.",
        "Wir vermuten, dass Sie „golf“ mögen; Vermutungen ordnen nur und entscheiden nichts.",
    ),
    (
        entry(OfferResponse(offer_id="o", outcome=Outcome.DECLINED, reason="too far"), Basis.OBSERVED),
        "You declined an offer like this on 3 May 2026: “too far”.",
        "Am 3. Mai 2026 haben Sie ein solches Angebot abgelehnt: „too far“.",
    ),
]


@pytest.mark.parametrize(("evidence", "english", "german"), WEIGHED)
def test_what_an_offer_is_ranked_by_is_told(evidence: Entry[Any], english: str, german: str) -> None:
    assert weighed(evidence) == weighed(evidence, "en") == english
    assert weighed(evidence, "de") == german
