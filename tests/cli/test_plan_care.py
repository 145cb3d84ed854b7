"""What keeps a person from agreeing to something, or losing something, by a slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import YES, inside, small


@pytest.fixture
def org(tmp_path: Path) -> Path:
    return small(tmp_path / "org")


def test_an_error_stops_the_plan_of_the_asset_that_has_it(org: Path) -> None:
    """
    What `validate` calls an error is a question of its own: a yes to effects does not get around it.
    """
    path = org / "journeys" / "welcome.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("list/french", "list/frnch"), encoding="utf-8")
    plan = str(org / "plan.json")

    ran = inside("plan", "--org", str(org), "--out", plan, *YES)

    assert ran.code == 4
    assert "invalid:journey/welcome: journey/welcome has an error: MC101" in ran.out
    assert inside("apply", plan, "--org", str(org)).code == 4


def test_an_error_elsewhere_stops_nothing(org: Path) -> None:
    """
    An org that grew on a platform for years has errors; what a plan does not touch does not hold it up.
    """
    plan = str(org / "plan.json")
    inside("plan", "--org", str(org), "--out", plan, *YES)
    inside("apply", plan, "--org", str(org))
    inside("platform", "edit", "journey/welcome", "entry", '{"lists": ["list/gone"]}', "--org", str(org))
    assert inside("import", "journey/welcome", "--org", str(org)).code == 0
    assert inside("validate", "--org", str(org)).code == 3
    path = org / "lists" / "old.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Old list", "Older list"), encoding="utf-8")

    ran = inside("plan", "--org", str(org), "--detailed-exitcode")

    assert ran.code == 2, ran.all


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
