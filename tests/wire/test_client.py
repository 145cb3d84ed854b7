"""One request and what became of it, against real sockets on loopback."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import struct
import time
from pathlib import Path

import pytest
import trustme

from mapconfig.backend import NotApplied, Rejected, Unclear, Unreachable
from mapconfig.wire.client import DEEPEST, LONGEST_WAIT, Answer, Wire
from mapconfig.wire.login import Login
from mapconfig.wire.origin import Origin
from tests.wire.server import http, serving


def wire(url: str, **options: object) -> Wire:
    return Wire(Login(Origin.of(url)), lambda: {"Authorization": "Basic c2VjcmV0"}, **options)  # type: ignore[arg-type]


def reset(connection: socket.socket) -> None:
    """Close with a reset instead of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_an_answer_is_given_whatever_its_status() -> None:
    """What a status means is for the backend to say."""
    with serving(http("422 Unprocessable", b'{"errors": []}', "Mautic-Version: 5.1.1")) as server:
        answer = wire(server.url).request("POST", "/api/segments/new", query={"a": ["1", "2"]}, body={"name": "Zoë"})

    assert answer.status == 422
    assert answer.json() == {"errors": []}
    assert answer.headers["mautic-version"] == "5.1.1"
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/segments/new?a=1&a=2 HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Basic c2VjcmV0" in head
    assert json.loads(body) == {"name": "Zoë"}


@pytest.mark.parametrize(
    "act",
    [
        b"",
        reset,
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Encoding: gzip\r\n\r\nnot gzip!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"\x00\x01\x02 what is this\r\n\r\n",
    ],
    ids=["closed", "reset", "cut short", "no gzip", "cut chunk", "no http"],
)
def test_a_broken_answer_leaves_a_write_unclear_and_a_read_not_applied(act: bytes) -> None:
    """A write may have happened; a read can always be repeated."""
    with serving(act) as server:
        with pytest.raises(Unclear, match="has to be looked up"):
            wire(server.url).request("PATCH", "/api/segments/5/edit", body={})
        with pytest.raises(NotApplied, match="No usable answer came to GET"):
            wire(server.url).request("GET", "/api/segments")
        with pytest.raises(NotApplied):
            wire(server.url).request("POST", "/rpc/", body={}, reads=True)


def test_a_port_nobody_listens_on_did_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable, match="cannot be reached: the connection was refused"):
        wire(f"http://localhost:{port}").request("POST", "/x", body={})


def test_a_host_that_does_not_exist_did_nothing() -> None:
    with pytest.raises(Unreachable, match="cannot be reached: no such host"):
        wire("https://nowhere.invalid").request("GET", "/x")


def test_silence_in_answer_to_a_reading_is_nobody_there() -> None:
    """A reading has done nothing, so that it got no answer at all says something of the server alone; a request may
    have less time than others, for whoever only wants to know whether anybody is there."""
    with serving(lambda _: time.sleep(1)) as server:
        began = time.monotonic()
        with pytest.raises(Unreachable, match=r"gave no answer to GET http://localhost:\d+/x in 0.2 seconds") as found:
            wire(server.url).request("GET", "/x", seconds=0.2)
        assert found.value.hung
        with pytest.raises(Unclear, match="it took too long"):
            wire(server.url).request("POST", "/x", body={}, seconds=0.2)
        assert time.monotonic() - began < 3


def test_a_slow_answer_is_given_up() -> None:
    """Neither silence nor a byte at a time keeps a run waiting for ever."""

    def silent(connection: socket.socket) -> None:
        time.sleep(1)

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)

    def half(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx")
        time.sleep(1)

    with serving(half) as server, pytest.raises(Unreachable, match="gave no answer") as found:
        wire(server.url, request_seconds=0.3).request("GET", "/x")
    assert found.value.hung
    for act in (silent, drip, half):
        with serving(act) as server:
            began = time.monotonic()
            with pytest.raises(Unclear):
                wire(server.url, request_seconds=0.3).request("POST", "/x", body={})
            assert time.monotonic() - began < 3


def test_an_answer_is_read_up_to_its_limit_also_when_it_unpacks_to_more() -> None:
    bomb = gzip.compress(b"0" * 5_000_000)
    with serving(http("200 OK", bomb, "Content-Encoding: gzip")) as server:
        with pytest.raises(NotApplied, match="longer than 1,000,000 bytes"):
            wire(server.url, most_bytes=1_000_000).request("GET", "/x")
        assert wire(server.url).request("GET", "/x").body == b"0" * 5_000_000


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    """So a login never travels to where a redirect points."""
    with serving(http("200 OK")) as other:
        with serving(http("302 Found", b"", f"Location: {other.url}/api")) as server:
            assert wire(server.url).request("GET", "/api").status == 302
        assert other.requests == []


@pytest.mark.parametrize("path", ["//elsewhere.example/x", "https://elsewhere.example/x", "x", ""])
def test_a_path_cannot_lead_to_another_host(path: str) -> None:
    with serving(http("200 OK")) as server, pytest.raises(ValueError, match="begins with one slash"):
        wire(server.url).request("GET", path)


def test_a_path_cannot_smuggle_in_a_second_request() -> None:
    with serving(http("200 OK")) as server:
        wire(server.url).request("GET", "/a b\r\nX-Evil: 1\r\n\r\n/é?x#y")
    assert server.requests[0].startswith(b"GET /a%20b%0D%0AX-Evil:%201%0D%0A%0D%0A/%C3%A9%3Fx%23y HTTP/1.1\r\n")


def test_proxies_and_netrc_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(http("200 OK")) as proxy, serving(http("200 OK")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        (tmp_path / ".netrc").write_text("machine localhost login a password b\n")
        monkeypatch.setenv("HOME", str(tmp_path))
        Wire(Login(Origin.of(server.url))).request("GET", "/x")
    assert proxy.requests == []
    assert b"authorization" not in server.requests[0].lower()


def test_what_is_no_json_is_said_so_without_repeating_it() -> None:
    answer = Answer(502, {"content-type": "text/html; charset=utf-8"}, b"<html>ada@drip.example</html>")
    with pytest.raises(ValueError, match=r"^the answer \(502, text/html, 29 bytes\) is no JSON$"):
        answer.json()
    for body in (b"[" * 100_000, b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), b'{"a": \xff}'):
        with pytest.raises(ValueError, match=r"no JSON|nested deeper"):
            Answer(200, {}, body).json()


@pytest.mark.parametrize(
    ("type_", "body", "page"),
    [
        ("text/html; charset=utf-8", b"<p>ada@drip.example</p>", "a page for people"),
        ("text/html", b"<TITLE lang=en>\n Down for\tmaintenance &amp; so on</TITLE>",
         "a page called 'Down for maintenance & so on'"),
        ("text/html", b"<title>ada@drip.example</title>", "a page for people"),
        ("text/html", b"<title>" + b"a" * 200 + b"</title>", "a page for people"),
        ("text/html", b"<title>\x1b[2J</title>", "a page for people"),
        ("", b" <!DOCTYPE html><title>Hello</title>", "a page called 'Hello'"),
        ("application/json", b'{"title": "<html>"}', ""),
    ],
)  # fmt: skip
def test_a_page_for_people_is_called_by_its_title_and_not_repeated(type_: str, body: bytes, page: str) -> None:
    assert Answer(200, {"content-type": type_}, body).page == page


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("12", 12), ("3600", 3600), ("86400", LONGEST_WAIT), ("86401", 0), ("1000000000", 0), ("-5", 0), ("nan", 0),
        ("inf", 0), ("soon", 0), ("", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("Wed, 21 Oct 2999 07:28:00 GMT", 0),
        ("Wed, 99 Oct 2015", 0),
    ],
)  # fmt: skip
def test_what_a_server_asks_us_to_wait_is_kept_within_reason(said: str, seconds: float) -> None:
    assert Answer(429, {"retry-after": said}, b"").retry_after == seconds


def test_only_a_server_with_a_good_certificate_is_spoken_to(tmp_path: Path) -> None:
    """Self-signed, another host's, expired and outdated TLS are refused before anything is sent."""
    good, bad = trustme.CA(), trustme.CA()
    good.cert_pem.write_to_path(str(ca := tmp_path / "ca.pem"))

    def context(authority: trustme.CA, host: str = "localhost", **how: object) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host, **how).configure_cert(made)  # type: ignore[arg-type]
        return made

    with serving(http("200 OK"), tls=context(good)) as server:
        assert wire(server.url, ca_file=str(ca)).request("GET", "/").status == 200

    import datetime

    yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    for tls in (
        context(bad),
        context(good, "elsewhere.example"),
        context(good, not_before=yesterday - datetime.timedelta(days=1), not_after=yesterday),
    ):
        with serving(http("200 OK"), tls=tls) as server:
            with pytest.raises(Rejected, match=r"is not who it says it is.*Nothing was sent"):
                wire(server.url, ca_file=str(ca)).request("POST", "/", body={})
            assert server.requests == []


def test_nothing_in_an_error_repeats_who_asked() -> None:
    """What libraries say may quote the request; what we say does not."""
    with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{") as server, pytest.raises(Unclear) as raised:
        wire(server.url).request("POST", "/x", query={"token": "hush"}, body={"password": "hush"})
    assert "hush" not in str(raised.value) and "c2VjcmV0" not in str(raised.value)
    assert raised.value.__cause__ is None and raised.value.__suppress_context__


def test_a_name_server_cannot_lead_a_login_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was really reached counts, not the one that was looked up before."""
    with serving(http("200 OK")) as server:
        port = Origin.of(server.url).port
        answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
        with pytest.raises(Rejected, match=r"leads to 127\.0\.0\.1, this machine itself.* Nothing was sent"):
            wire(f"http://mautic.example:{port}").request("POST", "/x", body={})
    assert all(request == b"" for request in server.requests)
