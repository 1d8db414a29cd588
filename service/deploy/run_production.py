"""`make run-production`: PostgreSQL and a server of two workers, as in production but on this machine alone; both end with Ctrl-C.

The data stays in `var/postgres`, with fsync.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from local_postgres import LocalPostgres

DIRECTORY = Path("var/postgres")
DATABASE = "regard"
WORKERS = 2


def main() -> int:
    with LocalPostgres(DIRECTORY.absolute()) as postgres:
        with postgres.connect() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
        environment = os.environ | {"REGARD_DATABASE_URL": postgres.url(DATABASE)}
        subprocess.run([sys.executable, "-m", "regard_server", "migrate"], env=environment, check=True)
        print(
            f"run-production: PostgreSQL listens on 127.0.0.1:{postgres.port}, its data is in {DIRECTORY}", flush=True
        )
        serve = ["serve", "--workers", str(WORKERS), *sys.argv[1:]]
        server = subprocess.Popen([sys.executable, "-m", "regard_server", *serve], env=environment)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: server.send_signal(signal.SIGTERM))
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
