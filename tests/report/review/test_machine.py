"""The formats of a review that machines read, read by other programs than ours."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator
from junitparser import JUnitXml
from tests.cli.program import EXAMPLE
from tests.report.review.documents import HOSTILE, NAMES, example, filled
from tests.report.test_sarif import LOG

from mapconfig.report.review import NAMES as FORMATS
from mapconfig.report.review import format_of
from mapconfig.report.review.checks import findings
from mapconfig.report.review.pages import page_of

#: What GitLab asks of a code quality report (docs.gitlab.com/ci/testing/code_quality).
QUALITY = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": "^(?!\\./|/)"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


def made(name: str, document: dict[str, Any]) -> str:
    return format_of(name)(document)


@pytest.mark.parametrize("name", NAMES)
def test_a_code_quality_report_is_as_gitlab_asks(name: str) -> None:
    """A list of issues with a place; each has a fingerprint of its own."""
    issues = json.loads(made("gitlab", example(name)))

    QUALITY.validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert bool(issues) == (name != "harmless")


def test_a_fingerprint_stays_when_the_file_is_edited_elsewhere() -> None:
    """GitLab tells new issues from old ones by it."""
    document = example("everything")
    before = {issue["fingerprint"] for issue in json.loads(made("gitlab", document))}
    for row in document["findings"]["new"]:
        row["line"] += 7
    document["compared"]["after"]["commit"] = "f" * 40

    assert {issue["fingerprint"] for issue in json.loads(made("gitlab", document))} == before


def test_two_remarks_of_one_kind_are_told_apart() -> None:
    """Two freezes that hold, say: a forge keeps one result for each fingerprint."""
    document = example("blunder")
    freeze = {"id": "freeze", "done": False, "must": False, "text": "x", "who": "", "how": "", "about": ""}
    document["before_merge"] += [freeze, freeze]
    found = [row["fingerprint"] for row in findings(document)["findings"]]

    assert len(set(found)) == len(found)


#: The same, with rules that are no checks of files.
ANY_RULE = Draft202012Validator(json.loads(json.dumps(LOG).replace("^MC[0-9]{3}$", "^(MC[0-9]{3}|[a-z]+(-[a-z]+)*)$")))


@pytest.mark.parametrize("name", NAMES)
def test_sarif_is_as_code_scanning_reads_it(name: str) -> None:
    """The run is named after the target, so that two targets do not replace each other's results."""
    log = json.loads(made("sarif", example(name)))

    ANY_RULE.validate(log)
    assert "local" in log["runs"][0]["automationDetails"]["id"]


@pytest.mark.parametrize("name", NAMES)
def test_junit_is_read_by_another_program(name: str) -> None:
    """What is new fails a case, in the test tab of any CI server."""
    suites = JUnitXml.fromstring(made("junit", example(name)).encode())
    failures = sum(suite.failures for suite in suites)
    new = example(name)["findings"]["counts"]["new"]

    besides = {"blunder": 8, "suppression": 2, "harmless": 0, "unreadable": 0, "everything": 10}[name]
    assert failures == new["error"] + new["warning"] + besides


def test_annotations_are_for_what_is_new_and_for_what_is_grave() -> None:
    """On the lines of the file where a reviewer looks; the way to the org is in front of its name."""
    document = example("everything")
    document["target"]["prefix"] = "eu/marketing/"
    lines = made("github", document).splitlines()

    assert lines[0].startswith("::error ")
    files = re.findall(r"file=([^,]*)", "\n".join(lines))
    assert files and all(file.startswith("eu/marketing/") for file in files)
    assert any("effect-sends" in line and "journeys/onboarding.yaml" in line for line in lines)
    assert any("guard-newly-mailed" in line for line in lines)


def test_every_effect_of_a_change_is_told_on_the_line_that_has_it() -> None:
    """Not only the gravest, and not on the first line of the file."""
    rows = {(row["code"], row["file"]): row for row in findings(example("everything"))["findings"]}
    journey = (EXAMPLE / "journeys/onboarding.yaml").read_text().splitlines()
    customers = (EXAMPLE / "lists/customers.yaml").read_text().splitlines()

    assert {code for code, file in rows if file == "lists/customers.yaml" and code.startswith("effect-")} == {
        *("effect-sends", "effect-ejects", "effect-re-evaluates"),
    }
    assert rows["effect-sends", "lists/customers.yaml"]["line"] == 1 + customers.index("  - account.type is Customer")
    added = 1 + journey.index("  - id: offer-contract") - 3  # three lines are gone above it
    assert rows["effect-sends", "journeys/onboarding.yaml"]["line"] == added


def test_what_blocks_is_an_error_and_what_has_to_be_looked_at_a_warning() -> None:
    """Whoever reads levels alone reads the same as the verdict."""
    levels = {row["code"]: row["severity"] for row in findings(example("blunder"))["findings"]}

    assert levels["guard-newly-mailed"] == levels["guard-audience-shrinks"] == levels["personas"] == "error"
    assert levels["effect-sends"] == levels["change-record"] == "warning"
    assert levels["effect-re-evaluates"] == "info"
    assert findings(example("harmless"))["findings"] == []


def test_what_is_about_no_asset_is_where_the_risk_is() -> None:
    """A forge shows nothing without a place; what changes the settings is on these."""
    document = example("blunder")
    document["before_merge"] += [
        {"id": "settings", "done": False, "must": False, "text": "x", "who": "", "how": "", "about": ""},
        {"id": "something", "done": False, "must": False, "text": "x", "who": "", "how": "", "about": ""},
    ]
    rows = {row["code"]: row for row in findings(document)["findings"]}
    places = {code: (row["file"], row["line"]) for code, row in rows.items()}

    assert places["guard-newly-mailed"] == places["something"] == ("lists/customers.yaml", 15)
    assert places["settings"] == ("mapconfig.yaml", 1)
    document["risk"]["about"] = ""
    assert next(row for row in findings(document)["findings"] if row["code"] == "something")["file"] is None


def test_each_remark_has_the_help_that_belongs_to_it() -> None:
    """Code scanning shows it beside the remark: of a guard what it is for and how to agree, of an effect what it is."""
    codes = findings(example("blunder"))["codes"]

    assert codes["guard-audience-shrinks"]["page"].startswith("# Guard: audience-shrinks\n\nA change by which what was")
    assert 'mapconfig plan --accept audience-shrinks --because "the reason"' in codes["guard-audience-shrinks"]["page"]
    assert "A mail that was sent cannot be called back" in codes["effect-sends"]["page"]
    assert "personas/" in codes["personas"]["page"] and "changes/" in codes["change-record"]["page"]
    assert page_of("something") == "# To do before merging\n\ndocs/review.md says what has to be done before merging.\n"


def test_more_annotations_than_a_forge_keeps_are_counted() -> None:
    """Ten of a level: nine, and one that says how many more."""
    document = example("everything")
    document["findings"]["new"] = [
        {**document["findings"]["new"][0], "fingerprint": str(n), "line": n} for n in range(1, 41)
    ]
    errors = [line for line in made("github", document).splitlines() if line.startswith("::error ")]

    assert len(errors) == 10
    assert "and 36 more" in errors[-1]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_breaks_no_machine_format(text: str) -> None:
    """Each is still read by a parser that is not ours, and says what it said."""
    document = filled(example("everything"), text)
    for finding in document["findings"]["new"]:
        finding["fingerprint"] = finding["fingerprint"] or "x"

    assert json.loads(made("json", document)) == document
    QUALITY_SHAPE.validate(json.loads(made("gitlab", document)))
    json.loads(made("sarif", document))
    ElementTree.fromstring(made("junit", document))
    for line in made("github", document).split("\n"):
        assert re.match(r"(?:::(?:error|warning|notice) [^\n]*::|$)", line), line[:200]
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)


#: The same without the rules on text, which the test fills with what there should never be.
QUALITY_SHAPE = Draft202012Validator({"type": "array", "items": {"type": "object", "required": ["location"]}})


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_made_of_the_document_alone(name: str) -> None:
    """A saved review can be shown again in any form; and twice gives the same."""
    document = json.loads(json.dumps(example("everything")))

    assert made(name, document) == made(name, document)
    assert document == example("everything")
