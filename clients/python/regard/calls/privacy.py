"""The calls of PrivacyService."""

from collections.abc import Iterable

from regard.arguments import customer_name, enum_value, several
from regard.calls.call import Call, given_or_new
from regard.v1 import Purpose, RestrictionStatus, RestrictProcessingRequest, RestrictProcessingResponse

SERVICE = "/regard.v1.PrivacyService"


def restrict_processing(
    customer: str,
    purposes: Iterable[str | int],
    *,
    reason: str,
    recorder: str,
    status: str | int = "restricted",
    request_id: str | None = None,
    etag: str = "",
    timeout: float | None = None,
) -> Call[RestrictProcessingRequest, RestrictProcessingResponse]:
    """Restricts the processing of a customer's data for some purposes (GDPR, article 18), or lifts a restriction.

    From the answer on, nothing is cleared for a restricted purpose.

    purposes: 1 to 4 of `marketing`, `loyalty`, `service` and `research`.
    reason: why.
    recorder: who says so, such as `agents/mira.holt`.
    status: `restricted`, or `lifted`.
    etag: as in `record_entries`.

    Raises InvalidField, RequestIdReused, ProfileFull, EtagMismatch.
    """
    return Call(
        method=f"{SERVICE}/RestrictProcessing",
        request=RestrictProcessingRequest(
            customer=customer_name(customer),
            purposes=[enum_value(Purpose, purpose) for purpose in several("purposes", purposes)],
            status=enum_value(RestrictionStatus, status),
            reason=reason,
            recorder=recorder,
            request_id=given_or_new(request_id),
            etag=etag,
        ),
        response_type=RestrictProcessingResponse,
        timeout=timeout,
    )
