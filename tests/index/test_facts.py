"""What the file system says of files is enough to tell that something has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapconfig.index.facts import Facts, facts, files, moved, of, racy


def paths(found: Facts) -> list[str]:
    return sorted(path for path, _ in files(found))


def test_every_file_that_is_not_hidden_has_facts(tmp_path: Path) -> None:
    """
    Files in folders too; a repository below the org is noticed, and what is hidden is not looked at.
    """
    for name in ("a.yaml", "b/c.yaml", ".hidden", "b/.git/config", ".git/config"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    assert paths(facts(str(tmp_path))) == ["a.yaml", "b/.git", "b/c.yaml"]
    assert paths(facts(str(tmp_path), without=("b",))) == ["a.yaml"]


def test_a_folder_that_is_gone_has_a_fact_that_says_so(tmp_path: Path) -> None:
    """
    Not to be let in is a fact like any other, and differs from what was there.
    """
    found = facts(str(tmp_path / "nothing"))
    ((path, fact),) = files(found)

    assert path == ""
    assert fact.startswith("cannot be read")
    assert racy(files(found), 0) == []


def test_whatever_is_done_to_a_file_changes_its_facts(tmp_path: Path) -> None:
    """
    An edit, a new file, a deletion, and a name with a line end in it: each is found, with the fact now.
    """
    for folder in (tmp_path, tmp_path / "below"):
        folder.mkdir(exist_ok=True)
        for name in ("edited", "gone", "same", "two\nlines"):
            (folder / name).write_text("x")
    before = facts(str(tmp_path))
    (tmp_path / "below" / "edited").write_text("longer")
    (tmp_path / "gone").unlink()
    (tmp_path / "new").write_text("x")
    (tmp_path / "two\nlines").write_text("longer")

    after = facts(str(tmp_path))

    wanted = ("below/edited", "gone", "new", "two\nlines")
    assert moved(before, after) == of(after, wanted)
    assert [path for path, fact in of(after, wanted).items() if fact is None] == ["gone"]
    assert moved(after, after) == {}
    assert of(after, ["nothing/zz"]) == {"nothing/zz": None}


@pytest.mark.parametrize(("age", "expected"), [(10, []), (0, ["a"])])
def test_a_file_that_was_just_written_is_in_doubt(tmp_path: Path, age: int, expected: list[str]) -> None:
    """
    It may be written again within the same tick of the clock.
    """
    (tmp_path / "a").write_text("x")
    stamp = (tmp_path / "a").stat().st_ctime_ns

    assert racy(files(facts(str(tmp_path))), stamp + age * 1_000_000_000) == expected
