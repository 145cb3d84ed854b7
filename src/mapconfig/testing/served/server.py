"""An account of the embedded platform over HTTP on loopback: routes, logins, and what is said of a refusal."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mapconfig.backend import Conflict, NotApplied, Rejected
from mapconfig.backends.embedded.objects import Edit, Keep, Stored
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import Content
from mapconfig.errors import PlatformError

#: The largest request that is read, in bytes.
MOST_BYTES = 10_000_000


@dataclass
class Serving:
    """An account that is served. `user` and `password` open it; a token that it gives out lives `token_seconds`.

    `settle` is what it promises of itself: how many seconds a request can take effect after whoever asked has given up,
    and for how many seconds reads can be behind the times. `pause` is how long it asks to be left alone when it
    is busy. What stands between it and whoever asks is to keep to that.
    """

    platform: Platform
    settle: float = 0.0
    pause: float = 1.0
    user: str = "mapconfig"
    password: str = field(default="served")
    token_seconds: float = 3600.0
    url: str = ""
    writes: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request that was no GET and got past the login, in order."""
    _tokens: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str, target: str, authorization: str, data: bytes) -> tuple[int, Any]:
        """Status and body of the answer to one request. Requests are answered one at a time."""
        parts = urlsplit(target)
        with self._lock:
            try:
                body = json.loads(data) if data else {}
                if (method, parts.path) == ("POST", "/login"):
                    return self._login(body)
                if self._tokens.get(authorization.removeprefix("Bearer "), 0.0) <= time.monotonic():
                    return 401, {"error": "Nobody is logged in by this token."}
                if method != "GET":
                    self.writes.append((method, parts.path))
                return self._routed(method, parts.path, parse_qs(parts.query), body)
            except NotApplied as error:
                return 503, {"error": str(error), "done": False, "retry_after": error.retry_after}
            except Rejected as error:
                return 422, {"error": str(error)}
            except Conflict as error:
                return 409, {"error": str(error)}
            except PlatformError as error:
                return 500, {"error": str(error)}
            except (ValueError, KeyError, TypeError, AttributeError):
                return 400, {"error": "This request makes no sense here."}

    def _login(self, body: Any) -> tuple[int, Any]:
        if (body["user"], body["password"]) != (self.user, self.password):
            return 403, {"error": "There is no such user, or the password is another one."}
        token = secrets.token_urlsafe()
        self._tokens[token] = time.monotonic() + self.token_seconds
        return 200, {"token": token}

    def _routed(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> tuple[int, Any]:
        platform = self.platform
        if (method, path) == ("GET", "/account"):
            settle = max(self.settle, platform.settle)
            said = {"instance": platform.instance, "settle": settle, "pause": self.pause}
            return 200, {**said, "quirks": sorted(platform.quirks)}
        if (method, path) == ("GET", "/objects"):
            found, aliases = platform.all(query.get("type", []))
            objects = [asdict(one) for one in found]
            return 200, {"objects": objects, "aliases": [[*where, alias] for where, alias in aliases.items()]}
        of = re.fullmatch(r"/objects/([a-z-]+)", path)
        if of:
            if method == "GET":
                return 200, {"objects": [asdict(one) for one in platform.called(of[1], query["alias"][0])]}
            if method == "POST":
                content = Content(body["name"], body["fields"])
                return 201, _shown(platform.create(of[1], body["alias"], content, runs=body["runs"]))
        one = re.fullmatch(r"/objects/([a-z-]+)/([1-9][0-9]{0,17})(/switch)?", path)
        if one:
            return self._one(method + (one[3] or ""), one[1], int(one[2]), body)
        return 404, {"error": f"There is no {path} here."}

    def _one(self, what: str, type: str, id: int, body: Any) -> tuple[int, Any]:
        platform = self.platform
        if what == "GET":
            found = platform.one(type, id)
            return (200, _shown(found)) if found else (200, {"object": None})
        if what == "PATCH":
            edit = Edit(
                put=body["put"],
                drop=body["drop"],
                name=body.get("name", Keep.IT),
                alias=body.get("alias", Keep.IT),
            )
            return 200, _shown(platform.update(type, id, body["version"], edit))
        if what == "POST/switch":
            return 200, _shown(platform.switch(type, id, body["version"], body["active"]))
        if what == "DELETE":
            platform.delete(type, id, body["version"])
            return 200, {"deleted": [type, id]}
        return 404, {"error": "There is nothing of the sort here."}


def _shown(stored: Stored) -> dict[str, Any]:
    return {"object": asdict(stored)}


@contextmanager
def start(platform: Platform, port: int = 0, **how: Any) -> Iterator[Serving]:
    """The account over HTTP for as long as the block lasts; `url` says where. `how` are fields of `Serving`."""
    serving = Serving(platform, **how)
    with listening(serving.answer, port) as url:
        serving.url = url
        yield serving


@contextmanager
def listening(answer: Callable[[str, str, str, bytes], tuple[int, Any]], port: int) -> Iterator[str]:
    """A server on loopback that gives `answer` as JSON; where it listens."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            data = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
            status, said = answer(self.command, self.path, self.headers.get("Authorization", ""), data)
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 503:
                self.send_header("Retry-After", str(said["retry_after"]))
            try:
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # whoever asked was killed; what was done is done

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is written to the terminal."""

    for method in ("GET", "POST", "PATCH", "DELETE"):
        setattr(Handler, f"do_{method}", Handler._serve)

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
