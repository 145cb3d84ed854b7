"""What keeps a person from agreeing to something, or losing something, by a slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import YES, inside, small


@pytest.fixture
def org(tmp_path: Path) -> Path:
    return small(tmp_path / "org")


def test_an_org_with_errors_is_not_planned(org: Path) -> None:
    """
    What `validate` calls an error stops a plan, with its place; accepting effects does not get around it.
    """
    path = org / "journeys" / "welcome.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("list/french", "list/frnch"), encoding="utf-8")

    ran = inside("plan", "--org", str(org), "--out", str(org / "plan.json"), *YES)

    assert ran.code == 3
    assert "journeys/welcome.yaml:7:7 MC101" in ran.err
    assert "neither planned nor applied" in ran.err
    assert not (org / "plan.json").exists()


def test_an_org_that_got_errors_since_is_not_applied(org: Path) -> None:
    """
    The plan may be fine; the files are not any more.
    """
    plan = org / "plan.json"
    assert inside("plan", "--org", str(org), "--out", str(plan), *YES).code == 0
    path = org / "journeys" / "welcome.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("list/french", "list/frnch"), encoding="utf-8")

    assert inside("apply", str(plan), "--org", str(org)).code == 3


def test_a_slip_in_a_yes_is_told(org: Path) -> None:
    """
    A guard that does not exist, an asset that does not exist, and a yes that nothing asks for.
    """
    where = ("--org", str(org))

    guard = inside("plan", *where, "--accept", "sendz:journey/welcome", "--because", "x")
    asset = inside("plan", *where, "--overwrite", "list/frensh")
    idle = inside("plan", *where, *YES, "--accept", "freeze", "--because", "x")

    assert (guard.code, asset.code) == (64, 64)
    assert "Did you mean sends?" in guard.err
    assert "Did you mean list/french?" in asset.err
    assert "--accept freeze answers nothing that this plan asks" in idle.err


def test_a_plan_replaces_a_plan_and_nothing_else(org: Path) -> None:
    """
    An asset's file, a link and a directory survive a slip in --out; an older plan is replaced.
    """
    where = ("--org", str(org), *YES)
    asset = org / "lists" / "all.yaml"
    before = asset.read_bytes()
    link = org / "link.json"
    link.symlink_to(asset)
    plan = org / "plan.json"

    codes = [inside("plan", *where, "--out", str(target)).code for target in (asset, link, org / "lists", plan, plan)]

    assert codes == [64, 64, 64, 0, 0]
    assert asset.read_bytes() == before
    assert link.is_symlink()


def test_verified_is_not_said_of_what_somebody_else_changed(org: Path) -> None:
    """
    An apply that leaves another person's change in place says so.
    """
    where = ("--org", str(org))
    plan = str(org / "plan.json")
    inside("plan", *where, "--out", plan, *YES)
    inside("apply", plan, *where)
    inside("platform", "edit", "email/hello", "subject", "HACK", "--who", "bob", *where)
    path = org / "lists" / "old.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Old list", "Older list"), encoding="utf-8")
    inside("plan", *where, "--out", plan)

    ran = inside("apply", plan, *where)

    assert ran.code == 0
    assert "Somebody else changed 1 asset on the platform" in ran.err
    assert "the platform is as the files say" not in ran.err
