"""ListEntries: the whole ledger, last recorded first, page by page, by kind and by state."""

import base64
from datetime import timedelta

import pytest

from regard import Client, errors
from regard.v1 import EntryKind, EntryState, ListEntriesResponse
from serving import Clock

from .entries import MIRA, responded, said


def numbered(client: Client, count: int, customer: str = "u1") -> list[str]:
    """The names of so many entries, last recorded first; three to a write."""
    names: list[str] = []
    for start in range(0, count, 3):
        batch = [said(quote=f"Number {number}.") for number in range(start, min(start + 3, count))]
        names += [entry.name for entry in client.record_entries(customer, batch).entries]
    return names[::-1]


def names(page: ListEntriesResponse) -> list[str]:
    return [entry.name for entry in page.entries]


@pytest.mark.parametrize("page_size", [1, 2, 3, 4, 5, 10, 11, 12])
def test_pages_together_are_the_ledger_each_entry_once(client: Client, page_size: int) -> None:
    everything = numbered(client, 11)
    found: list[str] = []
    token, pages = "", 0

    while token or not pages:
        page = client.list_entries("u1", page_size=page_size, page_token=token)
        assert len(page.entries) <= page_size
        found += names(page)
        token, pages = page.next_page_token, pages + 1

    assert found == everything
    assert pages == -(-11 // page_size)


def test_what_is_recorded_while_somebody_pages_disturbs_no_page(client: Client) -> None:
    everything = numbered(client, 9)
    first = client.list_entries("u1", page_size=4)
    client.record_entries("u1", [said("culture")])

    rest = client.list_entries("u1", page_size=100, page_token=first.next_page_token)

    assert names(first) + names(rest) == everything


def test_a_hundred_entries_are_a_page_where_nothing_is_said(client: Client) -> None:
    numbered(client, 102)

    page = client.list_entries("u1")

    assert len(page.entries) == 100
    assert len(client.list_entries("u1", page_token=page.next_page_token).entries) == 2
    assert len(list(client.iterate_entries("u1"))) == 102


def test_entries_are_listed_by_kind(client: Client) -> None:
    wrong = client.record_entries("u1", [said(), responded()]).entries[0].name
    client.retract_entry(wrong, reason="A mishearing.", recorder=MIRA)

    def kinds(*wanted: str) -> list[str]:
        found = client.list_entries("u1", kinds=wanted).entries
        return [str(entry.WhichOneof("content")) for entry in found]

    assert kinds() == ["retraction", "offer_response", "preference"]
    assert kinds("preference") == ["preference"]
    assert kinds("offer-response", "retraction") == ["retraction", "offer_response"]
    assert kinds("retraction", "retraction") == ["retraction"]
    assert kinds(*(name.removeprefix("ENTRY_KIND_") for name in EntryKind.keys()[1:])) == kinds()


def test_entries_are_listed_by_their_state_at_the_time_of_reading(client: Client, clock: Clock) -> None:
    soon = said("culture", expire_time=clock.now + timedelta(hours=1))
    later = said("travel", effective_time=clock.now + timedelta(days=9))
    wrong = client.record_entries("u1", [said(), soon, later, responded()]).entries[0].name
    client.retract_entry(wrong, reason="A mishearing.", recorder=MIRA)

    def states(*wanted: str) -> list[tuple[str, str]]:
        found = client.list_entries("u1", states=wanted).entries
        return [
            (entry.preference.topic or str(entry.WhichOneof("content")), EntryState.Name(entry.state)[12:])
            for entry in found
        ]

    active = [("retraction", "ACTIVE"), ("offer_response", "ACTIVE"), ("travel", "ACTIVE"), ("culture", "ACTIVE")]
    assert states("active") == active
    assert states("expired") == []

    clock.advance(timedelta(hours=1))
    assert states("active") == active[:3]
    assert states("expired") == [("culture", "EXPIRED")]
    assert states("retracted") == [("sports/golf", "RETRACTED")]
    assert states("retracted", "expired") == [("culture", "EXPIRED"), ("sports/golf", "RETRACTED")]
    assert len(states()) == len(states("active", "expired", "retracted")) == 5


def test_rare_states_are_found_however_deep_they_lie(client: Client, clock: Clock) -> None:
    client.record_entries("u1", [said("culture", expire_time=clock.now + timedelta(hours=1))])
    numbered(client, 60)
    clock.advance(timedelta(hours=1))

    found = list(client.iterate_entries("u1", states=["expired"], page_size=1))

    assert [entry.preference.topic for entry in found] == ["culture"]


def test_a_customer_nobody_knows_has_an_empty_ledger(client: Client) -> None:
    page = client.list_entries("nobody")

    assert not page.entries
    assert not page.next_page_token


def test_a_page_token_is_for_the_same_request_only(client: Client) -> None:
    numbered(client, 6)
    numbered(client, 6, customer="u2")
    token = client.list_entries("u1", page_size=2, kinds=["preference"], states=["active"]).next_page_token
    topics = client.list_topics(page_size=1).next_page_token

    again = client.list_entries("u1", page_size=3, kinds=["preference"], states=["active"], page_token=token)
    assert len(again.entries) == 3
    for customer, kinds, states, wrong in [
        ("u2", ["preference"], ["active"], token),
        ("u1", [], ["active"], token),
        ("u1", ["preference", "retraction"], ["active"], token),
        ("u1", ["preference"], [], token),
        ("u1", ["preference"], ["expired"], token),
        ("u1", ["preference"], ["active"], topics),
    ]:
        with pytest.raises(errors.InvalidPageToken):
            client.list_entries(customer, kinds=kinds, states=states, page_token=wrong)


def test_a_page_token_that_was_tampered_with_or_made_up_is_refused(client: Client) -> None:
    numbered(client, 6)
    token = client.list_entries("u1", page_size=2).next_page_token
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    flipped = [bytes([*raw[:at], raw[at] ^ 1, *raw[at + 1 :]]) for at in range(len(raw))]
    freshness = client.get_profile("u1").freshness_token

    wrong = [
        base64.urlsafe_b64encode(data).decode() for data in (*flipped, raw[:-1], raw + b"\0", raw[:16], b"\0" * 40)
    ]
    for made_up in [*wrong, freshness, "x", "é", "=", "A" * 1000, token + token]:
        with pytest.raises(errors.InvalidPageToken):
            client.list_entries("u1", page_token=made_up)


def test_a_page_token_of_another_deployment_is_refused(client: Client, foreign: Client) -> None:
    numbered(client, 6)
    numbered(foreign, 6)

    with pytest.raises(errors.InvalidPageToken):
        client.list_entries("u1", page_token=foreign.list_entries("u1", page_size=2).next_page_token)


def test_a_page_of_the_longest_quotes_comes_short_rather_than_not_at_all(client: Client) -> None:
    longest = responded("presented", quote="🍷" * 32_768, recorder=MIRA)
    for _ in range(3):
        client.record_entries("u1", [longest] * 100)

    found = sum(len(entry.provenance.quote) for entry in client.iterate_entries("u1", page_size=1000))

    assert found == 300 * 32_768
