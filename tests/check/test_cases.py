"""Each rule against its own file of cases: orgs that it reports, orgs that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.check.made import TODAY, made_view

from mapconfig.address import Address
from mapconfig.check import Rule, found
from mapconfig.check.rules import RULES
from mapconfig.language import Text
from mapconfig.read import yaml
from mapconfig.read.schema import kind_problems, load_kinds

CASES = Path(__file__).parent / "cases"
BY_NAME = {rule.name: rule for rule in RULES}


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.yaml")):
        documents, findings = yaml.load(file.read_bytes(), file.name)
        assert not [finding for finding in findings if finding.severity == "error"], findings
        for index, case in enumerate(documents):
            yield pytest.param(BY_NAME[file.stem], case, id=f"{file.stem}-{index}")


@pytest.mark.parametrize(("rule", "case"), list(cases()))
def test_the_rule_reports_what_its_cases_say_and_nothing_else(rule: Rule, case: dict[str, Any]) -> None:
    """
    What a rule reports, where and in which words is agreed in its cases. All assets in them pass their schema, unless
    the case says why not.
    """
    view = made_view(
        case["assets"],
        case.get("settings"),
        date.fromisoformat(case["today"]) if "today" in case else TODAY,
        {Address(name): count for name, count in case.get("counts", {}).items()},
    )
    reported = []
    for address, attributes in case["assets"].items():
        asset = view.get(address)
        assert asset is not None
        document = {"kind": asset.kind, "key": asset.key, **(attributes or {})}
        if "unsound" not in case:
            assert kind_problems(load_kinds()[asset.kind], document) == []
        reported += [
            finding for finding in found(asset, view, [rule]) if rule.kinds is None or asset.kind in rule.kinds
        ]

    for finding in reported:
        said = (finding.summary, finding.detail, *filter(None, [finding.fix]))
        assert all(isinstance(text, Text) for text in said), f"say() it, so that it can be translated: {said}"
    expected = case["found"]
    assert [(f.address, list(f.path)) for f in reported] == [(e["asset"], e.get("path", [])) for e in expected], case[
        "why"
    ]
    for finding, wanted in zip(reported, expected, strict=True):
        assert finding.code == rule.code
        for word in wanted["says"]:
            assert word in f"{finding.detail} {finding.fix}", f"{case['why']}: {finding.detail} | {finding.fix}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_a_case_that_trips_it_and_one_that_does_not(rule: Rule) -> None:
    """
    No rule is there that was never seen to report, or never seen to keep quiet.
    """
    documents, _ = yaml.load((CASES / f"{rule.name}.yaml").read_bytes(), rule.name)

    assert {bool(case["found"]) for case in documents} == {True, False}
