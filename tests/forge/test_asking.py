"""What a forge answers when it is not well, over real HTTP."""

from __future__ import annotations

import pytest
from tests.wire.server import http, serving

from mapconfig.backend import NotApplied, Rejected
from mapconfig.errors import PlatformError
from mapconfig.forge.asking import Asking, text
from mapconfig.wire.login import Secret

SECRET = Secret("t0ken")


def test_a_busy_forge_is_asked_again() -> None:
    """A reading is put again, after the pause that the forge asks for."""
    busy = [http(status, b"", "Retry-After: 0") for status in ("503 Busy", "429 Too Many", "403 No")]
    with serving(*busy, http("200 OK", b'{"login": "bot"}')) as server:
        found = Asking(server.url, SECRET, "Bearer").get("/user")

    assert (found, len(server.requests)) == ({"login": "bot"}, 4)


def test_a_write_is_not_put_again() -> None:
    """A second comment would be the price."""
    with serving(http("429 Too Many")) as server, pytest.raises(NotApplied, match="asked less often"):
        Asking(server.url, SECRET, "Bearer").send("POST", "/notes", {})

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (http("404 Not Found", b"t0ken"), Rejected, "shows it to nobody"),
        (http("418 Teapot", b"t0ken"), Rejected, "refused it"),
        (http("200 OK", b"<html>t0ken"), PlatformError, "cannot be understood"),
        (http("301 Moved", b"", "Location: https://evil.example"), Rejected, "refused it"),
    ],
)
def test_what_goes_wrong_is_a_sentence_without_what_was_sent(answer: bytes, error: type[Exception], said: str) -> None:
    """Nothing of an answer is repeated, and no redirect is followed."""
    with serving(answer) as server, pytest.raises(error, match=said) as found:
        Asking(server.url, SECRET, "Bearer").get("/repos/a/b")

    assert "t0ken" not in str(found.value)
    assert len(server.requests) == 1


def test_what_is_no_list_is_said_so() -> None:
    """A proxy that answers with a page of its own."""
    with serving(http("200 OK", b'{"message": "hello"}')) as server, pytest.raises(PlatformError, match="no list"):
        list(Asking(server.url, SECRET, "Bearer").pages("/notes", {}))


def test_pages_end_somewhere() -> None:
    """A forge that always gives a full page is not read for ever."""
    with serving(http("200 OK", b"[" + b",".join([b"{}"] * 100) + b"]")) as server:
        assert len(list(Asking(server.url, SECRET, "Bearer").pages("/notes", {}))) == 5_000

    assert len(server.requests) == 50


def test_text_is_taken_out_of_whatever_shape() -> None:
    """What is not there, or is something else, is empty."""
    assert text({"a": {"b": "c"}}, "a", "b") == "c"
    assert text({"a": 3}, "a") == "3"
    odd: list[object] = [{}, [], None, {"a": ["b"]}, {"a": {"b": None}}]
    for value in odd:
        assert text(value, "a", "b") == ""
