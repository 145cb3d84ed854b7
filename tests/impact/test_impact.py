"""What a change touches: assets with the way there, owners, and people who are not counted yet."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.graph.orgs import org_of
from tests.impact.test_effects import CASES, HERE, patched, sides

from mapconfig.address import Address
from mapconfig.diff import diff, patch
from mapconfig.graph import Edge, Graph
from mapconfig.impact import Impact, classify, if_it_changed, impact
from mapconfig.impact.effect import IRREVERSIBLE, Effect, worst, worst_first
from mapconfig.impact.situation import shortened
from mapconfig.language import say
from mapconfig.model import EFFECTS, Org, Tombstone
from mapconfig.report import changes
from mapconfig.values import replace

BASE: dict[str, Any] = yaml.safe_load((HERE / "org.yaml").read_bytes())


def impacts_of(change: dict[str, Any], before: dict[str, Any] | None = None) -> dict[Address, Impact]:
    one, other = sides({"before": before or {}, "change": change})
    return impact(diff(one, other), one, other)


def reached(found: Impact) -> list[tuple[str, int, str]]:
    return [(str(one.address), one.distance, one.flow) for one in found.affected]


def test_nothing_changed_has_no_impact() -> None:
    """
    Two equal orgs need no graph.
    """
    org = org_of(BASE)

    assert impact((), org, org) == {}


def test_counts_are_by_kind_and_owners_are_those_of_everything_reached() -> None:
    """
    The team of an affected journey is named though nobody touched the journey.
    """
    found = impacts_of({"snippet/footer": {"content": "See you"}})[Address("snippet/footer")]

    assert found.counts == {"email": 1, "journey": 1, "rule": 1}
    assert found.owners == ("team/ops", "team/sdr")
    assert found.effect == "tuning"


def test_a_change_of_the_scoring_reaches_what_asks_for_a_score() -> None:
    """
    No file names the scoring model where it tests a score; who changes the points still sees which lists, rules and
    stages ask for one, and from there the e-mails and teams.
    """
    before = {"scoring/model": {"grade": [{"id": "golf", "when": ["industry is Golf"], "adjust": 1}]}}
    points = impacts_of({"scoring/model": {"points": [{"id": "opened", "activity": "opened any email", "points": 9}]}})
    found = {one.address: one for one in points[Address("scoring/model")].affected}

    assert {"list/letter-readers", "rule/greet", "list/mailed-today", "stage/mql", "email/letter"} <= set(found)
    assert [(e.source, e.relation, e.target) for e in found[Address("list/letter-readers")].path] == [
        ("scoring/model", "sets", "field/score"),
        ("list/letter-readers", "uses", "field/score"),
    ]
    assert "list/customers" not in found
    decay = impacts_of({"scoring/model": {"decay": {"points": -5, "every_days": 30}}})[Address("scoring/model")]
    assert "list/letter-readers" in {one.address for one in decay.affected}
    rest = impacts_of({"scoring/model": {"state": "paused"}})[Address("scoring/model")]
    assert "list/letter-readers" in {one.address for one in rest.affected}

    graded = {"list/golfers": {"criteria": ["grade is at least B"]}}
    grade = impacts_of(
        {"scoring/model": {"grade": [{"id": "golf", "when": ["industry is Golf"], "adjust": 2}]}}, {**before, **graded}
    )
    assert "list/golfers" in {one.address for one in grade[Address("scoring/model")].affected}


def test_an_asset_that_lost_its_sender_is_still_reached() -> None:
    """
    An e-mail that a journey no longer sends is affected by the change of the journey, and so is its owner.
    """
    found = impacts_of({"rule/greet": {"do": [{"notify": "team/sdr"}], "owner": "team/ops"}})[Address("rule/greet")]

    assert ("email/welcome", 1, "moves") in reached(found)
    assert found.affected[0].path[0] == Edge(
        Address("rule/greet"), Address("email/welcome"), "sends", ("do", 0, "send")
    )


def test_what_is_new_is_not_affected() -> None:
    """
    A list and the journey that is built on it come together: each has its own change, neither is the other's victim.
    """
    found = impacts_of(
        {
            "list/new": {"criteria": ["score > 3"]},
            "journey/new": {"entry": {"lists": ["list/new"]}, "steps": [{"id": "one", "send": "email/welcome"}]},
        }
    )

    assert found[Address("list/new")].affected == ()
    assert reached(found[Address("journey/new")]) == [("email/welcome", 1, "moves")]


def test_a_renamed_asset_that_also_changed_reaches_what_it_reached() -> None:
    """
    A rename does not cut an asset off from those who follow it.
    """
    found = impacts_of(
        {
            "list/customers-fr": None,
            "list/french": {"renamed_from": "customers-fr", "extends": "list/customers", "criteria": ["score > 1"]},
            "journey/onboarding": {"entry": {"lists": ["list/french"]}},
            "team/sdr": {"contacts": [{"id": "french", "segment": "list/french", "channel": "phone"}]},
        }
    )

    assert set(found) == {Address("list/french")}
    assert ("journey/onboarding", 1, "moves") in reached(found[Address("list/french")])


def test_a_field_of_another_type_breaks_whatever_tests_it() -> None:
    """
    D2 for the platform's own fields: criteria written for a text do not fit a number.
    """
    found = impacts_of({"field/country": {"type": "number"}})[Address("field/country")]

    assert [row for row in reached(found) if row[1] == 1] == [
        ("form/demo", 1, "breaks"),
        ("list/customers-fr", 1, "breaks"),
        ("list/everyone", 1, "breaks"),
    ]


def test_a_question_needs_no_change() -> None:
    """
    `mapconfig impact crm-field/Account.Type` answers before anybody touched the CRM, with the relation on each hop.
    """
    org = org_of(BASE)

    found = if_it_changed(Address("crm-field/Account.Type"), org, Graph.of(org))

    assert found.effects == ()
    assert reached(found)[:4] == [
        ("field/account.type", 1, "breaks"),
        ("list/customers", 2, "breaks"),
        ("list/customers-fr", 3, "moves"),
        ("list/prospects", 3, "moves"),
    ]
    journey = next(one for one in found.affected if one.address == "journey/onboarding")
    assert [(hop.relation, hop.source) for hop in journey.path] == [
        ("synced-with", "field/account.type"),
        ("uses", "list/customers"),
        ("extends", "list/customers-fr"),
        ("enters-from", "journey/onboarding"),
    ]


def test_a_question_about_something_that_is_gone_is_answered_by_those_who_still_name_it() -> None:
    """
    A CRM field that somebody deleted yesterday is still named here, and that is what one wants to know.
    """
    org = org_of(patched(BASE, {"crm-field/Account.Type": None}))

    found = if_it_changed(Address("crm-field/Account.Type"), org, Graph.of(org))

    assert [str(one.address) for one in found.affected][:2] == ["field/account.type", "list/customers"]


class Database:
    """Links that answer from somewhere else, as an index does."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def uses(self, address: Address) -> Sequence[Edge]:
        return list(self.graph.uses(address))

    def used_by(self, address: Address, without: Collection[str] = ()) -> Sequence[Edge]:
        return list(self.graph.used_by(address, without))


def test_a_graph_kept_elsewhere_gives_the_same_answer() -> None:
    """
    Impact asks for the neighbours of an asset only, so an index can stand in for the whole graph.
    """
    before, after = sides({"change": {"list/customers": {"criteria": ["score > 1"]}}})
    changes = diff(before, after)

    asked = impact(changes, before, after, Database(Graph.of(before)), Database(Graph.of(after)))

    assert asked == impact(changes, before, after)


@pytest.mark.parametrize("file", CASES, ids=[file.stem for file in CASES])
def test_every_change_has_an_effect_both_ways(file: Path) -> None:
    """
    Whatever changed, forward or back, there is a class and a reason in a whole sentence; and the changes say it all.
    """
    before, after = sides(yaml.safe_load(file.read_bytes()))

    for one, other in ((before, after), (after, before)):
        changes = diff(one, other)
        assert patch(one, changes) == other
        for found in impact(changes, one, other).values():
            assert found.effects
            assert all(effect.name in EFFECTS and effect.reason.endswith(".") for effect in found.effects)
            assert [effect.weight for effect in found.effects] == sorted(
                (e.weight for e in found.effects), reverse=True
            )


def test_from_nothing_to_everything_and_back_has_effects() -> None:
    """
    A first import and the removal of all of it are changes like any other.
    """
    org = org_of(BASE)
    empty = Org.of(org.kinds, [])
    removed = replace(empty, removed=tuple(Tombstone(address, "All of it goes.") for address in org))

    there, back = impact(diff(empty, org), empty, org), impact(diff(org, removed), org, removed)

    assert set(there) == set(back) == set(org)
    assert all(not found.affected for found in there.values())
    assert there[Address("journey/onboarding")].effect == "sends"
    assert back[Address("list/mailed-lately")].effect == "consent"
    left = impact(diff(org, empty), org, empty)
    assert {found.effect for address, found in left.items() if address.kind != "crm-field"} == {"cosmetic"}


def test_each_effect_says_what_cannot_be_taken_back() -> None:
    """
    Configuration can be rolled back; a mail that was sent cannot.
    """
    labelled = {name: Effect(name, say("Because.")).irreversible for name in EFFECTS}

    assert {name for name, note in labelled.items() if note} == set(IRREVERSIBLE) == {"sends", "ejects", "consent"}
    assert "cannot be called back" in labelled["sends"]


def test_the_worst_effect_comes_first_and_each_is_said_once() -> None:
    """
    A reader who stops after the first line has read the gravest.
    """
    a, b = say("A."), say("B.")
    effects = [Effect("tuning", b), Effect("consent", a), Effect("tuning", b, ("x",)), Effect("tuning", a)]

    found = worst_first(effects)

    assert [(effect.name, effect.reason) for effect in found] == [("consent", "A."), ("tuning", "A."), ("tuning", "B.")]
    assert worst(effects) == "consent"
    assert worst(()) == "cosmetic"


def test_a_long_cause_is_cut_in_what_follows_from_it() -> None:
    """
    Twelve new countries are named once, not in each of ten consequences.
    """
    assert shortened("x" * 200) == "x" * 139 + "…"
    assert shortened("short") == "short"


def test_classify_asks_a_deletion_of_the_org_before() -> None:
    """
    Where nobody names it any more the old graph still knows whom it held back.
    """
    before, after = sides(yaml.safe_load((HERE / "cases" / "suppression-list-removed.yaml").read_bytes()))
    change = next(change for change in diff(before, after) if change.address == "list/mailed-lately")

    effects = classify(change, Graph.of(before), Graph.of(after), before, after)

    assert effects[0].name == "consent"
    assert "email/letter mails people whom it held back" in effects[0].reason
    assert effects[0].via[0].source == "email/letter"


def test_a_made_up_kind_gets_its_class_from_its_schema() -> None:
    """
    A new kind needs no line here: its annotations say how grave a change is, and who feels it.
    """
    from mapconfig.read.schema import load_kinds

    kinds = load_kinds(
        [
            (
                "banner",
                "banners",
                {
                    "title": "Banner",
                    "type": "object",
                    "x-effect": "tuning",
                    "properties": {
                        "colour": {"type": "string", "x-effect": "cosmetic"},
                        "speed": {"type": "integer"},
                        "list": {"x-reference": {"to": ["list"], "relation": "shown-to"}, "x-effect": "re-evaluates"},
                    },
                },
            )
        ]
    )
    before = org_of(
        {"banner/top": {"colour": "red", "speed": 1, "list": "list/a"}, "list/a": {"criteria": ["score > 1"]}}, kinds
    )
    loud = org_of(
        {"banner/top": {"colour": "blue", "speed": 2, "list": "list/a"}, "list/a": {"criteria": ["score > 1"]}}, kinds
    )
    wide = org_of(
        {"banner/top": {"colour": "red", "speed": 1, "list": "list/a"}, "list/a": {"criteria": ["score > 0"]}}, kinds
    )

    (found,) = impact(diff(before, loud), before, loud).values()
    (listed,) = impact(diff(before, wide), before, wide).values()

    assert [effect.name for effect in found.effects] == ["tuning", "cosmetic"]
    assert reached(listed) == [("banner/top", 1, "moves")]


def rewritten(value: Any, chance: random.Random) -> Any:
    """The same value with the keys of its mappings in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: rewritten(value[name], chance) for name in names}
    if isinstance(value, list):
        return [rewritten(item, chance) for item in value]
    return value


@pytest.mark.parametrize("file", CASES, ids=[file.stem for file in CASES])
def test_what_is_said_does_not_depend_on_how_files_are_written(file: Path) -> None:
    """
    The order of keys and of files means nothing, so the same words come out, in the same order, byte for byte.
    """
    case = yaml.safe_load(file.read_bytes())
    one = patched(BASE, case.get("before", {}))
    other = patched(one, case["change"])
    chance = random.Random(file.stem)

    said = set()
    for _ in range(3):
        before, after = org_of(rewritten(one, chance)), org_of(rewritten(other, chance))
        found = diff(before, after)
        said.add(changes.json(changes.document(found, impact(found, before, after), after)))

    assert len(said) == 1


def test_an_asset_that_is_new_itself_says_what_it_does_and_its_audience_does_not() -> None:
    """
    When a list and a journey on it go live together, the mails are told of the journey: nobody was on the list, so
    nobody leaves, and nobody comes in but by the journey itself.
    """
    found = impacts_of(
        {
            "list/fresh": {"criteria": ["country is FR"]},
            "journey/fresh": {
                "entry": {"lists": ["list/fresh"]},
                "suppress": ["list/mailed-lately"],
                "exit": ["in list fresh"],
                "steps": [{"id": "one", "send": "email/welcome"}],
            },
        }
    )

    assert {effect.name for effect in found[Address("list/fresh")].effects} & {"sends", "ejects", "consent"} == set()
    assert found[Address("journey/fresh")].effect == "sends"
