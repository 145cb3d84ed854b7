"""A run that asks the index says what a run that reads everything says."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest

from mapconfig.index import advance, facts
from mapconfig.index import verdict as module
from mapconfig.index.store import PLACE, place
from mapconfig.index.verdict import verdict
from tests.index import edits
from tests.index.edits import EDITS

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 22)


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example org, and an empty cache."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    monkeypatch.setattr(facts, "RACY", 0)  # the copy is only moments old, and would be read again as a whole
    root = tmp_path / "org"
    shutil.copytree(ROOT / "org-config", root, ignore=shutil.ignore_patterns(".mapconfig"))
    return root


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are opened from now on; folders are looked through and not counted."""
    opened: list[str] = []
    real = os.open

    def watch(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if not Path(path).is_dir():
            opened.append(str(path))
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", watch)
    return opened


def index(org: Path) -> Path:
    where = place(str(org))
    assert where is not None
    return Path(where) / "index.sqlite3"


def test_an_unchanged_org_is_not_read_again(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A second run without a change opens none of the org's files.
    """
    first = verdict(str(org), DAY)
    opened = watched(monkeypatch)

    second = verdict(str(org), DAY)

    assert second == first
    assert [path for path in opened if str(org) in path] == []


def test_a_change_of_one_file_reads_that_file(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    After an edit only the edited file is opened, unless a finding needs a line of another.
    """
    monkeypatch.setattr(facts, "RACY", 0)
    verdict(str(org), DAY)
    path = org / "teams" / "sales.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: The "), encoding="utf-8")
    opened = watched(monkeypatch)

    warm = verdict(str(org), DAY)

    names = {str(Path(each).relative_to(org)) for each in opened if each.startswith(str(org))}
    assert "teams/sales.yaml" in names
    assert len(names) < 20
    assert warm == verdict(str(org), DAY, cold=True)


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_every_sort_of_edit_leads_to_what_a_cold_run_says(org: Path, edit: Callable[[Path], None]) -> None:
    """
    Whatever is done to the files, and whatever is undone, a warm run says the same as a cold one.
    """
    verdict(str(org), DAY)
    before = {path: path.read_bytes() for path in org.rglob("*") if path.is_file()}

    edit(org)
    assert verdict(str(org), DAY) == verdict(str(org), DAY, cold=True)
    for path in org.rglob("*"):
        if path.is_file() and path not in before:
            path.unlink()
    for path, data in before.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    assert verdict(str(org), DAY) == verdict(str(org), DAY, cold=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.campaign) for seed in range(2, 40))])
def test_random_edits_lead_to_what_a_cold_run_says(org: Path, seed: int) -> None:
    """
    One edit after another, each of them picked at random: warm and cold never disagree.
    """
    dice = random.Random(seed)
    verdict(str(org), DAY)

    for _ in range(25):
        edit = dice.choice(EDITS)
        edit(org)
        assert verdict(str(org), DAY) == verdict(str(org), DAY, cold=True), edit.__name__


def test_a_new_name_is_seen_where_texts_hold_it_barely(org: Path) -> None:
    """
    A placeholder without its kind is the platform's own until a field or snippet of that name comes.
    """
    snippet = "kind: snippet\nkey: {}\nowner: team/marketing\ncontent: {}\n"
    (org / "snippets" / "holder.yaml").write_text(snippet.format("holder", '"{{ wibble-note }}"'), encoding="utf-8")
    before = verdict(str(org), DAY)
    (org / "snippets" / "note.yaml").write_text(snippet.format("wibble-note", "Ltd"), encoding="utf-8")

    warm = verdict(str(org), DAY)
    index(org).unlink()

    assert "{{ snippet/wibble-note }}" not in str(before)
    assert "{{ snippet/wibble-note }}" in str(warm)
    assert warm == verdict(str(org), DAY)


def test_an_edit_right_after_a_run_is_seen_though_size_and_time_are_the_same(
    org: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A file that is written within the same tick of the clock is looked into, not taken for granted.
    """
    monkeypatch.setattr(facts, "RACY", 2_000_000_000)
    path = org / "teams" / "sales.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    verdict(str(org), DAY)
    stamp = path.stat()
    path.write_text(text.replace("kind: team", "kind: taem"), encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert verdict(str(org), DAY)["counts"]["error"] > 0


def test_another_day_is_another_verdict(org: Path) -> None:
    """
    What depends on the day is asked again when the day is another.
    """
    verdict(str(org), DAY)

    later = verdict(str(org), date(2031, 1, 1))

    assert later == verdict(str(org), date(2031, 1, 1), cold=True)
    assert later != verdict(str(org), DAY)


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_broken_index_is_made_anew(org: Path, damage: bytes) -> None:
    """
    An index that cannot be read costs a cold run and nothing else.
    """
    expected = verdict(str(org), DAY)
    index(org).write_bytes(damage)

    assert verdict(str(org), DAY) == expected
    assert verdict(str(org), DAY) == expected


def test_an_index_of_another_shape_is_made_anew(org: Path) -> None:
    """
    Tables that are missing, or values that are no JSON, are taken for damage.
    """
    expected = verdict(str(org), DAY)
    for statement in ("DROP TABLE edge", "UPDATE meta SET value = '{' WHERE name = 'racy'"):
        with sqlite3.connect(index(org)) as db:
            db.execute(statement)
        path = org / "teams" / "sales.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

        assert verdict(str(org), DAY) == expected


def test_an_index_that_cannot_be_written_is_done_without(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A cache directory that is a file, or none at all, changes nothing but the time a run takes.
    """
    expected = verdict(str(org), DAY, cold=True)
    occupied = org.parent / "occupied"
    occupied.write_text("", encoding="utf-8")

    for where in (str(occupied), "", "relative/path"):
        monkeypatch.setenv(PLACE, where)
        assert verdict(str(org), DAY) == expected


def test_the_index_is_not_kept_in_the_org(org: Path) -> None:
    """
    Nothing that comes with a pull request can pose as an earlier run's conclusions.
    """
    verdict(str(org), DAY)

    assert index(org).is_file()
    assert org not in index(org).parents
    assert index(org).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "edit",
    [
        edits.narrow_a_list,
        edits.double_a_title,
        edits.close_a_ring,
        edits.copy_criteria,
        edits.edit_a_body,
        edits.delete_a_list,
        edits.push_a_stage_down,
        edits.give_two_stages_one_order,
        edits.rules_against_each_other,
        edits.break_a_file,
        edits.stop_using_a_list,
    ],
    ids=lambda edit: edit.__name__,
)
def test_an_ordinary_edit_does_not_read_everything(
    org: Path, edit: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What is asked again follows what changed, and the answer is that of a cold run all the same.
    """
    verdict(str(org), DAY)
    edit(org)
    cold = verdict(str(org), DAY, cold=True)
    monkeypatch.setattr(module, "_cold", lambda *_: pytest.fail("read everything"))

    assert verdict(str(org), DAY) == cold


def test_a_file_that_cannot_be_read_any_more_is_told_as_by_a_cold_run(org: Path) -> None:
    """
    A link in the place of a file, and a repository in the place of a folder.
    """
    verdict(str(org), DAY)
    (org / "teams" / "sales.yaml").unlink()
    (org / "teams" / "sales.yaml").symlink_to(org / "teams" / "nothing.yaml")
    assert verdict(str(org), DAY) == verdict(str(org), DAY, cold=True)

    (org / "lists" / ".git").mkdir()
    assert verdict(str(org), DAY) == verdict(str(org), DAY, cold=True)


def test_a_list_that_nothing_names_any_more_is_found_from_the_file_that_named_it(org: Path) -> None:
    """
    Its own file is as it was; what has changed is who names it.
    """
    verdict(str(org), DAY)
    edits.stop_using_a_list(org)

    found = verdict(str(org), DAY)

    assert ("MC126", "list/high-value-customers") in {(each["code"], each["asset"]) for each in found["findings"]}
    assert found == verdict(str(org), DAY, cold=True)


def test_a_folder_that_cannot_be_looked_into_any_more_is_left_to_a_cold_run(
    org: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Its files are not gone, and nobody may conclude that from the index.
    """
    verdict(str(org), DAY)
    real = facts._entries

    def shut(folder: str) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
        if folder.endswith("lists"):
            raise PermissionError(13, "Permission denied", folder)
        return real(folder)

    monkeypatch.setattr(facts, "_entries", shut)
    monkeypatch.setattr(module, "_cold", lambda *_: {"cold": True})

    assert verdict(str(org), DAY) == {"cold": True}


def test_a_step_that_fails_half_way_leaves_the_index_as_it_was(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Nothing is half brought up to date.
    """
    verdict(str(org), DAY)
    edits.narrow_a_list(org)
    with monkeypatch.context() as patched:
        patched.setattr(advance, "remember", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            verdict(str(org), DAY)

    assert verdict(str(org), DAY) == verdict(str(org), DAY, cold=True)


def test_a_name_that_is_no_text_is_a_finding_and_no_failure(org: Path) -> None:
    """
    A file whose name is no UTF-8 cannot be kept in the index; the run is a cold one, and names it.
    """
    (org / "lists" / os.fsdecode(b"bad\xff.yaml")).write_bytes((org / "lists" / "customers.yaml").read_bytes())

    found = verdict(str(org), DAY)

    assert found == verdict(str(org), DAY, cold=True)
    assert [each["code"] for each in found["findings"] if each["severity"] == "error"] == ["MC010"]
