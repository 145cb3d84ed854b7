"""Whoever looks at a terminal on which nothing happens is told what is waited for."""

from __future__ import annotations

import threading
from contextvars import Context

import pytest

from mapconfig.wire.waiting import AFTER, telling, told_of


def test_a_request_that_takes_long_is_told_once() -> None:
    """With what was asked, and for how long it is waited at most; one that is answered soon is not."""
    said: list[str] = []
    heard = threading.Event()

    def tell(text: str) -> None:
        said.append(text)
        heard.set()

    def run() -> None:
        telling(tell)
        with told_of("GET https://mautic.example/api/segments", 60.0, after=30.0):
            pass
        with told_of("GET https://mautic.example/api/emails", 60.0, after=0.01):
            assert heard.wait(10)

    Context().run(run)

    assert said == ["waiting for an answer to GET https://mautic.example/api/emails, for 60 seconds at most"]


def test_who_has_nobody_to_tell_waits_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """And so does a probe, which ends before anybody would be told."""
    monkeypatch.setattr(threading, "Timer", None)

    def run() -> None:
        with told_of("GET /x", 60.0):
            pass
        telling(lambda _: None)
        with told_of("GET /x", AFTER):
            pass
        with pytest.raises(TypeError), told_of("GET /x", 60.0):
            pass

    Context().run(run)
