"""Whether a file has changed since it was last looked at: of which connection, and of which process, the commit may be."""

import sqlite3

from sqlalchemy import URL

from regard_server.storage.sqlite.engine import embedded_path


class FileVersion:
    """A connection of its own, for one thread: it writes nothing, so that every commit is somebody else's to it."""

    def __init__(self, url: URL) -> None:
        self._connection = sqlite3.connect(embedded_path(url), isolation_level=None, check_same_thread=False)

    def __call__(self) -> int:
        """Another number after each commit, which means nothing by itself. Costs some microseconds."""
        [version] = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        self._connection.close()
