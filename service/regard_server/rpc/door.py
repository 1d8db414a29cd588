"""The door: open while the server serves. Once it is shut, callers are told so and come again, elsewhere or later."""

import time

from regard_server.domain.errors import ShuttingDown


class Door:
    def __init__(self) -> None:
        self._shut = False
        self._knocked_at = 0.0

    def shut(self) -> None:
        self._shut = True
        self._knocked_at = time.monotonic()

    def enter(self) -> None:
        """Raises ShuttingDown."""
        if self._shut:
            self._knocked_at = time.monotonic()
            raise ShuttingDown

    def quiet_seconds(self) -> float:
        """How long nobody has come since it was shut."""
        return time.monotonic() - self._knocked_at
