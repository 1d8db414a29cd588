"""Statements to PostgreSQL and their answers, many in one round trip: libpq's pipeline, and one packet for a turn.

The driver's own pipeline sends each statement when it is given one, which wakes the server for each.
"""

from collections.abc import Generator, Sequence
from itertools import count
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

from regard_server.storage.postgresql.turns import Answered, Said

_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


class Exchange:
    """With one connection, which nobody else may use at the same time."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._transformer = Transformer(connection)
        self._numbers = count()
        # One for each text that we have, which are some dozens: nothing is ever forgotten.
        self._prepared: dict[str, bytes] = {}

    def say(self, statements: Sequence[Said]) -> list[Answered]:
        """Raises the driver's error of the first that fails; those behind it have no effect then."""
        self._pgconn.enter_pipeline_mode()
        prepared: list[str] = []
        try:
            asked = [turn for said in statements for turn in self._send(said, prepared)]
            self._pgconn.pipeline_sync()
            results = self._connection.wait(self._results(len(asked)))
            return [self._answered(result) for is_asked, result in zip(asked, results, strict=True) if is_asked]
        except BaseException:
            for text in prepared:
                self._prepared.pop(text, None)
            raise
        finally:
            self._leave()

    def roll_back(self) -> None:
        """Not by the driver, which would forget what it has prepared, and with that what we have."""
        if self._pgconn.status == ConnStatus.OK and self._pgconn.transaction_status != TransactionStatus.IDLE:
            self.say([Said("ROLLBACK", None)])

    def _send(self, said: Said, prepared: list[str]) -> Generator[bool, None, None]:
        """Yields for each result that will come whether it is the answer."""
        if said.values is None:
            self._pgconn.send_query_params(said.text.encode(), None)
            yield True
            return
        name = self._prepared.get(said.text)
        if name is None:
            name = b"regard_%d" % next(self._numbers)
            self._pgconn.send_prepare(name, said.text.encode())
            self._prepared[said.text] = name
            prepared.append(said.text)
            yield False
        # As text, whose meaning the statement's types decide: so one preparation serves numbers of all sizes.
        formats = [PyFormat.BINARY if isinstance(value, bytes) else PyFormat.TEXT for value in said.values]
        values = self._transformer.dump_sequence(said.values, formats)
        self._pgconn.send_query_prepared(name, values, self._transformer.formats, result_format=Format.BINARY)
        yield True

    def _results(self, expected: int) -> Generator[Any, Any, list[PGresult]]:
        """Raises the error of the first that failed."""
        yield from send(self._pgconn)
        results: list[PGresult] = []
        failed: PGresult | None = None
        while True:
            found = yield from fetch_many(self._pgconn)
            if not found:
                break
            if found[0].status == ExecStatus.PIPELINE_SYNC:
                if failed is None:
                    return results
                break
            results += found
            if failed is None and found[-1].status not in _DONE:
                failed = found[-1]
        if failed is not None:
            raise error_from_result(failed)
        raise OperationalError(f"the connection was lost at statement {len(results)} of {expected}")

    def _answered(self, result: PGresult) -> Answered:
        if result.status == ExecStatus.COMMAND_OK:
            return Answered((), result.command_tuples or 0)
        self._transformer.set_pgresult(result)
        return Answered(self._transformer.load_rows(0, result.ntuples, tuple), result.ntuples)

    def _leave(self) -> None:
        """What has answers to come still is of no more use."""
        if self._pgconn.status == ConnStatus.OK:
            try:
                self._pgconn.exit_pipeline_mode()
            except OperationalError:
                self._connection.close()
