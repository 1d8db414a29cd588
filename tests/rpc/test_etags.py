"""An etag keeps a write from resting on a profile that has changed since."""

import pytest

from regard import Client, errors

from .entries import MIRA, said


def test_a_write_on_the_present_etag_is_taken(client: Client) -> None:
    etag = client.record_entries("u1", [said()]).etag
    assert etag == client.get_profile("u1", view="basic").profile.etag

    following = client.record_entries("u1", [said("culture")], etag=etag)

    assert following.etag == client.get_profile("u1").profile.etag != etag


def test_a_write_on_an_older_etag_is_refused_with_the_present_one_and_changes_nothing(client: Client) -> None:
    old = client.record_entries("u1", [said()]).etag
    present = client.record_entries("u1", [said("culture")]).etag

    with pytest.raises(errors.EtagMismatch) as caught:
        client.record_entries("u1", [said("travel")], etag=old)

    assert (caught.value.customer, caught.value.etag) == ("customers/u1", present)
    assert client.get_profile("u1").profile.revision == 2


@pytest.mark.parametrize("etag", ["r0", "r2", "r01", "1", "anything", '"r1"'])
def test_an_etag_that_was_never_given_is_refused(client: Client, etag: str) -> None:
    client.record_entries("u1", [said()])

    with pytest.raises(errors.EtagMismatch):
        client.record_entries("u1", [said()], etag=etag)


def test_a_customer_nobody_knows_has_no_etag_to_rest_on(client: Client) -> None:
    assert client.get_profile("u1").profile.etag == ""
    with pytest.raises(errors.EtagMismatch) as caught:
        client.record_entries("u1", [said()], etag="r1")

    assert caught.value.etag == ""
    assert client.record_entries("u1", [said()], etag="").revision == 1


def test_a_retraction_rests_on_an_etag_too(client: Client) -> None:
    recorded = client.record_entries("u1", [said()])
    name = recorded.entries[0].name
    present = client.record_entries("u1", [said("culture")]).etag

    with pytest.raises(errors.EtagMismatch):
        client.retract_entry(name, reason="A mishearing.", recorder=MIRA, etag=recorded.etag)
    assert client.get_profile("u1").profile.revision == 2

    assert client.retract_entry(name, reason="A mishearing.", recorder=MIRA, etag=present).revision == 3
