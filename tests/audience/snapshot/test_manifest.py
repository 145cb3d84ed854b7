"""What a snapshot says of itself, and what is said of one that is broken."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.audience.sheet import ActivityLeaf, FieldLeaf
from mapconfig.audience.snapshot import Manifest, Snapshot, SnapshotBroken, from_people, lacks
from mapconfig.audience.snapshot.manifest import NAME
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import Person
from mapconfig.criteria.syntax import FieldTest
from tests.audience.strategies import AS_OF, CATALOGUE, people

MANIFEST = Manifest(
    as_of=AS_OF,
    source="it",
    people=10,
    block=4,
    fields={"score": "number", "email": "text", "account.type": "choice"},
    relations={"opportunity": {"stage": "choice", "person": "text"}},
    tables={"people": 10, "activities": 3, "lists": None},
    lists=("a",),
    marked=frozenset({"email"}),
    columns={"opportunity.person": "person~2"},
    seen=("was sent",),
)


def test_a_manifest_comes_back_as_it_was() -> None:
    """
    What is written of a snapshot is what is read of it.
    """
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST


@given(st.binary(max_size=40) | st.sampled_from([b"{}", b"[]", b"null", b'{"version": 1}', b'{"version": 99}']))
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    """
    Whatever lies there instead is an error that says so.
    """
    with pytest.raises((ValueError, KeyError, TypeError)):
        Manifest.from_json(data)


def test_blocks_hold_everybody_once() -> None:
    """
    The last block has who is left, and an empty world has one block with nobody.
    """
    snapshot = Snapshot(MANIFEST, Path("x"))

    assert MANIFEST.blocks == 3
    assert [snapshot.people_in(block) for block in range(4)] == [4, 4, 2, 0]


def test_a_column_is_found_by_the_field() -> None:
    """
    Fields of the person, of the one related record and of many have their columns, whatever those are called.
    """
    assert [MANIFEST.column(name) for name in ("score", "account.type", "opportunity.stage", "opportunity.person")] == [
        *("score", "account.type", "stage", "person~2"),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "operator", "said"),
    [
        ("score", "number", "=", ""),
        ("score", "", "is blank", ""),
        ("score", "text", "is", "is asked as a text, and its values are kept as number"),
        ("account.type", "text", "is", ""),
        ("opportunity.stage", "choice", "is", ""),
        ("opportunity.amount", "number", "=", "it has no field/opportunity.amount"),
        ("email", "text", "is blank", ""),
        ("email", "text", "is", "`identifiers`"),
    ],
)
def test_what_a_snapshot_lacks_is_said(name: str, kind: str, operator: str, said: str) -> None:
    """
    A question that the data cannot answer gets the reason, in which no value stands.
    """
    values = () if operator == "is blank" else ("1",)
    found = lacks(MANIFEST, FieldLeaf(FieldTest(name, operator, values), FieldType(kind)))

    assert (said in found) if said else found == ""


def test_made_up_people_have_the_same_fields_whatever_the_platform_has() -> None:
    """
    A field that was just created on the embedded platform is there, and still nobody has a value in it.
    """
    found = lacks(replace(MANIFEST, source="embedded"), FieldLeaf(FieldTest("name", "is", ("1",)), FieldType("text")))

    assert found.startswith("the made-up people of the embedded platform have no field/name: they have the same fields")


def test_an_activity_needs_a_source_that_sees_it() -> None:
    """
    What nobody wrote down did not necessarily not happen.
    """
    assert lacks(MANIFEST, ActivityLeaf("was sent", None, (None, None), 1)) == ""
    assert lacks(MANIFEST, ActivityLeaf("did", None, (None, None), 1)) == "it does not know who did something"
    assert lacks(MANIFEST, object()) == ""


def test_a_snapshot_that_is_broken_says_what_to_do(tmp_path: Path) -> None:
    """
    A half-deleted or newer snapshot is a sentence, and the remedy is always the same: it can be made again.
    """
    snapshot = from_people([Person()], CATALOGUE, AS_OF, tmp_path / "it", block=1)
    assert Snapshot.open(snapshot.directory) == snapshot
    (snapshot.directory / "people" / "00000.parquet").unlink()

    with pytest.raises(SnapshotBroken, match="is missing from a snapshot"):
        snapshot.file("people", 0)
    assert snapshot.file("activities", 0) is None
    manifest = snapshot.directory / NAME
    for broken in (b"{", json.dumps({**json.loads(manifest.read_bytes()), "version": 99}).encode()):
        manifest.write_bytes(broken)
        with pytest.raises(SnapshotBroken, match="made again from the source"):
            Snapshot.open(snapshot.directory)
    verbs = {**json.loads(MANIFEST.to_json()), "verbs": ["danced"]}
    manifest.write_text(json.dumps(verbs))
    with pytest.raises(SnapshotBroken, match="other verbs"):
        Snapshot.open(snapshot.directory)
    manifest.unlink()
    with pytest.raises(SnapshotBroken, match="has no manifest"):
        Snapshot.open(snapshot.directory)


def test_files_are_listed_in_order(tmp_path: Path) -> None:
    """
    Whoever looks at all files of a snapshot sees each once.
    """
    snapshot = from_people(people(5, 1), CATALOGUE, AS_OF, tmp_path / "it", block=2)
    found = [path.relative_to(snapshot.directory).as_posix() for path in snapshot.files()]

    assert found == sorted(found)
    assert {"manifest.json", "names.parquet", "people/00002.parquet"} <= set(found)
