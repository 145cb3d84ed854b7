"""The catalogue while somebody works on the files: pages are made when they are asked for, and come again on a change.

Nothing is read for an answer but what was gathered: a request names a page out of a table, never a file. Only this
machine is listened to unless somebody says otherwise, and only questions that were meant for this server are answered,
so that no other site can read along through a browser.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from urllib.parse import parse_qs, unquote, urlsplit

from mapconfig import disk
from mapconfig.catalogue.gathering import Wanted
from mapconfig.catalogue.living import Living
from mapconfig.errors import UsageError
from mapconfig.language import chosen, say, speech
from mapconfig.workspace import Workspace

_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "csv": "text/csv"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: Where a page asks whether it has changed.
STATE = "/-/state.js"
#: Longer requests are none of ours.
_LONGEST = 4_000


def serve(
    workspace: Workspace, wanted: Wanted, lang: str | None, host: str, port: int, tell: Callable[[str], None]
) -> None:
    """Answer until somebody presses Ctrl-C. Raises UsageError where nobody can listen there."""
    server = _listening(host, port)
    try:
        language = chosen(lang, workspace.reading().org.settings.language, os.environ)
        speak = speech(language)
        with contextlib.suppress(KeyboardInterrupt):
            living = Living(workspace, wanted, language, lambda words: tell(speak(words)))
            server.RequestHandlerClass = handler(living, host)
            shown = f"[{host}]" if ":" in host else host
            tell(speak(say("The catalogue is at {address}", address=f"http://{shown}:{server.server_port}/")))
            tell(speak(say("Pages come again when files change. Stop with Ctrl-C.")))
            server.serve_forever(poll_interval=0.2)
        tell(speak(say("Stopped.")))
    finally:
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Another program on the port is to be told of, and not to be shared with.
    allow_reuse_address = os.name != "nt"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away in the middle of an answer is nothing to tell of."""


class _Server6(_Server):
    address_family = socket.AF_INET6


def _listening(host: str, port: int) -> _Server:
    """A server that listens and does not answer yet."""
    kind = _Server6 if ":" in host else _Server
    try:
        return kind((host, port), BaseHTTPRequestHandler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                say(
                    "Port {port} is taken, perhaps by another mapconfig docs serve. Name another with "
                    "--port, or let the system choose with --port 0.",
                    port=port,
                )
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise UsageError(
                say("This account may not listen at port {port}. Name one from 1024 on with --port.", port=port)
            ) from None
        raise UsageError(
            say("Nobody can listen at {host}: {reason}. Leave --host out.", host=host, reason=disk.reason(error))
        ) from None


def handler(living: Living, host: str) -> type[BaseHTTPRequestHandler]:
    """What answers requests for the pages of `living`."""

    class Handler(BaseHTTPRequestHandler):
        server_version = "mapconfig"
        sys_version = ""
        timeout = 20

        def do_GET(self) -> None:
            self._answer()

        def do_HEAD(self) -> None:
            self._answer()

        def _answer(self) -> None:
            if not meant_for(self.headers.get("Host", ""), host):
                self._give(403, "text/plain", b"This name does not lead here.\n")
                return
            if foreign(self.headers.get("Sec-Fetch-Site", ""), self.headers.get("Sec-Fetch-Mode", "")):
                self._give(403, "text/plain", b"Another site may not read this.\n")
                return
            status, kind, body = respond(living, self.path)
            self._give(status, kind, body)

        def _give(self, status: int, kind: str, body: bytes, more: Mapping[str, str] = MappingProxyType({})) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in {**_HEADERS, **more}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(body)

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """What is no request for a page is answered in a line, and not by the library with what was sent."""
            del message, explain
            self.close_connection = True
            if code == HTTPStatus.NOT_IMPLEMENTED:
                self._give(405, "text/plain", b"Pages are only read here, with GET or HEAD.\n", {"Allow": "GET, HEAD"})
            else:
                self._give(code, "text/plain", f"{HTTPStatus(code).phrase}.\n".encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: whoever looks at pages is not watched."""

    return Handler


def respond(living: Living, target: str) -> tuple[int, str, bytes]:
    """Status, type and body for the path and query of a request."""
    if len(target) > _LONGEST:
        return 414, "text/plain", b"That is too long to be a page.\n"
    parts = urlsplit(target)
    if parts.path == STATE:
        page = parse_qs(parts.query).get("page", [""])[0]
        return 200, "text/javascript", f'mapconfigState("{living.state(_place(page))}");\n'.encode()
    living.look()
    place = _place(parts.path)
    body = living.body(place)
    if body is None:
        return 404, "text/html", living.missing()
    return 200, _TYPES.get(place.rpartition(".")[2], "text/plain"), body


def _place(path: str) -> str:
    """The place of a page in the site; of nothing else, since it is only ever looked up."""
    return unquote(path, errors="replace").removeprefix("/") or "index.html"


def meant_for(named: str, host: str) -> bool:
    """Whether a request with this Host header was meant for us. A page elsewhere can make its own name lead to this
    machine; it cannot make an address do so, nor ``localhost``."""
    name = named.rpartition(":")[0] if named.rpartition(":")[2].isdigit() and not named.endswith("]") else named
    name = name.strip("[]").lower()
    if name in ("localhost", host.lower()):
        return True
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError, ValueError):
            socket.inet_pton(family, name)
            return True
    return False


def foreign(site: str, mode: str) -> bool:
    """Whether a browser says that another site asks for this, other than by leading the person here."""
    return site in ("cross-site", "same-site") and mode != "navigate"
