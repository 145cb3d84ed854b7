"""What a person may rely on when the files of an org are read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.crm_tree import custom_field
from tests.read.sources import Files, commit, repository, write
from tests.steps import steps

from mapconfig.address import Address
from mapconfig.finding import Finding, Place, Severity
from mapconfig.language import say
from mapconfig.model import Asset, ChangeRecord, Org, Origin, Tombstone
from mapconfig.read.org import FileReading, Reading, documents_of, join, place, read_org
from mapconfig.read.revision import Revision
from mapconfig.read.schema import load_kinds
from mapconfig.read.source import UnreadableError
from mapconfig.read.tree import Tree

ORG = Path(__file__).parents[2] / "org-config"
KINDS = load_kinds()


def read(**files: str | bytes | Exception) -> Reading:
    """An org of files whose names are written with __ for a slash and _ for the dot of .yaml."""
    return read_org(
        Files({name.replace("__", "/").removesuffix("_yaml") + ".yaml": text for name, text in files.items()})
    )


def told(reading: Reading) -> list[tuple[str, str, str]]:
    """Place, code and words of the findings."""
    return [(str(each.place), each.code, f"{each.detail} {each.fix}".strip()) for each in reading.findings]


def only(text: str) -> tuple[str, str, str]:
    """The only finding about a file `a.yaml`."""
    (finding,) = told(read(a=text))
    return finding


def same(one: Org, other: Org) -> bool:
    return (
        dict(one.assets) == dict(other.assets)
        and [asset.origin for asset in one.assets.values()] == [asset.origin for asset in other.assets.values()]
        and one.settings == other.settings
        and one.changes == other.changes
        and one.removed == other.removed
        and dict(one.renamed_from) == dict(other.renamed_from)
    )


def test_a_second_step_of_one_name_is_pointed_at() -> None:
    """At the id that is there already; the journey counts as faulty, so nothing of it is applied."""
    place_, code, words = only(
        "kind: journey\nkey: a\nentry: {lists: [list/x]}\nsteps:\n"
        "  - {id: pause, wait: 1 day}\n  - {id: pause, wait: 2 days}\n"
    )

    assert (place_, code) == ("a.yaml:6:10", "MC029")
    assert words.startswith("`steps` has two items with the id pause;")


# What is read -----------------------------------------------------------------------------------------------------


def test_assets_are_in_normal_form_and_know_where_they_stand() -> None:
    """What two people write in different ways is one and the same asset."""
    reading = read(
        lists__customers="""\
# The master list
kind: list
key: customers
tags: [z, a]
protected: false
state: active
criteria:
  - account.type   is Customer
""",
        more="---\n---\nkind: team\nkey: sales\n---\nkind: list\nkey: others\nrenamed_from: rest\n",
    )

    assert reading.findings == ()
    assert list(reading.org.assets.values()) == [
        Asset(Address("list/customers"), {"tags": ["a", "z"], "criteria": ["account.type is Customer"]}),
        Asset(Address("list/others"), {}),
        Asset(Address("team/sales"), {}),
    ]
    assert [asset.origin for asset in reading.org.assets.values()] == [
        Origin("lists/customers.yaml", 0),
        Origin("more.yaml", 2),
        Origin("more.yaml", 1),
    ]
    assert dict(reading.org.renamed_from) == {Address("list/others"): Address("list/rest")}
    assert [each.file for each in reading.files] == ["lists/customers.yaml", "more.yaml"]


def test_the_example_org_has_no_findings() -> None:
    """The example is read as every user's org is."""
    reading = read_org(Tree(ORG))

    assert reading.findings == ()
    assert len(reading.org) > 80
    assert {asset.kind for asset in reading.org.assets.values()} == set(KINDS)
    assert reading.org.settings.name
    assert reading.org.changes


def test_settings_changes_and_removals_are_part_of_the_org() -> None:
    """One reading has all that the org says about itself."""
    reading = read(
        mapconfig="name: X\n",
        changes__2026__b="id: C2\ntitle: t\nreason: r\ndate: 2026-02-01\n",
        changes__2026__a="""\
id: C1
title: T
type: emergency
reason: R
requested_by: team/sdr
tickets: [M-1]
risk: {level: high, why: Many people}
rollback: None
covers: [list/a]
date: 2026-03-01
""",
        changes__2026__empty="id: C0\ntitle: t\nreason: r\nrisk: {level: low}\n",
        removed="removed:\n  - {asset: list/fair, why: Over., ticket: M-2}\n  - {asset: list/b, why: Done.}\n",
    )

    assert reading.findings == ()
    assert reading.org.settings.name == "X"
    assert reading.org.changes == (
        ChangeRecord("C0", "t", "r", risk="low", file="changes/2026/empty.yaml"),
        ChangeRecord("C2", "t", "r", date="2026-02-01", file="changes/2026/b.yaml"),
        ChangeRecord(
            id="C1",
            title="T",
            reason="R",
            type="emergency",
            requested_by="team/sdr",
            tickets=("M-1",),
            risk="high: Many people",
            rollback="None",
            covers=(Address("list/a"),),
            date="2026-03-01",
            file="changes/2026/a.yaml",
        ),
    )
    assert reading.org.removed == (
        Tombstone(Address("list/fair"), "Over.", "M-2"),
        Tombstone(Address("list/b"), "Done."),
    )


def test_crm_fields_are_assets_of_the_org(tmp_path: Path) -> None:
    """They come from the CRM's own files and are placed in them."""
    write(tmp_path, {"crm/objects/Account/fields/Type.field-meta.xml": custom_field("Type", "Type", "", "Text")})
    reading = read_org(Tree(tmp_path))
    address = Address("crm-field/Account.Type")

    (placed,) = reading.place([Finding("MC101", Severity.ERROR, "", "", address=address, path=("type",))])

    assert address in reading.org
    assert placed.place is not None
    assert placed.place.file == "crm/objects/Account/fields/Type.field-meta.xml"
    assert placed.place.line > 1


def test_yaml_below_crm_and_in_hidden_folders_is_not_read() -> None:
    """Those files belong to others."""
    assert told(read(crm__notes="a: b\n")) == []


# Side files -------------------------------------------------------------------------------------------------------


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


# What is wrong with a document -------------------------------------------------------------------------------------


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
    assert only("kind: zzzzzz\n")[2].endswith("The kinds are " + ", ".join(KINDS) + ".")
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


def test_settings_can_silence_warnings_and_never_errors() -> None:
    """What cannot be read cannot be made good by a setting."""
    quiet = read(mapconfig='severities: {MC009: "off", MC025: "off"}\n', a="kind: list\nkey: a\ntitle: no\nstate: x\n")
    loud = read(mapconfig="severities: {MC009: error}\n", a="kind: list\nkey: a\ntitle: no\n")

    assert [(each.code, each.severity) for each in quiet.findings] == [("MC025", Severity.ERROR)]
    assert [(each.code, each.severity) for each in loud.findings] == [("MC009", Severity.ERROR)]


# What is wrong between files ---------------------------------------------------------------------------------------


def test_an_asset_that_two_documents_define_is_an_error_that_names_both_places() -> None:
    """Nothing is decided by the order of files."""
    reading = read(a="kind: list\nkey: x\ntitle: One\n", b="kind: team\nkey: x\n---\nkind: list\nkey: x\ntitle: Two\n")

    assert told(reading) == [
        (
            "b.yaml:4:1",
            "MC023",
            "list/x is defined here and at a.yaml:1; only the one there is used. "
            "Delete one of the two, or give it another key.",
        )
    ]
    assert reading.findings[0].address == "list/x"
    assert reading.org["list/x"].title == "One"


def test_two_records_of_one_change_are_an_error() -> None:
    """A change is looked up by its id."""
    text = "id: C1\ntitle: t\nreason: r\n"

    assert told(read(changes__a=text, changes__b=text)) == [
        (
            "changes/b.yaml:1:5",
            "MC032",
            "The change C1 is recorded here and in changes/a.yaml. Give one of the two another id.",
        )
    ]


def test_an_asset_cannot_be_removed_and_defined() -> None:
    """The two wishes contradict each other, so neither is guessed."""
    reading = read(a="kind: list\nkey: x\n", removed="removed:\n  - {asset: list/x, why: Done.}\n")

    ((found, code, detail),) = told(reading)
    assert (found, code) == ("removed.yaml:2:5", "MC033")
    assert detail.startswith("list/x is to be removed, but a.yaml still defines it.")


def renamed(key: str, earlier: str) -> str:
    return f"kind: list\nkey: {key}\nrenamed_from: {earlier}\n"


def test_two_assets_that_swap_keys_are_told_at_both() -> None:
    """A swap in one change looks just like two edits, so nothing is renamed on such a word."""
    reading = read(a=renamed("q", "r"), b=renamed("r", "q"))

    said = (
        "list/q says that it was list/r, and list/r says that it was list/q: they would swap their keys in one change."
    )
    assert [(place, code, detail.startswith(said)) for place, code, detail in told(reading)] == [
        ("a.yaml:3:15", "MC039", True),
        ("b.yaml:3:15", "MC039", True),
    ]
    assert [finding.address for finding in reading.findings] == ["list/q", "list/r"]


def test_three_assets_in_a_ring_are_told_with_the_ring() -> None:
    """Also where each takes the key of the next one."""
    reading = read(a=renamed("q", "r"), b=renamed("r", "s"), c=renamed("s", "q"), d=renamed("t", "q"))

    assert [(place, code) for place, code, _ in told(reading)] == [
        (f"{file}.yaml:3:15", "MC039") for file in ("a", "b", "c")
    ]
    assert "list/q says that it was list/r, and list/r says that it was list/s, and" in told(reading)[2][2]


@pytest.mark.parametrize(
    "files",
    [
        {"a": renamed("q", "r"), "b": renamed("r", "s")},
        {"a": renamed("q", "q")},
        {"a": renamed("q", "r"), "b": "kind: list\nkey: r\n"},
        {"a": renamed("q", "r"), "b": renamed("s", "r")},
    ],
    ids=["a chain", "itself", "an old key again", "one key twice"],
)
def test_other_renames_are_no_swap(files: dict[str, str]) -> None:
    """Keys that move on, stay, or are taken again later are told apart without a doubt."""
    assert [code for _, code, _ in told(read(**files)) if code == "MC039"] == []


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


def test_files_that_cannot_be_read_are_findings(tmp_path: Path) -> None:
    """The others are read, and the run cannot go on to apply anything."""
    write(tmp_path, {"a.yaml": "kind: list\nkey: a\n", "sub/.git": "x", "sub/b.yaml": "x"})
    (tmp_path / "c.yaml").symlink_to("a.yaml")

    reading = read_org(Tree(tmp_path))

    assert [(found, code) for found, code, _ in told(reading)] == [("c.yaml:1:1", "MC010"), ("sub/:1:1", "MC010")]
    assert list(reading.org) == ["list/a"]


def test_a_folder_that_can_be_read_after_all_is_still_reported() -> None:
    """A source must say why it did not enter a folder; where it does not, that is said."""
    reading = read_org(Files({"sub/": b""}))

    assert told(reading) == [("sub/:1:1", "MC010", "sub/ was not entered.")]


def test_names_that_are_one_on_other_computers_are_warned_of() -> None:
    """A colleague's checkout would lose one of the two files."""
    text = "kind: team\nkey: {}\n"
    reading = read_org(
        Files(
            {
                "teams/Sales.yaml": text.format("a"),
                "teams/sales.yaml": text.format("b"),
                "teams/caf\u00e9.yaml": text.format("c"),
                "teams/cafe\u0301.yaml": text.format("d"),
            }
        )
    )

    assert [(each.code, each.severity) for each in reading.findings] == [("MC011", Severity.WARNING)] * 2
    assert "teams/sales.yaml and teams/Sales.yaml are the same file on macOS and Windows." in reading.findings[1].detail


def test_findings_come_in_the_order_of_the_files() -> None:
    """A person works through them from top to bottom."""
    reading = read(b="kind: list\nkey: b\nx: 1\nstate: y\n", a="kind: list\nkey: a\nx: 1\n", mapconfig="nme: x\n")

    assert [str(each.place) for each in reading.findings] == [
        "a.yaml:3:1",
        "b.yaml:3:1",
        "b.yaml:4:8",
        "mapconfig.yaml:1:1",
    ]


# Positions of findings from elsewhere -------------------------------------------------------------------------------


def test_findings_about_assets_are_placed_in_their_files() -> None:
    """What a rule says about a path of an asset is shown at the line where a person wrote it."""
    files = {
        "a.yaml": "---\nkind: team\nkey: a\n---\n"
        "kind: list\nkey: l\ntags: [z, a]\ntitle: x\ncriteria:\n  - score >= 5\n",
        "emails/e.yaml": "kind: email\nkey: e\nsubject: s\nbody_file: e.html\n",
        "emails/e.html": "x",
    }
    reading = read_org(Files(files))

    def at(address: str | None, *path: str | int) -> str:
        finding = Finding("MC101", Severity.ERROR, "", "", address and Address(address), path)  # type: ignore[arg-type]
        (placed,) = reading.place([finding])
        return str(placed.place)

    assert at("team/a") == "a.yaml:2:1"
    assert at("list/l") == "a.yaml:5:1"
    assert at("list/l", "tags", 0) == "a.yaml:7:11"  # in normal form tags are sorted
    assert at("list/l", "tags", 1) == "a.yaml:7:8"
    assert at("list/l", "tags", 5) == "a.yaml:7:7"
    assert at("list/l", "criteria", 0) == "a.yaml:10:5"
    assert at("list/l", "criteria", 0, "deeper") == "a.yaml:10:5"
    assert at("list/l", "owner") == "a.yaml:5:1"
    assert at("email/e", "body") == "emails/e.yaml:4:12"
    assert at("list/unknown") == "None"
    assert at(None) == "None"


def test_placing_keeps_the_order_and_what_has_a_place() -> None:
    """Findings go in and come out as they were, only with positions."""
    org = read(a="kind: list\nkey: a\n", b="kind: list\nkey: b\n")
    known = Place("elsewhere", 7)
    findings = [
        Finding("MC102", Severity.INFO, "", "2", Address("list/b")),
        Finding("MC101", Severity.INFO, "", "1", Address("list/a")),
        Finding("MC103", Severity.INFO, "", "3", Address("list/a"), (), known),
    ]

    placed = place(findings, org.org, org.source)

    assert [(each.detail, str(each.place)) for each in placed] == [
        ("2", "b.yaml:1:1"),
        ("1", "a.yaml:1:1"),
        ("3", "elsewhere:7:1"),
    ]


def test_a_file_that_has_gone_since_gives_its_first_line() -> None:
    """A position is never worth a failure."""
    source = Files({"a.yaml": "kind: list\nkey: a\n---\nkind: list\nkey: b\n"})
    reading = read_org(source)
    source.content["a.yaml"] = UnreadableError("a.yaml", say("It is gone."))

    (placed,) = reading.place([Finding("MC101", Severity.INFO, "", "", Address("list/b"), ("title",))])

    assert placed.place == Place("a.yaml")


def test_a_finding_about_the_settings_is_placed_by_its_path() -> None:
    """A rule that looks at the settings knows where in them it looked, and not in which line that is."""
    reading = read(mapconfig="name: X\nfatigue:\n  - list/a\n")

    (placed,) = reading.place([Finding("MC101", Severity.ERROR, "", "", None, ("fatigue", 0), Place("mapconfig.yaml"))])

    assert str(placed.place) == "mapconfig.yaml:3:5"


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


# Laws -------------------------------------------------------------------------------------------------------------


def test_the_example_org_is_the_same_from_the_disk_and_from_git(tmp_path: Path) -> None:
    """A comparison of the working tree with its own commit shows nothing."""
    root = repository(tmp_path / "r")
    shutil.copytree(ORG, root / "org")
    commit(root)

    tree, revision = read_org(Tree(root / "org")), read_org(Revision(root / "org", "main"))

    assert same(tree.org, revision.org)
    assert tree.findings == revision.findings


keys = st.sampled_from(["a", "b", "c-d", "E.f", "1", "no", "x y", "\u00e9"])
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
documents = st.one_of(
    st.builds(lambda key, title: f"kind: list\nkey: {key}\ntitle: {title}\n", keys, keys),
    st.builds(lambda key, text: f"kind: team\nkey: {key}\ndescription: |\n  {text!r}\n", keys, texts),
    st.builds(
        lambda key, file: f"kind: email\nkey: {key}\nsubject: s\nbody_file: {file}\n",
        keys,
        st.sampled_from(["a.html", "b"]),
    ),
    st.builds(lambda key, old: f"kind: list\nkey: {key}\nrenamed_from: {old}\n", keys, keys),
    st.sampled_from(["", "- 1\n", "a: [\n", "kind: x\n", "name: X\n", "removed: [{asset: list/a, why: x}]\n"]),
    st.just("id: C1\ntitle: t\nreason: r\n"),
    texts,
)
NAMES = [
    "mapconfig.yaml",
    "removed.yaml",
    "changes/2026/a.yaml",
    "changes/b.yaml",
    "lists/a.yaml",
    "lists/b.yml",
    "a.html",
]
NAMES += ["x/y/z.YAML", "b", "lists/a.html", "A.yaml", ".hidden.yaml", ".git2/a.yaml", "crm/a.xml"]
NAMES += ["crm/objects/A/fields/B.field-meta.xml"]
names = st.sampled_from(NAMES)
orgs = st.dictionaries(
    names,
    st.lists(documents, max_size=3).map("---\n".join).map(lambda text: text.encode()) | st.binary(max_size=30),
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(orgs, st.booleans())
def test_any_org_is_the_same_from_the_disk_and_from_git(files: dict[str, bytes], windows: bool) -> None:
    """Whatever lies in the directory: same assets, same origins, same findings."""
    if windows:
        files = {name: content.replace(b"\n", b"\r\n") for name, content in files.items()}
    with tempfile.TemporaryDirectory() as folder:
        root = repository(Path(folder) / "r")
        org = write(root / "sub", {"keep.txt": "", **files})
        commit(root)

        tree, revision = read_org(Tree(org)), read_org(Revision(org, "main"))

        assert same(tree.org, revision.org)
        assert tree.findings == revision.findings


@settings(max_examples=150, deadline=None)
@given(orgs)
def test_no_files_make_reading_raise_and_every_finding_has_a_place(files: dict[str, bytes]) -> None:
    """However broken an org is, the answer is an org and findings that a person can open."""
    reading = read_org(Files(files))

    for finding in reading.findings:
        assert finding.place is not None
        assert finding.place.file in files
        assert finding.detail.endswith((".", "?"))
        assert finding.summary
    assert list(reading.org) == sorted(reading.org)


PIECES = [
    "kind: ",
    "list",
    "journey",
    "key: ",
    "a",
    "\n",
    "  ",
    "- ",
    "steps:",
    "id: ",
    "send: ",
    "email/a",
    "[",
    "]",
    "{",
    "}",
]
PIECES += ["criteria:", "any:", ": ", "#", "'", '"', "do:", "null", "5", "true"]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_change_of_a_real_file_makes_reading_raise(data: st.DataObject) -> None:
    """A slip anywhere in a file of the example is a finding or another org, and no crash."""
    path = data.draw(st.sampled_from(sorted(ORG.rglob("*.yaml"))))
    text = path.read_text()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 1, 5, 20, 80])))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    file = path.relative_to(ORG).as_posix()

    reading = read_org(Files({file: text}))

    assert all(finding.place is not None and finding.place.file == file for finding in reading.findings)


def test_files_can_be_read_one_by_one_and_joined_in_any_order() -> None:
    """Whoever keeps what files said reads again just the one that changed, and has the same org."""
    source = Tree(ORG)
    whole = read_org(source)
    crm = [asset for asset in whole.org.assets.values() if asset.kind == "crm-field"]
    readings: list[FileReading] = [
        documents_of(each.file, source.read(each.file), KINDS, source.read) for each in reversed(whole.files)
    ]

    org, findings = join(
        KINDS, readings, whole.org.settings, crm, lambda origins: [Place(origin.file) for origin in origins]
    )

    assert same(org, whole.org)
    assert findings == []
