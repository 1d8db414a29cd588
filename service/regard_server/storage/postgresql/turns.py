"""Turns: what is said to PostgreSQL before its answers are waited for.

A transaction begins in the turn of its first statement, and commits in that of its last ones. What need not be answered at
once waits for whatever is said next.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection

from regard_server.storage.outcomes import Conflict
from regard_server.storage.postgresql.driver_errors import driver_errors

EXCHANGE, TURN = "exchange", "turn"
"""What a connection has: how to say something, and what waits in its transaction."""


class Said(NamedTuple):
    """A statement with its values in their order; where they are None it isn't worth preparing."""

    text: str
    values: Sequence[Any] | None


class Answered(NamedTuple):
    rows: Sequence[Any]
    changed: int


class Exchange(Protocol):
    def say(self, statements: Sequence[Said], /) -> list[Answered]: ...

    def roll_back(self) -> None: ...


class Waiting(Protocol):
    """Statements, and what is to be made of their answers."""

    statements: Sequence[Said]
    decides: bool
    """Whether the answer decides if the transaction may be committed."""

    def heard(self, answers: Sequence[Answered], /) -> None: ...


class Turn:
    """Of one transaction."""

    __slots__ = ("_beginning", "_begun", "_exchange", "_waiting")

    def __init__(self, exchange: Exchange, beginning: Sequence[Said]) -> None:
        self._exchange = exchange
        self._beginning = beginning
        self._waiting: list[Waiting] = []
        self._begun = False

    def later(self, waiting: Waiting) -> None:
        """It is said with whatever is said next, at the latest with the COMMIT."""
        self._waiting.append(waiting)

    def say(self, *last: Said) -> None:
        """Says what waits, and then this. Raises the driver's error of the first that failed, and Conflict."""
        waiting, self._waiting = self._waiting, []
        beginning = () if self._begun else self._beginning
        self._begun = True
        statements = [*beginning, *(said for each in waiting for said in each.statements), *last]
        if not statements:
            return
        answers = self._exchange.say(statements)
        place = len(beginning)
        for each in waiting:
            following = place + len(each.statements)
            each.heard(answers[place:following])
            place = following

    def commit(self) -> None:
        """Raises Conflict rather than commit what was decided against."""
        if any(each.decides for each in self._waiting):
            self.say()
        if self._begun or self._waiting:
            self.say(Said("COMMIT", None))


class Question:
    """Its rows are there when it has been called."""

    __slots__ = ("_answer", "_say", "statements")
    decides = False

    def __init__(self, said: Said, say: Callable[[], None]) -> None:
        self.statements: Sequence[Said] = (said,)
        self._say = say
        self._answer: Answered | None = None

    def __call__(self) -> Sequence[Any]:
        if self._answer is None:
            self._say()
        assert self._answer is not None
        return self._answer.rows

    def heard(self, answers: Sequence[Answered]) -> None:
        [self._answer] = answers


class Changes:
    """Where it `decides`, each of its statements has to find the row that it changes."""

    __slots__ = ("decides", "statements")

    def __init__(self, statements: Sequence[Said], *, decides: bool) -> None:
        self.statements = statements
        self.decides = decides

    def heard(self, answers: Sequence[Answered]) -> None:
        if self.decides and any(answer.changed != 1 for answer in answers):
            raise Conflict


def turn_of(connection: Connection) -> Turn | None:
    """None where there is no transaction to be begun."""
    try:
        turn: Turn | None = connection.info.get(TURN)
    except NotImplementedError:  # SQLAlchemy's own, of a connection that is being opened
        return None
    return turn


def say_what_waits(connection: Connection) -> None:
    turn = turn_of(connection)
    if turn is not None:
        with driver_errors(connection):
            turn.say()


def ask(connection: Connection, said: Said) -> Question:
    """In the connection's transaction, else by itself."""
    turn = turn_of(connection)
    if turn is None:
        question = Question(said, lambda: _say_alone(connection, question))
    else:
        question = Question(said, lambda: say_what_waits(connection))
        turn.later(question)
    return question


def _say_alone(connection: Connection, question: Question) -> None:
    exchange: Exchange = connection.info[EXCHANGE]
    with driver_errors(connection):
        question.heard(exchange.say(question.statements))
