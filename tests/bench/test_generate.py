"""The orgs that the benchmark measures: sound, the same each time, and of the size they say."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from bench import generate
from mapconfig.check import check
from mapconfig.graph import Graph
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree

ASSETS = 400


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return generate.build(ASSETS)


def test_a_made_org_has_nothing_wrong_with_it(files: dict[str, str], tmp_path: Path) -> None:
    """
    What is measured is an org as a careful team has it: findings would cost time that nobody else pays.
    """
    generate.write(tmp_path, files)

    reading = read_org(Tree(tmp_path))
    findings = check(reading.org, Graph.of(reading.org), date(2026, 11, 22), read=reading.findings)

    assert findings == ()


def test_a_made_org_has_the_size_and_the_kinds_it_says(files: dict[str, str], tmp_path: Path) -> None:
    """
    Figures for 400 assets are about 400 assets of all kinds, of the length that assets have.
    """
    generate.write(tmp_path, files)

    org = read_org(Tree(tmp_path)).org

    assert len(org) == ASSETS
    assert {asset.kind for asset in org.values()} == set(org.kinds) - {"crm-field"}
    lines = [text.count("\n") for name, text in files.items() if name != "mapconfig.yaml"]
    assert 35 <= sum(lines) / len(lines) <= 50
    assert 1_200 <= sum(map(len, files.values())) / len(lines) <= 1_600
    edges = list(Graph.of(org).edges())
    assert len(edges) >= 6 * ASSETS


def test_the_same_seed_makes_the_same_bytes_and_another_one_others(files: dict[str, str]) -> None:
    """
    Two runs of the benchmark, on any two machines, measure the same org.
    """
    assert generate.build(ASSETS) == files
    assert generate.build(ASSETS, seed=8) != files


def test_a_change_touches_as_many_files_as_it_says_and_leaves_them_sound(files: dict[str, str], tmp_path: Path) -> None:
    """
    The second revision differs from the first in five files, and is an org without findings too.
    """
    changed = generate.change(files, 5)
    generate.write(tmp_path, {**files, **changed})

    reading = read_org(Tree(tmp_path))

    assert len(changed) == 5
    assert all(files[name] != text for name, text in changed.items())
    assert reading.findings == ()


def test_a_repository_has_the_two_revisions_that_are_compared(tmp_path: Path) -> None:
    """
    `before` and `after` can be named, and git sees just the five files between them.
    """
    generate.repository(tmp_path, 200, 5)

    git = ["git", "-C", str(tmp_path)]
    names = subprocess.run([*git, "diff", "--name-only", "before", "after"], capture_output=True, text=True, check=True)
    status = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=True)

    assert len(names.stdout.split()) == 5
    assert status.stdout == ""
