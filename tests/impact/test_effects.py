"""The effect class of a change, as a table: each file in cases/ changes one thing in org.yaml and says what follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.graph.orgs import org_of

from mapconfig.address import Address
from mapconfig.diff import diff
from mapconfig.impact import impact
from mapconfig.model import EFFECTS, Org, Tombstone
from mapconfig.values import replace

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.yaml"))


def patched(assets: Mapping[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """`assets` with attributes replaced; null takes an attribute or a whole asset away."""
    out = dict(assets)
    for address, edit in edits.items():
        if edit is None:
            out.pop(address)
        else:
            merged = {**out.get(address, {}), **edit}
            out[address] = {name: value for name, value in merged.items() if value is not None}
    return out


def sides(case: Mapping[str, Any]) -> tuple[Org, Org]:
    base = yaml.safe_load((HERE / "org.yaml").read_bytes())
    before = patched(base, case.get("before", {}))
    after = org_of(patched(before, case["change"]))
    gone = [] if case.get("unmanaged") else [name for name, edit in case["change"].items() if edit is None]
    return org_of(before), replace(after, removed=tuple(Tombstone(Address(name), "Done.") for name in gone))


@pytest.mark.parametrize("file", CASES, ids=[file.stem for file in CASES])
def test_a_change_has_the_effects_of_its_case(file: Path) -> None:
    """
    Each case is a promise to an admin: this change is shown as this grave, for this reason, and reaches these assets.
    """
    case = yaml.safe_load(file.read_bytes())
    before, after = sides(case)
    address = Address(case.get("asset", next(iter(case["change"]))))

    today = date.fromisoformat(case["today"]) if "today" in case else None
    found = impact(diff(before, after), before, after, today=today)[address]

    names = sorted({effect.name for effect in found.effects}, key=EFFECTS.index, reverse=True)
    assert names == case["effects"], "\n".join([case["why"], *(f"{e.name}: {e.reason}" for e in found.effects)])
    gravest = " | ".join(effect.reason for effect in found.effects if effect.name == names[0])
    for words in case.get("because", []):
        assert words in gravest, case["why"]
    if "affected" in case:
        assert [str(one.address) for one in found.affected] == case["affected"], case["why"]
    if "owners" in case:
        assert [str(owner) for owner in found.owners] == case["owners"], case["why"]


def test_there_is_a_case_for_every_effect_class() -> None:
    """
    No class of the scale is without an example of what it is for.
    """
    worst = {yaml.safe_load(file.read_bytes())["effects"][0] for file in CASES}

    assert worst == set(EFFECTS)
    assert len(CASES) >= 35
