"""What a catalogue may rely on when it tells what is not committed yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.record.repository import Git
from tests.record.test_chronicle import ALL, MAIL, OLD, now, one, told

from mapconfig.address import Address
from mapconfig.read.earlier import reader
from mapconfig.record.chronicle import chronicle
from mapconfig.record.edits import NEW
from mapconfig.testing.build import kinds


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "org")


def test_an_asset_whose_name_stands_in_a_file_that_went_is_still_new(git: Git) -> None:
    """To be named by another asset is not to have been there."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD.replace("title: Old", "title: Not the elder")})
    (git.root / "lists/old.yaml").unlink()
    (git.root / "lists/elder.yaml").write_text(OLD.replace("key: old", "key: elder"))
    found = chronicle(git.root, now(git), reader(kinds()))

    assert found.uncommitted == {Address("list/elder"): NEW}
    assert told(found, "list/elder") == []


def test_files_that_go_while_they_are_asked_for_change_nothing_of_the_rest(git: Git) -> None:
    """What was just read is told as it was read, from the commit that still has it; and a side file that nobody ever
    wrote is no edit."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD})
    (git.root / "emails").mkdir()
    (git.root / "emails/hello.yaml").write_text(MAIL)
    read = now(git)
    (git.root / "lists/old.yaml").unlink()
    found = chronicle(git.root, read, reader(kinds()))

    assert list(found.uncommitted) == ["email/hello"]
    assert one(found, "list/old").kind == one(found, "list/all").kind == "created"
