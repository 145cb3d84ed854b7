"""What impact is told of: the difference that an apply would make, and no other."""

from __future__ import annotations

from dataclasses import replace

from tests.plan.made import Paper, Past, live, past
from tests.plan.test_build import without

from mapconfig.address import Address
from mapconfig.backend import Capability, Outcome, Verb
from mapconfig.diff import diff
from mapconfig.model import Org
from mapconfig.plan.sides import sides
from mapconfig.testing import asset, org


def changed(before: Org, after: Org) -> list[tuple[str, str]]:
    return [(change.action, change.address) for change in diff(before, after)]


def test_only_what_an_apply_would_do_is_a_difference() -> None:
    """Created, updated, paused and deleted; not what is unmanaged, has lost its file or cannot be held."""
    gap = Capability(dict.fromkeys(Verb, Outcome.APPLY), gaps={"description": "No."})
    backend = Paper(list=gap)
    backend.capabilities = {name: each for name, each in backend.capabilities.items() if name != "team"}
    desired = without(
        org(
            asset("list/new"),
            asset("list/title", title="New"),
            asset("list/same", description="x"),
            asset("team/ops"),
            asset("journey/paused", steps=[], state="paused"),
            asset("journey/draft", steps=[], state="draft"),
            asset("journey/started", steps=[]),
        ),
        "list/removed",
    )
    there = [
        live("list/title", title="Old"),
        live("list/same"),
        live("list/nofile"),
        live("list/removed"),
        live("journey/paused", steps=[]),
        live("journey/draft", steps=[], active=False),
        live("journey/started", steps=[], active=False),
    ]
    known = past(*there)

    before, after = sides(desired, [*there, live("list/stranger")], known, backend)

    assert changed(before, after) == [
        ("update", "journey/paused"),
        ("update", "journey/started"),
        ("create", "list/new"),
        ("delete", "list/removed"),
        ("update", "list/title"),
    ]
    assert before[Address("journey/started")].attributes["state"] == "paused"
    assert "list/stranger" not in before and "list/nofile" in after


def test_a_rename_alone_is_no_difference_to_people() -> None:
    """The asset has its new name on both sides."""
    desired = replace(org(asset("list/gold")), renamed_from={Address("list/gold"): Address("list/silver")})

    before, after = sides(desired, [live("list/gold", "7")], Past({"list/silver": "7"}), Paper())

    assert changed(before, after) == []


def test_kinds_that_nothing_shows_are_no_difference() -> None:
    """Nobody can say what they are now."""
    backend = Paper(stage=Capability(readable=False))

    before, after = sides(org(asset("stage/mql", order=1)), [], Past(), backend)

    assert changed(before, after) == []
    assert "stage/mql" in before
