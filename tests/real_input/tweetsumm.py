"""879 support threads, each with notes that people made of it: one interaction each, as an adviser would have written it.

The set has no texts of the tweets and no dates. By convention each thread is a customer of its own, who spoke to us by
messenger, ten days ago; the first note-taker's sentences are the summary, OBSERVED. Whether it was settled nobody says.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import regard
from real_input.material import Material
from regard.v1 import Entry

FILE = "final_train_tweetsum.jsonl"
RECORDER = "agents/note-taker"
AGO = timedelta(days=10)


def read(folder: Path, now: datetime) -> Material:
    entries = dict(_conversations(folder, now))
    return Material(name="tweetsumm", customers=list(entries), entries=entries, offers=())


def _conversations(folder: Path, now: datetime) -> Iterator[tuple[str, list[Entry]]]:
    for line in (folder / FILE).read_text(encoding="utf-8").splitlines():
        thread = json.loads(line)
        notes = [" ".join(one["abstractive"]).strip() for one in thread["annotations"] if one.get("abstractive")]
        if notes and notes[0]:
            yield (
                thread["conversation_id"],
                [
                    regard.interaction(
                        notes[0],
                        channel="messaging",
                        recorder=RECORDER,
                        effective_time=now - AGO,
                        source_system="tweetsumm",
                        source_id=thread["conversation_id"],
                    )
                ],
            )
