"""`make faults` has it too: each rule of the protocol switched off in real servers, and how many rounds it takes to miss it.

python -m faults.freshness.controls --rounds 20
"""

import argparse
import random
import sys
from collections.abc import Sequence

from .breakages import (
    Breakage,
    another_messenger_takes_over,
    another_messenger_takes_over_unseen_by_one,
    cut_off_a_reader_from_postgres,
    cut_off_all_but_one,
    cut_off_one,
    drop_connections,
    freeze_commits_until_floors_have_ended,
    freeze_commits_until_others_announce,
    freeze_commits_until_others_rest_on_announcements,
    freeze_commits_until_trust_has_returned,
    hold_up_commits,
    hold_up_loads,
    hold_up_some_loads,
    restart_the_messenger_empty,
    slow_down_one,
    stall_a_write_until_trust_has_returned,
    stop_the_messenger,
)
from .cluster import running_cluster
from .rounds import run_rounds

AWAY = (cut_off_one, cut_off_all_but_one, restart_the_messenger_empty, stop_the_messenger, another_messenger_takes_over)
SHOWN_BY: dict[str, Sequence[Breakage]] = {
    "the first announcement": (hold_up_commits,),
    "the second announcement": (freeze_commits_until_floors_have_ended,),
    "the fence": (slow_down_one,),
    "memory isn't used below its floor": (hold_up_commits,),
    "loads aren't kept below their floor": (hold_up_commits,),
    "loads aren't kept that were overtaken": (drop_connections, *AWAY),
    "loads aren't kept that another overtook": (hold_up_some_loads,),
    "what was overtaken is dropped": (freeze_commits_until_floors_have_ended,),
    "a lost connection voids memory": (drop_connections, cut_off_one),
    "a lost connection voids loads": (hold_up_loads,),
    "who subscribes asks for what is pending": (hold_up_commits,),
    "a new epoch voids memory": AWAY,
    "memory needs a lease": (cut_off_a_reader_from_postgres,),
    "memory needs the server that is trusted": (another_messenger_takes_over,),
    "memory isn't used while returning": (freeze_commits_until_others_announce,),
    "writers announce while returning": (freeze_commits_until_others_rest_on_announcements,),
    "bypass waits for the lease": (cut_off_one,),
    "a transaction begins by the row as it is": (stall_a_write_until_trust_has_returned,),
    "the last look at the trust row": (freeze_commits_until_trust_has_returned,),
    "who can't announce sets bypass": (cut_off_one, cut_off_all_but_one),
    "bypass stands for a lease": (another_messenger_takes_over_unseen_by_one,),
    "the quarantine": (freeze_commits_until_others_announce,),
}
"""What makes the lack of a rule show soonest."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="controls", description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--rounds", type=int, default=20, help="of each rule, at most")
    parser.add_argument("--rule", action="append", help="only this, or several")
    arguments = parser.parse_args()
    print(f"--seed {arguments.seed} --rounds {arguments.rounds}", flush=True)
    unseen = []
    for rule in arguments.rule or SHOWN_BY:
        with running_cluster(without=rule) as cluster:
            done = run_rounds(cluster, arguments.seed, arguments.rounds, choose=SHOWN_BY[rule], until_wrong=True)
        wrong = done[-1].wrong
        print(f"without {rule}: {len(done)} rounds; {wrong[0] if wrong else 'none fails'}", flush=True)
        if not wrong:
            unseen.append(rule)
    print(f"not seen to fail: {unseen}")
    return int(bool(unseen))


if __name__ == "__main__":
    sys.exit(main())
