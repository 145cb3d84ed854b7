"""The diff view: one document, and the text and Markdown made from it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.graph.orgs import org_of
from tests.report.compared import EVERYTHING, HOSTILE, compared, edited

from mapconfig.model import EFFECTS
from mapconfig.report import changes

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "diff.schema.json").read_text())


def test_the_document_keeps_its_schema() -> None:
    """
    Whoever reads the JSON finds the fields that the published schema names, in a full and in an empty difference.
    """
    before = {"email/letter": {"body": "a\nB\nc", "vendor": {"mautic": {"a": {"b": 2}}}}}
    full = edited(EVERYTHING, before)
    empty = edited({})

    for found in (full, empty):
        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(changes.json(found)))
    assert full["actions"] == {"create": 2, "delete": 1, "update": 4, "rename": 1}
    assert sum(full["effects"].values()) == len(full["changes"]) == 8
    assert next(iter(full["effects"])) == full["effect"] == "consent"
    assert full["renames"][0]["new"] == "list/reachable"
    assert "\\u" in changes.json(edited({"list/customers": {"title": "Kundén"}}))


def test_changes_come_by_gravity() -> None:
    """
    Who stops after the first screen has seen the worst.
    """
    found = edited(EVERYTHING)

    weights = [EFFECTS.index(row["effect"]) for row in found["changes"]]
    assert weights == sorted(weights, reverse=True)


def test_the_text_tells_one_change_whole() -> None:
    """
    Verdict, fields in words, why it is grave, what cannot be taken back, what it reaches and by which way.
    """
    said = changes.text(edited({"email/letter": {"suppress": ["list/mailed-lately"], "title": "Letter"}}))

    assert said == (
        "1 asset changes from main to the working tree.\n"
        "What it does: widens who may be e-mailed (consent).\n"
        "Beside these it reaches no other asset.\n"
        "Owners concerned: team/ops.\n"
        "People: unknown (people were not counted).\n"
        "\n"
        "~ email/letter  Letter  [consent]\n"
        "    title set to Letter\n"
        "    no longer suppresses list/banned\n"
        "  consent: its members may be e-mailed again.\n"
        "  cosmetic: text or filing only, nobody outside notices.\n"
        "  cannot be taken back: Who was mailed against their wish stays mailed; restoring the configuration does not"
        " undo it.\n"
    )


def test_the_way_to_what_is_reached_has_the_relation_on_each_hop() -> None:
    """
    The path explains why an asset two lists away is concerned.
    """
    said = changes.text(edited({"list/customers": {"criteria": ["account.type is Customer", "score > 5"]}}))

    assert "    list/customers (is extended by) list/customers-fr (lets people into) journey/onboarding\n" in said
    assert "  reaches 11 assets: 4 e-mails, 2 journeys, 3 lists, 1 stage, 1 team\n" in said
    assert "    ... and 3 more: mapconfig impact list/customers\n" in said


def test_nothing_changed_is_said_in_a_sentence() -> None:
    """
    An empty answer is an answer.
    """
    assert changes.text(edited({})) == "Nothing changed from main to the working tree.\n"
    assert changes.markdown(edited({})).startswith("## Nothing changed")
    same = org_of({"list/a": {}})
    assert changes.text(compared(same, same)) == "Nothing changed.\n"


def test_the_same_edit_of_many_assets_is_told_once() -> None:
    """
    A tag put on thirty lists is one line, not thirty blocks.
    """
    lists = {f"list/l{n:02}": {"criteria": ["score > 1"]} for n in range(30)}
    tagged = {name: {**attributes, "tags": ["spring"]} for name, attributes in lists.items()}

    found = compared(org_of(lists), org_of(tagged))

    assert "~ 30 lists changed alike: list/l00, list/l01, list/l02 and 27 more  [cosmetic]\n    tag spring added\n" in (
        changes.text(found)
    )
    assert changes.markdown(found).count("tag spring added") == 2
    assert "| ~ changed | 30 lists, such as `list/l00` | `tag spring added` | cosmetic |" in changes.markdown(found)
    assert len(found["changes"]) == 30


def test_a_long_text_is_told_by_its_lines() -> None:
    """
    The words count; the JSON has the lines, up to a bound that is told.
    """
    before, after = "\n".join(map(str, range(400))), "\n".join(map(str, range(1, 800, 2)))

    (row,) = edited({"email/letter": {"body": after}}, {"email/letter": {"body": before}})["changes"]

    (field,) = row["fields"]
    assert "before" not in field
    assert len(field["lines"]) == 200
    assert field["lines_left_out"] > 0
    assert re.fullmatch(r"body: \d+ lines added, \d+ removed", field["words"])


def test_a_change_with_very_many_fields_is_cut_and_says_so() -> None:
    """
    A rebuilt journey does not push everything else off the screen.
    """
    steps = [{"id": f"s{n}", "wait": "1 day"} for n in range(60)]

    found = edited({"journey/onboarding": {"steps": steps}})

    assert "    ... and 40 more fields\n" in changes.text(found)
    assert "\n- and 40 more fields\n" in changes.markdown(found)
    lost = edited({"field/score": None})
    assert re.search(r"\.\.\. and \d+ more effects; --format json has all", changes.text(lost))
    assert re.search(r"^and \d+ more effects$", changes.markdown(lost), re.MULTILINE)


def test_suggested_renames_are_told_at_the_end() -> None:
    """
    What looks like a rename and is not written as one is worth a question.
    """
    found = edited(EVERYTHING)

    assert "\n? list/reachable says the same as list/everyone, which is gone." in changes.text(found)
    assert "### Perhaps renamed" in changes.markdown(found)


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_nobody_can_write_a_title_that_speaks_for_the_tool(style: str) -> None:
    """
    Escape sequences, mentions, links, HTML, fences and headings in titles, tags and subjects stay text.
    """
    edits: dict[str, Any] = {
        "list/customers": {"title": HOSTILE, "tags": [HOSTILE], "criteria": [f'country is "{HOSTILE}"']},
        "email/letter": {"subject": HOSTILE, "vendor": {HOSTILE: {HOSTILE: 1}}},
    }

    said = changes.FORMATS[style](edited(edits))

    # Markdown splits mentions and links with a joiner, on purpose.
    assert all(char.isprintable() or char in "\n\u200d" for char in said)
    assert not re.search(r"^#+ done", said, re.MULTILINE)
    if style == "markdown":
        prose = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", said)
        assert "<img" not in prose
        assert "<!--" not in prose
        assert "@org" not in prose
        assert "](javascript" not in prose


def test_addresses_in_a_comment_can_be_copied() -> None:
    """
    An address is code, without the invisible joiner that keeps prose from mentioning people.
    """
    said = changes.markdown(edited({"list/customers": {"criteria": ["account.type is Customer", "score > 5"]}}))

    assert "`list/customers-fr`" in said
    assert "`journey/onboarding`" in said
    assert "list/\u200d" not in said


def test_markdown_fits_a_comment_and_counts_what_it_leaves_out() -> None:
    """
    A forge refuses a comment that is too long, so whole parts are left out and counted, the table last.
    """
    names = [f"list/l{n:03}" for n in range(400)]
    before = org_of({name: {"criteria": [f"score > {n}"]} for n, name in enumerate(names)})
    after = org_of({name: {"criteria": [f"score > {n + 1}"]} for n, name in enumerate(names)})

    whole, short = changes.markdown(compared(before, after), 10**6), changes.markdown(compared(before, after), 12_000)

    assert len(short) <= 12_000 < len(whole)
    assert re.search(r"Showing \d+ of 400\.|more parts did not fit here\.", short)
    assert "did not fit" not in whole
    assert whole.count("<details>") == whole.count("</details>") == 400
    assert short.count("<details>") == short.count("</details>")


def test_a_new_and_a_removed_asset_are_told_with_a_sign_and_a_word() -> None:
    """
    What came and went is told by words as well as by signs.
    """
    said = changes.markdown(edited(EVERYTHING))

    assert "| + new | `snippet/new` | `new` | cosmetic |" in said
    assert "| - removed | `list/everyone` |" in said
    assert "| ~ renamed | `list/suspects` |" in said
    assert "~ list/suspects (was list/prospects)" in changes.text(edited(EVERYTHING))
