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
        threading.Thread(target=self._pump, args=(client, server, "question"), daemon=True).start()
        threading.Thread(target=self._pump, args=(server, client, "answer"), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, what: str) -> None:
        with suppress(OSError):
            while chunk := source.recv(65_536):
                if self.proxy.armed == what:
                    self.proxy.armed = None
                    self.proxy.cuts += 1
                    break
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


class Proxy:
    """armed: the next question does not reach the server, or the next answer not the program."""

    def __init__(self, folder: Path, url: str) -> None:
        self.armed: str | None = None
        self.cuts = 0
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
