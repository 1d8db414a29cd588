"""Answers to what was known, or was true, at an instant: made for each question, of what the database tells to be the last
checkpoint and what came since."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from regard.v1 import profile_service_pb2, screening_service_pb2
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.entry import EntryState
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.profile import Profile, preferences_in_force
from regard_server.domain.resources import TenantResources
from regard_server.domain.screening import screen
from regard_server.domain.snapshot import Snapshot
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.convert.profiles import profile_bytes
from regard_server.rpc.convert.screenings import SUPPRESS_UNKNOWN, screening_bytes, telling
from regard_server.rpc.convert.times import times_asked
from regard_server.rpc.convert.wire import tag, with_length
from regard_server.rpc.freshness import require, shown_name, token_for
from regard_server.rpc.known_offers import InlineOffers, prepare_once
from regard_server.rpc.worker import Worker
from regard_server.usecases.past import read_past
from regard_server.usecases.ports import Transaction
from regard_server.usecases.read_family import root_key

_PROFILE = tag(profile_service_pb2.GetProfileResponse, "profile")


class Past(NamedTuple):
    """What to answer from as of `at`, under the resources of then, and the token of now."""

    key: CustomerKey
    snapshot: Snapshot | None
    resources: TenantResources
    at: datetime
    freshness_token: str


def asks_about_past(request: Any) -> bool:
    """Whether a request names one of the two times; the future is a past yet to come."""
    return bool(request.HasField("as_of_time") or request.HasField("known_at_time"))


async def past_profile(worker: Worker, tenant: str, request: profile_service_pb2.GetProfileRequest) -> bytes:
    """A GetProfileResponse."""
    past = await _past(worker, tenant, request)
    snapshot = past.snapshot
    in_force = [] if snapshot is None else preferences_in_force(snapshot, past.resources.taxonomy, past.at)
    root = root_key(past.key, snapshot)
    profile = profile_bytes(
        past.key.customer,
        snapshot,
        request.view,
        past.at,
        preferences=in_force,
        entry_bytes=lambda entries: worker.entry_bytes.of(root, entries, EntryState.ACTIVE),
    )
    token = profile_service_pb2.GetProfileResponse(freshness_token=past.freshness_token)
    return _PROFILE + with_length(profile) + token.SerializeToString()


async def past_screening(
    worker: Worker, tenant: str, request: screening_service_pb2.ScreenOffersRequest, inline: InlineOffers | None
) -> bytes:
    """A ScreenOffersResponse. Raises DatabaseUnavailable: a verdict for want of data would be taken for that of then."""
    past = await _past(worker, tenant, request)
    profile = Profile(past.snapshot, policy=past.resources.policy, taxonomy=past.resources.taxonomy)
    prepared = prepare_once(request, inline, past.resources)
    screening = screen(
        profile,
        prepared.offer_set,
        purpose=Purpose(request.purpose),
        channel=Channel(request.channel),
        at=past.at,
        suppress_unknown=SUPPRESS_UNKNOWN[request.on_unknown],
    )
    return screening_bytes(
        shown_name(past.key.customer, past.snapshot),
        replace(screening, expire_at=None),  # however much time passes, it is about the same instant
        telling=telling(request),
        revision=profile.revision,
        policy_version=past.resources.policy.version,
        freshness_token=past.freshness_token,
        rendered={},
        rendered_for_all=prepared.rendered,
    )


async def _past(worker: Worker, tenant: str, request: Any) -> Past:
    now = worker.clock()
    as_of, known_at = times_asked(request, now)
    key = CustomerKey(tenant, customer_id(request.customer))
    resources = await worker.past_resources(tenant, as_of=as_of, known_at=known_at)
    present = await worker.remembered(key)

    def work(tx: Transaction) -> tuple[Snapshot | None, tuple[str, int] | None]:
        snapshot = read_past(
            tx, key, as_of=as_of, known_at=known_at, reach=resources.policy.reach, memory=worker.past_memory
        )
        return snapshot, None if present else tx.customers.shown(key)

    snapshot, shown = await worker.read(work)
    customer, revision = shown or _shown(key, present.snapshot if present else None, snapshot)
    current = await worker.resources(tenant)
    if request.consistency.WhichOneof("requirement") == "at_least_as_fresh":
        fresh = (await worker.known(tenant, [key], keep=False)).profiles[key].snapshot
        require(worker.tokens, request.consistency, current, customer=key.customer, snapshot=fresh)
    return Past(
        key=key,
        snapshot=snapshot,
        resources=resources,
        at=as_of or known_at or now,
        freshness_token=token_for(worker.tokens, tenant, current, customer=customer, revision=revision),
    )


def _shown(key: CustomerKey, present: Snapshot | None, answered: Snapshot | None) -> tuple[str, int]:
    """Whose profile is shown now, and its revision. A write that is known at the instant asked for may be answered already
    and not yet announced to memory."""
    root = root_key(key, present)
    revisions = [one.revision for one in (present, answered) if one and one.customer == root.customer]
    return root.customer, max(revisions, default=0)
