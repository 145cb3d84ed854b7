"""The title of a review says what people will notice, the gravest first."""

from __future__ import annotations

from typing import Any

import pytest
from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.diff import diff
from mapconfig.impact import impact
from mapconfig.impact.comparison import Comparison
from mapconfig.impact.people import (
    NOT_ASKED,
    ZERO,
    Count,
    Ejected,
    Mailing,
    Moves,
    PeopleImpact,
    unknown,
)
from mapconfig.model import Settings
from mapconfig.review.verdict import agreed, risk, verdict
from mapconfig.values import replace

LIST = Address("list/a")
JOURNEY = Address("journey/j")
COUNTED = PeopleImpact(people=Count.of(50_000), newly_mailed=ZERO, first=ZERO, again=ZERO, risky=ZERO, barred=ZERO)
BEFORE: dict[str, Any] = {
    "list/a": {"criteria": ["country is FR"]},
    "email/e": {"subject": "Hello"},
    "journey/j": {"entry": {"lists": ["list/a"]}, "steps": [{"id": "mail", "send": "email/e"}]},
}


def found(after: dict[str, Any], people: PeopleImpact = NOT_ASKED) -> Comparison:
    one, other = org_of(BEFORE), org_of({**BEFORE, **after})
    changes = diff(one, other)
    return Comparison(one, other, changes, impact(changes, one, other), people)


LOOSER = {"list/a": {"criteria": ["country is not blank"]}}


def moves(**other: Any) -> Moves:
    values: dict[str, Any] = dict.fromkeys(
        ("reachable_before", "reachable_after", "reachable_added", "reachable_removed", "opted_out", "fatigued"), ZERO
    )
    values |= {"before": Count.of(10), "after": Count.of(30), "added": Count.of(20), "removed": ZERO, "kept": ZERO}
    return Moves(**{"subject": LIST, "what": "list", "because": (LIST,), **values, **other})


MAIL = Address("email/e")
LIMIT = "audience_shrink_percent"
FEWER: dict[str, Any] = {"subject": MAIL, "what": "e-mail", "feeds": (MAIL,), "before": Count.of(20_000), "added": ZERO}


@pytest.mark.parametrize(
    ("people", "title"),
    [
        (NOT_ASKED, "1 asset changes"),
        (COUNTED, "1 asset changes, and nobody moves"),
        (replace(COUNTED, newly_mailed=Count.of(1_200)), "1,200 of 50,000 people would be e-mailed who would not"),
        (replace(COUNTED, newly_mailed=unknown("x", 5)), "at least 5 of 50,000 people would be e-mailed"),
        (
            replace(COUNTED, moves=(moves(what="suppression", removed=Count.of(70)),)),
            "list/a would no longer hold back 70 people",
        ),
        (
            replace(COUNTED, newly_mailed=Count.of(18), barred=Count.of(18)),
            "18 people who may not be e-mailed would get e-mail",
        ),
        (
            replace(COUNTED, newly_mailed=Count.of(9_000), barred=Count.of(18)),
            "9,000 of 50,000 people would be e-mailed who would not have been, and 18 of them may not be",
        ),
        (
            replace(
                COUNTED,
                newly_mailed=Count.of(18),
                barred=Count.of(18),
                moves=(moves(what="suppression", removed=Count.of(8_176)),),
            ),
            "list/a would no longer hold back 8,176 people, and 18 who may not be e-mailed would get e-mail",
        ),
        (replace(COUNTED, ejected=(Ejected(JOURNEY, Count.of(3), "exit"),)), "3 people would leave journey/j"),
        (
            replace(COUNTED, moves=(moves(**FEWER, after=Count.of(800), removed=Count.of(19_200)),)),
            "email/e would go to 800 people instead of 20,000",
        ),
        (
            replace(COUNTED, moves=(moves(**FEWER, after=ZERO, removed=Count.of(20_000)),)),
            "email/e would go to nobody instead of 20,000 people",
        ),
        (replace(COUNTED, moves=(moves(),)), "1 asset changes; people come and go"),
        (replace(COUNTED, newly_mailed=unknown("x")), "1 asset changes, and how many people that concerns is unknown"),
    ],
)
def test_the_gravest_thing_is_the_title(people: PeopleImpact, title: str) -> None:
    """Protection that falls away, mails, people who are thrown out, then who comes and goes."""
    comparison = found(LOOSER, people)
    said = verdict(comparison, risk(comparison), [], 0)

    assert said["title"]["text"].startswith(title)


def test_protection_of_fewer_than_are_mailed_is_a_sentence_of_its_own() -> None:
    """Who is no longer held back is told at once, also where the number of mails is the title."""
    people = replace(COUNTED, newly_mailed=Count.of(9_000), moves=(moves(what="suppression", removed=Count.of(70)),))
    comparison = found(LOOSER, people)

    assert "list/a would no longer hold back 70 people." in sentences(comparison)


def test_what_moves_nobody_is_no_high_risk() -> None:
    """The class says what may happen, the numbers what does."""
    assert risk(found(LOOSER))["level"] == "high"
    assert risk(found(LOOSER, COUNTED))["level"] == "medium"
    assert risk(found(LOOSER, replace(COUNTED, newly_mailed=Count.of(1))))["level"] == "high"
    assert risk(found(LOOSER, replace(COUNTED, newly_mailed=unknown("x"))))["level"] == "high"


def test_a_deletion_is_never_of_low_risk() -> None:
    """Even of what nobody uses."""
    one = org_of({**BEFORE, "snippet/s": {"content": "x"}})
    other = org_of(BEFORE)
    changes = diff(one, other)
    comparison = Comparison(one, other, changes, impact(changes, one, other), COUNTED)

    assert risk(comparison)["level"] == "medium"


def test_what_nobody_can_count_is_said_beside_what_was_counted() -> None:
    """People's values become what a field of the CRM is at the next sync, and no count has them before."""
    retyped = {"crm-field/Account.Type": {"type": "Text"}}
    one, other = org_of({**BEFORE, **retyped}), org_of({**BEFORE, "crm-field/Account.Type": {"type": "Number"}})
    changes = diff(one, other)
    comparison = Comparison(one, other, changes, impact(changes, one, other), COUNTED)

    title = verdict(comparison, risk(comparison), [], 0)["title"]["text"]
    assert title == "1 asset changes, and how many people that concerns is unknown"
    assert [said for said in sentences(comparison) if said.startswith("Not counted: ")] == [
        "Not counted: what the change of crm-field/Account.Type in the CRM makes of people's values shows only after a "
        "sync."
    ]


def test_something_left_to_do_is_no_all_clear() -> None:
    """A level for what must be done, and one for what should be."""
    comparison = found({"list/a": {**BEFORE["list/a"], "title": "Other"}}, COUNTED)
    weighed = risk(comparison)
    must, wish = ({"must": must, "done": False, "text": "Look"} for must in (True, False))
    done = {"must": False, "done": True}

    assert weighed["level"] == "low"
    assert verdict(comparison, weighed, [must, done], 0)["level"] == "blocked"
    assert verdict(comparison, weighed, [wish, done], 0)["level"] == "look"
    assert verdict(comparison, weighed, [done], 0)["level"] == "fine"
    assert verdict(comparison, weighed, [], 2)["level"] == "blocked"


def test_no_change_but_something_to_put_right_is_a_stop() -> None:
    """A record that cannot be read, say, where no asset changes."""
    comparison = found({}, COUNTED)
    weighed = risk(comparison)

    assert weighed["level"] == "none"
    assert verdict(comparison, weighed, [{"must": True, "done": False}], 0)["level"] == "blocked"
    assert verdict(comparison, weighed, [{"must": False, "done": True}], 0)["level"] == "no-change"


BOTH: dict[str, Any] = {
    "journey/j": {
        "entry": {"lists": ["list/a"]},
        "exit": ["country is DE"],
        "steps": [{"id": "mail", "send": "email/e"}],
    },
    "list/a": {"criteria": ["country is not blank"]},
}


def test_a_mail_is_named_before_a_journey_that_is_left() -> None:
    """And that it cannot be called back is said at once: whoever reads one line has to know both."""
    comparison = found(
        BOTH, replace(COUNTED, newly_mailed=Count.of(700), ejected=(Ejected(JOURNEY, Count.of(3), "x"),))
    )
    weighed = risk(comparison)
    said = sentences(comparison)

    assert weighed["effect"] == "sends"
    assert weighed["about"] == "list/a"
    assert said[-1].startswith("A mail that was sent cannot be called back")


def test_the_reason_is_that_of_the_number() -> None:
    """A list feeds several mailings. The risk is told by the way to the one that the headline counts."""
    large = Address("email/f")
    more = {"email/f": {"subject": "Also", "type": "list", "to": ["list/a"]}}
    one, other = org_of({**BEFORE, **more}), org_of({**BEFORE, **more, **LOOSER})
    changes = diff(one, other)
    mailings = tuple(mailed(subject, newly) for subject, newly in ((large, 900), (JOURNEY, 5)))
    people = replace(COUNTED, newly_mailed=Count.of(905), mailings=mailings)
    why = risk(Comparison(one, other, changes, impact(changes, one, other), people))["why"]["text"]
    turned = replace(people, mailings=mailings[::-1])
    other_why = risk(Comparison(one, other, changes, impact(changes, one, other), turned))["why"]["text"]

    assert large in why and JOURNEY not in why
    assert JOURNEY in other_why and large not in other_why


def mailed(subject: Address, newly: int) -> Mailing:
    numbers: dict[str, Any] = dict.fromkeys(("audience_before", "again", "fatigued", "risky", "in_flight"), ZERO)
    numbers |= dict.fromkeys(("audience", "newly", "first"), Count.of(newly))
    return Mailing(subject=subject, because=(LIST,), **numbers)


def test_an_effect_that_was_counted_to_concern_nobody_is_not_the_risk() -> None:
    """Where nobody is e-mailed and some leave a journey, the risk is about those."""
    weighed = risk(found(BOTH, replace(COUNTED, ejected=(Ejected(JOURNEY, Count.of(3), "x"),))))

    assert (weighed["level"], weighed["effect"], weighed["about"]) == ("high", "ejects", "journey/j")


def test_what_reaches_few_is_said_where_others_are_mailed_too() -> None:
    """A condition too many mails those whom it no longer keeps out, and not those for whom it is."""
    few = moves(**FEWER, after=Count.of(800), removed=Count.of(19_200))
    people = replace(COUNTED, newly_mailed=Count.of(30), moves=(few,))

    assert "email/e would go to 800 people instead of 20,000." in sentences(found(LOOSER, people))


def test_what_is_many_and_what_is_few_is_said_by_the_org() -> None:
    """The limits are those of mapconfig.yaml before the change."""
    few = moves(**FEWER, after=Count.of(15_000), removed=Count.of(5_000))
    comparison = found(LOOSER, replace(COUNTED, moves=(few,)))
    strict = replace(comparison, before=replace(comparison.before, settings=Settings(limits={LIMIT: 20})))

    assert verdict(comparison, risk(comparison), [], 0)["title"]["text"] == "1 asset changes; people come and go"
    assert verdict(strict, risk(strict), [], 0)["title"]["text"].startswith("email/e would go to 15,000")


def sentences(comparison: Comparison) -> list[str]:
    return [each["text"] for each in verdict(comparison, risk(comparison), [], 0)["sentences"]]


UNDONE = {"id": "personas", "must": True, "done": False, "text": {"said": "1 expectation no longer comes true"}}
ASKED = {**UNDONE, "must": False}
CALM = {"email/e": {"subject": "Hello again"}}


@pytest.mark.parametrize("after", [{}, CALM, LOOSER, {"list/a": {"title": "Other"}}], ids=str)
@pytest.mark.parametrize(
    "people", [NOT_ASKED, COUNTED, replace(COUNTED, newly_mailed=Count.of(1_200))], ids=["uncounted", "nobody", "many"]
)
@pytest.mark.parametrize("items", [[], [ASKED], [UNDONE]], ids=["clear", "asked", "undone"])
def test_headline_risk_and_verdict_agree(
    after: dict[str, Any], people: PeopleImpact, items: list[dict[str, Any]]
) -> None:
    """
    What has to stop says why in its title, or people do, and is never of low risk; what is of high risk is never
    called harmless; and what is fine has nothing undone.
    """
    compared = found(after, people)
    weighed = agreed(risk(compared), items)
    said = verdict(compared, weighed, items, 0)

    if said["level"] == "blocked":
        assert items == [UNDONE] and weighed["level"] != "low"
        spoken = str(said["title"])
        assert not after or "no longer comes true" in spoken or "1,200" in spoken, "the title says why"
    if said["level"] == "fine":
        assert weighed["level"] == "low" and not items
    if weighed["level"] in ("high", "medium"):
        assert said["level"] in ("blocked", "look")
    if said["level"] == "no-change":
        assert weighed["level"] == "none" and not items


def test_what_stops_a_change_of_low_risk_is_the_reason_of_both() -> None:
    """`Stop: nobody moves` over `low risk` tells nobody what to do."""
    compared = found(CALM, COUNTED)
    weighed = agreed(risk(compared), [UNDONE])
    said = verdict(compared, weighed, [UNDONE], 0)

    assert risk(compared)["level"] == "low" and weighed["level"] == "medium"
    assert said["title"] == weighed["why"] == UNDONE["text"]
    assert "nobody moves" in str(said["sentences"][0])
    assert agreed(risk(compared), [ASKED]) == risk(compared)
