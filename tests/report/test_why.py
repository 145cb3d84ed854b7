"""What a person may rely on in the answers about provenance, in every format."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from mapconfig.address import Address
from mapconfig.diff import ABSENT, FieldChange
from mapconfig.language import say, speech, together
from mapconfig.model import ChangeRecord
from mapconfig.record.answer import Application, Event, History, Part, Setting, Why
from mapconfig.record.history import Commit
from mapconfig.report.why import HISTORY, WHY, document, history_document

LIST = Address("list/customers")
ID = "375d4ffc9d" + "0" * 30
COMMIT = Commit(ID, ("1" * 40,), "Ana Admin", "2026-03-01T10:02:00+02:00", "Narrow the customers")
RECORD = ChangeRecord(
    "CHG-2", "Customers", "Sales asked", requested_by="sales", tickets=("MOPS-7",), file="changes/2.yaml"
)
SETTING = Setting(COMMIT, LIST, "lists/customers.yaml", record=RECORD, record_certain=True, tickets=("MOPS-7",))
ANSWER = Why(
    LIST, ("criteria",), ["country is FR"], previous=["country is BE"], setting=SETTING, owner=Address("team/ops")
)


def text(found: Why) -> str:
    return WHY["text"](document(found))


def test_one_screen_says_who_when_why_and_where() -> None:
    """
    The answer is complete and short.
    """
    applied = Application(
        "p1", "prod", "2026-03-02T09:00:00Z", "ana", ID, predicted="1,200 leave", observed="1,198 left"
    )
    found = replace(ANSWER, applied=(applied,), stated={"reason": "Agreed", "ticket": "MOPS-1"})

    assert text(found) == (
        "list/customers criteria\n"
        "\n"
        "  is now      - country is FR\n"
        "  set by      Ana Admin on 2026-03-01 08:02 UTC\n"
        "  in commit   375d4ffc9d Narrow the customers\n"
        "  in file     lists/customers.yaml\n"
        "  was before  country is BE\n"
        "  because     CHG-2 Customers: Sales asked (asked for by sales)\n"
        "  tickets     MOPS-7\n"
        "  asset says  Agreed (MOPS-1)\n"
        "  owner       team/ops\n"
        "  applied     to prod at 2026-03-02 09:00 UTC by ana in plan p1: done\n"
        "  predicted   1,200 leave\n"
        "  observed    1,198 left\n"
    )


def test_every_language_has_its_columns_straight_and_says_the_zone() -> None:
    """
    What stands behind the words stands in one column; a time is in UTC wherever its author was.
    """
    said = WHY["text"](document(replace(ANSWER, stated={"reason": "Agreed"})), speech("fr"))  # type: ignore[call-arg]

    assert "  valeur actuelle - country is FR\n" in said
    assert "  défini par      Ana Admin le 1er mars 2026 à 8\u00a0h\u00a002 (UTC)\n" in said
    assert "  l'élément dit   Agreed\n" in said


def test_a_merge_and_an_earlier_name_are_told() -> None:
    """
    Who brought it in, in which request, and what it was called then.
    """
    merge = Commit("9" * 40, (), "Ben", "2026-03-02T00:00:00Z", "Merge pull request #12 from x/y")
    found = replace(ANSWER, setting=replace(SETTING, merged_by=merge, address=Address("list/clients")))

    said = text(found)

    assert "merged by   Ben on 2026-03-02 00:00 UTC: 9999999999 Merge pull request #12 from x/y" in said
    assert "375d4ffc9d Narrow the customers (request #12)" in said
    assert "then called list/clients" in said
    assert "applied     nowhere yet" in said


def test_a_request_that_the_subject_names_is_not_told_twice() -> None:
    """
    Squashed commits have the number in their subject.
    """
    found = replace(ANSWER, setting=replace(SETTING, commit=replace(COMMIT, subject="Narrow (#12)")))

    assert "375d4ffc9d Narrow (#12)\n" in text(found)


@pytest.mark.parametrize(
    ("changes", "words", "state"),
    [
        ({"uncommitted": True}, "set by      an edit that is not committed yet\n  before, by  Ana", "uncommitted"),
        ({"created": True, "previous": ABSENT}, "08:02 UTC, when the asset was made", "created"),
        ({"removed": True, "value": ABSENT}, "is now      not there\n  removed by  Ana", "removed"),
        ({"setting": None, "value": ABSENT, "default": "audience"}, "the default is audience", "never set"),
        ({"setting": None, "value": ABSENT}, "set by      nobody\n", "never set"),
        ({"setting": None, "cut": "a" * 40}, "ends at commit aaaaaaaaaa", "unknown"),
        ({"setting": None, "note": "No repository."}, "  No repository.\n", "unknown"),
        ({"setting": replace(SETTING, record=None, tickets=())}, "because     no change record covers it", "set"),
        ({"setting": replace(SETTING, record_certain=False)}, "perhaps     CHG-2 Customers", "set"),
    ],
)
def test_each_sort_of_answer_has_its_words(changes: dict[str, Any], words: str, state: str) -> None:
    """
    What is not known is never passed off as known.
    """
    found = replace(ANSWER, **changes)

    assert words in text(found)
    assert document(found)["state"] == state


def test_pieces_have_a_line_each() -> None:
    """
    Commit, day, author and the piece.
    """
    found = replace(
        ANSWER,
        parts=(
            Part(("any", "country is FR"), "country is FR", SETTING),
            Part(("pause", "wait"), "3 days", None),
            Part(("hello",), {"id": "hello"}, None, uncommitted=True),
        ),
    )

    assert text(found).endswith(
        "Piece by piece:\n"
        "  375d4ffc9d     2026-03-01  Ana Admin  any > country is FR\n"
        "  not known                             pause > wait: 3 days\n"
        "  not committed                         hello\n"
    )


def test_long_answers_are_cut_where_a_person_reads_and_say_so() -> None:
    """
    JSON has all of it.
    """
    parts = tuple(Part((f"sentence {n}",), f"sentence {n}", SETTING) for n in range(50))
    found = replace(ANSWER, value=[f"sentence {n}" for n in range(50)], parts=parts)

    assert len(text(found).splitlines()) < 65
    assert "... and 38 more lines" in text(found)
    assert "... and 20 more; --format json has all" in text(found)
    assert "and 20 more" in WHY["markdown"](document(found))
    assert len(json.loads(WHY["json"](document(found)))["parts"]) == 50


def test_values_are_written_as_in_a_file() -> None:
    """
    Groups, texts of several lines and mappings are readable.
    """
    value = ["a is 1", {"any": ["b is 2", "c is 3"]}, {"x": 1, "y": {}}]

    assert (
        "  is now      - a is 1\n              - any:\n                  - b is 2\n                  - c is 3\n"
        "              - x: 1\n                y: nothing\n"
    ) in text(replace(ANSWER, value=value))
    assert "  is now      one\n              two\n" in text(replace(ANSWER, value="one\ntwo\n"))
    assert "  is now      yes\n" in text(replace(ANSWER, value=True))


def test_a_whole_asset_is_told_by_its_pieces() -> None:
    """
    Its value would fill the screen, and so would the one before.
    """
    found = replace(
        ANSWER,
        path=(),
        value={"title": "x", "owner": "y"},
        previous={"title": "z"},
        parts=(Part(("title",), "x", SETTING),) * 2,
    )

    said = text(found)

    assert said.startswith("list/customers\n\n  is now      an asset of these pieces\n")
    assert "was before" not in said


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("steps", "hello", "send"), "steps.hello.send"),
        (("fields", "field/account.type", "required"), "fields[field/account.type].required"),
        (("criteria", "any", "country is FR"), "criteria.any[country is FR]"),
        (("country is FR",), "country is FR"),
    ],
)
def test_a_path_is_shown_as_it_can_be_typed(path: tuple[str, ...], shown: str) -> None:
    """
    What is read can be asked again.
    """
    from mapconfig.record.leaves import path_of

    assert text(replace(ANSWER, path=path)).startswith(f"list/customers {shown}\n")
    assert path_of(shown) == path


def test_the_document_has_everything_and_no_key_for_what_is_absent() -> None:
    """
    Scripts tell null from nothing.
    """
    found = document(replace(ANSWER, previous=ABSENT, default=ABSENT, parts=(Part(("x",), ABSENT, None),)))

    assert found["format"] == "mapconfig.why/1"
    assert "previous" not in found
    assert "default" not in found
    assert "value" not in found["parts"][0]
    assert found["setting"]["commit"]["id"] == ID
    assert found["setting"]["record"]["certain"] is True
    assert json.loads(WHY["json"](found)) == found


HOSTILE = "\x1b[2J\u202e|<img src=x>`*[a](b)"


def test_what_others_wrote_cannot_break_out_of_any_format() -> None:
    """
    Subjects of commits and titles of records are text that somebody chose.
    """
    setting = replace(
        SETTING,
        commit=replace(COMMIT, subject=HOSTILE, author=HOSTILE),
        file=HOSTILE,
        record=replace(RECORD, title=HOSTILE, reason=HOSTILE),
        tickets=(HOSTILE,),
    )
    found = replace(
        ANSWER, value=HOSTILE, setting=setting, note=HOSTILE, parts=(Part((HOSTILE,), HOSTILE, setting),) * 2
    )
    events = (Event("changed", setting, (FieldChange(("x",), 1, 2, together("", [HOSTILE])),), moved_from=HOSTILE),)
    told = history_document(History(LIST, events, uncommitted=(FieldChange(("x",), 1, 2, together("", [HOSTILE])),)))

    for said in (*(write(document(found)) for write in WHY.values()), *(write(told) for write in HISTORY.values())):
        assert "\x1b" not in said
        assert "\u202e" not in said
    for said in (WHY["markdown"](document(found)), HISTORY["markdown"](told)):
        rows = [line for line in said.splitlines() if line.startswith("|")]
        assert rows
        for row in rows:
            assert row.replace("\\|", "").count("|") in (3, 5, 6)


def test_history_is_a_block_a_commit() -> None:
    """
    Newest first, with reason and what changed in words.
    """
    fields = tuple(FieldChange((f"f{n}",), 1, ABSENT, say("field {n} changed", n=n)) for n in range(10))
    events = (
        Event("renamed", SETTING, fields, renamed_from=Address("list/clients")),
        Event("moved", replace(SETTING, record=None, tickets=()), moved_from="a.yaml"),
        Event("created", replace(SETTING, record_certain=False, tickets=())),
    )
    found = history_document(History(LIST, events, uncommitted=fields[:1], cut="b" * 40, more=True))

    said = HISTORY["text"](found)

    assert said.startswith(
        "list/customers\n\nnot committed yet\n    field 0 changed\n\n"
        "2026-03-01  renamed from list/clients by Ana Admin in 375d4ffc9d Narrow the customers\n"
        "    because of CHG-2: Sales asked\n    tickets: MOPS-7\n    field 0 changed\n"
    )
    assert "    ... and 2 more\n" in said
    assert "2026-03-01  moved from a.yaml by Ana Admin" in said
    assert "2026-03-01  created by Ana Admin in 375d4ffc9d Narrow the customers\n" in said
    assert "--limit 0 lists all of it" in said
    assert "ends at commit bbbbbbbbbb" in said
    markdown = HISTORY["markdown"](found)
    assert markdown.count("\n| `2026-03-01` |") == 3
    assert "There is more." in markdown
    assert "fetch-depth" in markdown.replace("\\", "")
    assert json.loads(HISTORY["json"](found)) == found
    assert found["events"][0]["fields"][0] == {"path": ["f0"], "words": "field 0 changed", "effect": None, "before": 1}


def test_a_history_without_commits_says_so() -> None:
    """
    A new file has none yet.
    """
    found = history_document(History(LIST, ()))

    assert HISTORY["text"](found) == "list/customers\n\nNo commit has it yet.\n"
    assert HISTORY["markdown"](found).startswith("## History of `list/customers`")
