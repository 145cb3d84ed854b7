"""Every change of a field, in the words that an admin reads."""

from __future__ import annotations

from typing import Any

import pytest
from tests.diff.things import THING, thing

from mapconfig.address import Address
from mapconfig.diff import diff_attributes, is_text, text_lines
from mapconfig.diff.words import shown_value
from mapconfig.model import normalise
from mapconfig.read.schema import load_kinds

STEPS: list[dict[str, Any]] = [
    {"id": "hello", "send": "email/one"},
    {"id": "pause", "wait": "3 days"},
    {"id": "reminder", "send": "email/two"},
    {"id": "act", "do": [{"add_to": "list/a"}, {"tag": "x"}, {"score": 5}]},
]


def steps(*replaced: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    changes = dict(replaced)
    return {"steps": [{"id": step["id"], **changes[step["id"]]} if step["id"] in changes else step for step in STEPS]}


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        ("list", {"title": "A"}, {"title": "B"}, ["title: A -> B"]),
        ("list", {"title": "Old & new"}, {"title": "Ja, gern"}, ['title: "Old & new" -> "Ja, gern"']),
        ("list", {}, {"title": "B"}, ["title set to B"]),
        ("list", {"title": "B"}, {}, ["title removed (was B)"]),
        ("list", {}, {"state": "draft"}, ["state: active -> draft"]),
        ("list", {"state": "draft"}, {}, ["state: draft -> active"]),
        ("list", {}, {"protected": True}, ["protected: no -> yes"]),
        ("list", {}, {"extends": "list/a"}, ["now extends list/a"]),
        ("list", {"extends": "list/a"}, {"extends": "list/b"}, ["extends list/b instead of list/a"]),
        ("list", {"extends": "list/a"}, {}, ["no longer extends list/a"]),
        ("list", {"owner": "team/a"}, {"owner": "team/b"}, ["is owned by team/b instead of team/a"]),
        ("list", {"owner": "team/a"}, {}, ["is no longer owned by team/a"]),
        ("list", {"tags": ["a", "b"]}, {"tags": ["b", "c"]}, ["tag a removed", "tag c added"]),
        ("list", {}, {"why": {"ticket": "M-1"}}, ["why set to ticket M-1"]),
        ("list", {"why": {"ticket": "M-1"}}, {"why": {"ticket": "M-2"}}, ["why: ticket: M-1 -> M-2"]),
        (
            "list",
            {"criteria": ["account.type is Customer", "country is FR"]},
            {"criteria": ["country is FR"]},
            ["no longer required: account.type is Customer"],
        ),
        (
            "list",
            {"criteria": ["a is 1", "b is 2", "c is 3"]},
            {"criteria": ["c is 3", "d is 4"]},
            ["no longer required: a is 1; b is 2; now also required: d is 4"],
        ),
        ("email", {}, {"suppress": ["list/a"]}, ["now also suppresses list/a"]),
        ("email", {"suppress": ["list/a", "list/b"]}, {"suppress": ["list/b"]}, ["no longer suppresses list/a"]),
        ("email", {"to": ["list/a"]}, {}, ["is no longer sent to list/a"]),
        ("email", {}, {"to": ["list/a"]}, ["is now also sent to list/a"]),
        ("email", {"body": "a\nb\nc"}, {"body": "a\nB\nc\nd"}, ["body: 2 lines added, 1 removed"]),
        ("email", {"body": "a\nb"}, {"body": "a"}, ["body: 0 lines added, 1 removed"]),
        ("email", {}, {"body": "a\nb"}, ["body added (2 lines)"]),
        ("email", {"body": "x" * 130}, {}, ["body removed (1 line)"]),
        ("email", {"body": "a\nb"}, {"body": "a\nb\n"}, ["body: only line ends changed"]),
        (
            "email",
            {"vendor": {"mautic": {"a": 1, "b": {"c": [1]}}}},
            {"vendor": {"mautic": {"b": {"c": [1, 2]}, "d": None, "e": 1, "f": 2}}},
            ["vendor: mautic: a: removed (was 1); b.c.1: set to 2; d: set to nothing and 2 more"],
        ),
        ("journey", steps(), steps(("pause", {"wait": "5 days"})), ["wait before step reminder: 3 days -> 5 days"]),
        (
            "journey",
            steps(("pause", {"wait": "3 days", "next": "act"})),
            steps(("pause", {"wait": "5 days", "next": "act"})),
            ["wait before step act: 3 days -> 5 days"],
        ),
        (
            "journey",
            {"steps": [{"id": "pause", "wait": "1 day"}]},
            {"steps": [{"id": "pause", "wait": "2 days"}]},
            ["wait before the end: 1 day -> 2 days"],
        ),
        (
            "journey",
            steps(),
            steps(("reminder", {"send": "email/three"})),
            ["step reminder: sends email/three instead of email/two"],
        ),
        (
            "journey",
            steps(),
            {"steps": [{"id": "first", "wait": "1 day"}, *STEPS[:2], STEPS[3]]},
            ["step reminder removed (sends email/two)", "step first added as the first: wait 1 day"],
        ),
        ("journey", steps(), {"steps": [*STEPS[1:], STEPS[0]]}, ["step hello moved: was first, is now after act"]),
        (
            "journey",
            steps(),
            steps(("act", {"do": [{"tag": "x"}, {"add_to": "list/a"}, {"score": 6}]})),
            [
                "step act: action 2 moved: was number 2, is now number 1",
                "step act: action 3: score: 5 -> 6",
            ],
        ),
        (
            "journey",
            steps(),
            steps(("act", {"do": [{"tag": "x"}, {"score": 5}, {"remove_from": "list/b"}]})),
            [
                "step act: action 1 removed (adds people to list/a)",
                "step act: action 3 added: removes people from list/b",
            ],
        ),
        (
            "journey",
            {**steps(), "entry": {"lists": ["list/a"]}},
            {**steps(), "entry": {"lists": ["list/b"], "re_entry": "always"}},
            [
                "no longer takes people in from list/a",
                "now also takes people in from list/b",
                "entry: re entry: never -> always",
            ],
        ),
        (
            "scoring",
            {"thresholds": [{"id": "mql", "score": 50}], "decay": {"points": -5, "every_days": 30}},
            {"thresholds": [{"id": "mql", "score": 60}], "decay": {"points": -5, "every_days": 14}},
            ["decay: every days: 30 -> 14", "threshold mql: score: 50 -> 60"],
        ),
        (
            "form",
            {"fields": [{"field": "field/country"}]},
            {"fields": [{"field": "field/country", "required": True}, {"field": "field/industry"}]},
            ["field/country: required: no -> yes", "field/industry added after field/country"],
        ),
        (
            "field",
            {"type": "choice", "values": ["Small", "Large"]},
            {"type": "choice", "values": ["Large", "Small", "Huge"]},
            ["value Large moved: was number 2, is now number 1", "value Huge added"],
        ),
    ],
)
def test_a_change_reads_like_this(kind: str, before: dict[str, Any], after: dict[str, Any], words: list[str]) -> None:
    """
    The exact words, since people learn to recognise them.
    """
    found = load_kinds()[kind]

    changes = diff_attributes(found, normalise(found, before), normalise(found, after))

    assert sorted(change.words for change in changes) == sorted(words)


def test_a_long_text_has_its_lines_ready() -> None:
    """
    A reviewer who wants more than the count gets the lines, with a little around them.
    """
    (change,) = diff_attributes(THING, {"note": "a\nb\nc\nd\ne\nf"}, {"note": "a\nb\nc\nd\ne\nF"})

    assert is_text(change)
    assert text_lines(change.before, change.after) == ["@@ -4,3 +4,3 @@", " d", " e", "-f", "+F"]


def test_short_values_are_no_text() -> None:
    """
    A title is shown as before and after, not as a difference of lines.
    """
    (change,) = diff_attributes(THING, {"title": "A"}, {"title": "B"})

    assert not is_text(change)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "nothing"),
        (True, "yes"),
        (False, "no"),
        (1.5, "1.5"),
        ("", '""'),
        ("a\n  b", '"a b"'),
        ("x" * 80, '"' + "x" * 59 + '…"'),
        ([], "nothing"),
        ({}, "nothing"),
        ([1, 2, 3, 4, 5, 6], "1, 2, 3, 4 and 2 more"),
        ({"every_days": 3, "on": True}, "every days 3, on yes"),
        ({str(n): n for n in range(6)}, "0 0, 1 1, 2 2, 3 3, …"),
    ],
)
def test_a_value_is_shown_in_a_few_words(value: Any, expected: str) -> None:
    """
    No value makes a line long, and none is shown as code.
    """
    assert shown_value(value) == expected


def test_a_summary_of_a_new_item_is_short() -> None:
    """
    An item with many properties is named by the first few.
    """
    before = thing("x", {"steps": []}).attributes
    item = {"id": "s", "wait": 1, "a": 1, "b": 2, "c": 3, "d": 4}

    added = diff_attributes(THING, before, thing("x", {"steps": [item]}).attributes)[-1]

    assert added.words == "step s added as the first: wait 1, a 1, b 2, c 3, …"
    assert Address("thing/x").key == "x"
