"""The calls of ChangeService."""

from collections.abc import Iterable

from regard.arguments import customer_name, enum_value, several
from regard.calls.call import Call, StreamCall
from regard.v1 import (
    ChangesStart,
    EntryKind,
    EntryState,
    ExportForm,
    ExportProfilesRequest,
    ExportProfilesResponse,
    ListChangesRequest,
    ListChangesResponse,
    ProfileView,
    WatchChangesRequest,
    WatchChangesResponse,
)

SERVICE = "/regard.v1.ChangeService"


def watch_changes(
    *, cursor: str = "", start: str | int | None = None, kinds: Iterable[str | int] = ()
) -> StreamCall[WatchChangesRequest, WatchChangesResponse]:
    """Iterates over what changes, as it is written, for as long as the caller goes on.

    cursor: goes on after the answer that held it. Keep it when you have dealt with `changes`, together with what you made
        of them where you can: then each change has effect once.
    start: without a cursor, `oldest` (the default), the oldest change that is kept, or `now`.
    kinds: only these kinds of entries, such as `preference`; default all.

    An answer without changes is a checkpoint: keep its cursor. One comes at least every 5 s. A change comes at least once,
    and is known again by its `event_id`; the changes of one customer come in order, and those of one write in one answer.

    Where the server ends the stream or can't be reached, the stream goes on after the last answer that was iterated to, for a
    minute; after that Unavailable is raised. Whoever stops before closes it: `close()`, `aclose()`.

    Raises InvalidField, InvalidCursor, CursorOutOfRange.
    """
    return StreamCall(
        method=f"{SERVICE}/WatchChanges",
        request=WatchChangesRequest(
            cursor=cursor,
            start=enum_value(ChangesStart, start),
            kinds=[enum_value(EntryKind, kind) for kind in several("kinds", kinds)],
        ),
        response_type=WatchChangesResponse,
        has_an_end=False,
    )


def list_changes(
    *,
    cursor: str = "",
    start: str | int | None = None,
    kinds: Iterable[str | int] = (),
    page_size: int = 0,
    timeout: float | None = None,
) -> Call[ListChangesRequest, ListChangesResponse]:
    """Lists the next changes, for those who come by now and then. Ask again at once while `more` is true, and later with
    the `cursor`, which is always there.

    cursor, start, kinds: as in `watch_changes`.
    page_size: about how many changes, 1 to 1,000.

    Raises InvalidField, InvalidCursor, CursorOutOfRange.
    """
    return Call(
        method=f"{SERVICE}/ListChanges",
        request=ListChangesRequest(
            cursor=cursor,
            start=enum_value(ChangesStart, start),
            kinds=[enum_value(EntryKind, kind) for kind in several("kinds", kinds)],
            page_size=page_size,
        ),
        response_type=ListChangesResponse,
        timeout=timeout,
    )


def export_profiles(
    *,
    form: str | int | None = None,
    view: str | int | None = None,
    states: Iterable[str | int] = (),
    customers: Iterable[str] = (),
    cursor: str = "",
) -> StreamCall[ExportProfilesRequest, ExportProfilesResponse]:
    """Iterates over all customers in the order of their ids, some hundred in each answer, to the last.

    form: `profiles` (the default) in `answer.profiles`, or `ledgers` in `answer.ledgers`: all entries, the first recorded
        first.
    view: of profiles, as in `get_profile`.
    states: of ledgers, only entries in these states, such as `active`; default all.
    customers: only these, up to 1,000, in this order.
    cursor: goes on after the answer that held it; the other arguments must be those of then.

    Each answer has the `changes_cursor` from which `watch_changes` misses nothing of what changed since the export began.
    Where the server ends the stream or can't be reached, it goes on as in `watch_changes`.

    Raises InvalidField, InvalidCursor.
    """
    return StreamCall(
        method=f"{SERVICE}/ExportProfiles",
        request=ExportProfilesRequest(
            form=enum_value(ExportForm, form),
            view=enum_value(ProfileView, view),
            states=[enum_value(EntryState, state) for state in several("states", states)],
            customers=[customer_name(customer) for customer in several("customers", customers)],
            cursor=cursor,
        ),
        response_type=ExportProfilesResponse,
        has_an_end=True,
    )
