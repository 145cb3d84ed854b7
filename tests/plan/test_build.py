"""What a reviewer may rely on: a plan has the steps that are needed, says why, and leaves everything else alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.plan.made import Paper, Past, live, past, plan, told

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.graph import Edge
from mapconfig.impact.effect import Effect
from mapconfig.language import say
from mapconfig.model import Asset, Org, Tombstone
from mapconfig.plan.definition import Facet, NoteKind, Overwrite, fingerprint
from mapconfig.plan.known import Snapshot
from mapconfig.testing import asset, kinds, org

HAND = Capability(dict.fromkeys(Verb, Outcome.MANUAL_VERIFIABLE))
SIGNED = Capability(dict.fromkeys(Verb, Outcome.MANUAL_ATTESTED), readable=False)
SWAPPED = Capability({Verb.CREATE: Outcome.APPLY, Verb.UPDATE: Outcome.REPLACE, Verb.DELETE: Outcome.APPLY})


def without(base: Org, *addresses: str) -> Org:
    """The org without the files of these assets, and with tombstones for them."""
    left = {address: each for address, each in base.assets.items() if address not in addresses}
    return replace(base, assets=left, removed=tuple(Tombstone(Address(each), "no use", "M-1") for each in addresses))


def renamed(base: Org, **names: str) -> Org:
    """The org with `renamed_from` for these: the kind, and the keys as new_old."""
    found = {}
    for kind, keys in names.items():
        new, old = keys.split()
        found[Address(f"{kind}/{new}")] = Address(f"{kind}/{old}")
    return replace(base, renamed_from=found)


def test_nothing_to_do_is_an_empty_plan() -> None:
    """An apply of it would do nothing at all."""
    made = plan(org(asset("list/vip", title="VIP")), live("list/vip", title="VIP"))

    assert made.empty
    assert (made.live, made.calls, made.notes, made.guards) == ({}, 0, (), ())


def test_a_new_asset_is_created_after_what_it_names() -> None:
    """Targets first, so that the platform knows every id it is given."""
    made = plan(
        org(
            asset("email/a", subject="Hi", to=["list/b"]),
            asset("list/b", extends="list/c"),
            asset("list/c"),
        )
    )

    assert told(made) == ["create list/c", "create list/b", "create email/a"]
    assert [step.depends_on for step in made.steps] == [(), ("001",), ("002",)]
    assert made.live == {"email/a": "", "list/b": "", "list/c": ""}


def test_order_holds_through_assets_without_a_step() -> None:
    """A journey is edited after the master list behind the list that it names."""
    base = [
        asset("list/a-master", title="Now"),
        asset("list/mid", extends="list/a-master"),
        asset("email/x", subject="S"),
    ]
    journey = asset("journey/j", title="Now", entry={"lists": ["list/mid"]}, steps=[{"id": "s", "send": "email/x"}])

    made = plan(
        org(*base, journey),
        live("list/a-master", title="Then"),
        live("list/mid", extends="list/a-master"),
        live("email/x", subject="S"),
        live("journey/j", title="Then", entry={"lists": ["list/mid"]}, steps=[{"id": "s", "send": "email/x"}]),
    )

    assert told(made) == [
        "deactivate journey/j",
        "update list/a-master",
        "update journey/j",
        "activate journey/j",
    ]
    assert made.steps[3].depends_on == ("002", "003")


def test_an_update_says_what_changes_and_relies_on_what_it_names() -> None:
    """Fields before and after, and fingerprints of the asset and of its neighbours."""
    there = live("list/vip", title="Old", extends="list/all"), live("list/all")

    made = plan(org(asset("list/vip", title="New", extends="list/all"), asset("list/all")), *there)

    step = made.steps[0]
    assert (step.verb, step.facet, step.remote_id, step.before) == (
        Verb.UPDATE,
        Facet.CONTENT,
        "id-vip",
        fingerprint(there[0]),
    )
    assert [(each.path, each.before, each.after) for each in step.fields] == [(("title",), "Old", "New")]
    assert step.attributes == {"title": "New", "extends": "list/all"}
    assert made.live == {"list/all": fingerprint(there[1]), "list/vip": fingerprint(there[0])}
    assert made.calls == 3 + 2


def test_what_steps_and_readings_take_is_a_fact_of_the_platform() -> None:
    """By kind and verb where it says so; else one request to do it, and a reading before and after. Many assets are
    read together, a kind and some two hundred assets a request."""
    keys = [f"l{number:03d}" for number in range(400)]
    files = org(*(asset(f"list/{key}", title="New") for key in keys), asset("form/f", fields=[]))
    there = [live(f"list/{key}", title="Old") for key in keys]
    listed = Paper().capabilities["list"]
    slow = replace(listed, reading=4, listing=2, requests={Verb.UPDATE: 7})
    swapped = replace(SWAPPED, reading=2)

    some = plan(org(asset("list/l000", title="New"), asset("form/f", fields=[])), there[0], backend=Paper(list=slow))
    many = plan(files, *there, backend=Paper(list=slow))
    anew = plan(org(asset("list/l000", title="New")), there[0], backend=Paper(list=swapped))

    assert {step.address: step.calls for step in some.steps if step.verb is not Verb.ACTIVATE} == {
        "list/l000": 7,
        "form/f": 3,
    }
    assert some.calls == sum(step.calls for step in some.steps) + (4 + 1) + 2 * 2
    assert many.calls == sum(step.calls for step in many.steps) + 2 * 3 + 2 * (2 * 3)
    assert anew.steps[0].calls == 2 + 2 * 2


def test_a_new_journey_is_started_last_and_in_a_step_of_its_own() -> None:
    """Nothing runs before all it needs is there."""
    made = plan(
        org(
            asset("journey/j", steps=[{"id": "s", "send": "email/x"}]),
            asset("email/x", subject="S", body="{{ snippet/s }}"),
            asset("snippet/s", format="text", content="x"),
            asset("list/other"),
        )
    )

    assert told(made) == [
        "create snippet/s",
        "create email/x",
        "create journey/j",
        "create list/other",
        "activate journey/j",
    ]
    assert made.steps[4].facet is Facet.ACTIVATION
    assert made.steps[4].attributes is None
    assert made.steps[4].depends_on == ("002", "003")


@pytest.mark.parametrize("state", ["draft", "paused", "archived"])
def test_a_journey_that_is_not_to_run_is_not_started(state: str) -> None:
    """Content is written; nothing else."""
    assert told(plan(org(asset("journey/j", state=state, steps=[])))) == ["create journey/j"]


def test_pausing_and_starting_are_steps_without_content() -> None:
    """A change of `state` alone touches nothing else."""
    paused = plan(org(asset("journey/j", state="paused", steps=[])), live("journey/j", steps=[]))
    started = plan(org(asset("journey/j", steps=[])), live("journey/j", steps=[], active=False))

    assert told(paused) == ["deactivate journey/j"]
    assert told(started) == ["activate journey/j"]
    assert paused.steps[0].reason == "The files want it to stand still, and it runs."


def test_a_running_asset_that_is_edited_and_to_be_paused_stays_paused() -> None:
    """It is not started again."""
    made = plan(org(asset("journey/j", title="New", state="paused", steps=[])), live("journey/j", steps=[]))

    assert told(made) == ["deactivate journey/j", "update journey/j"]


def test_a_running_asset_is_edited_in_place_where_the_platform_lets_one() -> None:
    """No stop without need."""
    backend = Paper(journey=Capability(dict.fromkeys(Verb, Outcome.APPLY)))

    made = plan(org(asset("journey/j", title="New", steps=[])), live("journey/j", steps=[]), backend=backend)

    assert told(made) == ["update journey/j"]


def test_deletes_come_after_content_and_users_before_what_they_used() -> None:
    """A tombstone is carried out when nothing names the asset any more."""
    base = org(asset("email/keep", subject="S"))
    desired = without(replace(base, assets={**base.assets}), "list/a-master", "list/narrow", "journey/old")
    made = plan(
        desired,
        live("list/a-master"),
        live("list/narrow", extends="list/a-master"),
        live("email/keep", subject="S", to=["list/narrow"]),
        live("journey/old", entry={"lists": ["list/narrow"]}, steps=[]),
    )

    assert told(made) == [
        "deactivate journey/old",
        "update email/keep",
        "delete journey/old",
        "delete list/narrow",
        "delete list/a-master",
    ]
    assert [step.depends_on for step in made.steps] == [(), (), ("001",), ("002", "003"), ("004",)]
    assert made.steps[2].reason == "no use (M-1)"


def test_a_stopped_asset_is_deleted_without_another_stop() -> None:
    """Only what runs is stopped."""
    desired = without(org(asset("list/x")), "journey/old")

    assert told(plan(desired, live("list/x"), live("journey/old", steps=[], active=False))) == ["delete journey/old"]


def test_a_missing_file_deletes_nothing() -> None:
    """The plan says that the asset stays, and how to have it deleted."""
    made = plan(org(asset("list/x")), live("list/x"), live("list/vip"))

    assert made.steps == ()
    assert [(note.kind, note.subject) for note in made.notes] == [(NoteKind.NO_FILE, "list/vip")]
    assert "mapconfig rm list/vip" in made.notes[0].how


def test_a_tombstone_for_what_is_gone_only_tidies_the_record() -> None:
    """No request is made for it, and it counts for no guard."""
    desired = without(org(asset("list/x")), "list/gone", "list/never")

    made = plan(desired, live("list/x"), known=Past({"list/x": "id-x", "list/gone": "9"}))

    assert told(made) == ["delete list/gone"]
    assert (made.steps[0].before, made.steps[0].effect) == ("", "")


def test_a_tombstone_for_what_is_not_managed_deletes_nothing() -> None:
    """Somebody else's asset of that name stays."""
    desired = without(org(asset("list/x")), "list/theirs")

    made = plan(desired, live("list/x"), live("list/theirs"), known=Past({"list/x": "id-x"}))

    assert made.steps == ()
    assert {note.kind for note in made.notes} == {NoteKind.GONE, NoteKind.UNMANAGED}


def test_a_tombstone_beside_a_file_deletes_nothing() -> None:
    """Of two contradicting wishes the harmless one counts; so with kinds that the platform does not have."""
    base = org(asset("list/x"))
    desired = replace(base, removed=(Tombstone(Address("list/x"), "no"), Tombstone(Address("planet/y"), "no")))

    assert plan(desired, live("list/x")).empty


def test_a_rename_keeps_the_asset() -> None:
    """One update, with the id, and nothing deleted; assets that name it need no step."""
    desired = renamed(org(asset("list/gold", title="VIP"), asset("list/user", extends="list/gold")), list="gold silver")
    there = live("list/gold", "7", title="VIP"), live("list/user", "8", extends="list/gold")
    known = Past(
        {"list/silver": "7", "list/user": "8"},
        {
            "list/silver": Snapshot({"title": "VIP"}, None),
            "list/user": Snapshot({"extends": "list/silver"}, None),
        },
    )

    made = plan(desired, *there, known=known)

    assert told(made) == ["update list/gold"]
    assert (made.steps[0].renamed_from, made.steps[0].remote_id) == ("list/silver", "7")
    assert made.renames == {"list/gold": ("list/silver", "7")}
    assert made.notes == ()


def test_who_has_a_name_gives_it_up_before_another_takes_it() -> None:
    """A chain of renames is done from its free end."""
    base = org(asset("list/a", title="was b"), asset("list/b", title="was c"))
    desired = replace(base, renamed_from={Address("list/a"): Address("list/b"), Address("list/b"): Address("list/c")})
    known = Past({"list/b": "2", "list/c": "3"})

    made = plan(desired, live("list/a", "2", title="was b"), live("list/b", "3", title="was c"), known=known)

    assert [(step.address, step.renamed_from) for step in made.steps] == [
        ("list/a", "list/b"),
        ("list/b", "list/c"),
    ]
    assert made.steps[1].depends_on == ("001",)


def test_an_asset_of_the_platform_is_never_taken_over_by_its_name() -> None:
    """It is refused, with the command to adopt it."""
    made = plan(org(asset("list/vip")), live("list/vip", "7"), live("list/vip", "8"), known=Past())

    assert made.steps == ()
    assert [(each.guard, each.subject, each.how) for each in made.refused] == [
        ("unadopted", "list/vip", "mapconfig adopt list/vip --remote-id 7")
    ]
    assert "id 7 or 8, which have the same name" in made.refused[0].sentence


def test_a_record_that_was_lost_is_told_as_one_and_with_the_one_command_that_helps() -> None:
    """Ninety refusals for ninety assets would hide that only the record is missing."""
    desired = org(asset("list/a"), asset("list/b"), asset("list/c"), asset("list/d"))
    there = [live(f"list/{key}", str(number)) for number, key in enumerate("abcd")]

    made = plan(desired, *there, known=Past())

    assert made.steps == ()
    (refusal,) = made.refused
    assert (refusal.guard, refusal.subject, refusal.how) == ("unadopted", "", "mapconfig adopt --all")
    assert "has 4 assets of the files already, list/a, list/b, list/c and 1 more" in refusal.sentence
    assert "it was lost" in refusal.sentence


def test_single_assets_that_a_record_does_not_know_are_adopted_one_by_one() -> None:
    """Where the record knows others of them it was not lost."""
    desired = org(asset("list/a"), asset("list/b"), asset("list/c"))

    made = plan(desired, *(live(f"list/{key}", key) for key in "abc"), known=Past({"list/a": "a"}))

    assert [each.how for each in made.refused] == [
        "mapconfig adopt list/b --remote-id b",
        "mapconfig adopt list/c --remote-id c",
    ]


def test_a_second_asset_of_a_managed_name_is_only_mentioned() -> None:
    """The one with the id in the record is ours."""
    made = plan(org(asset("list/vip")), live("list/vip", "7"), live("list/vip", "8"), known=Past({"list/vip": "7"}))

    assert made.steps == ()
    assert [note.kind for note in made.notes] == [NoteKind.UNMANAGED]


def test_unmanaged_assets_are_told_by_kind_and_not_one_by_one() -> None:
    """Three hundred strangers are one line."""
    made = plan(org(), *(live(f"list/l{number}") for number in range(8)), known=Past())

    assert [note.sentence for note in made.notes] == [
        "On the platform and not managed here, so left alone: list/l0, list/l1, list/l2, list/l3, list/l4 and 3 more."
    ]


# --- what somebody changed on the platform ---


def drifted(now: Live, then: Live) -> Past:
    """The record of an asset that was changed on the platform since."""
    return Past({now.address: now.remote_id}, {now.address: Snapshot(then.attributes, then.active)})


def test_a_change_on_the_platform_stays_and_is_told() -> None:
    """Nothing is put back unasked; the note says what, who, and both ways out."""
    now, then = live("list/vip", title="Theirs"), live("list/vip", title="Ours")

    made = plan(org(asset("list/vip", title="Ours")), now, known=drifted(now, then))

    assert made.empty
    assert made.notes[0].kind is NoteKind.DRIFT
    assert made.notes[0].sentence == (
        "Changed on the platform by kim since the last apply, and left as it is there: title."
    )
    assert "--overwrite list/vip" in made.notes[0].how


@pytest.mark.parametrize("asked", ["list/vip", "list/vip.title"])
def test_a_change_on_the_platform_is_put_back_when_asked(asked: str) -> None:
    """By asset or by field; the guard says that somebody asked."""
    now, then = live("list/vip", title="Theirs"), live("list/vip", title="Ours")

    made = plan(org(asset("list/vip", title="Ours")), now, known=drifted(now, then), overwrites=(asked,))

    assert told(made) == ["update list/vip"]
    assert made.steps[0].overwrites == (
        Overwrite(("title",), "Theirs", "Ours", "kim", "2026-02-28T09:00:00Z", allowed=True),
    )
    assert made.refused == ()


def test_our_change_of_another_field_keeps_theirs() -> None:
    """Edits of different fields both survive; our last word on theirs stays what it was."""
    now, then = live("list/vip", title="Theirs", description="old"), live("list/vip", title="Ours", description="old")

    made = plan(org(asset("list/vip", title="Ours", description="new")), now, known=drifted(now, then))

    assert made.steps[0].attributes == {"title": "Theirs", "description": "new"}
    assert made.steps[0].applied == {"title": "Ours", "description": "new"}
    assert made.steps[0].reason == "1 field of it differs from the files."
    assert made.refused == ()
    assert made.notes[0].kind is NoteKind.DRIFT


def test_what_somebody_added_is_never_removed() -> None:
    """A field that the files never had is not theirs to take away."""
    now, then = live("list/vip", title="Ours", description="added"), live("list/vip", title="Ours")

    made = plan(org(asset("list/vip", title="New")), now, known=drifted(now, then))

    assert made.steps[0].attributes == {"title": "New", "description": "added"}
    assert made.steps[0].last_word == {"title": "New"}


def test_a_field_that_the_files_drop_is_removed() -> None:
    """What the files gave they can take."""
    now = live("list/vip", title="Ours", description="x")

    made = plan(org(asset("list/vip", title="Ours")), now)

    assert made.steps[0].attributes == {"title": "Ours"}
    assert made.steps[0].fields[0].after is ABSENT


def test_both_changed_the_same_field_and_nothing_is_overwritten() -> None:
    """The plan names the field and both sides, and is refused until somebody says whose counts."""
    now, then = live("list/vip", title="Theirs"), live("list/vip", title="Old")

    made = plan(org(asset("list/vip", title="Ours")), now, known=drifted(now, then))

    assert told(made) == ["update list/vip"]
    assert [(each.guard, each.subject, each.how) for each in made.refused] == [
        ("overwrite", "list/vip.title", "mapconfig plan --overwrite list/vip.title")
    ]
    assert made.refused[0].sentence == (
        "list/vip.title was changed on the platform by kim at 2026-02-28T09:00:00Z, and the files want something else. "
        "Theirs: Theirs. Ours: Ours."
    )


def test_both_changed_it_to_the_same_and_the_record_takes_note() -> None:
    """No step; the next comparison starts from what both agree on."""
    now, then = live("list/vip", title="Same"), live("list/vip", title="Old")

    made = plan(org(asset("list/vip", title="Same")), now, known=drifted(now, then))

    assert made.steps == ()
    assert [(each.address, each.attributes) for each in made.agreed] == [("list/vip", {"title": "Same"})]
    assert made.live == {"list/vip": fingerprint(now)}
    assert not made.empty


def test_a_record_without_a_last_word_takes_note() -> None:
    """Nothing is known of an older state, so every difference is the files'."""
    same, other = live("list/a", title="A"), live("list/b", title="Old")
    known = Past({"list/a": "id-a", "list/b": "id-b"})

    made = plan(org(asset("list/a", title="A"), asset("list/b", title="New")), same, other, known=known)

    assert told(made) == ["update list/b"]
    assert made.refused == ()
    assert [each.address for each in made.agreed] == ["list/a"]


def test_what_was_deleted_on_the_platform_is_made_again_only_when_asked() -> None:
    """Somebody meant that; somebody has to say otherwise."""
    desired = org(asset("list/vip"))
    known = Past({"list/vip": "7"}, {"list/vip": Snapshot({}, None)})

    refused = plan(desired, known=known)
    asked = plan(desired, known=known, overwrites=("list/vip",))

    assert told(refused) == told(asked) == ["create list/vip"]
    assert [each.subject for each in refused.refused] == ["list/vip"]
    assert "was deleted on the platform" in refused.refused[0].sentence
    assert asked.refused == ()


def test_a_journey_that_somebody_paused_stays_paused() -> None:
    """Until somebody asks for it to run again."""
    now, then = live("journey/j", steps=[], active=False), live("journey/j", steps=[], active=True)
    desired = org(asset("journey/j", steps=[]))

    left = plan(desired, now, known=drifted(now, then))
    back = plan(desired, now, known=drifted(now, then), overwrites=("journey/j.state",))

    assert (left.steps, left.notes[0].kind) == ((), NoteKind.DRIFT)
    assert left.notes[0].sentence.endswith("left as it is there: state.")
    assert told(back) == ["activate journey/j"]
    assert back.steps[0].overwrites[0].theirs == "paused"


def test_nested_fields_are_told_apart() -> None:
    """Their change of the sender's address and ours of its name both survive."""
    now = live("email/x", subject="S", sender={"name": "Old", "address": "theirs@example.com"})
    then = live("email/x", subject="S", sender={"name": "Old", "address": "old@example.com"})
    desired = org(asset("email/x", subject="S", sender={"name": "New", "address": "old@example.com"}))

    made = plan(desired, now, known=drifted(now, then))

    assert made.steps[0].attributes == {
        "subject": "S",
        "sender": {"name": "New", "address": "theirs@example.com"},
    }


# --- what a platform cannot do ---


def test_a_platform_that_cannot_update_deletes_and_makes_anew_and_says_so() -> None:
    """Loudly: it is refused until somebody says yes; and what names the asset is written again."""
    desired = org(asset("email/x", subject="New"), asset("journey/j", steps=[{"id": "s", "send": "email/x"}]))
    there = live("email/x", subject="Old"), live("journey/j", steps=[{"id": "s", "send": "email/x"}])

    made = plan(desired, *there, backend=Paper(email=SWAPPED))

    assert told(made) == [
        "deactivate journey/j",
        "update email/x (replace)",
        "update journey/j",
        "activate journey/j",
    ]
    assert [step.relinks for step in made.steps] == [False, False, True, False]
    assert [each.guard for each in made.refused] == ["replace"]
    assert "DELETED AND MADE ANEW" in made.refused[0].sentence


def test_making_anew_spreads_to_what_cannot_be_updated_either() -> None:
    """A template and its users, on a platform that can update neither; what ran runs again."""
    running = replace(SWAPPED, verbs={**SWAPPED.verbs, Verb.ACTIVATE: Outcome.APPLY, Verb.DEACTIVATE: Outcome.APPLY})
    desired = org(
        asset("email/t", type="template", subject="New"),
        asset("email/u", subject="U", template="email/t"),
        asset("journey/j", steps=[{"id": "s", "send": "email/u"}]),
        asset("journey/k", title="New", steps=[]),
        asset("list/new", title="N"),
    )
    there = (
        live("email/t", type="template", subject="Old"),
        live("email/u", subject="U", template="email/t"),
        live("journey/j", steps=[{"id": "s", "send": "email/u"}]),
        live("journey/k", steps=[]),
    )

    made = plan(desired, *there, backend=Paper(email=SWAPPED, journey=running))

    assert told(made) == [
        "update email/t (replace)",
        "update email/u (replace)",
        "update journey/j (replace)",
        "update journey/k (replace)",
        "create list/new",
        "activate journey/j",
        "activate journey/k",
    ]


def test_steps_for_a_person_have_a_worksheet() -> None:
    """Line by line, with the command that ticks them off; and the plan says how many there are."""
    desired = org(asset("scoring/s", title="Points", points=[]), asset("list/l", title="L"))
    made = plan(desired, live("list/l", title="Old"), backend=Paper(scoring=HAND, list=HAND))

    assert told(made) == ["update list/l (manual-verifiable)", "create scoring/s (manual-verifiable)"]
    assert made.steps[0].worksheet == (
        "Log in to paper.",
        "Open the list 'Old' (list/l) and change it:",
        "title: from Old to L",
        "Run mapconfig apply --resume: it reads the result and ticks this step off.",
    )
    assert [(each.guard, each.refused) for each in made.guards] == [("manual", False)]
    assert made.steps[0].calls == 1


def test_what_nothing_shows_is_compared_with_what_was_signed_for() -> None:
    """A kind that cannot be read is not created again in every plan."""
    backend = Paper(stage=SIGNED)
    desired = org(asset("stage/mql", order=1))
    signed = Past({}, {"stage/mql": Snapshot({"order": 1}, None)})
    before = Past({}, {"stage/mql": Snapshot({"order": 2}, None)})

    assert told(plan(desired, known=Past(), backend=backend)) == ["create stage/mql (manual-attested)"]
    assert plan(desired, known=signed, backend=backend).empty
    changed = plan(desired, known=before, backend=backend)
    assert told(changed) == ["update stage/mql (manual-attested)"]
    assert changed.steps[0].worksheet[2:] == (
        "order: from 2 to 1",
        'Sign for it: mapconfig attest 001 --because "what was done". The platform cannot show it.',
    )
    gone = plan(without(org(), "stage/mql"), known=signed, backend=backend)
    assert told(gone) == ["delete stage/mql (manual-attested)"]


def test_activation_of_what_nothing_shows_is_signed_for() -> None:
    """Starting and pausing too."""
    backend = Paper(rule=replace(SIGNED, verbs={**SIGNED.verbs, Verb.CREATE: Outcome.APPLY}))
    desired = org(asset("rule/r", when=["score is more than 5"], do=[{"score": 1}]))
    rule = desired[Address("rule/r")].attributes
    paused = Past({}, {"rule/r": Snapshot(rule, False)})

    assert told(plan(desired, known=Past(), backend=backend)) == [
        "create rule/r",
        "activate rule/r (manual-attested)",
    ]
    assert told(plan(desired, known=paused, backend=backend)) == ["activate rule/r (manual-attested)"]


def test_what_a_platform_cannot_hold_is_named_and_not_compared() -> None:
    """A gap is a sentence in the plan and no difference."""
    backend = Paper(
        snippet=Capability(
            dict.fromkeys(Verb, Outcome.APPLY),
            gaps={"variants": "No variants here.", "variants.*.when": "No conditions.", "title.*": "Never."},
        )
    )
    variants = [{"id": "v", "when": ["score is more than 5"], "content": "y"}]
    desired = org(asset("snippet/s", title="T", format="text", content="x", variants=variants))

    made = plan(desired, live("snippet/s", title="T", format="text", content="x"), backend=backend)

    assert made.empty
    assert [(note.kind, note.subject, note.sentence) for note in made.notes] == [
        (NoteKind.GAP, "snippet.variants", "No variants here. It concerns snippet/s."),
        (NoteKind.GAP, "snippet.variants.*.when", "No conditions. It concerns snippet/s."),
    ]


def test_a_kind_that_the_platform_has_not_is_named_once() -> None:
    """And the CRM's own fields are no gap at all."""
    backend = Paper()
    backend.capabilities = {kind: each for kind, each in backend.capabilities.items() if kind != "team"}
    desired = org(asset("team/a"), asset("team/b"), asset("crm-field/Lead.X"), asset("list/l", owner="team/a"))

    made = plan(desired, backend=backend)

    assert told(made) == ["create list/l"]
    assert [note.sentence for note in made.notes] == ["paper has no team: 2 assets stay in the files only."]


def test_a_ring_is_made_empty_first_and_closed_afterwards() -> None:
    """Two assets that name each other can both be made where one of them can be without the reference for a while."""
    desired = org(
        asset("list/l", title="L", criteria=["submitted form f"]),
        asset("form/f", title="F", fields=[], add_to=["list/l"]),
    )

    made = plan(desired)

    ring = [(step.verb.value, step.address, dict(step.attributes or {})) for step in made.steps[:3]]
    assert ring[0][:2] == ("create", "form/f")
    assert "add_to" not in ring[0][2]
    assert ring[1][:2] == ("create", "list/l")
    assert ring[2] == ("update", "form/f", {"title": "F", "fields": [], "add_to": ["list/l"]})
    assert made.steps[2].depends_on == ("001", "002")
    assert [each.path for each in made.steps[2].fields] == [("add_to", "list/l")]
    assert told(made)[3:] == ["activate form/f"]


def test_a_ring_that_no_kind_lets_open_keeps_its_references() -> None:
    """A journey cannot be without its steps; the platform gets the name of what it does not have yet."""
    desired = org(
        asset("journey/a", steps=[{"id": "s", "do": [{"add_to": "list/l"}]}]),
        asset("list/l", criteria=["in list m"]),
        asset("list/m", criteria=["in list l"]),
    )

    made = plan(desired)

    assert [step for step in told(made) if "journey" in step] == ["create journey/a", "activate journey/a"]


# --- effects ---


def test_the_effect_of_a_new_journey_stands_at_its_start() -> None:
    """Writing it does nothing to people; starting it does."""
    address = Address("journey/j")
    effects = {address: (Effect("new-entrants", say("new")), Effect("sends", say("It mails people.")))}

    made = plan(org(asset(address, steps=[])), effects=effects)

    assert [(step.verb, step.effect) for step in made.steps] == [(Verb.CREATE, ""), (Verb.ACTIVATE, "sends")]
    assert made.steps[1].effect_reason == "It mails people."


def test_the_effect_of_an_edit_stands_at_the_edit() -> None:
    """The stop and start around it have none of their own."""
    address = Address("journey/j")
    effects = {address: (Effect("ejects", say("A step is gone.")),)}

    made = plan(org(asset(address, title="New", steps=[])), live(address, steps=[]), effects=effects)

    assert [step.effect for step in made.steps] == ["", "ejects", ""]


def test_the_effect_of_a_delete_stands_there() -> None:
    """A delete has its effect too."""
    effects = {Address("list/vip"): (Effect("consent", say("Suppression gone.")),)}

    made = plan(without(org(asset("list/x")), "list/vip"), live("list/x"), live("list/vip"), effects=effects)

    assert made.steps[0].effect == "consent"


def test_the_same_input_gives_the_same_plan() -> None:
    """Whatever order files and platform give."""
    assets = [asset(f"list/l{number}", title=str(number)) for number in range(6)]
    there = [live(f"list/l{number}") for number in range(6)]

    assert plan(org(*assets), *there) == plan(org(*assets[::-1]), *there[::-1])


def test_assets_of_unknown_kinds_on_the_platform_are_left_alone() -> None:
    """The record may know kinds that the files no longer have."""
    known = past(live("list/x"))
    known.ids["old/y"] = "9"

    made = plan(org(asset("list/x")), live("list/x"), known=known)

    assert [(note.kind, note.subject) for note in made.notes] == [(NoteKind.NO_FILE, "old/y")]
    assert isinstance(asset("list/x"), Asset)
    assert "list" in kinds()


def test_what_is_written_anyway_is_not_written_twice() -> None:
    """New and edited users of an asset that is made anew get one step each."""
    desired = org(
        asset("email/x", subject="New"),
        asset("journey/new", state="draft", steps=[{"id": "s", "send": "email/x"}]),
        asset("rule/edited", title="New", when=["score is more than 5"], do=[{"send": "email/x"}]),
    )
    there = (
        live("email/x", subject="Old"),
        live("rule/edited", title="Old", when=["score is more than 5"], do=[{"send": "email/x"}], active=False),
    )

    made = plan(desired, *there, backend=Paper(email=SWAPPED))

    assert told(made) == [
        "update email/x (replace)",
        "create journey/new",
        "update rule/edited",
        "activate rule/edited",
    ]
    assert [step.relinks for step in made.steps] == [False, False, True, False]


def test_a_start_waits_for_everything_below_it_once() -> None:
    """Also where two ways lead to the same asset, without a step of its own in between."""
    desired = org(
        asset("list/base", title="New"),
        asset("list/a", extends="list/base"),
        asset("list/b", extends="list/base"),
        asset("journey/j", entry={"lists": ["list/a", "list/b"]}, steps=[]),
    )
    there = (
        live("list/base", title="Old"),
        live("list/a", extends="list/base"),
        live("list/b", extends="list/base"),
        live("journey/j", entry={"lists": ["list/a", "list/b"]}, steps=[], active=False),
    )

    made = plan(desired, *there)

    assert told(made) == ["update list/base", "activate journey/j"]
    assert made.steps[1].depends_on == ("001",)


def test_a_new_asset_has_no_effect_by_way_of_others() -> None:
    """Nothing that is there names it; what comes to name it has that effect. What it does itself, it does."""
    audience, mail = Address("list/new"), Address("email/new")
    effects = {
        audience: (
            Effect("sends", say("A journey mails them."), via=(Edge(Address("journey/j"), audience, "enters-from"),)),
            Effect("re-evaluates", say("Who belongs is worked out.")),
        ),
        mail: (Effect("sends", say("It goes to list/new."), via=(Edge(mail, audience, "sends-to"),)),),
    }

    made = plan(org(asset(audience), asset(mail, subject="S", to=[audience])), effects=effects)

    assert [(step.address, step.effect) for step in made.steps] == [(audience, "re-evaluates"), (mail, "sends")]


def test_of_a_ring_those_are_made_first_that_most_others_name() -> None:
    """Three lists of one team take one step more, not three."""
    desired = org(
        asset("team/t", title="T", contacts=[{"id": "a", "segment": "list/a"}, {"id": "b", "segment": "list/b"}]),
        asset("list/a", owner="team/t"),
        asset("list/b", owner="team/t"),
        asset("list/c", owner="team/t", extends="list/a"),
    )

    assert told(plan(desired)) == [
        "create team/t",
        "create list/a",
        "create list/b",
        "create list/c",
        "update team/t",
    ]


def test_what_names_an_asset_that_somebody_deleted_is_written_again() -> None:
    """The new one has another id, and the platform still has the old one in the others."""
    desired = org(asset("email/x", subject="S"), asset("journey/j", steps=[{"id": "s", "send": "email/x"}]))
    there = live("journey/j", steps=[{"id": "s", "send": "email/x"}])
    known = Past({"email/x": "7", "journey/j": "id-j"})

    made = plan(desired, there, known=known, overwrites=("email/x",))

    assert told(made) == ["deactivate journey/j", "create email/x", "update journey/j", "activate journey/j"]
    assert [step.relinks for step in made.steps] == [False, False, True, False]
