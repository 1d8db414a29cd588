"""329 stated preferences, each with four options to answer a request with: one that respects it, three that tempt.

The preference is STATED, in the person's own words, one entry a topic: DISLIKES (NEVER where they say never) and LIKES as
`avoidances` reads them. Each option is an offer, about what its words name. Preference and option are read apart: nothing
of the one is used to describe the other.

Not read: what an offer must have ("only hotels with breakfast", "a vegan menu"). An entry can say what somebody dislikes,
not what they need; the rows are counted.

Dates by convention: everything was said 30 days ago.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import regard
from real_input.avoidances import Preferences, about, preferences
from real_input.data import read_json
from real_input.material import Material, slug
from real_input.wording import Vocabulary, extra_topics
from regard.v1 import Entry, Offer, Topic

SYSTEM = "prefeval"
RECORDER = "assistants/prefeval"
ASKS = re.compile(
    r"\b(?:only|prefer(?! (?:not|to avoid|avoiding))|preference for|follow|adhere|exclusively|need|vegan)\b"
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person: the preference and the options; `respecting` is the offer id of the one that respects it."""

    customer: str
    words: str
    read: Preferences
    offers: tuple[Offer, ...]
    respecting: str

    @property
    def tempting(self) -> list[Offer]:
        return [offer for offer in self.offers if offer.offer_id != self.respecting]

    def entries(self, now: datetime) -> list[Entry]:
        against = "never" if self.read.never else "dislikes"
        told = [(topic, against) for topic in sorted(self.read.disliked)]
        told += [(topic, "likes") for topic in sorted(self.read.liked)]
        return [
            regard.preference(
                topic=topic,
                stance=stance,
                quote=self.words,
                recorder=RECORDER,
                channel="messaging",
                stated_time=now - timedelta(days=30),
                source_system=SYSTEM,
                source_id=f"{self.customer}:{topic}",
            )
            for topic, stance in told
        ]


def rows(folder: Path, default_topics: Sequence[Topic]) -> list[Row]:
    vocabulary = Vocabulary([*default_topics, *extra_topics()])
    found: list[Row] = []
    for path in sorted((folder / "explicit_preference").glob("*.json")):
        stated = read_json(path)
        choices = read_json(folder / "implicit_preference" / "choice-based" / path.name)
        for number, (row, choice) in enumerate(zip(stated, choices, strict=True)):
            key = f"prefeval-{slug(path.stem)}-{number}"
            options = list(choice["options"])
            found.append(
                Row(
                    customer=key,
                    words=row["preference"],
                    read=preferences(row["preference"], vocabulary),
                    offers=tuple(
                        regard.offer(f"{key}.{place}", offer_type="option", topics=sorted(about(text, vocabulary)))
                        for place, text in enumerate(options)
                    ),
                    respecting=f"{key}.{options.index(choice['aligned_op'])}",
                )
            )
    return found


def read(folder: Path, now: datetime, default_topics: Sequence[Topic]) -> Material:
    everything = rows(folder, default_topics)
    entries = {row.customer: row.entries(now) for row in everything}
    lacked = {topic.path for topic in extra_topics()}
    against = [row for row in everything if row.read.disliked]
    tempting = [offer for row in everything for offer in row.tempting]
    return Material(
        name=folder.name,
        customers=[row.customer for row in everything],
        entries={customer: told for customer, told in entries.items() if told},
        offers=[offer for row in everything for offer in row.offers],
        topics=extra_topics(),
        counts={
            "preferences": len(everything),
            "preferences against a topic": len(against),
            "of these only against topics that the default taxonomy lacks": sum(
                row.read.disliked <= lacked for row in against
            ),
            "preferences only for a topic": sum(bool(row.read.liked) and not row.read.disliked for row in everything),
            "preferences not read": sum(not row.read.liked and not row.read.disliked for row in everything),
            "preferences against nothing that ask for something (only, prefer, follow a diet, need)": sum(
                not row.read.disliked and ASKS.search(row.words.lower()) is not None for row in everything
            ),
            "tempting options": len(tempting),
            "tempting options without a topic": sum(not offer.topics for offer in tempting),
        },
    )
