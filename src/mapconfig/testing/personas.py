"""The personas of an org as cases for pytest, for orgs that have other tests beside them.

import pytest
from mapconfig.testing import expectations

@pytest.mark.parametrize("case", expectations("."), ids=str)
def test_persona(case):
    assert case.passed, case.why
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """One expectation of one persona, or a fault in a file of personas. `why` is empty where it passed."""

    name: str
    sentence: str
    passed: bool
    why: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"


def expectations(org: str | Path, now: datetime | None = None) -> list[Case]:
    """What must be true of the personas of the org in this directory, each with whether it is. Personas without a
    moment of their own are asked about at `now`."""
    from mapconfig.audience.personas.persona import judge
    from mapconfig.read.org import read_org
    from mapconfig.read.personas import unsuitable_in
    from mapconfig.read.tree import Tree

    reading = read_org(Tree(str(Path(org).resolve())))
    faults = [
        Case(str(finding.place), f"{finding.code} {finding.summary}", False, f"{finding.detail} {finding.fix}".strip())
        for finding in unsuitable_in(reading, reading.personas)
    ]
    return faults + [
        Case(
            verdict.persona.name,
            verdict.expectation.text,
            verdict.outcome == "passed",
            ""
            if verdict.outcome == "passed"
            else "\n".join([verdict.said, *(f"{'  ' * line.depth}  {line.words}" for line in verdict.lines)]),
        )
        for verdict in judge(reading.personas, reading.org, now or datetime.now(UTC))
    ]
