"""List e-mails that are kept from some, on the stand-in over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backends.mautic.kinds.there import There, lost

from mapconfig.address import Address
from mapconfig.backend import Conflict, Live, Rejected, Unclear
from mapconfig.model import normalise
from mapconfig.testing import kinds
from mapconfig.testing.mautic import Mautic as Server

NEWS: dict[str, Any] = {
    "title": "News",
    "subject": "News",
    "body": "<p>x</p>",
    "type": "list",
    "to": ["list/customers"],
    "suppress": ["list/fatigued", "list/vip"],
}


@pytest.fixture
def there(server: Server) -> There:
    return There(server)


def kept(there: There, attributes: dict[str, Any]) -> dict[str, Any]:
    return there.backend.kept("email", normalise(kinds()["email"], attributes))


def lists(there: There, live: Live) -> list[dict[str, Any]]:
    """The segments that the e-mail goes to, as the server has them."""
    segments = there.server.store.of("segments")
    return [segments[number] for number in there.server.store.of("emails")[int(live.remote_id)]["lists"]]


def number(there: There, key: str) -> int:
    return int(there.names.remote_id(Address(f"list/{key}")) or 0)


def test_it_goes_to_a_segment_of_those_who_are_left(there: There) -> None:
    """Who is on its lists, and on none that it suppresses; the segment says what it is for, and is no list."""
    live = there.make("email/news", NEWS)

    [segment] = lists(there, live)
    asked = [(row["field"], row["operator"], row["properties"]["filter"]) for row in segment["filters"]]
    assert asked == [
        ("leadlist", "in", [number(there, "customers")]),
        ("leadlist", "!in", [number(there, "fatigued")]),
        ("leadlist", "!in", [number(there, "vip")]),
    ]
    assert all(row["glue"] == "and" for row in segment["filters"])
    assert (segment["name"], segment["isPublished"], segment["isGlobal"]) == (
        "News (mapconfig recipients)",
        True,
        False,
    )
    assert "who gets it" in segment["description"]
    assert live.attributes == kept(there, NEWS)
    assert {each.address for each in there.backend.fetch(["list"], there.names)} == {
        "list/customers",
        "list/fatigued",
        "list/vip",
    }
    assert next(each for each in there.backend.fetch(["email"], there.names) if each.address == "email/news") == live
    assert there.backend.find(live.address, NEWS, there.names) == [live]


@pytest.mark.parametrize(
    "change",
    [
        {"suppress": ["list/vip"]},
        {"to": ["list/vip"], "suppress": ["list/fatigued"]},
        {"title": "Other news"},
        {"subject": "Others"},
        {"suppress": []},
        {"type": "journey", "to": [], "suppress": []},
    ],
    ids=["fewer", "others", "title", "subject", "none", "another type"],
)
def test_it_becomes_what_it_is_to_be_and_back(there: There, change: dict[str, Any]) -> None:
    """The segment stays the same one as long as there is one, and goes when there is none."""
    live = there.make("email/news", NEWS)
    before = lists(there, live)[0]["id"]
    wanted = {name: value for name, value in {**NEWS, **change}.items() if value}

    now = there.change(live, wanted)
    assert now.attributes == kept(there, wanted)
    segments = there.server.store.of("segments")
    assert (before in segments) is bool(wanted.get("suppress"))
    again = there.change(now, NEWS)
    assert again.attributes == kept(there, NEWS)
    assert len([each for each in segments.values() if "recipients" in each["name"]]) == 1


def test_a_change_of_something_else_writes_no_segment(there: There) -> None:
    live = there.make("email/news", NEWS)
    written = there.backend.api.written
    there.change(live, {**NEWS, "subject": "Others"})

    assert there.backend.api.written == written + 1


def test_another_key_is_on_the_segment_too(there: There) -> None:
    """Or it would be taken for what an e-mail that is gone left behind."""
    live = there.make("email/news", NEWS)
    there.change(live, NEWS, Address("email/letters"))

    assert lists(there, live)[0]["description"].endswith("(mapconfig: email/letters)")


@pytest.mark.parametrize("edit", ["taken away", "another question", "unpublished", "two groups"])
def test_what_somebody_made_of_the_segment_is_seen_and_mended(there: There, edit: str) -> None:
    """Nobody finds an e-mail that says it is kept from somebody who gets it."""
    live = there.make("email/news", NEWS)
    [segment] = lists(there, live)
    match edit:
        case "taken away":
            segment["filters"].pop()
        case "another question":
            segment["filters"][1] = {**segment["filters"][1], "operator": "in"}
        case "unpublished":
            segment["isPublished"] = False
        case _:
            segment["filters"][2] = {**segment["filters"][2], "glue": "or"}

    with pytest.raises(Conflict):
        there.backend.update(live, live.address, {**NEWS, "subject": "Others"}, there.names)
    now = there.read(live.address)
    assert now.attributes.get("suppress") != NEWS["suppress"]
    mended = there.change(now, NEWS)
    assert mended.attributes == kept(there, NEWS)
    assert len(lists(there, mended)) == 1


def test_its_segment_goes_with_it(there: There) -> None:
    live = there.make("email/news", NEWS)
    [segment] = lists(there, live)

    with pytest.raises(Rejected, match=r"segment News \(mapconfig recipients\)"):
        there.backend.delete(there.read(Address("list/vip")))
    there.backend.delete(live)

    assert segment["id"] not in there.server.store.of("segments")
    assert there.backend.read("email", live.remote_id, there.names) is None


def test_a_create_that_was_cut_short_uses_the_segment_there_is(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that did not come leaves a segment behind, and the next run takes it."""
    left = lost(there.server, monkeypatch, "POST", "/api/segments/new")
    with pytest.raises(Unclear):
        there.make("email/news", NEWS)
    assert not left

    live = there.make("email/news", NEWS)
    assert len([each for each in there.server.store.of("segments").values() if "recipients" in each["name"]]) == 1
    assert live.attributes == kept(there, NEWS)


def test_a_segment_by_hand_is_a_list_like_any_other(there: There) -> None:
    """Only what mapconfig made for an e-mail stands for other lists."""
    live = there.make("email/news", {name: value for name, value in NEWS.items() if name != "suppress"})

    assert live.attributes["to"] == ["list/customers"]
    assert "suppress" not in live.attributes
