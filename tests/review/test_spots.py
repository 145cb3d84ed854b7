"""What a reader of annotations may rely on: each change is on the line where it was made."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import write

from mapconfig.address import Address
from mapconfig.diff import diff
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.review.spots import lines_of, nowhere

LIST = """\
kind: list
key: french
tags:
  - z
  - a
criteria:
  - country is FR
  - score > 5
"""
JOURNEY = """\
# A comment moves everything one down.
kind: journey
key: greet
entry:
  lists:
    - list/french
steps:
  - id: hello
    send: email/hello
  - id: rest
    wait: 2 days
"""


def lines(tmp_path: Path, name: str, before: str, after: str) -> dict[tuple[str, ...], int]:
    """The line of each changed value of the one asset in a file."""
    root = tmp_path / "org"
    sides = []
    for text in (before, after):
        write(root, {name: text})
        sides.append(read_org(Tree(root)))
    changes = diff(sides[0].org, sides[1].org)
    found = lines_of(changes, sides[1].org, sides[1].place)
    assert lines_of(changes, sides[1].org, nowhere) == {}
    return {tuple(map(str, path)): line for (_, path), line in found.items()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("score > 5", "score > 50", {(): 1, ("criteria",): 8}),
        ("  - score > 5\n", "", {(): 1, ("criteria",): 7}),
        ("  - a\n", "  - a\n  - b\n", {(): 1, ("tags", "b"): 6}),
        ("  - z\n", "", {(): 1, ("tags", "z"): 4}),
        ("key: french\n", "key: french\ntitle: French\n", {(): 1, ("title",): 3}),
    ],
)
def test_a_value_of_a_list_has_its_line(
    tmp_path: Path, old: str, new: str, expected: dict[tuple[str, ...], int]
) -> None:
    """Of criteria the first sentence that is different; what is gone has the line of what it was in."""
    assert lines(tmp_path, "lists/french.yaml", LIST, LIST.replace(old, new)) == expected


def test_a_step_has_its_line_by_its_id(tmp_path: Path) -> None:
    """Wherever it stands now."""
    found = lines(tmp_path, "journeys/greet.yaml", JOURNEY, JOURNEY.replace("2 days", "3 days"))

    assert found == {(): 2, ("steps", "rest", "wait"): 11}


def test_what_is_gone_is_in_no_file(tmp_path: Path) -> None:
    """There is no line to show it on; what is new begins where its document does."""
    root = tmp_path / "org"
    empty = read_org(Tree(write(root, {"lists/x.yaml": "kind: list\nkey: x\n"})))
    write(root, {"lists/french.yaml": LIST})
    both = read_org(Tree(root))

    assert lines_of(diff(both.org, empty.org), empty.org, empty.place) == {}
    assert lines_of(diff(empty.org, both.org), both.org, both.place) == {(Address("list/french"), ()): 1}
