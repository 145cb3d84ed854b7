"""One request, and what became of it.

An answer is `Answer`; everything else is one of the three things that a caller can act on (`mapconfig.backend`):
`NotApplied`, the request has certainly done nothing and may be sent again; `Rejected`, it has certainly done nothing
and never will; `Unclear`, nobody can tell. A request that only reads cannot have done anything, so one that fails on
the way is always `NotApplied`. Where there is nobody to connect to, or a reading got no answer in all its time, that
is `Unreachable`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from mapconfig.backend import NotApplied, Pace, Rejected, Unclear, Unreachable
from mapconfig.language import say, told
from mapconfig.wire.login import Login
from mapconfig.wire.origin import Origin, Refused, check_peer
from mapconfig.wire.turns import Turns
from mapconfig.wire.waiting import told_of

#: The longest that connecting, and that a whole request with its answer, may take, in seconds.
CONNECT_SECONDS: Final = 10.0
REQUEST_SECONDS: Final = 60.0
#: The longest that a request may take that only asks whether anybody is there, in seconds.
PROBE_SECONDS: Final = 10.0
#: The largest answer that is read, unpacked, in bytes, and the deepest nesting of JSON.
MOST_BYTES: Final = 50_000_000
DEEPEST: Final = 64
#: What a platform may ask us to wait, in seconds. More than a day is no answer but a mistake, and taken for none.
LONGEST_WAIT: Final = 86_400.0

#: The longest title of a page that is repeated, in characters.
LONGEST_TITLE: Final = 80

_PAGE = re.compile(rb"\s*<(!doctype html|html)\b", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]*>([^<]{1,400})", re.IGNORECASE)
_PIECE = 65_536
_READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name, and the body as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON. Raises ValueError, with a reason and without the body, when it is none."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            kind = self.headers.get("content-type", "").partition(";")[0] or say("no content type")
            raise ValueError(
                say(
                    "the answer ({status}, {kind}, {bytes:,} bytes) is no JSON",
                    status=self.status,
                    kind=kind,
                    bytes=len(self.body),
                )
            ) from None
        _check_depth(value)
        return value

    @property
    def page(self) -> str:
        """What an answer for people says it is, such as ``a page called 'Down for maintenance'``; empty where it is
        none. No more than its title is repeated: a page may quote what was sent."""
        if "html" not in self.headers.get("content-type", "") and not _PAGE.match(self.body):
            return ""
        found = _TITLE.search(self.body)
        title = " ".join(unescape(found[1].decode(errors="replace")).split()) if found else ""
        known = title.isprintable() and 0 < len(title) <= LONGEST_TITLE and "@" not in title
        return say("a page called {title}", title=repr(title)) if known else say("a page for people")

    @property
    def retry_after(self) -> float:
        """Seconds that the server asks to wait, by ``Retry-After`` as seconds or date; 0 where it says nothing usable,
        as more than `LONGEST_WAIT`."""
        said = self.headers.get("retry-after", "").strip()
        try:
            seconds = float(said)
        except ValueError:
            try:
                moment = parsedate_to_datetime(said)
            except (ValueError, TypeError, IndexError):
                return 0.0
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            seconds = (moment - datetime.now(UTC)).total_seconds()
        return seconds if 0.0 < seconds <= LONGEST_WAIT else 0.0


class Wire:
    """Requests to one origin. `authorise` gives the headers that say who asks; it is asked anew for every request.

    Redirects are not followed, proxies and ``.netrc`` are not looked for, cookies are not kept. TLS is verified, with
    `ca_file` instead of the system's authorities where given. `pace` is kept to: a request waits for its turn.
    """

    def __init__(
        self,
        login: Login,
        authorise: Callable[[], Mapping[str, str]] | None = None,
        *,
        ca_file: str | None = None,
        request_seconds: float = REQUEST_SECONDS,
        most_bytes: int = MOST_BYTES,
        pace: Pace | None = None,
    ) -> None:
        self.origin = login.origin
        self.requests = 0
        """How many requests were sent so far."""
        self._authorise = authorise or (dict[str, str])
        self._seconds = request_seconds
        self._most = most_bytes
        self._turns = Turns(pace or Pace())
        self._pool = _pool(login.origin, ca_file, self._turns.pace.concurrency)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        form: str | None = None,
        headers: Mapping[str, str] | None = None,
        reads: bool | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Send one request and give the answer, whatever its status; `body` is sent as JSON, or
        `form` as a form that is encoded already. `seconds` may be fewer than such a request has otherwise.

        `reads` says that it changes nothing, which by itself is so of GET and HEAD. Raises `NotApplied`, `Rejected` or
        `Unclear` when no whole answer came.
        """
        harmless = method in _READING if reads is None else reads
        target = _target(path, query)
        what = f"{method} {self.origin}{target.partition('?')[0]}"
        sent = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "mapconfig",
            **({"Content-Type": "application/json"} if body is not None else {}),
            **({"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}),
            **self._authorise(),
            **(headers or {}),
        }
        data = form.encode("ascii") if form is not None else None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        limit = min(seconds or self._seconds, self._seconds)
        with self._turns.taken(), told_of(what, limit):
            self.requests += 1
            return self._sent(method, target, data, sent, harmless, what, limit)

    def _sent(
        self,
        method: str,
        target: str,
        data: bytes | None,
        sent: Mapping[str, str],
        harmless: bool,
        what: str,
        seconds: float,
    ) -> Answer:
        until = time.monotonic() + seconds
        try:
            response = self._pool.urlopen(
                method,
                target,
                body=data,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
            )
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
            raise Unreachable(
                say("{origin} cannot be reached: {reason}.", origin=str(self.origin), reason=_reason(error))
            ) from None
        except urllib3.exceptions.SSLError as error:
            raise Rejected(
                say(
                    "{origin} is not who it says it is: {reason}. Nothing was sent.",
                    origin=str(self.origin),
                    reason=_reason(error),
                )
            ) from None
        except Refused as error:
            raise Rejected(say("{why} Nothing was sent.", why=told(error))) from None
        except urllib3.exceptions.HTTPError as error:
            raise self._unanswered(error, harmless, what, seconds) from None
        try:
            return Answer(
                response.status,
                {name.lower(): value for name, value in response.headers.items()},
                self._body(response, until, seconds),
            )
        except _TooMuch as error:
            raise _lost(harmless, what, told(error)) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._unanswered(error, harmless, what, seconds) from None
        finally:
            response.close()

    def _unanswered(self, error: Exception, harmless: bool, what: str, seconds: float) -> NotApplied | Unclear:
        """What to make of an answer that did not come, or not to its end."""
        if not harmless or not isinstance(error, urllib3.exceptions.TimeoutError | TimeoutError):
            return _lost(harmless, what, _reason(error))
        return Unreachable(
            say(
                "{origin} gave no answer to {what} in {seconds} seconds.",
                origin=str(self.origin),
                what=what,
                seconds=format(seconds, "g"),
            ),
            hung=True,
        )

    @property
    def pace(self) -> Pace:
        """How fast it asks."""
        return self._turns.pace

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()

    def _body(self, response: urllib3.BaseHTTPResponse, until: float, seconds: float) -> bytes:
        pieces, size = [], 0
        # read1 gives what has arrived, so a server that sends a byte a second is noticed; read would wait for a piece.
        while piece := response.read1(_PIECE, decode_content=True):
            size += len(piece)
            if size > self._most:
                raise _TooMuch(say("the answer is longer than {most:,} bytes", most=self._most))
            if time.monotonic() > until:
                raise _TooMuch(say("the answer had not ended after {seconds} seconds", seconds=format(seconds, "g")))
            pieces.append(piece)
        return b"".join(pieces)


class _TooMuch(Exception):
    """An answer beyond the limits."""


def _lost(harmless: bool, what: str, reason: str) -> NotApplied | Unclear:
    if harmless:
        return NotApplied(say("No usable answer came to {what}: {reason}.", what=what, reason=reason))
    return Unclear(
        say(
            "No usable answer came to {what}: {reason}. Whether it was done has to be looked up.",
            what=what,
            reason=reason,
        )
    )


def _reason(error: BaseException) -> str:
    """What went wrong in few words; what libraries say is not repeated, since it may quote what was sent."""
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return say("no such host")
    if isinstance(error, urllib3.exceptions.NewConnectionError):  # which the library counts among the time-outs
        return say("the connection was refused")
    if isinstance(error, urllib3.exceptions.TimeoutError | TimeoutError):
        return say("it took too long")
    if isinstance(error, urllib3.exceptions.SSLError):
        return str(getattr(error.args[0], "verify_message", "")) or say("no encrypted connection could be made")
    if isinstance(error, urllib3.exceptions.DecodeError):
        return say("the answer could not be unpacked")
    if isinstance(error, urllib3.exceptions.IncompleteRead):
        return say("the answer was cut short")
    return say("the connection broke")


def _target(path: str, query: Mapping[str, Any] | None) -> str:
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"a path below the origin begins with one slash: {path!r}")
    target = quote(path, safe="/%:@!$&'()*+,;=~-._")
    return target + ("?" + urlencode(query, doseq=True) if query else "")


def _check_depth(value: Any) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(say("the answer is nested deeper than {most} levels", most=DEEPEST))
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below.extend(each.values())
            elif isinstance(each, list):
                below.extend(each)
        level = below


class _Checked(HTTPConnection):
    """Looks at the address that was really reached before a byte is sent."""

    def _new_conn(self) -> Any:
        return _reached(super()._new_conn(), self.host)


class _CheckedTLS(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _reached(super()._new_conn(), self.host)


def _reached(connection: Any, host: str) -> Any:
    try:
        check_peer(host, connection.getpeername()[0])
    except (Refused, OSError):
        connection.close()
        raise
    return connection


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Checked


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _CheckedTLS


def _pool(origin: Origin, ca_file: str | None, size: int) -> HTTPConnectionPool:
    if origin.scheme == "http":
        return _Pool(origin.host, origin.port, maxsize=size, block=False)
    return _PoolTLS(origin.host, origin.port, maxsize=size, block=False, cert_reqs="CERT_REQUIRED", ca_certs=ca_file)
