"""`make run-production`: PostgreSQL, Valkey and a server of two workers, as in production but on this machine alone; all end
with Ctrl-C.

The data stays in `var/postgres`, with fsync.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from local_postgres import LocalPostgres
from local_valkey import LocalValkey

DIRECTORY = Path("var/postgres")
MESSENGER_DIRECTORY = Path("var/valkey")
DATABASE = "regard"
WORKERS = 2


def main() -> int:
    with LocalPostgres(DIRECTORY.absolute()) as postgres, LocalValkey(MESSENGER_DIRECTORY.absolute()) as messenger:
        with postgres.connect() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
        environment = os.environ | {
            "REGARD_DATABASE_URL": postgres.url(DATABASE),
            "REGARD_MESSENGER_URL": messenger.url,
        }
        subprocess.run([sys.executable, "-m", "regard_server", "migrate"], env=environment, check=True)
        print(
            f"run-production: PostgreSQL listens on 127.0.0.1:{postgres.port}, its data is in {DIRECTORY}; "
            f"Valkey on 127.0.0.1:{messenger.port}",
            flush=True,
        )
        serve = ["serve", "--workers", str(WORKERS), *sys.argv[1:]]
        server = subprocess.Popen([sys.executable, "-m", "regard_server", *serve], env=environment)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the last when the terminal is closed
            signal.signal(number, lambda *_: server.send_signal(signal.SIGTERM))
        return server.wait()


if __name__ == "__main__":
    sys.exit(main())
