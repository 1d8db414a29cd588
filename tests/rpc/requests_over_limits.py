"""Every limit of the contract, each with a request that is just past it and the field that the refusal names."""

from collections.abc import Iterator
from math import nan
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from regard import v1
from regard.v1 import Entry, Offer, OfferResponse, Preference, Topic

from .changes_over_limits import change_cases
from .customers_over_limits import customer_cases
from .entries import CLUB, offers, request_id, responded, said
from .kinds_over_limits import wrong_kinds
from .one_field_changed import Case, cases, edited
from .policies_over_limits import policy_cases
from .wire import CATALOG, CONTEXT, INSIGHT, PRIVACY, PROFILES, SCREENING

U1 = "customers/u1"
NINE_DEEP = "a/b/c/d/e/f/g/h/i"
LONG_TOPIC = "/".join(["a" * 40] * 5)
BEFORE_1900 = Timestamp(seconds=-2208988801)
YEAR_2200 = Timestamp(seconds=7258118400)
YEAR_10000 = Timestamp(seconds=253402300800)


def all_cases() -> Iterator[Case]:
    for of_method in (
        _recording,
        _recording_entries,
        _recording_kinds,
        _superseding,
        _restricting,
        _batches,
        _reading,
        _searching,
        _retracting,
        _listing_commitments,
        _updating_commitments,
        _screening,
        _releasing,
        _importing,
        _reading_the_catalog,
        _reporting,
        _comparing,
        _briefing,
        customer_cases,
        policy_cases,
        change_cases,
    ):
        yield from of_method()


def _recording() -> Iterator[Case]:
    good = v1.RecordEntriesRequest(customer=U1, entries=[said()])
    changes = [
        ("customer", ""),
        ("customer", "u1"),
        ("customer", "customers/" + "u" * 129),
        ("customer", "customers/a b"),
        ("customer", "customers/u1/entries/e1"),
        ("customer", "customers/u1\n"),
        ("entries", []),
        ("entries", [said()] * 101),
        ("request_id", "one"),
        ("request_id", request_id(1) + "0"),
        ("etag", "e" * 65),
    ]
    yield from cases(f"{PROFILES}/RecordEntries", good, changes)


def _recording_entries() -> Iterator[Case]:
    wish, answer = said(), responded()
    by_type = Entry(provenance=wish.provenance, preference=Preference(offer_type="credit-card", stance="STANCE_LIKES"))
    guess = said(basis="inferred")
    for entry, path, value in [
        (wish, "name", "e1"),
        (wish, "name", f"{U1}/entries/"),
        (wish, "name", f"{U1}/entries/" + "e" * 65),
        (wish, "name", f"{U1}/entries/a.b"),
        (wish, "name", f"{U1}/entries/e1\n"),
        (wish, "effective_time", BEFORE_1900),
        (wish, "effective_time", YEAR_2200),
        (wish, "expire_time", BEFORE_1900),
        (wish, "expire_time", YEAR_10000),
        (wish, "provenance.basis", 0),
        (wish, "provenance.basis", 4),
        (wish, "provenance.quote", "q" * 32_769),
        (wish, "provenance.quote", "a\0b"),
        (wish, "provenance.channel", 11),
        (wish, "provenance.channel", -1),
        (wish, "provenance.recorder", "r" * 201),
        (wish, "provenance.recorder", "a\0b"),
        (wish, "provenance.source_system", "s" * 101),
        (wish, "provenance.source_system", "\0"),
        (wish, "provenance.source_id", "s" * 201),
        (wish, "provenance.source_id", "\0"),
        (wish, "provenance.stated_time", BEFORE_1900),
        (wish, "provenance.stated_time", YEAR_2200),
        (guess, "provenance.confidence", -0.01),
        (guess, "provenance.confidence", 1.01),
        (guess, "provenance.confidence", nan),
        (wish, "preference.topic", ""),
        (wish, "preference.topic", "Sports/Golf"),
        (wish, "preference.topic", "sports//golf"),
        (wish, "preference.topic", "sports/golf\n"),
        (wish, "preference.topic", NINE_DEEP),
        (wish, "preference.topic", LONG_TOPIC),
        (wish, "preference.stance", 0),
        (wish, "preference.stance", 5),
        (wish, "preference.note", "n" * 2001),
        (wish, "preference.note", "\0"),
        (by_type, "preference.offer_type", ""),
        (by_type, "preference.offer_type", "Credit Card"),
        (by_type, "preference.offer_type", "c" * 101),
        (answer, "offer_response.offer_id", ""),
        (answer, "offer_response.offer_id", "-club"),
        (answer, "offer_response.offer_id", "club\n"),
        (answer, "offer_response.offer_id", "c" * 129),
        (answer, "offer_response.offer_type", "Membership"),
        (answer, "offer_response.offer_type", "m" * 101),
        (answer, "offer_response.topics", ["sports/golf"] * 21),
        (answer, "offer_response.outcome", 0),
        (answer, "offer_response.outcome", 6),
        (answer, "offer_response.reason", "r" * 2001),
        (answer, "offer_response.reason", "\0"),
        (answer, "offer_response.channel", 11),
        (answer, "offer_response.reservation", "r" * 300),
    ]:
        request = v1.RecordEntriesRequest(customer=U1, entries=[edited(entry, path, value)])
        yield f"{PROFILES}/RecordEntries", request, f"entries[0].{path}"
    for entry, field in [
        (edited(wish, "preference", Preference()), "entries[0].preference.target"),
        (edited(answer, "offer_response.topics", ["sports/golf", "Golf"]), "entries[0].offer_response.topics[1]"),
        (Entry(provenance=wish.provenance), "entries[0].content"),
        (Entry(offer_response=OfferResponse(offer_id="club", outcome="OUTCOME_IGNORED")), "entries[0].provenance"),
    ]:
        yield f"{PROFILES}/RecordEntries", v1.RecordEntriesRequest(customer=U1, entries=[entry]), field


def _recording_kinds() -> Iterator[Case]:
    for entry, path in wrong_kinds(edited):
        request = v1.RecordEntriesRequest(customer=U1, entries=[said(), entry])
        yield f"{PROFILES}/RecordEntries", request, f"entries[1].{path}"


def _superseding() -> Iterator[Case]:
    good = v1.SupersedeEntryRequest(name=f"{U1}/entries/e1", entry=said())
    changes: list[tuple[str, Any]] = [
        ("name", ""),
        ("name", U1),
        ("name", f"{U1}/entries/" + "e" * 65),
        ("request_id", "one"),
        ("etag", "e" * 65),
        ("entry.provenance.recorder", ""),
        ("entry.provenance.quote", "q" * 32_769),
        ("entry.preference.stance", 0),
        ("entry.name", "customers/u2/entries/e2"),
    ]
    yield from cases(f"{PROFILES}/SupersedeEntry", good, changes)
    yield f"{PROFILES}/SupersedeEntry", v1.SupersedeEntryRequest(name=f"{U1}/entries/e1"), "entry"


def _restricting() -> Iterator[Case]:
    good = v1.RestrictProcessingRequest(
        customer=U1,
        purposes=["PURPOSE_MARKETING"],
        status="RESTRICTION_STATUS_RESTRICTED",
        reason="A dispute.",
        recorder="agents/mira.holt",
    )
    changes: list[tuple[str, Any]] = [
        ("customer", "u1"),
        ("purposes", []),
        ("purposes", [1, 1]),
        ("status", 0),
        ("status", 3),
        ("reason", ""),
        ("reason", "r" * 2001),
        ("reason", "\0"),
        ("recorder", ""),
        ("recorder", "r" * 201),
        ("request_id", "one"),
        ("etag", "e" * 65),
    ]
    yield from cases(f"{PRIVACY}/RestrictProcessing", good, changes)
    for unknown in (0, 5):
        yield f"{PRIVACY}/RestrictProcessing", edited(good, "purposes", [1, unknown]), "purposes[1]"


def _batches() -> Iterator[Case]:
    one = v1.RecordEntriesRequest(customer=U1, entries=[said()])
    hundred = v1.RecordEntriesRequest(customer=U1, entries=[said()] * 100)
    method = f"{PROFILES}/BatchRecordEntries"
    yield method, v1.BatchRecordEntriesRequest(), "requests"
    yield method, v1.BatchRecordEntriesRequest(requests=[one] * 1001), "requests"
    yield method, v1.BatchRecordEntriesRequest(requests=[hundred] * 100 + [one]), "requests"


def _reading() -> Iterator[Case]:
    bad = [("customer", ""), ("customer", "u1"), ("view", 4), ("view", -1)]
    yield from cases(f"{PROFILES}/GetProfile", v1.GetProfileRequest(customer=U1), bad)
    many = [("customers", []), ("customers", [U1] * 1001), ("view", 4)]
    yield from cases(f"{PROFILES}/BatchGetProfiles", v1.BatchGetProfilesRequest(customers=[U1]), many)
    one_bad = v1.BatchGetProfilesRequest(customers=[U1, "u2"])
    yield f"{PROFILES}/BatchGetProfiles", one_bad, "customers[1]"
    listing: list[tuple[str, Any]] = [
        ("customer", "u1"),
        ("kinds", [1] * 15),
        ("states", [1] * 11),
        ("page_size", -1),
        ("page_size", 1001),
        ("page_token", "t" * 1001),
    ]
    yield from cases(f"{PROFILES}/ListEntries", v1.ListEntriesRequest(customer=U1), listing)
    for field, unknown in (("kinds", 0), ("kinds", 15), ("states", 0), ("states", 5)):
        yield f"{PROFILES}/ListEntries", edited(v1.ListEntriesRequest(customer=U1), field, [1, unknown]), f"{field}[1]"
    for method, asked in (
        (f"{PROFILES}/GetProfile", v1.GetProfileRequest(customer=U1)),
        (f"{PROFILES}/ListEntries", v1.ListEntriesRequest(customer=U1)),
        (
            f"{SCREENING}/ScreenOffers",
            v1.ScreenOffersRequest(customer=U1, offers=[CLUB], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP"),
        ),
    ):
        for field in ("as_of_time", "known_at_time"):
            for time in (BEFORE_1900, YEAR_2200, Timestamp(seconds=0, nanos=-1)):
                yield method, edited(asked, field, time), field
    for field, consistency in [
        ("fresh", v1.Consistency(fresh=False)),
        ("minimize_latency", v1.Consistency(minimize_latency=False)),
        ("at_least_as_fresh", v1.Consistency(at_least_as_fresh="")),
        ("at_least_as_fresh", v1.Consistency(at_least_as_fresh="t" * 1001)),
    ]:
        yield (
            f"{PROFILES}/GetProfile",
            v1.GetProfileRequest(customer=U1, consistency=consistency),
            f"consistency.{field}",
        )


def _searching() -> Iterator[Case]:
    good = v1.SearchEntriesRequest(customer=U1, query="word")
    changes: list[tuple[str, Any]] = [
        ("customer", ""),
        ("customer", "u1"),
        ("customer", "customers/-x"),
        ("query", ""),
        ("query", "q" * 501),
        ("query", "\0"),
        ("kinds", [1] * 15),
        ("states", [1] * 11),
        ("page_size", -1),
        ("page_size", 101),
    ]
    yield from cases(f"{PROFILES}/SearchEntries", good, changes)
    for field, unknown in (("kinds", 0), ("kinds", 15), ("states", 0), ("states", 5)):
        yield from cases(f"{PROFILES}/SearchEntries", good, [(field, [1, unknown])], f"{field}[1]")


def _retracting() -> Iterator[Case]:
    good = v1.RetractEntryRequest(name=f"{U1}/entries/e1", reason="A mishearing.", recorder="agents/mira.holt")
    changes = [
        ("name", ""),
        ("name", U1),
        ("name", f"{U1}/entries/" + "e" * 65),
        ("reason", ""),
        ("reason", "r" * 2001),
        ("reason", "\0"),
        ("recorder", ""),
        ("recorder", "r" * 201),
        ("recorder", "\0"),
        ("request_id", "one"),
        ("etag", "e" * 65),
    ]
    yield from cases(f"{PROFILES}/RetractEntry", good, changes)


def _listing_commitments() -> Iterator[Case]:
    changes: list[tuple[str, Any]] = [
        ("customer", "u1"),
        ("customer", "customers/" + "u" * 129),
        ("owner", "o" * 201),
        ("owner", "\0"),
        ("due_before_time", BEFORE_1900),
        ("due_before_time", YEAR_2200),
        ("kinds", [1] * 11),
        ("page_size", -1),
        ("page_size", 1001),
        ("page_token", "t" * 1001),
    ]
    yield from cases(f"{CONTEXT}/ListCommitments", v1.ListCommitmentsRequest(), changes)
    for wrong in (0, 4):
        yield f"{CONTEXT}/ListCommitments", v1.ListCommitmentsRequest(kinds=[1, wrong]), "kinds[1]"  # type: ignore[list-item]


def _updating_commitments() -> Iterator[Case]:
    good = v1.UpdateCommitmentRequest(
        name=f"{U1}/entries/e1", status="COMMITMENT_STATUS_KEPT", recorder="agents/mira.holt"
    )
    changes: list[tuple[str, Any]] = [
        ("name", ""),
        ("name", U1),
        ("name", f"{U1}/entries/" + "e" * 65),
        ("status", 0),
        ("status", 1),
        ("status", 5),
        ("outcome", "o" * 2001),
        ("outcome", "\0"),
        ("recorder", ""),
        ("recorder", "r" * 201),
        ("recorder", "\0"),
        ("effective_time", BEFORE_1900),
        ("effective_time", YEAR_2200),
        ("request_id", "one"),
        ("etag", "e" * 65),
    ]
    yield from cases(f"{CONTEXT}/UpdateCommitment", good, changes)


def _screening() -> Iterator[Case]:
    one = v1.ScreenOffersRequest(customer=U1, offers=[CLUB], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP")
    many = v1.BatchScreenOffersRequest(customers=[U1], offers=[CLUB], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP")
    changes: list[tuple[str, Any]] = [
        ("offers", []),
        ("offers", offers(201)),
        ("offer_ids", ["golf-club"]),
        ("purpose", 0),
        ("purpose", 5),
        ("channel", 0),
        ("channel", 11),
        ("on_unknown", 3),
        ("language", "d" * 36),
        ("language", "de_AT"),
    ]
    by_id: list[tuple[str, Any]] = [
        ("offer_ids", ["a", "a"]),
        ("offer_ids", [offer.offer_id for offer in offers(201)]),
    ]
    for method, good in (("ScreenOffers", one), ("BatchScreenOffers", many)):
        yield from cases(f"{SCREENING}/{method}", good, changes)
        yield from cases(f"{SCREENING}/{method}", edited(good, "offers", []), by_id)
        for wrong in ("", "i" * 129, "a\0b"):
            request = edited(edited(good, "offers", []), "offer_ids", ["fine", wrong])
            yield f"{SCREENING}/{method}", request, "offer_ids[1]"
        for offer, field in _wrong_offers():
            yield f"{SCREENING}/{method}", edited(good, "offers", [*offers(2), offer]), f"offers[2].{field}"
        twice = edited(good, "offers", [CLUB, offers(1)[0], CLUB])
        yield f"{SCREENING}/{method}", twice, "offers[2].offer_id"
    reserving = edited(one, "reserve", True)
    alone: list[tuple[str, Any]] = [
        ("customer", "u1"),
        ("reserve_max", -1),
        ("reserve_max", 201),
        ("request_id", "one"),
    ]
    yield from cases(f"{SCREENING}/ScreenOffers", reserving, alone)
    yield f"{SCREENING}/BatchScreenOffers", edited(many, "customers", []), "customers"
    yield f"{SCREENING}/BatchScreenOffers", edited(many, "customers", [U1] * 1001), "customers"
    yield f"{SCREENING}/BatchScreenOffers", edited(many, "customers", [U1, ""]), "customers[1]"


def _releasing() -> Iterator[Case]:
    good = v1.ReleaseReservationRequest(name=f"{U1}/entries/e1")
    changes: list[tuple[str, Any]] = [
        ("name", ""),
        ("name", U1),
        ("name", f"{U1}/entries/" + "e" * 65),
        ("reason", "r" * 2001),
        ("reason", "\0"),
        ("recorder", "r" * 201),
        ("recorder", "\0"),
        ("request_id", "one"),
        ("etag", "e" * 65),
    ]
    yield from cases(f"{SCREENING}/ReleaseReservation", good, changes)


def _wrong_offers() -> Iterator[tuple[Offer, str]]:
    for path, value in [
        ("offer_id", ""),
        ("offer_id", "o" * 129),
        ("offer_id", "a/b"),
        ("offer_id", "a\n"),
        ("offer_type", "Credit Card"),
        ("offer_type", "t" * 101),
        ("topics", ["sports/golf"] * 21),
        ("valid_from", BEFORE_1900),
        ("valid_from", YEAR_10000),
        ("valid_from", Timestamp(seconds=0, nanos=-1)),
        ("valid_until", BEFORE_1900),
        ("valid_until", YEAR_10000),
        ("valid_until", Timestamp(seconds=0, nanos=1_000_000_000)),
        ("title", "t" * 201),
        ("title", "\0"),
        ("description", "d" * 4001),
        ("description", "\0"),
    ]:
        yield edited(CLUB, path, value), path
    for wrong in ("", "t" * 201, "a\0b"):
        yield edited(CLUB, "topics", ["sports/golf", wrong]), "topics[1]"
    yield edited(edited(CLUB, "valid_from", Timestamp(seconds=9)), "valid_until", Timestamp(seconds=9)), "valid_until"


def _importing() -> Iterator[Case]:
    method = f"{CATALOG}/ImportOffers"
    yield method, v1.ImportOffersRequest(), "offers"
    yield method, v1.ImportOffersRequest(offers=offers(1001)), "offers"
    yield method, v1.ImportOffersRequest(offers=[CLUB, CLUB]), "offers[1].offer_id"
    yield method, v1.ImportOffersRequest(offers=[CLUB], request_id="one"), "request_id"
    for offer, field in _wrong_offers():
        yield method, v1.ImportOffersRequest(offers=[*offers(2), offer]), f"offers[2].{field}"
    method = f"{CATALOG}/ImportTopics"
    topic = Topic(path="sports/quidditch", label="Quidditch")
    yield method, v1.ImportTopicsRequest(), "topics"
    yield method, v1.ImportTopicsRequest(topics=[topic] * 5001), "topics"
    yield method, v1.ImportTopicsRequest(topics=[topic, topic]), "topics[1].path"
    yield method, v1.ImportTopicsRequest(topics=[topic], request_id="one"), "request_id"
    for path, value in [
        ("path", ""),
        ("path", "Quidditch"),
        ("path", "quidditch\n"),
        ("path", NINE_DEEP),
        ("path", LONG_TOPIC),
        ("label", ""),
        ("label", "l" * 201),
        ("label", "\0"),
        ("synonyms", ["s"] * 51),
        ("moved_to", "Sports"),
        ("moved_to", LONG_TOPIC),
    ]:
        yield method, v1.ImportTopicsRequest(topics=[edited(topic, path, value)]), f"topics[0].{path}"
    for wrong in ("", "s" * 101, "\0"):
        request = v1.ImportTopicsRequest(topics=[edited(topic, "synonyms", ["fine", wrong])])
        yield method, request, "topics[0].synonyms[1]"


def _reading_the_catalog() -> Iterator[Case]:
    names = [("name", ""), ("name", "golf-club"), ("name", "offers/" + "o" * 129), ("name", "offers/a\n")]
    yield from cases(f"{CATALOG}/GetOffer", v1.GetOfferRequest(name="offers/a"), names)
    pages: list[tuple[str, Any]] = [("page_size", -1), ("page_size", 1001), ("page_token", "t" * 1001)]
    yield from cases(f"{CATALOG}/ListOffers", v1.ListOffersRequest(), pages)
    topics = [*pages, ("ancestor", "Sports"), ("ancestor", LONG_TOPIC), ("ancestor", NINE_DEEP)]
    yield from cases(f"{CATALOG}/ListTopics", v1.ListTopicsRequest(), topics)
    searches = [("query", ""), ("query", "q" * 201), ("query", "\0"), ("page_size", -1), ("page_size", 101)]
    yield from cases(f"{CATALOG}/SearchTopics", v1.SearchTopicsRequest(query="golf"), searches)


def _reporting() -> Iterator[Case]:
    changes: list[tuple[str, Any]] = [
        ("start_time", BEFORE_1900),
        ("start_time", YEAR_2200),
        ("end_time", BEFORE_1900),
        ("end_time", YEAR_2200),
        ("rows_max", -1),
        ("rows_max", 201),
        ("cause_customers_min", -1),
        ("cause_customers_min", 1001),
    ]
    yield from cases(f"{INSIGHT}/GetFrictionReport", v1.GetFrictionReportRequest(), changes)
    year_1970, ten_years_on = Timestamp(seconds=0), Timestamp(seconds=3660 * 86_400, nanos=1000)
    for start, end, field in (
        (year_1970, year_1970, "end_time"),
        (Timestamp(seconds=1), year_1970, "end_time"),
        (year_1970, ten_years_on, "start_time"),
        (Timestamp(nanos=-1), ten_years_on, "start_time"),
    ):
        yield f"{INSIGHT}/GetFrictionReport", v1.GetFrictionReportRequest(start_time=start, end_time=end), field


def _briefing() -> Iterator[Case]:
    good = v1.GetBriefRequest(
        customer=U1, purpose="PURPOSE_SERVICE", budget=v1.BriefBudget(characters=500), roles=["desk"]
    )
    changes: list[tuple[str, Any]] = [
        ("customer", ""),
        ("customer", "customers/-x"),
        ("purpose", 0),
        ("purpose", 5),
        ("channel", 11),
        ("budget.characters", 0),
        ("budget.characters", 499),
        ("budget.characters", 50_001),
        ("budget.tokens", 199),
        ("budget.tokens", 20_001),
        ("format", 4),
        ("audience", 3),
        ("language", "d" * 36),
        ("roles", [f"r{number}" for number in range(21)]),
        ("roles", ["desk", "desk"]),
    ]
    yield from cases(f"{CONTEXT}/GetBrief", good, changes)
    for role in ("", "r" * 101):
        yield f"{CONTEXT}/GetBrief", edited(good, "roles", [role]), "roles[0]"


def _comparing() -> Iterator[Case]:
    gold, rule = v1.TieredCustomer(customer=U1, tier="gold"), v1.TierRule(tier="gold", all_offers=True)
    many = [v1.TieredCustomer(customer=f"customers/u{number}", tier="gold") for number in range(1001)]
    good = v1.CompareTierWithIndividualRequest(
        customers=[gold], rules=[rule], offers=[CLUB], purpose="PURPOSE_LOYALTY", channel="CHANNEL_APP"
    )
    method = f"{INSIGHT}/CompareTierWithIndividual"
    changes: list[tuple[str, Any]] = [
        ("customers", []),
        ("customers", many),
        ("customers", [gold, gold]),
        ("rules", []),
        ("rules", [v1.TierRule(tier=f"t{number}", all_offers=True) for number in range(101)]),
        ("purpose", 0),
        ("purpose", 5),
        ("channel", 0),
        ("channel", 11),
        ("on_unknown", 3),
        ("examples_max", -1),
        ("examples_max", 51),
        ("language", "d" * 36),
        ("language", "de_AT"),
        ("contact_time", BEFORE_1900),
        ("contact_time", YEAR_2200),
        ("contact_time", Timestamp(seconds=0)),
        ("offers", []),
        ("offers", offers(201)),
        ("offer_ids", ["golf"]),
    ]
    yield from cases(method, good, changes)
    yield method, edited(edited(good, "offers", offers(51)), "customers", many[:1000]), "customers"
    for customer, field in (
        (v1.TieredCustomer(customer="u1", tier="gold"), "customers[0].customer"),
        (v1.TieredCustomer(customer=U1), "customers[0].tier"),
        (v1.TieredCustomer(customer=U1, tier="t" * 101), "customers[0].tier"),
        (v1.TieredCustomer(customer=U1, tier="\0"), "customers[0].tier"),
    ):
        yield method, edited(good, "customers", [customer]), field
    for rules, field in (
        ([v1.TierRule(all_offers=True)], "rules[0].tier"),
        ([v1.TierRule(tier="t" * 101, all_offers=True)], "rules[0].tier"),
        ([rule, rule], "rules[1].tier"),
        ([v1.TierRule(tier="gold")], "rules[0].offer_ids"),
        ([v1.TierRule(tier="gold", all_offers=True, offer_ids=[CLUB.offer_id])], "rules[0].offer_ids"),
        ([v1.TierRule(tier="gold", offer_ids=["another"])], "rules[0].offer_ids"),
        ([v1.TierRule(tier="gold", offer_ids=[CLUB.offer_id] * 2)], "rules[0].offer_ids"),
        ([v1.TierRule(tier="gold", offer_ids=[f"o{number}" for number in range(201)])], "rules[0].offer_ids"),
        ([v1.TierRule(tier="gold", offer_ids=[""])], "rules[0].offer_ids[0]"),
    ):
        yield method, edited(good, "rules", rules), field
