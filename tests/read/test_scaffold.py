"""What a person may rely on in the files that a new org begins with."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.check import check
from mapconfig.finding import Severity
from mapconfig.graph import Graph
from mapconfig.read.formatting import fmt
from mapconfig.read.org import Reading, read_org
from mapconfig.read.scaffold import SCHEMAS, scaffold
from mapconfig.read.schema import is_valid
from mapconfig.read.tree import Tree
from mapconfig.read.yaml import load
from mapconfig.testing.build import kinds

TODAY = date(2026, 11, 22)


@pytest.fixture
def org(tmp_path: Path) -> Path:
    for name, text in scaffold("Example Ltd", TODAY).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def reading(org: Path) -> Reading:
    return read_org(Tree(org), kinds())


@pytest.mark.parametrize("today", [TODAY, date(2024, 2, 29), date(2026, 12, 31)])
def test_a_new_org_validates_without_a_single_finding(org: Path, today: date) -> None:
    """
    Neither reading nor any rule has a word to say, so the first finding is about the first edit.
    """
    found = reading(org)

    assert found.findings == ()
    assert [one for one in check(found.org, Graph.of(found.org), TODAY) if one.severity is not Severity.OFF] == []
    assert len(scaffold("x", today)) > 20


def test_a_new_org_has_the_three_habits(org: Path) -> None:
    """
    A master list that others build on, a list that every e-mail leaves alone, and a change record that covers it all.
    """
    found = reading(org).org

    assert found["list/customers"].attributes["protected"] is True
    assert found["email/newsletter"].attributes["suppress"] == ["list/fatigue", "list/not-mailable"]
    assert found.settings.fatigue == ("list/fatigue",)
    (record,) = found.changes
    assert (record.id, record.date, set(record.covers)) == ("CHG-2026-001", "2026-11-22", set(found))


def test_a_new_org_is_written_in_the_one_way(org: Path) -> None:
    """
    `fmt` has nothing to do.
    """
    for path in org.rglob("*.yaml"):
        assert fmt(path.read_bytes(), kinds()).decode() == path.read_text(encoding="utf-8"), path


def test_the_editor_finds_a_schema_for_every_file_and_accepts_it(org: Path) -> None:
    """
    Hover help and completion work for whoever opens the folder, and nothing in it is underlined.
    """
    said = json.loads((org / ".vscode/settings.json").read_text())["yaml.schemas"]
    helped = set()
    for schema, patterns in said.items():
        loaded = json.loads((org / schema).read_text(encoding="utf-8"))
        assert loaded["description"]
        for path in (path for pattern in patterns for path in org.glob(pattern)):
            for document in load(path.read_bytes(), "")[0]:
                assert is_valid(loaded, document), path
            helped.add(path)

    assert helped == {path for path in org.rglob("*.yaml") if ".vscode" not in path.parts}
    assert {Path(schema).name.partition(".")[0] for schema in said} == {*kinds(), "mapconfig", "change", "removed"} - {
        "crm-field"
    }
    assert sorted(path.name for path in (org / SCHEMAS).iterdir()) == sorted(Path(schema).name for schema in said)


def test_the_workflow_is_pinned_and_may_do_nothing_but_read(org: Path) -> None:
    """
    Somebody who checks workflows for a living finds nothing in it.
    """
    workflow = org / ".github/workflows/mapconfig.yml"
    text = workflow.read_text()

    (loaded,), _ = load(text.encode(), "")
    assert loaded["permissions"] == {}
    assert loaded["jobs"]["validate"]["permissions"] == {"contents": "read"}
    assert all(
        re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in loaded["jobs"]["validate"]["steps"] if "uses" in step
    )
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    assert zizmor is not None
    done = subprocess.run([zizmor, "--offline", "--quiet", str(workflow)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_uses_the_actions_that_this_project_uses(org: Path) -> None:
    """
    They are renewed in one place.
    """
    own = (Path(__file__).parents[2] / ".github/workflows/ci.yml").read_text()
    pattern = re.compile(r"uses: (\S+@[0-9a-f]{40} # \S+)")

    assert set(pattern.findall((org / ".github/workflows/mapconfig.yml").read_text())) <= set(pattern.findall(own))


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_name_is_a_name(name: str) -> None:
    """
    Quotes, colons and emoji included.
    """
    (loaded,), findings = load(scaffold(name, TODAY)["mapconfig.yaml"].encode(), "")

    assert (loaded["name"], findings) == (name, [])
