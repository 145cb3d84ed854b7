"""The embedded platform behind HTTP is the embedded platform, and its adapter holds what every backend promises."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mapconfig.address import Address
from mapconfig.backend import Backend, Live, NotApplied, Pace, Rejected, Unclear
from mapconfig.backends.embedded.faults import Faults
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import QUIRKS
from mapconfig.errors import InputError, UsageError
from mapconfig.testing import BackendContract, Ids, asset, kinds, proxy
from mapconfig.testing.proxy import Chances, Fault
from mapconfig.testing.served import Served, Serving, connect, start
from mapconfig.testing.served.server import listening


def logins(*urls: str, password: str = "served") -> str:
    """What `MAPCONFIG_LOGINS` says for these."""
    return "\n".join(f'["{url}"]\nuser = "mapconfig"\npassword = {{command = ["echo", "{password}"]}}' for url in urls)


class TestServed(BackendContract):
    """The contract over real HTTP."""

    quirks: frozenset[str] = frozenset()

    @pytest.fixture(autouse=True)
    def account(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        with ExitStack() as stack:
            self.served: list[Serving] = []
            for name in ("one", "other"):
                platform = Platform(tmp_path / f"{name}.sqlite3")
                platform.configure(quirks=self.quirks)
                self.served.append(stack.enter_context(start(platform)))
            monkeypatch.setenv("MAPCONFIG_LOGINS", logins(*(each.url for each in self.served)))
            yield

    def connect(self) -> Served:
        return connect({"url": self.served[0].url}, ".", kinds())

    def another_account(self) -> Served:
        return connect({"url": self.served[1].url}, ".", kinds())

    def sent(self, backend: Backend) -> int:
        return len(self.served[0].platform.requests())

    def set_unknown(self, backend: Backend, live: Live) -> bool:
        self.served[0].platform.annotate(live.address.kind, int(live.remote_id), {"colour": "green"})
        return True

    def unknown(self, backend: Backend, live: Live) -> object:
        stored = self.served[0].platform.one(live.address.kind, int(live.remote_id))
        return stored and stored.extra


class TestServedWithQuirks(TestServed):
    """The contract, where the platform rewrites what it is given."""

    quirks = frozenset(QUIRKS)


@pytest.fixture
def serving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    """An account with one list."""
    with start(Platform(tmp_path / "one.sqlite3"), settle=0.3) as made:
        monkeypatch.setenv("MAPCONFIG_LOGINS", logins(made.url))
        connect({"url": made.url}, ".", kinds()).create(
            Address("list/vip"), asset("list/vip", title="VIP").attributes, Ids()
        )
        yield made


#: Waits that a test can afford.
QUICK = {"pause": 0.001}


def at(url: str, monkeypatch: pytest.MonkeyPatch, *, password: str = "served", **settings: Any) -> Served:
    """A connection to `url`."""
    monkeypatch.setenv("MAPCONFIG_LOGINS", logins(url, password=password))
    return connect({"url": url, "pace": QUICK, **settings}, ".", kinds())


def test_it_says_itself_how_long_it_takes_to_settle(serving: Serving) -> None:
    """And how fast it may be asked is for the settings to say."""
    backend = connect({"url": serving.url, "pace": {"requests_per_second": 500}}, ".", kinds())

    assert backend.settle == 0.3
    assert backend.pace == Pace(requests_per_second=500)
    assert backend.identity() == f"served:{serving.platform.instance}"


@pytest.mark.parametrize("settings", [{}, {"url": 5}, {"url": "http://localhost:1", "file": "x"}, {"seconds": "9"}])
def test_settings_that_make_no_sense_are_told(settings: dict[str, Any]) -> None:
    """Before anything is asked."""
    with pytest.raises(InputError, match=r"settings\.url"):
        connect(settings, ".", kinds())


def test_nothing_is_sent_without_a_login(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor with a wrong one, after it was refused."""
    monkeypatch.setenv("MAPCONFIG_LOGINS", logins("https://elsewhere.example"))
    with pytest.raises(UsageError, match="no login"):
        connect({"url": serving.url}, ".", kinds())
    with pytest.raises(Rejected, match="does not let mapconfig in"):
        at(serving.url, monkeypatch, password="guess")


def test_a_login_that_ends_is_renewed(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody notices."""
    serving.token_seconds = 0.0
    with pytest.raises(NotApplied):
        at(serving.url, monkeypatch)
    serving.token_seconds = 60
    backend = at(serving.url, monkeypatch)
    serving._tokens.clear()

    assert [live.address for live in backend.fetch(["list"], Ids())] == ["list/vip"]


@pytest.mark.parametrize("fault", sorted(set(Fault) - {Fault.STALE, Fault.LATE}))
def test_a_reading_survives_every_fault(serving: Serving, monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    """It is put again; the answer is the right one."""
    chances = Chances(rate=1.0, faults=frozenset({fault}), most=2, wait=0.01, slow=0.01)
    with proxy.start(serving.url, chances) as between:
        backend = at(between.url, monkeypatch)

        assert [live.attributes["title"] for live in backend.fetch(["list"], Ids())] == ["VIP"]
        assert between.counts() == {fault: 2}


@pytest.mark.parametrize("fault", sorted(set(Fault) - {Fault.STALE}))
def test_what_became_of_a_write_is_never_guessed(
    serving: Serving, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    """NotApplied only where the platform has not got it; Unclear wherever it may have."""
    with proxy.start(serving.url, Chances(settle=0.05)) as between:
        backend = at(between.url, monkeypatch)
        between.chances = Chances(rate=1.0, faults=frozenset({fault}), settle=0.05, wait=0.01, slow=0.01, most=2)
        before = len(serving.platform.requests())

        try:
            backend.create(Address("list/new"), asset("list/new", title="New").attributes, Ids())
            outcome = "done"
        except NotApplied:
            outcome = "not applied"
        except Unclear:
            outcome = "unclear"
    happened = len(serving.platform.requests()) - before

    assert happened <= 1
    if outcome == "done":
        assert happened == 1
    if outcome == "not applied":
        assert happened == 0
    if happened and fault is not Fault.SLOW:
        assert outcome == "unclear"


def test_what_the_platform_itself_says_is_passed_on(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy, refused for good, lost: each as what the caller can act on."""
    backend = at(serving.url, monkeypatch)
    new = Address("list/new")
    serving.platform.faults = Faults(before=1.0)
    with pytest.raises(NotApplied) as refused:
        backend.create(new, {}, Ids())
    assert refused.value.retry_after == 0.01
    serving.platform.faults = Faults(after=1.0)
    with pytest.raises(Unclear, match="broke before the answer"):
        backend.create(new, {}, Ids())
    serving.platform.faults = Faults()
    with pytest.raises(Rejected, match="already"):
        backend.create(new, {}, Ids())


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("POST", "/objects/list/1", {}, 404),
        ("POST", "/objects/list", {"alias": "x"}, 400),
        ("PATCH", "/objects/list/1", [], 400),
        ("GET", "/account", "noise", 400),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    serving: Serving, method: str, path: str, body: Any, status: int
) -> None:
    """With a sentence, by a server that goes on."""
    where = urlsplit(serving.url)
    serving._tokens["t"] = float("inf")
    connection = http.client.HTTPConnection(where.hostname or "", where.port)
    data = "{" if body == "noise" else json.dumps(body) if body is not None else None
    connection.request(method, path, body=data, headers={"Authorization": "Bearer t"})
    answer = connection.getresponse()

    assert answer.status == status
    assert json.loads(answer.read())["error"]
    connection.close()


@pytest.mark.parametrize("login", [{"token": "t"}, {}, None])
def test_what_is_no_account_is_told(login: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of something else gives answers that are none."""

    def other(method: str, target: str, authorization: str, data: bytes) -> tuple[int, Any]:
        return (200, login) if target == "/login" and login is not None else (404, None)

    with listening(other, 0) as url, pytest.raises((NotApplied, Rejected)):
        at(url, monkeypatch)


@pytest.mark.slow
def test_an_account_can_be_served_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program says where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mapconfig.testing.served", str(tmp_path / "one.sqlite3"), "--settle", "0.5"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    backend = at(process.stdout.readline().strip(), monkeypatch)
    assert (backend.settle, list(backend.fetch(["list"], Ids()))) == (0.5, [])
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    process.stdout.close()
