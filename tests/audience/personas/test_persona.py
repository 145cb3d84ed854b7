"""Personas: what is said of one fictional person is what engines would count, and what stands in the way is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.personas.belonging import Belonging, person_of
from mapconfig.audience.personas.persona import MAX_DAYS, MAX_LINES, Verdict, asked, judge
from mapconfig.audience.sheet import Sheet
from mapconfig.criteria import Catalogue
from mapconfig.criteria.oracle import Person
from mapconfig.criteria.syntax import Node
from mapconfig.model import Asset, Org, Settings
from mapconfig.model.persona import Expectation, Fault, Persona, activity_of, expectation_of
from mapconfig.testing import OracleEngine, asset, org
from mapconfig.values import replace
from tests.criteria.strategies import AS_OF, CATALOGUE, LISTS, criteria, criteria_yaml, people

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

FIELDS = (
    asset("field/country", type="choice", values=["DE", "FR"]),
    asset("field/email", type="text"),
    asset("field/opted_out", type="yes-no"),
    asset("field/born", type="date"),
    asset("field/score", type="number"),
    asset("field/grade", type="choice", ordered=True, values=["C", "B", "A"]),
    asset("field/deal.stage", type="text"),
    asset("field/deal.at", type="date"),
)


def org_of(*assets: Asset) -> Org:
    return org(*FIELDS, *assets, settings=Settings(relations={"deal": "many"}))


def persona(*expect: str, **more: Any) -> Persona:
    expectations = []
    for index, text in enumerate(expect):
        found = expectation_of(text, ("expect", index))
        assert isinstance(found, Expectation), found
        expectations.append(found)
    facts = []
    for index, text in enumerate(more.pop("activities", ())):
        fact = activity_of(text)
        assert not isinstance(fact, Fault), fact
        facts.append((fact, ("activities", index)))
    said: dict[str, Any] = {"name": "ada", "title": "Ada", "as_of": NOW, **more}
    return Persona(facts=tuple(facts), expectations=tuple(expectations), **said)


def verdict(some: Org, who: Persona, *, explain: bool = False) -> Verdict:
    (found,) = judge([who], some, NOW, explain=explain)
    return found


def outcome(some: Org, who: Persona) -> str:
    return verdict(some, who).outcome


def told(found: Verdict) -> list[str]:
    return [f"{'  ' * line.depth}{line.words}" for line in found.lines]


FRENCH = asset("list/french", criteria=["country is FR"])
STAFF = asset("list/staff", static=True)


def test_lists_stages_and_rules_are_asked_as_the_files_say() -> None:
    """Static lists are those that the persona names; others follow from their criteria."""
    some = org_of(
        FRENCH,
        STAFF,
        asset("list/young", extends="list/french", criteria=["born after 2000-01-01", "not in list staff"]),
        asset("stage/s", criteria=["in list young"]),
        asset("rule/r", when=["in list young"], do=[{"tag": "x"}]),
    )
    fields = {"country": "FR", "born": "3 days ago"}
    for sentence in ("is in list/young", "is in stage/s", "matches rule/r", "is not in list/staff"):
        assert outcome(some, persona(sentence, fields=fields)) == "passed"
    on_staff = {"fields": fields, "lists": (Address("list/staff"),)}
    for sentence in ("is not in list/young", "is not in stage/s", "does not match rule/r", "is in list/staff"):
        assert outcome(some, persona(sentence, **on_staff)) == "passed"


def test_dates_and_activities_are_told_from_the_personas_moment() -> None:
    """A persona with an `as_of` is true for ever; one without is asked about now."""
    some = org_of(
        asset("list/soon", criteria=["born in next 3 days", "opened any email at least 2 times in last 3 days"])
    )
    said = {"fields": {"born": "in 2 days"}, "activities": ("opened email/x 2 times 3 days ago",)}
    assert outcome(some, persona("is in list/soon", **said)) == "passed"
    (found,) = judge([persona("is in list/soon", **said, as_of=None)], some, NOW + timedelta(days=900))
    assert found.outcome == "passed"
    dated = persona("is in list/soon", fields={"born": "2026-11-23"}, activities=said["activities"])
    assert outcome(some, dated) == "passed"


def test_changes_and_related_records_are_asked() -> None:
    """A field that changed, and one and the same record of many."""
    some = org_of(
        asset("list/won", criteria=[{"some deal": ["stage is Won", "at in last 7 days"]}]),
        asset("list/moved", criteria=["country changed from DE to FR in last 7 days"]),
    )
    deals = ({"stage": "Won", "at": "30 days ago"}, {"stage": "Open", "at": "1 day ago"})
    assert outcome(some, persona("is not in list/won", related={"deal": deals})) == "passed"
    assert (
        outcome(some, persona("is in list/won", related={"deal": ({"stage": "Won", "at": "1 day ago"},)})) == "passed"
    )
    assert (
        outcome(some, persona("is in list/moved", activities=("country changed from DE to FR 2 days ago",))) == "passed"
    )


def test_a_failure_names_the_path_through_lists_to_the_sentence() -> None:
    """Through `extends` and `in list`, with what the person has instead."""
    some = org_of(
        FRENCH,
        STAFF,
        asset("list/mail", criteria=["opted_out is false or blank"]),
        asset("list/target", extends="list/french", criteria=["in list mail", "not in list staff"]),
    )
    found = verdict(some, persona("is in list/target", fields={"country": "DE"}))
    assert (found.outcome, found.said) == ("failed", "is not in list/target")
    assert told(found) == ["extends list/french (is not on it)", "  country is FR (country is DE)"]
    assert [line.path for line in found.lines] == [("extends",), ("criteria", 0)]
    found = verdict(some, persona("is in list/target", fields={"country": "FR", "opted_out": True}))
    assert told(found) == ["in list mail (is not on it)", "  opted_out is false or blank (opted_out is true)"]
    found = verdict(some, persona("is not in list/staff", lists=(Address("list/staff"),)))
    assert told(found) == ["the persona says so under `lists`"]
    found = verdict(some, persona("is in list/staff"))
    assert told(found) == ["people are put on it, and the persona was not"]
    found = verdict(some, persona("is not in list/target", fields={"country": "FR"}), explain=True)
    assert told(found)[0] == "extends list/french (is on it)"


def test_nothing_is_said_of_what_came_true_unless_asked() -> None:
    """A run that passes is short."""
    some = org_of(FRENCH)
    who = persona("is in list/french", fields={"country": "FR"})
    assert verdict(some, who).lines == () and told(verdict(some, who, explain=True)) == ["country is FR"]


def test_what_cannot_be_said_is_neither_passed_nor_failed() -> None:
    """A ring of lists, criteria that cannot be read, an asset that is gone: each with its reason."""
    some = org_of(
        asset("list/a", criteria=["in list b"]),
        asset("list/b", criteria=["in list a"]),
        asset("list/bad", criteria=["country ist FR"]),
        asset("stage/empty"),
        asset("journey/j", entry={"lists": ["list/a"]}, steps=[{"id": "s", "send": "email/e"}]),
        asset("email/e", subject="e"),
    )
    for sentence, said in (
        ("is in list/a", "depends on itself"),
        ("is in list/bad", "cannot be read"),
        ("is in list/gone", "there is no list/gone"),
        ("is in stage/empty", "has no `criteria`"),
        ("is in stage/gone", "there is no stage/gone"),
        ("gets email/gone", "there is no email/gone"),
        ("score is 3", "there is no scoring model"),
        ("enters journey/j", "cannot be run"),
        (f"gets email/e within {MAX_DAYS + 1} days", "nobody looks further"),
    ):
        found = verdict(some, persona(sentence))
        assert found.outcome == "unclear" and said in found.said, (sentence, found.said)


def test_long_reasons_are_cut() -> None:
    """Who wants more asks about one list."""
    lists = [asset(f"list/l{n}", criteria=[{"any": [f"in list l{n + 1}", "country is FR"]}]) for n in range(30)]
    some = org_of(*lists, asset("list/l30", criteria=["country is FR"]))
    found = verdict(some, persona("is in list/l0"))
    assert len(found.lines) == MAX_LINES + 1 and found.lines[-1].words.endswith("more")


def test_a_persona_with_a_fault_expects_nothing() -> None:
    """It is reported as a finding instead."""
    assert list(judge([persona("is in list/french", sound=False)], org_of(FRENCH), NOW)) == []


# ---------------------------------------------------------------------------------------------------------------------
# Points and fit

MODEL = asset(
    "scoring/m",
    points=[
        {"id": "open", "activity": "opened any email", "points": 5, "cap": 10},
        {"id": "page", "activity": "viewed page /jobs", "points": -3},
    ],
    decay={"points": -2, "every_days": 30, "after_days": 30},
    grade=[{"id": "fr", "when": ["country is FR"], "adjust": 1}],
)
READER = ("opened email/x 3 times 2 days ago", "viewed page /jobs 2 days ago")


def test_score_and_grade_follow_from_the_model() -> None:
    """As the org's one scoring model reckons them; comparisons are `is`, `is at least` and `is at most`."""
    some = org_of(MODEL)
    for sentence in (
        "score is 7",
        "score of scoring/m is at least 7",
        "score is at most 7",
        "grade is A",
        "grade is at least B",
    ):
        assert outcome(some, persona(sentence, fields={"country": "FR"}, activities=READER)) == "passed"
    found = verdict(some, persona("score is 8", activities=READER))
    assert (found.outcome, found.said) == ("failed", "score is 7")
    assert told(found) == ["+10 opened any email", "-3 viewed page /jobs"]
    found = verdict(some, persona("grade is A", fields={"country": "DE"}))
    assert (found.said, told(found)) == ("grade is B", ["fr: not met", "  country is FR (country is DE)"])
    found = verdict(some, persona("grade is B", fields={"country": "FR"}))
    assert told(found)[0] == "fr: +1"


def test_of_two_scores_the_one_that_is_meant_is_named() -> None:
    """An expectation is about the model's; lists and rules see the one that the persona's file has."""
    some = org_of(
        asset("scoring/s", points=[{"activity": "clicked any email", "points": 4}]),
        asset("list/warm", criteria=["score >= 50"]),
    )
    did = {"activities": ["clicked email/a 1 day ago"], "fields": {"score": 55}}
    found = verdict(some, persona("score is 55", **did))
    assert found.outcome == "failed"
    assert found.said == "score is 4 by scoring/s; lists and rules go by the score 55 of the persona's `fields`"
    assert outcome(some, persona("is in list/warm", **did)) == "passed"


def test_idleness_takes_points_and_who_did_nothing_has_none() -> None:
    """What decay took is told apart."""
    some = org_of(MODEL)
    found = verdict(some, persona("score is 5", activities=("opened email/x 65 days ago",)))
    assert (found.said, told(found)) == ("score is 3", ["+5 opened any email", "-2 for being idle"])
    assert told(verdict(some, persona("score is 5"))) == ["did nothing that gives points"]


def test_criteria_see_the_score_that_follows_unless_the_persona_has_one() -> None:
    """So a change of points is followed into the lists that ask for the score."""
    some = org_of(MODEL, asset("list/hot", criteria=["score >= 7", "grade is at least B"]))
    assert outcome(some, persona("is in list/hot", activities=READER)) == "passed"
    assert outcome(some, persona("is not in list/hot", activities=READER, fields={"score": 1})) == "passed"
    two = org_of(MODEL, replace(MODEL, address=Address("scoring/n")), asset("list/hot", criteria=["score >= 7"]))
    assert outcome(two, persona("is not in list/hot", activities=READER)) == "passed"
    assert "several scoring models" in verdict(two, persona("score is 7")).said
    assert outcome(two, persona("score of scoring/n is 7", activities=READER)) == "passed"
    assert "is no grade" in verdict(some, persona("grade is Z")).said
    odd = replace(
        MODEL, attributes={**MODEL.attributes, "points": [{"id": "x", "activity": "country is FR", "points": 1}]}
    )
    assert "cannot be read" in verdict(org_of(odd), persona("score is 7")).said


# ---------------------------------------------------------------------------------------------------------------------
# What happens

WELCOME = asset("email/welcome", subject="w", suppress=["list/staff"])
TIPS = asset("email/tips", subject="t")
JOURNEY = asset(
    "journey/welcome",
    entry={"lists": ["list/french"]},
    exit=["opted_out is true"],
    goal=["submitted any form"],
    steps=[
        {"id": "hello", "send": "email/welcome"},
        {"id": "look", "did": "clicked email welcome", "within": "5 days", "then": "tips", "else": "pause"},
        {"id": "pause", "wait": "10 days"},
        {"id": "old", "if": ["born before 2000-01-01"], "then": "tips", "else": "end"},
        {"id": "tips", "send": "email/tips"},
    ],
)
RUNNING = org_of(FRENCH, STAFF, WELCOME, TIPS, JOURNEY)
ADA: dict[str, Any] = {"fields": {"country": "FR", "email": "ada@vines.example", "born": "2001-01-01"}}


def test_what_a_journey_sends_and_when_is_walked() -> None:
    """A click to come is written among the activities; without it nothing is assumed."""
    clicks = {**ADA, "activities": ("clicked email/welcome in 2 days",)}
    for sentence in (
        "enters journey/welcome within 1 day",
        "gets email/welcome within 1 day",
        "gets email/tips within 2 days",
        "leaves journey/welcome within 3 days",
    ):
        found = verdict(RUNNING, persona(sentence, **clicks), explain=True)
        assert found.outcome == "passed", (sentence, found)
    assert outcome(RUNNING, persona("never gets email/tips", **ADA)) == "passed"
    old = {"fields": {**ADA["fields"], "born": "1990-01-01"}}
    assert outcome(RUNNING, persona("gets email/tips within 15 days", **old)) == "passed"
    assert outcome(RUNNING, persona("never gets email/tips within 14 days", **old)) == "passed"


def test_the_way_to_an_email_that_must_not_come_is_told() -> None:
    """Day by day, with the sentences behind each branch."""
    old = {"fields": {**ADA["fields"], "born": "1990-01-01"}}
    found = verdict(RUNNING, persona("never gets email/tips", **old))
    assert found.said == "gets it from journey/welcome after 15 days"
    assert told(found) == [
        "at once: comes in (on list/french)",
        "  country is FR",
        "at once: gets email/welcome (came to step hello)",
        "at once: look: `else`, did not do it within 5 days",
        "after 5 days: pause: waits 10 days",
        "after 15 days: old: `then`, asked who they are",
        "  born before 2000-01-01 (born is 1990-01-01)",
        "after 15 days: gets email/tips (came to step tips)",
    ]
    assert found.lines[-1].path == ("steps", 4) and found.lines[6].path == ("steps", 3, "if", 0)


@pytest.mark.parametrize(
    ("sentence", "said", "lines"),
    [
        (
            {"fields": {"country": "DE", "email": "a@b.example"}},
            "is not sent it by 2027-02-20",
            ["journey/welcome sends it", "  is not on list/french", "    country is FR (country is DE)"],
        ),
        (
            {**ADA, "lists": (Address("list/staff"),)},
            "does not get it: on list/staff, which is suppressed",
            [
                "journey/welcome sends it",
                "  at once: comes in (on list/french)",
                "    country is FR",
                "  at once: email/welcome is withheld (on list/staff, which is suppressed)",
                "    the persona says so under `lists`",
            ],
        ),
        (
            {"fields": {**ADA["fields"], "opted_out": True}},
            "is not sent it by 2027-02-20",
            [
                "journey/welcome sends it",
                "  at once: comes in (on list/french)",
                "    country is FR",
                "  at once: leaves, meets the exit",
                "    opted_out is true",
            ],
        ),
        (
            {"fields": {"country": "FR"}},
            "does not get it: has no e-mail address",
            ["journey/welcome sends it", "  at once: comes in (on list/french)", "    country is FR"],
        ),
    ],
    ids=["not on the list", "suppressed", "out by the exit", "no address"],
)
def test_why_an_email_does_not_come_is_told(sentence: dict[str, Any], said: str, lines: list[str]) -> None:
    """The way as far as it goes, and what is in it."""
    found = verdict(RUNNING, persona("gets email/welcome", **sentence))
    assert found.outcome == "failed" and found.said == said
    assert told(found)[: len(lines)] == lines


def test_why_nobody_comes_into_a_journey_is_told() -> None:
    """A list that the person is not on, a form they do not submit, a journey at rest; and staying is not leaving."""
    form = asset("form/f", fields=[], thank_you="email/tips")
    by_form = asset("journey/f", entry={"forms": ["form/f"]}, steps=[{"id": "a", "send": "email/tips"}])
    paused = replace(JOURNEY, attributes={**JOURNEY.attributes, "state": "paused"})
    some = org_of(FRENCH, STAFF, WELCOME, TIPS, form, by_form, paused)
    found = verdict(some, persona("enters journey/f", **ADA))
    assert (found.said, told(found)) == (
        "has not come in by 2027-02-20",
        ["does not submit form/f under `activities`"],
    )
    found = verdict(some, persona("enters journey/welcome", **ADA))
    assert told(found) == ["it is paused, so nobody comes in"]
    found = verdict(some, persona("gets email/tips", **ADA))
    assert told(found)[:2] == ["form/f sends it", "  does not submit it under `activities`"]
    found = verdict(some, persona("gets email/welcome", **ADA))
    assert told(found) == ["nothing that runs sends email/welcome"]
    submits = {**ADA, "activities": ("submitted form/f in 1 day",)}
    assert outcome(some, persona("gets email/tips within 2 days", **submits)) == "passed"
    assert outcome(some, persona("enters journey/f within 2 days", **submits)) == "passed"
    found = verdict(RUNNING, persona("leaves journey/welcome", fields={"country": "DE"}))
    assert found.said == "never comes in"
    found = verdict(RUNNING, persona("leaves journey/welcome within 3 days", **ADA))
    assert found.said == "has not left by 2026-11-25"
    assert told(found)[0] == "at once: comes in (on list/french)"


def test_a_draft_is_tried_before_it_runs() -> None:
    """Personas come before the switch is turned; what is paused stays so."""
    draft = replace(JOURNEY, attributes={**JOURNEY.attributes, "state": "draft"})
    assert outcome(org_of(FRENCH, STAFF, WELCOME, TIPS, draft), persona("gets email/welcome", **ADA)) == "passed"


def test_rules_send_and_say_why_not() -> None:
    """A rule that sends, and one that does not see this person."""
    rule = asset("rule/hello", when=["country is FR"], do=[{"send": "email/tips"}])
    some = org_of(TIPS, rule)
    found = verdict(some, persona("never gets email/tips", **ADA))
    assert (found.said, told(found)) == (
        "gets it from rule/hello at once",
        ["at once: gets email/tips (meets what rule/hello asks)"],
    )
    found = verdict(some, persona("gets email/tips", fields={"country": "DE"}))
    assert told(found) == ["rule/hello sends it", "  is not matched by it", "    country is FR (country is DE)"]


def test_emails_to_lists_go_out_at_their_time_or_by_hand() -> None:
    """With a time that is to come they are part of the walk; without one it is asked who would get them now."""
    dated = asset(
        "email/news", to=["list/french"], type="list", schedule={"at": "2026-12-01T09:00Z"}, suppress=["list/staff"]
    )
    by_hand = asset("email/recall", to=["list/french"], type="list", operational=True)
    plain = asset("email/promo", to=["list/french"], type="list", suppress=["list/staff"])
    some = org_of(FRENCH, STAFF, dated, by_hand, plain)
    out = {"fields": {**ADA["fields"], "opted_out": True}}
    assert outcome(some, persona("gets email/news within 10 days", **ADA)) == "passed"
    found = verdict(some, persona("gets email/news within 2 days", **ADA))
    assert found.outcome == "failed"
    assert found.said == "is not sent it by 2026-11-24 12:00 UTC: it is scheduled for 2026-12-01 09:00 UTC, after that"
    assert outcome(some, persona("gets email/recall", **out)) == "passed"
    found = verdict(some, persona("gets email/promo", **out))
    assert found.said == "would not get it now: opted out"
    found = verdict(some, persona("gets email/promo", **ADA, lists=(Address("list/staff"),)))
    assert told(found)[-2:] == ["on list/staff, which is suppressed", "  the persona says so under `lists`"]
    found = verdict(some, persona("gets email/promo", fields={"country": "DE", "email": "a@b.example"}))
    assert (found.said, told(found)) == (
        "would not get it now",
        ["is not on list/french", "  country is FR (country is DE)"],
    )
    found = verdict(some, persona("gets email/recall", fields={"country": "FR"}))
    assert found.said == "would not get it now: has no e-mail address"
    found = verdict(some, persona("gets email/news within 20 days", fields={"country": "DE", "email": "a@b.example"}))
    assert told(found) == ["is not on list/french", "  country is FR (country is DE)"]
    assert [line.path for line in found.lines] == [("to", 0), ("criteria", 0)]
    found = verdict(some, persona("gets email/news within 20 days", **out))
    assert told(found) == ["after 8 days: email/news is withheld (opted out)"]


# ---------------------------------------------------------------------------------------------------------------------
# Questions


def test_a_question_is_an_expectation_or_a_sentence_of_criteria() -> None:
    """Both with their reasons; a slip in either is told where it is."""
    who = persona(fields={"country": "FR"})
    some = org_of(FRENCH)
    found = asked(who, some, NOW, "is in list/french")
    assert isinstance(found, Verdict) and (found.outcome, told(found)) == ("passed", ["country is FR"])
    found = asked(who, some, NOW, "in list french")
    assert isinstance(found, Verdict) and (found.outcome, found.said) == ("passed", "that is true")
    assert [(line.words, line.address) for line in found.lines] == [
        ("in list french (is on it)", None),
        ("country is FR", Address("list/french")),
    ]
    found = asked(who, some, NOW, "country is DE")
    assert isinstance(found, Verdict) and (found.outcome, told(found)) == ("failed", ["country is DE (country is FR)"])
    slip = asked(who, some, NOW, "is in list/frnch")
    assert isinstance(slip, Fault) and "No file defines list/frnch" in slip.message
    slip = asked(who, some, NOW, "is in lst/french")
    assert isinstance(slip, Fault) and "not said of lst/french" in slip.message
    for sentence, said in (
        ("countri is FR", "No file defines field/countri."),
        ("in list frnch", "No file defines list/frnch."),
        ("country is Spain", "`Spain` is not a value"),
        ("opened any", "is followed by `email`"),
    ):
        slip = asked(who, some, NOW, sentence)
        assert isinstance(slip, Fault) and said in slip.message, slip
    ring = asked(who, org_of(asset("list/a", criteria=["in list a"])), NOW, "in list a")
    assert isinstance(ring, Verdict) and ring.outcome == "unclear"


# ---------------------------------------------------------------------------------------------------------------------
# One meaning


@settings(max_examples=100, deadline=None)
@given(criteria, people, st.booleans())
def test_a_persona_is_in_a_list_exactly_when_it_would_be_counted(node: Node, who: Person, static: bool) -> None:
    """What personas say is what the counting engines say, list by list."""
    value = criteria_yaml(node)
    fields = [
        asset(f"field/{key}", {"type": kind.type, "values": list(kind.values), "ordered": kind.ordered})
        if kind.values
        else asset(f"field/{key}", type=kind.type)
        for key, kind in CATALOGUE.fields.items()
        if kind.type
    ]
    some = org(
        *fields,
        *(asset(f"list/{key}", static=True) for key in dict.fromkeys(("a", *LISTS))),
        asset("list/it", criteria=value if isinstance(value, list) else [value]),
        asset("list/below", extends="list/it", criteria=["in list a"])
        if static
        else asset("list/below", extends="list/it"),
        settings=Settings(relations=dict(CATALOGUE.relations)),
    )
    catalogue = Catalogue.of(((each.key, each.attributes) for each in some.of_kind("field")), some.settings.relations)
    sheet = Sheet(AS_OF)
    belonging = Belonging(some, who, AS_OF, catalogue)
    for key in ("it", "below"):
        try:
            ref = Lists(some, sheet).member(key)
        except Uncountable:
            with pytest.raises(Uncountable):
                belonging.member(key)
            continue
        counted = OracleEngine([who], AS_OF).counts(sheet, [ref]).values[0]
        assert belonging.member(key) is bool(counted)
        assert all(line.words for line in belonging.why_member(key))


def test_a_fact_without_a_name_is_one_of_no_assets() -> None:
    """`was sent any email` counts as an e-mail, and as none of the org's own."""
    who = person_of(persona(activities=("was sent any email 2 times 1 day ago",)), NOW, Catalogue())
    assert [(each.verb, each.object, each.name) for each in who.activities] == [("was sent", "email", "")] * 2


FARMER = {"country": "FR", "email": "ada@farm.example"}


@pytest.mark.parametrize(
    ("expect", "passes"),
    [
        ("gets email/recall within 1 hour", False),
        ("gets email/recall within 1 day", False),
        ("never gets email/recall within 1 day", True),
        ("gets email/recall within 42 hours", False),
        ("gets email/recall within 43 hours", True),
        ("gets email/recall within 2 days", True),
    ],
)
def test_a_dated_email_is_not_there_before_its_time(expect: str, passes: bool) -> None:
    """At noon of 22 November nobody has by the next noon what goes out on the 24th at seven."""
    recall = asset("email/recall", type="list", to=["list/all"], schedule={"at": "2026-11-24T07:00Z"})
    found = verdict(org_of(asset("list/all", criteria=["country is FR"]), recall), persona(expect, fields=FARMER))
    assert (found.outcome == "passed") is passes
    if "1 day" in expect:
        assert found.said == (
            "is not sent it by 2026-11-23 12:00 UTC: it is scheduled for 2026-11-24 07:00 UTC, after that"
        )


def test_hours_of_a_journey_are_told_too() -> None:
    """A step after a wait is done at its own instant."""
    steps = [{"id": "w", "wait": "20 hours"}, {"id": "s", "send": "email/a"}]
    some = org_of(
        asset("list/all", criteria=["country is FR"]),
        asset("journey/j", entry={"lists": ["list/all"]}, steps=steps),
        asset("email/a", type="template"),
    )
    assert outcome(some, persona("gets email/a within 19 hours", fields=FARMER)) == "failed"
    assert outcome(some, persona("gets email/a within 20 hours", fields=FARMER)) == "passed"
