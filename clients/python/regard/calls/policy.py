"""The calls of PolicyService."""

from collections.abc import Iterable

from regard.arguments import customer_name, enum_value, several
from regard.calls.call import BATCH_SECONDS, Call, given_or_new
from regard.v1 import (
    Channel,
    Consistency,
    GetPolicyRequest,
    GetPolicyResponse,
    ListPoliciesRequest,
    ListPoliciesResponse,
    Policy,
    Purpose,
    UpdatePolicyRequest,
    UpdatePolicyResponse,
)

SERVICE = "/regard.v1.PolicyService"


def get_policy(
    version: int = 0,
    *,
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[GetPolicyRequest, GetPolicyResponse]:
    """Gets the contact policy in force, or an earlier version.

    Raises PolicyVersionNotFound.
    """
    return Call(
        method=f"{SERVICE}/GetPolicy",
        request=GetPolicyRequest(version=version, consistency=consistency),
        response_type=GetPolicyResponse,
        timeout=timeout,
    )


def list_policies(
    *,
    page_size: int = 0,
    page_token: str = "",
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[ListPoliciesRequest, ListPoliciesResponse]:
    """Lists one page of the versions of the policy, newest first; the default comes last.

    page_size: 1 to 100; default 20. `iterate_policies` goes through the pages.

    Raises InvalidPageToken.
    """
    return Call(
        method=f"{SERVICE}/ListPolicies",
        request=ListPoliciesRequest(page_size=page_size, page_token=page_token, consistency=consistency),
        response_type=ListPoliciesResponse,
        timeout=timeout,
    )


def update_policy(
    policy: Policy,
    *,
    recorder: str = "",
    reason: str = "",
    validate_only: bool = False,
    sample_customers: Iterable[str] = (),
    sample_offer_ids: Iterable[str] = (),
    sample_purpose: str | int | None = None,
    sample_channel: str | int | None = None,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[UpdatePolicyRequest, UpdatePolicyResponse]:
    """Replaces the policy as a whole: get it, change it, and send it back with its etag.

    recorder, reason: who changes it, and why.
    validate_only: changes nothing; the answer's `trial` tells which verdicts of a sample would change: of
        `sample_customers` (default: the first 100) for `sample_offer_ids` of the catalogue (default: the first 200), for
        `sample_purpose` (default marketing) by `sample_channel` (default email).
    etag: default the policy's own; when the policy has changed since, EtagMismatch is raised.

    Raises InvalidField, RequestIdReused, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/UpdatePolicy",
        request=UpdatePolicyRequest(
            policy=policy,
            etag=etag,
            validate_only=validate_only,
            sample_customers=[customer_name(one) for one in several("sample_customers", sample_customers)],
            sample_offer_ids=several("sample_offer_ids", sample_offer_ids),
            sample_purpose=enum_value(Purpose, sample_purpose),
            sample_channel=enum_value(Channel, sample_channel),
            recorder=recorder,
            reason=reason,
            request_id=given_or_new(request_id),
        ),
        response_type=UpdatePolicyResponse,
        timeout=timeout,
        default_timeout=BATCH_SECONDS,
    )
