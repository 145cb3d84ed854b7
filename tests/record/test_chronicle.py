"""What a catalogue may rely on when it tells the history of every asset."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.record.repository import Git

from mapconfig.address import Address
from mapconfig.read.earlier import reader
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.record.chronicle import Chronicle, Happening, Now, chronicle
from mapconfig.record.why import history
from mapconfig.testing.build import kinds

ALL = "kind: list\nkey: all\ntitle: All\nowner: team/ops\ncriteria:\n  - country is France\n"
OLD = "kind: list\nkey: old\ntitle: Old\nowner: team/ops\ncriteria:\n  - country is Spain\n"
MAIL = "kind: email\nkey: hello\ntitle: Hello\nowner: team/ops\nsubject: Hello\nbody_file: hello.html\n"
RECORD = (
    "id: CHG-1\ntitle: Say it better\ntype: standard\nreason: Nobody understood it\nrequested_by: team/ops\n"
    "tickets: [T-7]\nrisk: {level: low, why: Words only}\nrollback: Put it back\ncovers: [list/all]\ndate: 2026-03-01\n"
)


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "org")


def now(git: Git) -> Now:
    reading = read_org(Tree(git.root), kinds())
    sides: dict[str, set[str]] = {}
    for file in reading.files:
        for side in file.side_files:
            sides.setdefault(side, set()).add(file.file)
    org = reading.org
    return Now(org.assets, org.kinds, org.renamed_from, org.changes, sides)


def tell(git: Git, at_most: int = 1_000, known: Chronicle | None = None) -> Chronicle:
    return chronicle(git.root, now(git), reader(kinds()), at_most, known)


def told(found: Chronicle, address: str) -> list[tuple[str, str]]:
    return [(one.kind, one.commit.subject) for one in found.happenings.get(Address(address), ())]


def one(found: Chronicle, address: str) -> Happening:
    return found.happenings[Address(address)][0]


def test_every_asset_has_its_commits_newest_first(git: Git) -> None:
    """Each with what it changed, in words."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD})
    git.commit("Ask for Spain", {"lists/all.yaml": ALL.replace("France", "Spain")})
    found = tell(git)

    assert told(found, "list/all") == [("changed", "Ask for Spain"), ("created", "Begin")]
    assert told(found, "list/old") == [("created", "Begin")]
    assert one(found, "list/all").words == ("country: no longer includes France; now also includes Spain",)
    assert one(found, "list/all").author == "Ana Admin"
    assert list(found.place.values()) == [0, 1]
    assert found.head is not None
    assert found.head.subject == "Ask for Spain"
    assert not found.cut


def test_a_commit_that_changes_no_meaning_is_no_happening(git: Git) -> None:
    """Comments and the order of keys are nothing that happened to an asset."""
    git.commit("Begin", {"lists/all.yaml": ALL})
    git.commit("Comment", {"lists/all.yaml": "# The one.\n" + ALL})
    assert told(tell(git), "list/all") == [("created", "Begin")]


def test_an_asset_is_followed_through_renames_and_moves(git: Git) -> None:
    """The life of an asset does not begin where it got its name."""
    git.commit("Begin", {"lists/all.yaml": ALL})
    git.commit("Move", {"lists/all.yaml": None, "lists/everybody.yaml": ALL})
    renamed = ALL.replace("key: all", "key: everybody\nrenamed_from: all").replace("title: All", "title: Everybody")
    git.commit("Rename", {"lists/everybody.yaml": renamed})
    git.commit("Settle", {"lists/everybody.yaml": renamed.replace("renamed_from: all\n", "")})
    found = tell(git)

    assert told(found, "list/everybody") == [("renamed", "Rename"), ("moved", "Move"), ("created", "Begin")]
    rename, move, _ = found.happenings[Address("list/everybody")]
    assert rename.renamed_from == "list/all"
    assert [words.partition(":")[0] for words in rename.words] == ["title"]
    assert move.moved_from == "lists/all.yaml"


def test_an_asset_that_was_removed_and_came_again_tells_both(git: Git) -> None:
    """What is made anew under an old address begins there."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD})
    git.commit("Remove", {"lists/old.yaml": None})
    git.commit("Again", {"lists/old.yaml": OLD})
    assert told(tell(git), "list/old") == [("created", "Again")]


def test_a_copy_that_was_taken_away_is_no_end_of_the_asset(git: Git) -> None:
    """An address that two files had by mistake was never gone, and what happened before is told too."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/copy.yaml": ALL})
    git.commit("Take the copy away", {"lists/copy.yaml": None})
    assert told(tell(git), "list/all") == [("created", "Begin")]


def test_a_side_file_is_part_of_its_asset(git: Git) -> None:
    """Another text of an e-mail is a change of the e-mail."""
    git.commit("Begin", {"emails/hello.yaml": MAIL, "emails/hello.html": "<p>Hello</p>"})
    git.commit("Say it better", {"emails/hello.html": "<p>Hello there</p>"})
    assert told(tell(git), "email/hello") == [("changed", "Say it better"), ("created", "Begin")]


def test_a_side_file_may_be_older_than_the_file_that_names_it(git: Git) -> None:
    """The e-mail begins where its own file does, whatever happened to the text before."""
    git.commit("Begin", {"emails/hello.html": "<p>Hi</p>"})
    git.commit("Say it better", {"emails/hello.html": "<p>Hello</p>"})
    git.commit("Send it", {"emails/hello.yaml": MAIL})
    assert told(tell(git), "email/hello") == [("created", "Send it")]


def test_a_reason_is_certain_where_it_came_with_the_commit(git: Git) -> None:
    """A change record in the same commit, or one that the message names; else the latest that covers the asset is
    offered as likely."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD})
    git.commit("Better", {"lists/all.yaml": ALL.replace("title: All", "title: Us"), "changes/2026/chg-1.yaml": RECORD})
    git.commit("Later", {"lists/all.yaml": ALL.replace("title: All", "title: We")})
    git.commit("Named\n\nChange-Record: CHG-1\nTicket: T-9", {"lists/old.yaml": OLD.replace("Old", "Very old")})
    found = tell(git)

    later, better, _ = found.happenings[Address("list/all")]
    assert (later.record is not None, later.record_certain, later.tickets) == (True, False, ())
    assert (better.record_certain, better.tickets) == (True, ("T-7",))
    named = one(found, "list/old")
    assert (named.record_certain, named.tickets) == (True, ("T-7", "T-9"))


def test_a_merge_is_told_with_who_wrote_what_it_brought(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pull request is the step; its author is not whoever pressed the button."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD})
    git.run("checkout", "-q", "-b", "topic")
    git.run("-c", "user.name=Bea", "commit", "-q", "--allow-empty", "-m", "Nothing")
    git.commit("Ask for Spain", {"lists/all.yaml": ALL.replace("France", "Spain")})
    git.run("commit", "-q", "--amend", "--author", "Bea <bea@example.com>", "-m", "Ask for Spain")
    git.run("checkout", "-q", "main")
    git.run("merge", "-q", "--no-ff", "-m", "Merge pull request #12 from bea/topic", "topic")
    happening = one(tell(git), "list/all")

    assert (happening.kind, happening.author, happening.commit.request) == ("changed", "Bea", "#12")


def test_the_author_is_looked_for_in_so_many_commits_of_a_merge(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond that, whoever merged stands for it: a merge of years is not read commit by commit."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD})
    git.run("checkout", "-q", "-b", "topic")
    for author, files in (
        ("Bea", {"lists/all.yaml": ALL.replace("France", "Spain")}),
        ("Cem", {"lists/old.yaml": OLD.replace("Spain", "Chad")}),
    ):
        git.commit("Ask for others", dict(files))
        git.run("commit", "-q", "--amend", "--author", f"{author} <{author}@example.com>", "-m", "Ask for others")
    git.run("checkout", "-q", "main")
    git.run("merge", "-q", "--no-ff", "-m", "Merge topic", "topic")
    assert {one(tell(git), address).author for address in ("list/all", "list/old")} == {"Bea", "Cem"}

    monkeypatch.setattr("mapconfig.record.chronicle._INNER", 1)
    found = tell(git)
    assert (one(found, "list/old").author, one(found, "list/all").author) == ("Cem", "Ana Admin")


def test_what_is_not_committed_is_told_apart(git: Git) -> None:
    """Edited, new, moved and renamed assets, without a commit."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD, "lists/same.yaml": ALL.replace("all", "same")})
    (git.root / "lists/all.yaml").write_text(ALL.replace("title: All", "title: Us"))
    (git.root / "lists/new.yaml").write_text(ALL.replace("key: all", "key: new"))
    (git.root / "lists/old.yaml").unlink()
    (git.root / "lists/elder.yaml").write_text(OLD.replace("key: old", "key: elder\nrenamed_from: old"))
    (git.root / "lists/same.yaml").rename(git.root / "lists/moved.yaml")
    found = tell(git)

    assert found.uncommitted[Address("list/all")][0].startswith("title")
    assert found.uncommitted[Address("list/new")] == ("",)
    assert found.uncommitted[Address("list/elder")] == ("",)
    assert Address("list/same") not in found.uncommitted
    assert told(found, "list/new") == []
    assert told(found, "list/elder") == told(found, "list/same") == [("created", "Begin")]
    assert tell(git, known=found) == found


def test_what_is_known_is_not_asked_again(git: Git) -> None:
    """After an edit only the edit is looked at; after a commit all of it is."""
    git.commit("Begin", {"lists/all.yaml": ALL})
    first = tell(git)
    (git.root / "lists/all.yaml").write_text(ALL.replace("title: All", "title: Us"))
    second = tell(git, known=first)
    assert list(second.uncommitted) == ["list/all"]
    assert second.happenings == first.happenings

    git.commit("Go on")
    third = tell(git, known=second)
    assert told(third, "list/all") == [("changed", "Go on"), ("created", "Begin")]
    assert not third.uncommitted


def test_a_rename_that_is_not_committed_has_the_history_of_the_old_name(git: Git) -> None:
    """What is known of the old address is told of the new one."""
    git.commit("Begin", {"lists/old.yaml": OLD})
    first = tell(git)
    (git.root / "lists/old.yaml").write_text(OLD.replace("key: old", "key: elder\nrenamed_from: old"))
    second = tell(git, known=first)

    assert second.uncommitted == {Address("list/elder"): ("",)}
    assert told(second, "list/elder") == [("created", "Begin")]
    assert second == tell(git)


def test_a_long_history_ends_where_enough_was_read(git: Git) -> None:
    """It says at which commit, so that nobody takes the end for the beginning."""
    git.commit("Begin", {"lists/all.yaml": ALL})
    for number in range(6):
        git.commit(f"Step {number}", {"lists/all.yaml": ALL.replace("title: All", f"title: Step {number}")})
    found = tell(git, at_most=4)
    assert found.cut
    assert told(found, "list/all")[0] == ("changed", "Step 5")
    assert ("created", "Begin") not in told(found, "list/all")


def test_a_shallow_clone_says_where_it_ends(git: Git, tmp_path: Path) -> None:
    """What is beyond is not taken for the beginning."""
    git.commit("Begin", {"lists/all.yaml": ALL})
    git.commit("Go on", {"lists/all.yaml": ALL.replace("France", "Spain")})
    git.run("clone", "-q", "--depth", "1", f"file://{git.root}", str(tmp_path / "clone"))
    found = tell(Git(tmp_path / "clone"))
    assert found.cut
    assert told(found, "list/all") == []


def test_a_file_that_could_not_be_read_hides_nothing_else(git: Git) -> None:
    """A slip that was committed and mended is no reason to lose the history of others."""
    git.commit("Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD})
    git.commit("Slip", {"lists/all.yaml": "kind: [\n"})
    git.commit("Mend", {"lists/all.yaml": ALL})
    found = tell(git)
    assert told(found, "list/old") == [("created", "Begin")]
    assert told(found, "list/all")[0] == ("created", "Mend")


def test_without_a_history_it_says_why(tmp_path: Path) -> None:
    """No repository, or nothing committed: a sentence, and no history."""
    (tmp_path / "lists").mkdir()
    found = chronicle(tmp_path, Now({}, kinds()), reader(kinds()))
    assert "not in a git repository" in found.note
    assert tell(Git(tmp_path / "empty")).note == "Nothing has been committed here yet."


def test_it_agrees_with_the_history_of_each_asset(git: Git) -> None:
    """The walk over all assets tells the same commits as `mapconfig history` does for one."""
    git.commit(
        "Begin", {"lists/all.yaml": ALL, "lists/old.yaml": OLD, "emails/hello.yaml": MAIL, "emails/hello.html": "x"}
    )
    git.commit("One", {"lists/all.yaml": ALL.replace("France", "Spain"), "emails/hello.html": "y"})
    git.commit("Two", {"lists/old.yaml": None, "lists/all.yaml": ALL + "---\n" + OLD})
    git.commit("Three", {"lists/all.yaml": ALL.replace("title: All", "title: Us") + "---\n" + OLD})
    found = tell(git)
    org = read_org(Tree(git.root), kinds()).org
    for address, asset in org.items():
        alone = history(git.root, address, kinds=kinds(), now=asset, read=reader(kinds()))
        assert told(found, address) == [(event.kind, event.setting.commit.subject) for event in alone.events]


def test_a_repository_with_sha256_is_read_too(tmp_path: Path) -> None:
    """Its ids are longer, and contents are named by another digest."""
    git = Git(tmp_path / "org", "--object-format=sha256")
    git.commit("Begin", {"lists/all.yaml": ALL})
    found = tell(git)
    assert told(found, "list/all") == [("created", "Begin")]
    assert not found.uncommitted
