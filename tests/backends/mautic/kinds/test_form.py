"""Forms on the stand-in over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backends.mautic.kinds.there import There, lost

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected, Unclear
from mapconfig.model import normalise
from mapconfig.testing import asset, kinds, org
from mapconfig.testing.mautic import Mautic as Server

SIGN_UP = Address("form/sign-up")
FORM: dict[str, Any] = {
    "title": "Sign up",
    "fields": [{"field": "field/email", "required": True}, {"field": "field/industry"}, {"field": "field/job_title"}],
    "consent": {"field": "field/subscribed", "text": "Write to me"},
    "thank_you": "email/one",
    "add_to": ["list/vip"],
    "do": [{"set": {"field": "field/source", "value": "Web"}}, {"tag": "web"}, {"score": 5}],
}


@pytest.fixture
def there(server: Server) -> There:
    return There(server, asset("field/source", type="text", title="Where from"))


def raw(there: There, live: Live) -> dict[str, Any]:
    """The form as the server has it."""
    return there.server.store.of("forms")[int(live.remote_id)]


def kept(there: There, attributes: dict[str, Any]) -> dict[str, Any]:
    return there.backend.kept("form", normalise(kinds()["form"], attributes))


def by_hand(there: There, fields: list[dict[str, Any]], actions: list[dict[str, Any]], **more: Any) -> Live:
    """A form as somebody made it in Mautic."""
    body = {"name": "By hand", "fields": fields, "actions": actions, **more}
    _, made = there.server.types["forms"].make(there.server.store, body)
    found = there.backend.read("form", str(made["id"]), there.names)
    assert found is not None
    there.names.learn(found.address, found.remote_id)
    return found


def test_a_form_asks_agrees_sets_and_answers(there: There) -> None:
    """Questions write into fields, the tick of consent too; what is set is a hidden field; the rest are actions."""
    live = there.make("form/sign-up", FORM)
    fields = {field["alias"]: field for field in raw(there, live)["fields"]}

    assert live.attributes == kept(there, FORM)
    assert list(fields) == ["email", "industry", "position", "subscribed", "source", "submit"]
    assert [field["type"] for field in fields.values()] == [
        "email",
        "select",
        "text",
        "checkboxgrp",
        "hidden",
        "button",
    ]
    assert fields["source"]["defaultValue"] == "Web"
    assert fields["source"]["label"] == "Where from"
    assert fields["subscribed"]["properties"]["optionlist"]["list"] == [{"label": "Write to me", "value": "1"}]
    assert [action["type"] for action in raw(there, live)["actions"]] == [
        *("email.send.lead", "lead.changelist", "lead.changetags", "lead.pointschange"),
    ]


def test_what_stays_keeps_its_number_and_what_goes_is_gone(there: There) -> None:
    """Answers that were given belong to a field by its number: it stays as long as the question does."""
    live = there.make("form/sign-up", FORM)
    before = {field["alias"]: field["id"] for field in raw(there, live)["fields"]}
    changed = {
        "title": "Sign up",
        "fields": [{"field": "field/job_title"}, {"field": "field/email"}, {"field": "field/budget", "required": True}],
        "do": [{"score": -5}, {"untag": "web"}],
    }

    now = there.change(live, changed)

    after = {field["alias"]: field["id"] for field in raw(there, now)["fields"]}
    assert now.attributes == kept(there, changed)
    assert {name: after[name] for name in ("email", "position", "submit")} == {
        name: before[name] for name in ("email", "position", "submit")
    }
    assert set(after) == {"email", "position", "budget", "submit"}
    assert len(raw(there, now)["actions"]) == 2


def test_what_happens_after_sending_is_never_set_back(there: There) -> None:
    """Any change that does not name it would set it back, to switch the form on included."""
    after = {"postAction": "message", "postActionProperty": "Thanks!"}
    live = there.make("form/sign-up", {**FORM, "vendor": {"mautic": after}})
    there.backend.activate(live)
    there.change(there.read(SIGN_UP), {**FORM, "title": "Sign on", "vendor": {"mautic": after}})
    there.change(there.read(SIGN_UP), {**FORM, "title": "Sign on", "do": [{"tag": "x"}], "vendor": {"mautic": after}})
    live = there.read(SIGN_UP)

    assert (raw(there, live)["postAction"], raw(there, live)["postActionProperty"]) == ("message", "Thanks!")
    assert live.active is True
    assert live.attributes["vendor"] == {"mautic": after}


def test_each_thing_is_read_where_it_stands(there: There) -> None:
    """An e-mail that is sent and a list that is joined are the same, wherever the file has them."""
    meant = {"title": "X", "do": [{"send": "email/two"}, {"add_to": "list/vip"}, {"send": "email/one"}, {"tag": "x"}]}
    live = there.make("form/x", meant)

    assert live.attributes == kept(there, meant)
    assert live.attributes["thank_you"] == "email/two"
    assert live.attributes["add_to"] == ["list/vip"]
    assert live.attributes["do"] == [{"send": "email/one"}, {"tag": "x"}]


def test_values_are_set_in_the_type_of_the_field(there: There) -> None:
    """Yes and no, numbers and text come back as they were."""
    values = {"field/subscribed": True, "field/budget": 1.5, "field/source": "7", "field/account.type": "Customer"}
    meant = {"title": "X", "do": [{"set": {"field": name, "value": value}} for name, value in values.items()]}

    live = there.make("form/x", meant)

    assert {row["set"]["field"]: row["set"]["value"] for row in live.attributes["do"]} == values
    raw(there, live)["fields"][1]["defaultValue"] = "much"
    assert there.read(live.address).attributes["vendor"]["mautic"]["fields"][0]["defaultValue"] == "much"


ODD_FIELDS: list[dict[str, Any]] = [
    {"label": "What else?", "alias": "else", "type": "textarea", "order": 1},
    {
        "label": "E-mail",
        "alias": "email",
        "type": "email",
        "mappedObject": "contact",
        "mappedField": "email",
        "order": 2,
    },
    {"label": "Go", "alias": "go", "type": "button", "order": 3},
    {
        "label": "Topics",
        "alias": "topics",
        "type": "checkboxgrp",
        "mappedObject": "contact",
        "mappedField": "job_title",
        "properties": {"optionlist": {"list": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]}},
        "order": 4,
    },
]
ODD_ACTIONS: list[dict[str, Any]] = [
    {"name": "Push", "type": "plugin.leadpush", "properties": {"integration": "X"}},
    {"name": "Points", "type": "lead.pointschange", "properties": {"operator": "times", "points": 2}},
    {"name": "Tags", "type": "lead.changetags", "properties": {"add_tags": ["x"], "remove_tags": []}},
]


def test_a_form_made_by_hand_is_not_lost(there: There) -> None:
    """Questions that go nowhere and actions that nothing says stand under vendor, and survive every change."""
    live = by_hand(there, ODD_FIELDS, ODD_ACTIONS)
    own = live.attributes["vendor"]["mautic"]

    assert live.address == "form/by-hand"
    assert [row["field"] for row in live.attributes["fields"]] == ["field/email", "field/job_title"]
    assert [field["label"] for field in own["fields"]] == ["What else?"]
    assert [action["type"] for action in own["actions"]] == ["plugin.leadpush", "lead.pointschange"]
    assert live.note.startswith("Its action 'Push' (plugin.leadpush) is none that a file could say.")
    assert kept(there, dict(live.attributes)) == live.attributes
    before = len(there.server.writes)
    there.change(live, live.attributes)
    assert len(there.server.writes) == before
    numbers = {field["alias"]: field["id"] for field in raw(there, live)["fields"]}

    wanted = {**live.attributes, "fields": [{"field": "field/email", "required": True}], "do": [{"tag": "y"}]}
    now = there.change(live, wanted)

    assert now.attributes == kept(there, wanted)
    after = {field["alias"]: field["id"] for field in raw(there, now)["fields"]}
    assert after == {name: number for name, number in numbers.items() if name != "topics"}
    assert len(raw(there, now)["actions"]) == 3
    with pytest.raises(Rejected, match="only compared"):
        there.change(now, {name: value for name, value in wanted.items() if name != "vendor"})
    with pytest.raises(Rejected, match="another Mautic"):
        there.make("form/copy", wanted)


def test_what_an_action_has_set_beyond_a_file_stays(there: There) -> None:
    """Mautic's own pages may write more with an action than anybody recorded: it is told on import, kept with every
    change of the form, also when another e-mail answers, and no part of what is compared."""
    answer = {"name": "Thanks", "type": "email.send.lead", "properties": {"email": 1, "delay": 5, "newEmailButton": ""}}
    tags = {
        "name": "Tags",
        "type": "lead.changetags",
        "properties": {"add_tags": ["x"], "remove_tags": [], "mode": "a"},
    }
    live = by_hand(there, [], [answer, tags])
    first = live.attributes["thank_you"]

    assert live.note.startswith("Its action 'Thanks' has more set than a file can say: delay.")
    assert "vendor" not in live.attributes and live.attributes["do"] == [{"tag": "x"}]
    now = there.change(live, {**live.attributes, "fields": [{"field": "field/email"}], "thank_you": "email/two"})
    said = {action["type"]: action["properties"] for action in raw(there, now)["actions"]}
    assert now.attributes["thank_you"] == "email/two" != first
    assert (said["email.send.lead"]["delay"], said["lead.changetags"]["mode"]) == (5, "a")
    now = there.change(now, {**now.attributes, "do": [{"tag": "y"}]})
    said = {action["type"]: action["properties"] for action in raw(there, now)["actions"]}
    assert (said["email.send.lead"]["delay"], said["lead.changetags"].get("mode")) == (5, None)
    assert by_hand_note(there) == ""


def by_hand_note(there: There) -> str:
    """What is told of a form with nothing odd."""
    return there.make("form/plain", {"title": "P", "do": [{"tag": "x"}], "thank_you": "email/two"}).note


def test_questions_that_go_nowhere_can_be_made_elsewhere(there: There) -> None:
    """They name nothing of this Mautic, so another one can have them."""
    live = by_hand(there, ODD_FIELDS[:1], [])

    copy = there.make("form/copy", live.attributes)

    assert copy.attributes == live.attributes


def test_a_question_that_becomes_consent_is_made_one(there: There) -> None:
    """The same field asked for in another way is another sort of question under the same number."""
    live = there.make("form/x", {"title": "X", "fields": [{"field": "field/subscribed"}]})
    number = raw(there, live)["fields"][0]["id"]
    agreed = {"title": "X", "consent": {"field": "field/subscribed", "text": " Yes! ", "required": True}}

    now = there.change(live, agreed)

    assert now.attributes["consent"] == {"field": "field/subscribed", "text": "Yes!", "required": True}
    assert raw(there, now)["fields"][0]["id"] == number
    reworded = {**agreed, "consent": {"field": "field/subscribed", "text": "No?"}}
    assert there.change(now, reworded).attributes["consent"]["text"] == "No?"


@pytest.mark.parametrize(
    ("more", "path", "says"),
    [
        ({"fields": [{"field": "field/opted_out"}]}, "fields", "keeps opted_out itself"),
        ({"fields": [{"field": "field/opportunity.stage"}]}, "fields", "no field"),
        ({"consent": {"field": "field/job_title", "text": "x"}}, "fields", "yes/no field"),
        ({"fields": [{"field": "field/email"}, {"field": "field/source"}]}, "do", "once"),
        ({"do": [{"set": {"field": "field/subscribed", "value": "yes"}}]}, "do", "cannot set subscribed"),
        ({"do": [{"notify": "team/sdr"}]}, "do", "users and no teams"),
        ({"vendor": {"mautic": {"colour": 1}}}, "vendor.mautic.colour", "no such setting"),
    ],
)
def test_what_mautic_cannot_hold_of_a_form_is_said(there: There, more: dict[str, Any], path: str, says: str) -> None:
    """Each gap has a path and a sentence, and nothing is written for it."""
    meant = normalise(kinds()["form"], {**FORM, **more})
    before = len(there.server.writes)

    assert says in there.backend.gaps("form", meant)[path]
    with pytest.raises(Rejected):
        there.backend.create(SIGN_UP, meant, there.names)
    assert len(there.server.writes) == before
    assert kept(there, kept(there, meant)) == kept(there, meant)


def test_a_create_that_failed_after_it_was_done_is_found(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error 500 is no answer: the form may be there."""
    meant = normalise(kinds()["form"], FORM)
    lost(there.server, monkeypatch, "POST", "/api/forms/new")
    with pytest.raises(Unclear):
        there.backend.create(SIGN_UP, meant, there.names)

    assert [each.attributes for each in there.backend.find(SIGN_UP, meant, there.names)] == [kept(there, FORM)]


def test_what_is_asked_is_held_and_a_change_of_it_is_seen(there: There) -> None:
    """By the file's own words, or else by what the field is called: whoever changes a label in Mautic shows as drift,
    and a field that gets another name changes what its forms ask."""
    asked = [{"field": "field/email", "label": " Your address "}, {"field": "field/source"}]
    live = there.make("form/sign-up", {"title": "Sign up", "fields": asked})
    fields = {field["alias"]: field for field in raw(there, live)["fields"]}
    assert (fields["email"]["label"], fields["source"]["label"]) == ("Your address", "Where from")
    assert live.attributes == kept(there, {"title": "Sign up", "fields": asked})

    fields["email"]["label"] = "E-mail"
    fields["source"]["label"] = ""

    seen = there.backend.read("form", live.remote_id, there.names)
    assert seen is not None
    assert seen.version != live.version
    assert seen.attributes["fields"] == [{"field": "field/email", "label": "E-mail"}, {"field": "field/source"}]

    there.backend.update(seen, SIGN_UP, {"title": "Sign up", "fields": asked}, there.names)

    fields = {field["alias"]: field for field in raw(there, live)["fields"]}
    assert (fields["email"]["label"], fields["source"]["label"]) == ("Your address", "Where from")
    there.backend.learn(org(asset("field/source", type="text", title="How did you find us?")))
    assert kept(there, {"title": "Sign up", "fields": asked})["fields"][1]["label"] == "How did you find us?"
