"""Two revisions compared by way of the index: the same as comparing them whole."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mapconfig.errors import InputError
from mapconfig.finding import Severity
from mapconfig.impact.comparison import Comparison
from mapconfig.impact.comparison import compare as compare_whole
from mapconfig.index import compare as module
from mapconfig.index import facts
from mapconfig.index.build import build
from mapconfig.index.compare import compare, compare_files
from mapconfig.index.store import PLACE, place
from mapconfig.index.verdict import NAME, verdict
from mapconfig.read.org import read_org
from mapconfig.read.revision import Revision
from mapconfig.read.tree import Tree
from mapconfig.report.changes import document
from tests.index.edits import EDITS, change, narrow_a_list, put, rename_a_list
from tests.read.sources import commit, git

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 22)


@pytest.fixture(params=["", "config/org"])
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """The example org in a repository, at its top or deep inside, and an empty cache."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    monkeypatch.setattr(facts, "RACY", 0)  # the copy is only moments old, and would be read again as a whole
    top = tmp_path / "repository"
    root: Path = top / str(request.param)
    shutil.copytree(ROOT / "org-config", root, ignore=shutil.ignore_patterns(".mapconfig"))
    git(top, "init", "--quiet", "--initial-branch=main")
    commit(root)
    return root


#: For what does not depend on where the org lies in its repository.
at_the_top = pytest.mark.parametrize("org", [""], indirect=True)


def whole(root: Path, before: str, after: str) -> dict[str, Any] | None:
    """What reading both revisions says; None where one of them has errors."""
    sides = [read_org(Revision(root, each)) for each in (before, after)]
    if any(finding.severity is Severity.ERROR for side in sides for finding in side.findings):
        return None
    return told(compare_whole(sides[0].org, sides[1].org))


def told(found: Comparison) -> dict[str, Any]:
    return document(found.changes, found.impacts, found.after)


def by_index(root: Path, before: str, after: str) -> dict[str, Any] | None:
    return compare(str(root), before, after, DAY, told)


def index(root: Path) -> Path:
    where = place(str(root))
    assert where is not None
    return Path(where) / "commit.sqlite3"


# Things that people do between two commits, beside those of tests/index/edits.py.


def edit_a_side_file_alone(root: Path) -> None:
    for path in sorted((root / "emails").rglob("*.html"))[:1]:
        path.write_text(path.read_text(encoding="utf-8") + "<p>More.</p>\n", encoding="utf-8")


def move_with_its_key(root: Path) -> None:
    path = root / "lists" / "customers.yaml"
    if path.exists():
        text = path.read_text(encoding="utf-8").replace("key: customers\n", "key: clients\nrenamed_from: customers\n")
        path.unlink()
        put(root, "lists/clients.yaml", text)


def take_a_record_twice(root: Path) -> None:
    for path in sorted((root / "changes").rglob("*.yaml"))[:1]:
        put(root, "changes/2026/again.yaml", path.read_text(encoding="utf-8"))


def link_a_file(root: Path) -> None:
    if not (root / "lists" / "link.yaml").is_symlink():
        (root / "lists" / "link.yaml").symlink_to("customers.yaml")


MORE: tuple[Callable[[Path], None], ...] = (
    edit_a_side_file_alone,
    move_with_its_key,
    take_a_record_twice,
    link_a_file,
)


#: Every sort of edit in an org at the top of its repository, and those that move files also in one deep inside.
SORTS = [("", edit) for edit in (*EDITS, *MORE)] + [("config/org", edit) for edit in (*MORE, rename_a_list)]


@pytest.mark.slow
@pytest.mark.parametrize(("org", "edit"), SORTS, indirect=["org"], ids=lambda value: getattr(value, "__name__", value))
def test_every_sort_of_edit_is_told_as_by_reading_both_sides(org: Path, edit: Callable[[Path], None]) -> None:
    """
    Whatever differs between two commits: the quick answer is the slow one, in both directions, or there is none.
    """
    edit(org)
    commit(org)

    for before, after in (("HEAD~1", "HEAD"), ("HEAD", "HEAD~1")):
        expected = whole(org, before, after)
        found = by_index(org, before, after)
        assert found is None or found == expected


@pytest.mark.parametrize(
    "edit", [edit_a_side_file_alone, move_with_its_key, narrow_a_list], ids=lambda edit: edit.__name__
)
def test_the_common_edits_are_told_without_reading_everything(
    org: Path, edit: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Once there is an index, an edit of criteria, a body or a key is answered from it.
    """
    compare(str(org), "HEAD", "HEAD", DAY, told)
    edit(org)
    commit(org)
    monkeypatch.setattr(module, "_made", lambda *_: pytest.fail("read everything"))

    found = by_index(org, "HEAD~1", "HEAD")

    assert found is not None
    assert found["changes"]
    assert found == whole(org, "HEAD~1", "HEAD")


def files_whole(root: Path, before: str) -> dict[str, Any] | None:
    """What reading a revision and the files says; None where one of them has errors."""
    sides = [read_org(Revision(root, before)), read_org(Tree(root))]
    if any(finding.severity is Severity.ERROR for side in sides for finding in side.findings):
        return None
    return told(compare_whole(sides[0].org, sides[1].org))


@pytest.mark.slow
@pytest.mark.parametrize(("org", "edit"), SORTS, indirect=["org"], ids=lambda value: getattr(value, "__name__", value))
def test_every_sort_of_edit_is_told_before_it_is_committed(org: Path, edit: Callable[[Path], None]) -> None:
    """
    Whatever differs between a commit and the files as they are: the quick answer is the slow one, or there is none.
    """
    narrow_a_list(org)
    commit(org)
    verdict(str(org), DAY)
    edit(org)

    for before in ("HEAD", "HEAD~1"):
        found = compare_files(str(org), before, DAY, told)
        assert found is None or found == files_whole(org, before)


@pytest.mark.parametrize("edit", [edit_a_side_file_alone, narrow_a_list], ids=lambda edit: edit.__name__)
def test_the_common_edits_are_told_from_two_indexes(
    org: Path, edit: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Once files and commits have been looked at, an edit that is not committed is answered without reading either side,
    also after the next commit.
    """
    verdict(str(org), DAY)
    compare(str(org), "HEAD", "HEAD", DAY, told)
    edit(org)
    monkeypatch.setattr(module, "_made", lambda *_: pytest.fail("read everything"))

    found = compare_files(str(org), "HEAD", DAY, told)
    assert found is not None
    assert found["changes"]
    assert found == files_whole(org, "HEAD")

    commit(org)
    assert compare_files(str(org), "HEAD~1", DAY, told) == found
    assert compare_files(str(org), "HEAD", DAY, told) == files_whole(org, "HEAD")


def test_what_is_only_out_of_the_files_is_weighed_without_reading_everything(
    org: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    It goes on unmanaged, and other changes still reach others by way of it, as when both sides are read.
    """
    verdict(str(org), DAY)
    compare(str(org), "HEAD", "HEAD", DAY, told)
    monkeypatch.setattr(module, "_made", lambda *_: pytest.fail("read everything"))
    (org / "lists" / "renewal-due.yaml").unlink()
    change(org, "lists/customers-by-active-contract.yaml", "criteria:\n", "criteria:\n  - country is FR\n")

    found = compare_files(str(org), "HEAD", DAY, told)
    assert found is not None
    assert found == files_whole(org, "HEAD")
    assert found["actions"]["unmanage"] == 1

    commit(org)
    assert by_index(org, "HEAD~1", "HEAD") == found == whole(org, "HEAD~1", "HEAD")
    assert by_index(org, "HEAD", "HEAD~1") == whole(org, "HEAD", "HEAD~1")


@at_the_top
def test_files_without_an_index_or_with_errors_are_read(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No index of the files, no cache, other settings, a file that cannot be read, a damaged index: there is no quick
    answer, and whoever reads everything says what is wrong.
    """
    assert compare_files(str(org), "HEAD", DAY, told) is None
    verdict(str(org), DAY)
    assert compare_files(str(org), "HEAD", DAY, told) is not None
    with pytest.raises(InputError):
        compare_files(str(org), "nothing-such", DAY, told)

    path = org / "lists" / "customers.yaml"
    sound = path.read_bytes()
    path.write_bytes(sound + b"colour: blue\n")
    assert compare_files(str(org), "HEAD", DAY, told) is None
    path.write_bytes(sound)

    settings = org / "mapconfig.yaml"
    said = settings.read_bytes()
    settings.write_bytes(said.replace(b"language: en", b"language: de"))
    verdict(str(org), DAY)
    assert compare_files(str(org), "HEAD", DAY, told) is None
    settings.write_bytes(said)
    verdict(str(org), DAY)

    where = place(str(org))
    assert where is not None
    with sqlite3.connect(Path(where) / NAME) as db:
        db.execute("DROP TABLE asset")
    path.write_bytes(sound.replace(b"title: ", b"title: The "))
    assert compare_files(str(org), "HEAD", DAY, told) is None
    assert not (Path(where) / NAME).exists()
    monkeypatch.setenv(PLACE, "")
    assert compare_files(str(org), "HEAD", DAY, told) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_random_histories_are_told_as_by_reading_both_sides(org: Path, seed: int) -> None:
    """
    Any two commits of a history of random edits compare alike, with the index of a third.
    """
    dice = random.Random(seed)
    narrow_a_list(org)
    commit(org)
    assert by_index(org, "HEAD", "HEAD~1") == whole(org, "HEAD", "HEAD~1") is not None
    for _ in range(8):
        for edit in dice.sample([*EDITS, *MORE], 2):
            edit(org)
        commit(org)
        if dice.random() < 0.3:
            git(org, "checkout", "--quiet", "HEAD~1", "--", ".")
            commit(org)
    commits = git(org, "rev-list", "HEAD").split()

    for _ in range(12):
        before, after = dice.choice(commits), dice.choice(commits)
        found = by_index(org, before, after)
        assert found is None or found == whole(org, before, after), (before, after)


@at_the_top
@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_broken_index_costs_time_and_nothing_else(org: Path, damage: bytes) -> None:
    """
    What cannot be used is made anew, at once or at the next run.
    """
    narrow_a_list(org)
    commit(org)
    expected = by_index(org, "HEAD~1", "HEAD")
    index(org).write_bytes(damage)

    assert by_index(org, "HEAD~1", "HEAD") in (None, expected)
    assert by_index(org, "HEAD~1", "HEAD") == expected == whole(org, "HEAD~1", "HEAD")


@at_the_top
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meta SET value = 'another program' WHERE name = 'program'",
        "UPDATE meta SET value = '" + "0" * 40 + "' WHERE name = 'commit'",
        "UPDATE meta SET value = '{' WHERE name = 'records'",
        "DROP TABLE edge",
        "UPDATE asset SET attributes = '[' WHERE kind = 'list'",
    ],
)
def test_an_index_of_another_program_or_commit_is_not_believed(org: Path, statement: str) -> None:
    """
    An index that was made by another version, of a commit that is gone, or by a hand that changed it, is dropped.
    """
    narrow_a_list(org)
    commit(org)
    expected = by_index(org, "HEAD~1", "HEAD")
    with sqlite3.connect(index(org)) as db:
        db.execute(statement)

    assert by_index(org, "HEAD~1", "HEAD") in (None, expected)
    assert by_index(org, "HEAD~1", "HEAD") == expected


@at_the_top
def test_a_commit_that_was_rebased_away_is_forgotten(org: Path) -> None:
    """
    When the commit of the index is collected, another one takes its place.
    """
    narrow_a_list(org)
    commit(org)
    assert by_index(org, "HEAD~1", "HEAD") is not None
    git(org, "reset", "--quiet", "--hard", "HEAD~1")
    git(org, "reflog", "expire", "--expire=now", "--all")
    git(org, "gc", "--quiet", "--prune=now")
    move_with_its_key(org)
    commit(org)

    assert by_index(org, "HEAD~1", "HEAD") == whole(org, "HEAD~1", "HEAD")


@at_the_top
def test_far_away_commits_are_read_whole(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Past a number of differing files two readings are quicker than an index with most of it laid over.
    """
    monkeypatch.setattr(module, "MANY", 1)
    edit_a_side_file_alone(org)
    narrow_a_list(org)
    commit(org)

    assert compare(str(org), "HEAD~1", "HEAD", DAY, told) is None


@at_the_top
def test_a_revision_that_is_none_is_a_sentence_and_no_cache_is_no_index(
    org: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A mistyped revision is told before anything is made; without a cache directory everything is read.
    """
    with pytest.raises(InputError, match="no revision"):
        compare(str(org), "HEAD", "nothing-such", DAY, told)
    monkeypatch.setenv(PLACE, "")

    assert compare(str(org), "HEAD", "HEAD", DAY, told) is None


def test_the_index_of_a_commit_is_not_kept_in_the_org(org: Path) -> None:
    """
    Nothing that comes with a pull request can pose as what an earlier run concluded.
    """
    put(org, ".mapconfig/cache/commit.sqlite3", "planted")

    assert compare(str(org), "HEAD", "HEAD", DAY, told) is not None
    assert index(org).is_file()
    assert org not in index(org).parents


@at_the_top
def test_reading_without_rules_finds_what_reading_finds(org: Path) -> None:
    """
    An index for comparisons is made without asking the rules.
    """
    built = build(str(org), DAY, rules=False)

    assert built.rules == {}
    assert built.document["counts"]["error"] == 0
