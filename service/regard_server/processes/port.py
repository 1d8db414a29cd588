"""The port that a server listens on."""

import socket

from regard_server.settings import BadSetting


def check_free(listen: str) -> None:
    """Before gRPC tries, which would print lines of its own. Raises BadSetting."""
    host, port = _split(listen)
    try:
        with socket.create_server((host, port), family=_family(host)):
            return
    except OSError as error:
        raise _taken(listen, error) from error


def hold(listen: str) -> socket.socket:
    """A socket that keeps the port for workers of ours while it is open, though it takes no connections itself. Raises
    BadSetting where somebody else has the port.

    It is bound alone, as if nobody might share, so that it meets whoever has the port already: another server, or another
    supervisor between two workers. Only then it is opened to those who share, of the same user.
    """
    host, port = _split(listen)
    held = socket.socket(_family(host), socket.SOCK_STREAM)
    try:
        # Connections that have ended don't keep the port from us. Two sockets that say so may have one port while neither
        # listens, so it is taken back.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((host, port))
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError as error:
        held.close()
        raise _taken(listen, error) from error
    return held


def address_of(held: socket.socket, listen: str) -> str:
    """As it was told, with the port that it came to."""
    port: int = held.getsockname()[1]
    return f"{listen.rpartition(':')[0]}:{port}"


def _split(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _taken(listen: str, error: OSError) -> BadSetting:
    return BadSetting(f"can't listen on {listen}: {error.strerror}; is another server there?")
