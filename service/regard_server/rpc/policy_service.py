"""PolicyService."""

from typing import Any

from regard.v1 import policy_pb2
from regard.v1 import policy_service_pb2 as pb
from regard_server.domain.channel import Channel, Purpose
from regard_server.domain.errors import InvalidPageToken
from regard_server.domain.ledger import Caller
from regard_server.domain.policy import DEFAULT_POLICY, Policy, PolicyVersion, policy_of
from regard_server.domain.policy_trial import PolicyTrial, VerdictChange
from regard_server.domain.resources import TenantResources
from regard_server.rpc.batches import check_decisions
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import timestamp
from regard_server.rpc.convert.names import customer_id, customer_name
from regard_server.rpc.convert.policies import policy, policy_message
from regard_server.rpc.convert.screenings import CLEARED, SUPPRESSED
from regard_server.rpc.freshness import minimizes_latency, require, token_for
from regard_server.rpc.interceptor import Method, StreamMethod, message_of
from regard_server.rpc.requests import digest, request_key
from regard_server.rpc.tokens import NamePageToken
from regard_server.rpc.worker import Worker
from regard_server.usecases.try_policy import SAMPLE_CUSTOMERS, SAMPLE_OFFERS, Sample, try_policy
from regard_server.usecases.update_policy import UpdatePolicy, following_policy, policy_etag

PAGE_SIZE_DEFAULT = 20
LIST_POLICIES = "ListPolicies"


class PolicyService:
    NAME = "regard.v1.PolicyService"

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def methods(self) -> dict[str, Method[Any] | StreamMethod]:
        return {
            "GetPolicy": Method(message_of(pb.GetPolicyRequest), self.get_policy),
            "ListPolicies": Method(message_of(pb.ListPoliciesRequest), self.list_policies),
            "UpdatePolicy": Method(message_of(pb.UpdatePolicyRequest), self.update_policy),
        }

    async def get_policy(self, request: pb.GetPolicyRequest, caller: Caller) -> pb.GetPolicyResponse:
        resources = await self._worker.resources(caller.tenant, relaxed=minimizes_latency(request))
        require(self._worker.tokens, request.consistency, resources)
        found = resources.policy
        if request.version and request.version != found.version:
            found = policy_of(await self._versions(caller), request.version)
        return pb.GetPolicyResponse(policy=_message(found), freshness_token=self._token(caller, resources))

    async def list_policies(self, request: pb.ListPoliciesRequest, caller: Caller) -> pb.ListPoliciesResponse:
        resources = await self._worker.resources(caller.tenant, relaxed=minimizes_latency(request))
        require(self._worker.tokens, request.consistency, resources)
        before = (1 << 63) - 1
        if request.page_token:
            token = self._worker.tokens.read_page(request.page_token, NamePageToken)
            if (token.tenant, token.method, token.within) != (caller.tenant, LIST_POLICIES, ""):
                raise InvalidPageToken
            before = int(token.after)
        versions = [one for one in reversed(await self._versions(caller)) if one.policy.version < before]
        page = versions[: request.page_size or PAGE_SIZE_DEFAULT]
        response = pb.ListPoliciesResponse(
            policies=[_version_message(one) for one in page], freshness_token=self._token(caller, resources)
        )
        # The default comes last, and has nobody who set it.
        if len(page) < (request.page_size or PAGE_SIZE_DEFAULT) and DEFAULT_POLICY.version < before:
            response.policies.add(policy=_message(DEFAULT_POLICY))
        else:
            last = str(page[-1].policy.version) if page else ""
            if last:
                response.next_page_token = self._worker.tokens.write(
                    NamePageToken(caller.tenant, LIST_POLICIES, "", last)
                )
        return response

    async def update_policy(self, request: pb.UpdatePolicyRequest, caller: Caller) -> pb.UpdatePolicyResponse:
        wanted = policy(request.policy, "policy", version=0)
        if request.validate_only:
            return await self._try(request, caller, wanted)
        updated = await self._worker.update_policy(
            UpdatePolicy(
                tenant=caller.tenant,
                policy=wanted,
                recorder=request.recorder,
                reason=request.reason,
                etag=request.etag or request.policy.etag,
                request=request_key(request, caller, "UpdatePolicy"),
                request_digest=digest(request),
            )
        )
        return pb.UpdatePolicyResponse(
            policy=_message(updated.policy),
            freshness_token=self._token(caller, updated.resources),
            replayed=updated.replayed,
        )

    async def _try(self, request: pb.UpdatePolicyRequest, caller: Caller, wanted: Policy) -> pb.UpdatePolicyResponse:
        resources = await self._worker.resources(caller.tenant)
        following = following_policy(resources.policy, wanted)
        check_decisions(
            customers=len(request.sample_customers) or SAMPLE_CUSTOMERS,
            offers=len(request.sample_offer_ids) or min(len(resources.offers), SAMPLE_OFFERS),
            field="sample_customers",
        )
        sample = Sample(
            customers=[customer_id(name) for name in request.sample_customers],
            offer_ids=list(request.sample_offer_ids),
            purpose=Purpose(request.sample_purpose or Purpose.MARKETING),
            channel=Channel(request.sample_channel or Channel.EMAIL),
        )
        now = self._worker.clock()
        trial = await self._worker.read(lambda tx: try_policy(tx, caller.tenant, resources, following, sample, now=now))
        return pb.UpdatePolicyResponse(
            policy=_message(following),
            trial=_trial_message(trial),
            freshness_token=self._token(caller, resources),
            replayed=following is resources.policy,
        )

    async def _versions(self, caller: Caller) -> list[PolicyVersion]:
        return await self._worker.read(lambda tx: tx.policies.versions(caller.tenant))

    def _token(self, caller: Caller, resources: TenantResources) -> str:
        return token_for(self._worker.tokens, caller.tenant, resources)


def _message(said: Policy) -> policy_pb2.Policy:
    message = policy_message(said)
    message.name = "policy"
    message.etag = policy_etag(said)
    return message


def _version_message(version: PolicyVersion) -> pb.PolicyVersion:
    return pb.PolicyVersion(
        policy=_message(version.policy),
        create_time=timestamp(version.created_at),
        recorder=version.recorder,
        reason=version.reason,
    )


def _trial_message(trial: PolicyTrial) -> pb.PolicyTrial:
    return pb.PolicyTrial(
        customers=trial.customers,
        decisions=trial.decisions,
        newly_suppressed=trial.newly_suppressed,
        newly_cleared=trial.newly_cleared,
        changes=[_change_message(change) for change in trial.changes],
    )


def _change_message(change: VerdictChange) -> pb.VerdictChange:
    return pb.VerdictChange(
        customer=customer_name(change.customer),
        offer_id=change.offer_id,
        verdict_before=CLEARED if change.cleared_before else SUPPRESSED,
        verdict_after=CLEARED if change.cleared_after else SUPPRESSED,
        reasons_before=[number(reason) for reason in change.reasons_before],
        reasons_after=[number(reason) for reason in change.reasons_after],
    )
