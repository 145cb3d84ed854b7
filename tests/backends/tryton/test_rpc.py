"""What Tryton's answers mean, with a server that gives any answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from mapconfig.backend import Conflict, NotApplied, Pace, Rejected, Unclear
from mapconfig.backends.tryton.rpc import PAGE, Rpc, done
from mapconfig.errors import PlatformError
from mapconfig.wire.client import Wire
from mapconfig.wire.login import Login, Secret
from mapconfig.wire.origin import Origin

#: Status and body of an answer to a call; a body that is no bytes is sent as the result of the call.
Script = Callable[[dict[str, Any], str], tuple[int, Any]]


@contextmanager
def serving(script: Script) -> Iterator[Rpc]:
    """A server that answers by `script`, which is given the call and the header that says who asks."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, said = script({**call, "path": self.path}, self.headers.get("Authorization", ""))
            if not isinstance(said, bytes):
                said = json.dumps({"id": call["id"], **said}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Tests tell by themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    origin = Origin.of(f"http://127.0.0.1:{server.server_address[1]}")
    login = Login(origin, "ops", secrets={"password": Secret("canary-3141")})
    rpc = Rpc(Wire(login), login, "drip", pace=Pace(pause=0.001))
    try:
        yield rpc
    finally:
        rpc.wire.close()
        server.shutdown()
        thread.join()
        server.server_close()


def logged_in(then: Script) -> Script:
    """Accept the login, and answer all else by `then`."""

    def script(call: dict[str, Any], who: str) -> tuple[int, Any]:
        if call["method"] == "common.db.login":
            return 200, {"result": [7, "token", None]}
        return then(call, who)

    return script


def always(status: int, said: Any) -> Script:
    return logged_in(lambda *_: (status, said))


@pytest.mark.parametrize(
    ("status", "said", "reading", "writing"),
    [
        (200, {"error": ["ConcurrencyException", "Records were modified"]}, Conflict, Conflict),
        (200, {"error": ["UserError", ["The name must be unique.", "", None]]}, Rejected, Rejected),
        (200, {"error": ["UserError", "x"]}, Rejected, Rejected),
        (200, {"error": ["UserWarning", ["name", "Really?", ""]]}, Rejected, Rejected),
        (200, {"error": ["LoginException", ["password", "Password"]]}, Rejected, Rejected),
        (200, {"error": ["'nofield'", ""]}, Rejected, Rejected),
        (200, {"error": "it broke"}, Rejected, Rejected),
        (200, {"result": 1, "error": None}, NotApplied, Unclear),
        (200, {}, NotApplied, Unclear),
        (200, {"id": 999, "result": 1}, NotApplied, Unclear),
        (200, b"[]", NotApplied, Unclear),
        (200, b"<html>", NotApplied, Unclear),
        (200, b"", NotApplied, Unclear),
        (500, b"", NotApplied, Unclear),
        (503, b"parser stack overflow", NotApplied, Unclear),
        (504, b"", NotApplied, Unclear),
        (429, b"", NotApplied, NotApplied),
        (400, b"", Rejected, Rejected),
        (403, b"<h1>Forbidden</h1>", Rejected, Rejected),
        (404, b"", Rejected, Rejected),
        (302, b"", Rejected, Rejected),
    ],
)
def test_an_answer_says_what_may_be_done_next(
    status: int, said: Any, reading: type[PlatformError], writing: type[PlatformError]
) -> None:
    """An error of Tryton's own was rolled back; a 5xx and what cannot be understood may have been done. A reading is
    asked again, and never ends as unclear."""
    with serving(always(status, said)) as rpc:
        with pytest.raises(PlatformError) as read:
            rpc.ask("model.x.read", [1])
        with pytest.raises(PlatformError) as wrote:
            rpc.write("model.x.write", [1], {})

    assert type(read.value) is reading
    assert type(wrote.value) is writing
    assert str(wrote.value)


def test_a_session_that_was_forgotten_is_opened_again() -> None:
    """A 401 has done nothing, so the call is made again, once."""
    tokens: list[str] = []

    def script(call: dict[str, Any], who: str) -> tuple[int, Any]:
        if call["method"] == "common.db.login":
            tokens.append(f"token{len(tokens)}")
            return 200, {"result": [7, tokens[-1], None]}
        tokens.append(who)
        return (401, b"") if len(tokens) < 4 else (200, {"result": "done"})

    with serving(script) as rpc:
        assert rpc.write("model.x.write", [1], {}) == "done"
        assert rpc.user == 7
    assert len(tokens) == 4
    assert tokens[1] != tokens[3]

    with serving(always(401, b"")) as rpc, pytest.raises(Rejected, match="just opened"):
        rpc.write("model.x.write", [1], {})


@pytest.mark.parametrize(
    "said", [(401, b""), (200, {"result": None}), (200, {"result": [1]}), (200, {"result": ["x", "y"]})]
)
def test_a_login_that_is_not_accepted_is_told_without_the_password(said: tuple[int, Any]) -> None:
    """The message names user, server and database, and no secret."""
    with serving(lambda *_: said) as rpc, pytest.raises(Rejected) as raised:
        rpc.ask("model.x.read", [1])

    assert "ops" in str(raised.value)
    assert "drip" in str(raised.value)
    assert "canary" not in str(raised.value)


def test_what_was_read_goes_with_a_write() -> None:
    """The timestamps are in the context, beside the language and that archived records count."""
    calls: list[dict[str, Any]] = []

    def script(call: dict[str, Any], who: str) -> tuple[int, Any]:
        calls.append(call)
        return 200, {"result": None}

    with serving(logged_in(script)) as rpc:
        rpc.write("model.x.write", [1], {"a": 1}, read={"x,1": "1.5"})
        rpc.write("model.x.create", [{}])
        rpc.plain("common.server.version")

    assert calls[0]["params"] == [[1], {"a": 1}, {"language": "en", "active_test": False, "_timestamp": {"x,1": "1.5"}}]
    assert calls[1]["params"][-1] == {"language": "en", "active_test": False}
    assert (calls[2]["path"], calls[2]["params"]) == ("/rpc/", [])


def test_a_long_list_is_read_to_its_end_whatever_is_deleted_meanwhile() -> None:
    """Each page begins after the last id of the one before: what goes from an earlier page shifts nothing."""
    there = list(range(1, 2 * PAGE + 11))

    def script(call: dict[str, Any], who: str) -> tuple[int, Any]:
        domain, _, most, _, _, _ = call["params"]
        after = next(clause[2] for clause in domain if clause[:2] == ["id", ">"])
        page = [{"id": number} for number in there if number > after][:most]
        del there[:3]
        return 200, {"result": page}

    with serving(logged_in(script)) as rpc:
        found = [each["id"] for each in rpc.all("x", ["name", "=", "y"], ["name"])]

    assert found == list(range(1, 2 * PAGE + 11))


def test_records_that_are_none_are_told() -> None:
    """An answer of another form is an error, and never an empty list."""
    answers: list[dict[str, Any]] = [{"result": None}, {"result": [1]}, {"result": [{}]}]
    for said in answers:
        with serving(always(200, said)) as rpc, pytest.raises(PlatformError, match="something else"):
            rpc.all("x", [], ["name"])


@pytest.mark.parametrize("error", [NotApplied("Busy."), Rejected("No."), Conflict("Late.")])
def test_what_follows_a_write_cannot_make_it_undone(error: PlatformError) -> None:
    """Whoever hears of a failure after a write looks first, and does not write again."""
    with pytest.raises(Unclear, match=r"was written before\."), done():
        raise error
