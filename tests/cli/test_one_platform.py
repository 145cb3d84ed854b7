"""One platform, one environment: two records of one platform would undo each other's work."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import YES, inside, replace, settled, small


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org, applied to its default environment."""
    return settled(small(tmp_path / "org"), tmp_path / "first.json")


def test_settings_that_lead_to_one_platform_twice_are_refused(org: Path, tmp_path: Path) -> None:
    """By validate at their line, and by whatever would act on either; the platform hears nothing."""
    replace(org / "mapconfig.yaml", ".mapconfig/staging.sqlite3", ".mapconfig/platform.sqlite3")
    before = inside("platform", "log", "-C", str(org)).out

    found = inside("validate", "-C", str(org))
    refused = [
        inside("plan", "-C", str(org), "-e", "staging"),
        inside("apply", str(tmp_path / "first.json"), "-C", str(org)),
    ]

    assert found.code == 3
    assert "mapconfig.yaml:6" in found.out and "MC031" in found.out
    assert "The environments local and staging are the same platform (.mapconfig/platform.sqlite3)" in found.out
    assert "environments.staging.settings.file" in found.out
    for each in refused:
        assert each.code == 3 and "are the same platform" in each.err
    assert inside("platform", "log", "-C", str(org)).out == before


def test_a_platform_that_another_environment_manages_is_refused(org: Path, tmp_path: Path) -> None:
    """Also where the settings do not show it: the record of each environment keeps which platform it is about. Every
    command that would write or plan says whose it is; looking is allowed."""
    (org / ".mapconfig/staging.sqlite3").symlink_to("platform.sqlite3")

    tried = [
        inside("plan", "-C", str(org), "-e", "staging", "--out", str(tmp_path / "plan.json"), *YES),
        inside("adopt", "--all", "-C", str(org), "-e", "staging"),
    ]

    for each in tried:
        assert each.code == 1, each.all
        assert "which is that of the environment local" in each.err
        assert "environments.staging.settings" in each.err
    assert not (tmp_path / "plan.json").exists()
    assert inside("plan", "-C", str(org), "--detailed-exitcode").code == 0
    assert inside("drift", "-C", str(org), "-e", "staging").code == 0
