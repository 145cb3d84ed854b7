"""The way of the data: what an environment changes of an org, when nothing is applied, and what tells files apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Outcome, Verb
from mapconfig.model import Environment, Freeze, Org
from mapconfig.pipeline import compare, config_digest, frozen, intended, observed, overridden, propose
from mapconfig.plan.definition import Config, Plan
from mapconfig.plan.known import Snapshot
from mapconfig.testing import asset, org
from tests.plan.made import Paper, Past

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def some() -> Org:
    return org(
        asset("list/all", title="All"),
        asset("list/staff", title="Staff"),
        asset(
            "email/hello",
            subject="Hello",
            to=["list/all"],
            sender={"name": "Ops", "address": "ops@small.example"},
        ),
        asset(
            "journey/welcome",
            entry={"lists": ["list/all"]},
            steps=[{"id": "pause", "wait": "2 days"}, {"id": "mail", "send": "email/hello"}],
        ),
    )


def test_an_environment_changes_just_what_it_says() -> None:
    """At a dotted path, into steps by their id; what is not there yet is made, and the org itself stays as it is."""
    before = some()
    staging = Environment(
        "staging",
        "embedded",
        overrides={
            "email/hello": {"to": ["list/staff"], "sender.address": "staging@small.example"},
            "journey/welcome": {"steps.pause.wait": "1 hour", "state": "paused", "steps.none.wait": "1 day"},
            "list/all": {"vendor.mautic.id": 7, "title.deeper": "x"},
            "list/nowhere": {"title": "x"},
        },
    )

    after = overridden(before, staging)

    assert after["email/hello"].attributes["to"] == ["list/staff"]
    assert after["email/hello"].attributes["sender"] == {"name": "Ops", "address": "staging@small.example"}
    steps = after["journey/welcome"].attributes["steps"]
    assert [step.get("wait") for step in steps] == ["1 hour", None]
    assert after["journey/welcome"].attributes["state"] == "paused"
    assert after["list/all"].attributes["vendor"] == {"mautic": {"id": 7}}
    assert after["list/all"].title == "All"
    assert after["list/staff"] == before["list/staff"]
    assert before["email/hello"].attributes["to"] == ["list/all"]
    assert before["journey/welcome"].attributes["steps"][0]["wait"] == "2 days"
    assert Address("list/nowhere") not in after
    assert overridden(before, Environment("local", "embedded")) is before


def test_a_freeze_covers_what_its_selector_picks_until_it_is_over() -> None:
    """Without a selector it covers everything; a moment without a zone is one in UTC."""
    long_ago = Freeze(NOW - timedelta(days=3), NOW - timedelta(days=2), "over", "")
    everything = Freeze(datetime(2026, 3, 1), datetime(2026, 3, 2), "the fair", "")
    journeys = Freeze(NOW + timedelta(days=1), NOW + timedelta(days=2), "the launch", "kind:journey")
    base = some()
    settings = replace(base.settings, freezes=(long_ago, everything, journeys))

    found = frozen(replace(base, settings=settings), NOW)

    assert [(freezing.why, covered) for freezing, covered in found] == [
        ("the fair", frozenset(base.assets)),
        ("the launch", frozenset({Address("journey/welcome")})),
    ]
    assert found[0][0].start == "2026-03-01T00:00:00+00:00"


SIGNED = Capability(dict.fromkeys(Verb, Outcome.MANUAL_ATTESTED), readable=False)


def changes_of(desired: Org, known: Past, backend: Paper, *there: Live) -> dict[str, str]:
    """What the plan for `desired` would be said to change, with what is done to it."""
    found = compare(observed(desired, there, known, backend), intended(desired, backend))
    assert set(found.impacts) == {change.address for change in found.changes}
    return {str(change.address): change.action for change in found.changes}


def test_what_a_platform_holds_and_does_not_show_is_not_new() -> None:
    """What a person signed for is there: only what the files change since then is a change, and only what nobody has
    signed for is new."""
    desired = replace(
        org(
            asset("stage/same", order=1),
            asset("stage/edited", order=3),
            asset("stage/renamed", order=4),
            asset("stage/new", order=5),
            asset("form/asleep", fields=[], state="paused"),
            asset("list/all"),
        ),
        renamed_from={Address("stage/renamed"): Address("stage/old")},
    )
    known = Past(
        {
            "stage/same": "1",
            "stage/edited": "2",
            "stage/old": "3",
            "stage/gone": "4",
            "form/asleep": "5",
            "gone/x": "6",
        },
        {
            "stage/same": Snapshot({"order": 1}, None),
            "stage/edited": Snapshot({"order": 2}, None),
            "stage/old": Snapshot({"order": 4}, None),
            "stage/gone": Snapshot({"order": 9}, None),
            "form/asleep": Snapshot({"fields": []}, False),
        },
    )
    backend = Paper(stage=SIGNED, form=SIGNED)

    assert changes_of(desired, known, backend) == {
        "list/all": "create",
        "stage/edited": "update",
        "stage/gone": "unmanage",
        "stage/new": "create",
    }
    assert changes_of(desired, Past({"stage/same": "1"}), backend)["stage/same"] == "create"  # and nobody signed


def test_a_digest_tells_contents_apart_and_not_where_they_are_written() -> None:
    """Any attribute, rename or deletion counts."""
    base = some()
    same = replace(base, assets=dict(reversed(list(base.assets.items()))))
    renamed = replace(base, renamed_from={Address("list/all"): Address("list/old")})
    other = replace(base, assets={**base.assets, Address("list/all"): asset("list/all", title="Everybody")})

    assert config_digest(same) == config_digest(base)
    assert len({config_digest(each) for each in (base, renamed, other)}) == 3


def test_the_effect_of_a_step_is_that_of_what_it_writes() -> None:
    """Somebody has widened a list, renamed it and stopped a journey by hand. Putting back the title alone is cosmetic,
    and says nothing of the people who would go or of the journey that would start."""
    wanted = org(
        asset("list/wine", title="Wine", criteria=["industry is Wine"]),
        asset("journey/hello", entry={"lists": ["list/wine"]}, steps=[{"id": "w", "wait": "2 days"}]),
    )
    paper = Paper()
    snapshots = {
        str(each.address): Snapshot(paper.kept(each.kind, each.attributes), each.kind == "journey" or None)
        for each in wanted.values()
    }
    known = Past({"list/wine": "1", "journey/hello": "2"}, snapshots)
    live = [
        Live(Address("list/wine"), "1", "v", {"title": "Vine", "criteria": ["industry is Wine or blank"]}),
        Live(Address("journey/hello"), "2", "v", snapshots["journey/hello"].attributes, active=False),
    ]

    def plan(*overwrites: str) -> Plan:
        about = {"environment": "live", "platform": "paper:1", "config": Config("c0ffee"), "id": "p", "now": NOW}
        return propose(wanted, live, known, paper, overwrites=overwrites, **about)  # type: ignore[arg-type]

    title, whole = plan("list/wine.title"), plan("list/wine", "journey/hello")

    assert [(step.address, step.effect) for step in title.steps] == [("list/wine", "cosmetic")]
    assert title.impact["effect"] == "cosmetic"
    assert title.impact["affected"] == {}
    assert whole.steps[0].address == "list/wine" and whole.steps[0].effect == "ejects"
    assert whole.steps[-1].verb is Verb.ACTIVATE and whole.steps[-1].effect
    assert plan().empty and plan().impact["effects"] == {}
