"""Each rule of the freshness protocol, switched off in the machine that keeps it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from regard_server.domain.freshness.announcement import Announcement
from regard_server.domain.freshness.course import Course, Do, Step
from regard_server.domain.freshness.floors import Floors, Load
from regard_server.domain.freshness.trust import Mode, Timing, TrustRow
from regard_server.domain.freshness.vantage import Vantage
from regard_server.rpc.profile_memory import ProfileMemory

from .model import AT_WORK, IN_BYPASS, Bounds, State, acknowledged, overtaken

Patching = pytest.MonkeyPatch


class Control(NamedTuple):
    """A rule off, and the smallest world in which that shows; `least` is what a later read must not be older than."""

    switch_off: Callable[[Patching], None]
    start: State
    bounds: Bounds
    least: Callable[[State], int] = overtaken


def no_first_announcement(patching: Patching) -> None:
    patching.setattr(Floors, "set", lambda *_, **__: None)


def no_second_announcement(patching: Patching) -> None:
    step = Course.step

    def without(course: Course, *, bypass_holds: bool) -> Step:
        found = step(course, bypass_holds=bypass_holds)
        return Step(Do.ACKNOWLEDGE) if found.do is Do.ANNOUNCE else found

    patching.setattr(Course, "step", without)


def memory_below_its_floor(patching: Patching) -> None:
    get = ProfileMemory.get

    def any_of(memory: ProfileMemory, key: Any) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Floors, "reaches", lambda *_: True)
            return get(memory, key)

    patching.setattr(ProfileMemory, "get", any_of)


def loads_below_their_floor(patching: Patching) -> None:
    def end_load(floors: Floors, resource: Any, load: Load, revision: int) -> bool:
        floors.give_up_load(resource, load)
        floors._floors.pop(resource, None)
        return not load.void and revision >= load.heard

    patching.setattr(Floors, "end_load", end_load)


def loads_keep_what_was_overtaken(patching: Patching) -> None:
    def end_load(floors: Floors, resource: Any, load: Load, revision: int) -> bool:
        floors.give_up_load(resource, load)
        return floors.reaches(resource, revision)

    patching.setattr(Floors, "end_load", end_load)


def loads_keep_what_another_overtook(patching: Patching) -> None:
    def end_load(floors: Floors, resource: Any, load: Load, revision: int) -> bool:
        floors.give_up_load(resource, load)
        if load.void or revision < load.heard or not floors.reaches(resource, revision):
            return False
        floors.end(resource, revision)
        return True

    patching.setattr(Floors, "end_load", end_load)


def floors_that_end_keep_memory(patching: Patching) -> None:
    patching.setattr(Floors, "expire", lambda floors, _: floors.forget() or iter(()))


def a_lost_connection_keeps_memory(patching: Patching) -> None:
    def lost(vantage: Vantage) -> None:
        vantage._server = ""

    def subscribed(vantage: Vantage, server: str, pending: Any, now: float) -> None:
        for announced in pending:
            vantage._floors.set(announced, until=now)
        vantage._server = server

    patching.setattr(Vantage, "lost", lost)
    patching.setattr(Vantage, "subscribed", subscribed)


def a_lost_connection_keeps_loads(patching: Patching) -> None:
    patching.setattr(Floors, "void_all_loads", lambda _: None)


def pending_is_not_asked_for(patching: Patching) -> None:
    subscribed = Vantage.subscribed
    patching.setattr(Vantage, "subscribed", lambda vantage, server, _, now: subscribed(vantage, server, [], now))


def a_new_epoch_keeps_memory(patching: Patching) -> None:
    def looked(vantage: Vantage, row: TrustRow, *, began_at: float) -> None:
        vantage._row, vantage._looked_at = row, began_at

    patching.setattr(Vantage, "looked", looked)


def memory_without_a_lease(patching: Patching) -> None:
    may = Vantage.may_use_memory

    def whenever(vantage: Vantage, _: float) -> bool:
        return may(vantage, vantage._looked_at)

    patching.setattr(Vantage, "may_use_memory", whenever)


def any_server_will_do(patching: Patching) -> None:
    def may(vantage: Vantage, now: float) -> bool:
        row, timing = vantage._row, Timing()
        is_trusted = row is not None and row.mode is Mode.TRUSTED and bool(vantage._server)
        return is_trusted and now < vantage._looked_at + timing.lease

    patching.setattr(Vantage, "may_use_memory", may)


def memory_while_returning(patching: Patching) -> None:
    def may(vantage: Vantage, now: float) -> bool:
        row = vantage._row
        is_there = row is not None and row.server == vantage._server != ""
        return is_there and now < vantage._looked_at + Timing().lease

    patching.setattr(Vantage, "may_use_memory", may)


def no_announcements_while_returning(patching: Patching) -> None:
    step = Course.step

    def only_trusted(course: Course, *, bypass_holds: bool) -> Step:
        found = step(course, bypass_holds=bypass_holds)
        if found.row is None or found.row.mode is not Mode.RETURNING:
            return found
        if found.do is Do.COMMIT:
            return Step(Do.COMMIT, found.row._replace(server=""))
        return Step(Do.ACKNOWLEDGE) if found.do is Do.ANNOUNCE else found

    patching.setattr(Course, "step", only_trusted)


def bypass_at_once(patching: Patching) -> None:
    step = Course.step
    patching.setattr(Course, "step", lambda course, *, bypass_holds: step(course, bypass_holds=True))


def commit_by_an_old_row(patching: Patching) -> None:
    holds = Course.holds

    def only_after(course: Course, known: TrustRow | None) -> bool:
        return holds(course, known) if course.is_committed else True

    patching.setattr(Course, "holds", only_after)


def no_last_look(patching: Patching) -> None:
    holds = Course.holds

    def only_before(course: Course, known: TrustRow | None) -> bool:
        return True if course.is_committed else holds(course, known)

    patching.setattr(Course, "holds", only_before)


def no_bypass_when_unreachable(patching: Patching) -> None:
    """Whoever can't announce commits all the same."""

    def go_on(course: Course) -> None:
        assert course._row is not None
        course._row = course._row._replace(server="")
        course._announced_to = ""

    patching.setattr(Course, "unreachable", go_on)


def bypass_returns_at_once(patching: Patching) -> None:
    proposal = Vantage.proposal

    def hasty(vantage: Vantage, now: float, *, has_messenger: bool) -> TrustRow | None:
        row = vantage._row
        if row is not None and row.mode is Mode.BYPASS and vantage._server:
            return row.returning(vantage._server)
        return proposal(vantage, now, has_messenger=has_messenger)

    patching.setattr(Vantage, "proposal", hasty)


def no_quarantine(patching: Patching) -> None:
    patching.setattr(Timing, "quarantine", -1.0)


def nothing(_: Patching) -> None:
    """The rule is the connection's, which the world follows or doesn't."""


def _hear_nothing_again(_: ProfileMemory, __: Any, ___: Announcement, *, is_own: bool) -> None:
    pass


def memory_keeps_what_was_overtaken(patching: Patching) -> None:
    patching.setattr(ProfileMemory, "hear", _hear_nothing_again)


CALM = Bounds()
"""The trust row and the reader's connection stay as they are."""
LOSS, CUT, STALL = Bounds(losses=1), Bounds(cuts=1), Bounds(stalls=True)
TWO_LOADS = Bounds(loads=2)
BACK = Bounds(epochs=2)
"""From BYPASS to TRUSTED."""

CONTROLS = {
    "the first announcement": Control(no_first_announcement, AT_WORK, CALM),
    "the second announcement": Control(no_second_announcement, AT_WORK, STALL, acknowledged),
    "the fence": Control(nothing, AT_WORK, Bounds(fence=False), acknowledged),
    "memory isn't used below its floor": Control(memory_below_its_floor, AT_WORK, CALM),
    "loads aren't kept below their floor": Control(loads_below_their_floor, AT_WORK, CALM),
    "loads aren't kept that were overtaken": Control(loads_keep_what_was_overtaken, AT_WORK, CALM, acknowledged),
    "loads aren't kept that another overtook": Control(loads_keep_what_another_overtook, AT_WORK, TWO_LOADS),
    "what was overtaken is dropped": Control(memory_keeps_what_was_overtaken, AT_WORK, STALL, acknowledged),
    "a lost connection voids memory": Control(a_lost_connection_keeps_memory, AT_WORK, LOSS),
    "a lost connection voids loads": Control(a_lost_connection_keeps_loads, AT_WORK, LOSS),
    "who subscribes asks for what is pending": Control(pending_is_not_asked_for, AT_WORK, LOSS),
    "a new epoch voids memory": Control(a_new_epoch_keeps_memory, IN_BYPASS, BACK),
    "memory needs a lease": Control(memory_without_a_lease, AT_WORK, CUT),
    "memory needs the server that is trusted": Control(any_server_will_do, AT_WORK, Bounds(losses=1, epochs=1)),
    "memory isn't used while returning": Control(memory_while_returning, IN_BYPASS, BACK),
    "writers announce while returning": Control(no_announcements_while_returning, IN_BYPASS, BACK),
    "bypass waits for the lease": Control(bypass_at_once, AT_WORK, Bounds(epochs=1)),
    "a transaction begins by the row as it is": Control(commit_by_an_old_row, IN_BYPASS, BACK),
    "the last look at the trust row": Control(no_last_look, IN_BYPASS, Bounds(epochs=2, stalls=True), acknowledged),
    "who can't announce sets bypass": Control(no_bypass_when_unreachable, AT_WORK, CUT),
    "bypass stands for a lease": Control(bypass_returns_at_once, AT_WORK, BACK),
    "the quarantine": Control(no_quarantine, IN_BYPASS, BACK),
}
