"""What is particular about a Tryton that runs: records of people, their edits, rights, and what is left over."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.backends.tryton.conftest import Connects

from mapconfig.address import Address
from mapconfig.backend import Conflict, Live, Rejected, Unclear
from mapconfig.backends.tryton.backend import Tryton
from mapconfig.backends.tryton.book import LIBRARY_NAME
from mapconfig.backends.tryton.pyson import Member, condition, dumps
from mapconfig.backends.tryton.records import changed
from mapconfig.errors import PlatformError
from mapconfig.testing import Ids
from mapconfig.testing.tryton import Client, Refused, Server
from mapconfig.testing.tryton.client import ACTIVITY, CATEGORY, SCENARIO

MAIL = {"title": "Hello", "subject": "Hello", "body": "<p>Hello</p>"}
LIST = {"title": "Growers", "static": True}
HTML = "<html><p>Hi</p></html>"
HOUR = {"__class__": "timedelta", "seconds": 3600}


def journey(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": "Welcome", "entry": {"lists": ["list/growers"]}, "steps": list(steps), **more}


TWO = journey({"id": "pause", "wait": "1 day"}, {"id": "hello", "send": "email/hello"})


@pytest.fixture
def names() -> Ids:
    return Ids()


@pytest.fixture
def make(backend: Tryton, names: Ids) -> Callable[..., Live]:
    def made(address: str, attributes: dict[str, Any]) -> Live:
        receipt = backend.create(Address(address), attributes, names)
        names.learn(Address(address), receipt.remote_id)
        return live(backend, names, address)

    return made


@pytest.fixture
def welcome(make: Callable[..., Live]) -> Live:
    """A journey of two steps, with its list and its e-mail."""
    make("list/growers", LIST)
    make("email/hello", MAIL)
    return make("journey/welcome", TWO)


def live(backend: Tryton, names: Ids, address: str) -> Live:
    kind = address.partition("/")[0]
    found = backend.read(kind, names.remote_id(Address(address)) or "0", names)
    assert found is not None
    return found


def act(other: Client, name: str, **more: Any) -> dict[str, Any]:
    where = [["name", "=", name], *([key, "=", value] for key, value in more.items())]
    fields = ("name", "parent", "email_title", "email_template", "action", "delay", "condition", "_timestamp")
    [found] = other.records(ACTIVITY, *fields, where=where)
    return found


def mail(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "action": "send_email", "email_title": name, "email_template": HTML, **more}


def scenario(other: Client, name: str, *roots: dict[str, Any], domain: str = "[]", **more: Any) -> int:
    activities = [["create", list(roots)]] if roots else []
    return other.create(
        SCENARIO, name=name, **{"model": "party.party", "domain": domain, "activities": activities, **more}
    )


def test_somebody_who_is_faster_than_a_write_is_not_overwritten(
    backend: Tryton, names: Ids, other: Client, welcome: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our look and our write somebody changes an activity that we do not even change: Tryton itself refuses
    the write by the timestamp, since every record of the tree goes with it."""
    real = backend.rpc.write

    def slower(method: str, *params: Any, read: Any = None) -> Any:
        other.write(ACTIVITY, act(other, "pause")["id"], condition='{"__class__": "Bool", "v": true}')
        return real(method, *params, read=read)

    monkeypatch.setattr(backend.rpc, "write", slower)
    with pytest.raises(Conflict, match="meanwhile"):
        backend.update(welcome, welcome.address, {**TWO, "title": "Other"}, names)

    [there] = other.records(SCENARIO, "name", where=[["name", "like", "%[welcome]"]])
    assert there["name"] == "Welcome [welcome]"


@pytest.mark.parametrize("what", ["pause", "hello"])
def test_an_activity_that_somebody_changed_makes_the_journey_another(
    backend: Tryton, names: Ids, other: Client, welcome: Live, what: str
) -> None:
    """A scenario's own timestamp stays as it is when an activity changes: that is not looked at alone."""
    other.write(ACTIVITY, act(other, what)["id"], delay=HOUR)

    with pytest.raises(Conflict):
        backend.update(welcome, welcome.address, {**TWO, "title": "Other"}, names)
    assert live(backend, names, "journey/welcome").attributes["steps"] != TWO["steps"]


def test_what_a_journey_sends_is_its_e_mail(backend: Tryton, names: Ids, other: Client, welcome: Live) -> None:
    """Whoever edits the mail in the journey edits the e-mail as it is seen; writing it back mends all its copies."""
    copy = act(other, "hello")
    before = live(backend, names, "email/hello")
    other.write(ACTIVITY, copy["id"], email_title="Theirs")

    seen = live(backend, names, "email/hello")

    assert seen.attributes["subject"] == "Theirs"
    assert seen.version != before.version
    assert next(backend.fetch(["email"], names)) == seen
    backend.update(seen, seen.address, MAIL, names)
    assert act(other, "hello")["email_title"] == "Hello"
    assert live(backend, names, "email/hello").attributes == before.attributes


def test_a_mail_is_not_deleted_while_it_is_sent(backend: Tryton, names: Ids, welcome: Live) -> None:
    """Tryton would delete it, and the list as well: it does not look into texts."""
    for address in ("email/hello", "list/growers"):
        with pytest.raises(Rejected, match=r"Welcome|hello"):
            backend.delete(live(backend, names, address))


def test_what_waits_for_its_e_mail_is_not_started(backend: Tryton, names: Ids, make: Any, other: Client) -> None:
    """A journey may be written before what it names. It sends nothing until that is there, and is not started; when it
    is there, starting it puts it in its place."""
    made = make("journey/welcome", {**TWO, "suppress": ["list/out"]})
    with pytest.raises(Rejected, match="list/out"):
        backend.activate(made)
    make("list/out", {"static": True})
    make("list/growers", LIST)
    with pytest.raises(Rejected, match="email/hello"):
        backend.activate(live(backend, names, "journey/welcome"))
    make("email/hello", MAIL)

    backend.activate(live(backend, names, "journey/welcome"))

    now = live(backend, names, "journey/welcome")
    assert now.active is True
    assert now.attributes == made.attributes
    assert act(other, "hello")["email_title"] == "Hello"
    assert "waits" not in act(other, "hello")["condition"]
    backend.deactivate(now)
    backend.activate(live(backend, names, "journey/welcome"))  # from stopped, by way of draft
    assert live(backend, names, "journey/welcome").active is True


def test_a_deleted_journey_leaves_nothing_behind(
    backend: Tryton, names: Ids, other: Client, make: Any, welcome: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tryton keeps the activities of a deleted scenario. Those go in a second call, and what a crash between the two
    left goes with the next journey that is deleted."""
    real = backend.rpc.write

    def dying(method: str, *params: Any, read: Any = None) -> Any:
        if method == f"model.{ACTIVITY}.delete":
            raise Unclear("The connection broke.")
        return real(method, *params, read=read)

    with monkeypatch.context() as patched:
        patched.setattr(backend.rpc, "write", dying)
        with pytest.raises(Unclear):
            backend.delete(welcome)
    assert backend.read("journey", welcome.remote_id, names) is None
    assert {each["name"] for each in other.records(ACTIVITY, "name")} == {"Hello [hello]", "pause", "hello"}
    names.forget(welcome.address)

    backend.delete(make("journey/other", journey({"id": "one", "wait": "1 day"})))

    assert [each["name"] for each in other.records(ACTIVITY, "name")] == ["Hello [hello]"]
    assert [live.address for live in backend.fetch(["email", "journey"], names)] == ["email/hello"]


def test_long_journeys_are_read_to_their_end(backend: Tryton, names: Ids, make: Any) -> None:
    """More levels than one answer has are asked for in turns; both ways of reading give the same."""
    make("list/growers", LIST)
    steps = [{"id": f"step{number}", "wait": f"{number} minutes"} for number in range(2, 22)]
    made = make("journey/long", journey(*steps))

    assert made.attributes["steps"] == steps
    assert list(backend.fetch(["journey"], names)) == [made]


def test_what_people_planted_is_changed_without_uprooting_it(
    backend: Tryton, names: Ids, other: Client, make: Any
) -> None:
    """A scenario of people keeps its activities when a step is put in; a mail that is no step any more stays an
    e-mail."""
    offer = mail("Offer", event="email_opened", delay=HOUR)
    scenario(other, "Fair", mail("Thanks", children=[["create", [offer]]]))
    [found] = [each for each in backend.fetch(["journey"], names) if each.address == "journey/fair"]
    assert [step["id"] for step in found.attributes["steps"]] == ["Thanks", "Thanks-opened", "Offer-wait", "Offer"]
    ids = {name: act(other, name)["id"] for name in ("Thanks", "Offer")}
    names.learn(found.address, found.remote_id)
    steps = list(found.attributes["steps"])

    steps[2:2] = [{"id": "think", "wait": "2 days"}]
    steps[1] = {**steps[1], "then": "think"}
    backend.update(found, found.address, {**found.attributes, "steps": steps}, names)

    now = live(backend, names, "journey/fair")
    assert now.attributes["steps"] == steps
    assert {name: act(other, name)["id"] for name in ids} == ids
    backend.update(now, now.address, {**now.attributes, "steps": [{"id": "Thanks", "send": "email/thanks"}]}, names)
    assert [each.address for each in backend.fetch(["email"], names)] == ["email/thanks", "email/offer"]
    [library] = other.records(SCENARIO, "name", where=[["name", "=", LIBRARY_NAME]])
    assert act(other, "Offer")["parent"] == f"{SCENARIO},{library['id']}"
    [fair] = backend.fetch(["journey"], names)
    assert "Delete it there" in backend.refusals(fair, fair.address, None)["key"]
    with pytest.raises(Rejected, match="Delete it there"):
        backend.delete(live(backend, names, "journey/fair"))
    with pytest.raises(Rejected, match="Take it out there"):
        backend.delete(next(each for each in backend.fetch(["email"], names) if each.address == "email/thanks"))
    backend.delete(next(each for each in backend.fetch(["email"], names) if each.address == "email/offer"))


def test_a_step_of_people_may_get_another_mail(backend: Tryton, names: Ids, other: Client, make: Any) -> None:
    """The activity that is an e-mail itself is left to that one, and the step gets a new activity."""
    make("email/hello", MAIL)
    scenario(other, "Fair", mail("Thanks"))
    [found] = backend.fetch(["journey"], names)
    names.learn(found.address, found.remote_id)

    backend.update(
        found, found.address, {**found.attributes, "steps": [{"id": "Thanks", "send": "email/hello"}]}, names
    )

    assert live(backend, names, "journey/fair").attributes["steps"] == [{"id": "Thanks", "send": "email/hello"}]
    assert {each.address for each in backend.fetch(["email"], Ids())} == {"email/hello", "email/thanks"}


def test_what_has_no_steps_is_shown_and_left_alone(backend: Tryton, names: Ids, other: Client) -> None:
    """Mails side by side, conditions about other things, other models, no activities at all: each is seen as it is, and
    nothing is written to it."""
    asks = mail(
        "Asks", condition='{"__class__": "Bool", "v": true}', children=[["create", [{"name": "x", "delay": HOUR}]]]
    )
    asks["negative"] = False
    scenario(other, "Side by side", mail("One"), mail("Two"))
    scenario(other, "Asks", asks)
    scenario(other, "Empty", domain='[["name", "=", "Ada"]]')
    found = {each.address: each for each in backend.fetch(["journey"], names)}

    assert set(found) == {"journey/side-by-side", "journey/asks", "journey/empty"}
    for address, each in found.items():
        assert "steps" not in each.attributes
        assert backend.gaps("journey", each.attributes), address
        with pytest.raises(Rejected, match="cannot hold"):
            backend.update(each, each.address, {**each.attributes, "title": "Mine"}, names)
    own = found[Address("journey/asks")].attributes["vendor"]["tryton"]["activities"]
    assert own["why"] == "It has a condition about something else than lists."
    assert own["tree"][0]["email"] == "email/asks"
    assert own["tree"][0]["children"] == [{"name": "x", "delay": 3600}]
    assert found[Address("journey/empty")].attributes["vendor"] == {"tryton": {"domain": [["name", "=", "Ada"]]}}


def test_a_tree_that_somebody_made_strange_can_be_put_right(
    backend: Tryton, names: Ids, other: Client, welcome: Live
) -> None:
    """Somebody puts a mail beside our steps. That is seen as it is, and writing the steps again takes it away."""
    other.create(
        ACTIVITY, **mail("Beside", parent=f"{SCENARIO},{welcome.remote_id}", event=None, negative=True, delay=HOUR)
    )
    strange = live(backend, names, "journey/welcome")
    assert "steps" not in strange.attributes
    tree = strange.attributes["vendor"]["tryton"]["activities"]["tree"]
    assert tree[0]["children"][0]["email"] == "email/hello"
    assert tree[1]["negative"] is True

    backend.update(strange, strange.address, TWO, names)

    assert live(backend, names, "journey/welcome").attributes == welcome.attributes


def test_an_archived_list_is_seen_and_can_be_brought_back(
    backend: Tryton, names: Ids, other: Client, make: Any
) -> None:
    """Archived records are not gone. Tryton takes no change of one, so it is brought back first."""
    made = make("list/growers", LIST)
    other.write(CATEGORY, int(made.remote_id), active=False)

    seen = live(backend, names, "list/growers")
    assert seen.attributes == {**LIST, "state": "archived"}
    backend.update(seen, seen.address, LIST, names)
    back = live(backend, names, "list/growers")
    assert back.attributes == LIST
    other.write(CATEGORY, int(made.remote_id), active=False)
    backend.update(live(backend, names, "list/growers"), back.address, {**LIST, "title": "Wine growers"}, names)
    assert live(backend, names, "list/growers").attributes == {**LIST, "title": "Wine growers"}
    assert backend.gaps("list", {**LIST, "state": "archived"})


def test_a_category_with_others_below_is_not_deleted(backend: Tryton, names: Ids, other: Client, make: Any) -> None:
    """What people have filed below it would lose its place."""
    made = make("list/growers", LIST)
    other.create(CATEGORY, name="Wine", parent=int(made.remote_id))

    assert backend.refusals(made, made.address, None) == {}, "nobody has looked"
    list(backend.fetch(["list"], names))
    assert "'Wine'" in backend.refusals(made, made.address, None)["key"]
    assert backend.refusals(made, made.address, LIST) == backend.refusals(None, made.address, LIST) == {}
    with pytest.raises(Rejected, match="Wine"):
        backend.delete(made)


def test_a_list_that_somebody_asks_for_in_other_words_is_known_to_stay(
    backend: Tryton, names: Ids, other: Client, make: Any, welcome: Live
) -> None:
    """A domain and a condition that no file could say name it by a number; what a file says is a reference, of which
    the plan knows by itself."""
    made, second = make("list/wine", LIST), make("list/wine-2", {**LIST, "title": "Two"})
    scenario(other, "Adas", domain=json.dumps([["categories", "in", [int(made.remote_id)]], ["name", "=", "Ada"]]))
    asked = dumps(condition(Member(second.address), lambda _: int(second.remote_id)))
    scenario(other, "Odd", mail("Side", condition=asked), mail("By side"))
    list(backend.fetch(["list", "journey"], names))

    assert "'Adas'" in backend.refusals(made, made.address, None)["key"]
    assert "'Odd'" in backend.refusals(second, second.address, None)["key"]
    growers = live(backend, names, "list/growers")
    assert backend.refusals(growers, growers.address, None) == {}
    for each in (made, second):
        with pytest.raises(Rejected, match="so it is not deleted"):
            backend.delete(each)


def test_two_of_one_mark_are_both_found(backend: Tryton, names: Ids, other: Client, make: Any) -> None:
    """Tryton's own "duplicate" copies the mark: a person has to say which is meant, so both are shown."""
    make("list/growers", LIST)
    other.create(CATEGORY, name="Growers (copy) [growers]")

    assert len(backend.find(Address("list/growers"), LIST, Ids())) == 2
    assert [each.address for each in backend.fetch(["list"], Ids())] == ["list/growers"] * 2


def test_campaigns_are_the_categories_below_theirs(connects: Connects, names: Ids, other: Client) -> None:
    """Their place is made with the first of them, or is the one that the settings name."""
    backend = connects(campaigns="Kampagnen")
    for key in ("autumn", "winter"):
        backend.create(Address(f"campaign/{key}"), {"title": key}, names)

    [root] = other.records(CATEGORY, "name", where=[["parent", "=", None]])
    assert root["name"] == "Kampagnen"
    assert [each.address for each in backend.fetch(["list", "campaign"], names)] == [
        "campaign/autumn",
        "campaign/winter",
    ]


def test_rights_that_are_missing_are_told(
    connects: Connects, tryton: Server, other: Client, names: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who may not see scenarios gets no empty answer, and somebody who may see and not write a reason."""
    group = [each["id"] for each in other.records("res.group", "name") if each["name"] == "Marketing"]
    for login, groups in (("guest", []), ("seer", group)):
        other.create("res.user", login=login, name=login, password="long-enough-9", groups=[["add", groups]])
    monkeypatch.setenv("TRYTON_PASSWORD", "long-enough-9")

    def as_(login: str) -> Tryton:
        monkeypatch.setenv("MAPCONFIG_LOGINS", tryton.login.replace("admin", login))
        return connects()

    with pytest.raises(Rejected, match="groups Marketing and Party Administration"):
        list(as_("guest").fetch(["list"], names))
    assert list(as_("seer").fetch(["list", "journey"], names)) == []
    with pytest.raises(Rejected, match="not allowed to access"):
        as_("seer").create(Address("list/x"), LIST, names)
    with pytest.raises(Rejected, match="does not let nobody into"):
        as_("nobody").identity()


def test_another_series_is_not_guessed_at(backend: Tryton, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not tried is refused before anything is read or written."""
    monkeypatch.setattr(backend.rpc, "plain", lambda *_: "8.4")

    with pytest.raises(Rejected, match=r"Tryton 8\.4"):
        backend.identity()


def test_tryton_has_the_fields_that_are_read_and_written(other: Client) -> None:
    """What another version calls otherwise breaks this test, and says which field."""
    needed = {
        CATEGORY: {"name": "char", "active": "boolean", "parent": "many2one", "childs": "one2many"},
        SCENARIO: {
            "name": "char", "model": "selection", "domain": "char", "state": "selection",
            "activities": "one2many", "unsubscribable": "boolean",
        },
        ACTIVITY: {
            "name": "char", "parent": "reference", "children": "one2many", "event": "selection",
            "negative": "boolean", "condition": "char", "delay": "timedelta", "action": "selection",
            "email_from": "char", "email_title": "char", "email_template": "text",
        },
    }  # fmt: skip

    for model, fields in needed.items():
        there = other.call(f"model.{model}.fields_get", [])
        assert {name: there[name]["type"] for name in fields} == fields, model
    activity = other.call(f"model.{ACTIVITY}.fields_get", [])
    assert {value for value, _ in activity["event"]["selection"]} == {None, "email_opened", "email_clicked"}
    assert {value for value, _ in activity["action"]["selection"]} == {None, "", "send_email"} - {""}


def test_a_session_that_ends_is_opened_again(tryton: Server, backend: Tryton, names: Ids) -> None:
    """Tryton ends sessions after a few minutes without a call; whoever applies does not notice."""
    assert list(backend.fetch(["list"], names)) == []
    tryton.reset()  # and no session is known any more

    receipt = backend.create(Address("list/growers"), LIST, names)

    assert backend.read("list", receipt.remote_id, names) is not None


def test_the_identity_is_of_this_database_for_ever(backend: Tryton, connects: Connects, tryton: Server) -> None:
    """Server, database, and the moment at which it was made."""
    said = backend.identity()

    assert said.startswith(f"tryton:{tryton.url}/drip#20")
    assert said == connects().identity()


def test_an_id_of_somewhere_else_is_told(backend: Tryton, names: Ids) -> None:
    """A record that belongs to another platform is not looked up here by accident."""
    for wrong in ("x", "-1", "99999999999", "١"):
        with pytest.raises(Rejected, match="another account"):
            backend.read("list", wrong, names)


def test_what_cannot_be_held_is_not_written_at_all(backend: Tryton, names: Ids, other: Client) -> None:
    """Also not when somebody asks the backend past the plan."""
    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("list/x", {"title": "X", "criteria": ["country is FR"]}),
        ("list/x", {"title": "a\tb", "static": True}),
        ("email/x", {**MAIL, "suppress": ["list/out"]}),
        ("email/x", {**MAIL, "type": "list", "to": ["list/x"]}),
        ("email/x", {**MAIL, "operational": True}),
        ("journey/x", {**TWO, "goal": ["in list x"]}),
        ("journey/x", {**TWO, "entry": {"forms": ["form/x"]}}),
        ("journey/x", {**TWO, "entry": {"re_entry": "always"}}),
        ("journey/x", {**TWO, "vendor": {"tryton": {"domain": []}}}),
        ("journey/x", {**TWO, "steps": [{"id": "a", "do": []}]}),
        ("journey/x", {**TWO, "vendor": {"tryton": {"model": "sale.sale"}}}),
        ("journey/x", {**TWO, "vendor": {"tryton": {"colour": "red"}}}),
        *(("journey/x", {**TWO, "vendor": {"tryton": {"activities": said}}}) for said in (None, "x", {}, {"why": "W"})),
        ("journey/x", {**TWO, "entry": {}, "vendor": {"tryton": {"domain": "x"}}}),
        *(("journey/x", {**TWO, "entry": {}, "vendor": {"tryton": {"model": said}}}) for said in (5, "", "sale")),
        *(
            (f"{kind}/x", {"title": "X", "vendor": {"tryton": "x"}})
            for kind in ("journey", "list", "email", "campaign")
        ),
        ("list/x", {**LIST, "vendor": {"tryton": {"colour": "red"}}}),
        ("list/x", {"title": "X"}),
    )
    for address, attributes in cases:
        with pytest.raises(Rejected, match="cannot hold"):
            backend.create(Address(address), attributes, names)
        assert backend.kept(address.partition("/")[0], attributes)

    assert other.writes() == 0
    with pytest.raises(Refused):
        other.call("model.nothing.read")


def test_a_time_that_is_none_is_told() -> None:
    """It is an error, and no time is made up."""
    for said in ({"year": 2026}, dict.fromkeys(("year", "month", "day", "hour", "minute", "second", "microsecond"), 0)):
        with pytest.raises(PlatformError, match="a time"):
            changed({"write_date": said})
    assert changed({"write_date": None, "create_date": None}) is None


def test_what_does_not_run_is_not_started(backend: Tryton, make: Any) -> None:
    """Lists and e-mails have no state that a button changes."""
    for made in (make("list/growers", LIST), make("email/hello", MAIL)):
        with pytest.raises(Rejected, match="does not run"):
            backend.activate(made)


def test_a_domain_of_one_s_own_is_kept_as_it_is(backend: Tryton, names: Ids, other: Client) -> None:
    """Whoever knows Tryton says in its own words who enters, and spaces in it are no change."""
    said = [["addresses.country.code", "=", "FR"]]
    number = scenario(other, "French", {"name": "pause", "delay": HOUR}, domain=json.dumps(said, separators=(",", ":")))
    [found] = backend.fetch(["journey"], names)
    names.learn(found.address, found.remote_id)

    backend.update(found, found.address, {**found.attributes, "title": "In French"}, names)

    [now] = other.records(SCENARIO, "name", "domain", where=[["id", "=", number]])
    assert now["name"] == "In French [french]"
    assert now["domain"] == json.dumps(said, separators=(",", ":"))
    assert live(backend, names, "journey/french").attributes["vendor"] == {"tryton": {"domain": said}}
