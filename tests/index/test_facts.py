"""What the file system says of files is enough to tell that something has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mapconfig.index.facts import facts, line_of, moved, racy


def paths(lines: list[str]) -> list[str]:
    return [line.partition("\t")[0] for line in lines]


def test_every_file_that_is_not_hidden_has_a_line(tmp_path: Path) -> None:
    """
    Files in folders too; a repository below the org is noticed, and what is hidden is not looked at.
    """
    for name in ("a.yaml", "b/c.yaml", ".hidden", "b/.git/config", ".git/config"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    assert paths(facts(str(tmp_path))) == ["a.yaml", "b/.git", "b/c.yaml"]


def test_a_folder_that_is_gone_has_a_line_that_says_so(tmp_path: Path) -> None:
    """
    Not to be let in is a fact like any other, and differs from what was there.
    """
    (line,) = facts(str(tmp_path / "nothing"))

    assert line.startswith("/\tcannot be read")
    assert racy([line], 0) == []


def test_whatever_is_done_to_a_file_moves_its_line(tmp_path: Path) -> None:
    """
    An edit, a new file, a deletion: each is found, with the line now.
    """
    for name in ("edited", "gone", "same"):
        (tmp_path / name).write_text("x")
    before = facts(str(tmp_path))
    (tmp_path / "edited").write_text("longer")
    (tmp_path / "gone").unlink()
    (tmp_path / "new").write_text("x")

    after = facts(str(tmp_path))

    assert moved(before, after) == {
        "edited": line_of(after, "edited"),
        "gone": None,
        "new": line_of(after, "new"),
    }
    assert line_of(after, "gone") is None
    assert line_of(after, "zz") is None


@pytest.mark.parametrize(("age", "expected"), [(10, []), (0, ["a"])])
def test_a_file_that_was_just_written_is_in_doubt(tmp_path: Path, age: int, expected: list[str]) -> None:
    """
    It may be written again within the same tick of the clock.
    """
    (tmp_path / "a").write_text("x")
    stamp = (tmp_path / "a").stat().st_ctime_ns

    assert racy(facts(str(tmp_path)), stamp + age * 1_000_000_000) == expected
