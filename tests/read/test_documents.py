"""What a person may rely on when one file of an org is read."""

from __future__ import annotations

from typing import Any

import pytest
from tests.read.sources import Files, only, read, told
from tests.steps import steps

from mapconfig.read.documents import documents_of
from mapconfig.read.org import Reading, read_org
from mapconfig.read.schema import load_kinds


def test_a_second_step_of_one_name_is_pointed_at() -> None:
    """At the id that is there already; the journey counts as faulty, so nothing of it is applied."""
    place_, code, words = only(
        "kind: journey\nkey: a\nentry: {lists: [list/x]}\nsteps:\n"
        "  - {id: pause, wait: 1 day}\n  - {id: pause, wait: 2 days}\n"
    )

    assert (place_, code) == ("a.yaml:6:10", "MC029")
    assert words.startswith("`steps` has two items with the id pause;")


def mail(side: dict[str, Any], **properties: str) -> Reading:
    lines = "".join(f"{name}: {value}\n" for name, value in properties.items())
    return read_org(Files({"emails/a.yaml": f"kind: email\nkey: a\nsubject: Hi\n{lines}", **side}))


def test_a_side_file_is_the_attribute_it_is_for() -> None:
    """A long body may lie beside its e-mail, and the asset is the same as with the body inside."""
    beside = mail({"emails/a.html": b"\xef\xbb\xbf<p>\r\nHi</p>\r\n"}, body_file="a.html")
    inside = mail({}, body='"<p>\\nHi</p>\\n"')
    elsewhere = mail({"bodies/a.html": "<p>\nHi</p>\n"}, body_file="../bodies/a.html")

    assert beside.findings == inside.findings == elsewhere.findings == ()
    assert dict(beside.org.assets) == dict(inside.org.assets) == dict(elsewhere.org.assets)
    assert beside.org["email/a"].attributes["body"] == "<p>\nHi</p>\n"
    assert beside.files[0].side_files == ("emails/a.html",)
    assert elsewhere.files[0].side_files == ("bodies/a.html",)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("../../x.html", '"../../x.html" leads out of the org.'),
        ("/etc/passwd", '"/etc/passwd" leads out of the org.'),
        ("~/x.html", '"~/x.html" leads out of the org.'),
        (".env", '".env" leads out of the org.'),
        ("../.git/config", '"../.git/config" leads out of the org.'),
        ("'.'", '"." cannot be read: There is no such file.'),
        ("${HOME}/x.html", '"${HOME}/x.html" cannot be read: There is no such file.'),
        ("gone.html", '"gone.html" cannot be read: There is no such file.'),
        (
            "latin.html",
            '"latin.html" is not UTF-8 text: the byte 0xe9 at position 2 is not. Save the file as UTF-8 text.',
        ),
        ("nul.html", '"nul.html" holds a NUL character and so is no text.'),
        ("huge.html", '"huge.html" has 1,000,001 bytes; up to 1,000,000 are read.'),
    ],
)
def test_a_side_file_that_cannot_be_used_is_an_error(said: str, words: str) -> None:
    """The asset would be applied empty; and no name reaches out of the org."""
    side = {
        "emails/latin.html": b"ca\xe9",
        "emails/nul.html": "a\0",
        "emails/huge.html": "x" * 1_000_001,
        "x.html": "y",
    }

    reading = mail(side, body_file=said)

    ((found, code, detail),) = told(reading)
    assert (found, code) == ("emails/a.yaml:4:12", "MC030")
    assert words in detail
    assert "body" not in reading.org["email/a"].attributes


def test_a_body_and_a_body_file_contradict_each_other() -> None:
    """Which of the two counts must not be chance."""
    ((found, code, detail),) = told(mail({"emails/a.html": "x"}, body="inside", body_file="a.html"))

    assert (found, code) == ("emails/a.yaml:5:12", "MC030")
    assert detail == "Both `body` and `body_file` are given; only one of them can count. Delete one of the two."


def test_side_files_may_be_named_anywhere_in_an_asset() -> None:
    """Also below other properties and in lists, where a kind's schema says so."""
    side = {"type": "string", "x-file": "text"}
    made_up: dict[str, Any] = {
        "type": "object",
        "properties": {
            "kind": {"const": "poster"},
            "key": {"type": "string"},
            "parts": {"type": "array", "items": {"properties": {"text_file": side}}},
            "more": {"$ref": "#/$defs/more"},
        },
        "$defs": {"more": {"type": "object", "properties": {"more": {"$ref": "#/$defs/more"}, "text_file": side}}},
    }
    kinds = load_kinds([("poster", "posters", made_up)])
    text = "kind: poster\nkey: a\nparts: [{text_file: a.txt}, {x: 1}, y]\nmore: {more: {text_file: a.txt, y: {z: 1}}}\n"

    reading = documents_of("a.yaml", text.encode(), kinds, lambda file: b"content")

    assert reading.assets[0].attributes == {
        "parts": [{"text": "content"}, {"x": 1}, "y"],
        "more": {"more": {"text": "content", "y": {"z": 1}}},
    }
    assert reading.side_files == ("a.txt",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n", ("a.yaml:1:1", "MC020", "The document is a list, not an asset with kind and key.")),
        ("a\n", ("a.yaml:1:1", "MC020", "The document is a single value, not an asset with kind and key.")),
        (
            "key: a\n",
            (
                "a.yaml:1:1",
                "MC020",
                "The document has no kind, so it is not known what it describes. "
                "Add a line such as `kind: list`, or move the file out of the org.",
            ),
        ),
        ("key: a\nkind: lst\n", ("a.yaml:2:7", "MC021", 'There is no kind of asset called "lst". Did you mean list?')),
        ("kind: List\n", ("a.yaml:1:7", "MC021", 'There is no kind of asset called "List". Did you mean list?')),
        (
            "kind: list\n",
            ("a.yaml:1:1", "MC022", "The list has no key. Add a line such as `key: customers-fr`."),
        ),
        ("kind: list\nkey: 12\n", ("a.yaml:2:6", "MC022", 'The key must be a text. Write "12" in quotes.')),
        ("kind: list\nkey: true\n", ("a.yaml:2:6", "MC022", "The key must be a text.")),
        ("kind: list\nkey: [a]\n", ("a.yaml:2:6", "MC022", "The key must be a text.")),
        (
            "kind: list\nkey: Été à Paris!\n",
            (
                "a.yaml:2:6",
                "MC022",
                'The key "Été à Paris!" cannot be used: a key has letters, digits, dots, hyphens and underscores only. '
                "Write it like t-paris.",
            ),
        ),
        (
            "kind: list\nkey: 顧客\n",
            (
                "a.yaml:2:6",
                "MC022",
                'The key "顧客" cannot be used: a key has letters, digits, dots, hyphens and underscores only.',
            ),
        ),
        (
            "kind: crm-field\nkey: Account.Type\n",
            ("a.yaml:1:7", "MC034", "Assets of the kind crm-field are read from crm/ and not written here."),
        ),
        ("kind: list\nkey: a\nowner: x\n", ("a.yaml:3:8", "MC025", None)),
        ("kind: list\nkey: a\nownr: team/x\n", ("a.yaml:3:1", "MC024", None)),
        ("kind: list\nkey: a\nkey: b\n", ("a.yaml:3:1", "MC003", None)),
        ("kind: list\nkey: a\ntitle: 0644\n", ("a.yaml:3:8", "MC009", None)),
        ("kind: list\nkey: [\n", ("a.yaml:3:1", "MC002", None)),
    ],
)
def test_faults_of_documents_are_told_at_their_place(text: str, expected: tuple[str, str, str | None]) -> None:
    """One fault, one finding, with what to write instead."""
    found = only(text)

    assert found[:2] == expected[:2]
    if expected[2] is not None:
        assert found[2] == expected[2]


def test_an_unknown_kind_that_is_like_no_other_comes_with_the_list() -> None:
    """There are few enough to name them all."""
    assert only("kind: zzzzzz\n")[2].endswith("The kinds are " + ", ".join(load_kinds()) + ".")
    assert only("kind: 5\n")[1] == "MC021"


@pytest.mark.parametrize(
    ("file", "meant"),
    [("mapconfig.yml", "mapconfig.yaml"), ("MapConfig.yaml", "mapconfig.yaml"), ("removed.YML", "removed.yaml")],
)
def test_a_slip_in_the_name_of_an_own_file_is_told(file: str, meant: str) -> None:
    """Otherwise the settings would silently be the defaults."""
    (finding,) = read_org(Files({file: "name: X\n"})).findings

    assert (finding.code, finding.fix) == ("MC020", f"Rename the file to {meant}.")


def test_all_faults_of_a_file_come_at_once_and_the_rest_of_it_counts() -> None:
    """A fault in one place hides none elsewhere."""
    reading = read(
        a="""\
kind: list
key: a b
state: actve
---
kind: list
key: b
owner: 5
title: B
colour: red
---
kind: team
key: c
"""
    )

    assert [(found, code) for found, code, _ in told(reading)] == [
        ("a.yaml:2:6", "MC022"),
        ("a.yaml:3:8", "MC025"),
        ("a.yaml:7:8", "MC027"),
        ("a.yaml:9:1", "MC024"),
    ]
    assert reading.findings[2].address == "list/b"
    assert dict(reading.org["list/b"].attributes) == {"title": "B"}
    assert "team/c" in reading.org


def test_an_asset_with_nothing_but_faults_is_known_by_its_address_only() -> None:
    """What was not looked at is not believed."""
    text = "kind: list\nkey: a\ntitle: A\n" + "".join(f"colour-{number}: 1\n" for number in range(1000))

    reading = read(a=text)

    assert len(reading.findings) == 200
    assert dict(reading.org["list/a"].attributes) == {}


def test_ambiguous_values_in_criteria_are_text_and_no_matter() -> None:
    """Norway in a condition needs no quotes; the same word elsewhere gets its warning, once."""
    reading = read(
        a="kind: list\nkey: a\ncriteria:\n  - country in: [NO, 0644]\n  - any: [{code in: [1_0]}]\n",
        b="kind: rule\nkey: b\nwhen: [{country in: [NO]}]\ndo: [{tag: no}]\n",
        c="kind: list\nkey: c\nprotected: no\n",
        d="kind: lost\nkey: no\n",
    )

    assert [(found, code) for found, code, _ in told(reading)] == [
        ("b.yaml:4:12", "MC009"),
        ("c.yaml:3:12", "MC027"),
        ("d.yaml:1:7", "MC021"),
        ("d.yaml:2:6", "MC009"),
    ]


def test_numbers_in_criteria_are_text_as_written() -> None:
    """Version 1.10 is not version 1.1, and a telephone code keeps its sign."""
    reading = read(
        a="kind: list\nkey: a\ncriteria:\n  - any:\n      - version in: [1.10, 5, +49, 0x1f, -0, 2.50, 1.5]\n",
        b="---\nkind: list\nkey: b\n---\nkind: list\nkey: c\ncriteria: [{size in: [1.0, 0644]}]\n",
    )

    assert reading.org["list/a"].attributes["criteria"] == [{"any": ["version in [+49, -0, 0x1f, 1.10, 1.5, 2.50, 5]"]}]
    assert reading.org["list/c"].attributes["criteria"] == ["size in [0644, 1.0]"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("changes__a", "- a\n", ("changes/a.yaml:1:1", "MC032")),
        ("changes__a", "id: C1\ntitel: t\nreason: r\n", ("changes/a.yaml:1:1", "MC032")),
        ("changes__a", "", ("changes/a.yaml:1:1", "MC032")),
        ("removed", "removed: [{asset: x, why: y}]", ("removed.yaml:1:19", "MC033")),
        ("removed", "remove: []", ("removed.yaml:1:1", "MC033")),
        ("removed", "a\n", ("removed.yaml:1:1", "MC033")),
    ],
)
def test_faults_in_the_orgs_own_words_are_errors(name: str, text: str, expected: tuple[str, str]) -> None:
    """A record or a removal that is not understood as a whole does nothing."""
    reading = read(**{name: text})

    assert told(reading)[0][:2] == expected
    assert (reading.org.changes, reading.org.removed) == ((), ())


def test_an_empty_removed_file_removes_nothing() -> None:
    """An org may keep the file for later."""
    assert told(read(removed="# nothing yet\n")) == []


def test_a_file_with_very_many_faults_is_read_in_steps_that_grow_with_it() -> None:
    """Ten times the faults take ten times the steps, and not a hundred times."""

    def faults(count: int, text: str) -> int:
        files = Files({"a.yaml": "".join(text.format(number) for number in range(count))})

        def read() -> None:
            assert len(read_org(files).findings) >= count - 1

        return steps(read)

    for text in ("---\nkind: list\nkey: a\n", "---\nkind: list\nkey: k{}\nownr: x\n"):
        faults(10, text)  # what is loaded or kept the first time counts no more
        assert faults(2000, text) < 13 * faults(200, text)
