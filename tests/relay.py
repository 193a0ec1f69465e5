"""What lies between a desk and its server, in a test: it may be slow, or let nothing through for a while."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Relay:
    """Passes on what comes, what the server says `slow_s` later; nothing while it is held."""

    def __init__(self, port: int, slow_s: float = 0.0) -> None:
        self._server, self.slow_s = port, slow_s
        self.answers = 0
        """How many pieces the server has said, each a wait where it is slow."""
        self._free, self._over = threading.Event(), threading.Event()
        self._free.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(None)  # PsychoPy, once it is imported, gives every new socket 20 s
        self.port = int(self._door.getsockname()[1])
        self._sockets: list[socket.socket] = [self._door]
        self._threads = [threading.Thread(target=self._let_in, daemon=True)]
        self._threads[0].start()

    def timeouts(self) -> set[float | None]:
        """How long its sockets wait."""
        return {one.gettimeout() for one in self._sockets}

    def hold(self) -> None:
        """Nothing comes through, and nobody is told so."""
        self._free.clear()

    def let_go(self) -> None:
        """What was held comes through."""
        self._free.set()

    def _let_in(self) -> None:
        while not self._over.is_set():
            try:
                desk, _ = self._door.accept()
            except OSError:
                continue  # who knocked has gone again, or all is over
            try:
                server = socket.create_connection(("127.0.0.1", self._server))
            except OSError:  # the server is away: so is what lies before it, for this one
                desk.close()
                continue
            for one in (desk, server):
                one.settimeout(None)
            self._sockets += [desk, server]
            for one, other, late in ((desk, server, False), (server, desk, True)):
                self._threads.append(
                    threading.Thread(target=self._pass_on, args=(one, other, late), daemon=True)
                )
                self._threads[-1].start()

    def _pass_on(self, one: socket.socket, other: socket.socket, late: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self.answers += late
                self._free.wait()
                self._over.wait(self.slow_s * late)
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Everybody who was connected is cut off."""
        self._over.set()
        self._free.set()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join()


@contextlib.contextmanager
def relay(port: int, slow_s: float = 0.0) -> Iterator[Relay]:
    """A relay to the server at this port, gone afterwards."""
    between = Relay(port, slow_s)
    try:
        yield between
    finally:
        between.close()
