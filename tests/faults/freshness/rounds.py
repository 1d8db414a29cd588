"""`make faults`: rounds of writers and readers at three servers while something fails, each checked for linearizability.

    python -m faults.freshness.rounds --seed 7 --rounds 100
    python -m faults.freshness.rounds --without "the second announcement"

A round begins with all servers trusting the messenger, breaks one thing at a random moment, mends it, and goes on until all is as
before. A seed tells which things break, and when; what the machine makes of it is its own.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .breakages import BREAKAGES, LONG, OUTLIVING, Breakage
from .cluster import SERVERS, Cluster, running_cluster
from .history import violations
from .traffic import SECONDS_MAX, Traffic

CUSTOMERS_MAX = 6
RECOVERY_SECONDS_MAX = 3.0
TRUST_SECONDS_MAX = 90.0
LONG_SECONDS_MAX = 20.0
"""Of a write that is held up for long: so that it is acknowledged."""


@dataclass(slots=True)
class Round:
    breakage: str
    reads: int = 0
    writes: int = 0
    failed: int = 0
    recovery: float = 0.0
    """Seconds from mending until every server answered a read and took a write."""
    trusted: float = 0.0
    """Seconds from mending until memory was used again everywhere."""
    wrong: list[str] = field(default_factory=list)


async def run_round(cluster: Cluster, number: int, seed: int, choose: Sequence[Breakage]) -> Round:
    chance = random.Random(f"{seed}/{number}")
    breakage = chance.choice(choose)
    done = Round(breakage.__name__)
    customers = [f"s{seed}r{number}c{n}" for n in range(chance.randint(1, CUSTOMERS_MAX))]
    async with Traffic(
        cluster.targets,
        cluster.writing,
        customers,
        random.Random(f"{seed}/{number}/traffic"),
        seconds_max=LONG_SECONDS_MAX if breakage in LONG else SECONDS_MAX,
    ) as traffic:
        await _until_trusted(traffic)
        going = asyncio.create_task(traffic.run())
        await asyncio.sleep(chance.uniform(0.3, 1.5))
        await breakage(cluster, chance, asyncio.sleep)
        mended_at = time.monotonic()
        await _until_well(traffic)
        done.recovery = time.monotonic() - mended_at
        await _until_trusted(traffic)
        done.trusted = time.monotonic() - mended_at
        await asyncio.sleep(0.3)
        traffic.over = True
        await going
        history = traffic.history
        done.wrong = violations(history, of_reads=breakage not in OUTLIVING) + history.cleared + await traffic.lost()
        done.reads, done.writes, done.failed = history.reads, history.writes, traffic.failed
    return done


async def _until_well(traffic: Traffic) -> None:
    for server in range(SERVERS):
        while not await traffic.get(server, traffic.customers[0]):
            pass
    while not await traffic.write_one(traffic.customers[0], 1):
        pass


async def _until_trusted(traffic: Traffic) -> None:
    until = time.monotonic() + TRUST_SECONDS_MAX
    while [await traffic.mode(server) for server in range(SERVERS)] != [""] * SERVERS:
        assert time.monotonic() < until, "memory is not used again"
        await asyncio.sleep(0.1)


def run_rounds(
    cluster: Cluster,
    seed: int,
    rounds: int,
    *,
    choose: Sequence[Breakage] = BREAKAGES,
    until_wrong: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Round]:
    """`until_wrong`: none after one that isn't right."""
    done = []
    for number in range(rounds):
        one = asyncio.run(run_round(cluster, number, seed, choose))
        done.append(one)
        tell(
            f"{number:4} {one.breakage:50} {one.reads:6} reads {one.writes:5} writes {one.failed:5} failed  "
            f"well after {one.recovery:4.1f} s, trusted after {one.trusted:4.1f} s  {'; '.join(one.wrong[:3]) or 'right'}"
        )
        if until_wrong and one.wrong:
            break
    return done


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--messenger", choices=("valkey", "redis"), default="valkey")
    parser.add_argument("--only", action="append", help="the breakage of this name, or several")
    parser.add_argument("--without", default="", help="a rule of the protocol, which is to be seen missing")
    arguments = parser.parse_args()
    choose = [one for one in BREAKAGES if arguments.only is None or one.__name__ in arguments.only]
    print(f"--seed {arguments.seed} --rounds {arguments.rounds} --messenger {arguments.messenger}", flush=True)
    with running_cluster(messenger=arguments.messenger, without=arguments.without) as cluster:
        done = run_rounds(
            cluster, arguments.seed, arguments.rounds, choose=choose, tell=lambda line: print(line, flush=True)
        )
    wrong = sum(1 for one in done if one.wrong)
    slow = Counter(one.breakage for one in done if one.recovery > RECOVERY_SECONDS_MAX)
    print(
        f"{len(done)} rounds, {sum(one.reads for one in done)} reads, {sum(one.writes for one in done)} writes; "
        f"{wrong} rounds with violations ({sum(len(one.wrong) for one in done)} in all); "
        f"well again after {max(one.recovery for one in done):.1f} s at most; over {RECOVERY_SECONDS_MAX:g} s: {dict(slow)}"
    )
    return int(bool(wrong) != bool(arguments.without))


if __name__ == "__main__":
    sys.exit(main())
