"""What is done to a running cluster, each for a while, and undone."""

import random
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from messengers import TRIED

from regard_server.domain.freshness.trust import Mode

from .cluster import SERVERS, Cluster, save
from .frozen_commits import NEXT_WORD_SECONDS, frozen_commits

Wait = Callable[[float], Awaitable[None]]
"""So many seconds, while others go on."""
Breakage = Callable[[Cluster, random.Random, Wait], Awaitable[None]]
TURNS_MAX = 200
"""Of 0.1 s, until trust has returned."""


async def kill_a_server(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    number = chance.randrange(SERVERS)
    cluster.servers[number].process.kill()
    cluster.servers[number].process.wait()
    await wait(chance.uniform(0, 0.5))
    await cluster.beside(lambda: cluster.restart(number))


async def stop_a_server(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    process = cluster.servers[chance.randrange(SERVERS)].process
    process.send_signal(signal.SIGSTOP)
    await wait(chance.uniform(0.2, 4))
    process.send_signal(signal.SIGCONT)


async def kill_postgres(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    await cluster.beside(cluster.postgres.kill)
    await wait(chance.uniform(0, 2))
    await cluster.beside(cluster.postgres.start)


async def stop_postgres(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    cluster.postgres.send_signal(signal.SIGSTOP)
    await wait(chance.uniform(0.2, 3))
    cluster.postgres.send_signal(signal.SIGCONT)


async def restart_the_messenger_empty(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    cluster.messengers[0].kill()
    cluster.messengers[0].dump.unlink(missing_ok=True)
    await wait(chance.uniform(0, 1))
    cluster.messengers[0].start()


async def restart_the_messenger_from_an_old_dump(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    save(cluster.messengers[0])
    await wait(chance.uniform(0.2, 1))
    cluster.messengers[0].kill()
    cluster.messengers[0].start()


async def stop_the_messenger(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    cluster.messengers[0].send_signal(signal.SIGSTOP)
    await wait(chance.uniform(0.1, 3))
    cluster.messengers[0].send_signal(signal.SIGCONT)


async def cut_off_one(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    proxy = chance.choice(cluster.to_messenger)
    proxy.cut()
    await wait(chance.uniform(0.1, 3))
    proxy.heal()


async def cut_off_all_but_one(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    spared = chance.randrange(SERVERS)
    for proxy in (one for number, one in enumerate(cluster.to_messenger) if number != spared):
        proxy.cut()
    await wait(chance.uniform(0.1, 3))
    for proxy in cluster.to_messenger:
        proxy.heal()


async def stop_a_reader_while_the_writer_is_cut_off(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """It wakes up with a memory of before, and a connection on which nobody has announced anything since."""
    reader = cluster.servers[chance.randrange(1, SERVERS)].process
    reader.send_signal(signal.SIGSTOP)
    cluster.to_messenger[0].cut()
    await wait(chance.uniform(2, 4))
    reader.send_signal(signal.SIGCONT)
    await wait(chance.uniform(0, 0.5))
    cluster.to_messenger[0].heal()


async def drop_connections(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    for _ in range(10):
        chance.choice(cluster.to_messenger).drop()
        await wait(chance.uniform(0.01, 0.2))


async def hold_up_commits(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """The writer is long about to commit, and long about to hear that it has. One reader always, the other now and then loses
    the connection on which it hears of that, and has to ask the database."""
    writer, seconds = cluster.to_database[0], chance.uniform(0.03, 0.1)
    forgetful, other = chance.sample(cluster.to_messenger[1:], 2)
    writer.delay = writer.delay_there = seconds
    for number in range(20):
        forgetful.drop()
        if number % 4 == 0:
            other.drop()
        await wait(chance.uniform(0.05, 0.25))
    writer.delay = writer.delay_there = 0.0


async def stall_a_write_until_trust_has_returned(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """It is about to begin when nobody announces, and begins when others rest on announcements. Nobody else writes, which would
    overtake it."""
    stall, to_database = cluster.stalls[0], cluster.to_database[0]
    with _written_at(cluster, 0):
        await _cut_off_all(cluster, chance, wait)
        stall.touch()
        await _heal_all(cluster, wait, until=Mode.TRUSTED)
        await wait(1)
        # What it commits is read before it hears that it has: by one who lost what it knew, and with it its connection.
        to_database.delay = NEXT_WORD_SECONDS
        stall.unlink()
        for _ in range(10):
            cluster.to_messenger[-1].drop()
            await wait(0.2)
        to_database.delay = 0.0


async def freeze_commits_until_others_announce(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """They began when nobody did."""
    await _cut_off_all(cluster, chance, wait)
    async with frozen_commits(cluster, wait):
        await _heal_all(cluster, wait, until=Mode.RETURNING)
        await wait(1)


async def freeze_commits_until_others_rest_on_announcements(
    cluster: Cluster, chance: random.Random, wait: Wait
) -> None:
    """They began when writers announced already, and readers didn't rest on that."""
    await _cut_off_all(cluster, chance, wait)
    await _heal_all(cluster, wait, until=Mode.RETURNING)
    await wait(TRIED.quarantine - 0.5)
    async with frozen_commits(cluster, wait):
        await wait(TRIED.transaction_max - 0.6)


async def freeze_commits_until_trust_has_returned(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """They began when nobody announced, and go on when others rest on announcements."""
    await _cut_off_all(cluster, chance, wait)
    async with frozen_commits(cluster, wait):
        await _heal_all(cluster, wait, until=Mode.TRUSTED)
        await wait(1)


async def freeze_commits_until_floors_have_ended(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """What is read meanwhile is kept in memory."""
    async with frozen_commits(cluster, wait):
        await wait(TRIED.floor + chance.uniform(0.5, 2))


async def hold_up_loads(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """A reader asks the database for all that it has lost with the connection on which it hears of writes, and loses that again
    before it is answered. None is written there, which would set BYPASS, and few elsewhere, so that what it kept is asked for."""
    reader = chance.randrange(1, SERVERS)
    to_database, to_messenger = cluster.to_database[reader], cluster.to_messenger[reader]
    with _written_at(cluster, 0, pause_max=0.6):
        await wait(0.5)
        for _ in range(10):
            to_database.delay = chance.uniform(0.13, 0.17)
            to_messenger.drop()
            await wait(chance.uniform(0.4, 0.9))
            to_messenger.drop()
            await wait(0.1)
            to_database.delay = 0.0
            await wait(chance.uniform(0.4, 0.8))


async def hold_up_some_loads(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """What a reader asked of the database first is now and then answered last, while the writer is long about to commit, and long
    about to hear that it has."""
    writer, reader = cluster.to_database[0], cluster.to_database[chance.randrange(1, SERVERS)]
    with _written_at(cluster, 0):
        writer.delay_there, writer.delay = 0.1, 0.25
        for _ in range(60):
            reader.delay = 0.15
            await wait(chance.uniform(0.05, 0.15))
            reader.delay = 0.0
            await wait(chance.uniform(0.05, 0.1))
        writer.delay_there = writer.delay = 0.0


async def cut_off_a_reader_from_postgres(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """It can't see whether the messenger is still trusted, which it hears and the writer doesn't."""
    away = cluster.to_database[chance.randrange(1, SERVERS)], cluster.to_messenger[0]
    for proxy in away:
        proxy.cut()
    await wait(chance.uniform(1, 4))
    for proxy in away:
        proxy.heal()


async def slow_down_one(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """What it hears comes late, which its fence waits for."""
    proxy = chance.choice(cluster.to_messenger)
    proxy.delay = chance.uniform(0.01, 0.05)
    await wait(chance.uniform(1, 2))
    proxy.delay = 0.0


async def another_messenger_takes_over(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """Each server is led to it at a moment of its own; the one before goes on."""
    cluster.messengers.reverse()
    for proxy in chance.sample(cluster.to_messenger, SERVERS):
        proxy.port_behind = cluster.messengers[0].port
        proxy.drop()
        await wait(chance.uniform(0, 2))


async def another_messenger_takes_over_unseen_by_one(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """One reader hears the messenger before, and can't see that it is no longer trusted; so few are written, that it needs nothing
    else of the database. The writer finds out, and waits; the third server goes on with the other messenger."""
    cluster.messengers.reverse()
    for proxy in cluster.to_messenger:
        proxy.port_behind = cluster.messengers[0].port
    unseeing, third = chance.sample(range(1, SERVERS), 2)
    with _written_at(cluster, 0, pause_max=0.6):
        await wait(1.0)
        cluster.to_database[unseeing].cut()
        for number in (0, third):
            cluster.to_messenger[number].drop()
        await wait(0.3)
    with _written_at(cluster, third):
        await wait(1.2)
        cluster.to_database[unseeing].heal()
    cluster.to_messenger[unseeing].drop()


async def set_a_clock_forward(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    clock = chance.choice(cluster.clocks)
    clock.touch()
    await wait(chance.uniform(0.5, 2))
    clock.unlink()


@contextmanager
def _written_at(cluster: Cluster, server: int, *, pause_max: float | None = None) -> Iterator[None]:
    writing = cluster.writing
    usual = writing.at, writing.pause_max
    writing.at, writing.pause_max = [server], pause_max or writing.pause_max
    try:
        yield
    finally:
        writing.at, writing.pause_max = usual


async def _cut_off_all(cluster: Cluster, chance: random.Random, wait: Wait) -> None:
    """Until writers no longer announce."""
    for proxy in cluster.to_messenger:
        proxy.cut()
    await wait(chance.uniform(2, 3))


async def _heal_all(cluster: Cluster, wait: Wait, *, until: Mode) -> None:
    for proxy in cluster.to_messenger:
        proxy.heal()
    for _ in range(TURNS_MAX):
        if cluster.trust() >= until:
            return
        await wait(0.1)


OUTLIVING: tuple[Breakage, ...] = (freeze_commits_until_floors_have_ended, freeze_commits_until_trust_has_returned)
"""Transactions last longer than the database lets them; then what is acknowledged is seen, and no more is promised."""
LONG: tuple[Breakage, ...] = (*OUTLIVING, stall_a_write_until_trust_has_returned)
"""Writes are acknowledged after many seconds."""
BREAKAGES: tuple[Breakage, ...] = (
    kill_a_server,
    stop_a_server,
    kill_postgres,
    stop_postgres,
    restart_the_messenger_empty,
    restart_the_messenger_from_an_old_dump,
    stop_the_messenger,
    cut_off_one,
    cut_off_all_but_one,
    stop_a_reader_while_the_writer_is_cut_off,
    drop_connections,
    hold_up_commits,
    freeze_commits_until_others_announce,
    freeze_commits_until_others_rest_on_announcements,
    *LONG,
    hold_up_loads,
    hold_up_some_loads,
    cut_off_a_reader_from_postgres,
    slow_down_one,
    another_messenger_takes_over,
    another_messenger_takes_over_unseen_by_one,
    set_a_clock_forward,
)
