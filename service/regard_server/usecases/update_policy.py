"""Setting a tenant's policy: the next version of it, or what that would change."""

from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.errors import PolicyEtagMismatch
from regard_server.domain.ledger import RequestKey
from regard_server.domain.policy import DEFAULT_POLICY, Policy, PolicyVersion
from regard_server.domain.policy_rules import check_policy
from regard_server.domain.resources import TenantResources
from regard_server.usecases.answered_once import note_answer
from regard_server.usecases.earlier_request import earlier_answer
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
    earlier = earlier_answer(tx, update.request, update.request_digest, now=now)
    resources = load_resources(tx, update.tenant)
    if earlier is not None:
        return Updated(policy=_version(tx, update.tenant, int(earlier)), resources=resources, replayed=True)
    following = following_policy(resources.policy, update.policy)
    is_set = following is resources.policy
    if not is_set:
        resources = _set(tx, update, following, resources, now=now)
    note_answer(tx, update.request, update.request_digest, str(following.version).encode(), now=now)
    return Updated(policy=following, resources=resources, replayed=is_set)


def _set(
    tx: Transaction, update: UpdatePolicy, following: Policy, resources: TenantResources, *, now: datetime
) -> TenantResources:
    if update.etag and update.etag != policy_etag(resources.policy):
        raise PolicyEtagMismatch(current=policy_etag(resources.policy))
    now = max((now, *(version.created_at for version in tx.policies.versions(update.tenant))))
    version = PolicyVersion(policy=following, created_at=now, recorder=update.recorder, reason=update.reason)
    tx.policies.add(update.tenant, version, now=now)
    return replace(resources, policy=following, reaches={**resources.reaches, following.reach.id: following.reach})


def _version(tx: Transaction, tenant: str, version: int) -> Policy:
    policies = (one.policy for one in tx.policies.versions(tenant))
    return next((policy for policy in policies if policy.version == version), DEFAULT_POLICY)


def following_policy(present: Policy, wanted: Policy) -> Policy:
    """The policy as it would be; the present one itself where nothing changes. Raises InvalidFields."""
    check_policy(wanted)
    if replace(wanted, version=present.version) == present:
        return present
    return replace(wanted, version=present.version + 1)


def policy_etag(policy: Policy) -> str:
    return f"p{policy.version}"
