"""What a review says of things that are rare, in the words of every format for people."""

from __future__ import annotations

from typing import Any

import pytest
from tests.report.review.documents import example

from mapconfig.report.review.markdown import review as markdown
from mapconfig.report.review.text import review as text


def shown(document: dict[str, Any]) -> list[str]:
    """As Markdown without its escapes, and as text."""
    return [markdown(document).replace("\\", ""), text(document)]


def changed(**values: Any) -> dict[str, Any]:
    """The example with one change that has other values."""
    document = example("everything")
    [row] = [row for row in document["changes"] if row["address"] == "list/customers"]
    return {**document, "changes": [{**row, "group": None, **values}], "groups": []}


def field(**values: Any) -> dict[str, Any]:
    """One field of a change."""
    made: dict[str, Any] = {
        "path": ["title"],
        "how": "changed",
        "words": "title: A -> B",
        "effect": "cosmetic",
        "yaml_before": "title: A\n",
        "yaml_after": "title: B\n",
        "lines": [],
        "lines_left_out": 0,
        "criteria": None,
    }
    return {**made, **values}


PLAN = {
    "id": "plan-1",
    "environment": "local",
    "platform": "p",
    "backend": "embedded",
    "created_at": "2026-11-22T09:00:00Z",
    "steps": 3,
    "refused": 0,
    "manual": [
        {"step": "002", "address": "list/a", "verb": "update", "worksheet": ["Log in to p.", "Open the list A."]}
    ],
}


def test_what_people_do_by_hand_is_a_list_to_tick_off() -> None:
    """Step by step, with the plan that it is from."""
    for said in shown({**example("harmless"), "plan": PLAN}):
        assert "By hand: 1 step" in said
        assert "☐ Log in to p." in said and "☐ Open the list A." in said
        assert "With plan plan-1." in said


def test_what_the_document_itself_leaves_out_is_told() -> None:
    """A list that is beyond any use is counted."""
    cuts = [{"what": "affected by list/a", "shown": 60, "of": 700}]
    for said in shown({**example("harmless"), "cuts": cuts}):
        assert "60 of 700 affected by" in said


def test_a_renamed_asset_says_what_it_was() -> None:
    """Its history is under the other address."""
    for said in shown(changed(action="rename", renamed_from="list/clients")):
        assert "It was" in said and "list/clients" in said


def test_many_fields_and_long_texts_are_cut_and_counted() -> None:
    """Twelve fields, forty lines of each; the page has all."""
    many = [field(words=f"title {n}") for n in range(20)]
    for said in shown(changed(fields=many)):
        assert "12 of 20 are shown" in said
    long = field(lines=[f"+ line {n}" for n in range(60)], lines_left_out=5)
    for said in shown(changed(fields=[long])):
        assert "line 39" in said and "line 40" not in said
        assert "and 25 more" in said


def test_criteria_show_what_differs_with_a_little_around_it() -> None:
    """A list of a hundred sentences of which one changed is not a hundred lines."""
    rows = [{"depth": 0, "text": f"score > {n}", "state": "added" if n == 50 else "same"} for n in range(100)]
    for said in shown(changed(fields=[field(criteria={"rows": rows, "differences": []})])):
        assert "+ score > 50" in said and "score > 47" in said and "score > 46" not in said
        assert said.count("…") >= 2


def test_an_asset_that_is_new_and_long_is_cut() -> None:
    """Forty lines of it, and how many there are."""
    whole = "".join(f"line-{n}: x\n" for n in range(90))
    for said in shown(changed(action="create", fields=[], yaml=whole)):
        assert "+ line-39: x" in said and "line-40" not in said
        assert "40 of 90 are shown" in said


@pytest.mark.parametrize(("count", "words"), [(1, "It reaches 1 other asset:"), (2, "It reaches 2 other assets:")])
def test_what_a_change_reaches_is_counted(count: int, words: str) -> None:
    """One is one."""
    listed = example("blunder")["changes"][0]["affected"]["listed"][:count]
    for said in shown(changed(affected={"count": count, "by_kind": {}, "listed": listed})):
        assert words in said


def test_findings_that_are_put_right_and_that_stood_before_are_folded() -> None:
    """They are no work of this change, and are there for who asks."""
    document = example("everything")
    rows = document["findings"]["new"]
    document["findings"] |= {"fixed": rows[:1], "standing": rows[1:2]}
    document["findings"]["counts"] |= {
        "fixed": {"error": 1, "warning": 0, "info": 0},
        "standing": {"error": 0, "warning": 0, "info": 0},
    }
    said = markdown(document)

    assert "<details><summary>Checks, put right by this change: 1 error</summary>" in said
    assert "<details><summary>Checks, there before: nothing</summary>" in said


def test_a_group_of_many_names_a_few_and_counts_the_rest() -> None:
    """As many as somebody reads."""
    document = example("everything")
    [row] = [row for row in document["changes"] if row["address"] == "list/customers-fr"]
    names = [f"list/segment-{n}" for n in range(30)]
    document["changes"] = [{**row, "address": name, "group": 0} for name in names]
    document["groups"][0]["addresses"] = names
    for said in shown(document):
        assert "and 27 more" in said and "and 18 more" in said
        assert "The same edit in 30 assets:" in said


@pytest.mark.parametrize(
    ("why", "shown_as"),
    [
        ("title: A -> B: nobody notices.", "list/a: title: A -> B. Nobody notices."),
        ("list/a is gone.", "(sends). list/a is gone."),
        ("people leave.", "list/a: people leave."),
    ],
)
def test_the_cause_of_the_risk_is_a_sentence_that_names_the_asset_once(why: str, shown_as: str) -> None:
    """What was edited, and what follows from it."""
    document = changed(address="list/a", fields=[field()])
    document["risk"] |= {"level": "high", "word": "high risk", "effect": "sends", "effect_words": "may mail people"}
    document["risk"] |= {"about": "list/a", "why": why}

    assert shown_as in " ".join(text(document).split())


def test_whose_it_is_is_said_also_where_it_is_nobodys() -> None:
    """An asset without an owner is asked about by nobody."""
    for said in shown(changed(owner="")):
        assert "nobody" in said


def test_a_commit_that_was_named_by_its_hash_is_named_once() -> None:
    """And a branch with the commit it was at."""
    document = example("harmless")
    document["compared"]["before"] = {"ref": "a1b2c3d4e5f60718", "commit": "a1b2c3d4e5f60718" * 2 + "01234567"}
    document["compared"]["after"] = {"ref": "topic", "commit": "fedcba9876543210" * 2 + "01234567"}
    for said in shown(document):
        assert "compared `a1b2c3d4e5` with topic" in said or "compared a1b2c3d4e5 with topic (fedcba9876)" in said
