"""Entries of every kind go out and into another service as they are; what isn't recorded by files is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import regard as library
from regard import Client
from regard.v1 import Entry
from serving import NOON, Clock, serving

from .files import regard, rejects, summary, write

SAID: Any = {"quote": "“Größer” 🙂", "recorder": "agents/mira.holt", "stated_time": datetime(2024, 5, 3, tzinfo=UTC)}
OF_ALL_KINDS = [
    library.preference(topic="sports/golf", stance="dislikes", **SAID),
    library.offer_response("golf-club", "declined", topics=["sports/golf"], **SAID),
    library.moment("A calculator", kind="story", handling="mention-warmly", sensitivity="private", **SAID),
    library.interaction(
        "It stops", channel="phone", tried=["batteries"], answers={"Which?": "The grey one"}, resolved=True, **SAID
    ),
    library.commitment("A call", kind="callback", owner="agents/mira.holt", due_time=NOON, **SAID),
    library.commitment(
        "Ask again",
        kind="check-in",
        owner="agents/mira.holt",
        due_time=NOON,
        follows="customers/u1/entries/e1",
        asked={"Which?": "The grey one"},
        **SAID,
    ),
    library.consent("marketing", "refused", consent_channel="email", **SAID),
    library.quiet_hours("22:00", "24:00", days=["saturday"], **SAID),
    library.do_not_contact(channels=["phone"], purposes=["marketing"], **SAID),
    library.preferred_channel("email", **SAID),
    library.preferred_person("agents/mira.holt", **SAID),
    library.address_as("Frau Dr. Brandt", pronouns="she/her", language="de", **SAID),
    library.time_zone("Europe/Lisbon", **SAID),
]
ACTIVE = len(OF_ALL_KINDS)


def kept(client: Client, customer: str) -> list[Entry]:
    """What counts and was recorded, without what each service says for itself."""
    entries = [
        entry
        for entry in client.iterate_entries(customer, states=["active"])
        if entry.WhichOneof("content") != "restriction"
    ]
    for entry in entries:
        for name in ("revision", "create_time", "supersedes"):
            entry.ClearField(name)
    return entries


def test_what_is_exported_of_every_kind_is_the_same_elsewhere_and_the_rest_is_refused_by_name(
    target: str, client: Client, clock: Clock, tmp_path: Path
) -> None:
    recorded = client.record_entries("u1", OF_ALL_KINDS).entries
    promise = next(entry for entry in recorded if entry.HasField("commitment"))
    kept_promise = library.commitment("A call", kind="callback", status="kept", outcome="Called.", **SAID)
    client.supersede_entry(promise.name, kept_promise)
    client.restrict_processing("u1", ["marketing"], reason="disputed", recorder="agents/mira.holt")
    customers = write(tmp_path / "customers.txt", ["u1"])

    exported = summary(regard(target, "export", "--customers", customers, "--output", tmp_path / "e.jsonl", "--json"))
    regard(target, "export", "--customers", customers, "--output", tmp_path / "all.jsonl", "--all-states")
    with serving(f"sqlite:///{tmp_path / 'elsewhere.db'}", clock) as elsewhere, Client(elsewhere) as other:
        first = summary(regard(elsewhere, "import", tmp_path / "e.jsonl", "--json"))
        there = kept(other, "u1")
        again = summary(regard(elsewhere, "import", tmp_path / "all.jsonl", "--json"))

    assert exported["entries"] == first["recorded"] == ACTIVE
    assert there == kept(client, "u1")
    assert (again["recorded"], again["alreadyThere"]) == (0, ACTIVE)
    assert sorted((one["field"], one["reason"]) for one in rejects(tmp_path / "all.jsonl")) == [
        ("entry.restriction", "INVALID_FIELD"),
        ("entry.state", "INVALID_FIELD"),
    ]


def test_what_settled_a_reservation_is_exported_without_it_and_is_known_again(
    target: str, client: Client, clock: Clock, tmp_path: Path
) -> None:
    """The reservation stays behind: what it knew of the offer is in the response."""
    offer = library.offer("golf-club", offer_type="membership", topics=["sports/golf"])
    [decision] = client.screen_offers("u1", [offer], purpose="loyalty", channel="app", reserve=True).decisions
    client.record_entries("u1", [library.offer_response("golf-club", "presented", reservation=decision.reservation)])
    customers = write(tmp_path / "customers.txt", ["u1"])
    regard(target, "export", "--customers", customers, "--output", tmp_path / "e.jsonl")

    here = summary(regard(target, "import", tmp_path / "e.jsonl", "--json"))
    with serving(f"sqlite:///{tmp_path / 'elsewhere.db'}", clock) as elsewhere, Client(elsewhere) as other:
        there = summary(regard(elsewhere, "import", tmp_path / "e.jsonl", "--json"))
        [imported] = kept(other, "u1")

    assert (here["recorded"], here["alreadyThere"], here["rejected"]) == (0, 1, 0)
    assert (there["recorded"], there["rejected"]) == (1, 0)
    assert (imported.offer_response.offer_type, imported.offer_response.channel) == ("membership", 8)


def test_merged_customers_are_exported_each_under_their_own_name(
    target: str, client: Client, clock: Clock, tmp_path: Path
) -> None:
    """The merge itself doesn't go with the file: elsewhere they are two until they are merged there."""
    for customer, topic in (("u1", "sports/golf"), ("u2", "culture/museums")):
        client.record_entries(customer, [library.preference(topic=topic, stance="likes", **SAID)])
    client.merge_customers(surviving_customer="u1", merged_customer="u2", reason="one", recorder="agents/mira.holt")
    customers = write(tmp_path / "customers.txt", ["u1", "u2"])

    regard(target, "export", "--customers", customers, "--output", tmp_path / "e.jsonl")
    with serving(f"sqlite:///{tmp_path / 'elsewhere.db'}", clock) as elsewhere, Client(elsewhere) as other:
        imported = summary(regard(elsewhere, "import", tmp_path / "e.jsonl", "--json"))
        topics = [[entry.preference.topic for entry in kept(other, customer)] for customer in ("u1", "u2")]

    assert (imported["recorded"], imported["alreadyThere"], imported["rejected"]) == (2, 2, 0)
    assert topics == [["sports/golf"], ["culture/museums"]]


def test_check_ins_are_no_more_where_they_are_made_by_themselves_too(
    target: str, client: Client, clock: Clock, tmp_path: Path
) -> None:
    def set_rule(to: Client) -> None:
        policy = to.get_policy().policy
        policy.check_ins.add(after="CHECK_IN_TRIGGER_RESOLVED", text="Does it hold?").delay.FromSeconds(3 * 86_400)
        to.update_policy(policy, recorder="agents/ada", reason="We ask.", etag=policy.etag)

    set_rule(client)
    client.record_entries("u1", [library.interaction("It stops", channel="phone", resolved=True)])
    clock.advance(timedelta(days=1))
    regard(target, "export", "--customers", write(tmp_path / "customers.txt", ["u1"]), "--output", tmp_path / "e.jsonl")
    with serving(f"sqlite:///{tmp_path / 'elsewhere.db'}", clock) as elsewhere, Client(elsewhere) as other:
        set_rule(other)
        imported = summary(regard(elsewhere, "import", tmp_path / "e.jsonl", "--json"))
        again = summary(regard(elsewhere, "import", tmp_path / "e.jsonl", "--json"))
        there = [one.entry.commitment for one in other.iterate_commitments()]

    assert (imported["recorded"], imported["rejected"]) == (2, 0)
    assert (again["recorded"], again["alreadyThere"], again["rejected"]) == (0, 2, 0)
    assert there == [one.entry.commitment for one in client.iterate_commitments()]
    assert len(there) == 1
