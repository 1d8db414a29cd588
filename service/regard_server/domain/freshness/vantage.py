"""What a process knows of the trust row and of its own connection, and so whether it may use its memory."""

from collections.abc import Callable, Iterable

from regard_server.domain.freshness.announcement import Announcement
from regard_server.domain.freshness.floors import Floors
from regard_server.domain.freshness.trust import Mode, Timing, TrustRow

SETBACKS_MAX = 5
"""After so many it is tried no less often: every 40 s."""


class Vantage:
    """`now` is of a clock that only runs forward. `void` drops all that memory has, and what is on its way there."""

    def __init__(self, floors: Floors, *, void: Callable[[], None], timing: Timing) -> None:
        self._floors = floors
        self._void = void
        self._timing = timing
        self._row: TrustRow | None = None
        self._seen_since = 0.0
        self._looked_at = float("-inf")
        self._server = ""
        self._connected_since = 0.0
        self._setbacks = 0

    @property
    def row(self) -> TrustRow | None:
        """As it was last seen."""
        return self._row

    @property
    def server(self) -> str:
        """Whom we hear announcements from; empty where from nobody."""
        return self._server

    def looked(self, row: TrustRow, *, began_at: float) -> None:
        """The row was read, by a look that began then. Of two looks under way at once the older may come last."""
        if self._row is not None and row.epoch < self._row.epoch:
            return
        if self._row is None or row.epoch != self._row.epoch:
            # What was written since the last look was announced elsewhere, or nowhere. Floors stand as they are heard.
            self._void()
            self._note_setback(row)
            self._row, self._seen_since = row, began_at
        self._looked_at = max(self._looked_at, began_at)

    def _note_setback(self, row: TrustRow) -> None:
        """Who can't announce takes RETURNING back: while somebody does so again and again, it is tried less often."""
        if row.mode is Mode.TRUSTED:
            self._setbacks = 0
        elif row.mode is Mode.BYPASS and self._row is not None and self._row.mode is Mode.RETURNING:
            self._setbacks = min(self._setbacks + 1, SETBACKS_MAX)

    def subscribed(self, server: str, pending: Iterable[Announcement], now: float) -> None:
        """From now on all announcements of this server are heard; `pending` are those from before of writes that may not have
        committed yet."""
        self._void()
        for announced in pending:
            self._floors.set(announced, until=now + self._timing.floor)
        self._server, self._connected_since = server, now

    def lost(self) -> None:
        """Announcements may be missed from now on."""
        self._server = ""
        self._floors.forget()
        self._void()

    def may_use_memory(self, now: float) -> bool:
        row = self._row
        return (
            row is not None
            and row.mode is Mode.TRUSTED
            and row.server == self._server
            and now < self._looked_at + self._timing.lease
        )

    def row_for_write(self, now: float) -> TrustRow | None:
        """The row, unless it may have changed so long ago that others rest on the change. None: it must be read first."""
        return self._row if now < self._looked_at + self._timing.lease else None

    def bypass_holds_in(self, now: float) -> float:
        """Seconds until nobody can be using memory any more, after BYPASS was seen here; 0 where that is so."""
        if self._row is not None and self._row.epoch == 0:
            return 0.0  # nobody ever was
        return max(0.0, self._seen_since + self._timing.lease_is_over - now)

    def proposal(self, now: float, *, has_messenger: bool) -> TrustRow | None:
        """What this process would make of the row, to be compared and set; None where it is to stay. One that has no messenger
        can't announce what it writes, so that nobody may rest on announcements while it is there."""
        row, timing = self._row, self._timing
        if row is not None and not has_messenger and row.mode is not Mode.BYPASS:
            return row.bypassed()
        if row is None or not self._server:
            return None
        for_long = now - max(self._seen_since, self._connected_since)
        match row.mode:
            case Mode.BYPASS:
                patience = timing.lease_is_over * 2**self._setbacks
                return row.returning(self._server) if for_long > patience else None
            case _ if row.server != self._server:
                return row.bypassed() if for_long > timing.other_server_max else None
            case Mode.RETURNING:
                return row.trusted() if for_long > timing.quarantine else None
            case _:
                return None
