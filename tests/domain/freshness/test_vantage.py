"""When a process proposes to change the trust row, and how patient it is."""

from regard_server.domain.freshness.floors import Floors
from regard_server.domain.freshness.trust import Mode, Timing, TrustRow
from regard_server.domain.freshness.vantage import Vantage

TIMING = Timing()


def vantage(row: TrustRow, *, server: str = "A") -> Vantage:
    made = Vantage(Floors(), void=lambda: None, timing=TIMING)
    if server:
        made.subscribed(server, [], 0.0)
    made.looked(row, began_at=0.0)
    return made


def proposed(made: Vantage, now: float, *, has_messenger: bool = True) -> TrustRow | None:
    return made.proposal(now, has_messenger=has_messenger)


def test_bypass_returns_after_a_lease_and_is_trusted_after_the_quarantine() -> None:
    row = TrustRow(4, Mode.BYPASS, "")
    made = vantage(row)
    assert proposed(made, TIMING.lease_is_over) is None
    returning = proposed(made, TIMING.lease_is_over + 0.01)
    assert returning == TrustRow(5, Mode.RETURNING, "A")
    made.looked(returning, began_at=2.0)
    assert proposed(made, 2.0 + TIMING.quarantine) is None
    assert proposed(made, 2.01 + TIMING.quarantine) == TrustRow(6, Mode.TRUSTED, "A")
    assert TIMING.quarantine > TIMING.transaction_max + TIMING.lease + TIMING.begin_max


def test_a_connection_that_was_lost_begins_the_quarantine_anew() -> None:
    made = vantage(TrustRow(5, Mode.RETURNING, "A"))
    made.lost()
    assert proposed(made, 1000.0) is None
    made.subscribed("A", [], 1000.0)
    assert proposed(made, 1000.0 + TIMING.quarantine) is None
    assert proposed(made, 1000.01 + TIMING.quarantine) is not None


def test_another_server_than_the_one_we_reach_is_called_off_in_time() -> None:
    for mode in (Mode.RETURNING, Mode.TRUSTED):
        made = vantage(TrustRow(5, mode, "B"))
        assert proposed(made, TIMING.other_server_max) is None
        assert proposed(made, TIMING.other_server_max + 0.01) == TrustRow(6, Mode.BYPASS, "")


def test_who_has_no_messenger_takes_trust_away_at_once_and_else_proposes_nothing() -> None:
    for mode in (Mode.RETURNING, Mode.TRUSTED):
        made = vantage(TrustRow(5, mode, "A"), server="")
        assert proposed(made, 0.0, has_messenger=False) == TrustRow(6, Mode.BYPASS, "")
    assert proposed(vantage(TrustRow(5, Mode.BYPASS, ""), server=""), 1000.0, has_messenger=False) is None


def test_while_somebody_takes_it_back_returning_is_tried_less_and_less_often() -> None:
    made = vantage(TrustRow(1, Mode.BYPASS, ""))
    now, waits = 0.0, []
    row = TrustRow(1, Mode.BYPASS, "")
    for _ in range(8):
        begun = now
        while (following := proposed(made, now)) is None:
            now += 0.05
        waits.append(round(now - begun))
        made.looked(following, began_at=now)
        row = following.bypassed()
        made.looked(row, began_at=now)
    assert waits == sorted(waits)
    assert 30 < waits[-1] < 50
    made.looked(TrustRow(row.epoch + 2, Mode.TRUSTED, "A"), began_at=now)
    made.looked(TrustRow(row.epoch + 3, Mode.BYPASS, ""), began_at=now)
    assert proposed(made, now + TIMING.lease_is_over + 0.01) is not None


def test_an_older_look_that_comes_late_changes_nothing() -> None:
    made = vantage(TrustRow(5, Mode.TRUSTED, "A"))
    made.looked(TrustRow(6, Mode.BYPASS, ""), began_at=1.0)
    made.looked(TrustRow(5, Mode.TRUSTED, "A"), began_at=0.9)
    assert made.row == TrustRow(6, Mode.BYPASS, "")
    assert not made.may_use_memory(1.0)
