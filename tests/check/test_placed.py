"""Findings of the rules point at the line that a person has to change."""

from __future__ import annotations

from pathlib import Path

from tests.check.made import TODAY

from mapconfig.check import check
from mapconfig.graph import Graph
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.report import FINDINGS
from mapconfig.report.findings import document

SETTINGS = """\
name: DRIP
fatigue:
  - list/tired
severities: {MC140: "off"}
waivers:
  - {code: MC126, asset: list/zzz, why: Slip, until: 2027-01-01}
  - code: MC126
    asset: list/a
    why: Over
    until: 2026-01-01
"""
LIST = """\
# The master list.
kind: list
key: a
criteria:
  - score > 5
  - industri is Banking
"""
FIELDS = """\
kind: field
key: score
type: number
personal_data: behaviour
---
kind: field
key: industry
type: text
"""


def test_each_finding_stands_at_its_line_and_column(tmp_path: Path) -> None:
    """
    An editor that opens the place shows the sentence, the waiver or the setting that is meant.
    """
    (tmp_path / "mapconfig.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.yaml").write_text(LIST, encoding="utf-8")
    (tmp_path / "fields.yaml").write_text(FIELDS, encoding="utf-8")
    reading = read_org(Tree(tmp_path))

    findings = reading.place(check(reading.org, Graph.of(reading.org), TODAY, read=reading.findings))

    shown = FINDINGS["text"](document(findings, org=reading.org.settings.name, assets=len(reading.org)))
    assert [line for line in shown.splitlines() if line and not line.startswith(" ")] == [
        "lists/a.yaml:2:1 info MC126 Asset that nothing uses",
        "lists/a.yaml:6:5 error MC111 Criteria name something unknown",
        "mapconfig.yaml:3:5 error MC196 Setting that cannot take effect",
        "mapconfig.yaml:6:5 warning MC198 Waiver covers nothing",
        "mapconfig.yaml:10:12 warning MC197 Waiver is over",
        "3 assets checked: 2 errors, 2 warnings, 1 for information. `mapconfig explain MC126` says what a code means.",
    ]
