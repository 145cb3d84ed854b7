"""Scoring models on the stand-in over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backends.mautic.kinds.there import There, lost

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected, Unclear
from mapconfig.model import normalise
from mapconfig.testing import kinds
from mapconfig.testing.mautic import Mautic as Server

INTEREST = Address("scoring/interest")
MODEL: dict[str, Any] = {
    "title": "Interest",
    "points": [
        {"id": "any", "activity": "opened any email", "points": 1},
        {"id": "demo", "activity": "submitted form demo", "points": 30, "cap": 30},
        {"id": "page", "activity": "viewed page /pricing", "points": -8},
        {"id": "sent", "activity": "was sent email one", "points": 1},
    ],
    "thresholds": [{"id": "mql", "score": 50, "stage": "stage/mql"}],
}


@pytest.fixture
def there(server: Server) -> There:
    found = There(server)
    found.make("stage/mql", {"title": "MQL", "order": 2})
    return found


def kept(there: There, attributes: dict[str, Any]) -> dict[str, Any]:
    return there.backend.kept("scoring", normalise(kinds()["scoring"], attributes))


def actions(there: There) -> dict[str, dict[str, Any]]:
    return {raw["description"]: raw for raw in there.server.store.of("points").values()}


def test_no_action_counts_before_it_knows_what(there: There) -> None:
    """Mautic drops what a new action is to look at, and would count everything: so it runs only once that is told."""
    before = len(there.server.writes)
    live = there.make("scoring/interest", MODEL)

    assert live.attributes == kept(there, MODEL)
    posted = [verb for verb, path in there.server.writes[before:] if path == "/api/points/new"]
    page = actions(there)["(mapconfig: page)"]
    assert len(posted) == 4
    assert page["properties"]["page_url"] == "*/pricing"
    assert (page["isPublished"], page["repeatable"], page["delta"]) == (True, True, -8)
    assert actions(there)["(mapconfig: demo)"]["repeatable"] is False


def test_an_entry_keeps_its_action_while_it_is_of_one_type(there: There) -> None:
    """Another worth or another e-mail is a change; another sort of activity is another action."""
    live = there.make("scoring/interest", MODEL)
    before = {mark: raw["id"] for mark, raw in actions(there).items()}
    changed = {
        "title": "Interest",
        "points": [
            {"id": "any", "activity": "opened email two", "points": 2, "cap": 2},
            {"id": "demo", "activity": "viewed any page", "points": 30},
            {"id": "page", "activity": "viewed page /prices", "points": -8},
        ],
        "thresholds": [
            {"id": "mql", "score": 60, "stage": "stage/mql"},
            {"id": "hot", "score": 90, "stage": "stage/mql"},
        ],
    }

    now = there.change(live, changed)

    after = {mark: raw["id"] for mark, raw in actions(there).items()}
    assert now.attributes == kept(there, changed)
    assert after["(mapconfig: any)"] == before["(mapconfig: any)"]
    assert after["(mapconfig: page)"] == before["(mapconfig: page)"]
    assert after["(mapconfig: demo)"] != before["(mapconfig: demo)"]
    assert "(mapconfig: sent)" not in after


def test_a_threshold_is_a_campaign_that_is_no_journey(there: There) -> None:
    """Who has the points comes to the stage; the helpers belong to the model and go with it."""
    live = there.make("scoring/interest", MODEL)
    campaign = next(iter(there.server.store.of("campaigns").values()))

    assert campaign["events"][0]["type"] == "stage.change"
    assert campaign["isPublished"] is True
    assert [list(there.backend.fetch([kind], there.names)) for kind in ("journey", "rule")] == [[], []]
    campaign["events"][0]["properties"] = {"stage": 99}
    there.change(there.read(INTEREST), MODEL)
    assert there.read(INTEREST).attributes == live.attributes
    there.change(there.read(INTEREST), {**MODEL, "thresholds": []})
    assert there.server.store.of("campaigns") == {}
    there.change(there.read(INTEREST), MODEL)
    there.backend.delete(there.read(INTEREST))
    assert there.server.store.of("campaigns") == there.server.store.of("points") == {}
    assert there.backend.read("scoring", live.remote_id, there.names) is None
    assert not any("scoring" in str(raw["description"]) for raw in there.server.store.of("segments").values())


def test_a_threshold_of_which_somebody_made_something_else_is_shown(there: There) -> None:
    """It is no threshold any more, is not lost, and can be made one again."""
    live = there.make("scoring/interest", MODEL)
    campaign = next(iter(there.server.store.of("campaigns").values()))
    campaign["events"][0] |= {"triggerMode": "interval", "triggerInterval": 1, "triggerIntervalUnit": "d"}

    odd = there.read(INTEREST)
    assert "thresholds" not in odd.attributes
    assert odd.attributes["vendor"]["mautic"]["thresholds"][0]["id"] == "mql"
    assert there.backend.kept("scoring", odd.attributes) == odd.attributes
    assert there.change(odd, odd.attributes).attributes == odd.attributes
    assert there.change(odd, MODEL).attributes == live.attributes


def test_a_paused_model_gives_no_points(there: There) -> None:
    """The state is that of every action and threshold; one that is stopped by itself is named."""
    live = there.make("scoring/interest", {**MODEL, "state": "paused"})
    assert not any(raw["isPublished"] for raw in actions(there).values())
    assert live.attributes["state"] == "draft"
    live = there.change(live, MODEL)
    actions(there)["(mapconfig: page)"]["isPublished"] = False

    stopped = there.read(INTEREST)
    assert stopped.attributes["vendor"] == {"mautic": {"stopped": ["page"]}}
    assert kept(there, dict(stopped.attributes)) == stopped.attributes
    assert there.change(stopped, MODEL).attributes == live.attributes


def test_a_key_that_an_alias_cannot_be_stands_in_a_mark(there: There) -> None:
    """The model is found by it, and renamed."""
    key = Address("scoring/Interest_2026")
    live = there.make("scoring/Interest_2026", MODEL)
    assert [each.remote_id for each in there.backend.find(key, live.attributes, there.names)] == [live.remote_id]

    live = there.change(live, {**MODEL, "description": "By <b>us</b>"}, INTEREST)
    assert there.server.store.of("categories")[int(live.remote_id)]["alias"] == "interest"
    assert there.backend.find(key, live.attributes, there.names) == []
    assert [each.remote_id for each in there.backend.find(INTEREST, live.attributes, there.names)] == [live.remote_id]


@pytest.mark.parametrize(
    "path", ["/api/categories/new", "/api/points/new", "/api/segments/new", "/api/campaigns/new", "/api/categories/"]
)
def test_a_create_that_was_cut_short_is_gone_on_with(there: There, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Until it is whole it is not there; the next create goes on with what there is, and makes nothing twice."""
    verb = "PATCH" if path.endswith("/") else "POST"
    answer, left = there.server.answer, lost(there.server, monkeypatch, verb, path)
    meant = normalise(kinds()["scoring"], MODEL)
    with pytest.raises(Unclear):
        there.backend.create(INTEREST, meant, there.names)
    monkeypatch.setattr(there.server, "answer", answer)

    found = there.backend.find(INTEREST, meant, there.names)
    assert not left
    assert [each.attributes for each in found] == ([kept(there, MODEL)] if verb == "PATCH" else [])
    assert list(there.backend.fetch(["scoring"], there.names)) == found
    if not found:
        there.make("scoring/interest", MODEL)
        assert there.read(INTEREST).attributes == kept(there, MODEL)
    assert [len(there.server.store.of(path)) for path in ("points", "campaigns", "categories")] == [4, 1, 2]


@pytest.mark.parametrize(
    ("row", "path", "says"),
    [
        ({"activity": "clicked any email", "points": 1}, "points.x.activity", "no points for who clicked"),
        ({"activity": "downloaded file guide", "points": 1}, "points.x.activity", "Which file"),
        ({"activity": "opened any email at least 2 times", "points": 1}, "points.x.activity", "how often"),
        ({"activity": "viewed page /a?b", "points": 1}, "points.x.activity", "stand for any text"),
        ({"activity": "opened any email", "points": 1, "cap": 10}, "points.x.cap", "or none"),
    ],
)
def test_what_mautic_cannot_count_is_said(there: There, row: dict[str, Any], path: str, says: str) -> None:
    """Each gap has a path and a sentence, and nothing is written for it."""
    meant = normalise(kinds()["scoring"], {"title": "X", "points": [{"id": "x", **row}]})
    before = len(there.server.writes)

    assert says in there.backend.gaps("scoring", meant)[path]
    with pytest.raises(Rejected):
        there.backend.create(INTEREST, meant, there.names)
    assert len(there.server.writes) == before
    assert there.backend.kept("scoring", there.backend.kept("scoring", meant)) == there.backend.kept("scoring", meant)


def test_a_threshold_needs_a_score_and_nothing_else(there: There) -> None:
    """Without its grade it would let too many through."""
    rows = [{"id": "a", "grade": "B", "score": 5, "stage": "stage/mql"}, {"id": "b", "stage": "stage/mql"}]
    gaps = there.backend.gaps("scoring", normalise(kinds()["scoring"], {"title": "X", "thresholds": rows}))

    assert "too many" in gaps["thresholds.a.grade"]
    assert "say which" in gaps["thresholds.b.score"]


def by_hand(there: There, *raws: dict[str, Any]) -> Live:
    """Point actions that somebody made, without a category."""
    for number, more in enumerate(raws, start=31):
        fresh = dict(there.server.types["points"].fresh)
        raw = {**fresh, "id": number, "isPublished": True, "delta": 5, "repeatable": True, **more}
        raw |= dict.fromkeys(
            ("dateAdded", "dateModified", "createdBy", "createdByUser", "modifiedBy", "modifiedByUser")
        )
        there.server.store.seed("points", raw)
    found = there.backend.read("scoring", "0", there.names)
    assert found is not None
    there.names.learn(found.address, "0")
    return found


HAND_MADE: list[dict[str, Any]] = [
    {"name": "Opened: one!", "type": "email.open", "properties": {"emails": ["1"]}},
    {"name": "Any form", "type": "form.submit", "properties": [], "repeatable": False},
    {"name": "Page", "type": "url.hit", "properties": {"page_url": "*/x", "page_hits": 0, "returns_within": 0}},
    {"name": "Often", "type": "url.hit", "properties": {"page_url": "*/x", "page_hits": 3}},
    {"name": "One of two", "type": "email.open", "properties": {"emails": [1, 2]}},
    {"name": "Landing page", "type": "page.hit", "properties": {"pages": [4]}},
    {"name": "Nothing", "type": "email.send", "delta": 0, "properties": {"emails": []}, "repeatable": False},
    {"name": "Other", "type": "plugin.thing", "properties": {}},
]


def test_actions_made_by_hand_are_one_model(there: There) -> None:
    """What has an activity is an entry; what has none is not lost."""
    live = by_hand(there, *HAND_MADE)

    assert live.address == "scoring/points"
    assert live.attributes["points"] == [
        {"id": "any-form", "activity": "submitted any form", "points": 5, "cap": 5},
        {"id": "opened-one", "activity": "opened email one", "points": 5},
        {"id": "page", "activity": "viewed page /x", "points": 5},
    ]
    passed = [row["name"] for row in live.attributes["vendor"]["mautic"]["points"]]
    assert passed == ["Often", "One of two", "Landing page", "Nothing", "Other"]
    assert list(there.backend.fetch(["scoring"], there.names)) == [live]
    assert kept(there, dict(live.attributes)) == live.attributes
    assert there.backend.find(Address("scoring/points"), live.attributes, there.names) == [live]


def test_actions_made_by_hand_are_changed_one_by_one(there: There) -> None:
    """What is not changed stays untouched, and what cannot be said is never written."""
    live = by_hand(there, *HAND_MADE)
    before = len(there.server.writes)
    there.change(live, live.attributes)
    assert len(there.server.writes) == before

    rows = [{**row, "points": 7} if row["id"] == "page" else row for row in live.attributes["points"][1:]]
    live = there.change(
        live, {**live.attributes, "points": [*rows, {"id": "new", "activity": "viewed any page", "points": 1}]}
    )

    assert [row["id"] for row in live.attributes["points"]] == ["new", "opened-one", "page"]
    assert len(live.attributes["vendor"]["mautic"]["points"]) == 5
    with pytest.raises(Rejected, match="only compared"):
        there.change(live, {"title": "Points", "points": live.attributes["points"]})
    with pytest.raises(Rejected, match="without a category"):
        there.change(live, {**live.attributes, "title": "Interest"})


def test_without_actions_there_is_no_model_of_the_rest(there: There) -> None:
    """When the last action without a category goes, so does the model."""
    live = by_hand(there, HAND_MADE[0])
    there.backend.delete(live)

    assert there.backend.read("scoring", "0", there.names) is None
    assert there.backend.read("scoring", "x", there.names) is None
    assert there.backend.find(Address("scoring/points"), live.attributes, there.names) == []
    assert list(there.backend.fetch(["scoring"], there.names)) == []
    category = there.names.remote_id(Address("campaign/nurture"))
    assert there.backend.read("scoring", str(category), there.names) is None


def test_an_entry_that_was_cut_short_is_finished(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that was made and not yet told what to look at is the one that the entry is for."""
    live = there.make("scoring/interest", {**MODEL, "points": []})
    lost(there.server, monkeypatch, "POST", "/api/points/new")
    rows = [{"id": "page", "activity": "viewed page /pricing", "points": 5}]
    with pytest.raises(Unclear):
        there.change(live, {**MODEL, "points": rows})

    half = there.read(INTEREST)
    assert "points" not in half.attributes
    assert "vendor" not in half.attributes
    assert there.change(half, {**MODEL, "points": rows}).attributes == kept(there, {**MODEL, "points": rows})
    assert len(there.server.store.of("points")) == 1


def test_an_action_on_an_address_is_carried_to_another_mautic(there: There) -> None:
    """It names nothing of the one it comes from; what does is refused before anything is made."""
    live = by_hand(there, HAND_MADE[3])

    copy = there.make("scoring/copy", live.attributes)

    assert copy.attributes == live.attributes
    count = len(there.server.writes)
    passed = [{**live.attributes["vendor"]["mautic"]["points"][0], "type": "page.hit"}]
    with pytest.raises(Rejected, match="looks at something"):
        there.make("scoring/x", {"title": "X", "vendor": {"mautic": {"points": passed}}})
    assert len(there.server.writes) == count
