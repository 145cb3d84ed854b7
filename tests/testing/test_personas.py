"""The personas of an org as pytest meets them in an org's own tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.cli.program import small

from mapconfig.testing import Case, expectations

ADA = "persona: ada\ntitle: Ada\nfields:\n  industry: Wine\nexpect:\n  - is in list/all\n  - is in list/french\n"


def test_each_expectation_is_a_case_with_its_reason(tmp_path: Path) -> None:
    """One that passes has none."""
    cases = expectations(small(tmp_path, **{"personas/ada.yaml": ADA}), datetime(2026, 11, 22, tzinfo=UTC))
    assert [(str(case), case.passed) for case in cases] == [
        ("ada: is in list/all", True),
        ("ada: is in list/french", False),
    ]
    assert cases[0].why == "" and cases[1].why.splitlines() == [
        "is not in list/french",
        "  country is France (country is blank)",
    ]


def test_a_fault_is_a_case_that_fails(tmp_path: Path) -> None:
    """A persona that cannot be read must not look like one that passed."""
    org = small(tmp_path, **{"personas/ada.yaml": ADA.replace("list/french", "list/frnch")})
    (fault, *_) = expectations(str(org))
    assert isinstance(fault, Case) and not fault.passed
    assert str(fault).startswith("personas/ada.yaml:7:11: MC036") and "Did you mean list/french?" in fault.why
