"""ContextService."""

from datetime import datetime
from typing import Any

from regard.v1 import brief_pb2
from regard.v1 import context_service_pb2 as pb
from regard_server.domain.brief import Asked, Teller, make_brief, tell
from regard_server.domain.brief.forms import MARKDOWN, PLAIN, PROMPT, Form
from regard_server.domain.brief.tongues import LANGUAGES
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.explain import nearest_language
from regard_server.domain.ledger import Caller, CustomerKey
from regard_server.domain.resources import TenantResources
from regard_server.domain.time_zones import zone_of
from regard_server.rpc.commitments import commitments_page, updated_commitment
from regard_server.rpc.convert import briefs
from regard_server.rpc.convert.names import customer_id, customer_name
from regard_server.rpc.freshness import require, shown_name, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.profile_memory import Remembered
from regard_server.rpc.worker import Worker

BRIEFS_KEPT_MAX = 8
"""Of each profile. Who asks for every budget there is has each made anew."""


class ContextService:
    NAME = "regard.v1.ContextService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        return {
            "GetBrief": Method(message_of(pb.GetBriefRequest), self.get_brief),
            "ListCommitments": Method(message_of(pb.ListCommitmentsRequest), self.list_commitments),
            "UpdateCommitment": Method(message_of(pb.UpdateCommitmentRequest), self.update_commitment),
        }

    async def get_brief(self, request: pb.GetBriefRequest, caller: Caller) -> bytes:
        key = CustomerKey(caller.tenant, customer_id(request.customer))
        resources, profiles = await self._worker.known(caller.tenant, [key])
        return self._brief_bytes(key, profiles[key], resources, request)

    async def list_commitments(self, request: pb.ListCommitmentsRequest, caller: Caller) -> pb.ListCommitmentsResponse:
        return await commitments_page(self._worker, request, caller)

    async def update_commitment(
        self, request: pb.UpdateCommitmentRequest, caller: Caller
    ) -> pb.UpdateCommitmentResponse:
        return await updated_commitment(self._worker, request, caller)

    def _brief_bytes(
        self, key: CustomerKey, remembered: Remembered, resources: TenantResources, request: pb.GetBriefRequest
    ) -> bytes:
        """The answer is kept until the profile, the policy, the topics or the catalogue change, or time changes it."""
        profile = remembered.profile(resources)
        if request.HasField("consistency"):
            require(
                self._worker.tokens, request.consistency, resources, customer=key.customer, snapshot=profile.snapshot
            )
        now = profile.not_before(self._worker.clock())
        kept: dict[Any, tuple[int, datetime, datetime, bytes]] = remembered.rendered.setdefault("briefs", {})
        asked = _asked(request)
        known = kept.get(asked)
        if known is not None:
            offers_version, since, until, data = known
            if offers_version == resources.offers_version and since <= now < until:
                return data
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
        teller = Teller(
            LANGUAGES[nearest_language(request.language)],
            _FORMS[request.format],
            zone_of(resources.policy.time_zone),
        )
        shown = shown_name(key.customer, profile.snapshot)
        response = pb.GetBriefResponse(
            customer=customer_name(shown),
            revision=profile.revision,
            policy_version=resources.policy.version,
            freshness_token=token_for(
                self._worker.tokens, key.tenant, resources, customer=shown, revision=profile.revision
            ),
        )
        told = tell(brief, teller, briefs.budget(request.budget))
        briefs.fill_in(response, shown, brief, told, has_text=request.format in _WITH_TEXT)
        data = response.SerializeToString()
        if len(kept) >= BRIEFS_KEPT_MAX:
            kept.clear()
        kept[asked] = (resources.offers_version, now, brief.until, data)
        return data


_FORMS: dict[int, Form] = {
    brief_pb2.BRIEF_FORMAT_UNSPECIFIED: PLAIN,
    brief_pb2.BRIEF_FORMAT_STRUCTURED: PLAIN,
    brief_pb2.BRIEF_FORMAT_MARKDOWN: MARKDOWN,
    brief_pb2.BRIEF_FORMAT_PROMPT: PROMPT,
}
_WITH_TEXT = frozenset({brief_pb2.BRIEF_FORMAT_MARKDOWN, brief_pb2.BRIEF_FORMAT_PROMPT})


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
