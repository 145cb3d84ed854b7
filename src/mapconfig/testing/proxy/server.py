"""The server between: it takes a request, lets something go wrong, and asks the platform in its place."""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from mapconfig.testing.proxy.faults import (
    ABSURD,
    BEFORE,
    STRANGE,
    Chances,
    Fault,
    Injected,
    Moment,
    Reads,
    by_method,
)
from mapconfig.testing.proxy.memory import Memory, Reply

#: The largest request that is passed on, in bytes, and how long the platform may take for it, in seconds.
_MOST_BYTES = 50_000_000
_SECONDS = 60.0

#: Headers that are about one connection and not about what is said on it.
_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "content-length", "host"})

_HTML = (
    b"<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head><body><h1>Something went wrong</h1></body></html>\n"
)


class Between:
    """The connection to one platform. `chances` may be changed while it runs."""

    def __init__(self, upstream: str, chances: Chances, reads: Reads, watch: Callable[[int, Moment], None]) -> None:
        parts = urlsplit(upstream)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"a platform is at an http or https URL, not at {upstream!r}")
        self.upstream = parts
        self.chances = chances
        self.reads = reads
        self.watch = watch
        self.url = ""
        self.requests = 0
        """How many requests have come so far."""
        self.log: list[Injected] = []
        """The faults that there were, in order."""
        self.late: list[tuple[float, threading.Thread]] = []
        """Late writes, each with the moment by which it must have arrived."""
        self.memory = Memory()
        self._lock = threading.Lock()
        self._row: dict[tuple[str, str], int] = {}

    def counts(self) -> dict[Fault, int]:
        """How many faults of each sort there were."""
        with self._lock:
            found = Counter(each.fault for each in self.log)
        return {fault: found[fault] for fault in Fault if found[fault]}

    def number(self) -> int:
        """The number of the request that has just come."""
        with self._lock:
            self.requests += 1
            return self.requests

    def drawn(
        self, number: int, method: str, target: str, body: bytes, login: bool
    ) -> tuple[Fault | None, random.Random]:
        """What goes wrong with this request. `login` says whether it has a login that could have ended."""
        chances = self.chances
        reading = self.reads(method, target, body)
        impossible = {Fault.LATE if reading else Fault.STALE} | (set() if login else {Fault.EXPIRED})
        fault, dice = chances.draw(number, impossible)
        where = (method, urlsplit(target).path)
        with self._lock:
            row = self._row.get(where, 0)
            enough = (chances.most is not None and len(self.log) >= chances.most) or (
                chances.in_a_row is not None and row >= chances.in_a_row
            )
            fault = None if enough else fault
            self._row[where] = 0 if fault is None else row + 1
        return fault, dice

    def note(self, number: int, method: str, target: str, fault: Fault) -> None:
        """Write down that a fault happened; paths only, since queries and bodies may hold anything."""
        injected = Injected(number, method, urlsplit(target).path, fault, fault not in BEFORE)
        with self._lock:
            self.log.append(injected)

    def ask(self, method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> Reply:
        """The platform's own answer. Raises OSError or HTTPException when there is none."""
        kind = HTTPSConnection if self.upstream.scheme == "https" else HTTPConnection
        connection = kind(self.upstream.hostname or "", self.upstream.port, timeout=_SECONDS)
        try:
            # Not by `request`, which would add headers of its own.
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() not in _HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.putheader("Connection", "close")
            connection.endheaders(body)
            answer = connection.getresponse()
            said = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in _HOP)
            reply = Reply(answer.status, said, answer.read())
        finally:
            connection.close()
        if self.reads(method, target, body):
            self.memory.keep((method, target, body), reply)
        else:
            self.memory.wrote()
        return reply

    def later(self, method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> None:
        """Pass the request on when whoever asked has long given up, and no later than `settle` allows."""

        given_up = self.memory.now()

        def arrive() -> None:
            time.sleep(self.chances.settle * 0.7)
            with suppress(OSError, HTTPException):  # nobody waits for an answer
                self.ask(method, target, headers, body)
            self.memory.arrived(given_up)

        thread = threading.Thread(target=arrive, daemon=True)
        thread.start()
        with self._lock:
            self.late.append((time.monotonic() + self.chances.settle, thread))

    def keep_promises(self) -> None:
        """Let late writes arrive whose time is over, however busy the machine is: nobody is told of a `settle` that is
        not kept."""
        now = time.monotonic()
        with self._lock:
            due = [thread for until, thread in self.late if until <= now]
            self.late = [(until, thread) for until, thread in self.late if until > now]
        for thread in due:
            thread.join(timeout=_SECONDS)


class _Handler(BaseHTTPRequestHandler):
    """One connection of somebody who asks."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    between: Between

    def serve(self) -> None:
        with suppress(OSError):  # whoever asked was killed
            self._serve()

    def _serve(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES))
        method, target, between = self.command, self.path, self.between
        headers = list(self.headers.items())
        number = between.number()
        fault, dice = between.drawn(number, method, target, body, "Authorization" in self.headers)
        between.keep_promises()
        between.watch(number, Moment.RECEIVED)
        if fault is Fault.LATE:
            between.note(number, method, target, fault)
            between.later(method, target, headers, body)
            self._silence()
        elif fault is not None and fault in BEFORE:
            between.note(number, method, target, fault)
            self._refuse(fault, dice)
        else:
            try:
                reply = between.ask(method, target, headers, body)
            except (OSError, HTTPException):
                self._silence()  # the platform is gone, and so is the answer
                return
            between.watch(number, Moment.DONE)
            if fault is Fault.STALE:
                older = between.memory.older((method, target, body), reply, between.chances.settle * 0.8)
                if older is None:
                    fault = None
                reply = older or reply
            if fault is not None:
                between.note(number, method, target, fault)
            self._spoil(fault, reply, dice)
        between.watch(number, Moment.ANSWERED)

    def _refuse(self, fault: Fault, dice: random.Random) -> None:
        """Answer without asking the platform."""
        wait = self.between.chances.wait
        if fault is Fault.LOST:
            self._silence()
        elif fault is Fault.PAGE:
            self._give(Reply(502, (("Content-Type", "text/html"),), _HTML))
        elif fault is Fault.FAILED:
            self._give(_said(500, "it broke"))
        elif fault is Fault.EXPIRED:
            self._give(_said(401, "the login has ended"))
        else:
            said = {
                Fault.BUSY: f"{wait:g}",
                Fault.BUSY_DATE: formatdate(time.time() + wait, usegmt=True),
                Fault.BUSY_ABSURD: dice.choice(ABSURD),
            }.get(fault)
            self._give(_said(429, "too many requests", *([("Retry-After", said)] if said is not None else [])))

    def _spoil(self, fault: Fault | None, reply: Reply, dice: random.Random) -> None:
        """Answer after the platform has, in a way that may be of no use."""
        json_ = (("Content-Type", "application/json"),)
        if fault is Fault.LOST_AFTER:
            self._silence()
        elif fault is Fault.FAILED_AFTER:
            self._give(_said(500, "it broke"))
        elif fault is Fault.PAGE_AFTER:
            self._give(Reply(200, (("Content-Type", "text/html"),), _HTML))
        elif fault is Fault.WRONG:
            self._give(Reply(200, json_, dice.choice(STRANGE)))
        elif fault is Fault.SHORT:
            self._give(Reply(200, json_, reply.body[: len(reply.body) // 2] or b"{"))
        elif fault is Fault.CUT:
            self._head(reply, max(len(reply.body), 2))
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self._reset()
        elif fault is Fault.SLOW:
            self._head(reply, len(reply.body))
            step = len(reply.body) // 4 + 1
            for start in range(0, len(reply.body), step):
                time.sleep(self.between.chances.slow / 4)
                self.wfile.write(reply.body[start : start + step])
        else:
            self._give(reply)

    def _head(self, reply: Reply, length: int) -> None:
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _give(self, reply: Reply) -> None:
        self._head(reply, len(reply.body))
        self.wfile.write(reply.body)

    def _silence(self) -> None:
        time.sleep(self.between.chances.hang)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _reset(self) -> None:
        """End the connection as a crash does: without the word that it ends."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written to the terminal."""


for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler.serve)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is what this is for."""


def _said(status: int, words: str, *headers: tuple[str, str]) -> Reply:
    body = json.dumps({"errors": [{"code": status, "message": words, "type": None}]}).encode()
    return Reply(status, (("Content-Type", "application/json"), *headers), body)


@contextmanager
def start(
    upstream: str,
    chances: Chances | None = None,
    *,
    reads: Reads = by_method,
    watch: Callable[[int, Moment], None] = lambda *_: None,
    port: int = 0,
) -> Iterator[Between]:
    """A server on loopback between whoever asks `url` and the platform at `upstream`, for as long as the block lasts.

    `watch` is called at each `Moment` of each request, in the thread that serves it, with the number of the
    request. Late writes have arrived when the block is left.
    """
    between = Between(upstream, chances or Chances(), reads, watch)
    handler = type("Handler", (_Handler,), {"between": between})
    server = _Server(("127.0.0.1", port), handler)
    between.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield between
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
        for _, late in between.late:
            late.join(timeout=between.chances.settle + _SECONDS)
