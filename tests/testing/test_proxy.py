"""What stands between is as bad as it says, the same for the same seed, and never worse."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from mapconfig.backend import NotApplied, Unclear
from mapconfig.testing import proxy
from mapconfig.testing.proxy import Chances, Fault, Moment
from mapconfig.testing.proxy.faults import BEFORE
from mapconfig.testing.proxy.memory import Memory, Reply
from mapconfig.testing.served.server import listening
from mapconfig.wire.client import Answer, Wire
from mapconfig.wire.login import Login
from mapconfig.wire.origin import Origin


class Counter:
    """A platform with one number: POST adds one to it, GET tells it."""

    def __init__(self) -> None:
        self.number = 0

    def answer(self, method: str, target: str, authorization: str, data: bytes) -> tuple[int, object]:
        self.number += method == "POST"
        return 200, {"number": self.number, "sent": data.decode()}


@contextmanager
def between(*faults: Fault, rate: float = 1.0, **more: object) -> Iterator[tuple[Counter, proxy.Between]]:
    """A platform, and what stands in front of it with just these faults."""
    platform = Counter()
    chances = Chances(rate=rate, faults=frozenset(faults), settle=0.2, slow=0.04, **more)  # type: ignore[arg-type]
    with listening(platform.answer, 0) as url, proxy.start(url, chances) as made:
        yield platform, made


def ask(url: str, method: str = "POST", headers: dict[str, str] | None = None) -> Answer:
    """One request with a body by our own client."""
    wire = Wire(Login(Origin.of(url)), request_seconds=5)
    try:
        return wire.request(method, "/counter", body={"add": 1} if method == "POST" else None, headers=headers)
    finally:
        wire.close()


def test_without_chances_it_passes_everything_on() -> None:
    """Method, target, body and answer arrive as they were sent."""
    with between(rate=0.0) as (_, made):
        answer = ask(made.url)

        assert (answer.status, answer.json()) == (200, {"number": 1, "sent": '{"add": 1}'})
        assert (made.requests, made.log, made.counts()) == (1, [], {})


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.BUSY, 429),
        (Fault.BUSY_DATE, 429),
        (Fault.BUSY_ABSURD, 429),
        (Fault.BUSY_SILENT, 429),
        (Fault.FAILED, 500),
        (Fault.PAGE, 502),
        (Fault.EXPIRED, 401),
        (Fault.FAILED_AFTER, 500),
        (Fault.PAGE_AFTER, 200),
        (Fault.WRONG, 200),
        (Fault.SHORT, 200),
        (Fault.SLOW, 200),
    ],
)
def test_an_answer_can_be_a_bad_one(fault: Fault, status: int) -> None:
    """The status is what it says, and the platform has done it or not as the fault says."""
    with between(fault) as (platform, made):
        answer = ask(made.url, headers={"Authorization": "Bearer x"})

        assert answer.status == status
        assert platform.number == (fault not in BEFORE)
        assert [(each.fault, each.reached, each.path) for each in made.log] == [
            (fault, fault not in BEFORE, "/counter")
        ]
        if fault in (Fault.SHORT, Fault.PAGE_AFTER, Fault.PAGE):
            with pytest.raises(ValueError, match="is no JSON"):
                answer.json()
        if fault is Fault.SLOW:
            assert answer.json()["number"] == 1
        if fault is Fault.BUSY:
            assert answer.retry_after == 1


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.LOST_AFTER, Fault.CUT, Fault.LATE])
def test_an_answer_can_stay_away(fault: Fault) -> None:
    """Whoever asked cannot tell whether it was done; a late write is, a moment later."""
    with between(fault) as (platform, made):
        with pytest.raises(Unclear):
            ask(made.url)
        at_once = platform.number

    assert at_once == (fault in (Fault.LOST_AFTER, Fault.CUT))
    assert platform.number == (fault is not Fault.LOST)


def test_a_reading_can_be_behind_the_times_and_not_for_longer_than_it_says() -> None:
    """Never more than `settle` seconds, and never an answer that was not true in that time."""
    with between(rate=0.0) as (_, made):
        ask(made.url, "GET")
        ask(made.url)
        made.chances = Chances(rate=1.0, faults=frozenset({Fault.STALE}), settle=0.2)

        assert ask(made.url, "GET").json()["number"] == 0
        time.sleep(0.25)
        assert ask(made.url, "GET").json()["number"] == 1
        assert made.counts() == {Fault.STALE: 1}


def test_what_was_true_before_a_write_that_is_long_past_is_not_remembered() -> None:
    """By a clock of its own."""
    now = [0.0]
    memory = Memory(lambda: now[0])
    one, other = Reply(200, (), b"1"), Reply(200, (), b"2")
    memory.keep("q", one)
    now[0] = 5.0
    memory.wrote()
    now[0] = 6.0
    assert memory.older("q", other, 2.0) == one
    assert memory.older("q", one, 2.0) is None
    now[0] = 9.0
    assert memory.older("q", other, 2.0) is None
    memory.keep("bad", Reply(500, (), b"1"))
    assert memory.older("bad", other, 100.0) is None
    for number in range(5_001):
        memory.keep(number, one)
    assert memory.older("q", other, 100.0) is None, "what is remembered is bounded"


def test_late_and_stale_together_take_no_longer_than_it_says() -> None:
    """Once a write that was given up can no longer be late, nothing shows what was there before it."""
    now = [0.0]
    memory = Memory(lambda: now[0])
    old, new = Reply(200, (), b"old"), Reply(200, (), b"new")
    memory.keep("q", old)
    now[0] = 1.0
    given_up = memory.now()
    now[0] = 1.5
    memory.keep("q", old)
    now[0] = 1.9
    memory.wrote()
    memory.arrived(given_up)
    now[0] = 2.1

    assert memory.older("q", new, 1.0) is None


def test_a_late_write_has_arrived_by_the_time_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is: whoever asks after that is kept waiting for it."""
    slow = time.sleep
    monkeypatch.setattr("mapconfig.testing.proxy.server.time.sleep", lambda seconds: slow(seconds * 4))
    with between(Fault.LATE) as (_, made):
        with pytest.raises(Unclear):
            ask(made.url)
        made.chances = Chances(settle=0.2)
        slow(0.2)

        assert ask(made.url, "GET").json()["number"] == 1


def test_faults_that_a_request_cannot_have_are_left_out() -> None:
    """A reading cannot be late, a write is not read, and who has no login cannot lose it."""
    with between(Fault.LATE, Fault.EXPIRED) as (_, made):
        assert ask(made.url, "GET").status == 200
    with between(Fault.STALE, Fault.EXPIRED) as (_, made):
        assert ask(made.url).status == 200
        assert made.log == []


def test_the_same_seed_has_the_same_faults_and_another_has_others() -> None:
    """So a run can be repeated."""

    def drawn(seed: int) -> list[Fault | None]:
        chances = Chances(seed=seed, rate=0.3)
        return [chances.draw(number)[0] for number in range(1, 400)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert 80 < sum(fault is not None for fault in drawn(1)) < 160
    assert set(drawn(1)) >= set(Fault)
    with pytest.raises(ValueError, match="between 0 and 1"):
        Chances(rate=1.5)


def test_faults_are_bounded_in_all_and_in_a_row() -> None:
    """`most` and `in_a_row` let a run end."""
    with between(Fault.FAILED, most=2) as (_, made):
        assert [ask(made.url).status for _ in range(4)] == [500, 500, 200, 200]
    with between(Fault.FAILED, in_a_row=2) as (_, made):
        assert [ask(made.url).status for _ in range(5)] == [500, 500, 200, 500, 500]


def test_somebody_can_do_something_at_each_moment_of_a_request() -> None:
    """Such as to kill whoever asks between the effect and the answer."""
    seen: list[tuple[int, Moment, int]] = []
    platform = Counter()
    with (
        listening(platform.answer, 0) as url,
        proxy.start(url, watch=lambda number, moment: seen.append((number, moment, platform.number))) as made,
    ):
        ask(made.url)
        for _ in range(100):
            if len(seen) == 3:
                break
            time.sleep(0.01)

    assert seen == [(1, Moment.RECEIVED, 0), (1, Moment.DONE, 1), (1, Moment.ANSWERED, 1)]


def test_a_platform_that_is_not_there_is_silence() -> None:
    """As when it has crashed."""
    with listening(Counter().answer, 0) as url:
        pass
    with proxy.start(url) as made, pytest.raises(NotApplied):
        ask(made.url, "GET")
    with pytest.raises(ValueError, match="http or https URL"), proxy.start("ftp://localhost"):
        pass


def test_many_may_ask_at_once() -> None:
    """Each has its own connection, and each request its own number."""
    with between(rate=0.0) as (platform, made):
        threads = [threading.Thread(target=ask, args=(made.url,)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (platform.number, made.requests) == (12, 12)


@pytest.mark.slow
def test_it_can_be_run_by_itself_in_front_of_anything() -> None:
    """It says where it listens, and when it is stopped what it did."""
    with listening(Counter().answer, 0) as url:
        words = ["--upstream", url, "--rate", "1", "--only", "failed-after", "--seed", "7"]
        process = subprocess.Popen(
            [sys.executable, "-m", "mapconfig.testing.proxy", *words], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        where = urlsplit(process.stdout.readline().strip())
        connection = http.client.HTTPConnection(where.hostname or "", where.port)
        connection.request("GET", "/")
        assert connection.getresponse().status == 500
        connection.close()
        process.send_signal(signal.SIGINT)
        said = json.loads(process.communicate(timeout=30)[0])

    assert said == {"requests": 1, "faults": {"500 after the effect": 1}}
