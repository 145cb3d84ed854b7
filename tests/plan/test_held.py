"""What a platform cannot hold is left out, with everything that would be wrong without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.plan.made import Paper, Past, live, plan

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.model import Org
from mapconfig.pipeline import intended, observed
from mapconfig.plan.definition import NoteKind
from mapconfig.plan.held import left_out
from mapconfig.testing import asset, org
from mapconfig.values import replace

CONTRACT = {"some contract": ["status is Activated"]}


def cannot(attributes: Mapping[str, Any]) -> Mapping[str, str]:
    return {"criteria": "It knows no contracts."} if CONTRACT in attributes.get("criteria", ()) else {}


def platform() -> Paper:
    paper = Paper()
    paper.cannot["list"] = cannot
    return paper


def example() -> Org:
    return org(
        asset("team/ops", title="Ops", contacts=[{"id": "a", "segment": "list/narrow", "channel": "email"}]),
        asset("list/customers", title="C", criteria=["account.type is Customer"], owner="team/ops"),
        asset(
            "list/contract",
            title="K",
            criteria=[CONTRACT],
            owner="team/ops",
            gaps=[
                {"platform": "account-engagement", "why": "No contracts", "instead": "A report."},
                {"platform": "paper", "why": "No contracts", "instead": "Use the checkbox."},
            ],
        ),
        asset("list/narrow", title="N", extends="list/contract", criteria=["score > 1"]),
        asset("email/hello", title="H", subject="Hi"),
        asset(
            "journey/welcome",
            title="W",
            entry={"lists": ["list/customers"]},
            suppress=["list/narrow"],
            steps=[{"id": "a", "send": "email/hello"}],
        ),
        asset("rule/hot", title="R", when=["score > 9"], do=[{"add_to": "list/customers"}]),
    )


def test_what_relies_on_an_asset_that_is_left_out_is_left_out_with_it() -> None:
    """A journey without one of its suppressions would mail people who must not be mailed."""
    found = left_out(example(), platform())
    assert {address: each.relies for address, each in found.items()} == {
        "list/contract": "",
        "list/narrow": "extends list/contract",
        "journey/welcome": "suppresses list/narrow",
        "team/ops": "contacts list/narrow",
    }
    assert {each.why for each in found.values()} == {"It knows no contracts."}
    assert found == left_out(example(), platform(), Graph.of(example()))
    assert left_out(example(), Paper()) == {}


def test_nothing_is_planned_for_what_is_left_out_and_notes_say_why() -> None:
    """Never an approximation: the plan names the gap, what follows from it, and what the list says to do instead."""
    made = plan(example(), backend=platform())
    assert {step.address for step in made.steps} == {"list/customers", "email/hello", "rule/hot"}
    notes = {note.subject: note for note in made.notes if note.kind is NoteKind.GAP}
    assert notes["list/contract"].sentence == (
        "list/contract is left out: paper cannot hold its criteria. It knows no contracts."
    )
    assert notes["list/contract"].how == "Use the checkbox."
    [placed] = [
        note
        for note in plan(example(), backend=platform(), where=lambda address, path: f"{address}.yaml:7 {path}").notes
        if note.subject == "list/contract"
    ]
    assert "cannot hold its criteria (list/contract.yaml:7 criteria)." in placed.sentence
    assert notes["journey/welcome"].sentence == (
        "journey/welcome is left out, since it suppresses list/narrow, which paper cannot hold."
    )


def test_what_is_live_and_cannot_be_held_any_more_stays_as_it_is() -> None:
    there = live("list/contract", title="K", criteria=["score > 5"])
    known = Past({"list/contract": there.remote_id})
    made = plan(example(), there, known=known, backend=platform())
    assert not [step for step in made.steps if step.address == "list/contract"]
    [note] = [note for note in made.notes if note.subject == "list/contract"]
    assert note.sentence.endswith("What is on the platform stays as it is.")
    before, after = observed(example(), [there], known, platform()), intended(example(), platform())
    assert before[Address("list/contract")] == after[Address("list/contract")]


def test_what_the_platform_would_not_make_is_left_out_only_where_it_has_to_be_made() -> None:
    """Where it is there already nothing is refused; where nobody has looked nobody says so."""
    paper = Paper()
    paper.refused[("list/contract", False, True)] = {"vendor.paper": "Only the account that it comes from has that."}
    without_it = {"list/contract", "list/narrow", "journey/welcome"}
    there = live("list/contract", title="K", criteria=["score > 5"])

    assert set(left_out(example(), paper)) == set()
    assert set(left_out(example(), paper, there={there.address})) == set()
    assert set(left_out(example(), paper, there=set())) == {*without_it, "team/ops"}
    made = plan(example(), backend=paper)
    assert not without_it & {step.address for step in made.steps}
    [note] = [each for each in made.notes if each.subject == "list/contract"]
    assert note.sentence.endswith("its vendor.paper. Only the account that it comes from has that.")
    assert {"list/contract"} <= {each.address for each in plan(example(), there, backend=paper).steps}
    assert intended(example(), paper, [there])[Address("list/contract")].attributes["title"] == "K"


def test_kinds_that_the_platform_does_not_have_are_no_gaps() -> None:
    """They stay in the files everywhere, and are not said to be left out."""
    paper = platform()
    paper.capabilities = {name: one for name, one in paper.capabilities.items() if name != "team"}
    assert set(left_out(example(), paper)) == {"list/contract", "list/narrow", "journey/welcome"}


def test_what_only_the_files_say_is_no_reason_to_leave_out() -> None:
    """A platform that does not hold why a journey suppresses something, or an item of it, is not wrong without it."""
    for pattern, left in (
        ("suppress", set()),
        ("suppress.*", set()),
        ("suppress.*.more", {"journey/welcome"}),
        ("entry", {"journey/welcome"}),
    ):
        paper = platform()
        journey = replace(paper.capabilities["journey"], gaps={pattern: "It stays in the files."})
        paper.capabilities = {**paper.capabilities, "journey": journey}
        assert {each for each in left_out(example(), paper) if each.kind == "journey"} == left, pattern


def test_who_has_a_copy_of_a_snippet_does_without_the_snippet() -> None:
    """Where texts are copied, whoever shows a snippet holds it itself, or says that it cannot; elsewhere it is left out
    with the snippet."""
    mine = org(
        asset("snippet/phone", title="P", content="1", variants=[{"id": "x", "when": ["score > 1"], "content": "2"}]),
        asset("email/hello", title="H", subject="Hi", body="{{ snippet/phone }}"),
    )
    paper = platform()
    paper.cannot["snippet"] = lambda attributes: {"variants": "It has one text for everybody."}

    assert set(left_out(mine, paper)) == {"snippet/phone", "email/hello"}
    paper.copies_embeds = True
    assert set(left_out(mine, paper)) == {"snippet/phone"}
