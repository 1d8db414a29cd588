"""Answering GetBrief: from what was answered before, while that holds; else made anew."""

from datetime import datetime
from typing import Any

from regard.v1 import brief_pb2
from regard.v1 import context_service_pb2 as pb
from regard_server.domain.brief import Asked, Brief, Teller, Told, make_brief, tell
from regard_server.domain.brief.forms import MARKDOWN, PLAIN, PROMPT, Form
from regard_server.domain.brief.tongues import LANGUAGES
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.explain import nearest_language
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.profile import Profile
from regard_server.domain.snapshot import entries_kept
from regard_server.domain.time_zones import zone_of
from regard_server.rpc.convert import briefs
from regard_server.rpc.convert.names import customer_id, customer_name
from regard_server.rpc.freshness import known_as_asked, require, shown_name, token_for
from regard_server.rpc.worker import Worker

BRIEFS_KEPT_MAX = 4
"""Of each profile. Who asks for every budget there is has each made anew."""
BRIEF_BYTES_KEPT_MAX = 16_384
MADE_ON_THE_LOOP_MAX = 200
"""Entries of a profile: some milliseconds. Briefs of more are made in a thread."""
_FORMS: dict[int, Form] = {
    brief_pb2.BRIEF_FORMAT_UNSPECIFIED: PLAIN,
    brief_pb2.BRIEF_FORMAT_STRUCTURED: PLAIN,
    brief_pb2.BRIEF_FORMAT_MARKDOWN: MARKDOWN,
    brief_pb2.BRIEF_FORMAT_PROMPT: PROMPT,
}


async def brief_bytes(worker: Worker, request: pb.GetBriefRequest, caller: Caller) -> bytes:
    """A GetBriefResponse. It is kept until the profile, the policy, the topics or the catalogue change, or time changes it."""
    key = CustomerKey(caller.tenant, customer_id(request.customer))
    resources, profiles = await known_as_asked(worker.known, worker.tokens, request, caller.tenant, [key])
    remembered = profiles[key]
    profile = remembered.profile(resources)
    if request.HasField("consistency"):
        require(worker.tokens, request.consistency, resources, customer=key.customer, snapshot=profile.snapshot)
    now = profile.not_before(worker.clock())
    kept: dict[Any, tuple[int, datetime, datetime, bytes]] = remembered.rendered.setdefault("briefs", {})
    asked = _asked(request)
    known = kept.get(asked)
    if known is not None:
        offers_version, since, until, data = known
        if offers_version == resources.offers_version and since <= now < until:
            return data
    snapshot = profile.snapshot
    if snapshot is not None and entries_kept(snapshot) > MADE_ON_THE_LOOP_MAX:
        brief, told = await worker.think(lambda: _made(profile, request, now))
    else:
        brief, told = _made(profile, request, now)
    shown = shown_name(key.customer, snapshot)
    response = pb.GetBriefResponse(
        customer=customer_name(shown),
        revision=profile.revision,
        policy_version=resources.policy.version,
        freshness_token=token_for(worker.tokens, key.tenant, resources, customer=shown, revision=profile.revision),
    )
    briefs.fill_in(response, shown, brief, told, _teller(request, profile))
    data = response.SerializeToString()
    if len(data) <= BRIEF_BYTES_KEPT_MAX:
        if len(kept) >= BRIEFS_KEPT_MAX:
            kept.clear()
        kept[asked] = (resources.offers_version, now, brief.until, data)
    return data


def _made(profile: Profile, request: pb.GetBriefRequest, now: datetime) -> tuple[Brief, Told]:
    brief = make_brief(
        profile,
        Asked(
            purpose=Purpose(request.purpose),
            channel=Channel(request.channel),
            audience=briefs.audience(request),
            now=now,
            roles=frozenset(request.roles),
        ),
    )
    return brief, tell(brief, _teller(request, profile), briefs.budget(request.budget))


def _teller(request: pb.GetBriefRequest, profile: Profile) -> Teller:
    language = LANGUAGES[nearest_language(request.language)]
    return Teller(language, _FORMS[request.format], zone_of(profile.policy.time_zone))


def _asked(request: pb.GetBriefRequest) -> tuple[Any, ...]:
    """What tells one question about a customer from another."""
    return (
        request.purpose,
        request.channel,
        request.format,
        request.audience,
        request.budget.characters,
        request.budget.tokens,
        request.language,
        tuple(sorted(request.roles)),
    )
