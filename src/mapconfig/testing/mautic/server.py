"""The stand-in over HTTP on loopback: routes, logins, limits, and bodies of errors (recordings generic-auth, oauth2,
generic-batch, generic-limits-and-switches)."""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from mapconfig.testing.mautic.campaigns import Campaigns
from mapconfig.testing.mautic.categories import Categories
from mapconfig.testing.mautic.dynamic_content import DynamicContent
from mapconfig.testing.mautic.emails import Emails
from mapconfig.testing.mautic.fields import FIELDS, Fields, built_in
from mapconfig.testing.mautic.forms import Forms
from mapconfig.testing.mautic.listing import listed
from mapconfig.testing.mautic.points import ACTIONS, TRIGGERED, Groups, Points, Triggers
from mapconfig.testing.mautic.resource import Resource, missing
from mapconfig.testing.mautic.segments import Segments
from mapconfig.testing.mautic.stages import Stages
from mapconfig.testing.mautic.store import Refused, Store, Thing, broken
from mapconfig.testing.mautic.tags import Tags

#: The most entries of a batch.
BATCH = 200


@dataclass
class Knobs:
    """What a test may turn, also while the server runs."""

    version: str = "5.1.1"
    user: str = "admin"
    password: str = "mautic"  # noqa: S105  # of a server on loopback that holds nothing
    client_id: str = "1_client"
    client_secret: str = "secret"  # noqa: S105
    token_seconds: float = 3600
    rate_limit: int | None = None
    """How many requests an hour are answered; None for no limit."""
    hidden: set[tuple[str, int]] = field(default_factory=set)
    """Path and id of things that whoever asks may not see: not in lists, and 403 by id."""
    before: Callable[[str, str], None] = lambda *_: None
    """Called before each request: a test may be somebody else meanwhile."""


@dataclass(frozen=True)
class Reply:
    """An answer: `body` is sent as JSON, or as HTML where it is a text."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Mautic:
    """One instance: its store, its knobs, and what was written to it."""

    def __init__(self, knobs: Knobs | None = None) -> None:
        self.knobs = knobs or Knobs()
        self.store = Store()
        self.writes: list[tuple[str, str]] = []
        """Method and path of each request so far that was no GET and got past the login, in order."""
        self.url = ""
        self._tokens: dict[str, float] = {}
        self._asked: list[float] = []
        types: list[Resource] = [Segments(), Campaigns(), Emails(), DynamicContent(), Forms(), Stages(), Categories()]
        types += [Tags(), Points(), Triggers(), Groups(), *(Fields(path, of) for path, of in FIELDS.items())]
        self.types = {type_.path: type_ for type_ in types}
        built_in(self.store)

    def answer(self, method: str, target: str, headers: Mapping[str, str], data: bytes) -> Reply:
        """The answer to one request. Requests are answered one at a time."""
        self.knobs.before(method, target)
        with self.store.lock:
            try:
                return self._answer(method, target, headers, data)
            except Refused as error:
                said: Thing = {"code": error.status, "message": error.message}
                said |= {"type": error.kind} if error.details is None else {"details": error.details or []}
                return Reply(error.status, {"errors": [said]})
            except (KeyError, TypeError, ValueError, AttributeError):
                return Reply(500, {"errors": [{"message": str(broken()), "code": 500, "type": None}]})

    def _answer(self, method: str, target: str, headers: Mapping[str, str], data: bytes) -> Reply:
        parts = urlsplit(target)
        body = _body(headers.get("Content-Type", ""), data)
        if parts.path == "/oauth/v2/token" and method == "POST":
            return self._token(body)
        if parts.path.endswith("/"):
            return Reply(301, "<!DOCTYPE html>\n<html>Redirecting</html>", {"Location": target.rstrip("/")})
        self._check_login(headers.get("Authorization", ""))
        self._check_limit()
        if method != "GET":
            self.writes.append((method, parts.path))
        query = parse_qs(parts.query, keep_blank_values=True)
        reply = self._routed(method, parts.path.removeprefix("/api/"), query, body)
        if reply is None:
            raise Refused(404, f"Requested URL not found: {target}", None)
        return reply

    def _token(self, body: Any) -> Reply:
        if body.get("grant_type") != "client_credentials":
            raise Refused(400, "The grant type is unauthorized for this client_id", None, "unauthorized_client")
        if (body.get("client_id"), body.get("client_secret")) != (self.knobs.client_id, self.knobs.client_secret):
            raise Refused(400, "The client credentials are invalid", None, "invalid_client")
        token = secrets.token_urlsafe()
        self._tokens[token] = time.monotonic() + self.knobs.token_seconds
        said = {"access_token": token, "expires_in": int(self.knobs.token_seconds), "token_type": "bearer"}
        return Reply(200, said | {"scope": None})

    def end_tokens(self) -> None:
        """Let every token that was given out be no good any more."""
        self._tokens.clear()

    def _check_login(self, said: str) -> None:
        way, _, value = said.partition(" ")
        if way == "Bearer":
            if self._tokens.get(value, 0) <= time.monotonic():
                raise Refused(401, "The access token provided is invalid.", None, "invalid_grant")
        elif way == "Basic":
            try:
                given = base64.b64decode(value).decode()
            except (binascii.Error, UnicodeDecodeError):
                given = ""
            if given != f"{self.knobs.user}:{self.knobs.password}":
                raise Refused(401, "Authorization denied, invalid credentials.", None, "access_denied")
        else:
            raise Refused(401, "API authorization denied.", None, "access_denied")

    def _check_limit(self) -> None:
        limit, now = self.knobs.rate_limit, time.time()
        self._asked = [moment for moment in self._asked if moment > now - 3600]
        if limit is not None and len(self._asked) >= limit:
            raise Refused(429, f"You exceeded the rate limit of {limit} API calls per hour.")
        self._asked.append(now)

    def headers(self, status: int) -> dict[str, str]:
        """What every answer says beside its body."""
        found = {"Mautic-Version": self.knobs.version}
        if status == 429:
            first = self._asked[0] if self._asked else time.time()
            found |= {"X-RateLimit-Limit": str(self.knobs.rate_limit), "X-RateLimit-Remaining": "0"}
            found["X-RateLimit-Reset"] = str(int(first + 3600))
        return found

    def _routed(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> Reply | None:
        special = self._special(method, path, query, body)
        if special is not None:
            return special
        for of in sorted(self.types, key=len, reverse=True):
            if path == of or path.startswith(of + "/"):
                return self._typed(self.types[of], method, path[len(of) + 1 :], query, body)
        return None

    def _special(self, method: str, path: str, query: Mapping[str, list[str]], body: Any) -> Reply | None:
        if method == "GET":
            fixed: dict[str, Any] = {
                "points/actions/types": {"pointActionTypes": ACTIONS},
                "points/triggers/events/types": {"eventTypes": TRIGGERED},
                "users/self": {"id": 1, "username": self.knobs.user},
            }
            if path in fixed:
                return Reply(200, fixed[path])
            if re.fullmatch(r"fields/\w+", path) and path not in self.types:
                return Reply(200, {"total": 0, "fields": []})
        triggers = self.types["points/triggers"]
        found = re.fullmatch(r"points/triggers/(\d+)/events/delete", path)
        if found and method == "DELETE" and isinstance(triggers, Triggers):
            said = query.get("events[]") or (body.get("events") if isinstance(body, dict) else None) or []
            shown = triggers.without_events(self.store, int(found[1]), [int(number) for number in said])
            return Reply(200, {"trigger": shown})
        campaigns = self.types["campaigns"]
        found = re.fullmatch(r"campaigns/clone/(\d+)", path)
        if found and method == "POST" and isinstance(campaigns, Campaigns):
            return Reply(302, {"campaign": campaigns.clone(self.store, int(found[1]))})
        return None

    def _typed(
        self, type_: Resource, method: str, rest: str, query: Mapping[str, list[str]], body: Any
    ) -> Reply | None:
        if method == "GET" and not rest:
            return Reply(200, listed(self.store, type_, query, lambda number: self._visible(type_, number)))
        if method == "GET" and rest.isdecimal():
            return Reply(200, {type_.one: self._found(type_, int(rest))})
        if method == "POST" and rest == "new":
            status, thing = type_.make(self.store, _fields(body))
            location = {"Location": f"/api/{type_.path}/{thing['id']}"} if status == 201 else {}
            return Reply(status, {type_.one: thing}, location)
        if rest.startswith("batch/"):
            return self._batch(type_, method, rest.removeprefix("batch/"), query, body)
        number, _, verb = rest.partition("/")
        if not number.isdecimal():
            return None
        if method in ("PATCH", "PUT") and verb == "edit":
            how: Any = method.lower()
            if how == "patch":
                self._found(type_, int(number))
            status, thing = type_.edit(self.store, int(number), _fields(body), how)
            return Reply(status, {type_.one: thing})
        if method == "DELETE" and verb == "delete":
            self._found(type_, int(number))
            return Reply(200, {type_.one: {**type_.remove(self.store, int(number)), "id": None}})
        return None

    def _visible(self, type_: Resource, number: int) -> bool:
        return (type_.path, number) not in self.knobs.hidden

    def _found(self, type_: Resource, number: int) -> Thing:
        thing = self.store.of(type_.path).get(number)
        if thing is None:
            raise missing()
        if not self._visible(type_, number):
            raise Refused(403, "You do not have access to the requested area/action.")
        return type_.answer(self.store, thing)

    def _batch(
        self, type_: Resource, method: str, verb: str, query: Mapping[str, list[str]], body: Any
    ) -> Reply | None:
        if method == "DELETE" and verb == "delete":
            # A body is not looked at, and ids that are gone are passed over.
            said = query.get("ids[]") or ",".join(query.get("ids", [])).split(",")
            numbers = [int(each) for each in said if each.isdecimal() and int(each) in self.store.of(type_.path)]
            return Reply(200, {type_.many: [type_.remove(self.store, number) for number in numbers]})
        if (method, verb) not in (("POST", "new"), ("PATCH", "edit"), ("PUT", "edit")):
            return None
        entries = list(body.items()) if isinstance(body, dict) else [(str(at), row) for at, row in enumerate(body)]
        if len(entries) > BATCH:
            raise Refused(500, f"A max of {BATCH} entities are supported at a time.")
        how: Any = {"POST": "new", "PATCH": "patch", "PUT": "put"}[method]
        things: dict[str, Thing] = {}
        statuses: dict[str, int] = {}
        errors: dict[str, Thing] = {}
        for key, entry in entries:
            try:
                statuses[key], things[key] = self._entry(type_, how, entry)
            except Refused as error:
                if error.status >= 500:
                    raise  # those before it are stored by now
                statuses[key] = error.status
                errors[key] = {"code": error.status, "message": error.message}
                errors[key] |= {"type": "api"} if error.status == 404 else {"details": error.details, "type": None}
                if how != "new" and error.status != 404:
                    # The answer shows what was refused as if it were there.
                    things[key] = {**self._found(type_, int(entry["id"])), **{n: v or None for n, v in entry.items()}}
        answer: Thing = {type_.many: _as_sent(things), "statusCodes": _as_sent(statuses)}
        return Reply(201 if how == "new" else 200, answer | ({"errors": errors} if errors else {}))

    def _entry(self, type_: Resource, how: Any, entry: Mapping[str, Any]) -> tuple[int, Thing]:
        if how == "new":
            return type_.make(self.store, entry, batch=True)
        return type_.edit(self.store, int(entry.get("id", 0)), entry, how, batch=True)


def _as_sent(found: Mapping[str, Any]) -> Any:
    """An array where an array was sent and nothing is missing in it; else an object, as PHP writes such an array."""
    whole = [str(place) for place in range(len(found))]
    return list(found.values()) if list(found) == whole or not found else dict(found)


def _fields(body: Any) -> Mapping[str, Any]:
    return body if isinstance(body, dict) else {}


def _body(kind: str, data: bytes) -> Any:
    if not data:
        return {}
    if "x-www-form-urlencoded" in kind:
        return _form(data.decode())
    try:
        return json.loads(data)
    except ValueError:
        raise broken(400) from None


def _form(text: str) -> Thing:
    """`filters[0][field]=city` as PHP reads it."""
    found: Thing = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        keys = [name.partition("[")[0], *re.findall(r"\[([^\]]*)\]", name)]
        here = found
        for key in keys[:-1]:
            here = here.setdefault(key, {})
        here[keys[-1]] = value
    return found


@contextmanager
def start(knobs: Knobs | None = None, port: int = 0) -> Iterator[Mautic]:
    """A Mautic on loopback for as long as the block lasts; `url` says where. Port 0 takes any that is free."""
    mautic = Mautic(knobs)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two packets, and the second would wait 40 ms

        def _serve(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = mautic.answer(self.command, self.path, dict(self.headers.items()), data)
            html = isinstance(reply.body, str)
            body = reply.body.encode() if html else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {**mautic.headers(reply.status), **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "text/html; charset=utf-8" if html else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # whoever asked was killed; what was done is done

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815  # as the library calls them

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is written to the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    mautic.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield mautic
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
