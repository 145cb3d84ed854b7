"""The parts of the review document that are made apart."""

from __future__ import annotations

from typing import Any

from mapconfig.language import unpacked
from mapconfig.review import changes, criteria, findings


def lines(before: Any, after: Any) -> list[tuple[int, str, str]]:
    return [(row["depth"], unpacked(row["text"]), row["state"]) for row in criteria.compared(before, after)]


def test_criteria_that_come_or_go_are_all_new_or_gone() -> None:
    """A list that had none, and one that has none any more."""
    assert lines(None, ["country is FR"]) == [(0, "country is FR", "added")]
    assert lines({"any": ["a is 1", "b is 2"]}, None) == [
        (0, "any of these:", "removed"),
        (1, "a is 1", "removed"),
        (1, "b is 2", "removed"),
    ]
    assert lines(None, None) == []


def test_groups_of_related_records_have_their_own_words() -> None:
    """`some opportunity:` is the user's, and stays as it is."""
    value = [{"some opportunity": ["stage is won", {"none": ["amount < 10"]}]}]

    assert lines(value, value) == [
        (0, "some opportunity:", "same"),
        (1, "stage is won", "same"),
        (1, "none of these:", "same"),
        (2, "amount < 10", "same"),
    ]


def test_findings_beyond_any_use_are_counted() -> None:
    """A thousand of each sort are listed, the gravest first."""
    rows: list[dict[str, Any]] = [
        {
            "code": "MC101",
            "name": "n",
            "severity": "error" if n % 2 else "info",
            "summary": "s",
            "detail": "d",
            "fix": "",
            "asset": None,
            "path": [],
            "file": None,
            "line": None,
            "column": None,
            "waived": "",
            "fingerprint": str(n),
        }
        for n in range(1_500)
    ]
    cuts: list[dict[str, Any]] = []
    empty: dict[str, Any] = {"findings": [], "codes": {}}
    said = findings.compared(empty, {"findings": rows, "codes": {}}, (), cuts)

    assert cuts == [{"what": "new findings", "shown": 1_000, "of": 1_500}]
    assert [row["severity"] for row in said["new"]] == ["error"] * 750 + ["info"] * 250
    assert said["counts"]["new"] == {"error": 750, "warning": 0, "info": 750}


def test_waived_findings_count_for_nothing() -> None:
    """Somebody agreed to them, with a reason."""
    row = {"fingerprint": "1", "waived": "agreed"}

    assert findings.compared({"findings": [], "codes": {}}, {"findings": [row], "codes": {}}, (), [])["new"] == []


def test_values_are_written_in_the_form_of_the_house() -> None:
    """As `mapconfig fmt` would."""
    assert changes.yaml_of({"tags": ["a", "yes"], "state": "paused"}) == 'tags:\n  - a\n  - "yes"\nstate: paused\n'
