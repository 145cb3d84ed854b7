"""The plan view: what a reviewer sees of a plan, on a screen, in a script and in a comment."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from tests.plan.made import Paper, Past, bare, live, plan, step
from tests.plan.test_build import drifted, without
from tests.report.compared import HOSTILE

from mapconfig.address import Address
from mapconfig.backend import Capability, Outcome, Verb
from mapconfig.impact.effect import Effect
from mapconfig.language import say
from mapconfig.plan.definition import Accept, GuardVerdict, Note, NoteKind, Overwrite, Plan, StepField
from mapconfig.plan.file import to_document
from mapconfig.report.plan import PLAN, document
from mapconfig.testing import asset, org

SUPPRESSION = Address("list/opted-out")


def text(made: Plan) -> str:
    return PLAN["text"](document(made))


def markdown(made: Plan) -> str:
    return PLAN["markdown"](document(made))


def blunder(*accepts: Accept) -> Plan:
    """Somebody loosens a suppression list; a list is drifting, and another one has no file any more."""
    now, then = live("list/drift", title="Theirs"), live("list/drift", title="Ours")
    known = drifted(now, then)
    known.ids |= {SUPPRESSION: f"id-{SUPPRESSION.key}", "list/lost": "9"}
    desired = org(
        asset(SUPPRESSION, title="Few", owner="team/dpo", criteria=["score is more than 5"]),
        asset("list/drift", title="Ours"),
    )
    return plan(
        desired,
        now,
        live(SUPPRESSION, title="All", owner="team/dpo"),
        known=known,
        effects={SUPPRESSION: (Effect("consent", say("A suppression shrinks.")),)},
        impact={"people": {"value": None, "label": "unknown", "reason": "no people here"}, "affected": {"journey": 2}},
        accepts=accepts,
    )


def test_a_refused_plan_begins_with_the_verdict() -> None:
    """What is to be done, people, what cannot be taken back, and why it is refused come before every detail."""
    assert text(blunder()) == (
        "Plan for local (paper): 1 to change\n  People: unknown (no people here).\n  Also reaches 2 journeys.\n  1 "
        "asset of effect consent. Who was mailed against their wish stays mailed; restoring the configuration does "
        "not undo it.\n  About 4 requests to the platform.\n  Plan "
        "7a1c0000-0000-4000-8000-000000000001.\n\nREFUSED. Nothing is applied before this is answered:\n  "
        "consent:list/opted-out: Step 001 (update list/opted-out) widens who may be e-mailed. A suppression "
        "shrinks.\n"
        '      mapconfig plan --accept consent:list/opted-out --because "the reason"    (team/dpo may say so)\n'
        "\n"
        "Steps, in the order of their numbers:\n"
        "  001 update     list/opted-out\n"
        "      2 fields of it differ from the files.\n"
        "      effect: consent. A suppression shrinks.\n"
        "      title: All -> Few\n" + "".join(f"      {line}\n" for line in _criteria_lines()) + "\n"
        "Not part of the plan:\n"
        "  list/drift: Changed on the platform by kim since the last apply, and left as it is there: title.\n"
        "      mapconfig plan --overwrite list/drift puts back what the files say; mapconfig import list/drift takes "
        "theirs into the files\n"
        "  list/lost: No file describes it any more. It stays on the platform as it is: a missing file deletes "
        "nothing.\n"
        "      mapconfig rm list/lost --because ... to have it deleted, or put the file back\n"
    )


def _criteria_lines() -> list[str]:
    """How the diff tells criteria is its own business; that it is told is ours."""
    field = next(each for each in blunder().steps[0].fields if each.path == ("criteria",))
    return [field.words, *(f"  {detail}" for detail in field.details if detail != field.words)]


def test_a_yes_is_shown_with_its_reason() -> None:
    """A reviewer sees what somebody agreed to, and why."""
    shown = text(blunder(Accept("consent", SUPPRESSION, "the DPO agreed")))

    assert "REFUSED" not in shown
    assert "Agreed to:\n  consent:list/opted-out: the DPO agreed\n" in shown
    assert "**May be applied**." in markdown(blunder(Accept("consent", SUPPRESSION, "the DPO agreed")))


def test_an_empty_plan_says_so() -> None:
    """In one line."""
    assert text(bare()) == "Plan for local (paper): nothing to do\n"
    assert markdown(bare()).startswith("## Plan for local \\(paper\\): nothing to do\n")


def test_every_way_of_doing_a_step_is_told() -> None:
    """Replacements loudly, manual steps with their worksheet, renames, deletes, starts and what is taken back."""
    hand = Capability(dict.fromkeys(Verb, Outcome.MANUAL_VERIFIABLE))
    swapped = Capability({Verb.CREATE: Outcome.APPLY, Verb.UPDATE: Outcome.REPLACE, Verb.DELETE: Outcome.APPLY})
    desired = replace(
        without(
            org(
                asset("email/x", subject="New"),
                asset("scoring/s", points=[]),
                asset("list/gold", title="Ours"),
                asset("journey/j", steps=[]),
                asset("list/same", title="Same"),
            ),
            "list/old",
        ),
        renamed_from={Address("list/gold"): Address("list/silver")},
    )
    there = (
        live("email/x", subject="Old"),
        live("list/gold", "7", title="Theirs"),
        live("list/old"),
        live("journey/j", steps=[], active=False),
        live("list/same", title="Same"),
    )
    known = Past({each.address: each.remote_id for each in there[2:]} | {"email/x": "id-x", "list/silver": "7"})
    known.snapshots["list/silver"] = type("S", (), {"attributes": {"title": "Ours"}, "active": None})()

    made = plan(desired, *there, known=known, backend=Paper(email=swapped, scoring=hand))
    shown = text(made)

    assert "[DELETED AND MADE ANEW, with another id]" in shown
    assert "1 to create, 2 to change, 1 to DELETE, 1 to start, 2 to take note of" in shown
    assert "      [ ] Log in to paper.\n" in shown
    assert "      renamed from list/silver\n" in shown
    assert "manual: 1 of 5 steps are for a person" in shown
    assert "Renamed from list/silver" in markdown(made).replace("\u200d", "")


def test_a_refusal_or_note_without_a_way_out_has_no_line_for_it() -> None:
    """Nothing is invented."""
    made = bare(
        guards=(GuardVerdict("unresolved", "p", True, "Open."),), notes=(Note(NoteKind.GAP, "email", "None here."),)
    )

    assert text(made).endswith("  unresolved:p: Open.\n\nNot part of the plan:\n  email: None here.\n")


def test_what_a_step_takes_back_is_told() -> None:
    """Theirs and ours."""
    now, then = live("list/vip", title="Theirs"), live("list/vip", title="Ours")
    made = plan(org(asset("list/vip", title="Ours")), now, known=drifted(now, then), overwrites=("list/vip",))

    assert "      takes back title: theirs Theirs, ours Ours\n" in text(made)
    gone = plan(org(asset("list/vip")), known=Past({"list/vip": "7"}), overwrites=("list/vip",))
    assert "takes back the asset: theirs nothing, ours" in text(gone)


def test_steps_that_say_the_very_same_are_told_as_one() -> None:
    """Two hundred identical edits are a line."""
    names = [f"list/l{number}" for number in range(7)]
    desired = org(
        *(asset(name, title="x", tags=["new"]) for name in names), asset("list/other", title="y", tags=["new"])
    )
    there = [*(live(name, title="x") for name in names), live("list/other", title="z")]

    shown = text(plan(desired, *there))

    assert "  001 update     7 of kind list: list/l0, list/l1, list/l2 and 4 more\n" in shown
    assert "  008 update     list/other\n" in shown
    assert "      steps 001-007\n" in shown
    assert "| 7 times, first `list/l0` |" in markdown(plan(desired, *there)).replace("update ", "| ")


def test_the_numbers_of_steps_that_are_told_together_show_the_real_order() -> None:
    """What goes in between keeps its number, so that nobody takes the grouping for the order."""
    names = [f"list/l{number}" for number in (1, 2, 3, 5, 6)]
    desired = org(*(asset(name, title="x", tags=["new"]) for name in names), asset("list/l4", title="y"))
    there = [*(live(name, title="x") for name in names), live("list/l4", title="z")]

    shown, table = text(plan(desired, *there)), markdown(plan(desired, *there))

    assert "Steps, in the order of their numbers:\n  001 update     5 of kind list" in shown
    assert "      steps 001-003, 005-006\n" in shown and "  004 update     list/l4\n" in shown
    assert "| 001-003, 005-006 | update" in table


def test_many_fields_are_counted() -> None:
    """A screen shows the first; the JSON document has all."""
    fields = tuple(StepField((f"f{number}",), 1, 2, f"f{number}: 1 -> 2", ("more",)) for number in range(25))

    shown = text(bare(step(fields=fields)))

    assert shown.count("-> 2\n") == 20
    assert "... showing 20 of 25 fields; --format json has all" in shown


def test_the_json_view_is_the_plan_file() -> None:
    """What is reviewed by a script is what is applied."""
    assert json.loads(PLAN["json"](document(blunder()))) == json.loads(json.dumps(to_document(blunder())))


def test_a_comment_fits_its_room() -> None:
    """What does not fit is counted."""
    steps = [step(f"list/l{number}", id=f"{number + 1:03d}", reason="x" * 300) for number in range(400)]

    shown = markdown(bare(*steps))

    assert len(shown) <= 60_000
    assert re.search(r"Showing \d+ of 400", shown)


def test_names_cannot_break_out() -> None:
    """Whatever a title, reason or actor holds, the screen and the comment stay what they are."""
    made = bare(
        step(
            reason=HOSTILE,
            effect="sends",
            effect_reason=HOSTILE,
            fields=(StepField(("title",), HOSTILE, HOSTILE, HOSTILE, (HOSTILE,)),),
            overwrites=(Overwrite((HOSTILE,), HOSTILE, HOSTILE),),
            worksheet=(HOSTILE,),
        ),
        guards=(GuardVerdict("consent", HOSTILE, True, HOSTILE, HOSTILE, HOSTILE),),
        notes=(Note(NoteKind.DRIFT, HOSTILE, HOSTILE, HOSTILE),),
        impact={"people": {"value": None, "label": "unknown", "reason": HOSTILE}, "affected": {}},
    )

    shown, comment = text(made), markdown(made)

    assert not {"\x1b", "\r", "\u202e"} & {*shown, *comment}
    for escape in ("<img", "<!--", "](javascript", "@org", "\n## done"):
        assert escape not in re.sub(r"`[^`\n]*`", "", comment.replace("``` `", "")), escape


def test_many_refusals_of_one_sort_have_one_answer() -> None:
    """Each is told in its sentence; the command is told once, for all of them."""
    addresses = [Address(f"list/l{number}") for number in range(6)]
    effects = {address: (Effect("sends", say("{address} mails.", address=address)),) for address in addresses}
    mild = {Address(f"email/e{number}"): (Effect("tuning", say("A little.")),) for number in range(6)}
    made = plan(
        org(*(asset(address) for address in addresses), *(asset(address, subject="S") for address in mild)),
        effects=effects | mild,
    )

    shown = text(made)

    assert "  sends:list/l5: Step 012 (create list/l5) will have people e-mailed" in shown
    assert "      to all 6: mapconfig plan --accept 'sends:*' --because \"the reason\"\n" in shown
    assert "--accept sends:list" not in shown
    assert "  001 create     6 of kind email: email/e0, email/e1, email/e2 and 3 more\n      steps 001-006\n" in shown


def test_many_refusals_that_no_yes_answers_keep_their_own_ways_out() -> None:
    """Each asset has to be adopted by itself."""
    there = [live(f"list/l{number}") for number in range(6)]

    known = Past({"list/other": "9"})  # a record that knows nothing at all was lost, and is found again as a whole

    shown = text(plan(org(*(asset(each.address) for each in there)), *there, known=known))

    assert shown.count("mapconfig adopt list/l") == 6
    assert "to all" not in shown


def test_a_change_in_a_setting_of_a_platform_is_said_once_and_by_its_name() -> None:
    """What a person calls `date-fixe` is not item 1, and a single detail is all of the change."""
    there = live(
        "list/a", title="A", vendor={"paper": {"events": [{"id": "start"}, {"id": "date-fixe", "name": "Old"}]}}
    )
    wanted = asset(
        "list/a", title="A", vendor={"paper": {"events": [{"id": "start"}, {"id": "date-fixe", "name": "New"}]}}
    )
    told = text(plan(org(wanted), there, known=Past({"list/a": there.remote_id})))

    assert told.count("events.date-fixe.name: Old -> New") == 1
    assert "events.1" not in told


def test_what_no_yes_helps_against_is_not_said_to_wait_for_an_answer() -> None:
    """And nobody is named who could say so."""
    verdict = GuardVerdict("impossible", "list/a", True, "It would not take it.", "mapconfig import list/a", "team/ops")
    found = document(replace(blunder(), guards=(verdict,)))

    assert "REFUSED. Nothing is applied while this stands:\n  impossible:list/a: It would not take it." in PLAN["text"](
        found
    )
    assert "may say so" not in PLAN["text"](found)
    assert "**Refused** while this stands" in PLAN["markdown"](found)
