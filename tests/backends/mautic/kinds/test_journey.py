"""Journeys on the stand-in over HTTP: what people are on the way in stays, and what somebody built is not lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.backends.mautic.kinds.there import There, lost
from tests.backends.mautic.platform import log_in

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected, Unclear
from mapconfig.model import normalise
from mapconfig.testing import asset, kinds
from mapconfig.testing.mautic import Mautic as Server
from mapconfig.testing.mautic.server import Reply

WELCOME = Address("journey/welcome")
STEPS: list[dict[str, Any]] = [
    {"id": "hello", "send": "email/one"},
    {"id": "read", "did": "opened email one", "within": "5 days", "then": "end", "else": "pause"},
    {"id": "pause", "wait": "2 days"},
    {"id": "again", "send": "email/two"},
    {"id": "act", "do": [{"score": 5}, {"tag": "Cold"}]},
]
JOURNEY: dict[str, Any] = {
    "title": "Welcome",
    "entry": {"lists": ["list/customers"]},
    "suppress": ["list/fatigued"],
    "steps": STEPS,
}


def test_a_step_that_is_put_in_leaves_everybody_where_they_are(server: Server) -> None:
    """Somebody who waits for the second e-mail of a running campaign goes on waiting when a step is put before it:
    every other event keeps its id, and the campaign goes on running."""
    there = There(server)
    live = there.make("journey/welcome", JOURNEY)
    there.backend.activate(live)
    live = there.read(WELCOME)
    before = there.events(live)

    steps = [STEPS[0], {"id": "tagged", "do": [{"tag": "welcomed"}]}, *STEPS[2:]]
    there.change(live, {**JOURNEY, "steps": steps})
    now = there.change(
        there.read(WELCOME), {**JOURNEY, "steps": [*STEPS[:3], {"id": "new", "wait": "1 hour"}, *STEPS[3:]]}
    )

    after = there.events(now)
    kept = {mark: number for mark, number in after.items() if mark in before}
    assert now.active is True
    assert all(before[mark] == after[mark] for mark in ("(mapconfig: hello)", "(mapconfig: act)", "(mapconfig: again)"))
    assert {before[mark] for mark in kept} >= {before["(mapconfig: hello/held)"], before["(mapconfig: again)"]}


def test_what_does_not_change_keeps_its_number(server: Server) -> None:
    """All events but the new one are sent with their numbers."""
    there = There(server)
    live = there.make("journey/welcome", JOURNEY)
    before = there.events(live)

    now = there.change(live, {**JOURNEY, "steps": [*STEPS, {"id": "last", "do": [{"untag": "new"}]}]})

    assert there.events(now) == before | {"(mapconfig: last)": max(there.events(now).values())}
    assert now.attributes["steps"][-1] == {"id": "last", "do": [{"untag": "new"}]}


def test_who_waits_in_an_event_of_its_own_goes_on_waiting_there(server: Server) -> None:
    """A wait that had nothing to delay is an event in which people are; it stays when a step is put behind it."""
    there = There(server)
    waits = [
        STEPS[0],
        {"id": "one", "wait": "1 day"},
        {"id": "two", "wait": "2 hours"},
        {"id": "act", "do": [{"tag": "x"}]},
    ]
    live = there.make("journey/welcome", {**JOURNEY, "steps": waits})
    before = there.events(live)
    assert "(mapconfig: one)" in before

    now = there.change(live, {**JOURNEY, "steps": [*waits[:2], {"id": "new", "do": [{"tag": "y"}]}, *waits[2:]]})

    assert there.events(now)["(mapconfig: one)"] == before["(mapconfig: one)"]
    assert [row["id"] for row in now.attributes["steps"]] == ["hello", "one", "new", "two", "act"]
    assert now.attributes["suppress"] == ["list/fatigued"]


def test_a_canvas_shows_every_event_once(server: Server) -> None:
    """Whoever opens the campaign in Mautic sees a tree with nothing on top of another."""
    there = There(server)
    live = there.make("journey/welcome", JOURNEY)

    canvas = there.campaign(live)["canvasSettings"]

    ids = {str(event["id"]) for event in there.campaign(live)["events"]}
    places = [(node["positionX"], node["positionY"]) for node in canvas["nodes"]]
    assert {node["id"] for node in canvas["nodes"]} == ids | {"lists"}
    assert len(places) == len(set(places))
    assert {row["targetId"] for row in canvas["connections"]} == ids


def test_a_held_back_email_is_asked_for_before_it_is_sent(server: Server) -> None:
    """Nobody on a suppression list is sent an e-mail of the journey: in front of each stands the question."""
    there = There(server)
    live = there.make("journey/welcome", JOURNEY)

    events = {event["id"]: event for event in there.campaign(live)["events"]}
    sends = [event for event in events.values() if event["type"] == "email.send"]

    assert len(sends) == 2
    for event in sends:
        asked = events[event["parent"]]
        assert (asked["type"], event["decisionPath"]) == ("lead.segments", "no")
        assert asked["properties"] == {"segments": [int(there.names.remote_id(Address("list/fatigued")) or 0)]}
        assert event["properties"]["email_type"] == "marketing"


def test_a_question_that_somebody_took_away_is_seen(server: Server) -> None:
    """When an e-mail is no longer held back in Mautic, the journey no longer says that it is; and it can be put right
    without a new number for anything that is still there."""
    there = There(server)
    live = there.make("journey/welcome", JOURNEY)
    campaign = there.campaign(live)
    by_mark = {event["description"]: event for event in campaign["events"]}
    asked = by_mark["(mapconfig: hello/held)"]
    gone = {asked["id"], by_mark["(mapconfig: hello/skip)"]["id"]}
    for event in campaign["events"]:
        if event["parent"] == asked["id"] and event["id"] not in gone:
            event["parent"], event["decisionPath"] = asked["parent"], None
    campaign["events"] = [event for event in campaign["events"] if event["id"] not in gone]
    left = {event["id"] for event in campaign["events"]}

    tampered = there.read(WELCOME)
    assert "suppress" not in tampered.attributes
    mended = there.change(tampered, JOURNEY)

    assert mended.attributes == there.backend.kept("journey", normalise(kinds()["journey"], JOURNEY))
    assert left <= {event["id"] for event in there.campaign(mended)["events"]}


TWO: dict[str, Any] = {
    "title": "Welcome",
    "entry": {"lists": ["list/customers"]},
    "suppress": ["list/fatigued"],
    "steps": [{"id": "hello", "send": "email/one"}, {"id": "again", "send": "email/two"}],
}


def without(there: There, live: Live, step: str) -> Live:
    """Somebody takes the question before an e-mail away in Mautic, and the way past the e-mail."""
    campaign = there.campaign(live)
    by_mark = {event["description"]: event for event in campaign["events"]}
    asked, past = by_mark[f"(mapconfig: {step}/held)"], by_mark.get(f"(mapconfig: {step}/skip)")
    campaign["events"] = [event for event in campaign["events"] if event not in (asked, past)]
    for event in campaign["events"]:
        if event["parent"] == asked["id"]:
            event["parent"], event["decisionPath"] = asked["parent"], asked["decisionPath"]
    return there.read(live.address)


def test_an_email_is_held_back_by_the_journey_that_sends_it(server: Server) -> None:
    """Before each e-mail there is one question: for the lists that the journey suppresses, and for those that the
    e-mail itself does."""
    there = There(server, asset("email/two", title="Two", subject="s", suppress=["list/vip", "list/fatigued"]))
    live = there.make("journey/welcome", TWO)

    lists = {key: int(there.names.remote_id(Address(f"list/{key}")) or 0) for key in ("fatigued", "vip")}
    asked = {
        event["description"]: event["properties"]["segments"]
        for event in there.campaign(live)["events"]
        if event["type"] == "lead.segments"
    }
    assert asked == {
        "(mapconfig: hello/held)": [lists["fatigued"]],
        "(mapconfig: again/held)": [lists["fatigued"], lists["vip"]],
    }
    assert live.attributes["suppress"] == ["list/fatigued"]
    assert live.attributes["vendor"] == {"mautic": {"held_back": {"again": ["list/vip"]}}}
    assert live.attributes == there.backend.kept("journey", normalise(kinds()["journey"], TWO))


def test_what_all_emails_of_a_journey_suppress_is_what_it_suppresses(server: Server) -> None:
    """Whether the journey says so or each of its e-mails is one and the same in Mautic, and so no difference."""
    vip: dict[str, Any] = {"title": "x", "subject": "s", "suppress": ["list/vip"]}
    there = There(server, asset("email/one", **vip), asset("email/two", **vip))
    live = there.make("journey/welcome", TWO)

    assert live.attributes["suppress"] == ["list/fatigued", "list/vip"]
    assert "vendor" not in live.attributes
    plain = {**TWO, "suppress": ["list/fatigued", "list/vip"]}
    assert live.attributes == there.backend.kept("journey", normalise(kinds()["journey"], plain))


def test_an_email_that_is_no_longer_held_back_in_mautic_is_seen(server: Server) -> None:
    """Where somebody takes the question away that only one e-mail has, the journey is no longer what it is to be."""
    there = There(server, asset("email/two", title="Two", subject="s", suppress=["list/vip"]))
    journey = {name: value for name, value in TWO.items() if name != "suppress"}
    live = there.make("journey/welcome", journey)

    tampered = without(there, live, "again")
    assert "vendor" not in tampered.attributes
    mended = there.change(tampered, journey)

    assert mended.attributes["vendor"] == {"mautic": {"held_back": {"again": ["list/vip"]}}}
    assert mended.attributes == live.attributes


def test_a_question_that_one_of_two_emails_lost_is_named(server: Server) -> None:
    """The journey then suppresses nothing any more, and says which e-mail is still held back."""
    there = There(server)
    tampered = without(there, there.make("journey/welcome", TWO), "hello")

    assert "suppress" not in tampered.attributes
    assert tampered.attributes["vendor"] == {"mautic": {"held_back": {"again": ["list/fatigued"]}}}


def test_a_suppression_that_the_files_no_longer_have_goes(server: Server) -> None:
    """The e-mail that stood behind the first question is the beginning then, and keeps its number."""
    there = There(server)
    live = there.make("journey/welcome", TWO)
    before = there.events(live)

    now = there.change(live, {name: value for name, value in TWO.items() if name != "suppress"})

    assert "suppress" not in now.attributes
    assert there.events(now) == {mark: before[mark] for mark in ("(mapconfig: hello)", "(mapconfig: again)")}
    assert [row["id"] for row in now.attributes["steps"]] == ["hello", "again"]


def test_what_nobody_wrote_holds_an_email_back_as_well(server: Server) -> None:
    """A campaign that comes from another org says under vendor which steps ask for what, and can be made again so."""
    there = There(server)
    said = {**TWO, "vendor": {"mautic": {"held_back": {"again": ["list/vip"]}}}}
    live = there.make("journey/welcome", said)

    assert live.attributes["vendor"] == {"mautic": {"held_back": {"again": ["list/vip"]}}}
    assert live.attributes == there.backend.kept("journey", normalise(kinds()["journey"], said))
    assert there.backend.kept("journey", live.attributes) == live.attributes


def test_a_send_among_other_actions_is_not_held_back(server: Server) -> None:
    """The question needs a step of its own, whoever asks for it."""
    there = There(server, asset("email/two", title="Two", subject="s", suppress=["list/vip"]))
    steps = [{"id": "both", "do": [{"tag": "x"}, {"send": "email/two"}]}]
    gaps = there.backend.gaps("journey", {"title": "W", "entry": {"lists": ["list/customers"]}, "steps": steps})

    assert gaps["steps.both.do"].startswith("An e-mail that is held back from lists needs a step of its own")


def test_events_that_no_step_can_say_do_not_ask(server: Server) -> None:
    """What was built by hand and sends an e-mail that is to be held back is left out, and never taken for one that
    holds it back."""
    there = There(server, asset("email/two", title="Two", subject="s", suppress=["list/vip"]))
    events = [{"name": "Two", "type": "email.send", "properties": {"email": "email/two"}}]
    said = {"title": "W", "entry": {"lists": ["list/customers"]}, "vendor": {"mautic": {"events": events}}}

    assert "email/two is not sent to list/vip" in there.backend.gaps("journey", said)["vendor.mautic.events"]
    events[0]["properties"] = {"email": "email/one"}
    assert there.backend.gaps("journey", said) == {}


HAND_MADE: list[dict[str, Any]] = [
    {"id": 41, "name": "Send the first mail", "type": "email.send", "properties": {"email": 1, "priority": 1}},
    {"id": 42, "name": "Opened?", "type": "email.open", "eventType": "decision", "parent": 41, "triggerMode": None},
    {
        "id": 43,
        "name": "Add points & tags",
        "type": "lead.changetags",
        "parent": 42,
        "decisionPath": "yes",
        "properties": {"add_tags": ["a", "b"], "remove_tags": ["c"]},
    },
    {
        "id": 44,
        "name": "Is Golf?",
        "type": "lead.field_value",
        "eventType": "condition",
        "parent": 42,
        "decisionPath": "no",
        "triggerMode": "interval",
        "triggerInterval": 7,
        "triggerIntervalUnit": "d",
        "properties": {"field": "industry", "operator": "=", "value": "Golf"},
    },
    {
        "id": 45,
        "name": "Send the first mail",
        "type": "email.send",
        "parent": 44,
        "decisionPath": "yes",
        "triggerMode": "interval",
        "triggerInterval": 1,
        "triggerIntervalUnit": "m",
        "properties": {"email": 2, "email_type": "marketing"},
    },
]


def test_a_campaign_made_by_hand_reads_as_steps(server: Server) -> None:
    """What grew in Mautic comes out as a person would write it: ids of the names, waits and branches as steps."""
    live = There(server).seed("Grown by hand!", HAND_MADE)

    assert live.address == "journey/grown-by-hand"
    assert live.active is True
    assert live.attributes == {
        "title": "Grown by hand!",
        "entry": {"lists": ["list/customers"]},
        "steps": [
            {"id": "send-the-first-mail", "send": "email/one"},
            {
                "id": "opened",
                "did": "opened email one",
                "within": "7 days",
                "then": "add-points-tags",
                "else": "is-golf",
            },
            {"id": "add-points-tags", "do": [{"tag": "a"}, {"tag": "b"}, {"untag": "c"}], "next": "end"},
            {"id": "is-golf", "if": ["industry is Golf"], "then": "send-the-first-mail-2-wait", "else": "end"},
            {"id": "send-the-first-mail-2-wait", "wait": "1 month"},
            {"id": "send-the-first-mail-2", "send": "email/two"},
        ],
        "vendor": {"mautic": {"transactional": ["send-the-first-mail"]}},
    }


def test_a_campaign_made_by_hand_is_taken_over_as_it_is(server: Server) -> None:
    """A change of one step rewrites the rest with the same numbers, names and settings."""
    there = There(server)
    live = there.seed("Grown by hand!", HAND_MADE)
    steps = [dict(row) for row in live.attributes["steps"]]
    steps[4]["wait"] = "2 months"

    there.change(live, {**live.attributes, "steps": steps})

    events = {event["id"]: event for event in there.campaign(live)["events"]}
    assert list(events) == [41, 42, 43, 44, 45]
    assert events[45]["triggerInterval"] == 2
    assert events[43]["properties"] == HAND_MADE[2]["properties"]
    assert events[41]["name"] == "Send the first mail"
    assert events[41]["properties"]["priority"] == 1


def test_without_a_difference_nothing_is_sent_for_what_was_made_by_hand(server: Server) -> None:
    """To adopt a campaign is no reason to write into it."""
    there = There(server)
    live = there.seed("Grown by hand!", HAND_MADE)
    before = len(server.writes)

    there.change(live, live.attributes)

    assert len(server.writes) == before


FORKED: list[dict[str, Any]] = [
    {"id": 51, "name": "Mail", "type": "email.send", "properties": {"email": 1}},
    {
        "id": 52,
        "name": "Later",
        "type": "lead.changepoints",
        "parent": 51,
        "properties": {"points": 1},
        "triggerMode": "interval",
        "triggerInterval": 2,
        "triggerIntervalUnit": "d",
    },
    {"id": 53, "name": "Opened?", "type": "email.open", "eventType": "decision", "parent": 51, "triggerMode": None},
]


@pytest.mark.parametrize(
    "events",
    [
        FORKED,
        [{"id": 51, "name": "Push", "type": "plugin.leadpush", "properties": {"integration": "X"}}],
        [
            {
                "id": 51,
                "name": "At noon",
                "type": "lead.changepoints",
                "properties": {"points": 1},
                "triggerHour": "12:00",
            }
        ],
    ],
    ids=["side by side", "another program", "hour of the day"],
)
def test_what_no_step_says_stands_whole_and_is_not_rewritten(server: Server, events: list[dict[str, Any]]) -> None:
    """Such a campaign is seen, renamed, paused and deleted like any other; its events are compared and left alone."""
    there = There(server)
    live = there.seed("Odd", events)

    said = live.attributes["vendor"]["mautic"]["events"]
    assert "steps" not in live.attributes
    assert [event["name"] for event in said] == [event["name"] for event in events]
    assert there.backend.kept("journey", live.attributes) == live.attributes
    assert there.backend.gaps("journey", live.attributes) == {}
    with pytest.raises(Rejected, match="no step can say"):
        there.change(live, {**JOURNEY, "title": "Odd"})
    with pytest.raises(Rejected, match="no step can say"):
        there.change(live, {**live.attributes, "entry": {"lists": ["list/vip"]}})
    live = there.change(live, {**live.attributes, "title": "Odder"})
    there.backend.deactivate(live)
    live = there.read(live.address)
    assert (live.active, live.attributes["title"]) == (False, "Odder")
    assert live.attributes["vendor"]["mautic"]["events"] == said
    there.backend.delete(live)
    assert there.backend.read("journey", "77", there.names) is None


def test_what_no_step_says_can_be_carried_to_another_mautic(server: Server) -> None:
    """As long as it names only what is kept in files: then it is the same there, with the numbers of that one."""
    there = There(server)
    jump = {"id": 54, "name": "Back", "type": "campaign.jump_to_event", "parent": 53, "decisionPath": "yes"}
    hour = {"triggerHour": "1970-01-01T12:00:00+00:00"}
    lists = {"addToLists": [2], "removeFromLists": []}
    live = there.seed(
        "Odd",
        [
            *FORKED,
            {**jump, "properties": {"jumpToEvent": 51}},
            {"id": 55, "name": "At noon", "type": "lead.changelist", "parent": 52, "properties": lists, **hour},
        ],
    )
    said = live.attributes["vendor"]["mautic"]["events"]
    assert said[3]["properties"] == {"jumpToEvent": said[0]["id"]} == {"jumpToEvent": "mail"}
    assert (said[1]["parent"], said[4]["parent"]) == ("mail", said[1]["id"])
    assert said[4]["properties"]["addToLists"] == ["list/fatigued"]

    copy = there.make("journey/copy", {**live.attributes, "title": "Copy"})

    assert copy.attributes["vendor"] == live.attributes["vendor"]
    with pytest.raises(Rejected, match="Apply it first"):
        odd = [{**said[4], "properties": {"addToLists": ["list/none"]}}]
        there.make("journey/x", {**live.attributes, "vendor": {"mautic": {"events": odd}}})
    with pytest.raises(Rejected, match="does nothing"):
        there.make("journey/x", {**live.attributes, "vendor": {"mautic": {"events": []}}})
    for more in ({"type": "plugin.leadpush"}, {"properties": {"group": 4}}, {"triggerDate": "2030-01-01"}):
        with pytest.raises(Rejected, match="that it comes from"):
            events = [{**said[1], **more}]
            there.make("journey/x", {**live.attributes, "vendor": {"mautic": {"events": events}}})


def test_an_event_that_is_taken_away_leaves_the_others_as_they_were(server: Server) -> None:
    """Events name what they follow, so an edit by hand is shown as what it is, and nothing else; and a file that has
    places in the list, as it once was written, means the same."""
    there = There(server)
    hour = {"triggerHour": "1970-01-01T12:00:00+00:00"}
    tagged = {"name": "Tag", "type": "lead.changetags", "properties": {"add_tags": ["x"], "remove_tags": []}}
    live = there.seed("Odd", [*FORKED, {"id": 54, "parent": 52, **tagged}, {"id": 55, "parent": 53, **tagged, **hour}])
    said = live.attributes["vendor"]["mautic"]["events"]
    assert [event["id"] for event in said[3:]] == ["tag", "tag-2"]
    places = [{name: value for name, value in event.items() if name != "id"} for event in said]
    for event, place in zip(places[1:], (1, 1, 2, 3), strict=True):
        event["parent"] = place
    old = {**live.attributes, "vendor": {"mautic": {"events": places}}}
    assert there.backend.kept("journey", old) == live.attributes

    campaign = there.campaign(live)
    campaign["events"] = [event for event in campaign["events"] if event["id"] not in (52, 54)]
    now = there.read(live.address).attributes["vendor"]["mautic"]["events"]
    assert now[:2] == [said[0], said[2]]
    assert {**now[2], "id": "tag-2"} == said[4]


LEAVING = {
    "title": "Welcome",
    "entry": {"lists": ["list/customers", "list/vip"]},
    "goal": ["score >= 80"],
    "exit": ["industry is Golf"],
    "steps": STEPS,
}


def test_goal_and_exit_are_segments_that_nobody_takes_for_lists(server: Server) -> None:
    """Whoever reaches the goal or meets the exit leaves at once: the campaign starts from a segment without them."""
    there = There(server)
    live = there.make("journey/welcome", LEAVING)

    helpers = [raw for raw in server.store.of("segments").values() if "journey/welcome" in str(raw["description"])]
    lists = [each.address for each in there.backend.fetch(["list"], there.names)]
    source = next(raw for raw in helpers if raw["name"] == "Welcome (mapconfig who)")

    assert [raw["name"] for raw in helpers] == [
        "Welcome (mapconfig goal)",
        "Welcome (mapconfig exit)",
        "Welcome (mapconfig who)",
    ]
    assert lists == ["list/customers", "list/fatigued", "list/vip"]
    assert there.campaign(live)["lists"] == [source["id"]]
    assert [row["operator"] for row in source["filters"]] == ["in", "!in", "!in"]
    assert live.attributes["goal"] == ["score >= 80"]
    assert [each.attributes for each in there.backend.fetch(["journey"], there.names)] == [live.attributes]


def test_helpers_follow_their_journey(server: Server) -> None:
    """They change with it, are renamed with it, and go when it does not need them any more."""
    there = There(server)
    live = there.make("journey/welcome", LEAVING)
    count = len(server.store.of("segments"))

    live = there.change(live, {**LEAVING, "title": "Hi", "exit": ["industry is Agriculture"]}, Address("journey/hi"))
    names = [raw["name"] for raw in server.store.of("segments").values() if "journey/hi" in str(raw["description"])]
    assert names == ["Hi (mapconfig goal)", "Hi (mapconfig exit)", "Hi (mapconfig who)"]
    assert len(server.store.of("segments")) == count
    live = there.change(live, {name: value for name, value in LEAVING.items() if name != "goal"})
    assert len(server.store.of("segments")) == count - 1
    live = there.change(live, {name: value for name, value in LEAVING.items() if name not in ("goal", "exit")})
    assert len(server.store.of("segments")) == count - 3
    live = there.change(live, LEAVING)
    there.backend.delete(live)
    assert len(server.store.of("segments")) == count - 3


def test_a_goal_that_somebody_made_strange_is_shown_as_it_is(server: Server) -> None:
    """Criteria that have no sentence are not lost, and what is written again has its sentence."""
    there = There(server)
    live = there.make("journey/welcome", LEAVING)
    goal = next(raw for raw in server.store.of("segments").values() if raw["name"] == "Welcome (mapconfig goal)")
    goal["filters"][0] |= {"field": "device_brand", "type": "device_brand", "operator": "!empty", "properties": {}}

    strange = there.read(WELCOME)
    assert "goal" not in strange.attributes
    assert strange.attributes["vendor"]["mautic"]["goal"][0]["field"] == "device_brand"
    assert there.change(strange, LEAVING).attributes["goal"] == ["score >= 80"]
    assert live.version != strange.version


def test_a_create_that_failed_after_it_was_done_is_found(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error 500 is no answer: the journey may be there, and is found before anything is made again."""
    there = There(server)
    meant = normalise(kinds()["journey"], LEAVING)
    left = lost(server, monkeypatch, "POST", "/api/campaigns/new")

    with pytest.raises(Unclear):
        there.backend.create(WELCOME, meant, there.names)

    found = there.backend.find(WELCOME, meant, there.names)
    assert not left
    assert [each.attributes for each in found] == [there.backend.kept("journey", meant)]
    assert found[0].active is False


def test_helpers_of_a_create_that_was_cut_short_are_used_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a create breaks off, there is one of each helper in the end."""
    there = There(server)
    meant = normalise(kinds()["journey"], LEAVING)
    for path in ("/api/segments/new", "/api/segments/new", "/api/segments/new"):
        lost(server, monkeypatch, "POST", path)
        with pytest.raises(Unclear):
            there.backend.create(WELCOME, meant, there.names)
        assert there.backend.find(WELCOME, meant, there.names) == []
        monkeypatch.undo()
        log_in(monkeypatch, server)

    there.make("journey/welcome", LEAVING)

    helpers = [
        raw["name"] for raw in server.store.of("segments").values() if "(mapconfig: journey" in str(raw["description"])
    ]
    assert sorted(helpers) == ["Welcome (mapconfig exit)", "Welcome (mapconfig goal)", "Welcome (mapconfig who)"]


def test_a_jump_goes_where_it_is_to_go_whatever_mautic_makes_of_its_number(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that leaves the temporary number of a target in a jump is told the real one."""
    there = There(server)
    answer = server.answer

    def forgetful(method: str, target: str, headers: Mapping[str, str], data: bytes) -> Reply:
        found = answer(method, target, headers, data)
        if method == "POST" and "/campaigns/new" in target:
            for event in server.store.of("campaigns")[int(found.body["campaign"]["id"])]["events"]:
                if event["type"] == "campaign.jump_to_event":
                    event["properties"] = {"jumpToEvent": "new0815"}
        return found

    monkeypatch.setattr(server, "answer", forgetful)

    live = there.make(
        "journey/welcome", {**JOURNEY, "steps": [*STEPS, {"id": "round", "wait": "1 day", "next": "hello"}]}
    )

    events = {event["id"]: event for event in there.campaign(live)["events"]}
    jumps = [event for event in events.values() if event["type"] == "campaign.jump_to_event"]
    assert jumps
    assert all(event["properties"]["jumpToEvent"] in events for event in jumps)
    assert live.attributes["suppress"] == ["list/fatigued"]


def test_an_answer_without_the_events_is_no_success(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """When an answer does not show what was written, that is said instead of going on."""
    there = There(server)
    answer = server.answer

    def without(method: str, target: str, headers: Mapping[str, str], data: bytes) -> Reply:
        found = answer(method, target, headers, data)
        if method == "POST" and "/campaigns/new" in target:
            found.body["campaign"]["events"] = []
        return found

    monkeypatch.setattr(server, "answer", without)

    with pytest.raises(Unclear, match="no event for hello"):
        there.backend.create(WELCOME, normalise(kinds()["journey"], JOURNEY), there.names)


def test_an_operational_email_passes_an_opt_out_and_others_never(server: Server) -> None:
    """Mautic sends what is transactional to people who opted out: only what the files call operational is."""
    there = There(server)
    steps = [{"id": "a", "send": "email/notice"}, {"id": "b", "do": [{"tag": "x"}, {"send": "email/one"}]}]
    live = there.make("journey/welcome", {"title": "Notice", "entry": {"lists": ["list/vip"]}, "steps": steps})

    types = {event["description"]: event["properties"].get("email_type") for event in there.campaign(live)["events"]}
    assert types == {"(mapconfig: a)": "transactional", "(mapconfig: b)": None, "(mapconfig: b/2)": "marketing"}
    assert live.attributes["vendor"] == {"mautic": {"transactional": ["a"]}}

    next(event for event in there.campaign(live)["events"] if event["description"] == "(mapconfig: b/2)")["properties"][
        "email_type"
    ] = "transactional"
    assert there.read(WELCOME).attributes["vendor"] == {"mautic": {"transactional": ["a", "b"]}}


@pytest.mark.parametrize(
    ("more", "path", "says"),
    [
        ({"entry": {}}, "entry", "starts from lists or forms"),
        ({"steps": None}, "steps", "does something"),
        ({"steps": [{"id": "a", "send": "email/one", "next": "b"}]}, "steps", "no such step"),
        ({"steps": [{"id": "a", "send": "email/one", "next": "end"}, *STEPS[1:]]}, "steps.read", "Nobody reaches"),
        ({"steps": STEPS[1:]}, "steps.read.did", "right after the step that sends it"),
        ({"steps": [{"id": "a", "if": ["industry in [Golf, Agriculture]"]}]}, "steps.a.if", "anywhere in a field"),
        ({"steps": [{"id": "a", "if": ["score > 1", "industry is Golf"]}]}, "steps.a.if", "asks one thing"),
        ({"steps": [{"id": "a", "if": ["opted_out is true"]}]}, "steps.a.if", "in list"),
        ({"steps": [{"id": "a", "if": ["renewal before 2026-01-01"]}]}, "steps.a.if", "dates as text"),
        ({"steps": [{"id": "a", "did": "clicked any email"}]}, "steps.a.did", "Name that e-mail"),
        ({"steps": [{"id": "a", "did": "attended webinar x"}]}, "steps.a.did", "cannot listen"),
        ({"steps": [{"id": "a", "did": "never opened email one"}]}, "steps.a.did", "done once"),
        ({"steps": [{"id": "a", "did": "viewed page /a*"}]}, "steps.a.did", "stand for any text"),
        ({"steps": [{"id": "a", "do": [{"notify": "team/sdr"}]}]}, "steps.a.do", "users and no teams"),
        ({"steps": [{"id": "a", "do": [{"hand_over": "team/sdr"}]}]}, "steps.a.do", "users and no teams"),
        ({"steps": [{"id": "a", "do": [{"send": "email/one"}, {"tag": "x"}]}]}, "steps.a.do", "step of its own"),
        (
            {"steps": [{"id": "a", "do": [{"set": {"field": "field/score", "value": 1}}]}]},
            "steps.a.do",
            "keeps score itself",
        ),
        (
            {"steps": [{"id": "a", "do": [{"set": {"field": "field/subscribed", "value": "yes"}}]}]},
            "steps.a.do",
            "yes/no",
        ),
        (
            {"steps": [{"id": "a", "do": [{"set": {"field": "field/job_title", "value": ""}}]}]},
            "steps.a.do",
            "set to nothing",
        ),
        (
            {"steps": [{"id": "a", "do": [{"set": {"field": "field/opportunity.stage", "value": "x"}}]}]},
            "steps.a.do",
            "no field",
        ),
        ({"entry": {"lists": ["list/vip"], "re_entry": "after-exit"}}, "entry.re_entry", "passes an opt-out"),
        ({"entry": {"lists": ["list/vip"], "re_entry": "always"}}, "entry.re_entry", "only after leaving it"),
        ({"entry": {"forms": ["form/demo"], "re_entry": "after-exit"}}, "entry.re_entry", "anew"),
        ({"entry": {"forms": ["form/demo"]}, "goal": ["score > 5"]}, "goal", "came by a form"),
        ({"exit": ["submitted form demo in last 2 days"]}, "exit", "submitted form"),
        ({"vendor": {"mautic": {"events": []}}}, "vendor.mautic.events", "only compared"),
        ({"vendor": {"mautic": {"colour": 1}}}, "vendor.mautic.colour", "no such setting"),
    ],
)
def test_what_mautic_cannot_hold_is_said(server: Server, more: dict[str, Any], path: str, says: str) -> None:
    """Each gap has a path and a sentence, nothing is written for it, and nothing is sent to find it out."""
    there = There(server)
    attributes = {name: value for name, value in {**JOURNEY, **more}.items() if value is not None}
    meant = normalise(kinds()["journey"], attributes)
    before = len(server.writes)

    gaps = there.backend.gaps("journey", meant)

    assert says in gaps[path]
    with pytest.raises(Rejected):
        there.backend.create(WELCOME, meant, there.names)
    assert len(server.writes) == before
    assert there.backend.kept("journey", there.backend.kept("journey", meant)) == there.backend.kept("journey", meant)


def test_people_come_again_where_they_may(server: Server) -> None:
    """Whoever may come again does; who came by a form does so at once, who is on a list after leaving it."""
    there = There(server)
    steps = [{"id": "a", "do": [{"tag": "x"}]}]
    by_list = there.make(
        "journey/a",
        {
            "title": "A",
            "entry": {"lists": ["list/vip"], "re_entry": "after-exit"},
            "campaign": "campaign/nurture",
            "steps": steps,
        },
    )
    by_form = there.make(
        "journey/b", {"title": "B", "entry": {"forms": ["form/demo"], "re_entry": "always"}, "steps": steps}
    )

    assert by_list.attributes["entry"] == {"lists": ["list/vip"], "re_entry": "after-exit"}
    assert by_list.attributes["campaign"] == "campaign/nurture"
    assert by_form.attributes["entry"] == {"forms": ["form/demo"], "re_entry": "always"}
    sources = {row["sourceId"] for row in there.campaign(by_form)["canvasSettings"]["connections"]}
    assert sources == {"forms"}


def test_what_uses_a_campaign_keeps_it(server: Server) -> None:
    """A journey that another campaign adds people to is not deleted from under it."""
    there = There(server)
    live = there.make("journey/welcome", JOURNEY)
    adds = {"addTo": [int(live.remote_id)], "removeFrom": []}
    there.seed("Adds", [{"id": 91, "name": "Add", "type": "campaign.addremovelead", "properties": adds}])

    with pytest.raises(Rejected, match="campaign Adds"):
        there.backend.delete(there.read(WELCOME))


def test_a_campaign_of_another_kind_is_no_journey(server: Server) -> None:
    """What carries the mark of a rule is a rule's, and a number that is none leads nowhere."""
    there = There(server)
    live = there.make("rule/vip", {"title": "Vip", "when": ["in list vip"], "do": [{"tag": "vip"}]})

    assert there.backend.read("journey", live.remote_id, there.names) is None
    assert there.backend.read("journey", "trigger-1", there.names) is None
    assert [each.address for each in there.backend.fetch(["journey"], there.names)] == []
