"""Setting a tenant's policy: the next version of it, or what that would change."""

from dataclasses import dataclass, replace
from datetime import datetime

from regard_server.domain.errors import PolicyEtagMismatch
from regard_server.domain.ledger import RequestKey
from regard_server.domain.policy import Policy, PolicyVersion
from regard_server.domain.policy_rules import check_policy
from regard_server.domain.resources import TenantResources
from regard_server.usecases.earlier_request import earlier_request
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


def update_policy(tx: Transaction, update: UpdatePolicy, *, now: datetime) -> tuple[bool, TenantResources]:
    """Whether anything changed, and the resources after it. Raises InvalidFields, PolicyEtagMismatch, RequestIdReused."""
    # Only for another body under the same id: setting what is set changes nothing.
    earlier_request(tx, update.request, update.request_digest, now=now)
    resources = load_resources(tx, update.tenant)
    following = following_policy(resources.policy, update.policy)
    if following is resources.policy or _is_repeated(tx, update):
        return False, resources
    if update.etag and update.etag != policy_etag(resources.policy):
        raise PolicyEtagMismatch(current=policy_etag(resources.policy))
    versions = tx.policies.versions(update.tenant)
    now = max((now, *(version.created_at for version in versions)))
    version = PolicyVersion(policy=following, created_at=now, recorder=update.recorder, reason=update.reason)
    tx.policies.add(update.tenant, version, now=now)
    if update.request is not None and update.request_digest is not None:
        tx.requests.add(update.request, digest=update.request_digest, answer=b"", now=now)
    return True, replace(
        resources, policy=following, reaches={**resources.reaches, following.reach.id: following.reach}
    )


def following_policy(present: Policy, wanted: Policy) -> Policy:
    """The policy as it would be; the present one itself where nothing changes. Raises InvalidFields."""
    check_policy(wanted)
    if replace(wanted, version=present.version) == present:
        return present
    return replace(wanted, version=present.version + 1)


def policy_etag(policy: Policy) -> str:
    return f"p{policy.version}"


def _is_repeated(tx: Transaction, update: UpdatePolicy) -> bool:
    """Whether the same request has set a policy already, even if others have followed."""
    return update.request is not None and tx.requests.find(update.request) is not None
