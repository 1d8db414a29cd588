"""PostgreSQL, two message servers and three servers, as processes to be killed and stopped. Between each server and what it
depends on are proxies of its own."""

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from messengers import PROGRAMS

from local_postgres import LocalPostgres, free_port
from local_valkey import LocalValkey
from regard_server.domain.freshness.trust import Mode
from regard_server.storage.migrate import migrate
from serving import ServerProcess

from .cutting_proxy import CuttingProxy
from .traffic import Writing

PROGRAM = Path(__file__).with_name("quick_server.py")
TESTS = Path(__file__).parents[2]
SERVERS = 3


class Cluster:
    def __init__(self, folder: Path, *, messenger: str, without: str = "") -> None:
        self._folder = folder
        self._environment = {
            "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "service" / "deploy")]),
            "FRESHNESS_WITHOUT": without,
            "REGARD_STOP_NOTICE_SECONDS": "0.1",
        }
        self.postgres = LocalPostgres(folder / "postgres", fsync="off")
        self.messengers = [LocalValkey(folder / f"messenger-{n}", program=PROGRAMS[messenger]()) for n in range(2)]
        self.to_messenger: list[CuttingProxy] = []
        self.to_database: list[CuttingProxy] = []
        self.servers: list[ServerProcess] = []
        self._thread = ThreadPoolExecutor(1)
        self._ports = [free_port() for _ in range(SERVERS)]
        self.writing = Writing(at=[0, 0, *range(SERVERS)])
        self.clocks = [folder / f"ahead-{number}" for number in range(SERVERS)]
        self.stalls = [folder / f"stalled-{number}" for number in range(SERVERS)]

    @property
    def targets(self) -> list[str]:
        return [f"127.0.0.1:{port}" for port in self._ports]

    def start(self, stack: ExitStack) -> None:
        stack.callback(self._thread.shutdown)
        stack.enter_context(self.postgres)
        for messenger in self.messengers:
            stack.enter_context(messenger)
        migrate(self.postgres.url())
        for number in range(SERVERS):
            for proxies, port in ((self.to_messenger, self.messengers[0].port), (self.to_database, self.postgres.port)):
                proxy = CuttingProxy(port)
                stack.callback(proxy.close)
                proxies.append(proxy)
            self.servers.append(self._serve(number))
        stack.callback(self._stop_servers)

    async def beside(self, work: Callable[[], None]) -> None:
        """While others go on. In a thread that lives as long as the cluster: PostgreSQL ends with the one that started it."""
        await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def restart(self, number: int) -> None:
        self.servers[number] = self._serve(number)

    def trust(self) -> Mode:
        """What the trust row says."""
        with self.postgres.connect() as asked:
            [(mode,)] = asked.execute("SELECT mode FROM trust").fetchall()
        return Mode(mode)

    def _serve(self, number: int) -> ServerProcess:
        with (self._folder / f"server-{number}.log").open("a") as file:

            class Logged(ServerProcess):
                log = file

            return self._start(number, Logged)

    def _start(self, number: int, kind: type[ServerProcess]) -> ServerProcess:
        return kind(
            self._folder / "unused.db",
            listen=f"127.0.0.1:{self._ports[number]}",
            program=[str(PROGRAM)],
            REGARD_DATABASE_URL=self.postgres.url(port=self.to_database[number].port),
            REGARD_MESSENGER_URL=f"redis://127.0.0.1:{self.to_messenger[number].port}",
            FRESHNESS_CLOCK=str(self.clocks[number]),
            FRESHNESS_STALL=str(self.stalls[number]),
            **self._environment,
        )

    def _stop_servers(self) -> None:
        for server in self.servers:
            server.process.send_signal(signal.SIGCONT)
            server.kill()


@contextmanager
def running_cluster(*, messenger: str = "valkey", without: str = "") -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="regard-faults-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder), messenger=messenger, without=without)
        cluster.start(stack)
        yield cluster


def save(messenger: LocalValkey) -> None:
    """Has the message server dump what it has, to be started from later."""
    with socket.create_connection(("127.0.0.1", messenger.port), timeout=5) as asked:
        asked.sendall(b"SAVE\r\n")
        assert asked.recv(5) == b"+OK\r\n"
