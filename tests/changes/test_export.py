"""Exporting all customers, and watching from there: nothing is missed, whatever is written meanwhile."""

import pytest
from rpc.entries import MIRA, said

from regard import Client, errors
from regard.v1 import EntryState, ExportProfilesResponse
from regard_server.rpc import export as export_module


def ledgers(answers: list[ExportProfilesResponse]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for answer in answers:
        for ledger in answer.ledgers:
            found.setdefault(ledger.customer, []).extend(entry.name for entry in ledger.entries)
    return found


def test_ledgers_come_in_the_order_of_customers_the_first_recorded_first(client: Client) -> None:
    recorded = {
        f"customers/u{number}": [
            entry.name
            for topic in ("sports/golf", "sports/hiking")
            for entry in client.record_entries(f"u{number}", [said(topic)]).entries
        ]
        for number in (2, 1, 3)
    }

    answers = list(client.export_profiles(form="ledgers"))

    assert ledgers(answers) == recorded
    assert list(ledgers(answers)) == sorted(recorded)


def test_an_entry_is_as_it_is_listed(client: Client) -> None:
    golf, hiking = client.record_entries("u1", [said(), said("sports/hiking")]).entries
    client.retract_entry(golf.name, reason="Misheard.", recorder=MIRA)
    client.supersede_entry(hiking.name, said("sports/hiking", "likes"))

    [answer] = client.export_profiles(form="ledgers")
    [active] = client.export_profiles(form="ledgers", states=["active"])

    listed = list(reversed(list(client.iterate_entries("u1"))))
    assert list(answer.ledgers[0].entries) == listed
    assert list(active.ledgers[0].entries) == [
        entry for entry in listed if entry.state == EntryState.ENTRY_STATE_ACTIVE
    ]


def test_a_profile_is_as_it_is_got(client: Client) -> None:
    for customer in ("u1", "u2", "u3"):
        client.record_entries(customer, [said()])
    client.merge_customers(surviving_customer="u1", merged_customer="u2", reason="One person.", recorder=MIRA)

    [answer] = client.export_profiles()
    [basic] = client.export_profiles(view="basic", customers=["u2", "nobody"])

    assert list(answer.profiles) == [client.get_profile(customer).profile for customer in ("u1", "u3")]
    assert [profile.name for profile in basic.profiles] == ["customers/u1", "customers/nobody"]
    assert not basic.profiles[0].preferences


def test_the_ledger_of_one_who_is_asked_for_is_that_of_the_family(client: Client) -> None:
    names = [client.record_entries(customer, [said()]).entries[0].name for customer in ("u1", "u2")]
    client.merge_customers(surviving_customer="u1", merged_customer="u2", reason="One person.", recorder=MIRA)

    [asked] = client.export_profiles(form="ledgers", customers=["u2"])
    everybody = list(client.export_profiles(form="ledgers"))

    assert [ledger.customer for ledger in asked.ledgers] == ["customers/u1"]
    assert set(names) < {entry.name for entry in asked.ledgers[0].entries}
    assert {name: len(entries) for name, entries in ledgers(everybody).items()} == {
        "customers/u1": 2,
        "customers/u2": 2,
    }


@pytest.mark.parametrize("form", ["ledgers", "profiles"])
def test_an_export_goes_on_at_every_cursor(client: Client, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "CUSTOMERS_PER_PAGE", 2)
    monkeypatch.setattr(export_module, "ENTRIES_PER_MESSAGE", 2)
    monkeypatch.setattr(export_module, "MESSAGE_BYTES_ENOUGH", 1)
    for number in range(5):
        client.record_entries(f"u{number}", [said(source_system="crm", source_id=str(i)) for i in range(number + 1)])
    whole = list(client.export_profiles(form=form))

    for index, answer in enumerate(whole):
        rest = list(client.export_profiles(form=form, cursor=answer.cursor))
        told = [*whole[: index + 1], *rest]
        assert ledgers(told) == ledgers(whole)
        names = [profile.name for part in told for profile in part.profiles]
        assert names == [profile.name for part in whole for profile in part.profiles]
        assert {part.changes_cursor for part in told} == {whole[0].changes_cursor}
    entries = sum(map(len, ledgers(whole).values()))
    assert (entries, sum(len(answer.profiles) for answer in whole)) == ((15, 0) if form == "ledgers" else (0, 5))


def test_who_exports_and_then_watches_misses_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "CUSTOMERS_PER_PAGE", 1)
    client.record_entries("u1", [said()])
    client.record_entries("u2", [said()])
    export = client.export_profiles(form="ledgers")
    answers = [next(export)]
    late = client.record_entries("u1", [said("sports/hiking")]).entries[0].name
    later = client.record_entries("u0", [said("sports/hiking")]).entries[0].name
    answers += export

    changes = client.list_changes(cursor=answers[-1].changes_cursor).changes

    exported = {name for names in ledgers(answers).values() for name in names}
    assert {late, later}.isdisjoint(exported)
    assert {change.entry for change in changes} == {late, later}


def test_an_empty_export_says_where_to_watch_from(client: Client) -> None:
    [answer] = client.export_profiles()
    client.record_entries("u1", [said()])

    assert len(client.list_changes(cursor=answer.changes_cursor).changes) == 1


def test_a_cursor_of_another_export_is_refused(client: Client) -> None:
    client.record_entries("u1", [said()])
    [answer] = client.export_profiles(form="ledgers")

    with pytest.raises(errors.InvalidCursor):
        list(client.export_profiles(form="profiles", cursor=answer.cursor))
    with pytest.raises(errors.InvalidCursor):
        list(client.export_profiles(form="ledgers", cursor=answer.changes_cursor))
    with pytest.raises(errors.InvalidCursor):
        client.list_changes(cursor=answer.cursor)
