from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from tests.report.made import HOSTILE, PATH, finding

from mapconfig.check.catalogue import everything
from mapconfig.finding import Finding, Place, Severity
from mapconfig.read import codes, crm_codes
from mapconfig.report import FINDINGS
from mapconfig.report.findings import document, dotted, fingerprint

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "findings.schema.json").read_text(encoding="utf-8"))


def valid(said: Any) -> list[str]:
    Draft202012Validator.check_schema(SCHEMA)
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(said)]


def test_a_document_follows_its_published_schema() -> None:
    """
    Scripts can rely on schemas/findings.schema.json, with every sort of finding there is.
    """
    findings = [
        finding(),
        finding("MC197", address=None, path=("waivers", 0), place=Place("mapconfig.yaml"), severity=Severity.WARNING),
        finding("MC051", address=None, path=(), place=None, fix="", severity=Severity.INFO),
        finding("MC126", waived="Agreed"),
        *[finding(detail=text, fix=text, path=(text, 3), waived=text) for text in HOSTILE],
    ]

    said = document(findings, codes=everything(codes.CODES, crm_codes.CODES), org="DRIP", assets=12)

    assert valid(said) == []
    assert json.loads(FINDINGS["json"](said)) == json.loads(json.dumps(said))


def test_an_empty_document_follows_its_schema_too() -> None:
    """
    No findings is an answer.
    """
    said = document([])

    assert valid(said) == []
    assert said["findings"] == []
    assert said["counts"] == {"error": 0, "warning": 0, "info": 0, "waived": 0}


def test_the_whole_of_a_finding_is_in_the_document() -> None:
    """
    Other formats need nothing else.
    """
    said = document([finding()], org="DRIP", assets=3)

    assert (said["format"], said["org"], said["assets"]) == ("mapconfig.findings/1", "DRIP", 3)
    assert said["codes"]["MC101"]["name"] == "unknown-reference"
    assert said["codes"]["MC101"]["page"].startswith("## What it does")
    (row,) = said["findings"]
    del row["fingerprint"]
    assert row == {
        "code": "MC101",
        "name": "unknown-reference",
        "severity": "error",
        "summary": "Unknown reference",
        "detail": "list/a names list/b, which no file defines.",
        "fix": "Did you mean list/c?",
        "asset": "list/a",
        "path": ["extends"],
        "file": "lists/a.yaml",
        "line": 3,
        "column": 5,
        "waived": "",
    }


def test_findings_are_sorted_by_place_and_counted_by_weight() -> None:
    """
    The order is that of a person who goes through the files; what is off is not there, what is waived counts apart.
    """
    rows = [
        finding("MC102", place=Place("b.yaml", 1, 1)),
        finding("MC101", place=Place("a.yaml", 10, 1), severity=Severity.WARNING),
        finding("MC101", place=Place("a.yaml", 9, 7), waived="Agreed"),
        finding("MC103", place=Place("a.yaml", 9, 7), severity=Severity.OFF),
        finding("MC101", place=None, severity=Severity.INFO),
    ]

    said = document(rows)

    assert [(row["file"], row["line"], row["code"]) for row in said["findings"]] == [
        (None, None, "MC101"),
        ("a.yaml", 9, "MC101"),
        ("a.yaml", 10, "MC101"),
        ("b.yaml", 1, "MC102"),
    ]
    assert said["counts"] == {"error": 1, "warning": 1, "info": 1, "waived": 1}
    assert document(reversed(rows)) == said


def test_a_fingerprint_survives_edits_above_the_finding() -> None:
    """
    Neither lines nor indexes nor counts are in it, so code scanning does not report an old problem as a new one.
    """
    one = finding(path=PATH, place=Place("lists/a.yaml", 3, 5), detail="3 rules do it.")
    moved = finding(path=("criteria", 7, "any", 4), place=Place("other/b.yaml", 90, 1), detail="4 rules do it.")

    assert fingerprint(one) == fingerprint(moved)


def test_fingerprints_tell_findings_apart() -> None:
    """
    Another code, asset, place or detail is another problem; so is the same one for the second time.
    """
    others = [
        finding(),
        finding("MC102"),
        finding(address=None),
        finding(address=None, place=None),
        finding(path=("suppress",)),
        finding(detail="list/a names list/z, which no file defines."),
    ]
    prints = {fingerprint(one) for one in others}

    assert len(prints) == len(others)
    rows = document([finding(), finding(), finding()])["findings"]
    assert [row["fingerprint"][32:] for row in rows] == ["", "-2", "-3"]


def test_a_code_that_nobody_describes_is_listed_all_the_same() -> None:
    """
    A finding is never lost because its page is.
    """
    said = document([finding("MC999")], codes={})

    assert said["codes"] == {}
    assert [(row["code"], row["name"]) for row in said["findings"]] == [("MC999", "")]
    for render in FINDINGS.values():
        assert "MC999" in render(said)


def test_a_path_is_said_with_dots() -> None:
    """
    The way people say where something is.
    """
    assert dotted(("steps", 0, "send")) == "steps.0.send"


def test_every_format_renders_every_finding_twice_alike() -> None:
    """
    The same document gives the same bytes.
    """
    said = document([finding(detail=text) for text in HOSTILE])

    for name, render in FINDINGS.items():
        assert render(said) == render(said), name


def test_a_finding_may_hold_nothing_but_its_code() -> None:
    """
    Formats need no address, no place and no fix.
    """
    said = document([Finding("MC101", Severity.ERROR, "S", "D")])

    for name, render in FINDINGS.items():
        assert "MC101" in render(said), name
