"""What an adapter makes of a data set: entries by customer, offers, and the topics that the default taxonomy lacks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from regard.v1 import Entry, Offer, Topic


@dataclass(frozen=True, kw_only=True)
class Material:
    """`customers` is everybody in the data, also those of whom it says nothing that is an entry.

    `counts`: what the adapter did with the rows, by a name for people; for the report.
    """

    name: str
    customers: Sequence[str]
    entries: Mapping[str, Sequence[Entry]]
    offers: Sequence[Offer]
    topics: Sequence[Topic] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def entry_count(self) -> int:
        return sum(len(entries) for entries in self.entries.values())


def slug(words: str) -> str:
    """As topics and offer types are written: `Cafe-Coffee_Shop` is `cafe-coffee-shop`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words)
    return re.sub(r"[^a-z0-9]+", "-", apart.lower()).strip("-")


def covers(topic: str, below: str) -> bool:
    """Whether what is said of `topic` is said of `below`: the tree rule, told again apart from the engine's."""
    return below == topic or below.startswith(f"{topic}/")
