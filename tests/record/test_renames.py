"""What an auditor may rely on where something was renamed that others name: nothing happened to these."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.record.repository import Git
from tests.record.test_chronicle import now, tell, told
from tests.record.test_why import ask, commit_of
from tests.record.test_why import tell as history_of

from mapconfig.address import Address
from mapconfig.diff import ABSENT
from mapconfig.read.earlier import reader
from mapconfig.record.chronicle import chronicle
from mapconfig.testing.build import kinds

OLD = "kind: list\nkey: customers\ntitle: Customers\nowner: team/ops\ncriteria:\n  - country is France\n"
NEW = OLD.replace("key: customers\n", "key: all-customers\nrenamed_from: customers\n")
MAIL = (
    "kind: email\nkey: recall\ntitle: Recall\nowner: team/ops\ntype: list\nsubject: Stop\n"
    "to: [list/customers, list/prospects]\n"
)
OTHERS = "kind: list\nkey: others\ntitle: Others\nowner: team/ops\ncriteria:\n  - not in list customers\n"
BEGIN: dict[str, str | bytes | None] = {
    "lists/customers.yaml": OLD,
    "emails/recall.yaml": MAIL,
    "lists/others.yaml": OTHERS,
}


def renamed(text: str) -> str:
    return text.replace("list/customers", "list/all-customers").replace("in list customers", "in list all-customers")


def moved(**more: str) -> dict[str, str | bytes | None]:
    """The files that a rename writes."""
    files: dict[str, str | bytes | None] = {
        "lists/customers.yaml": None,
        "lists/all-customers.yaml": NEW,
        "emails/recall.yaml": renamed(MAIL),
        "lists/others.yaml": renamed(OTHERS),
    }
    return {**files, **more}


@pytest.fixture
def git(tmp_path: Path) -> Git:
    git = Git(tmp_path / "org")
    git.commit("Begin", BEGIN)
    return git


def kinds_of(git: Git, address: str) -> list[tuple[str, str]]:
    return [(event.kind, event.setting.commit.subject) for event in history_of(git, address).events]


def test_what_names_a_renamed_asset_has_not_changed(git: Git) -> None:
    """An e-mail is sent to whom it was sent to. Nobody reads that it is no longer sent to a list."""
    git.commit("Rename", moved())

    for address in ("email/recall", "list/others"):
        assert kinds_of(git, address) == told(tell(git), address) == [("created", "Begin")]
    assert told(tell(git), "list/all-customers") == [("renamed", "Rename"), ("created", "Begin")]
    assert kinds_of(git, "list/all-customers") == [("renamed", "Rename"), ("created", "Begin")]


def test_what_else_a_commit_changes_is_told_beside_a_rename(git: Git) -> None:
    """Only the new key is no change."""
    git.commit("Rename", moved(**{"emails/recall.yaml": renamed(MAIL).replace("Stop", "Stop now")}))
    (event, _) = history_of(git, "email/recall").events
    (happening, _) = tell(git).happenings[Address("email/recall")]

    assert [field.path for field in event.fields] == [("subject",)]
    assert happening.words == tuple(field.words for field in event.fields)


def test_a_rename_that_is_not_committed_changes_nothing_else_either(git: Git) -> None:
    """Neither `history`, `why` nor the catalogue tells of an edit."""
    for name, content in moved().items():
        path = git.root / name
        path.unlink() if content is None else path.write_text(str(content))
    found = chronicle(git.root, now(git), reader(kinds()))

    assert list(found.uncommitted) == ["list/all-customers"]
    assert history_of(git, "email/recall").uncommitted == ()
    assert not ask(git, "list/others", "criteria").uncommitted
    assert not ask(git, "email/recall", "to").uncommitted


def test_why_names_the_commit_that_wrote_the_reference(git: Git) -> None:
    """A rename later is no reason for it, however often there is one, and the pieces beside it keep theirs."""
    written = git.commit("Ask", {"lists/others.yaml": OTHERS + "  - country is Spain\n"})
    git.commit("Rename", moved(**{"lists/others.yaml": renamed(OTHERS) + "  - country is Spain\n"}))
    again: dict[str, str | bytes | None] = {
        "lists/all-customers.yaml": None,
        "lists/buyers.yaml": OLD.replace("key: customers\n", "key: buyers\nrenamed_from: all-customers\n"),
        "emails/recall.yaml": MAIL.replace("list/customers", "list/buyers"),
        "lists/others.yaml": OTHERS.replace("customers", "buyers") + "  - country is Spain\n",
    }
    git.commit("Rename again", again)
    begun = history_of(git, "list/others").events[-1].setting.commit.id
    found = ask(git, "list/others", "criteria")

    assert commit_of(found) == written
    assert found.previous == ["not in list buyers"]
    assert [part.setting and part.setting.commit.id for part in found.parts] == [begun, written]
    assert commit_of(ask(git, "list/others", "not in list buyers")) == begun
    assert ask(git, "email/recall", "to").previous is ABSENT


def test_a_reference_that_was_exchanged_is_a_change(git: Git) -> None:
    """Where both are there, where what is named was never renamed, or was long before, people get something else."""
    git.commit("Rename", moved())
    git.commit("Copy", {"lists/customers.yaml": OLD, "lists/all-customers.yaml": NEW + "  # the other\n"})
    git.commit("Exchange", {"emails/recall.yaml": MAIL, "lists/all-customers.yaml": NEW})
    exchanged = {"emails/recall.yaml": renamed(MAIL), "lists/all-customers.yaml": NEW + "# again\n"}
    git.commit("Exchange again", {**exchanged, "lists/customers.yaml": None})
    subjects = [("changed", "Exchange again"), ("changed", "Exchange"), ("created", "Begin")]

    assert kinds_of(git, "email/recall") == told(tell(git), "email/recall") == subjects


def test_a_rename_in_a_merged_branch_is_followed_inside_it(git: Git) -> None:
    """The commit inside the branch that wrote a reference is named, whatever the asset it names was called there."""
    git.run("checkout", "-q", "-b", "work")
    written = git.commit("Suppress", {"emails/recall.yaml": MAIL + "suppress: [list/customers]\n"})
    git.commit("Rename", moved(**{"emails/recall.yaml": renamed(MAIL) + "suppress: [list/all-customers]\n"}))
    git.run("checkout", "-q", "main")
    git.minute += 1
    git.run("merge", "-q", "--no-ff", "-m", "Merge work", "work")

    assert commit_of(ask(git, "email/recall", "suppress")) == written
    (event, _) = history_of(git, "email/recall").events
    assert [field.words for field in event.fields] == ["now also suppresses list/all-customers"]


def test_a_rename_is_followed_through_another_side_file(git: Git) -> None:
    """An asset may get a new name for what it names in the commit that moves its text."""
    mail = MAIL + "body_file: one.html\n"
    git.commit("Body", {"emails/recall.yaml": mail, "emails/one.html": "Stop"})
    files = {"emails/recall.yaml": renamed(mail).replace("one", "two"), "emails/one.html": None}
    git.commit("Rename", moved(**files, **{"emails/two.html": "Stop"}))  # type: ignore[arg-type]

    assert kinds_of(git, "email/recall") == [("changed", "Body"), ("created", "Begin")]
