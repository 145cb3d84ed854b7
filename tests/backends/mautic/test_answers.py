"""What an answer means: certainly nothing happened, nobody knows, or what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from mapconfig.backend import NotApplied, Pace, Rejected, Unclear
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Listings
from mapconfig.backends.mautic.session import session
from mapconfig.backends.mautic.types import SEGMENT
from mapconfig.errors import PlatformError, UsageError
from mapconfig.wire.client import LONGEST_WAIT, Answer
from mapconfig.wire.login import Login, Secret
from mapconfig.wire.origin import Origin

HERE = Origin.of("https://mautic.example")


class Wire:
    """A platform that gives one answer, whatever is asked."""

    origin = HERE
    pace = Pace(pause=0.001)

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answer = Answer(status, {"content-type": "application/json", **(headers or {})}, data)

    def request(self, *_: Any, **__: Any) -> Answer:
        return self.answer


def api(status: int, body: Any, **headers: str) -> Api:
    login = Login(HERE, user="admin", secrets={"password": Secret("x")})
    wire: Any = Wire(status, body, {name.replace("_", "-"): value for name, value in headers.items()})
    return Api(wire, session(login, "/oauth/v2/token"), clock=lambda: 1000.0)


@pytest.mark.parametrize(
    ("status", "body", "reading", "writing", "words"),
    [
        (500, {"errors": [{"message": "Looks like an error"}]}, NotApplied, Unclear, "Looks like an error"),
        (502, b"<html>", NotApplied, Unclear, "with error 502: a page for people"),
        (503, b"<title>Down for maintenance</title>", NotApplied, Unclear, "it gives no reason"),
        (503, b"<!DOCTYPE html>\n<title>\nDown &amp; out </title>", NotApplied, Unclear, "a page called 'Down & out'"),
        (200, b"<html>", NotApplied, Unclear, "https://mautic.example/api gave a page for people where the API"),
        (200, b"", NotApplied, Unclear, "no JSON"),
        (200, [1], NotApplied, Unclear, "no object"),
        (200, {"other": 1}, NotApplied, Unclear, "no list in it"),
        (403, {"errors": {"0": {"message": "not   allowed"}}}, Rejected, Rejected, "not allowed"),
        (400, {"errors": ["x"]}, Rejected, Rejected, "it gives no reason"),
        (422, {"errors": []}, Rejected, Rejected, "it gives no reason"),
        (200, {"errors": [{"message": "but no"}]}, Rejected, Rejected, "but no"),
    ],
)
def test_an_answer_that_is_no_success_says_what_may_have_happened(
    status: int, body: Any, reading: type[PlatformError], writing: type[PlatformError], words: str
) -> None:
    """A reading can have done nothing; a write without a usable answer may have been done."""
    asked = api(status, body)

    with pytest.raises(reading, match=words):
        asked.one(SEGMENT, "1")
    with pytest.raises(writing, match=words):
        asked.create(SEGMENT, {"name": "A"})
    assert asked.written == (1 if words == "no list in it" else 0)


def test_a_thing_without_an_id_may_have_been_made() -> None:
    with pytest.raises(Unclear, match="no id"):
        api(201, {"list": {"name": "A", "id": None}}).create(SEGMENT, {"name": "A"})


def test_a_list_that_may_not_be_seen_is_told_by_its_name() -> None:
    """Whoever reads the message knows which right is missing."""
    with pytest.raises(Rejected, match=r"The lists cannot be read: .* does not allow it \(403\)"):
        Listings(api(403, {"errors": []})).of(SEGMENT)


@pytest.mark.parametrize(
    "body",
    [
        {"total": 1, "lists": None},
        {"total": 1, "lists": [1]},
        {"total": 1, "lists": "x"},
        {"total": "many", "lists": []},
        {"total": 1},
        {"total": 2, "lists": [{"id": "x"}, {"id": 2}]},
        {"total": 2, "lists": [{"id": 1}, {"id": 1}]},
        {"total": 9, "lists": []},
    ],
)
def test_a_list_in_a_strange_form_is_not_taken_for_the_whole(body: Any) -> None:
    """What is missed would look deleted."""
    with pytest.raises(NotApplied):
        api(200, body).all(SEGMENT)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"x_ratelimit_reset": "1010"}, 10.0),
        ({"x_ratelimit_reset": "900"}, 0.0),
        ({"x_ratelimit_reset": "soon"}, 0.0),
        ({"x_ratelimit_reset": "9999999"}, LONGEST_WAIT),
        ({}, 0.0),
    ],
)
def test_how_long_to_wait_is_told(headers: dict[str, str], seconds: float) -> None:
    with pytest.raises(NotApplied) as raised:
        api(429, {"errors": [{"message": "too many"}]}, **headers).create(SEGMENT, {})
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, {}, NotApplied),
        (429, {}, NotApplied),
        (400, {"error": "invalid_client"}, Rejected),
        (200, b"<html>", Rejected),
        (200, [1], Rejected),
        (200, {"access_token": 5}, Rejected),
    ],
)
def test_a_token_that_is_not_given_is_told(
    monkeypatch: pytest.MonkeyPatch, status: int, body: Any, error: type[PlatformError]
) -> None:
    """With the name of the client and never with its secret."""
    monkeypatch.setattr("mapconfig.backends.mautic.session.Wire", lambda _: Wire(status, body))
    login = Login(HERE, client_id="1_client", secrets={"client_secret": Secret("hidden")})

    with pytest.raises(error) as raised:
        session(login, "/oauth/v2/token").headers()
    assert "hidden" not in str(raised.value)


def test_a_login_without_anybody_is_no_login() -> None:
    with pytest.raises(UsageError, match="needs user and password"):
        session(Login(HERE), "/oauth/v2/token")


def test_any_other_answer_that_is_an_object_is_given() -> None:
    asked = api(200, {"success": 1}, mautic_version="5.1.1")

    assert asked.get("users/self") == asked.send("POST", "segments/1/contact/1/add") == {"success": 1}
    assert asked.version == "5.1.1"
    assert asked.written == 1


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<html><title>404 Not Found</title>", "has a page called '404 Not Found' where"),
        ({"errors": [{"message": "Requested URL not found: /x/api/segments", "code": 404}]}, "has nothing where"),
    ],
)
def test_an_address_without_an_api_is_told_with_what_to_look_at(body: Any, found: str) -> None:
    """A wrong path, or an API that is switched off; never a list without anything in it."""
    acts: list[Callable[[Api], object]] = [
        lambda each: each.all(SEGMENT),
        lambda each: each.create(SEGMENT, {}),
        lambda each: each.probe(),
    ]
    words = rf"https://mautic.example/api {found} .*Look whether `url` in mapconfig.yaml"
    for act in acts:
        with pytest.raises(Rejected, match=words):
            act(api(404, body))


def test_a_thing_that_is_gone_is_no_wrong_address() -> None:
    """Mautic says so in its own words, with the same status."""
    gone = {"errors": [{"message": "Item was not found.", "code": 404}]}

    assert api(404, gone).one(SEGMENT, "1") is None
    with pytest.raises(Rejected, match=r"refuses it \(404\): Item was not found"):
        api(404, gone).patch(SEGMENT, "1", {})
