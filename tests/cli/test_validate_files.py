"""`mapconfig validate FILE...`: only what is wrong in these files, of an org that is read as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.program import inside, replace, small, write
from tests.record.repository import Git


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small org, broken in two files, as the current directory."""
    root = small(tmp_path / "org")
    replace(root / "lists/french.yaml", "country", "county")
    write(root, {"lists/deep/more.yaml": "kind: list\nkey: more\ntitle: More\nextends: list/nowhere\n"})
    monkeypatch.chdir(root)
    return root


def files_of(*words: str) -> tuple[int, set[str]]:
    """The exit code, and the files in which errors are shown."""
    done = inside("validate", *words, "--format", "json")
    rows = json.loads(done.out)["findings"]
    return done.code, {row["file"] for row in rows if row["severity"] == "error"}


def test_only_the_findings_in_the_files_are_shown_and_count(org: Path) -> None:
    """What is wrong elsewhere is neither shown nor a reason to fail."""
    assert files_of() == (3, {"lists/french.yaml", "lists/deep/more.yaml"})
    assert files_of("lists/french.yaml") == (3, {"lists/french.yaml"})
    assert files_of("lists/all.yaml") == (0, set())
    assert files_of("lists/all.yaml", "lists/deep/more.yaml") == (3, {"lists/deep/more.yaml"})
    assert files_of("lists") == files_of(".") == files_of()


def test_a_folder_stands_for_what_is_below_it(org: Path) -> None:
    """And not for what merely begins alike."""
    write(org, {"lists/deeper.yaml": "kind: list\nkey: deeper\nextends: list/nowhere\n"})

    assert files_of("lists/deep") == (3, {"lists/deep/more.yaml"})


def test_a_reference_to_another_file_is_seen(org: Path) -> None:
    """The org is read as a whole: whether a name exists does not depend on which files were named."""
    write(org, {"lists/fine.yaml": "kind: list\nkey: fine\ntitle: Fine\nextends: list/all\n"})

    assert files_of("lists/fine.yaml") == (0, set())


def test_the_document_says_what_it_was_limited_to(org: Path) -> None:
    """Nobody takes a part for the whole; counts and pages are those of the part."""
    said = json.loads(inside("validate", "lists/all.yaml", "lists/french.yaml", "--format", "json").out)

    assert said["only"] == ["lists/all.yaml", "lists/french.yaml"]
    assert said["counts"]["error"] == 1
    assert set(said["codes"]) == {row["code"] for row in said["findings"]}
    assert said["assets"] > 2
    assert "checked, 1 file shown: " in inside("validate", "lists/french.yaml").out
    assert "only" not in json.loads(inside("validate", "--format", "json").out)


def test_a_file_is_named_from_where_one_stands(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell completes it, with any org."""
    monkeypatch.chdir(org / "lists")
    assert files_of("french.yaml") == (3, {"lists/french.yaml"})
    assert files_of("../lists/deep/more.yaml") == (3, {"lists/deep/more.yaml"})
    monkeypatch.chdir(org.parent)
    assert files_of("-C", "org", "org/lists/french.yaml") == (3, {"lists/french.yaml"})
    assert files_of("-C", "org", str(org / "lists/french.yaml")) == (3, {"lists/french.yaml"})


def test_a_file_that_is_not_there_or_not_in_the_org_is_told(org: Path) -> None:
    """A slip of the name must not look like a file without findings."""
    missing, outside = inside("validate", "lists/frensh.yaml"), inside("validate", "../elsewhere.yaml")

    assert (missing.code, outside.code) == (64, 64)
    assert "There is no file lists/frensh.yaml" in missing.err
    assert "../elsewhere.yaml is not in the org" in outside.err


def test_at_a_revision_the_file_need_not_be_there_any_more(org: Path) -> None:
    """It was there then."""
    git = Git(org)
    git.commit("Begin")
    (org / "lists/french.yaml").unlink()

    assert files_of("--at", "HEAD", "lists/french.yaml") == (3, {"lists/french.yaml"})


def test_annotations_name_files_from_the_top_of_the_repository(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An org in a folder of a repository: GitHub shows a finding beside its line only under the whole path."""
    alone = inside("validate", "--format", "github").out
    assert "file=lists/french.yaml," in alone

    Git(org.parent)
    beside = inside("validate", "--format", "github").out
    sarif = inside("validate", "--format", "sarif").out

    assert beside == alone.replace(" file=", " file=org/")
    assert '"uri": "org/lists/french.yaml"' in sarif
    assert "org/lists/french.yaml" not in inside("validate").out

    monkeypatch.setenv("PATH", "")
    assert inside("validate", "--format", "github").out == alone
