from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped, TestSuite
from tests.report.made import HOSTILE, finding

from mapconfig.finding import Place, Severity
from mapconfig.report import junit
from mapconfig.report.findings import document


def test_a_test_tab_shows_failures_skips_and_output() -> None:
    """
    Read by another program: errors and warnings fail, waived ones are skipped with the reason, information passes.
    """
    said = document(
        [
            finding(),
            finding("MC126", severity=Severity.INFO),
            finding("MC140", severity=Severity.WARNING, place=Place("lists/b.yaml"), waived="Agreed"),
            finding("MC197", address=None, severity=Severity.WARNING, place=None, path=(), fix=""),
        ]
    )

    read = JUnitXml.fromstring(junit.findings(said).encode())

    suites = [suite for suite in read if isinstance(suite, TestSuite)]
    assert [suite.name for suite in suites] == ["mapconfig", "lists/a.yaml", "lists/b.yaml"]
    assert [(suite.tests, suite.failures, suite.skipped) for suite in suites] == [(1, 1, 0), (2, 1, 0), (1, 0, 1)]
    assert (read.tests, read.failures, read.skipped) == (4, 2, 1)
    failed, told = suites[1]
    assert (failed.classname, failed.name) == ("list/a", "MC101 Unknown reference (extends)")
    (failure,) = failed.result
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message) == ("error", "Unknown reference")
    assert failure.text == "lists/a.yaml:3:5: list/a names list/b, which no file defines. Fix: Did you mean list/c?"
    assert told.result == []
    assert "list/a names list/b" in (told.system_out or "")
    (skipped,) = next(iter(suites[2])).result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "Agreed"


def test_an_org_without_findings_is_one_test_that_passed() -> None:
    """
    Some servers take an empty file for a broken run.
    """
    read = JUnitXml.fromstring(junit.findings(document([])).encode())

    assert (read.tests, read.failures) == (1, 0)
    assert [case.name for suite in read for case in suite] == ["validate"]


@given(hostile=st.sampled_from(HOSTILE) | st.text(st.characters(codec=None, exclude_categories=()), max_size=30))
def test_any_text_makes_readable_xml(hostile: str) -> None:
    """
    Control characters cannot stand in XML; the file is read all the same, with one case.
    """
    said = document(
        [finding(detail=hostile, fix=hostile, place=Place(hostile or "x"), path=(hostile,), waived=hostile)]
    )

    read = JUnitXml.fromstring(junit.findings(said).encode())

    assert [len(list(suite)) for suite in read] == [1]
