"""SARIF against the parts of its schema that code scanning reads, written down here from the standard."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.report.made import HOSTILE, finding

from mapconfig.check.catalogue import everything
from mapconfig.finding import Place, Severity
from mapconfig.read import codes, crm_codes
from mapconfig.report import sarif
from mapconfig.report.findings import document

MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri", "uriBaseId"],
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "minLength": 1}, "uriBaseId": {"const": "SRCROOT"}},
                },
                "region": {
                    "type": "object",
                    "required": ["startLine", "startColumn"],
                    "additionalProperties": False,
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
        "logicalLocations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"fullyQualifiedName": {"type": "string"}, "kind": {"const": "resource"}},
            },
        },
    },
}
RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string", "pattern": "^MC[0-9]{3}$"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": LOCATION},
        "partialFingerprints": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
        "suppressions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind"],
                "additionalProperties": False,
                "properties": {"kind": {"enum": ["inSource", "external"]}, "justification": {"type": "string"}},
            },
        },
    },
}
RULE = {
    "type": "object",
    "required": ["id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$"},
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": {
            "type": "object",
            "required": ["text", "markdown"],
            "properties": {"text": {"type": "string", "minLength": 1}, "markdown": {"type": "string", "minLength": 1}},
        },
        "defaultConfiguration": {"type": "object", "required": ["level"], "properties": {"level": LEVEL}},
    },
}
RUN = {
    "type": "object",
    "required": ["tool", "results", "automationDetails", "columnKind"],
    "additionalProperties": False,
    "properties": {
        "tool": {
            "type": "object",
            "required": ["driver"],
            "properties": {
                "driver": {
                    "type": "object",
                    "required": ["name", "semanticVersion", "rules"],
                    "additionalProperties": False,
                    "properties": {
                        "name": {"const": "mapconfig"},
                        "semanticVersion": {"type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+"},
                        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
                    },
                }
            },
        },
        "automationDetails": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "originalUriBaseIds": {"type": "object"},
        "invocations": {
            "type": "array",
            "items": {"type": "object", "required": ["executionSuccessful"]},
        },
        "results": {"type": "array", "items": RESULT},
    },
}
LOG = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    },
}


def run_of(text: str) -> Any:
    """The one run of a SARIF file, which follows the schema above and whose results point at their rules."""
    log = json.loads(text)
    assert [error.message for error in Draft202012Validator(LOG).iter_errors(log)] == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    return run


def test_code_scanning_gets_rules_results_and_places() -> None:
    """
    Rule, level, message, relative place, asset and fingerprint are where the standard puts them.
    """
    said = document([finding(), finding("MC126", severity=Severity.INFO, fix="")], org="DRIP Ventures")

    run = run_of(sarif.findings(said))

    assert run["automationDetails"] == {"id": "mapconfig/DRIP%20Ventures/"}
    assert [(rule["id"], rule["name"]) for rule in run["tool"]["driver"]["rules"]] == [
        ("MC101", "UnknownReference"),
        ("MC126", "Orphan"),
    ]
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("MC101", "error")
    assert first["message"]["text"] == (
        "Unknown reference. list/a names list/b, which no file defines. Did you mean list/c?"
    )
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "lists/a.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "list/a extends"
    assert first["partialFingerprints"] == {"mapconfigFinding/v1": said["findings"][0]["fingerprint"]}


def test_every_rule_brings_its_manual_page() -> None:
    """
    No address is open to every reader, so the page itself is in the file, where code scanning and editors show it.
    """
    pages = everything(codes.CODES, crm_codes.CODES)

    run = run_of(sarif.findings(document([finding(code) for code in pages], codes=pages)))

    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert rules.keys() == pages.keys()
    assert all(rules[code]["help"]["markdown"] == pages[code].page.strip() for code in pages)
    assert not any("helpUri" in rule for rule in rules.values())


def test_the_bytes_of_an_odd_file_name_are_kept() -> None:
    """
    A name in another encoding still points at its file.
    """
    assert sarif.uri("lists/caf\udce9.yaml") == "lists/caf%E9.yaml"
    assert sarif.uri("c:/a b?.yaml") == "c%3A/a%20b%3F.yaml"


def test_a_moved_finding_keeps_its_fingerprint() -> None:
    """
    A line added above does not open a second alert.
    """
    before = run_of(sarif.findings(document([finding(place=Place("lists/a.yaml", 3, 5))])))
    after = run_of(sarif.findings(document([finding(place=Place("lists/a.yaml", 4, 5))])))

    assert before["results"][0]["partialFingerprints"] == after["results"][0]["partialFingerprints"]
    assert before["results"][0]["locations"] != after["results"][0]["locations"]


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    """
    Code scanning closes it, and an auditor finds why.
    """
    run = run_of(sarif.findings(document([finding(waived="Agreed with the DPO")])))

    assert run["results"][0]["suppressions"] == [{"kind": "external", "justification": "Agreed with the DPO"}]


def test_more_results_than_code_scanning_takes_are_cut_from_the_lightest(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The upload is not refused, no error is lost, and the file says that it is not all.
    """
    assert sarif.MOST == 25_000
    monkeypatch.setattr(sarif, "MOST", 20)
    lighter = [finding("MC126", severity=Severity.INFO, detail="x" * n) for n in range(20)]

    run = run_of(sarif.findings(document([*lighter, finding()])))

    assert len(run["results"]) == 20
    assert run["results"][0]["ruleId"] == "MC101"
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("1 more findings")


@given(file=st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=30))
def test_any_file_name_is_a_relative_reference(file: str) -> None:
    """
    A name with a colon is no scheme, and a name with a question mark has no query.
    """
    name = file.replace("\ud800", "?").lstrip("/")

    read = urlsplit(sarif.uri(file.lstrip("/")))

    assert (read.scheme, read.netloc, read.query, read.fragment) == ("", "", "", "")
    assert unquote(read.path) == name


@given(hostile=st.sampled_from(HOSTILE) | st.text(max_size=40))
def test_any_text_makes_a_sound_file(hostile: str) -> None:
    """
    Hostile text is the text of a message.
    """
    said = document([finding(detail=hostile, waived=hostile, path=(hostile,), place=Place("a.yaml"))], org=hostile)

    text = sarif.findings(said)

    assert text.isascii()
    run_of(text)
