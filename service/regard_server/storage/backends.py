"""Which backends there are."""

from sqlalchemy import URL, make_url

from regard_server.storage.backend import Backend
from regard_server.storage.postgresql.backend import PostgreSQL
from regard_server.storage.sqlite.backend import SQLite

BACKENDS: dict[str, Backend] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def backend_of(url: str | URL) -> Backend:
    """Raises ValueError."""
    name = make_url(url).get_backend_name()
    backend = BACKENDS.get(name)
    if backend is None:
        raise ValueError(f"no backend for {name!r}: use sqlite:///FILE or postgresql+psycopg://HOST/DATABASE")
    return backend


def is_embedded(url: str) -> bool:
    """Raises ValueError."""
    return backend_of(url).is_embedded
