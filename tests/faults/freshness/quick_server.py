"""`regard-server` for the fault suite: its minutes are seconds, its clock can be set forward, and a rule can be switched off.

What is changed is in this file alone: no environment changes it in the server that is shipped.

`FRESHNESS_CLOCK`: a file; while it is there, this process's clock of the day is an hour ahead. `FRESHNESS_STALL`: one; while it
is there, the thread that is to write stands still. `FRESHNESS_WITHOUT`: the rule, as the model's controls name it.
"""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from domain.freshness.mutations import CONTROLS
from messengers import TRIED

from regard_server import bootstrap
from regard_server.__main__ import main
from regard_server.domain.freshness.announcement import Announcement
from regard_server.domain.freshness.trust import TrustRow
from regard_server.rpc.announced_writes import _Write
from regard_server.rpc.vigil import Vigil
from regard_server.storage import attempts
from regard_server.storage.postgresql import engine

AHEAD = timedelta(hours=1)


async def at_once(vigil: Vigil) -> bool:
    return vigil.vantage.may_use_memory(vigil.now())


_tell = Vigil.tell


def only_second(vigil: Vigil, announced: Announcement, *, server: str) -> None:
    if announced.committed:
        _tell(vigil, announced, server=server)


IN_A_SERVER: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "the first announcement": lambda patching: patching.setattr(Vigil, "tell", only_second),
    "the second announcement": lambda patching: patching.setattr(_Write, "announce", lambda *_: True),
    "the fence": lambda patching: patching.setattr(Vigil, "fence", at_once),
}
"""Rules that a server keeps elsewhere than the machines that the model tries, or the model's world keeps for them."""


def set_up() -> None:
    for module in (attempts, engine):
        module.TRANSACTION_SECONDS_MAX = TRIED.transaction_max  # type: ignore[attr-defined]
    utc_now = bootstrap.utc_now
    flag = Path(os.environ["FRESHNESS_CLOCK"])

    def clock() -> datetime:
        return utc_now() + AHEAD if flag.exists() else utc_now()

    defaults = bootstrap.open_worker.__kwdefaults__
    assert defaults is not None
    defaults.update(clock=clock, timing=TRIED)
    stall, commit = Path(os.environ["FRESHNESS_STALL"]), _Write.commit

    def late(write: _Write[Any], row: TrustRow, **limits: Any) -> bool:
        while stall.exists():
            time.sleep(0.01)
        return commit(write, row, **limits)

    _Write.commit = late  # type: ignore[assignment,method-assign]
    if without := os.environ.get("FRESHNESS_WITHOUT"):
        switch_off = IN_A_SERVER.get(without) or CONTROLS[without].switch_off
        switch_off(pytest.MonkeyPatch())


if __name__ == "__main__":
    set_up()
    main()
