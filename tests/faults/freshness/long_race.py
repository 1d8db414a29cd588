"""`make faults` has it too: a million fenced reads raced against twenty thousand writes, at three servers; none may be stale.

    python -m faults.freshness.long_race --reads 1000000 --writes 20000

A read is one customer's revision in an answer; every call passes the fence once.
"""

import argparse
import sys
import time

from faults.racing_readers import race

from .cluster import running_cluster


def main() -> int:
    parser = argparse.ArgumentParser(prog="long_race", description=__doc__.partition("\n")[0])
    parser.add_argument("--reads", type=int, default=1_000_000)
    parser.add_argument("--writes", type=int, default=20_000)
    parser.add_argument("--without", default="", help="a rule of the protocol, which is to be seen missing")
    arguments = parser.parse_args()
    with running_cluster(without=arguments.without) as cluster:
        begun = time.monotonic()
        found = race(*cluster.targets, reads=arguments.reads, writes=arguments.writes)
    print(
        f"{found.reads} reads and {found.writes} writes at {len(cluster.targets)} servers in "
        f"{time.monotonic() - begun:.0f} s: {len(found.stale)} stale; {'; '.join(found.stale[:3])}"
    )
    return int(bool(found.stale) != bool(arguments.without))


if __name__ == "__main__":
    sys.exit(main())
