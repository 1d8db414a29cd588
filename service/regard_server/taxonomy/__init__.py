"""The default taxonomy, written for Regard: what a tenant without topics of its own begins with."""

import csv
from importlib import resources

from regard_server.domain.taxonomy import Topic


def default_topics() -> list[Topic]:
    """About 220 topics of loyalty, travel, retail, finance, telecom and hospitality; parents come first."""
    text = resources.files(__package__).joinpath("default_topics.csv").read_text(encoding="utf-8")
    return [
        Topic(path=row["path"], label=row["label"], synonyms=tuple(filter(None, row["synonyms"].split("|"))))
        for row in csv.DictReader(text.splitlines())
    ]
