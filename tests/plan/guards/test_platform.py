"""What a person may rely on: what others still need on the platform is not broken in passing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plan.guards.made import refusals
from tests.plan.made import Paper, Past, live, plan
from tests.plan.test_build import without

from mapconfig.model import Asset
from mapconfig.plan.definition import Accept
from mapconfig.testing import asset, org


def test_deleting_what_is_still_named_is_stopped() -> None:
    """By managed assets and by others; those that stop naming it in the same plan do not count."""
    desired = without(
        org(asset("email/fixed", subject="S"), asset("email/kept", subject="S", to=["list/old"])), "list/old", "email/x"
    )
    there = (
        live("list/old"),
        live("email/fixed", subject="S", to=["list/old"]),
        live("email/kept", subject="S", to=["list/old"]),
        live("email/x", subject="S", to=["list/old"]),
        live("email/stranger", subject="S", to=["list/old"]),
    )
    known = Past({each.address: each.remote_id for each in there[:4]})

    made = plan(desired, *there, known=known)

    assert refusals(made) == [("in-use", "list/old")]
    assert made.refused[0].sentence == (
        "list/old is to be deleted, and on the platform this still names it: email/kept, email/stranger."
    )


def test_what_the_platform_would_refuse_is_refused_beforehand() -> None:
    """A change and a removal: with the asset, the line of its file, why, and what to do instead; and no yes helps."""
    paper = Paper()
    paper.refused[("list/a", True, True)] = {"vendor.paper.x": "Paper keeps x for ever.", "title": "It has a name."}
    paper.refused[("list/gone", True, False)] = {"key": "It is of paper itself."}
    desired = without(org(asset("list/a", title="New")), "list/gone")

    made = plan(
        desired,
        live("list/a", title="Old"),
        live("list/gone"),
        backend=paper,
        where=lambda address, path: f"lists/{address.key}.yaml:{len(path)}" if address in desired else "",
        accepts=(Accept("impossible", "*", "please"),),
    )

    assert [(each.subject, each.sentence, each.how) for each in made.refused] == [
        (
            "list/a",
            "paper would not take the change of list/a.title (lists/a.yaml:5). It has a name.",
            "mapconfig import list/a",
        ),
        (
            "list/gone",
            "paper would not delete list/gone. It is of paper itself.",
            'mapconfig adopt --forget list/gone --because "the reason"',
        ),
    ]


def test_many_users_are_counted() -> None:
    """The sentence stays short."""
    users = [live(f"email/e{number}", subject="S", to=["list/old"]) for number in range(5)]
    desired = without(org(*(Asset(each.address, each.attributes) for each in users)), "list/old")

    made = plan(desired, live("list/old"), *users)

    assert "email/e0, email/e1, email/e2 and 2 more" in made.refused[0].sentence


def test_protected_assets_are_not_changed_in_passing() -> None:
    """Protected in the files or on the platform; new ones are no risk."""
    mine = org(
        asset("list/a", title="New", protected=True), asset("list/b", title="New"), asset("list/c", protected=True)
    )
    there = live("list/a", title="Old"), live("list/b", title="Old", protected=True)

    made = plan(mine, *there)

    assert refusals(made) == [("protected", "list/a"), ("protected", "list/b")]
    assert made.refused[0].sentence == "list/a is protected, and the plan would update it."


RULED = (
    {"criteria": ["country is FR"]},
    {"extends": "list/all"},
    {"vendor": {"mautic": {"filters": [{"field": "tags", "operator": "in"}], "isGlobal": True}}},
)


@pytest.mark.parametrize("before", RULED)
@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"static": True}, "none after step 001: who is on it stays, and nobody else comes."),
        ({"vendor": {"mautic": {"isGlobal": True}}}, "whether it has everybody or nobody then is up to the platform."),
        ({}, "whether it has everybody or nobody then is up to the platform."),
    ],
)
def test_a_list_does_not_lose_its_rule_in_passing(before: dict[str, Any], after: dict[str, Any], words: str) -> None:
    """Criteria, the list that it extends, or a platform's own filters: somebody says that it shall have none."""
    made = plan(org(asset("list/a", title="A", **after)), live("list/a", title="A", **before))

    assert refusals(made) == [("membership", "list/a")]
    assert made.refused[0].sentence.startswith("list/a has a rule for who is on it, and has ")
    assert made.refused[0].sentence.endswith(words)
    yes = (Accept("membership", "list/a", "it is a list of guests now"),)
    assert (
        refusals(plan(org(asset("list/a", title="A", **after)), live("list/a", title="A", **before), accepts=yes)) == []
    )


def test_another_rule_is_a_rule() -> None:
    """What takes its place is weighed by its effects; a list that never had one, and a new one, lose none."""
    for before in RULED:
        for after in RULED:
            assert refusals(plan(org(asset("list/a", title="B", **after)), live("list/a", title="A", **before))) == []
    assert refusals(plan(org(asset("list/a", title="B")), live("list/a", title="A", static=True))) == []
    assert refusals(plan(org(asset("list/a", static=True), asset("form/f", title="F")))) == []
