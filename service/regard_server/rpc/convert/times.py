"""The two times that a question about the past can ask for."""

from datetime import datetime
from typing import Any, NamedTuple

from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.rpc.convert.instants import instant


class TimesAsked(NamedTuple):
    """What was true at `as_of`, as known at `known_at`; None is now."""

    as_of: datetime | None
    known_at: datetime | None


def times_asked(request: Any, now: datetime) -> TimesAsked:
    """Raises InvalidFields for what will be known."""
    as_of = instant(request.as_of_time, "as_of_time") if request.HasField("as_of_time") else None
    known_at = instant(request.known_at_time, "known_at_time") if request.HasField("known_at_time") else None
    if known_at is not None and known_at > now:
        raise InvalidFields(FieldViolation("known_at_time", "must not be in the future"))
    return TimesAsked(as_of, known_at)
