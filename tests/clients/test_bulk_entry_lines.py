"""An entry line becomes an entry that can be recorded twice without harm, and never one that counts again by mistake."""

import json
from typing import Any

import pytest

import regard
from regard.bulk.entry_lines import WRITTEN_BY, read_entry_line, recordable
from regard.bulk.rejects import INVALID_FIELD, FaultyLine
from regard.v1 import Entry, EntryState

SAID = {"basis": "BASIS_STATED", "quote": "I can't stand golf.", "recorder": "agents/mira.holt"}
GOLF = {"provenance": SAID, "preference": {"topic": "sports/golf", "stance": "STANCE_DISLIKES"}}


def recorded(customer: str = "customers/u1", **changes: Any) -> Entry:
    line = json.dumps({"customer": customer, "entry": GOLF | changes}).encode()
    return Entry.FromString(recordable(*read_entry_line(line)))


def test_a_line_without_id_gets_a_source_id_that_stays_the_same_for_ever() -> None:
    """Were these to change with a version of this library or of protobuf, importing a file again would double it."""
    made = recorded().provenance

    assert (made.source_system, made.source_id) == ("import", "bf5afcd4f2a2a6756465b7b8dee87442")


def test_the_source_id_depends_on_what_is_said_of_whom_and_not_on_how_it_is_written() -> None:
    spaced = b' { "entry" : {"preference":{"stance":2,"topic":"sports\\/golf"},"provenance": %s},"customer":"u1"}'
    same = Entry.FromString(recordable(*read_entry_line(spaced % json.dumps(SAID).encode())))
    ids = {
        recorded().provenance.source_id,
        recorded("customers/u2").provenance.source_id,
        recorded(provenance=SAID | {"quote": "I can't stand Golf."}).provenance.source_id,
        recorded(effectiveTime="2024-05-03T00:00:00Z").provenance.source_id,
    }

    assert same == recorded()
    assert len(ids) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "customers/u1/entries/1"},
        {"provenance": SAID | {"sourceId": "17"}},
        {"provenance": SAID | {"sourceSystem": "crm", "sourceId": "17"}},
        {"provenance": SAID | {"sourceSystem": "crm"}},
    ],
    ids=["id", "source id", "both", "source system: the service wants its id"],
)
def test_what_names_its_source_keeps_it(changes: dict[str, Any]) -> None:
    assert recorded(**changes).provenance.source_system != "import"


def test_a_stated_entry_without_a_quote_gets_no_source_for_the_service_to_be_content_with() -> None:
    assert recorded(provenance=SAID | {"quote": ""}).provenance.source_id == ""
    assert recorded(provenance={"basis": "BASIS_OBSERVED"}).provenance.source_id != ""


def test_what_only_the_service_says_is_left_out() -> None:
    answered = recorded(
        state="ENTRY_STATE_ACTIVE",
        revision="7",
        createTime="2024-05-03T00:00:00Z",
        supersedes="customers/u1/entries/1",
        supersededBy="customers/u1/entries/3",
    )

    assert answered == recorded()


@pytest.mark.parametrize("state", [EntryState.ENTRY_STATE_RETRACTED, EntryState.ENTRY_STATE_SUPERSEDED])
def test_what_no_longer_counts_is_refused_since_it_would_count_again(state: EntryState) -> None:
    entry = regard.preference(topic="sports/golf", stance="likes", quote="!", recorder="agents/mira.holt")
    entry.state = state

    with pytest.raises(FaultyLine) as raised:
        recordable("customers/u1", entry)
    assert raised.value.fault.field == "entry.state"


@pytest.mark.parametrize("kind", ["retraction", "merge", "unmerge", "restriction", "identityLink"])
def test_what_only_the_service_writes_is_refused_by_name(kind: str) -> None:
    line = json.dumps({"customer": "u1", "entry": {"provenance": SAID, kind: {"reason": "so"}}}).encode()

    with pytest.raises(FaultyLine) as raised:
        recordable(*read_entry_line(line))
    assert raised.value.fault.reason == INVALID_FIELD
    assert raised.value.fault.field.removeprefix("entry.").replace("_", "") == kind.lower()


def test_what_only_the_service_writes_is_all_kinds_that_no_one_else_can_record() -> None:
    contents = {field.name for field in Entry.DESCRIPTOR.oneofs_by_name["content"].fields}

    made = {"preference", "offer_response", "moment", "interaction", "commitment", "consent", "contact_rule"}
    assert contents - set(WRITTEN_BY) == made


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"entry": GOLF}, "customer"),
        ({"customer": "", "entry": GOLF}, "customer"),
        ({"customer": 17, "entry": GOLF}, "customer"),
        ({"customer": "\ud800", "entry": GOLF}, "customer"),
        ({"customer": "u1"}, "entry"),
        ({"customer": "u1", "entry": None}, "entry"),
        ({"customer": "u1", "entry": GOLF, "entrys": []}, "entrys"),
        ({"customer": "u1", "entry": {"provenance": {"quote": "\ud800"}}}, "entry"),
    ],
    ids=str,
)
def test_a_faulty_line_names_its_field(line: object, field: str) -> None:
    with pytest.raises(FaultyLine) as raised:
        read_entry_line(json.dumps(line).encode())

    assert (raised.value.fault.field, raised.value.fault.reason) == (field, INVALID_FIELD)
