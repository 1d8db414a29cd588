"""What makes a write recognisable when it comes again: its request id, and a digest of its body."""

import hashlib
from typing import Any

from regard_server.domain.ledger import Caller, RequestKey


def request_key(request: Any, caller: Caller, method: str) -> RequestKey | None:
    """A batch's items are known by the same name as the single call, so that either may repeat the other."""
    if not request.request_id:
        return None
    return RequestKey(caller.tenant, caller.client, method, request.request_id.lower())


def digest(request: Any) -> bytes | None:
    """Tells one body from another; None where nothing will be compared."""
    if not request.request_id:
        return None
    request_id = request.request_id
    request.ClearField("request_id")
    body = request.SerializeToString(deterministic=True)
    request.request_id = request_id
    return hashlib.sha256(body).digest()
