"""What a company sets, as registers that a cluster's traffic writes and reads: each write shows as a number, one up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import regard
from regard import v1

CATALOG, POLICY = "/regard.v1.CatalogService", "/regard.v1.PolicyService"
ZONES = ("Europe/Lisbon", "Europe/Riga")


@dataclass(frozen=True, slots=True)
class Setting:
    """`write` makes the request that sets a number; `shown` reads it off what `read` is answered."""

    name: str
    write_method: str
    write: Callable[[int], Any]
    read_method: str
    read: Any
    shown: Callable[[bytes], int]


def settings_of(name: str, policy: v1.Policy) -> list[Setting]:
    """An offer and a topic of this name, and the policy, which is this one so far."""
    # The first write has to change it, and so has each after it.
    zones = ZONES if policy.time_zone == ZONES[0] else ZONES[::-1]
    return [
        Setting(
            f"offer of {name}",
            f"{CATALOG}/ImportOffers",
            lambda number: v1.ImportOffersRequest(
                offers=[regard.offer(name, title=str(number))], request_id=str(uuid4())
            ),
            f"{CATALOG}/GetOffer",
            v1.GetOfferRequest(name=f"offers/{name}"),
            lambda data: int(v1.GetOfferResponse.FromString(data).offer.title),
        ),
        Setting(
            f"topic of {name}",
            f"{CATALOG}/ImportTopics",
            lambda number: v1.ImportTopicsRequest(
                topics=[v1.Topic(path=name, label=str(number))], request_id=str(uuid4())
            ),
            f"{CATALOG}/ListTopics",
            v1.ListTopicsRequest(ancestor=name),
            lambda data: next((int(one.label) for one in v1.ListTopicsResponse.FromString(data).topics), 0),
        ),
        Setting(
            f"policy of {name}",
            f"{POLICY}/UpdatePolicy",
            lambda number: _in_zone(policy, zones[number % 2]),
            f"{POLICY}/GetPolicy",
            v1.GetPolicyRequest(),
            lambda data: v1.GetPolicyResponse.FromString(data).policy.version - policy.version,
        ),
    ]


def _in_zone(policy: v1.Policy, zone: str) -> v1.UpdatePolicyRequest:
    request = v1.UpdatePolicyRequest(policy=policy, request_id=str(uuid4()), recorder="agents/mira.holt")
    request.policy.time_zone = zone
    request.policy.etag = ""
    return request
