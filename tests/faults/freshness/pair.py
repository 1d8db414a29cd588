"""Two servers on one PostgreSQL with a messenger, in this process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from messengers import QUICK, running_messenger

import regard
from databases import Postgres
from local_valkey import LocalValkey
from regard import Client, v1
from regard.v1 import GetProfileRequest, GetProfileResponse
from serving import Clock, serving, wait_until

MIRA = "agents/mira.holt"
SERVING = health_pb2.HealthCheckResponse.SERVING
GET = "/regard.v1.ProfileService/GetProfile"


def dislikes(words: str) -> v1.Entry:
    return regard.preference(topic="sports/golf", stance="dislikes", quote=words, recorder=MIRA)


class Pair(NamedTuple):
    messenger: LocalValkey
    url: str
    targets: tuple[str, str]
    first: Client
    second: Client

    def mode(self, number: int = 1) -> str:
        """What an answer of this server says of it."""
        with grpc.insecure_channel(self.targets[number]) as channel:
            call: Any = channel.unary_unary(GET)
            asked = GetProfileRequest(customer="customers/nobody").SerializeToString()
            answer, told = call.with_call(asked, timeout=30)
        assert GetProfileResponse.FromString(answer).profile.revision == 0
        mode: str = dict(told.trailing_metadata()).get("regard-mode", "")
        return mode

    def wait_until_trusted(self) -> None:
        wait_until(lambda: not self.mode(0) and not self.mode(1))

    def wait_until_the_database_is_there(self) -> None:
        """For both."""
        wait_until(lambda: {self.health("regard.database", number) for number in (0, 1)} == {SERVING})

    def health(self, name: str, number: int = 1) -> int:
        with grpc.insecure_channel(self.targets[number]) as channel:
            stub: Any = health_pb2_grpc.HealthStub(channel)
            status: int = stub.Check(health_pb2.HealthCheckRequest(service=name), timeout=30).status
            return status


@contextmanager
def pair_on(
    postgres: Postgres,
    program: str,
    *,
    through: Callable[[LocalValkey], str] | None = None,
    database: Callable[[str], str] = str,
) -> Iterator[Pair]:
    """The second hears the messenger `through` another address, if that is given, and has its `database` at another URL."""
    with (
        running_messenger(program) as messenger,
        postgres.database() as url,
        serving(url, Clock(), messenger_url=messenger.url, timing=QUICK) as one,
        serving(
            database(url), Clock(), messenger_url=messenger.url if through is None else through(messenger), timing=QUICK
        ) as other,
        Client(one) as first,
        Client(other) as second,
    ):
        yield Pair(messenger, url, (one, other), first, second)
