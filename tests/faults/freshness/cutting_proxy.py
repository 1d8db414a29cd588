"""A proxy between a server and what it depends on, that can be cut, slowed down, and led elsewhere."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

READ_BYTES = 65_536


class CuttingProxy:
    """Listens on a port of its own. `port_behind` may be set: connections from then on go there; `delay`, in seconds, which
    holds up what comes from there; and `delay_there`, what goes there."""

    def __init__(self, port_behind: int) -> None:
        self.port_behind = port_behind
        self.delay = self.delay_there = 0.0
        self._is_cut = False
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Nothing passes any more, and who connects is sent away."""
        self._is_cut = True
        self.drop()

    def heal(self) -> None:
        self._is_cut = False

    def drop(self) -> None:
        """Ends the connections that there are."""
        with self._lock:
            ended, self._open = self._open, set()
        for one in ended:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self._is_cut:
                return
            with socket.create_connection(("127.0.0.1", self.port_behind)) as server:
                for both in (client, server):
                    both.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._lock:
                    self._open |= {client, server}
                if self._is_cut:
                    self.drop()
                back = threading.Thread(target=self._pass, args=(server, client, lambda: self.delay), daemon=True)
                back.start()
                self._pass(client, server, lambda: self.delay_there)
                back.join()

    def _pass(self, source: socket.socket, target: socket.socket, delay: Callable[[], float]) -> None:
        with suppress(OSError):
            while data := source.recv(READ_BYTES):
                if seconds := delay():
                    time.sleep(seconds)
                target.sendall(data)
        for both in (source, target):
            with suppress(OSError):
                both.shutdown(socket.SHUT_RDWR)
