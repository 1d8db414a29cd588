"""Setting a tenant's policy: the next version of it, or what that would change."""

from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.errors import PolicyEtagMismatch
from regard_server.domain.ledger import RequestKey
from regard_server.domain.policy import Policy, PolicyVersion, policy_of
from regard_server.domain.policy_rules import check_policy
from regard_server.domain.resources import TenantResources
from regard_server.usecases.answered_once import answered_once
from regard_server.usecases.load_resources import load_resources
from regard_server.usecases.ports import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePolicy:
    """`policy.version` is not read."""

    tenant: str
    policy: Policy
    recorder: str
    reason: str
    etag: str = ""
    request: RequestKey | None = None
    request_digest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """`policy` is what the call was answered with when it came first; `resources` have the one in force."""

    policy: Policy
    resources: TenantResources
    replayed: bool


def update_policy(tx: Transaction, update: UpdatePolicy, *, now: datetime) -> Updated:
    """A repeated update sets nothing, whatever was set since. Raises InvalidFields, PolicyEtagMismatch, RequestIdReused."""
    before = after = load_resources(tx, update.tenant)

    def write() -> bytes:
        nonlocal after
        following = following_policy(before.policy, update.policy)
        is_in_force = following is before.policy
        if not is_in_force:
            after = _set(tx, update, following, before, now=now)
        return str(following.version).encode()

    answer, _ = answered_once(tx, update.request, update.request_digest, write, now=now)
    return Updated(policy=_answered(tx, update.tenant, answer, after), resources=after, replayed=after is before)


def _answered(tx: Transaction, tenant: str, answer: bytes, resources: TenantResources) -> Policy:
    # Earlier releases kept no version: they answered with the policy in force.
    if not answer or int(answer) == resources.policy.version:
        return resources.policy
    return policy_of(tx.policies.versions(tenant), int(answer))


def _set(
    tx: Transaction, update: UpdatePolicy, following: Policy, resources: TenantResources, *, now: datetime
) -> TenantResources:
    if update.etag and update.etag != policy_etag(resources.policy):
        raise PolicyEtagMismatch(current=policy_etag(resources.policy))
    now = max((now, *(version.created_at for version in tx.policies.versions(update.tenant))))
    version = PolicyVersion(policy=following, created_at=now, recorder=update.recorder, reason=update.reason)
    tx.policies.add(update.tenant, version, now=now)
    return replace(resources, policy=following, reaches={**resources.reaches, following.reach.id: following.reach})


def following_policy(present: Policy, wanted: Policy) -> Policy:
    """The policy as it would be; the present one itself where nothing changes. Raises InvalidFields."""
    check_policy(wanted)
    if replace(wanted, version=present.version) == present:
        return present
    return replace(wanted, version=present.version + 1)


def policy_etag(policy: Policy) -> str:
    return f"p{policy.version}"
