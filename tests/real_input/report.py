"""Imports and screens all of the real input in a service of its own, and prints the tables that README.md holds.

    PYTHONPATH=tests python -m real_input.report            # the whole, about a minute
    PYTHONPATH=tests python -m real_input.report --check 60 # read rows to check by hand, chosen by chance

The service is a process of its own with a new database; the rates are those of one client that waits for each answer, on
whatever else the machine does: they say "not slower than", and nothing about the service's limit (`make bench` does).
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from real_input import findings, msc_personas, prefeval, sgd, starbucks, uci_bank_marketing, uci_restaurant_consumer
from real_input.company import only_their_answers
from real_input.data import ELSEWHERE, SAMPLE_SEED, data_root, data_set
from real_input.material import Material
from real_input.traffic import Screened, count_verdicts, import_material, screen
from real_input.wording import Vocabulary, extra_topics
from regard import Client
from regard.v1 import Topic
from serving import ServerProcess

Reader = Callable[[Path, datetime, Sequence[Topic]], Material]

READERS: dict[str, tuple[Reader, str, str]] = {
    "uci_restaurant_consumer": (lambda at, now, _: uci_restaurant_consumer.read(at, now), "marketing", "email"),
    "starbucks": (lambda at, now, _: starbucks.read(at, now), "loyalty", "email"),
    "sgd": (lambda at, now, _: sgd.read(at, now), "marketing", "messaging"),
    "uci_bank_marketing": (lambda at, now, _: uci_bank_marketing.read(at, now), "marketing", "phone"),
    "msc_personas": (msc_personas.read, "marketing", "email"),
    "prefeval": (prefeval.read, "marketing", "agent-call"),
}
"""How each set is read, and why and by which way its offers would be made."""
REASONS = ("DISLIKED", "DECLINED_RECENTLY", "CUSTOMER_UNKNOWN")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument(
        "--check", type=int, default=0, metavar="N", help="print N read rows of each text set instead"
    )
    rows = arguments.parse_args().check
    missing = [name for name in READERS if data_set(name) is None]
    if missing:
        raise SystemExit(f"no real input: {', '.join(missing)} not in {data_root()}; {ELSEWHERE} says where it is")
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder) / "regard.db")
        try:
            with Client(server.target) as client:
                only_their_answers(client)
                default_topics = list[Topic](client.iterate_topics(page_size=1000))
                if rows:
                    print_rows(default_topics, rows)
                else:
                    print_report(client, default_topics)
        finally:
            server.stop()


def print_report(client: Client, default_topics: Sequence[Topic]) -> None:
    print(f"{datetime.now(UTC):%d %B %Y}, {len(default_topics)} topics in the default taxonomy\n")
    searches = findings.of_search(client, _folder("msc_personas"), default_topics)
    print(
        f"| set | customers | entries | offers | decisions | cleared | {' | '.join(REASONS)} | entries/s | decisions/s |"
    )
    print("|---" * (8 + len(REASONS)) + "|")
    details: list[str] = []
    now = datetime.now(UTC)
    for name, (read, purpose, channel) in READERS.items():
        material = read(_folder(name), now, default_topics)
        import_seconds = import_material(client, material)
        started = time.perf_counter()
        screened = screen_set(client, material, purpose, channel)
        seconds = time.perf_counter() - started
        print(_line(material, count_verdicts(screened), import_seconds, seconds))
        details += [f"\n**{name}**", *(f"- {what}: {count:,}" for what, count in material.counts.items())]
        details += [f"- {finding}" for finding in findings.of_set(material, screened, _folder(name), default_topics)]
    print("\n".join(details))
    print("\n**SearchTopics**", *searches, sep="\n- ")
    print("\n**Topics that were lacking, by how many statements and options named them**")
    print(findings.lacking_topics(_folder("msc_personas"), _folder("prefeval"), default_topics))


def screen_set(client: Client, material: Material, purpose: str, channel: str) -> list[Screened]:
    """Everybody against every offer of the set; in prefeval each person against their own four options."""
    if material.name != "prefeval":
        offer_ids = [offer.offer_id for offer in material.offers]
        return list(screen(client, material.customers, offer_ids, purpose=purpose, channel=channel))
    found: list[Screened] = []
    for customer in material.customers:
        own = [offer.offer_id for offer in material.offers if offer.offer_id.startswith(f"{customer}.")]
        answer = client.screen_offers(customer, offer_ids=own, purpose=purpose, channel=channel)
        found.append(Screened(customer=customer, decisions={one.offer_id: one for one in answer.decisions}))
    return found


def print_rows(default_topics: Sequence[Topic], number: int) -> None:
    """What was read of some rows of the two sets of sentences, to be checked by hand."""
    chance = random.Random(SAMPLE_SEED)
    vocabulary = Vocabulary([*default_topics, *extra_topics()])
    said = [one for one in msc_personas.said(_folder("msc_personas"), vocabulary) if one.statement.topics]
    against = [one for one in said if one.statement.stance != "likes"]
    for one in [*chance.sample(against, number), *chance.sample(said, number)]:
        print(one.statement.stance.ljust(9), one.sentence, sorted(one.statement.topics))
    read = [row for row in prefeval.rows(_folder("prefeval"), default_topics) if row.read.disliked or row.read.liked]
    for row in chance.sample(read, number):
        print("prefeval", row.words, "-", sorted(row.read.disliked), "+", sorted(row.read.liked))


def _line(material: Material, counts: Counter[str], import_seconds: float, seconds: float) -> str:
    decisions = counts["CLEARED"] + counts["SUPPRESSED"]
    numbers = [
        len(material.customers),
        material.entry_count,
        len(material.offers),
        decisions,
        counts["CLEARED"],
        *(counts[reason] for reason in REASONS),
        round(material.entry_count / import_seconds, -2),
        round(decisions / seconds, -2),
    ]
    return f"| {material.name} | {' | '.join(f'{number:,.0f}' for number in numbers)} |"


def _folder(name: str) -> Path:
    found = data_set(name)
    assert found is not None
    return found


if __name__ == "__main__":
    main()
