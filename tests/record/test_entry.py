"""What a reader of the journal may rely on: one object a line, whatever it tells of."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record.journals import TIME

from mapconfig.model import canonical
from mapconfig.record.entry import BEGINNING, TYPES, Entry, parse

TEXT = st.text(st.characters(blacklist_categories=()), max_size=30)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def entry(**changes: Any) -> Entry:
    """An entry with what matters set."""
    words: dict[str, Any] = {
        "time": TIME,
        "type": "observed",
        "actor": "ana",
        "plan": "p1",
        "env": "local",
        "data": {"a": 1},
    }
    return Entry.seal(None, **(words | changes))


@given(st.dictionaries(TEXT, VALUE, max_size=4), TEXT, TEXT)
@settings(max_examples=500, deadline=None)
def test_an_entry_is_one_line_and_reads_back(data: dict[str, Any], actor: str, plan: str) -> None:
    """No newline, control character or lone surrogate in a name can make a second line or another entry."""
    made = entry(data=data, actor=actor, plan=plan)

    assert made.line.count(b"\n") == 1
    assert parse(made.line[:-1]) == made


def test_a_megabyte_in_a_field_is_one_line() -> None:
    """Long names are kept whole."""
    made = entry(data={"title": "é\n" * 500_000})

    assert parse(made.line[:-1]) == made


def test_the_hash_is_that_of_the_canonical_json_without_it() -> None:
    """Anybody can check the chain without mapconfig: SHA-256 over the canonical JSON of all other fields."""
    made = entry(data={"hash": "x", "nested": {"hash": ',"hash":"y"'}})
    body = {name: value for name, value in json.loads(made.line).items() if name != "hash"}

    assert made.hash == hashlib.sha256(canonical(body)).hexdigest()
    assert made.prev == BEGINNING


def test_the_schema_and_the_types_agree() -> None:
    """What the published schema calls an entry is what mapconfig writes."""
    schema = json.loads((Path(__file__).parents[2] / "schemas" / "journal.schema.json").read_text())

    told = [rule["if"]["properties"]["type"]["const"] for rule in schema["allOf"]]

    assert sorted(told) == sorted(TYPES)
    assert sorted(schema["properties"]["type"]["enum"]) == sorted(TYPES)


def test_an_entry_of_an_unknown_type_cannot_be_made() -> None:
    """The journal holds only what readers have a description of."""
    with pytest.raises(ValueError, match="no entry of a journal"):
        entry(type="whatever")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"nonsense", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not the fields"),
        (b"{}", "not the fields"),
        (entry().line[:-1].replace(b'"seq":1', b'"seq":"1"'), "'seq' is of another type"),
        (entry().line[:-1].replace(b'"actor":"ana"', b'"actor":5'), "'actor' is of another type"),
        (entry().line[:-1].replace(b'"seq":1', b'"seq": 1'), "not written as"),
        (entry().line[:-1].replace(b'"a":1', b'"a":NaN'), "holds what no entry can hold"),
        (entry().line[:-1].replace(b'"a":1', b'"a":2'), "hash is not that"),
    ],
)
def test_a_line_that_is_no_entry_says_why(line: bytes, what: str) -> None:
    """An auditor learns what is wrong with a line, whatever is in it."""
    with pytest.raises(ValueError, match=what):
        parse(line)
