"""The world around the freshness protocol, small enough to try everything that can happen in it.

One write takes a profile of the database from revision 0 to 1; another process reads it. Between them are the trust row and
two message servers. The machines that decide are the service's own (`Course`, `Vantage`, `Floors`, `ProfileMemory`): a
`State` holds what they know, they are made of it, take one step, and are turned into a state again.

The world keeps time by what can't be, rather than by a clock: nobody rests on a change of the trust row while somebody may
hold a lease from before it, and no floor or quarantine ends while a transaction from before is under way, unless it stalls.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from regard_server.domain.freshness.announcement import Announcement
from regard_server.domain.freshness.course import Course, Do
from regard_server.domain.freshness.floors import Floors, Load
from regard_server.domain.freshness.trust import Mode, Timing, TrustRow
from regard_server.domain.freshness.vantage import Vantage
from regard_server.domain.ledger import CustomerKey
from regard_server.domain.snapshot import empty_snapshot
from regard_server.rpc.profile_memory import ProfileMemory, Remembered
from serving import NOON

KEY = CustomerKey("default", "u1")
TIMING = Timing()
IN_LEASE, A_MOMENT, LATER = 0.0, 0.001, 1e9
AFTER = replace(empty_snapshot("u1", NOON), revision=1)
A, B = "A", "B"
PENDING = Announcement("w", 1, committed=False, revisions={KEY: 1})
COMMITTED = PENDING._replace(committed=True)
SAID = {False: "that the write is about to commit", True: "that the write has committed"}
Message = bool | tuple[str, bool]
"""Of a stream: that the write has committed, or is about to; or that the reader is subscribed to a server, and whether an
announcement is pending there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much may happen, and what of it may go wrong."""

    epochs: int = 0
    """Changes of the trust row by others."""
    losses: int = 0
    """Of the reader's connection."""
    cuts: int = 0
    """How often the writer can't reach the message server."""
    stalls: bool = False
    """Whether a transaction may last longer than one can."""
    fence: bool = True
    loads: int = 1
    """How many reads may be on their way to memory at once."""


class Reader(NamedTuple):
    """What the reading process knows. `stream` is what its connection will bring, oldest first."""

    row: TrustRow | None = None
    in_lease: bool = False
    server: str = ""
    connected: str = ""
    stream: tuple[Message, ...] = ()
    memory: int | None = None
    floor: Any = None
    loads: tuple[tuple[int, int, bool], ...] = ()
    """Of each read on its way to memory: the revision it read, and what its Load knows."""


class Writer(NamedTuple):
    row: TrustRow | None = None
    in_lease: bool = False
    course: tuple[Any, ...] | None = None
    """None before it has begun; what its Course knows."""
    transaction: str = ""
    """The server on which it was announced, or "-" for none, while one is open."""
    began_at_epoch: int = 0
    acknowledged: bool = False
    dead: bool = False


TRUSTED_A, BYPASS = TrustRow(1, Mode.TRUSTED, A), TrustRow(1, Mode.BYPASS, "")


class State(NamedTuple):
    database: int = 0
    trust: TrustRow = TRUSTED_A
    pending: frozenset[str] = frozenset()
    """The servers that keep the announcement of a write that has not committed."""
    reader: Reader = Reader()
    writer: Writer = Writer()
    losses: int = 0
    cuts: int = 0


Step = tuple[str, State]
AT_WORK = State(reader=Reader(row=TRUSTED_A, in_lease=True, server=A, connected=A))
"""The reader has looked at the trust row, and hears."""
IN_BYPASS = State(trust=BYPASS, reader=Reader(server=A, connected=A))
"""As AT_WORK, but that nobody announces; everybody may have known for long."""


class Machines:
    """The reading process's machines, made of a state."""

    def __init__(self, reader: Reader) -> None:
        self.floors = Floors()
        self.memory = ProfileMemory(entries_max=1000, floors=self.floors)
        self.vantage = Vantage(self.floors, void=self.memory.forget_all, timing=TIMING)
        if reader.memory is not None:
            self.memory._keep(KEY, Remembered(AFTER if reader.memory else None))
        if reader.floor is not None:
            self.floors._floors[KEY] = reader.floor
        self.loads = [self.memory.begin_load(KEY) for _ in reader.loads]
        for load, (_, heard, void) in zip(self.loads, reader.loads, strict=True):
            load.heard, load.void = heard, void
        self.vantage._row, self.vantage._server = reader.row, reader.server
        self.vantage._looked_at = IN_LEASE if reader.in_lease else -LATER

    def take(self, message: Message) -> None:
        if isinstance(message, tuple):
            server, is_pending = message
            self.vantage.subscribed(server, [PENDING] if is_pending else [], IN_LEASE)
        elif message:
            self.memory.hear(KEY, COMMITTED, is_own=False)
        else:
            self.floors.set(PENDING, until=0.0)

    def reader(self, before: Reader, **known: Any) -> Reader:
        kept = self.memory._kept.get(KEY)
        loads = zip(before.loads, self.loads, strict=True)
        return before._replace(
            row=self.vantage._row,
            server=self.vantage.server,
            memory=None if kept is None else kept.revision,
            floor=self.floors._floors.get(KEY),
            loads=tuple((read, load.heard, load.void) for (read, _, _), load in loads),
            **known,
        )


def served_from_memory(reader: Reader, bounds: Bounds) -> int | None:
    """What a read that begins now is answered from memory; None where it asks the database."""
    machines = Machines(reader)
    if not machines.vantage.may_use_memory(IN_LEASE):
        return None
    if bounds.fence:
        for message in reader.stream:
            machines.take(message)
    if not machines.vantage.may_use_memory(IN_LEASE):
        return None
    found = machines.memory.get(KEY)
    return None if found is None else found.revision


def _course(writer: Writer) -> Course:
    course = Course(None)
    if writer.course is not None:
        vars(course).update(zip(vars(course), writer.course, strict=True))
    return course


def _with(writer: Writer, course: Course, **known: Any) -> Writer:
    return writer._replace(course=tuple(vars(course).values()), **known)


def _leases_are_over(state: State, epoch: int) -> bool:
    """Nobody uses memory by an older row any more."""
    reader = state.reader
    return not reader.in_lease or (reader.row is not None and reader.row.epoch >= epoch)


def is_over(state: State) -> bool:
    """Nothing can go wrong any more: whatever is read from now on is what the write made."""
    return bool(state.database) and state.reader.memory != 0 and all(read != 0 for read, _, _ in state.reader.loads)


def steps(state: State, bounds: Bounds) -> Iterator[Step]:
    """A lease is told to be over only where that makes a difference: where the row has changed since."""
    yield from _reader_steps(state, bounds)
    yield from _trust_steps(state, bounds)
    if not state.writer.dead and not state.writer.acknowledged:
        yield from _writer_steps(state, bounds)


def _reader_steps(state: State, bounds: Bounds) -> Iterator[Step]:
    reader = state.reader

    def after(step: Callable[[Machines], object], **known: Any) -> State:
        machines = Machines(reader)
        step(machines)
        return state._replace(reader=machines.reader(reader, **known))

    if reader.row != state.trust or not reader.in_lease:
        yield (
            "R looks at the trust row",
            after(lambda m: m.vantage.looked(state.trust, began_at=IN_LEASE), in_lease=True),
        )
    if reader.in_lease and reader.row != state.trust:
        yield "R's lease is over", state._replace(reader=reader._replace(in_lease=False))
    if not reader.connected:
        for server in {A, state.trust.server or B}:
            begun = reader._replace(connected=server, stream=((server, server in state.pending),))
            yield f"R subscribes to {server}", state._replace(reader=begun)
    elif state.losses < bounds.losses:
        lost = after(lambda m: m.vantage.lost(), connected="", stream=())
        yield "R loses its connection", lost._replace(losses=state.losses + 1)
    if reader.stream:
        message, *rest = reader.stream
        said = f"that it is subscribed to {message[0]}" if isinstance(message, tuple) else SAID[message]
        yield f"R hears {said}", after(lambda m: m.take(message), stream=tuple(rest))
    if len(reader.loads) < bounds.loads:
        following = reader._replace(loads=(*reader.loads, (state.database, Load().heard, False)))
        yield f"R begins a load, which reads {state.database}", state._replace(reader=following)
    for number, (revision, _, _) in enumerate(reader.loads):
        machines = Machines(reader)
        machines.memory.end_load(KEY, machines.loads.pop(number), AFTER if revision else None)
        left = reader._replace(loads=reader.loads[:number] + reader.loads[number + 1 :])
        yield f"R's load of {revision} ends", state._replace(reader=machines.reader(left))
    if reader.floor is not None and (bounds.stalls or not state.writer.transaction):

        def expire(machines: Machines) -> None:
            for resource in machines.floors.expire(LATER):
                machines.memory.forget(resource)  # type: ignore[arg-type]

        yield "R's floor ends by its time", after(expire)


def _trust_steps(state: State, bounds: Bounds) -> Iterator[Step]:
    """By other processes: a writer that can't announce, and who brings the row back, each by what its Vantage proposes after as
    long as can have passed."""
    row = state.trust
    if row.epoch > bounds.epochs:
        return
    if row.mode is not Mode.BYPASS:
        yield "somebody sets BYPASS", state._replace(trust=row.bypassed())
    waited = [IN_LEASE]
    if _leases_are_over(state, row.epoch):
        waited.append(TIMING.lease_is_over + A_MOMENT)
    if _quarantine_is_over(state, bounds):
        waited.append(TIMING.quarantine + A_MOMENT)
    proposed = {_proposal(row, server, now) for server in (A, B) for now in waited} - {None}
    for following in sorted(one for one in proposed if one is not None):
        yield f"somebody sets {following.mode.name} {following.server}", state._replace(trust=following)


def _proposal(row: TrustRow, server: str, now: float) -> TrustRow | None:
    """Of a process that saw this row, and subscribed to this server, an instant after the row was set."""
    vantage = Vantage(Floors(), void=lambda: None, timing=TIMING)
    vantage.subscribed(server, [], IN_LEASE)
    vantage.looked(row, began_at=IN_LEASE)
    return vantage.proposal(now, has_messenger=True)


def _quarantine_is_over(state: State, bounds: Bounds) -> bool:
    writer = state.writer
    knows = not writer.in_lease or (writer.row is not None and writer.row.epoch >= state.trust.epoch)
    is_open = bool(writer.transaction) and writer.began_at_epoch < state.trust.epoch
    return _leases_are_over(state, state.trust.epoch) and knows and (bounds.stalls or not is_open)


def _writer_steps(state: State, bounds: Bounds) -> Iterator[Step]:
    writer = state.writer

    def to(following: Writer, **known: Any) -> State:
        return state._replace(writer=following, **known)

    if writer.row != state.trust or not writer.in_lease:
        yield "W looks at the trust row", to(writer._replace(row=state.trust, in_lease=True))
    if writer.in_lease and writer.row != state.trust:
        yield "W's lease is over", to(writer._replace(in_lease=False))
    known = writer.row if writer.in_lease else None
    if writer.course is None:
        yield "W begins", to(_with(writer, Course(known)))
        return
    if state.database:  # one that dies before has changed nothing
        yield "W dies", to(writer._replace(dead=True))
    if writer.transaction:
        yield from _commit(state, known)
        return
    course = _course(writer)
    step = course.step(bypass_holds=writer.row is not None and _leases_are_over(state, writer.row.epoch))
    match step.do:
        case Do.LOOK:
            course.saw(state.trust)
            yield "W must look", to(_with(writer, course, row=state.trust, in_lease=True))
        case Do.BYPASS:
            assert step.row is not None
            row = step.row.bypassed() if step.row.epoch == state.trust.epoch else state.trust
            course.saw(row)
            yield "W sets BYPASS", to(_with(writer, course, row=row, in_lease=True), trust=row)
        case Do.WAIT:
            if _leases_are_over(state, state.trust.epoch):
                course.waited()
                yield "W has waited", to(_with(writer, course))
        case Do.COMMIT:
            if course.holds(known):
                yield from _begin(state, bounds, course, step.server)
            else:
                yield "W sees that the row is old", to(_with(writer, course))
        case Do.ANNOUNCE:
            yield from _announce_again(state, bounds, course, step.server, known)
        case Do.ACKNOWLEDGE:
            yield "W acknowledges", to(_with(writer, course, acknowledged=True))


def _begin(state: State, bounds: Bounds, course: Course, server: str) -> Iterator[Step]:
    assert state.writer.row is not None
    seen = vars(course)["_row"].epoch
    opened = _with(state.writer, course, transaction=server or "-", began_at_epoch=seen)
    if not server:
        yield "W begins its transaction", state._replace(writer=opened)
        return
    told = _heard(state._replace(writer=opened, pending=state.pending | {server}), server, has_committed=False)
    yield f"W announces on {server} that it is about to commit", told
    if state.cuts < bounds.cuts:
        course.unreachable()
        yield (
            f"W can't reach {server} and rolls back",
            state._replace(writer=_with(state.writer, course), cuts=state.cuts + 1),
        )


def _commit(state: State, known: TrustRow | None) -> Iterator[Step]:
    course = _course(state.writer)
    course.committed(known)
    yield "W commits", state._replace(database=1, writer=_with(state.writer, course, transaction=""))


def _announce_again(
    state: State, bounds: Bounds, course: Course, server: str, known: TrustRow | None
) -> Iterator[Step]:
    if state.cuts < bounds.cuts:
        cut = _course(state.writer)
        cut.unreachable()
        yield f"W can't reach {server} any more", state._replace(writer=_with(state.writer, cut), cuts=state.cuts + 1)
    course.announced(known)
    told = state._replace(writer=_with(state.writer, course), pending=state.pending - {server})
    yield f"W announces on {server} that it has committed", _heard(told, server, has_committed=True)


def _heard(state: State, server: str, *, has_committed: bool) -> State:
    reader = state.reader
    if reader.connected != server:
        return state
    return state._replace(reader=reader._replace(stream=(*reader.stream, has_committed)))


@dataclass(frozen=True, slots=True)
class Explored:
    """The shortest way to a stale read, None where there is none; and how many states were seen."""

    trace: list[str] | None
    states: int


def overtaken(state: State) -> int:
    """The least that a later read may show: what others may have read from the database already."""
    return state.database


def acknowledged(state: State) -> int:
    """What a caller was told is there."""
    return int(state.writer.acknowledged)


def explore(start: State, bounds: Bounds, least: Callable[[State], int] = overtaken) -> Explored:
    came_from: dict[State, tuple[State, str] | None] = {start: None}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        for label, following in steps(state, bounds):
            if following in came_from:
                continue
            came_from[following] = (state, label)
            if least(following):
                served = served_from_memory(following.reader, bounds)
                if served is not None and served < least(following):
                    return Explored(_trace(came_from, following), len(came_from))
            if not is_over(following):
                queue.append(following)
    return Explored(None, len(came_from))


def _trace(came_from: dict[State, tuple[State, str] | None], state: State) -> list[str]:
    labels = []
    while (before := came_from[state]) is not None:
        state, label = before
        labels.append(label)
    return labels[::-1]
