"""4,000 personas, each some sentences about oneself: likes, dislikes, and much that is neither.

Each sentence that `statements` can read is STATED, with the whole sentence as quote, one entry a topic. What nobody said
is not filled in: a persona whose sentences say nothing of a topic has no entries, and is a customer nobody knows.

For every topic that anybody named there is one tempting offer, about that topic alone.

Dates by convention: the sentences of a persona were said 60 days ago, a minute apart, in their order, so that of two on
one topic the later wins.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import regard
from real_input.data import read_json
from real_input.material import Material
from real_input.statements import Statement, statements
from real_input.wording import Vocabulary, extra_topics
from regard.v1 import Entry, Topic

SYSTEM = "msc-personas"
RECORDER = "assistants/msc"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One sentence of a persona, and one thing that it says."""

    customer: str
    number: int
    sentence: str
    statement: Statement

    def entries(self, now: datetime) -> Iterator[Entry]:
        for topic in sorted(self.statement.topics):
            yield regard.preference(
                topic=topic,
                stance=self.statement.stance,
                note="says that they don't, not that they mind" if self.statement.abstains else "",
                quote=self.sentence,
                recorder=RECORDER,
                channel="messaging",
                stated_time=now - timedelta(days=60) + timedelta(minutes=self.number),
                source_system=SYSTEM,
                source_id=f"{self.number}:{topic}:{self.statement.stance}",
            )


def personas(folder: Path) -> dict[str, list[str]]:
    """The sentences of each persona."""
    rows = read_json(folder / "msc_personas_train_0_1999.json")["train_0_1999"]
    return {
        f"msc-{number}-{speaker}": row[f"Speaker {speaker}"] for number, row in enumerate(rows) for speaker in (1, 2)
    }


def said(folder: Path, vocabulary: Vocabulary) -> list[Said]:
    """All that any persona says for or against something, also where no topic is certain."""
    return [
        Said(customer=customer, number=number, sentence=sentence, statement=statement)
        for customer, sentences in personas(folder).items()
        for number, sentence in enumerate(sentences)
        for statement in statements(sentence, vocabulary)
    ]


def offer_id(topic: str) -> str:
    return f"about.{topic.replace('/', '.')}"


def read(folder: Path, now: datetime, default_topics: Sequence[Topic]) -> Material:
    lacking = extra_topics()
    vocabulary = Vocabulary([*default_topics, *lacking])
    everything = said(folder, vocabulary)
    entries: dict[str, list[Entry]] = {}
    for one in everything:
        for entry in one.entries(now):
            entries.setdefault(one.customer, []).append(entry)
    topics = sorted({topic for one in everything for topic in one.statement.topics})
    against = [one.statement for one in everything if one.statement.stance != "likes"]
    likes = [one.statement for one in everything if one.statement.stance == "likes"]
    lacked = {topic.path for topic in lacking}
    return Material(
        name=folder.name,
        customers=list(personas(folder)),
        entries=entries,
        offers=[regard.offer(offer_id(topic), offer_type="temptation", topics=[topic]) for topic in topics],
        topics=lacking,
        counts={
            "sentences": sum(map(len, personas(folder).values())),
            "say that they dislike something or don't do it": len(against),
            "of these with a topic": sum(bool(one.topics) for one in against),
            "of these only with a topic that the default taxonomy lacks": sum(
                bool(one.topics) and one.topics <= lacked for one in against
            ),
            "of these what they don't do": sum(bool(one.topics) and one.abstains for one in against),
            "dislike a kind, for which only a wider topic is there": sum(
                one.is_about_a_kind(vocabulary) for one in against
            ),
            "say that they like something": len(likes),
            "of these likes with a topic": sum(bool(one.topics) for one in likes),
        },
    )
