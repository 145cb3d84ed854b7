"""What a person may rely on when the files of an org are read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.crm_tree import custom_field
from tests.read.sources import Files, commit, read, repository, told, write

from mapconfig.address import Address
from mapconfig.finding import Finding, Place, Severity
from mapconfig.model import Asset, ChangeRecord, Org, Origin, Tombstone
from mapconfig.read.documents import FileReading, documents_of
from mapconfig.read.org import join, read_org
from mapconfig.read.revision import Revision
from mapconfig.read.schema import load_kinds
from mapconfig.read.tree import Tree

ORG = Path(__file__).parents[2] / "org-config"
KINDS = load_kinds()


def same(one: Org, other: Org) -> bool:
    return (
        dict(one.assets) == dict(other.assets)
        and [asset.origin for asset in one.assets.values()] == [asset.origin for asset in other.assets.values()]
        and one.settings == other.settings
        and one.changes == other.changes
        and one.removed == other.removed
        and dict(one.renamed_from) == dict(other.renamed_from)
    )


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
