"""Regard's client: what customers said, and which offers to spare them.

    import regard

    with regard.Client("127.0.0.1:50051") as client:
        client.record_entries(
            "u1",
            [
                regard.preference(
                    topic="sports/golf", stance="dislikes", quote="I can't stand golf.", recorder="agents/mira.holt"
                )
            ],
        )
        answer = client.screen_offers("u1", offer_ids=["golf-club-membership"], purpose="loyalty", channel="app")

The messages that calls take and answer with are in `regard.v1`, the errors in `regard.errors`, the calls' arguments and
limits in `regard.calls`.
"""

from regard import calls, errors, v1
from regard.aio import AsyncClient
from regard.client import Client
from regard.consistency import at_least_as_fresh, fresh, minimize_latency
from regard.entries import (
    EntryArguments,
    address_as,
    commitment,
    consent,
    do_not_contact,
    interaction,
    moment,
    offer_response,
    preference,
    preferred_channel,
    preferred_person,
    quiet_hours,
    time_zone,
)
from regard.errors import RegardError
from regard.offers import offer

__all__ = [
    "AsyncClient",
    "Client",
    "EntryArguments",
    "RegardError",
    "address_as",
    "at_least_as_fresh",
    "calls",
    "commitment",
    "consent",
    "do_not_contact",
    "errors",
    "fresh",
    "interaction",
    "minimize_latency",
    "moment",
    "offer",
    "offer_response",
    "preference",
    "preferred_channel",
    "preferred_person",
    "quiet_hours",
    "time_zone",
    "v1",
]
