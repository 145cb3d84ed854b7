"""Servers on loopback that answer whatever a test says, and note what they were asked."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

#: What a server does with one connection, after it has read the request: bytes sent, or a function given the socket.
Act = bytes | Callable[[socket.socket], None]


@dataclass
class Server:
    """Listens at `url`; `requests` has the raw head and body of each request so far."""

    scheme: str
    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}"


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextmanager
def serving(*acts: Act, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that does the next of `acts` for each connection, and the last one again when there are no more."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    server = Server("https" if tls else "http", listener.getsockname()[1])
    over = threading.Event()

    def work() -> None:
        left = list(acts)
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(5)
            # A client that does not like what it sees goes away in the middle, which is what many tests are about.
            with suppress(OSError):
                if tls is not None:
                    connection = tls.wrap_socket(connection, server_side=True)
                server.requests.append(_request(connection))
                act = left.pop(0) if len(left) > 1 else left[0]
                if isinstance(act, bytes):
                    connection.sendall(act)
                else:
                    act(connection)
            connection.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        over.set()
        thread.join(timeout=10)
        listener.close()


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
            while len(body) < length:
                body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body
