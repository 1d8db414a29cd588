"""What changes is told: to whoever watches, as it happens, and to whoever comes by."""

from collections.abc import Iterator
from itertools import islice

import pytest
from rpc.entries import MIRA, responded, said

from regard import Client, errors
from regard.v1 import Change, EntryKind, WatchChangesResponse
from regard_server.domain.errors import InvalidCursor
from regard_server.domain.feed import BEGINNING
from regard_server.rpc import changes as changes_module
from regard_server.rpc.tokens import ChangesCursor, Tokens


@pytest.fixture(params=["watched", "listed"])
def told(request: pytest.FixtureRequest, client: Client) -> Iterator[Iterator[Change]]:
    """The changes from the oldest on, by either way; whoever waits for one more than there are waits for ever."""
    if request.param == "watched":
        watch = client.watch_changes()
        yield flattened(watch)
        watch.close()
    else:
        yield listed(client)


def flattened(answers: Iterator[WatchChangesResponse]) -> Iterator[Change]:
    return (change for answer in answers for change in answer.changes)


def listed(client: Client, page_size: int = 2) -> Iterator[Change]:
    cursor = ""
    while True:
        page = client.list_changes(cursor=cursor, page_size=page_size)
        yield from page.changes
        cursor = page.cursor


def test_a_change_tells_who_what_and_when_and_never_what_was_said(client: Client, told: Iterator[Change]) -> None:
    recorded = client.record_entries("u1", [said(), responded()])

    golf, declined = islice(told, 2)

    assert [golf.entry, declined.entry] == [entry.name for entry in recorded.entries]
    assert [golf.kind, declined.kind] == [EntryKind.ENTRY_KIND_PREFERENCE, EntryKind.ENTRY_KIND_OFFER_RESPONSE]
    assert (golf.customer, golf.revision) == ("customers/u1", recorded.revision)
    assert golf.create_time == recorded.entries[0].create_time
    assert golf.event_id == golf.write_id == declined.write_id != declined.event_id
    assert b"My word" not in golf.SerializeToString()


def test_what_undoes_or_replaces_tells_which_entry(client: Client, told: Iterator[Change]) -> None:
    first, second = client.record_entries("u1", [said(), said("sports/hiking", "likes")]).entries
    replacing = client.supersede_entry(first.name, said(stance="never")).entry
    client.retract_entry(second.name, reason="Misheard.", recorder=MIRA)
    client.restrict_processing("u1", purposes=["research"], reason="They asked.", recorder=MIRA)

    replaced, retracted, restricted = islice(told, 2, 5)

    assert (replaced.entry, replaced.about_entry) == (replacing.name, first.name)
    assert (retracted.kind, retracted.about_entry) == (EntryKind.ENTRY_KIND_RETRACTION, second.name)
    assert (restricted.kind, restricted.about_entry) == (EntryKind.ENTRY_KIND_RESTRICTION, "")


PAIRS = 6
"""As many as it takes for some to be in partitions whose numbers are in the wrong order."""


def test_a_merge_is_told_once_for_both_between_what_came_before_and_after(
    client: Client, told: Iterator[Change]
) -> None:
    pairs = [(f"u{number}", f"v{number}") for number in range(PAIRS)]
    for ours, theirs in pairs:
        for customer in (ours, theirs):
            client.record_entries(customer, [said()])
        client.merge_customers(surviving_customer=ours, merged_customer=theirs, reason="One person.", recorder=MIRA)
        client.record_entries(theirs, [said("sports/hiking")])
        client.unmerge_customers(merged_customer=theirs, reason="Two.", recorder=MIRA)
        client.record_entries(theirs, [said("sports/skiing")])

    changes = list(islice(told, 8 * PAIRS))

    for ours, theirs in pairs:
        of_both = [one for one in changes if one.customer in {f"customers/{ours}", f"customers/{theirs}"}]
        for kind in (EntryKind.ENTRY_KIND_MERGE, EntryKind.ENTRY_KIND_UNMERGE):
            [place, _] = [place for place, one in enumerate(changes) if one in of_both and one.kind == kind]
            assert changes[place].write_id == changes[place + 1].write_id
        assert [one.kind for one in of_both if one.customer == f"customers/{theirs}"] == [
            EntryKind.ENTRY_KIND_PREFERENCE,
            EntryKind.ENTRY_KIND_MERGE,
            EntryKind.ENTRY_KIND_PREFERENCE,
            EntryKind.ENTRY_KIND_UNMERGE,
            EntryKind.ENTRY_KIND_PREFERENCE,
        ]


def test_a_repetition_is_no_change(client: Client, told: Iterator[Change]) -> None:
    request_id = "00000000-0000-7000-8000-000000000001"
    for _ in range(2):
        client.record_entries("u1", [said()], request_id=request_id)
    client.record_entries("u1", [said("sports/hiking")])

    assert [change.revision for change in islice(told, 2)] == [1, 2]


def test_only_the_kinds_asked_for_are_told(client: Client) -> None:
    client.record_entries("u1", [said(), responded()])
    client.record_entries("u2", [said()])

    page = client.list_changes(kinds=["offer-response"])

    assert [change.kind for change in page.changes] == [EntryKind.ENTRY_KIND_OFFER_RESPONSE]
    assert page.changes[0].write_id != page.changes[0].event_id
    assert not page.more
    assert client.list_changes(cursor=page.cursor).changes == []


def test_a_cursor_goes_on_after_its_message_whichever_way(client: Client) -> None:
    client.record_entries("u1", [said()])
    watched = next(client.watch_changes())
    client.record_entries("u1", [said("sports/hiking")])

    page = client.list_changes(cursor=watched.cursor)

    assert [change.revision for change in page.changes] == [2]
    client.record_entries("u1", [said("sports/skiing")])
    assert [change.revision for change in next(client.watch_changes(cursor=page.cursor)).changes] == [3]


def test_a_watch_that_starts_now_tells_nothing_of_before(client: Client) -> None:
    client.record_entries("u1", [said()])
    watch = client.watch_changes(start="now")
    assert next(watch).changes == []

    client.record_entries("u1", [said("sports/hiking")])

    assert next(flattened(watch)).revision == 2
    watch.close()


def test_a_write_is_never_cut(client: Client) -> None:
    client.record_entries("u1", [said()])
    client.record_entries("u2", [said(source_system="crm", source_id=str(number)) for number in range(90)])

    pages = [client.list_changes(page_size=50)]
    while pages[-1].more:
        pages.append(client.list_changes(cursor=pages[-1].cursor, page_size=50))

    assert [len(page.changes) for page in pages] == [1, 90]


def test_while_nothing_changes_checkpoints_come(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes_module, "CHECKPOINT_SECONDS", 0.01)
    client.record_entries("u1", [said()])
    watch = client.watch_changes(kinds=["moment"])

    checkpoints = list(islice(watch, 3))
    watch.close()

    assert [list(checkpoint.changes) for checkpoint in checkpoints] == [[], [], []]
    assert client.list_changes(cursor=checkpoints[0].cursor).changes == []


@pytest.mark.parametrize("cursor", ["x", "AAAA", "A" * 4096])
def test_what_is_no_cursor_is_refused(client: Client, cursor: str) -> None:
    with pytest.raises(errors.InvalidCursor):
        client.list_changes(cursor=cursor)
    with pytest.raises(errors.InvalidCursor):
        next(client.watch_changes(cursor=cursor))


@pytest.mark.parametrize(("store_id", "tenant"), [("another", "default"), ("store", "another")])
def test_a_cursor_of_another_store_or_tenant_is_none(store_id: str, tenant: str) -> None:
    tokens = Tokens(store_id="store", signing_key=bytes(32))
    own, foreign = (
        tokens.write(ChangesCursor(*whose, BEGINNING)) for whose in (("store", "default"), (store_id, tenant))
    )

    assert tokens.read_changes_cursor(own, "default") == BEGINNING
    with pytest.raises(InvalidCursor):
        tokens.read_changes_cursor(foreign, "default")


def test_a_token_of_another_kind_is_no_cursor(client: Client) -> None:
    token = client.record_entries("u1", [said()]).freshness_token

    with pytest.raises(errors.InvalidCursor):
        client.list_changes(cursor=token)
    with pytest.raises(errors.InvalidCursor):
        next(client.watch_changes(cursor=token))
