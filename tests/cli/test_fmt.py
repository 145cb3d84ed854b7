"""`mapconfig fmt`: one way of writing, and nothing lost on the way to it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.cli.program import example, inside, program, replace, small

MESSY = """\
# Who we write to.
kind:   list
key: "messy"
title:    'A messy list'   # as it is called
owner: team/ops
criteria:
    all:
    -   industry   is   Wine
"""


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org, in the canonical form, and one file that is not."""
    root = small(tmp_path / "org")
    assert inside("fmt", "-C", str(root)).code == 0
    (root / "lists/messy.yaml").write_text(MESSY)
    return root


def test_files_get_the_one_form_and_keep_comments(org: Path) -> None:
    """Spaces, quotes and criteria are put in order; the comments stay beside what they stood beside."""
    done = inside("fmt", "-C", str(org))

    assert (done.code, done.out) == (0, "lists/messy.yaml\n")
    assert "1 of 10 files changed" in done.err
    text = (org / "lists/messy.yaml").read_text()
    assert "# Who we write to." in text
    assert "# as it is called" in text
    assert "  - industry is Wine\n" in text


def test_a_second_run_finds_nothing(org: Path) -> None:
    """The form is a fixed point."""
    inside("fmt", "-C", str(org))
    before = (org / "lists/messy.yaml").stat().st_mtime_ns

    done = inside("fmt", "-C", str(org))

    assert (done.code, done.out) == (0, "")
    assert (org / "lists/messy.yaml").stat().st_mtime_ns == before


def test_check_names_files_and_changes_nothing(org: Path) -> None:
    """For CI: exit code 3 while any file is otherwise."""
    done = inside("fmt", "-C", str(org), "--check")

    assert (done.code, done.out) == (3, "lists/messy.yaml\n")
    assert "1 of 10 files would be changed" in done.err
    assert (org / "lists/messy.yaml").read_text() == MESSY
    inside("fmt", "-C", str(org))
    assert inside("fmt", "-C", str(org), "--check").code == 0


def test_diff_is_what_a_run_would_do(org: Path, tmp_path: Path) -> None:
    """`fmt --diff` prints a patch, changes nothing, and applying the patch is the run itself."""
    done = inside("fmt", "-C", str(org), "--diff")

    assert done.code == 0
    assert (org / "lists/messy.yaml").read_text() == MESSY
    assert "--- a/lists/messy.yaml" in done.out
    patch = tmp_path / "fmt.patch"
    patch.write_text(done.out)
    subprocess.run(["git", "apply", "--unsafe-paths", str(patch)], cwd=org, check=True)
    assert inside("fmt", "-C", str(org), "--check").code == 0


def test_a_missing_line_end_is_shown(org: Path) -> None:
    """A last line without an end is a difference that a patch can say."""
    (org / "lists/messy.yaml").write_text("kind: list\nkey: messy\ntitle: Messy")

    done = inside("fmt", "-C", str(org), "--diff")

    assert "\\ No newline at end of file" in done.out


def test_diff_and_check_together_fail_on_a_difference(org: Path) -> None:
    """A CI job shows the patch and stops."""
    assert inside("fmt", "-C", str(org), "--diff", "--check").code == 3


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_formatted(org: Path) -> None:
    """One broken file stops none of the others, and is left as it is."""
    broken = "kind: list\nkey: [broken\n"
    (org / "lists/broken.yaml").write_text(broken)

    done = inside("fmt", "-C", str(org))

    assert done.code == 3
    assert done.out == "lists/messy.yaml\n"
    assert "lists/broken.yaml:" in done.err
    assert (org / "lists/broken.yaml").read_text() == broken
    assert (org / "lists/messy.yaml").read_text() != MESSY


def test_a_link_is_not_followed(org: Path, tmp_path: Path) -> None:
    """A file outside the org is not formatted through a link in it, whichever way it is named."""
    outside = tmp_path / "outside.yaml"
    outside.write_text(MESSY)
    (org / "lists/link.yaml").symlink_to(outside)

    for words in ([], [str(org / "lists/link.yaml")]):
        done = inside("fmt", "-C", str(org), *words)
        assert done.code == 3
        assert "lists/link.yaml" in done.err
        assert outside.read_text() == MESSY


def test_a_file_that_cannot_be_written_in_another_way_is_named(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A result that would mean something else is never written."""
    from mapconfig.read import formatting

    monkeypatch.setattr(formatting, "same", lambda one, other: False)

    done = inside("fmt", "-C", str(org), str(org / "lists/messy.yaml"))

    assert done.code == 3
    assert "without a change of its meaning" in done.err
    assert (org / "lists/messy.yaml").read_text() == MESSY


@pytest.mark.parametrize("given", ["lists", "lists/messy.yaml", "./lists/../lists/messy.yaml", "."])
def test_files_and_folders_can_be_named_from_here_and_from_the_org(
    org: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path counts from where one stands, else from the org's directory."""
    monkeypatch.chdir(org)
    assert inside("fmt", "--check", given).out == "lists/messy.yaml\n"
    monkeypatch.chdir(org.parent)
    assert inside("fmt", "-C", "org", "--check", f"org/{given}").out == "lists/messy.yaml\n"
    if given != ".":
        assert inside("fmt", "-C", "org", "--check", given).out == "lists/messy.yaml\n"


def test_other_files_than_those_named_stay(org: Path) -> None:
    """FILES limits what is touched."""
    done = inside("fmt", "-C", str(org), str(org / "teams"))

    assert (done.code, done.out) == (0, "")
    assert (org / "lists/messy.yaml").read_text() == MESSY


def test_a_path_without_yaml_is_refused(org: Path) -> None:
    """A misspelt name is no silent success."""
    done = inside("fmt", "-C", str(org), "lists/mesy.yaml")

    assert done.code == 64
    assert "lists/mesy.yaml is no YAML file of the org" in done.err


def test_the_mode_of_a_file_stays(org: Path) -> None:
    """A file that a group may write is one afterwards too, whatever the umask."""
    path = org / "lists/messy.yaml"
    path.chmod(0o664)
    before = os.umask(0o077)
    try:
        inside("fmt", "-C", str(org))
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o664


def test_the_example_org_means_the_same_afterwards(tmp_path: Path) -> None:
    """Formatting changes no finding and nothing that a plan would see."""
    root = example(tmp_path / "org")
    file = root / "lists/customers.yaml"
    replace(file, "title: ", "title:     ")

    before = inside("validate", "-C", str(root), "--cold", "--format", "json").out
    assert inside("fmt", "-C", str(root)).out == "lists/customers.yaml\n"

    assert inside("validate", "-C", str(root), "--cold", "--format", "json").out == before


def test_it_works_as_a_program(org: Path) -> None:
    """From the org's own directory, as people call it."""
    done = program("fmt", "--check", cwd=org)

    assert (done.code, done.out) == (3, "lists/messy.yaml\n")
