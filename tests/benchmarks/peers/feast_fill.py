"""Makes a feature repository in the folder named, on the Redis of that port, and fills it from standard input: what a caller
needs to know of a customer before it decides by itself. Runs in Feast's environment."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, PushSource
from feast.types import Array, Bool, Int64, String

LISTS = ("disliked_topics", "liked_topics", "disliked_quotes", "declined_offers", "accepted_offers", "ignored_offers")
"""With the five others: eleven features."""


def main(folder: Path, port: str) -> None:
    (folder / "feature_store.yaml").write_text(
        "project: peers\nprovider: local\nregistry: registry.db\nentity_key_serialization_version: 3\n"
        f"online_store:\n  type: redis\n  connection_string: 127.0.0.1:{port}\noffline_store:\n  type: file\n"
    )
    rows = [_row(json.loads(line)) for line in sys.stdin]
    frame = pd.DataFrame(rows)
    frame.to_parquet(folder / "profiles.parquet")
    customer = Entity(name="customer", join_keys=["customer"])
    view = FeatureView(
        name="profile",
        entities=[customer],
        ttl=timedelta(days=3650),
        schema=[
            Field(name="customer", dtype=String),
            *(Field(name=name, dtype=Array(String)) for name in LISTS),
            Field(name="declined_days_ago", dtype=Array(Int64)),
            Field(name="language", dtype=String),
            Field(name="time_zone", dtype=String),
            Field(name="may_be_mailed", dtype=Bool),
            Field(name="revision", dtype=Int64),
        ],
        source=PushSource(
            name="profiles",
            batch_source=FileSource(path=str(folder / "profiles.parquet"), timestamp_field="event_timestamp"),
        ),
    )
    store = FeatureStore(repo_path=str(folder))
    store.apply([customer, view])
    store.write_to_online_store("profile", frame)


def _row(customer: dict) -> dict:
    preferences, responses = customer["preferences"], customer["responses"]

    def topics(stance: str) -> list[str]:
        return [one["topic"] for one in preferences if one["stance"] == stance]

    def offers(outcome: str) -> list[str]:
        return [one["offer_id"] for one in responses if one["outcome"] == outcome]

    return {
        "customer": customer["customer"],
        "disliked_topics": topics("dislikes"),
        "liked_topics": topics("likes"),
        "disliked_quotes": [one["quote"] for one in preferences if one["stance"] == "dislikes"],
        "declined_offers": offers("declined"),
        "accepted_offers": offers("accepted"),
        "ignored_offers": offers("ignored"),
        "declined_days_ago": [one["days_ago"] for one in responses if one["outcome"] == "declined"],
        "language": "en",
        "time_zone": "Europe/Lisbon",
        "may_be_mailed": True,
        "revision": 50,
        "event_timestamp": datetime.now(UTC),
    }


main(Path(sys.argv[1]), sys.argv[2])
