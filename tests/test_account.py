"""What a plan remembers of the files it was made from."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mapconfig.account import commit
from mapconfig.read.revision import Revision
from mapconfig.read.tree import Tree
from mapconfig.workspace import Workspace

LIST = "kind: list\nkey: customers\ntitle: Customers\ncriteria:\n  - account.type is Customer\n"


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@drip-ventures.example"]
    said = subprocess.run(["git", "-C", str(root), *who, *words], capture_output=True, text=True, check=True)
    return said.stdout.strip()


@pytest.fixture(params=["sha1", "sha256"])
def org(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "mapconfig.yaml").write_text("name: Drip\n", encoding="utf-8")
    (tmp_path / "customers.yaml").write_text(LIST, encoding="utf-8")
    git(tmp_path, "init", "-q", f"--object-format={request.param}")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Begin")
    return tmp_path


def test_a_plan_of_committed_files_names_their_commit(org: Path) -> None:
    """
    Whoever asks later what was applied finds the very files.
    """
    assert commit(Workspace(org)) == git(org, "rev-parse", "HEAD")
    assert Revision(org, "HEAD").has_the_files_of(Tree(org))


def test_files_that_say_the_same_in_another_writing_are_those_of_the_commit(org: Path) -> None:
    """
    Comments and spaces that are not committed yet make no other plan.
    """
    (org / "customers.yaml").write_text("# Everybody who pays.\n" + LIST, encoding="utf-8")

    assert not Revision(org, "HEAD").has_the_files_of(Tree(org))
    assert commit(Workspace(org)) == git(org, "rev-parse", "HEAD")


@pytest.mark.parametrize("edit", ["changed", "added", "deleted"])
def test_files_that_say_something_else_are_marked(org: Path, edit: str) -> None:
    """
    A plan of files that nobody can look up says so.
    """
    if edit == "changed":
        (org / "customers.yaml").write_text(LIST.replace("is Customer", "is Partner"), encoding="utf-8")
    elif edit == "added":
        (org / "more.yaml").write_text(LIST.replace("customers", "more"), encoding="utf-8")
    else:
        (org / "customers.yaml").unlink()

    assert not Revision(org, "HEAD").has_the_files_of(Tree(org))
    assert commit(Workspace(org)) == git(org, "rev-parse", "HEAD") + "+"


def test_files_that_cannot_be_read_are_not_taken_for_those_of_the_commit(org: Path) -> None:
    """
    A link in the place of a file is a difference, wherever it leads to.
    """
    (org / "customers.yaml").rename(org / ".kept")
    (org / "customers.yaml").symlink_to(".kept")

    assert not Revision(org, "HEAD").has_the_files_of(Tree(org))


def test_outside_git_there_is_no_commit(tmp_path: Path) -> None:
    """
    An org needs no repository to be planned and applied.
    """
    (tmp_path / "mapconfig.yaml").write_text("name: Drip\n", encoding="utf-8")

    assert commit(Workspace(tmp_path)) == ""
