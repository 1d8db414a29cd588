"""The trust row (see `domain/freshness/trust.py`): one row, compared and set."""

from sqlalchemy import Connection, bindparam, insert, select, update

from regard_server.domain.freshness.trust import Mode, TrustRow
from regard_server.storage.tables import trust

FIRST = TrustRow(0, Mode.BYPASS, "")
_LOAD = select(trust.c.epoch, trust.c.mode, trust.c.server).where(trust.c.id == 0)
_ADD = insert(trust)
_SET = update(trust).where((trust.c.id == 0) & (trust.c.epoch == bindparam("seen_epoch")))


def read_trust(connection: Connection) -> TrustRow:
    row = connection.execute(_LOAD).first()
    return FIRST if row is None else TrustRow(row.epoch, Mode(row.mode), row.server)


class TrustTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load(self) -> TrustRow:
        return read_trust(self._connection)

    def follow(self, seen: TrustRow, following: TrustRow) -> TrustRow:
        """Sets the row to what follows, where it still is what was seen. The row as it is then."""
        values = {"epoch": following.epoch, "mode": int(following.mode), "server": following.server}
        if self._connection.execute(_SET, {"seen_epoch": seen.epoch, **values}).rowcount == 1:
            return following
        if self._connection.execute(_LOAD).first() is None:
            self._connection.execute(_ADD, {"id": 0, **values})  # who else adds it is run again, and finds it there
            return following
        return self.load()
