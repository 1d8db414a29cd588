"""A supervisor that has the workers that are replaced stop at once, as if nobody had their place."""

from regard_server.__main__ import main
from regard_server.processes import supervisor
from regard_server.processes.line import Message


class Hasty:
    READY = Message.READY
    REPLACED = STOP = Message.STOP


if __name__ == "__main__":
    supervisor.Message = Hasty  # type: ignore[assignment, attr-defined]
    main()
