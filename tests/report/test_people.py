"""What people read of people: a verdict, then a line each, the gravest first; and nothing where nobody was counted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from tests.graph.orgs import org_of
from tests.report.compared import HOSTILE, compared, edited

from mapconfig.address import Address
from mapconfig.diff import diff
from mapconfig.impact.people import (
    NOBODY_COUNTED,
    NOBODY_MOVES,
    NOT_ASKED,
    ZERO,
    Bin,
    Count,
    Ejected,
    Mailing,
    Moves,
    NoCensus,
    PeopleImpact,
    PeopleNow,
    Pressure,
    Queue,
    Scores,
    Standing,
    as_json,
    may_move,
    percent,
    uncounted,
    unknown,
)
from mapconfig.plan.codec import encode
from mapconfig.report import changes, impact, people
from mapconfig.report.plan import markdown as plan_markdown
from mapconfig.report.plan import text as plan_text

SCHEMAS = Path(__file__).parents[2] / "schemas"
CUSTOMERS, ONBOARDING, FRENCH = Address("list/customers"), Address("journey/onboarding"), Address("list/customers-fr")
OPS = Address("team/ops")


def n(number: int) -> Count:
    return Count.of(number)


MOVED = Moves(
    subject=CUSTOMERS,
    what="master list",
    because=(CUSTOMERS,),
    before=n(4_112),
    after=n(41_870),
    added=n(37_758),
    removed=ZERO,
    kept=n(4_112),
    reachable_before=n(3_010),
    reachable_after=n(32_123),
    reachable_added=n(29_113),
    reachable_removed=ZERO,
    opted_out=n(412),
    fatigued=n(13_970),
    feeds=(ONBOARDING, Address("email/a"), Address("email/b"), Address("email/c")),
)
MAILED = Mailing(
    subject=ONBOARDING,
    because=(CUSTOMERS,),
    audience_before=n(3_010),
    audience=n(32_123),
    newly=n(29_113),
    first=n(29_000),
    again=n(113),
    fatigued=n(10_772),
    risky=n(900),
    in_flight=ZERO,
)
BLUNDER = PeopleImpact(
    as_of="2026-11-22T09:00:00Z",
    source="the embedded source",
    engine="embedded",
    people=n(50_000),
    newly_mailed=n(29_113),
    first=n(29_000),
    again=n(113),
    risky=n(900),
    moves=(MOVED, replace(MOVED, subject=FRENCH, what="list", feeds=())),
    mailings=(MAILED,),
    ejected=(Ejected(Address("journey/win-back"), n(12), "its exit says so"),),
    queues=(Queue(OPS, Address("rule/call"), n(10), n(30), n(20), ZERO),),
    pressure=(Pressure("more than 3 in 30 days", n(100), n(900)),),
    scores=(
        Scores(
            Address("scoring/m"),
            (Bin(None, -1, n(1), n(2)), Bin(0, 9, n(3), n(4)), Bin(10, None, n(5), n(6))),
            98,
        ),
        Scores(Address("scoring/n"), (), None, "the model is not active"),
    ),
)


def test_the_verdict_has_the_number_that_matters() -> None:
    """Who is newly mailed, first or again, how many of them are risky, and who is thrown out."""
    assert people.verdict(BLUNDER) == (
        "29,113 of 50,000 people would be e-mailed because of it, 29,000 for the first time and 113 again; 900 of them "
        "are risky to write to; 12 people would leave journey/win-back"
    )


def test_every_list_has_one_line_that_a_person_can_read() -> None:
    """The changed asset first, then who is mailed, then what else moves."""
    assert people.lines(BLUNDER, 20) == [
        "list/customers (master list): 4,112 -> 41,870 (+918 %); 3,010 -> 32,123 of these may be "
        "e-mailed; 412 of those who come in have opted out; 37 % of those who come in have had enough e-mail; feeds "
        "journey/onboarding, email/a, email/b and 1 more",
        "journey/onboarding would e-mail 29,113 people, 29,000 for the first time and 113 again; 10,772 of them have "
        "had enough e-mail; 900 of them are risky to write to; in all it would reach 32,123 people instead of 3,010",
        "people with more than 3 in 30 days, as simulated: 100 -> 900",
        "list/customers-fr: 4,112 -> 41,870 (+918 %); 3,010 -> 32,123 of these may be e-mailed; 412 of "
        "those who come in have opted out; 37 % of those who come in have had enough e-mail",
        "journey/win-back: 12 people in it would be out, because its exit says so",
        "team/ops gets by rule/call: 10 -> 30 people",
        "scoring/m, people by score: up to -1: 1 -> 2, 0 to 9: 3 -> 4, 10 and more: 5 -> 6 (98 % of people have the "
        "score that is worked out here)",
        "scoring/n: scores unknown (the model is not active)",
        "Counted from the embedded source as of 2026-11-22 09:00 UTC.",
    ]
    few = people.lines(replace(BLUNDER, rounded=True), 2)
    assert few[2:] == [
        "... and 6 more; --format json has all",
        "Counted from the embedded source as of 2026-11-22 09:00 UTC; rounded, because some counts are small.",
    ]


def test_the_numbers_of_a_mailing_are_told_with_what_they_are_of() -> None:
    """368 are on the list and 241 get the mail: the rest is said to be held back, so that nothing seems to be wrong."""
    meant = replace(MOVED, subject=ONBOARDING, what="journey", before=n(235), after=n(368))
    mailed = replace(MAILED, audience_before=n(130), audience=n(241), newly=n(111), first=n(111), again=ZERO)

    def tail(mailing: Mailing, *moves: Moves) -> str:
        [said] = [line for line in people.lines(replace(BLUNDER, mailings=(mailing,), moves=moves)) if "e-mail" in line]
        return said.rpartition("; ")[2]

    assert tail(mailed, meant) == (
        "in all it would reach 241 people instead of 130, of 368 for whom it is (the others are held back, or skipped "
        "by the platform)"
    )
    assert tail(mailed, replace(meant, after=n(241))) == "in all it would reach 241 people instead of 130"
    assert tail(replace(mailed, audience_before=ZERO)) == "in all it would reach 241 people"
    assert tail(replace(mailed, audience=unknown("x"))) == "nobody knows how many it would reach in all"
    assert tail(replace(mailed, audience=unknown("x", 7)), meant).startswith("in all it would reach at least 7 people")


def test_what_is_unknown_says_why_once() -> None:
    """A number that is not known is never a zero, and never hides the others."""
    why = "the source has no enrolments"
    mailed = replace(MAILED, newly=unknown(why, 120), first=unknown(why), in_flight=unknown(why), risky=unknown(why))
    lost = replace(MOVED, after=unknown(why), reachable_after=unknown(why), opted_out=unknown(why), feeds=())
    found = replace(
        BLUNDER,
        newly_mailed=unknown(why, 120),
        mailings=(mailed,),
        moves=(lost,),
        ejected=(Ejected(ONBOARDING, unknown(why), "step a is gone"),),
        risky=unknown(why),
        first=unknown(why),
        pressure=(),
        queues=(),
        scores=(),
        source="",
    )
    said = people.lines(found)

    assert people.verdict(found) == (
        "at least 120 of 50,000 people would be e-mailed because of it; how many are e-mailed because of it in all is "
        "unknown (the source has no enrolments)"
    )
    assert said[0].startswith("list/customers (master list): 4,112 -> unknown, +37,758 / -0; 37 % of those who come in")
    assert said[1].startswith("journey/onboarding would e-mail at least 120 people; 10,772")
    assert said[2] == "journey/onboarding: an unknown number of people in it would be out, because step a is gone"
    assert said[3:] == ["Unknown: the source has no enrolments.", "Counted as of 2026-11-22 09:00 UTC."]
    nothing = replace(found, newly_mailed=unknown(why))
    assert people.verdict(nothing).startswith("how many are e-mailed because of it in all is unknown")


def test_a_suppression_says_who_loses_its_protection() -> None:
    """It is told in the verdict, even where nobody is mailed by it at once."""
    banned = Address("list/banned")
    one = replace(
        MOVED, subject=banned, what="suppression", after=n(4_000), added=ZERO, removed=n(1), reachable_removed=n(1)
    )
    quiet = replace(BLUNDER, newly_mailed=ZERO, risky=ZERO, mailings=(), ejected=(), pressure=())
    found = replace(quiet, moves=(one, one))

    assert people.verdict(found) == "list/banned no longer holds back 1 person (and 1 more list)"
    assert people.lines(found)[0] == (
        "list/banned (suppression): 4,112 -> 4,000 (-3 %), +0 / -1; 1 of those it no longer holds back may be e-mailed"
    )
    harmless = replace(found, moves=(replace(one, reachable_removed=ZERO),))
    assert people.lines(harmless)[0].endswith("+0 / -1")


@pytest.mark.parametrize(("named", "why"), [("list/mailable", " (not on list/mailable)"), ("", "")])
def test_who_is_mailed_and_may_not_be_is_told_first(named: str, why: str) -> None:
    """In the verdict and of each asset, by the list that says so where the org names one."""
    found = replace(BLUNDER, barred=n(380), reachable=named, mailings=(replace(MAILED, barred=n(370)),))

    assert f" again; 380 of them may not be e-mailed{why}; 900 of them are risky" in people.verdict(found)
    assert any(f" again; 370 of them may not be e-mailed{why}; 10,772" in line for line in people.lines(found))
    assert "may not" not in people.verdict(replace(found, barred=ZERO)) + people.verdict(BLUNDER)


def test_a_cap_that_as_many_are_above_as_before_is_no_line() -> None:
    """It would say nothing; that nobody knows is said."""
    same, unknown = Pressure("more than 3", n(190), n(190)), Pressure("more than 1", Count(), Count())
    said = "\n".join(people.lines(replace(BLUNDER, pressure=(same, unknown))))

    assert "more than 3" not in said and "people with more than 1, as simulated: unknown" in said


def test_nobody_moving_and_nobody_counted_are_different_things() -> None:
    """One is a fact, the other has a reason."""
    still = replace(BLUNDER, newly_mailed=ZERO, risky=ZERO, mailings=(), moves=(), ejected=())
    coming = replace(still, moves=(MOVED, replace(MOVED, subject=FRENCH)))
    one = replace(still, moves=(MOVED,))

    assert people.verdict(still) == "nobody moves"
    assert people.verdict(coming) == "nobody more would be e-mailed; people come and go on 2 assets"
    assert people.verdict(one) == "nobody more would be e-mailed; people come and go on 1 asset"
    assert people.verdict(uncounted("install mapconfig[audience]")) == "unknown (install mapconfig[audience])"
    assert people.verdict(NOBODY_MOVES) == "nobody moves by what changes"
    assert people.lines(NOBODY_MOVES) == people.lines(NOT_ASKED) == []
    quiet = replace(still, pressure=(), queues=(), scores=())
    assert people.lines(quiet) == []


@pytest.mark.parametrize(
    ("again", "words"), [(ZERO, ", all for the first time"), (n(5), ", 29,108 for the first time and 5 again")]
)
def test_first_and_again_are_told_apart(again: Count, words: str) -> None:
    """Who has had it before is another matter than who never heard of us."""
    found = replace(BLUNDER, first=n(29_113 - again.low), again=again)
    assert f"because of it{words};" in people.verdict(found)


@pytest.mark.parametrize("found", [BLUNDER, NOT_ASKED, NOBODY_MOVES, uncounted("it failed")])
def test_numbers_come_back_from_a_document_as_they_were(found: PeopleImpact) -> None:
    """Plans, journals and diffs carry them in one form."""
    document = people.document(found)

    assert document == encode(found) == as_json(found)
    assert json.loads(json.dumps(document)) == document
    back = people.impact_of(document)
    assert people.verdict(back) == people.verdict(found) and people.lines(back) == people.lines(found)
    for name in ("diff", "plan"):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        jsonschema.Draft202012Validator({"$ref": "#/$defs/people", "$defs": schema["$defs"]}).validate(document)


@pytest.mark.parametrize(
    "old",
    [
        {"value": None, "label": "unknown", "reason": ""},
        {"value": 3, "label": "exact"},
        None,
        "many",
        {**as_json(BLUNDER), "format": "mapconfig.people/9"},
        {**as_json(BLUNDER), "moves": 3},
    ],
)
def test_numbers_of_another_version_are_unknown_and_say_so(old: Any) -> None:
    """A plan made by an older mapconfig is still shown."""
    assert people.verdict(people.impact_of(old)) == f"unknown ({people.OTHER})"
    assert people.impact_of({"value": None, "reason": "nobody counted"}).reason == "nobody counted"


def shown(**words: Any) -> dict[str, Any]:
    """A diff in which one list changes."""
    edit = {"list/customers": {"criteria": ["country is FR"]}}
    return compared(org_of({}), org_of({}), **words) if not edit else {**edited(edit), **words}


def test_a_diff_tells_people_on_the_first_screen_and_beside_the_change() -> None:
    """In text and for a forge, with nothing that could act on either."""
    found = shown(people=people.document(BLUNDER))
    text, comment = changes.text(found), changes.markdown(found)

    assert "People: 29,113 of 50,000 people would be e-mailed because of it" in text.split("\n\n")[0]
    assert "\n  list/customers (master list): 4,112 -> 41,870 (+918 %)" in text.split("\n\n")[0]
    assert "\n  people: 4,112 -> 41,870 (+918 %)\n" in text
    assert "\n- `list/customers`" in comment
    nasty = shown(people=people.document(uncounted(HOSTILE)))
    assert "\x1b" not in changes.text(nasty)
    page = MarkdownIt("commonmark", {"html": True}).render(changes.markdown(nasty))
    assert "img src=x" in page
    assert "<img" not in page and "<!--" not in page


def test_a_plan_tells_people_before_its_guards() -> None:
    """And what it says is what the plan file carries."""
    document = {
        "environment": "local", "backend": "paper", "id": "p", "steps": [], "agreed": [], "guards": [], "notes": [],
        "calls": 1, "impact": {"people": people.document(BLUNDER)},
    }  # fmt: skip
    assert "People" not in plan_text(document)
    step: dict[str, Any] = {
        "id": "001", "verb": "update", "address": "list/customers", "outcome": "apply", "facet": "content",
        "reason": "r", "effect": "", "effect_reason": "", "renamed_from": None, "fields": [], "worksheet": [],
        "overwrites": [],
    }  # fmt: skip
    text, comment = (view({**document, "steps": [step]}) for view in (plan_text, plan_markdown))

    assert "  People: 29,113 of 50,000 people would be e-mailed" in text
    assert "\nPeople:\n  list/customers (master list): 4,112" in text
    assert "People:\n\n- `list/customers`" in comment
    assert "People" not in plan_text({**document, "steps": [step], "impact": {}})


def test_an_impact_tells_how_many_people_assets_have_now() -> None:
    """Members and reach, the asked one first; or why nobody knows."""
    now = PeopleNow(
        as_of="2026-11-22T09:00:00Z",
        people=n(9),
        standings=(
            Standing(CUSTOMERS, "master list", n(4_112), n(3_010)),
            Standing(FRENCH, "list", n(100), unknown("no field says so")),
        ),
    )
    assert people.now_of(people.document(now)) == now
    assert people.standing(now) == [
        "list/customers (master list): 4,112, 3,010 of them may be e-mailed",
        "list/customers-fr (list): 100",
        "Counted as of 2026-11-22 09:00 UTC.",
    ]
    assert people.standing(replace(now, rounded=True), 1)[1:] == [
        "... and 1 more; --format json has all",
        "Counted as of 2026-11-22 09:00 UTC; rounded, because some counts are small.",
    ]
    assert people.standing(NOBODY_COUNTED) == []
    document = impact.document([], org_of({}), now)
    jsonschema.Draft202012Validator(json.loads((SCHEMAS / "impact.schema.json").read_text())).validate(document)
    assert "People now:\n  list/customers (master list): 4,112" in impact.text(document)
    assert "People now:\n\n- `list/customers`" in impact.markdown(document)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (n(41_870), "41,870"),
        (ZERO, "0"),
        (Count(1, 4, "exact"), "<5"),
        (Count(1, 9, "exact"), "<10"),
        (Count(10, 19, "exact"), "about 15"),
        (Count(4_120, 4_139, "exact"), "about 4,130"),
        (Count(4_100, 4_119, "exact"), "about 4,100"),
        (Count(4_000, 4_200, "sampled"), "about 4,100 (±100)"),
        (unknown("x"), "unknown"),
        (unknown("x", 12), "at least 12"),
    ],
)
def test_a_count_says_how_good_it_is(count: Count, words: str) -> None:
    """Hidden, rounded, estimated and unknown ones are told apart from exact ones."""
    assert count.words == words


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        (n(100), n(150), 50),
        (n(3), n(2), -33),
        (ZERO, n(5), None),
        (unknown("x"), n(5), None),
        (n(5), unknown("x"), None),
    ],
)
def test_growth_is_told_where_there_was_somebody(before: Count, after: Count, share: int | None) -> None:
    """From nobody on, there is no share."""
    assert percent(before, after) == share


def test_what_cannot_move_anybody_is_not_counted() -> None:
    """An e-mail's text moves nobody; its lists and its date do, and so does all that says who belongs."""

    def moves(address: str, one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
        sides = [org_of({address: side} if side is not None else {}) for side in (one, other)]
        return may_move(diff(*sides))  # type: ignore[arg-type]

    assert not moves("email/a", {"subject": "A"}, {"subject": "B"})
    assert moves("email/a", {"type": "list", "to": ["list/a"]}, {"type": "list", "to": ["list/b"]})
    assert moves("email/a", None, {"subject": "A"})
    assert not moves("email/a", {"subject": "A"}, None)  # only out of the files, it goes on
    assert moves("list/a", {"static": True}, {"static": True, "title": "B"})
    assert not moves("snippet/a", {"content": "a"}, {"content": "b"})


def test_whoever_counts_nobody_says_why() -> None:
    """The reason goes into every number."""
    nobody = NoCensus("install mapconfig[audience]", asked=True)
    empty = org_of({})
    assert nobody.moved(empty, empty, ()) == uncounted("install mapconfig[audience]")
    assert nobody.present(empty, ()).reason == "install mapconfig[audience]"
    assert people.short(BLUNDER, "list/customers") == "people: 4,112 -> 41,870 (+918 %)"
    assert people.short(BLUNDER, "list/other") == ""
