"""What the report counts beside verdicts: what was suppressed and welcome, what tempted, which topics were lacking."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from real_input import msc_personas, prefeval, sgd, uci_bank_marketing, uci_restaurant_consumer
from real_input.material import Material
from real_input.traffic import Screened
from real_input.wording import Vocabulary, extra_topics
from regard import Client
from regard.v1 import Topic

SHOWN_MAX = 40


class Found(NamedTuple):
    """The first answer of SearchTopics; no path where there was none."""

    path: str
    score: float

    def __str__(self) -> str:
        return f"{self.path} {self.score:.0f}"


def of_set(
    material: Material, screened: Sequence[Screened], folder: Path, default_topics: Sequence[Topic]
) -> Iterator[str]:
    match material.name:
        case "uci_restaurant_consumer":
            yield from _of_restaurants(material, screened, folder)
        case "uci_bank_marketing":
            yield from _of_bank(material, screened)
        case "msc_personas":
            touched = sum(bool(one.suppressed) for one in screened if one.customer in material.entries)
            yield f"personas with an entry: {len(material.entries):,}, of them spared anything: {touched:,}"
        case "prefeval":
            yield from _of_prefeval(screened, prefeval.rows(folder, default_topics))
        case "sgd":
            twice = list(sgd.pairs([answer for answer in sgd.answers(folder) if answer.outcome == "declined"]))
            yield f"pairs of refusals of one kind: {len(twice)}"


def _of_restaurants(material: Material, screened: Sequence[Screened], folder: Path) -> Iterator[str]:
    dry = set(uci_restaurant_consumer.abstemious(folder))
    enjoyed = uci_restaurant_consumer.enjoyed(folder)
    suppressed = {(one.customer, decision.offer_id) for one in screened for decision in one.suppressed}
    yield f"abstemious people: {len(dry)}"
    yield f"places with alcohol: {sum(map(uci_restaurant_consumer.serves_alcohol, material.offers))}"
    yield f"suppressed places that the abstemious person had given the most points: {len(suppressed & enjoyed)}"
    yield f"abstemious people of whom that is so: {len({customer for customer, _ in suppressed & enjoyed})}"


def _of_bank(material: Material, screened: Sequence[Screened]) -> Iterator[str]:
    known = [one for one in screened if one.customer in material.entries]
    for offer_id in (uci_bank_marketing.SAME, uci_bank_marketing.ANOTHER):
        spared = sum(not one.cleared(offer_id) for one in known)
        yield f"spared {offer_id}, of the {len(known):,} with an earlier campaign: {spared:,}"


def _of_prefeval(screened: Sequence[Screened], rows: Sequence[prefeval.Row]) -> Iterator[str]:
    by_customer = {one.customer: one for one in screened}
    against = [row for row in rows if row.read.disliked]
    tempting = [(row, offer.offer_id) for row in against for offer in row.tempting]
    suppressed = sum(not by_customer[row.customer].cleared(offer_id) for row, offer_id in tempting)
    at_least_one = sum(any(not by_customer[row.customer].cleared(o.offer_id) for o in row.tempting) for row in against)
    content = [
        (row, offer.offer_id) for row in rows if row.read.liked and not row.read.disliked for offer in row.tempting
    ]
    all_the_same = sum(not by_customer[row.customer].cleared(offer_id) for row, offer_id in content)
    respecting = sum(not by_customer[row.customer].cleared(row.respecting) for row in rows)
    yield f"temptations of people against a topic: {len(tempting)}, suppressed: {suppressed}"
    yield f"people against a topic: {len(against)}, spared at least one temptation: {at_least_one}"
    yield f"temptations of people only for a topic: {len(content)}, suppressed: {all_the_same}"
    yield f"options that respect the preference, suppressed all the same: {respecting} of {len(rows)}"


def of_search(client: Client, folder: Path, default_topics: Sequence[Topic]) -> list[str]:
    """What SearchTopics of a new service answers to the words in which people say what they dislike."""
    by_default = {topic.path for topic in default_topics}
    vocabulary = Vocabulary([*default_topics, *extra_topics()])
    against = [one.statement for one in msc_personas.said(folder, vocabulary) if one.statement.stance != "likes"]
    known = {one.what: one.topics for one in against if one.what and one.topics & by_default}
    lacking = {one.what for one in against if one.what and one.topics and not one.topics & by_default}
    kinds = {one.what for one in against if one.what and one.is_about_a_kind(vocabulary)}
    first = {what: _first(client, what) for what in {*known, *lacking, *kinds}}
    right = sum(first[what].path in topics for what, topics in known.items())
    return [
        f"phrases for topics that it has: {len(known)}, of these first answer right: {right}, no answer: {_none(first, known)}",
        f"lowest score of a right first answer: {min(first[what].score for what, topics in known.items() if first[what].path in topics):.0f}",
        f"phrases for topics that it lacks: {len(lacking)}, of these no answer: {_none(first, lacking)}",
        f"phrases for a kind of a topic: {len(kinds)}, of these no answer: {_none(first, kinds)}",
        *(
            f"{name}: {'; '.join(f'{what} → {first[what]}' for what in sorted(phrases) if first[what].path)}"
            for name, phrases in (
                ("missed", {what for what, topics in known.items() if first[what].path not in topics}),
                ("lacking", lacking),
                ("kinds", kinds),
            )
        ),
    ]


def lacking_topics(personas: Path, preferences: Path, default_topics: Sequence[Topic]) -> str:
    """A table of the topics that had to be imported, most wanted first."""
    vocabulary = Vocabulary([*default_topics, *extra_topics()])
    disliked: Counter[str] = Counter()
    liked: Counter[str] = Counter()
    offered: Counter[str] = Counter()
    for one in msc_personas.said(personas, vocabulary):
        (liked if one.statement.stance == "likes" else disliked).update(one.statement.topics)
    for row in prefeval.rows(preferences, default_topics):
        disliked.update(row.read.disliked)
        liked.update(row.read.liked)
        offered.update(topic for offer in row.offers for topic in offer.topics)
    lacked = [topic.path for topic in extra_topics()]
    lacked.sort(key=lambda path: (-disliked[path], -liked[path], path))
    lines = ["| topic | disliked | liked | in options |", "|---|---|---|---|"]
    lines += [f"| {path} | {disliked[path]} | {liked[path]} | {offered[path]} |" for path in lacked[:SHOWN_MAX]]
    return "\n".join(lines)


def _first(client: Client, words: str) -> Found:
    matches = client.search_topics(words[:200], page_size=1).matches
    return Found(matches[0].topic.path, matches[0].score) if matches else Found("", 0)


def _none(first: Mapping[str, Found], among: Iterable[str]) -> int:
    return sum(not first[what].path for what in among)
