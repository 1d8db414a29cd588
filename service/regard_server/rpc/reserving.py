"""ScreenOffers with `reserve`: a write, answered like a question."""

from typing import Any, cast

from regard.v1 import screening_service_pb2 as pb
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.content import Reservation
from regard_server.domain.entry import Entry
from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.family import in_family
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.reserving import Wish, screen_with
from regard_server.domain.resources import TenantResources
from regard_server.rpc.convert.names import customer_id
from regard_server.rpc.convert.screenings import SUPPRESS_UNKNOWN, screening_bytes, telling
from regard_server.rpc.freshness import require, shown_name, token_for
from regard_server.rpc.known_offers import InlineOffers, KnownOffers
from regard_server.rpc.past_answers import asks_about_past
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.worker import Worker
from regard_server.usecases.read_family import root_key
from regard_server.usecases.reserve_offers import ReserveOffers

NUMBER_MAX_DEFAULT = 1


def check_reserving(request: pb.ScreenOffersRequest) -> None:
    """Raises InvalidFields for fields that don't go together."""
    if request.reserve and asks_about_past(request):
        raise InvalidFields(FieldViolation("reserve", "is for now: not with as_of_time or known_at_time"))
    for field in ("reserve_max", "request_id"):
        if getattr(request, field) and not request.reserve:
            raise InvalidFields(FieldViolation(field, "goes with reserve only"))


async def reserve(
    worker: Worker,
    known_offers: KnownOffers,
    request: pb.ScreenOffersRequest,
    inline: InlineOffers | None,
    caller: Caller,
) -> bytes:
    """A ScreenOffersResponse. Raises DatabaseUnavailable: a suppression for want of data would be taken for a decision."""
    key = CustomerKey(caller.tenant, customer_id(request.customer))

    def wish_under(resources: TenantResources) -> Wish:
        return Wish(
            offers=known_offers.prepare(request, inline, resources).offer_set,
            purpose=Purpose(request.purpose),
            channel=Channel(request.channel),
            suppress_unknown=SUPPRESS_UNKNOWN[request.on_unknown],
        )

    resources = await worker.resources(caller.tenant)
    wish = wish_under(resources)
    if request.consistency.WhichOneof("requirement") == "at_least_as_fresh":
        present = (await worker.profile(key)).snapshot
        require(worker.tokens, request.consistency, resources, customer=key.customer, snapshot=present)
    recorded = await worker.record(
        ReserveOffers(
            key=key,
            policy=resources.policy,
            request=request_key(request, caller, "ScreenOffers"),
            request_digest=_digest(request, inline),
            wish=wish,
            number_max=request.reserve_max or NUMBER_MAX_DEFAULT,
            wish_under=wish_under,
        )
    )
    resources = await worker.resources(caller.tenant)
    snapshot = recorded.snapshot
    root = root_key(key, snapshot)
    held = {
        entry.content.offer_id: cast("Entry[Reservation]", in_family(entry, key, root))
        for entry in recorded.entries
        if isinstance(entry.content, Reservation)
    }
    shown = shown_name(key.customer, snapshot)
    revision = 0 if snapshot is None else snapshot.revision
    return screening_bytes(
        shown,
        screen_with(wish_under(resources), snapshot, held, at=recorded.at),
        telling=telling(request),
        revision=revision,
        policy_version=resources.policy.version,
        freshness_token=token_for(worker.tokens, key.tenant, resources, customer=shown, revision=revision),
        rendered={},
        rendered_for_all=known_offers.prepare(request, inline, resources).rendered,
        replayed=recorded.replayed,
    )


def _digest(request: pb.ScreenOffersRequest, inline: InlineOffers | None) -> bytes | None:
    """Of the whole body: inline offers that were known already are read apart from it."""
    if inline is None or request.offers:
        return digest(request)
    whole: Any = pb.ScreenOffersRequest()
    whole.CopyFrom(request)
    for offer in inline.key:
        whole.offers.add().ParseFromString(offer)
    return digest(whole)
