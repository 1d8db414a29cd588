"""Briefs of the people of a data set, asked for through the public client, and what there is to see in them.

`PYTHONPATH=tests python -m real_input.people_briefs` prints the numbers of the README; `--read 5` prints briefs to read.
"""

import argparse
import html
import random
import re
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from real_input import airline_tweets, cfpb_complaints, tweetsumm
from real_input.data import SAMPLE_SEED, data_root, data_set
from real_input.material import Material
from real_input.traffic import import_material
from regard import Client
from regard.v1 import BriefSection, Entry, GetBriefResponse
from serving import Clock, serving

SETS: Mapping[str, Callable[[Path, datetime], Material]] = {
    "tweetsumm": tweetsumm.read,
    "airline_tweets": airline_tweets.read,
    "cfpb_complaints": cfpb_complaints.read,
}
BUDGETS = (500, 1_000, 4_000)
DATA = re.compile(r"<(quote|note)>([^<>]*)</\1>")
OPEN, LAST_TIME = BriefSection.BRIEF_SECTION_OPEN, BriefSection.BRIEF_SECTION_LAST_TIME


@dataclass(frozen=True, kw_only=True)
class Asked:
    customer: str
    characters: int
    brief: GetBriefResponse

    def quoted(self) -> list[str]:
        """What stands between tags in a prompt, as it was said, without the ellipsis of what was shortened."""
        return [html.unescape(data).removesuffix("…") for _, data in DATA.findall(self.brief.text)]

    def outside(self) -> str:
        """All that isn't quoted, and so is ours."""
        return DATA.sub("", self.brief.text)


def briefs(client: Client, customers: Sequence[str], *, format_: str = "prompt") -> Iterator[Asked]:
    """Of each customer one for each budget."""
    for customer in customers:
        for characters in BUDGETS:
            found = client.get_brief(
                customer, purpose="service", channel="messaging", format=format_, characters=characters
            )
            yield Asked(customer=customer, characters=characters, brief=found)


def said_by(entries: Sequence[Entry]) -> list[str]:
    """Everything that was written down of somebody, white space aside."""
    told = []
    for entry in entries:
        held = entry.interaction
        told += [entry.provenance.quote, entry.provenance.recorder, held.summary, held.feeling, held.case_id]
    return [" ".join(words.split()) for words in told]


def sample(material: Material, count: int) -> list[str]:
    customers = list(material.customers)
    return customers if count >= len(customers) else random.Random(SAMPLE_SEED).sample(customers, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--read", type=int, default=0, metavar="COUNT", help="print so many briefs of each set")
    read = parser.parse_args().read
    for name, reader in SETS.items():
        folder = data_set(name)
        if folder is None:
            print(f"{name} is not in {data_root()}")
            continue
        clock = Clock()
        with (
            tempfile.TemporaryDirectory() as database,
            serving(f"sqlite:///{database}/regard.db", clock) as target,
            Client(target) as client,
        ):
            material = reader(folder, clock.now)
            import_material(client, material)
            if read:
                for one in briefs(client, sample(material, read), format_="markdown"):
                    print(f"===== {name} {one.customer}, {one.characters} characters\n{one.brief.text}")
                continue
            _print(material, list(briefs(client, material.customers)))


def _print(material: Material, asked: Sequence[Asked]) -> None:
    print(f"{material.name}: {len(material.customers):,} people, {material.entry_count:,} entries")
    for characters in BUDGETS:
        found = [one.brief for one in asked if one.characters == characters]
        sizes = [len(one.text) for one in found]
        print(
            f"  {characters:>6,} characters: median {statistics.median(sizes):,.0f}, most {max(sizes):,};"
            f" something left out of {sum(one.omitted > 0 for one in found):,},"
            f" shortened in {sum(any(line.shortened for line in one.lines) for one in found):,};"
            f" nothing but its beginning {sum(not one.lines for one in found):,}"
        )


if __name__ == "__main__":
    main()
