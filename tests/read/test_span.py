"""Two revisions in one word."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.sources import commit, git

from mapconfig.errors import InputError, UsageError
from mapconfig.read.revision import resolve
from mapconfig.read.span import ends, parting, sides


@pytest.fixture
def parted(tmp_path: Path) -> Path:
    """A repository in which main and topic have gone their ways from a commit that is tagged."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    for branch, name in (("main", "first"), ("topic", "there"), ("main", "here")):
        if name != "first":
            git(tmp_path, "checkout", "--quiet", *(["-b"] if branch == "topic" else []), branch)
        (tmp_path / name).write_text(name, encoding="utf-8")
        commit(tmp_path)
        if name == "first":
            git(tmp_path, "tag", "parting")
    return tmp_path


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("main..topic", ("main", "topic")),
        ("..topic", ("HEAD", "topic")),
        ("main..", ("main", None)),
        ("..", ("HEAD", None)),
        ("main", None),
        ("v1.0", None),
    ],
)
def test_two_dots_are_between_two_revisions(tmp_path: Path, span: str, expected: tuple[str, str | None] | None) -> None:
    """What is left out at the beginning is HEAD."""
    assert ends(tmp_path, span) == expected


@pytest.mark.parametrize(("span", "end"), [("main...topic", "topic"), ("...topic", "topic"), ("topic...", None)])
def test_three_dots_begin_where_the_two_parted(parted: Path, span: str, end: str | None) -> None:
    """As `git diff` has it, so that what only main got since is nobody's change."""
    assert ends(parted, span) == (resolve(parted, "parting"), end)


def test_where_two_branches_parted_has_a_name_that_people_know() -> None:
    """Nobody typed its hash, and nobody knows it."""
    commit = "0123456789abcdef" * 2 + "01234567"

    assert parting("main...topic", commit) == "main at 0123456789 (where topic left it)"
    assert parting("...topic", commit) == "HEAD at 0123456789 (where topic left it)"
    assert parting("main..topic", commit) is None
    assert parting("main", commit) is None


def test_three_dots_need_two_revisions_that_are_there(parted: Path) -> None:
    """A revision that is mistyped is named, without the dots."""
    with pytest.raises(InputError, match='"tropic"'):
        ends(parted, "main...tropic")


def test_two_sides_are_two_words_or_a_span(parted: Path) -> None:
    """One word alone is compared with the files as they are; a span leaves no room for another word."""
    assert sides(parted, "main", "topic") == ("main", "topic")
    assert sides(parted, "main", None) == ("main", None)
    assert sides(parted, "main..", None) == ("main", "HEAD")
    assert sides(parted, "main...topic", None) == (resolve(parted, "parting"), "topic")
    with pytest.raises(UsageError, match="topic is one too many"):
        sides(parted, "main..topic", "topic")
