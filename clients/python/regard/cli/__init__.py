"""The command `regard`. One file a command.

What they share: `settings` (where the server is), `choices` (what options accept), `wording` (how things are said),
`terminal` (how they are shown), `progress_bar`, `import_outcome` (what all imports end with), `failures` (what went
wrong). What files go through is `regard.bulk`.
"""

import sys
from importlib.util import find_spec


def main() -> None:
    """Runs the command line and exits: 0 done, 1 the service answered with an error, 2 wrong usage or no server."""
    if find_spec("click") is None or find_spec("rich") is None:
        sys.stderr.write("regard: the command line needs more than the library: pip install 'regard[cli]'\n")
        sys.exit(2)
    from regard.cli.app import run  # noqa: PLC0415  # needs what was looked for above

    sys.exit(run())
