"""The calls of ContextService about what the company owes its customers."""

from collections.abc import Iterable
from datetime import datetime

from regard.arguments import customer_name, enum_value, several, timestamp
from regard.calls.call import Call, given_or_new
from regard.v1 import (
    CommitmentKind,
    CommitmentStatus,
    Consistency,
    ListCommitmentsRequest,
    ListCommitmentsResponse,
    UpdateCommitmentRequest,
    UpdateCommitmentResponse,
)

SERVICE = "/regard.v1.ContextService"


def list_commitments(
    *,
    owner: str = "",
    overdue: bool = False,
    due_before_time: datetime | None = None,
    customer: str | None = None,
    kinds: Iterable[str | int] = (),
    page_size: int = 0,
    page_token: str = "",
    consistency: Consistency | None = None,
    timeout: float | None = None,
) -> Call[ListCommitmentsRequest, ListCommitmentsResponse]:
    """Lists one page of what was promised and is open, of all customers: the first due first, those without a due time last.

    owner: only those of this one, such as `agents/mira.holt`.
    overdue: only those whose due time has come.
    due_before_time: only those due before this.
    customer: only this one's, and those of whoever is merged with them.
    kinds: only these, of `promise`, `callback` and `check-in`; left out, all.
    page_size: 1 to 1,000; default 100. `iterate_commitments` goes through the pages.

    Each has the `customer`, the `entry` and whether it is `overdue`.

    Raises InvalidPageToken.
    """
    return Call(
        method=f"{SERVICE}/ListCommitments",
        request=ListCommitmentsRequest(
            customer="" if customer is None else customer_name(customer),
            owner=owner,
            overdue=overdue,
            due_before_time=timestamp("due_before_time", due_before_time),
            kinds=[enum_value(CommitmentKind, kind) for kind in several("kinds", kinds)],
            page_size=page_size,
            page_token=page_token,
            consistency=consistency,
        ),
        response_type=ListCommitmentsResponse,
        timeout=timeout,
    )


def update_commitment(
    name: str,
    status: str | int,
    *,
    recorder: str,
    outcome: str = "",
    effective_time: datetime | None = None,
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[UpdateCommitmentRequest, UpdateCommitmentResponse]:
    """Settles a commitment. Retracting the entry that this answers opens it again.

    name: the commitment, `customers/{customer}/entries/{entry}`.
    status: `kept`, `broken`, or `cancelled`, which is for what the customer no longer wants.
    recorder: who says so, such as `agents/mira.holt`.
    outcome: what came of it.
    effective_time: when it was kept, broken or cancelled, if not now; whether it was late goes by this.
    etag: as in `record_entries`.

    Raises EntryNotFound, InvalidField, EntrySuperseded, EntryRetracted, RequestIdReused, ProfileFull, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/UpdateCommitment",
        request=UpdateCommitmentRequest(
            name=name,
            status=enum_value(CommitmentStatus, status),
            outcome=outcome,
            recorder=recorder,
            effective_time=timestamp("effective_time", effective_time),
            request_id=given_or_new(request_id),
            etag=etag,
        ),
        response_type=UpdateCommitmentResponse,
        timeout=timeout,
    )
