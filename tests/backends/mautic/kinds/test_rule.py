"""Rules on the stand-in over HTTP, those that are point triggers included."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backends.mautic.kinds.there import There, lost

from mapconfig.address import Address
from mapconfig.backend import Conflict, Live, Rejected, Unclear
from mapconfig.model import normalise
from mapconfig.testing import kinds
from mapconfig.testing.mautic import Mautic as Server

HOT = Address("rule/hot")
RULE: dict[str, Any] = {
    "title": "Hot",
    "when": ["score >= 100"],
    "do": [{"add_to": "list/vip"}, {"set": {"field": "field/industry", "value": "Golf"}}, {"tag": "hot"}],
}


def test_a_rule_is_a_campaign_from_a_segment_of_its_own(server: Server) -> None:
    """Whoever matches comes in, and all actions happen at once, from top to bottom."""
    there = There(server)
    live = there.make("rule/hot", RULE)

    campaign = there.campaign(live)
    segment = server.store.of("segments")[campaign["lists"][0]]
    assert segment["filters"][0]["properties"] == {"filter": "100"}
    assert "list/hot" not in [each.address for each in there.backend.fetch(["list"], there.names)]
    assert [event["type"] for event in campaign["events"]] == ["lead.changelist", "lead.updatelead", "lead.changetags"]
    assert [event["triggerMode"] for event in campaign["events"]] == ["immediate"] * 3
    assert [each.address for each in there.backend.fetch(["journey"], there.names)] == []


def test_a_rule_keeps_its_campaign_and_the_events_that_stay(server: Server) -> None:
    """An action more is one event more; another question is another filter; another name is another name."""
    there = There(server)
    live = there.make("rule/hot", RULE)
    before = there.events(live)

    live = there.change(live, {**RULE, "do": [*RULE["do"], {"score": 5}]})
    assert there.events(live).items() > before.items()
    live = there.change(
        live, {**RULE, "title": "Hotter", "when": ["score >= 200"], "repeat": True}, Address("rule/hotter")
    )
    campaign = there.campaign(live)
    segment = server.store.of("segments")[campaign["lists"][0]]
    assert (campaign["name"], campaign["allowRestart"]) == ("Hotter", True)
    assert (segment["name"], segment["filters"][0]["properties"]) == ("Hotter (mapconfig who)", {"filter": "200"})
    there.backend.delete(live)
    assert segment["id"] not in server.store.of("segments")


def test_a_create_that_was_cut_short_goes_on_with_the_segment_there_is(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule whose segment was made and whose campaign was not is made with that segment."""
    there = There(server)
    meant = normalise(kinds()["rule"], RULE)
    lost(server, monkeypatch, "POST", "/api/segments/new")
    with pytest.raises(Unclear):
        there.backend.create(HOT, meant, there.names)
    assert there.backend.find(HOT, meant, there.names) == []
    count = len(server.store.of("segments"))

    there.make("rule/hot", RULE)

    assert len(server.store.of("segments")) == count


def test_what_somebody_made_of_a_rule_is_seen(server: Server) -> None:
    """Another source, another event or a filter without a sentence shows as what it is, and can be put right."""
    there = There(server)
    meant = there.backend.kept("rule", normalise(kinds()["rule"], RULE))
    live = there.make("rule/hot", RULE)
    segment = server.store.of("segments")[there.campaign(live)["lists"][0]]

    segment["filters"][0] |= {"field": "device_brand", "type": "device_brand", "operator": "!empty", "properties": {}}
    odd = there.read(HOT)
    assert "when" not in odd.attributes
    assert odd.attributes["vendor"]["mautic"]["filters"][0]["field"] == "device_brand"
    assert there.backend.kept("rule", odd.attributes) == odd.attributes
    assert there.backend.gaps("rule", odd.attributes) == {}
    assert there.change(odd, RULE).attributes == meant

    there.campaign(live)["events"][1]["type"] = "plugin.leadpush"
    odd = there.read(HOT)
    assert "do" not in odd.attributes
    with pytest.raises(Rejected, match="no action can say"):
        there.change(odd, {**odd.attributes, "title": "Odd"})
    assert there.change(odd, RULE).attributes == meant

    there.campaign(live)["events"][1] |= {"triggerMode": "interval", "triggerInterval": 1, "triggerIntervalUnit": "d"}
    assert "do" not in there.read(HOT).attributes
    assert there.change(there.read(HOT), RULE).attributes == meant

    there.campaign(live)["lists"] = [1]
    assert "when" not in there.read(HOT).attributes
    assert there.change(there.read(HOT), RULE).attributes == meant


@pytest.mark.parametrize(
    ("more", "path", "says"),
    [
        ({"type": "segmentation"}, "type", "just once"),
        ({"when": ["submitted form demo in last 7 days"]}, "when", "submitted form"),
        ({"do": [{"notify": "team/sdr"}]}, "do", "users and no teams"),
        ({"do": [{"send": "email/one"}], "repeat": True}, "repeat", "passes an opt-out"),
    ],
)
def test_what_mautic_cannot_hold_of_a_rule_is_said(server: Server, more: dict[str, Any], path: str, says: str) -> None:
    """Each gap has a path and a sentence, and nothing is written for it."""
    there = There(server)
    meant = normalise(kinds()["rule"], {**RULE, **more})
    before = len(server.writes)

    assert says in there.backend.gaps("rule", meant)[path]
    with pytest.raises(Rejected):
        there.backend.create(HOT, meant, there.names)
    assert len(server.writes) == before
    assert there.backend.kept("rule", there.backend.kept("rule", meant)) == there.backend.kept("rule", meant)


def test_an_operational_email_is_sent_again(server: Server) -> None:
    """What may pass an opt-out may be repeated, and stands there as such."""
    there = There(server)
    live = there.make("rule/hot", {**RULE, "do": [{"send": "email/notice"}, {"send": "email/one"}]})

    assert live.attributes["vendor"] == {"mautic": {"transactional": ["email/notice"]}}
    repeated = {**RULE, "do": [{"send": "email/notice"}], "repeat": True}
    assert there.backend.gaps("rule", normalise(kinds()["rule"], repeated)) == {}


# --- point triggers ---------------------------------------------------------------------------------------------------


EVENTS: list[dict[str, Any]] = [
    {"id": 5, "name": "Tags", "type": "lead.changetags", "order": 1, "properties": {"add_tags": ["a"]}},
    {"id": 6, "name": "Lists", "type": "lead.changelists", "order": 2, "properties": {"addToLists": [1]}},
    {"id": 7, "name": "Mail", "type": "email.send", "order": 3, "properties": {"email": 1}},
]


def trigger(there: There, events: list[dict[str, Any]], **more: Any) -> Live:
    """A point trigger as somebody made it by hand."""
    fresh = dict(there.server.types["points/triggers"].fresh)
    raw = {**fresh, "id": 3, "name": "Very hot", "points": 100, "isPublished": True, "events": events, **more}
    raw |= dict.fromkeys(("dateAdded", "dateModified", "createdBy", "createdByUser", "modifiedBy", "modifiedByUser"))
    there.server.store.seed("points/triggers", raw)
    there.server.store.begin("points/triggers/events", 8)
    found = there.backend.read("rule", "trigger-3", there.names)
    assert found is not None
    there.names.learn(found.address, "trigger-3")
    return found


def test_a_point_trigger_reads_as_the_rule_it_is(server: Server) -> None:
    """A score, and what happens when somebody reaches it."""
    there = There(server)
    live = trigger(there, EVENTS)

    assert (live.address, live.active) == ("rule/very-hot", True)
    assert live.attributes == {
        "title": "Very hot",
        "when": ["score >= 100"],
        "do": [{"tag": "a"}, {"add_to": "list/customers"}, {"send": "email/one"}],
    }
    assert list(there.backend.fetch(["rule"], there.names)) == [live]
    assert there.backend.kept("rule", live.attributes) == live.attributes
    assert there.backend.read("rule", "trigger-99", there.names) is None


def test_what_a_trigger_no_longer_does_becomes_nothing(server: Server) -> None:
    """Mautic cannot remove events of a trigger, and a new trigger would fire for everybody again; so one that is to go
    changes nothing from then on, and is used again for the next."""
    there = There(server)
    live = trigger(there, EVENTS)

    live = there.change(live, {**live.attributes, "do": [{"send": "email/two"}]})
    events = server.store.of("points/triggers")[3]["events"]
    assert [event["id"] for event in events] == [5, 6, 7]
    assert live.attributes["do"] == [{"send": "email/two"}]
    live = there.change(
        live,
        {**live.attributes, "do": [{"tag": "x"}, {"add_to": "list/vip"}, {"untag": "y"}, {"tag": "z"}], "title": "T"},
    )
    assert [event["id"] for event in sorted(events, key=lambda event: event["id"])] == [5, 6, 7]
    assert [event["id"] for event in server.store.of("points/triggers")[3]["events"]] == [5, 6, 7, 8]
    assert live.attributes["do"] == [{"tag": "x"}, {"add_to": "list/vip"}, {"untag": "y"}, {"tag": "z"}]


def test_a_trigger_stays_what_it_is(server: Server) -> None:
    """It is renamed, asks for another score, is stopped and deleted; a question that it cannot ask is refused."""
    there = There(server)
    live = trigger(there, EVENTS)
    new = Address("rule/hottest")

    live = there.change(live, {**live.attributes, "title": "Hottest", "when": ["score >= 300"]}, new)
    assert (live.address, live.attributes["when"]) == (new, ["score >= 300"])
    with pytest.raises(Rejected, match="asks nothing else"):
        there.change(live, {**live.attributes, "when": ["in list vip"]})
    with pytest.raises(Rejected, match="asks nothing else"):
        there.change(live, {**live.attributes, "do": [{"tag": "x"}], "repeat": True})
    with pytest.raises(Rejected, match=r"none of those does lead\.changepoints"):
        there.change(live, {**live.attributes, "do": [{"score": 5}]})
    there.backend.deactivate(live)
    live = there.read(new)
    assert live.active is False
    before = len(server.writes)
    there.change(live, live.attributes)
    assert len(server.writes) == before
    server.store.of("points/triggers")[3]["points"] = 1
    with pytest.raises(Conflict):
        there.backend.activate(live)
    there.backend.delete(there.read(new))
    assert list(there.backend.fetch(["rule"], there.names)) == []


def test_filters_that_no_sentence_says_are_kept_and_written(server: Server) -> None:
    """A rule may be for whom only Mautic's own filters name: they stay with every change of the rule, can be changed
    in its file, and made in another Mautic. Said by criteria as well, or by none, is a gap."""
    there = There(server)
    row = {"glue": "and", "field": "tags", "object": "lead", "type": "tags", "operator": "in"}
    asked = [{**row, "properties": {"filter": ["tag fan"]}}]
    said = {"title": "Fans", "do": [{"tag": "x"}], "vendor": {"mautic": {"filters": asked}}}

    live = there.make("rule/fans", said)
    assert live.attributes["vendor"]["mautic"]["filters"][0]["properties"]["filter"] == ["tag fan"]
    live = there.change(live, {**live.attributes, "do": [{"tag": "y"}]})
    other = [{**row, "properties": {"filter": ["tag friend"]}}]
    live = there.change(live, {**live.attributes, "vendor": {"mautic": {"filters": other}}})

    assert live.attributes["do"] == [{"tag": "y"}]
    assert live.attributes["vendor"]["mautic"]["filters"][0]["properties"]["filter"] == ["tag friend"]
    plain = [{**row, "field": "city", "type": "text", "operator": "=", "properties": {"filter": "Paris"}}]
    kept = there.backend.kept("rule", {**said, "vendor": {"mautic": {"filters": plain}}})
    assert kept["when"] == ["city is Paris"] and "vendor" not in kept
    assert "by both" in there.backend.gaps("rule", {**said, "when": ["score > 5"]})["vendor.mautic.filters"]
    nobody = {**said, "vendor": {"mautic": {"filters": []}}}
    assert "for nobody" in there.backend.gaps("rule", nobody)["vendor.mautic.filters"]
    segment = next(each for each in server.store.of("segments").values() if "rule/fans" in str(each["description"]))
    segment["filters"] = []
    emptied = there.read(live.address).attributes
    assert "when" not in emptied and "vendor" not in emptied, "somebody emptied it, and that is seen"


def test_what_an_event_of_a_trigger_has_set_beyond_a_file_stays(server: Server) -> None:
    """As long as it does the same, or sends another e-mail."""
    there = There(server)
    send = {"id": 5, "name": "Mail", "type": "email.send", "order": 1, "properties": {"email": 1, "delay": 5}}
    tag = {"id": 6, "name": "Tag", "type": "lead.changetags", "order": 2}
    live = trigger(there, [send, tag | {"properties": {"add_tags": ["x"], "remove_tags": [], "mode": "a"}}])

    live = there.change(live, {**live.attributes, "do": [{"send": "email/two"}, {"tag": "x"}, {"tag": "y"}]})

    events = {event["id"]: event["properties"] for event in server.store.of("points/triggers")[3]["events"]}
    assert (events[5]["delay"], events[5]["email"] != 1) == (5, True)
    assert "mode" not in events[6], "it adds another tag as well"
    there.change(live, {**live.attributes, "do": [{"send": "email/one"}, {"tag": "y"}]})
    assert server.store.of("points/triggers")[3]["events"][0]["properties"]["delay"] == 5


def test_a_trigger_that_does_something_else_is_left_alone(server: Server) -> None:
    """What no action says stands whole, and is only compared."""
    there = There(server)
    odd = {"id": 9, "name": "Push", "type": "plugin.leadpush", "order": 1, "properties": {"integration": "X"}}
    live = trigger(there, [odd], description="By hand")

    assert live.attributes["description"] == "By hand"
    assert live.attributes["vendor"]["mautic"]["events"] == [
        {"id": "push", "name": "Push", "type": "plugin.leadpush", "properties": {"integration": "X"}}
    ]
    with pytest.raises(Rejected, match="only compared"):
        there.change(live, {**RULE, "title": "Very hot"})
    assert there.change(live, {**live.attributes, "title": "Pushed"}).attributes["title"] == "Pushed"


def test_a_trigger_with_the_mark_of_something_else_is_no_rule(server: Server) -> None:
    """What belongs to another asset is not shown as one of its own."""
    there = There(server)
    trigger(there, EVENTS)
    server.store.of("points/triggers")[3]["description"] = "(mapconfig: scoring/interest)"

    assert list(there.backend.fetch(["rule"], there.names)) == []
