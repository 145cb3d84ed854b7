"""What a person may rely on when something is to be found again in a YAML file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.made import TEXT, plain

from mapconfig.read.positions import locate
from mapconfig.read.yaml import load


@pytest.mark.parametrize(
    ("document", "path", "key", "expected"),
    [
        (0, (), False, (1, 1)),
        (0, ("kind",), False, (1, 7)),
        (0, ("kind",), True, (1, 1)),
        (0, ("criteria",), True, (2, 1)),
        (0, ("criteria",), False, (3, 3)),
        (0, ("criteria", 0, "country in", 1), False, (3, 22)),
        (0, ("criteria", 1, "any", 0), False, (5, 9)),
        (1, ("steps", 0, "send"), False, (8, 17)),
        (1, ("steps", 0, "send"), True, (8, 11)),
        (0, ("criteria", 7), False, (3, 3)),
        (0, ("criteria", 0, "nothing"), True, (3, 5)),
        (0, ("nothing",), False, (1, 1)),
        (0, ("kind", "deeper"), False, (1, 7)),
        (1, ("steps", 0, "send", 3), False, (8, 17)),
        (9, ("steps",), False, (1, 1)),
    ],
)
def test_a_path_is_found_again_in_the_text(
    document: int, path: tuple[str | int, ...], key: bool, expected: tuple[int, int]
) -> None:
    """Every value has a line and a column; a path that leads nowhere has that of the nearest value above."""
    assert locate(TEXT, document, path, key) == expected


def test_positions_before_a_fault_are_still_found() -> None:
    """A file that is broken further down can still be pointed into."""
    assert locate(b"a: 1\nb: 2\nc: [", 0, ("b",)) == (2, 4)
    assert locate(b"\xff", 0, ("b",)) == (1, 1)
    assert locate(b"a: 'x", 0, ("a",)) == (1, 1)


@settings(max_examples=150, deadline=None)
@given(plain, st.data())
def test_every_value_is_found_at_its_own_position(value: Any, data: st.DataObject) -> None:
    """The position that is told for a path is where exactly that value stands."""
    text = json.dumps(value, indent=1, ensure_ascii=True).encode()
    documents, findings = load(text, "f")
    if findings:
        return
    path: list[str | int] = []
    found = documents[0]
    while isinstance(found, dict | list) and found:
        step = data.draw(st.sampled_from(sorted(found) if isinstance(found, dict) else range(len(found))))
        path.append(step)
        found = found[step]

    line, column = locate(text, 0, tuple(path))

    rest = "\n".join([text.decode().split("\n")[line - 1][column - 1 :], *text.decode().split("\n")[line:]])
    assert json.JSONDecoder().raw_decode(rest)[0] == found
