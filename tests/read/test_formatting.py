"""What a person may rely on when mapconfig formats their files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.read.test_layout import Messy

from mapconfig import criteria
from mapconfig.model import normalise
from mapconfig.read import formatting
from mapconfig.read.edit import UneditableError, remove_document, update_document
from mapconfig.read.formatting import fmt
from mapconfig.read.renaming import rewrite_addresses, rewrite_references
from mapconfig.read.yaml import load
from mapconfig.testing.build import kinds

ORG = Path(__file__).parents[2] / "org-config"


def test_criteria_are_written_in_their_one_way_with_their_comments() -> None:
    """
    Sentences, groups and lists of values; what was said beside them stays beside them.
    """
    text = """\
kind: list
key: x
criteria:
  # all of it
  all:   # really
  - 'account.type   IS Customer'   # one
  # two
  - country IN [FR,BE]
  - ANY:
    - in   list vip
    # nested
    - score >=  50
  # last
"""

    out = fmt(text.encode(), kinds()).decode()

    assert out == (
        "kind: list\nkey: x\n# all of it\n# really\ncriteria:\n  - account.type is Customer  # one\n  # two\n"
        "  - country in [BE, FR]\n  - any:\n      - in list vip\n      # nested\n      - score >= 50\n  # last\n"
    )
    assert fmt(out.encode(), kinds()).decode() == out


def test_long_value_lists_get_a_line_each_and_short_ones_one_line() -> None:
    """
    In brackets or on lines, whichever the writing of criteria asks for.
    """
    countries = [f"Country {n}" for n in range(12)]
    text = (
        f"kind: list\nkey: x\ncriteria:\n  - country in [{', '.join(countries)}]  # all\n"
        "  - country in:  # few\n      - FR\n      # and\n      - BE\n"
    )

    out = fmt(text.encode(), kinds()).decode()

    assert "  - country in:\n" in out or "  - country in:  # all\n" in out
    assert "      - Country 11\n" in out
    assert "  - country in [BE, FR]" in out
    for comment in ("# all", "# few", "# and"):
        assert out.count(comment) == 1
    assert fmt(out.encode(), kinds()).decode() == out


def test_values_that_are_sorted_take_their_comments_along() -> None:
    """
    What was said of one country is not said of another.
    """
    countries = [f"Country {n}" for n in range(12, 0, -1)]
    lines = "".join(f"      - {name}  # {name[8:]}\n" for name in countries)
    text = f"kind: list\nkey: x\ncriteria:\n  - country in:\n{lines}"

    out = fmt(text.encode(), kinds()).decode()

    assert out == text.replace(lines, "".join(sorted(lines.splitlines(keepends=True))))


def test_criteria_in_brackets_stay_in_brackets_while_they_fit() -> None:
    """
    A person chose them.
    """
    text = "kind: list\nkey: x\ncriteria: [country  is FR, {any: [score >=  50, in list a]}]\n"

    assert fmt(text.encode(), kinds()).decode() == (
        "kind: list\nkey: x\ncriteria: [country is FR, {any: [score >= 50, in list a]}]\n"
    )


def test_criteria_that_cannot_be_read_stay_as_they_are() -> None:
    """
    Formatting is no place to find faults.
    """
    text = "kind: list\nkey: x\ncriteria:\n  - ?!   no sentence\n  - 5\n  - {a: 1, b: 2}\n"

    assert fmt(text.encode(), kinds()).decode() == text


def test_criteria_everywhere_in_an_asset_are_formatted() -> None:
    """
    In steps, variants, grades and single activities.
    """
    text = (
        "kind: journey\nkey: x\nsteps:\n  - id: a\n    if: [country  is FR]\n    then: b\n    else: end\n"
        "  - {id: b, did: OPENED  any email, within: 5 days}\n"
    )

    out = fmt(text.encode(), kinds()).decode()

    assert "    if: [country is FR]\n" in out
    assert "did: opened any email" in out


def test_without_kinds_or_with_an_unknown_one_values_are_left_alone() -> None:
    """
    Only the layout changes then.
    """
    text = "kind: unicorn\ncriteria:\n- Country  is FR\n"

    assert fmt(text.encode(), kinds()) == fmt(text.encode()) == b"kind: unicorn\ncriteria:\n  - Country  is FR\n"


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 1\n", "\x00"])
def test_what_cannot_be_read_is_not_formatted(text: str) -> None:
    """
    The reason is told, and nothing is written.
    """
    every: list[Callable[[bytes], object]] = [
        fmt,
        lambda data: update_document(data, 0, {"a": 1}),
        lambda data: remove_document(data, 0),
        lambda data: rewrite_references(data, kinds(), lambda one: one),
        lambda data: rewrite_addresses(data, lambda one: one),
    ]
    for change in every:
        with pytest.raises(UneditableError):
            change(text.encode())


def test_a_writing_that_would_change_the_meaning_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Every result is read again, whoever made the mistake.
    """
    monkeypatch.setattr(formatting, "written", lambda found: "a: 2\n")

    with pytest.raises(UneditableError, match="change of its meaning"):
        fmt(b"a: 1\n")


def test_the_example_org_is_formatted_already() -> None:
    """
    With criteria and all; and what formatting gives means the same.
    """
    for path in sorted(ORG.rglob("*.yaml")):
        data = path.read_bytes()
        assert fmt(data, kinds()).decode() == data.decode(), path


SENTENCES = st.sampled_from(
    [
        "country  IS FR",
        "score >=  50",
        "in list  vip",
        "not in list vip",
        "opened any email at least 2 times in last 30 days",
        "industry in [Banking,  Insurance]",
        "what is this",
        "country in [" + ", ".join(f"Country {n}" for n in range(12)) + "]",
    ]
)
CRITERIA = st.recursive(
    SENTENCES,
    lambda below: (
        st.fixed_dictionaries({}, optional={}).flatmap(
            lambda _: st.dictionaries(
                st.sampled_from(["all", "ANY", "none", "some opportunity"]),
                st.lists(below, min_size=1, max_size=3),
                min_size=1,
                max_size=1,
            )
        )
        | st.dictionaries(st.just("country in"), st.lists(st.sampled_from(["FR", "BE", "no"]), min_size=1), min_size=1)
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(CRITERIA, min_size=1, max_size=4) | CRITERIA, st.integers(0, 10**6))
def test_formatting_criteria_never_changes_what_they_mean(value: Any, seed: int) -> None:
    """
    The normal form of the asset is the same, comments survive, twice is once.
    """
    person = Messy(seed)
    document = {"kind": "list", "key": "x", "criteria": value, "tags": ["b", "a"]}
    text = person.block(document, 0)

    out = fmt(text.encode(), kinds()).decode()

    (before,), (after,) = load(text.encode(), "")[0], load(out.encode(), "")[0]
    assert normalise(kinds()["list"], after) == normalise(kinds()["list"], before)
    assert after["criteria"] == criteria.canonical(value)
    assert fmt(out.encode(), kinds()).decode() == out
    rows = out.split("\n")
    for comment in person.comments:
        assert sum(row.endswith(comment) for row in rows) >= 1, (comment, text, out)
