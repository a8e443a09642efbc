"""A wire between a program and PostgreSQL that can be cut at a chosen moment."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode

from psycopg.conninfo import conninfo_to_dict


class Wire:
    """One connection: bytes go through, both ways, until it is cut."""

    def __init__(self, client: socket.socket, server: socket.socket, proxy: "Proxy") -> None:
        self.client, self.server, self.proxy = client, server, proxy
        self._talk = Talk(proxy)
        threading.Thread(target=self._pump, args=(client, server, "question"), daemon=True).start()
        threading.Thread(target=self._pump, args=(server, client, "answer"), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, what: str) -> None:
        with suppress(OSError):
            while chunk := source.recv(65_536):
                if self.proxy.armed == what:
                    self.proxy.armed = None
                    self.proxy.cuts += 1
                    break
                self._talk.hear(what, chunk)
                target.sendall(chunk)
        self.close()

    def cut_client(self) -> None:
        """The program's end is gone; the server works on, and has not noticed."""
        with suppress(OSError):  # it is closed already
            self.client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Talk:
    """Listens to one connection, message by message: a kind, four bytes of length, the rest."""

    def __init__(self, proxy: "Proxy") -> None:
        self._proxy = proxy
        self._unread = {"question": b"", "answer": b""}
        self._has_begun = False
        self._asked: bytes | None = None
        self._done = 0

    def hear(self, what: str, chunk: bytes) -> None:
        unread = self._unread[what] + chunk
        if what == "question" and not self._has_begun:  # the first message has no kind
            unread, self._has_begun = unread[int.from_bytes(unread[:4]) :], True
        while len(unread) >= 5 and len(unread) > (size := int.from_bytes(unread[1:5])):
            self._understand(what, unread[:1], unread[5 : size + 1])
            unread = unread[size + 1 :]
        self._unread[what] = unread

    def _understand(self, what: str, kind: bytes, body: bytes) -> None:
        if what == "question" and kind == b"Q":
            self._asked, self._done = body, 0
            self._proxy.calls += 1
        elif what == "answer" and kind == b"C":
            self._done += 1
        elif what == "answer" and kind == b"Z":
            self._proxy.round_trips += 1
            if self._asked is not None and self._done > 1:
                self._proxy.several.append(self._asked.decode())
            self._asked = None


class Proxy:
    """armed: the next question does not reach the server, or the next answer not the program.

    calls: texts sent by the simple protocol, which takes several statements; several: those that
    had more than one. round_trips: how often the server was ready for more.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.armed: str | None = None
        self.cuts = self.calls = self.round_trips = 0
        self.several: list[str] = []
        self.wires: list[Wire] = []
        self._target = conninfo_to_dict(url)
        base, _, query = url.partition("?")
        options = dict(parse_qsl(query)) | {"host": str(folder), "port": "5432"}
        scheme, _, rest = base.partition("://")
        people, _, place = rest.rpartition("@")
        self.url = f"{scheme}://{people}@/{place.partition('/')[2]}?"
        self.url += urlencode(options, quote_via=quote)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.wires.append(Wire(client, self._connect(), self))

    def _connect(self) -> socket.socket:
        host = str(self._target.get("host", "localhost"))
        port = int(self._target.get("port") or 5432)
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((host, port))

    def close(self) -> None:
        with suppress(OSError):  # it is closed already
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for wire in self.wires:
            wire.close()


@contextmanager
def proxied(folder: Path, url: str) -> Iterator[Proxy]:
    """url: a database's, without our own options."""
    proxy = Proxy(folder, url)
    try:
        yield proxy
    finally:
        proxy.close()
