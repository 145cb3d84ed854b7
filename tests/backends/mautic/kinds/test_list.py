"""Lists as segments: what is said in our words, and what stays in Mautic's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.backends.mautic.platform import connected, log_in

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.backend import Mautic as Backend
from mapconfig.backends.mautic.types import Type
from mapconfig.testing import Ids
from mapconfig.testing.mautic import Mautic, start

A = Address("list/a")


@pytest.fixture
def mautic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mautic]:
    with start() as server:
        log_in(monkeypatch, server)
        yield server


def row(field: str, operator: str, value: Any, **more: Any) -> dict[str, Any]:
    usual = {"object": "lead", "glue": "and", "type": "text"}
    return {**usual, "field": field, "operator": operator, "properties": {"filter": value}, **more}


def by_hand(mautic: Mautic, number: int, *filters: dict[str, Any], **more: Any) -> None:
    """A segment as somebody made it."""
    fresh = {
        **mautic.types["segments"].fresh,
        "isPublished": True,
        "name": f"By hand {number}",
        "alias": f"hand-{number}",
    }
    mautic.store.seed(
        "segments", {**fresh, "id": number, "publicName": f"By hand {number}", "filters": list(filters), **more}
    )


def live(backend: Backend, address: str) -> Live:
    return next(each for each in backend.fetch(["list"], Ids()) if each.address == address)


def test_what_the_files_do_not_change_keeps_its_filters(mautic: Mautic) -> None:
    """A filter that was made by hand means the same as the file says, so it stays in the form that it has."""
    made = row("email", "like", "%@a.example", type="email")
    by_hand(mautic, 1, made)
    backend = connected(mautic)
    found = live(backend, "list/hand-1")

    assert found.attributes["criteria"] == ["email ends with @a.example"]
    backend.update(found, found.address, {**found.attributes, "title": "New name"}, Ids())

    assert mautic.store.of("segments")[1]["filters"] == [made]
    assert mautic.store.of("segments")[1]["name"] == "New name"


def test_only_what_differs_is_sent(mautic: Mautic, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PUT would empty and unpublish what it leaves out (recording segments-edit); this is a PATCH of one column."""
    by_hand(mautic, 1, row("city", "=", "Paris"), isGlobal=False, description="<b>Kept</b>")
    backend = connected(mautic)
    found = live(backend, "list/hand-1")
    sent: list[Any] = []
    patch = backend.api.patch

    def noted(type_: Type, number: str, body: Any) -> Any:
        sent.append(body)
        return patch(type_, number, body)

    monkeypatch.setattr(backend.api, "patch", noted)

    backend.update(found, found.address, {**found.attributes, "criteria": ["city is Lyon"]}, Ids())

    assert [list(body) for body in sent] == [["filters"]]
    assert live(backend, "list/hand-1").attributes == {**found.attributes, "criteria": ["city is Lyon"]}


def test_a_list_that_is_gone_is_still_named(mautic: Mautic) -> None:
    """A segment that somebody deleted stays in the filters of others, and the files say so."""
    by_hand(mautic, 1, row("leadlist", "in", [77], type="leadlist"))
    backend = connected(mautic)
    found = live(backend, "list/hand-1")

    assert found.attributes["criteria"] == ["in list gone-77"]
    backend.update(found, found.address, {**found.attributes, "title": "Renamed"}, Ids())
    assert live(backend, "list/hand-1").attributes["title"] == "Renamed"


def test_a_list_that_is_gone_cannot_be_asked_for_anew(mautic: Mautic) -> None:
    """Who carries such a file to another Mautic is told what is wrong with it."""
    rows = [row("stage", "=", "stage/gone-3", type="stage")]
    for said in ({"criteria": ["in list gone-7"]}, {"vendor": {"mautic": {"filters": rows}}}):
        with pytest.raises(Rejected, match="which somebody deleted in Mautic"):
            connected(mautic).create(A, {"title": "A", **said}, Ids())


def test_a_filter_without_a_sentence_is_carried_to_another_mautic(
    mautic: Mautic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids are addresses and names on the way, and tags that are missing are made."""
    mautic.store.seed("tags", {"id": 8, "tag": "VIP", "description": None})
    by_hand(mautic, 5, row("city", "=", "Paris"))
    by_hand(
        mautic, 6, row("tags", "in", ["8"], type="tags"), row("leadlist", "!in", [5], type="leadlist", glue="or"),
        row("owner_id", "=", "1", type="lookup_id", properties={"filter": "1", "display": "Ada"}),
    )  # fmt: skip
    with start() as other:
        log_in(monkeypatch, mautic, other)
        other.store.seed("tags", {"id": 3, "tag": "vip", "description": None})
        by_hand(other, 9, alias="unrelated")
        here, there = connected(mautic), connected(other)
        for live_ in here.fetch(["list"], Ids()):
            there.create(live_.address, live_.attributes, Ids())

        assert live(there, "list/hand-6").attributes == live(here, "list/hand-6").attributes
        filters = other.store.of("segments")[11]["filters"]
        assert [each["properties"]["filter"] for each in filters] == [["3"], [10], "1"]
        assert other.store.of("tags")[3]["tag"] == "vip"


def test_tags_are_made_once_whatever_their_capitals(mautic: Mautic) -> None:
    """Making a tag that exists would rewrite its capitals (recording tags), so it is looked for before."""
    mautic.store.seed("tags", {"id": 3, "tag": "Vip", "description": None})
    said = row("tags", "in", ["tag VIP", "tag New"], type="tags")

    backend = connected(mautic)
    backend.create(A, {"title": "A", "vendor": {"mautic": {"filters": [said]}}}, Ids())

    assert [tag["tag"] for tag in mautic.store.of("tags").values()] == ["Vip", "new"]
    kept = live(backend, "list/a").attributes["vendor"]["mautic"]["filters"]
    assert kept[0]["properties"]["filter"] == ["tag vip", "tag new"]


@pytest.mark.parametrize(
    ("attributes", "path", "why"),
    [
        ({"title": "A", "criteria": ["in list nowhere", {"no opportunity": ["x is a"]}]}, "criteria", "opportunity"),
        (
            {"title": "A", "static": False, "criteria": ["city is A"], "vendor": {"mautic": {"filters": []}}},
            "vendor.mautic.filters",
            "not by both",
        ),
        (
            {"title": "A", "static": True, "vendor": {"mautic": {"color": "red"}}},
            "vendor.mautic.color",
            "no such setting",
        ),
        ({"title": "A &amp; B", "static": True}, "title", "entities"),
    ],
)
def test_what_a_segment_cannot_say_is_named(mautic: Mautic, attributes: dict[str, Any], path: str, why: str) -> None:
    """A gap has its path and a sentence; what has one is not made."""
    backend = connected(mautic)

    assert why in backend.gaps("list", attributes)[path]
    assert backend.kept("list", backend.kept("list", attributes)) == backend.kept("list", attributes)
    with pytest.raises(Rejected, match="cannot hold"):
        backend.create(A, attributes, Ids())


def test_what_is_named_has_to_be_there(mautic: Mautic) -> None:
    """Mautic cannot keep a name in the place of an id."""
    backend = connected(mautic)
    for attributes in (
        {"title": "A", "criteria": ["in list nowhere"]},
        {"title": "A", "vendor": {"mautic": {"filters": [row("leadlist", "!empty", ["list/nowhere"])]}}},
        {"title": "A", "static": True, "vendor": {"mautic": {"category": "campaign/nowhere"}}},
    ):
        with pytest.raises(Rejected, match="nowhere is not in Mautic"):
            backend.create(A, attributes, Ids())


def test_an_alias_that_is_taken_is_refused_with_mautics_own_words(mautic: Mautic) -> None:
    by_hand(mautic, 1, alias="a", description="(mapconfig: list/other)")

    with pytest.raises(Rejected, match="Alias is already in use"):
        connected(mautic).create(A, {"title": "A", "static": True}, Ids())


def test_segments_of_other_assets_are_no_lists(mautic: Mautic) -> None:
    """A segment that stands for a part of a rule says so, and is left to it."""
    by_hand(mautic, 1, description="(mapconfig: rule/hot)")
    by_hand(mautic, 2, alias="", name="日本")

    backend = connected(mautic)

    assert [each.address for each in backend.fetch(["list"], Ids())] == ["list/list-2"]
    assert backend.read("list", "1", Ids()) is None
    assert backend.read("list", "none", Ids()) is None


def test_a_segment_that_others_use_is_not_unpublished(mautic: Mautic) -> None:
    """Mautic checks this one thing, and says who."""
    by_hand(mautic, 1)
    by_hand(mautic, 2, row("leadlist", "in", [1], type="leadlist"))
    backend = connected(mautic)
    found = live(backend, "list/hand-1")

    with pytest.raises(Rejected, match="used in By hand 2"):
        backend.update(found, found.address, {**found.attributes, "state": "draft"}, Ids())
