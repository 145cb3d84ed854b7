"""What a person may rely on when they ask why a field has its value."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.record.repository import Git
from tests.record.test_history import hostile, signed

from mapconfig.address import Address
from mapconfig.diff import ABSENT
from mapconfig.errors import InputError
from mapconfig.model import Asset
from mapconfig.read.earlier import reader
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.record.answer import Application, History, Why
from mapconfig.record.history import NoHistoryError
from mapconfig.record.leaves import path_of
from mapconfig.record.past import Held
from mapconfig.record.why import history, why
from mapconfig.testing.build import kinds

CUSTOMERS = "kind: list\nkey: customers\ntitle: Customers\nowner: team/ops\n"


@pytest.fixture
def git(tmp_path: Path) -> Git:
    return Git(tmp_path / "org")


def now(git: Git, address: str) -> tuple[Asset | None, Address | None]:
    """The asset as the files have it, and what `renamed_from` says there."""
    org = read_org(Tree(git.root), kinds()).org
    return org.get(Address(address)), org.renamed_from.get(Address(address))


def renames(git: Git) -> dict[Address, Address]:
    """What the files tell of renames."""
    return {old: new for new, old in read_org(Tree(git.root), kinds()).org.renamed_from.items()}


def ask(git: Git, address: str, path: str = "", applications: tuple[Application, ...] = ()) -> Why:
    asset, renamed = now(git, address)
    return why(
        git.root,
        Address(address),
        path_of(path),
        kinds=kinds(),
        now=asset,
        read=reader(kinds()),
        renamed_from=renamed,
        renames=renames(git),
        applications=applications,
    )


def tell(git: Git, address: str, at_most: int = 0) -> History:
    asset, renamed = now(git, address)
    return history(
        git.root,
        Address(address),
        kinds=kinds(),
        now=asset,
        read=reader(kinds()),
        renamed_from=renamed,
        renames=renames(git),
        at_most=at_most,
    )


def customers(*sentences: str, **more: str) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    return CUSTOMERS + lines + "criteria:\n" + "".join(f"  - {sentence}\n" for sentence in sentences)


def commit_of(found: Why) -> str:
    assert found.setting is not None
    return found.setting.commit.id


def test_the_answer_is_the_commit_that_gave_the_value(git: Git) -> None:
    """
    Commits that changed other fields, other assets or only the writing are not the answer.
    """
    git.commit(
        "Begin", {"lists/customers.yaml": customers("account.type is Customer", title="Customers")[0:0] + CUSTOMERS}
    )
    set_by = git.commit("Agree on customers", {"lists/customers.yaml": customers("account.type is Customer")})
    git.commit("Describe", {"lists/customers.yaml": customers("account.type is Customer", description="Who pays")})
    git.commit("Other", {"lists/other.yaml": "kind: list\nkey: other\n"})
    rewritten = "# ours\nkey: customers\nkind: list\nowner: team/ops\ntitle: 'Customers'\ndescription: Who pays\n"
    git.commit("Format", {"lists/customers.yaml": rewritten + "criteria:\n- account.type  IS Customer\n"})

    found = ask(git, "list/customers", "criteria")

    assert commit_of(found) == set_by
    assert found.value == ["account.type is Customer"]
    assert found.previous is ABSENT
    assert found.owner == "team/ops"
    assert not (found.uncommitted or found.created or found.removed or found.cut or found.note)
    assert found.setting is not None
    assert (found.setting.commit.author, found.setting.commit.subject) == ("Ana Admin", "Agree on customers")
    assert found.setting.file == "lists/customers.yaml"


def test_the_value_before_is_told(git: Git) -> None:
    """
    What a field was before is half of the answer.
    """
    git.commit("Begin", {"lists/customers.yaml": CUSTOMERS})
    git.commit("Rename", {"lists/customers.yaml": CUSTOMERS.replace("Customers", "Paying customers")})

    found = ask(git, "list/customers", "title")

    assert (found.value, found.previous) == ("Paying customers", "Customers")


def test_a_value_as_old_as_its_asset_names_the_commit_that_made_it(git: Git) -> None:
    """
    The first commit of a repository is an answer like any other.
    """
    first = git.commit("Begin", {"lists/customers.yaml": CUSTOMERS})

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == first
    assert found.created
    assert found.previous is ABSENT


def test_each_sentence_of_criteria_has_its_own_answer(git: Git) -> None:
    """
    A reviewer sees who asked for which condition, also inside groups.
    """
    first = git.commit("Begin", {"l.yaml": customers("account.type is Customer", "country is FR")})
    second = git.commit(
        "Narrow",
        {"l.yaml": customers("account.type is Customer", "score >= 50", "any: [country is FR, country is BE]")},
    )

    found = ask(git, "list/customers", "criteria")

    assert commit_of(found) == second
    assert {part.path: part.setting.commit.id for part in found.parts if part.setting} == {
        ("account.type is Customer",): first,
        ("score >= 50",): second,
        ("any", "country is FR"): second,
        ("any", "country is BE"): second,
    }


def test_one_sentence_can_be_asked_for_by_its_words(git: Git) -> None:
    """
    Nobody has to know in which group it stands.
    """
    git.commit("Begin", {"l.yaml": customers("country is FR")})
    second = git.commit("Narrow", {"l.yaml": customers("any: [country is FR, country is BE]")})

    found = ask(git, "list/customers", "country is BE")

    assert commit_of(found) == second
    assert found.path == ("criteria", "any", "country is BE")
    assert found.value == "country is BE"


def test_a_sentence_that_is_gone_names_the_commit_that_took_it(git: Git) -> None:
    """
    The question after an accident is about what is not there any more.
    """
    git.commit("Begin", {"l.yaml": customers("any: [country is FR, country is BE]")})
    second = git.commit("Widen", {"l.yaml": customers("any: [country is FR]")})
    git.commit("Describe", {"l.yaml": customers("any: [country is FR]", description="x")})

    found = ask(git, "list/customers", "country is BE")

    assert commit_of(found) == second
    assert (found.value, found.previous) == (ABSENT, "country is BE")
    assert found.path == ("criteria", "any", "country is BE")


def test_a_field_that_was_taken_out_names_the_commit(git: Git) -> None:
    """
    No value is an answer with a commit too.
    """
    git.commit("Begin", {"l.yaml": CUSTOMERS + "protected: true\n"})
    second = git.commit("Unprotect", {"l.yaml": CUSTOMERS})

    found = ask(git, "list/customers", "protected")

    assert commit_of(found) == second
    assert (found.value, found.previous, found.default) == (ABSENT, True, False)


def test_a_field_that_was_never_set_has_no_commit_and_its_default(git: Git) -> None:
    """
    What counts then is the default, and nobody set it.
    """
    git.commit("Begin", {"l.yaml": CUSTOMERS})

    found = ask(git, "list/customers", "purpose")

    assert (found.value, found.default, found.setting) == (ABSENT, "audience", None)


def test_a_field_that_does_not_exist_is_refused_with_the_nearest_one(git: Git) -> None:
    """
    A slip in a name is told as one.
    """
    git.commit("Begin", {"l.yaml": customers("country is FR")})

    with pytest.raises(InputError, match=r"has no titel.*Did you mean title\?"):
        ask(git, "list/customers", "titel")
    with pytest.raises(InputError, match=r"Did you mean country is FR\?"):
        ask(git, "list/customers", "country is FT")
    with pytest.raises(InputError, match=r"never had in the history that is here\.$"):
        ask(git, "list/customers", "zzz")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("steps.look.wait", 'The wait that is told as "before" it is steps.pause.wait.'),
        ("steps.nobody.wait", "Did you mean steps.pause.wait, steps.rest.wait?"),
        ("steps.rest.nosuch", "What is there: steps.rest.id, steps.rest.wait."),
        ("steps.paus", "Did you mean steps.pause?"),
        ("tags.zzz", "What is there: tags.harvest, tags.spring."),
        ("entry.nosuch", "and never had in the history that is here."),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_with_where_to_go(git: Git, path: str, said: str) -> None:
    """
    Nobody is told that a place which is not there was set by nobody; a wait is found by the words of a plan.
    """
    files = {
        "j.yaml": "kind: journey\nkey: welcome\ntitle: Welcome\nowner: team/ops\ntags: [spring, harvest]\nsteps:\n"
        "  - {id: pause, wait: 2 days}\n  - {id: look, if: [country is FR], then: rest, else: end}\n"
        "  - {id: rest, wait: 9 days}\n"
    }

    for _ in ("in the files alone", "in a commit"):
        git.commit("Begin", {"other.yaml": CUSTOMERS})
        for name, content in files.items():
            (git.root / name).write_text(content)
        with pytest.raises(InputError) as refused:
            ask(git, "journey/welcome", path)
        assert f"journey/welcome has no {path}, and never had" in str(refused.value)
        assert said in str(refused.value)


def test_steps_of_a_journey_are_told_apart_by_their_id(git: Git) -> None:
    """
    A step put in before another one does not give the other a new answer.
    """
    journey = "kind: journey\nkey: onboarding\nsteps:\n"
    hello, wait = "  - {id: hello, send: email/hello}\n", "  - {id: pause, wait: 3 days}\n"
    first = git.commit("Begin", {"j.yaml": journey + hello})
    second = git.commit("Wait first", {"j.yaml": journey + wait + hello})
    third = git.commit("Wait longer", {"j.yaml": journey + wait.replace("3", "5") + hello})

    whole, step, send = (ask(git, "journey/onboarding", path) for path in ("steps", "steps.pause.wait", "steps[hello]"))

    assert (commit_of(whole), commit_of(step), commit_of(send)) == (third, third, first)
    assert {part.path: part.setting.commit.id for part in whole.parts if part.setting} == {
        ("pause",): third,
        ("hello",): first,
    }
    assert (step.value, step.previous) == ("5 days", "3 days")
    assert send.value == {"id": "hello", "send": "email/hello"}
    assert commit_of(ask(git, "journey/onboarding", "steps.(order)")) == second


def test_a_whole_asset_is_told_attribute_by_attribute(git: Git) -> None:
    """
    Without a path the answer is one line an attribute, and the latest change first.
    """
    first = git.commit("Begin", {"l.yaml": CUSTOMERS})
    second = git.commit("Define", {"l.yaml": customers("country is FR", "score >= 50")})

    found = ask(git, "list/customers")

    assert commit_of(found) == second
    assert {part.path: part.setting.commit.id for part in found.parts if part.setting} == {
        ("title",): first,
        ("owner",): first,
        ("criteria",): second,
    }


def test_a_moved_file_is_the_same_asset(git: Git) -> None:
    """
    Filing assets differently loses no answer.
    """
    first = git.commit("Begin", {"customers.yaml": CUSTOMERS})
    git.commit("File", {"customers.yaml": None, "lists/eu/customers.yaml": CUSTOMERS})

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == first
    assert found.setting is not None
    assert found.setting.file == "customers.yaml"


def test_an_asset_moved_into_a_file_with_others_is_the_same_asset(git: Git) -> None:
    """
    Files may hold several assets, and assets go from one to the other.
    """
    other = "kind: list\nkey: other\n"
    first = git.commit("Begin", {"a.yaml": CUSTOMERS + "---\n" + other, "b.yaml": "kind: list\nkey: b\n"})
    git.commit("Gather", {"a.yaml": other, "b.yaml": "kind: list\nkey: b\n---\n" + CUSTOMERS})

    assert commit_of(ask(git, "list/customers", "title")) == first


def test_a_renamed_asset_keeps_its_history(git: Git) -> None:
    """
    Also when the file moved with it, and when `renamed_from` was taken out again later.
    """
    first = git.commit("Begin", {"lists/clients.yaml": CUSTOMERS.replace("customers", "clients")})
    git.commit(
        "Call them customers",
        {"lists/clients.yaml": None, "lists/customers.yaml": CUSTOMERS + "renamed_from: clients\n"},
    )
    git.commit("Clean up", {"lists/customers.yaml": CUSTOMERS})

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == first
    assert found.setting is not None
    assert (found.setting.address, found.setting.file) == ("list/clients", "lists/clients.yaml")


def test_a_rename_that_is_not_committed_yet_keeps_its_history(git: Git) -> None:
    """
    The question can be asked before the commit.
    """
    first = git.commit("Begin", {"lists/clients.yaml": CUSTOMERS.replace("customers", "clients")})
    (git.root / "lists/clients.yaml").unlink()
    (git.root / "lists/customers.yaml").write_text(CUSTOMERS + "renamed_from: clients\n")

    assert commit_of(ask(git, "list/customers", "title")) == first


def test_an_edit_that_is_not_committed_is_said_to_be_one(git: Git) -> None:
    """
    The answer then is the commit before, with the value it gave.
    """
    first = git.commit("Begin", {"l.yaml": customers("country is FR", "score >= 50")})
    (git.root / "l.yaml").write_text(customers("country is FR", "score >= 60"))

    found = ask(git, "list/customers", "criteria", (Application("p1", "prod", "2027-01-01T00:00:00Z"),))

    assert found.uncommitted
    assert commit_of(found) == first
    assert found.previous == ["country is FR", "score >= 50"]
    assert {part.path: part.uncommitted for part in found.parts} == {("country is FR",): False, ("score >= 60",): True}
    assert found.applied == ()
    assert not ask(git, "list/customers", "title").uncommitted


def test_an_asset_that_is_not_committed_is_said_to_be_so(git: Git) -> None:
    """
    With and without any commit in the repository.
    """
    (git.root / "l.yaml").write_text(CUSTOMERS)

    empty = ask(git, "list/customers", "title")
    git.run("commit", "-q", "--allow-empty", "-m", "Begin")
    fresh = ask(git, "list/customers", "title")

    assert empty.uncommitted
    assert fresh.uncommitted
    assert (fresh.value, fresh.setting, fresh.note) == ("Customers", None, "list/customers is not committed yet.")


def test_an_org_outside_git_says_so_and_still_gives_the_value(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What the files say needs no history.
    """
    (git.root / "l.yaml").write_text(CUSTOMERS)
    shutil.rmtree(git.root / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(git.root.parent))

    found = ask(git, "list/customers", "title")

    assert (found.value, found.setting) == ("Customers", None)
    assert "not in a git repository" in found.note
    with pytest.raises(InputError, match="no history to ask"):
        ask(git, "list/gone", "title")
    with pytest.raises(InputError, match="no history to ask"):
        ask(git, "list/customers", "nothing")
    with pytest.raises(NoHistoryError):
        tell(git, "list/customers")


def test_a_deleted_asset_names_the_commit_that_deleted_it(git: Git) -> None:
    """
    And the history before that.
    """
    settings = "name: customers\nenvironments: {{local: {{backend: {}}}}}\n"
    git.commit("Begin", {"a.yaml": CUSTOMERS, "b.yaml": "kind: list\nkey: b\n", "mapconfig.yaml": settings.format("a")})
    git.commit("Title", {"a.yaml": CUSTOMERS.replace("Customers", "Clients")})
    third = git.commit("Delete", {"a.yaml": None})
    git.commit("More", {"b.yaml": "kind: list\nkey: b\ntitle: x\n", "mapconfig.yaml": settings.format("b")})

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == third
    assert found.removed
    assert (found.value, found.previous) == (ABSENT, "Clients")
    assert [event.kind for event in tell(git, "list/customers").events] == ["removed", "changed", "created"]


def test_a_deletion_that_is_not_committed_is_said_to_be_one(git: Git) -> None:
    """
    The file is gone, the commit still has it.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    (git.root / "a.yaml").unlink()

    found = ask(git, "list/customers", "title")

    assert found.uncommitted
    assert (found.value, found.previous) == (ABSENT, "Customers")


def test_an_asset_that_never_was_is_refused(git: Git) -> None:
    """
    With a sentence, for both questions.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    git.commit("Again", {"a.yaml": CUSTOMERS + "protected: true\n", "b.txt": "key: nobody"})

    for question in (ask, tell):
        with pytest.raises(InputError, match="is in no file, and the history knows nothing of it"):
            question(git, "list/nobody")


def test_an_asset_of_a_repository_without_commits_is_refused(git: Git) -> None:
    """
    There is neither file nor history.
    """
    with pytest.raises(InputError, match="knows nothing"):
        ask(git, "list/nobody")


def test_actions_and_members_are_told_by_what_they_say(git: Git) -> None:
    """
    Items without an id have an answer each all the same, also when one comes twice.
    """
    rule = "kind: rule\nkey: hot\nwhen:\n  - score >= 50\ndo:\n"
    notify, tag = "  - notify: team/sales\n", "  - tag: hot\n"
    first = git.commit("Begin", {"r.yaml": rule + tag + "tags: [a]\n"})
    second = git.commit("Notify", {"r.yaml": rule + notify + tag + tag + "tags: [b, a]\n"})
    field = "  - set: {field: field/grade, value: A}\n"
    third = git.commit("Set", {"r.yaml": rule + notify + tag + tag + field + "tags: [b, a]\n"})

    actions, tags = ask(git, "rule/hot", "do"), ask(git, "rule/hot", "tags")

    assert {part.path: part.setting.commit.id for part in actions.parts if part.setting} == {
        ("notify: team/sales",): second,
        ("tag: hot",): first,
        ("tag: hot #2",): second,
        ('{"set": {"field": "field/grade", "value": "A"}}',): third,
    }
    assert {part.path: part.setting.commit.id for part in tags.parts if part.setting} == {("a",): first, ("b",): second}
    assert ask(git, "rule/hot", "do[notify: team/sales]").value == {"notify": "team/sales"}
    with pytest.raises(InputError, match=r"has no do\.nothing.* What is there: do\[notify: team/sales\]"):
        ask(git, "rule/hot", "do[nothing]")
    with pytest.raises(InputError, match=r"has no title\.deeper"):
        ask(git, "rule/hot", "title.deeper")


def test_groups_of_criteria_are_told_sentence_by_sentence(git: Git) -> None:
    """
    A group can be asked for, and a group without brackets around is a group too.
    """
    criteria = "criteria:\n  any:\n    - country is FR\n    - some opportunity:\n        - stage is Won\n"
    first = git.commit("Begin", {"l.yaml": CUSTOMERS + criteria})

    found = ask(git, "list/customers", "criteria.any")

    assert commit_of(found) == first
    assert found.value == ["country is FR", "stage is Won"]
    assert [part.path for part in found.parts] == [("country is FR",), ("some opportunity", "stage is Won")]
    with pytest.raises(InputError, match=r"has no criteria\.all"):
        ask(git, "list/customers", "criteria.all")


def test_an_activity_is_told_like_any_value(git: Git) -> None:
    """
    Scoring has one sentence where lists have many.
    """
    scoring = "kind: scoring\nkey: interest\npoints:\n  - {{id: opens, activity: {}, points: 5}}\n"
    git.commit("Begin", {"s.yaml": scoring.format("opened any email")})
    second = git.commit("Clicks", {"s.yaml": scoring.format("clicked any email")})

    found = ask(git, "scoring/interest", "points.opens.activity")

    assert commit_of(found) == second
    assert (found.value, found.previous) == ("clicked any email", "opened any email")
    assert ask(git, "scoring/interest", "points.opens.points").created


def test_a_graft_is_where_the_history_ends(git: Git) -> None:
    """
    git can be told to forget what was before a commit, and then nobody knows it.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    second = git.commit("Other", {"b.yaml": "kind: list\nkey: b\n"})
    third = git.commit("Title", {"a.yaml": CUSTOMERS.replace("Customers", "Clients")})
    (git.root / ".git/info/grafts").write_text(f"{second}\n")

    owner = ask(git, "list/customers", "owner")

    assert commit_of(ask(git, "list/customers", "title")) == third
    assert (owner.setting, owner.cut) == (None, second)


def test_what_no_schema_describes_is_told_name_by_name(git: Git) -> None:
    """
    Settings of one platform are asked for like any other.
    """
    git.commit("Begin", {"l.yaml": CUSTOMERS + "vendor: {mautic: {a: 1, b: []}}\n"})
    second = git.commit("Again", {"l.yaml": CUSTOMERS + "vendor: {mautic: {a: 2, b: []}}\n"})

    found = ask(git, "list/customers", "vendor.mautic.a")

    assert (commit_of(found), found.value, found.previous) == (second, 2, 1)


def test_a_side_file_that_is_missing_is_no_reason_to_fail(git: Git) -> None:
    """
    The rest of the asset still has its answers.
    """
    first = git.commit("Begin", {"e.yaml": "kind: email\nkey: hello\nsubject: Hello\nbody_file: gone.html\n"})

    assert commit_of(ask(git, "email/hello", "subject")) == first
    (git.root / "e.yaml").unlink()
    assert ask(git, "email/hello", "subject").previous == "Hello"


def test_an_asset_deleted_and_made_again_begins_again(git: Git) -> None:
    """
    The one before was another asset of the same name.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    git.commit("Delete", {"a.yaml": None})
    third = git.commit("Anew", {"a.yaml": CUSTOMERS})

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == third
    assert found.created


def test_a_file_that_could_not_be_read_for_a_while_is_passed_over(git: Git) -> None:
    """
    A broken commit on the way does not look like a deletion.
    """
    first = git.commit("Begin", {"a.yaml": CUSTOMERS})
    git.commit("Break", {"a.yaml": CUSTOMERS + "{"})
    third = git.commit("Mend", {"a.yaml": CUSTOMERS.replace("Customers", "Clients")})

    assert commit_of(ask(git, "list/customers", "title")) == third
    assert commit_of(ask(git, "list/customers", "owner")) == first


def test_a_file_that_was_broken_from_the_start_begins_where_it_was_mended(git: Git) -> None:
    """
    Before that nobody can say what it meant.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS + "{"})
    second = git.commit("Mend", {"a.yaml": CUSTOMERS})

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == second
    assert found.created


def test_the_text_of_a_side_file_belongs_to_its_asset(git: Git) -> None:
    """
    A change of the body file is a change of the e-mail; moving the text into another file is none.
    """
    email = "kind: email\nkey: hello\nsubject: Hello\nbody_file: {}\n"
    git.commit("Begin", {"emails/hello.yaml": email.format("hello.html"), "emails/hello.html": "<p>Hi</p>"})
    second = git.commit("Reword", {"emails/hello.html": "<p>Hello</p>"})
    git.commit(
        "File",
        {
            "emails/hello.yaml": email.format("b/hello.html"),
            "emails/hello.html": None,
            "emails/b/hello.html": "<p>Hello</p>",
        },
    )

    found = ask(git, "email/hello", "body")

    assert commit_of(found) == second
    assert (found.value, found.previous) == ("<p>Hello</p>", "<p>Hi</p>")
    assert ask(git, "email/hello", "subject").created


def test_a_merged_branch_names_the_commit_inside_and_the_merge(git: Git) -> None:
    """
    Who wrote it and what brought it are two people at times.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    git.run("checkout", "-q", "-b", "topic")
    git.commit("Try", {"a.yaml": CUSTOMERS.replace("Customers", "People")})
    inner = git.commit("Settle", {"a.yaml": CUSTOMERS.replace("Customers", "Clients")})
    git.commit("Protect", {"a.yaml": CUSTOMERS.replace("Customers", "Clients") + "protected: true\n"})
    git.run("checkout", "-q", "main")
    git.commit("Other", {"b.yaml": "kind: list\nkey: b\n"})
    git.minute += 1
    git.run("merge", "-q", "--no-ff", "-m", "Merge pull request #12 from x/topic", "topic")
    merge = git.run("rev-parse", "HEAD")

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == inner
    assert found.setting is not None
    assert found.setting.merged_by is not None
    assert found.setting.merged_by.id == merge == found.setting.landed.id
    assert found.setting.merged_by.request == "#12"


def test_a_merge_that_decided_itself_is_the_answer(git: Git) -> None:
    """
    What neither side had, the person who merged wrote.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    git.run("checkout", "-q", "-b", "topic")
    git.commit("Theirs", {"a.yaml": CUSTOMERS.replace("Customers", "Clients")})
    git.run("checkout", "-q", "main")
    git.commit("Ours", {"a.yaml": CUSTOMERS.replace("Customers", "People")})
    with pytest.raises(subprocess.CalledProcessError):
        git.run("merge", "-q", "--no-ff", "topic")
    merge = git.commit("Merge", {"a.yaml": CUSTOMERS.replace("Customers", "Payers")})

    found = ask(git, "list/customers", "title")

    assert commit_of(found) == merge
    assert found.setting is not None
    assert found.setting.merged_by is None
    assert found.setting.landed.id == merge


def test_an_asset_made_in_a_merged_branch_names_the_commit_inside(git: Git) -> None:
    """
    Also where the branch has a beginning of its own.
    """
    git.commit("Begin", {"b.yaml": "kind: list\nkey: b\n"})
    git.run("checkout", "-q", "--orphan", "topic")
    git.run("rm", "-q", "-rf", ".")
    inner = git.commit("Customers", {"a.yaml": CUSTOMERS})
    git.run("checkout", "-q", "main")
    git.minute += 1
    git.run("merge", "-q", "--no-ff", "--allow-unrelated-histories", "-m", "Merge", "topic")

    assert commit_of(ask(git, "list/customers", "title")) == inner


def test_a_shallow_clone_says_where_its_history_is_cut(git: Git, tmp_path: Path) -> None:
    """
    A value older than the clone has no answer there, and is not given a wrong one.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    git.commit("Other", {"b.yaml": "kind: list\nkey: b\n"})
    cut = git.commit("Protect", {"a.yaml": CUSTOMERS + "protected: true\n"})
    last = git.commit("Title", {"a.yaml": CUSTOMERS.replace("Customers", "Clients") + "protected: true\n"})
    git.run("clone", "-q", "--depth", "2", f"file://{git.root}", str(tmp_path / "clone"))
    clone = Git.__new__(Git)
    clone.root = tmp_path / "clone"

    title, owner, told = (
        ask(clone, "list/customers", "title"),
        ask(clone, "list/customers", "owner"),
        tell(clone, "list/customers"),
    )

    assert (commit_of(title), title.cut) == (last, "")
    assert (owner.setting, owner.cut, owner.value) == (None, cut, "team/ops")
    assert ([event.setting.commit.id for event in told.events], told.cut) == ([last], cut)
    with pytest.raises(InputError, match="knows nothing"):
        tell(clone, "list/nobody")


RECORD = "id: {}\ntitle: T\nreason: Sales asked\ntickets: [MOPS-7]\ndate: '{}'\ncovers: [{}]\n"


def test_the_change_record_of_the_same_commit_explains_it(git: Git) -> None:
    """
    Reason and ticket come with the answer.
    """
    git.commit(
        "Begin", {"a.yaml": CUSTOMERS, "changes/2026/1.yaml": RECORD.format("CHG-1", "2026-01-01", "list/other")}
    )
    git.commit(
        "Title",
        {
            "a.yaml": CUSTOMERS.replace("Customers", "Clients"),
            "changes/2026/2.yaml": RECORD.format("CHG-2", "2026-03-02", "list/customers"),
            "changes/2026/broken.yaml": "{",
        },
    )
    git.commit("Later", {"changes/2026/3.yaml": RECORD.format("CHG-3", "2026-04-01", "list/customers")})

    found = ask(git, "list/customers", "title").setting

    assert found is not None
    assert found.record is not None
    assert (found.record.id, found.record.reason, found.record_certain) == ("CHG-2", "Sales asked", True)
    assert found.tickets == ("MOPS-7",)
    owner = ask(git, "list/customers", "owner").setting
    assert owner is not None
    assert (owner.record, owner.tickets) == (None, ())


def test_a_change_record_that_the_message_names_explains_the_commit(git: Git) -> None:
    """
    A trailer is enough, and tickets in trailers count.
    """
    git.commit(
        "Begin", {"a.yaml": CUSTOMERS, "changes/2026/1.yaml": RECORD.format("CHG-1", "2026-01-01", "list/other")}
    )
    title = CUSTOMERS.replace("Customers", "Clients")
    git.commit("Title\n\nChange-Request: CHG-1\nTicket: MOPS-9\nTicket: MOPS-7", {"a.yaml": title})

    found = ask(git, "list/customers", "title").setting

    assert found is not None
    assert found.record is not None
    assert (found.record.id, found.record_certain) == ("CHG-1", True)
    assert found.tickets == ("MOPS-7", "MOPS-9")


def test_another_change_record_that_covers_the_asset_is_offered_as_likely(git: Git) -> None:
    """
    It is not passed off as certain, and one of a later day is not offered at all.
    """
    git.commit(
        "Begin",
        {
            "a.yaml": CUSTOMERS.replace("customers", "clients"),
            "changes/1.yaml": RECORD.format("CHG-1", "2026-01-01", "list/clients"),
            "changes/2.yaml": RECORD.format("CHG-2", "2026-02-01", "list/clients"),
            "changes/3.yaml": RECORD.format("CHG-3", "2027-01-01", "list/clients"),
        },
    )
    git.commit("Title", {"a.yaml": CUSTOMERS.replace("Customers", "Clients") + "renamed_from: clients\n"})

    found = ask(git, "list/customers", "title").setting

    assert found is not None
    assert found.record is not None
    assert (found.record.id, found.record_certain, found.tickets) == ("CHG-2", False, ())


def test_a_change_record_that_was_written_afterwards_is_offered_as_likely(git: Git) -> None:
    """
    Unless it is about a later day.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    git.commit("Explain", {"changes/1.yaml": RECORD.format("CHG-1", "2026-03-01", "list/customers")})
    git.commit("Explain more", {"changes/2.yaml": RECORD.format("CHG-2", "2026-03-02", "list/customers")})

    found = ask(git, "list/customers", "title").setting

    assert found is not None
    assert found.record is not None
    assert (found.record.id, found.record_certain) == ("CHG-1", False)


def test_where_and_when_a_value_was_applied_is_told_once_for_each_environment(git: Git) -> None:
    """
    The first plan that had the commit in it is the one that carried the value there.
    """
    first = git.commit("Begin", {"a.yaml": CUSTOMERS})
    second = git.commit("Title", {"a.yaml": CUSTOMERS.replace("Customers", "Clients")})
    third = git.commit("Other", {"b.yaml": "kind: list\nkey: b\n"})
    before = Application("p0", "prod", "2026-03-01T09:00:00Z", "ana", first)
    carried = Application("p1", "prod", "2026-03-01T09:30:00Z", "ana", third, predicted="about 1,200 people")
    again = Application("p2", "prod", "2026-03-02T09:30:00Z", "ben", third)
    by_time = Application("p3", "test", "2026-03-01T11:00:00", "ben")
    too_early = Application("p4", "stage", "2026-03-01T07:00:00Z", "ben")
    foreign = Application("p5", "other", "2026-03-03T07:00:00Z", "ben", "0" * 40)

    found = ask(git, "list/customers", "title", (again, carried, before, by_time, too_early, foreign))

    assert commit_of(found) == second
    assert found.applied == (carried, by_time)
    assert ask(git, "list/customers", "protected").applied == ()


def test_a_state_is_applied_by_what_starts_or_stops_the_asset(git: Git) -> None:
    """
    A plan that pauses a journey is the one that applied its state; one that changes only its steps is not, and a
    plan that pauses it is none that applied its steps.
    """
    journey = "kind: journey\nkey: welcome\ntitle: Welcome\nowner: team/ops\nsteps:\n  - {id: pause, wait: 2 days}\n"
    first = git.commit("Begin", {"j.yaml": journey})
    second = git.commit("Pause", {"j.yaml": journey + "state: paused\n"})
    made = Application("p0", "prod", "2026-03-01T09:00:00Z", "ana", first, active=True)
    stirred = Application("p1", "prod", "2026-03-01T09:10:00Z", "ana", second)
    restarted = Application("p2", "prod", "2026-03-01T09:20:00Z", "ana", second, content=False, active=True)
    stopped = Application("p3", "prod", "2026-03-01T09:30:00Z", "ana", second, content=False, active=False)
    later = Application("p4", "prod", "2026-03-01T09:40:00Z", "ana", second)
    carried = (made, stirred, restarted, stopped, later)

    assert ask(git, "journey/welcome", "state", carried).applied == (stopped,)
    assert ask(git, "journey/welcome", "state", (made, stirred, later)).applied == ()
    assert ask(git, "journey/welcome", "", carried).applied == (stopped,)
    assert ask(git, "journey/welcome", "title", (*carried[2:4],)).applied == ()
    assert ask(git, "journey/welcome", "title", carried).applied == (made,)


def test_a_state_that_changes_nothing_on_the_platform_needs_no_plan(git: Git) -> None:
    """
    From draft to paused there is nothing to carry out, and nobody is told that it was forgotten.
    """
    journey = "kind: journey\nkey: welcome\ntitle: Welcome\nowner: team/ops\nsteps:\n  - {id: pause, wait: 2 days}\n"
    first = git.commit("Begin", {"j.yaml": journey + "state: draft\n"})
    made = Application("p0", "prod", "2026-03-01T09:00:00Z", "ana", first, active=False)
    assert ask(git, "journey/welcome", "state", (made,)).applied == (made,)

    git.commit("Pause", {"j.yaml": journey + "state: paused\n"})
    found = ask(git, "journey/welcome", "state", (made,))

    assert found.applied == ()
    assert found.note == "Nothing has to be applied for it: the asset does not run, and did not run before either."


def test_what_the_asset_says_of_itself_is_part_of_the_answer(git: Git) -> None:
    """
    Reason and review date stand in the file.
    """
    git.commit("Begin", {"a.yaml": CUSTOMERS + "why:\n  reason: Agreed with sales\n  ticket: MOPS-1\n"})

    assert ask(git, "list/customers", "title").stated == {"reason": "Agreed with sales", "ticket": "MOPS-1"}


def test_history_lists_what_happened_newest_first(git: Git) -> None:
    """
    Made, changed, moved and renamed, each with its fields in words.
    """
    clients = CUSTOMERS.replace("customers", "clients")
    one = git.commit("Begin", {"a.yaml": clients})
    two = git.commit("Title", {"a.yaml": clients.replace("Customers", "Clients")})
    three = git.commit("File", {"a.yaml": None, "lists/clients.yaml": clients.replace("Customers", "Clients")})
    four = git.commit("Call", {"lists/clients.yaml": CUSTOMERS + "renamed_from: clients\n"})
    (git.root / "lists/clients.yaml").write_text(CUSTOMERS + "renamed_from: clients\nprotected: true\n")

    told = tell(git, "list/customers")

    assert [(event.kind, event.setting.commit.id) for event in told.events] == [
        ("renamed", four),
        ("moved", three),
        ("changed", two),
        ("created", one),
    ]
    assert [change.path for change in told.events[0].fields] == [("title",)]
    assert told.events[0].renamed_from == "list/clients"
    assert told.events[1].moved_from == "a.yaml"
    assert [change.words for change in told.events[2].fields] != [""]
    assert [change.path for change in told.uncommitted] == [("protected",)]
    assert not told.more
    short = tell(git, "list/customers", at_most=2)
    assert (len(short.events), short.more) == (2, True)


def test_the_history_of_a_new_file_is_empty_and_says_what_is_not_committed(git: Git) -> None:
    """
    Nothing has happened yet.
    """
    git.commit("Begin")
    (git.root / "a.yaml").write_text(CUSTOMERS)

    told = tell(git, "list/customers")

    assert told.events == ()
    assert {change.path for change in told.uncommitted} == {("title",), ("owner",)}


def test_a_field_of_the_crm_has_a_history_too(git: Git) -> None:
    """
    Who retyped the field under a list is the same question (D2). What a shared value set adds is no edit.
    """
    path = "crm/objects/Account/fields/Type.field-meta.xml"
    text = (
        '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Type</fullName>'
        "<label>{}</label><type>Picklist</type></CustomField>"
    )
    values = (
        '<StandardValueSet xmlns="http://soap.sforce.com/2006/04/metadata"><standardValue>'
        "<fullName>Customer</fullName></standardValue></StandardValueSet>"
    )
    git.commit(
        "Begin", {path: text.format("Type"), "crm/standardValueSets/AccountType.standardValueSet-meta.xml": values}
    )
    second = git.commit("Label", {path: text.format("Account type")})

    label, kind = ask(git, "crm-field/Account.Type", "label"), ask(git, "crm-field/Account.Type", "type")

    assert commit_of(label) == second
    assert (label.value, label.previous, label.uncommitted) == ("Account type", "Type", False)
    assert kind.created
    assert ask(git, "crm-field/Account.Type", "values").value == ["Customer"]


@pytest.mark.parametrize("standard", [True, False])
def test_values_of_a_shared_value_set_are_set_by_whoever_changed_the_set(git: Git, standard: bool) -> None:
    """
    The values of a picklist have a history, wherever they are written.
    """
    name, set_name = ("Type", "AccountType") if standard else ("Tier__c", "Tiers")
    sort, item = ("standardValue", "standardValue") if standard else ("globalValue", "customValue")
    xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
    named = "" if standard else f"<valueSet><valueSetName>{set_name}</valueSetName></valueSet>"
    field = f"<CustomField {xmlns}><fullName>{name}</fullName><type>Picklist</type>{named}</CustomField>"
    root = f"{sort[0].upper()}{sort[1:]}Set"

    def values(*names: str) -> str:
        inner = "".join(f"<{item}><fullName>{one}</fullName></{item}>" for one in names)
        return f"<{root} {xmlns}>{inner}</{root}>"

    path = f"crm/force-app/objects/Account/fields/{name}.field-meta.xml"
    shared = f"crm/force-app/{sort}Sets/{set_name}.{sort}Set-meta.xml"
    first = git.commit("Begin", {path: field, shared: values("Customer")})
    git.commit("Other", {"a.yaml": CUSTOMERS})
    third = git.commit("Prospects", {shared: values("Customer", "Prospect")})

    found, kind = (ask(git, f"crm-field/Account.{name}", what) for what in ("values", "type"))

    assert (commit_of(found), commit_of(kind)) == (third, first)
    assert (found.value, found.previous, found.uncommitted) == (["Customer", "Prospect"], ["Customer"], False)


def test_a_field_in_the_old_format_has_a_history_too(git: Git) -> None:
    """
    With all fields of an object in one file, only commits that changed this field count.
    """
    text = "<CustomObject><fields><fullName>A__c</fullName><type>{}</type></fields><fields><fullName>B__c</fullName>"
    text += "<type>{}</type></fields></CustomObject>"
    git.commit("Begin", {"crm/objects/Account.object": text.format("Text", "Text")})
    second = git.commit("A", {"crm/objects/Account.object": text.format("Number", "Text")})
    git.commit("B", {"crm/objects/Account.object": text.format("Number", "Number")})

    assert commit_of(ask(git, "crm-field/Account.A__c", "type")) == second


def test_what_other_files_add_is_not_said_to_be_set_by_nobody(git: Git) -> None:
    """
    Where the file that gives a value is not known, that is said.
    """
    path = "crm/objects/Account/fields/{}.field-meta.xml"
    text = '<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>{}</fullName>{}</CustomField>'
    git.commit("Begin", {path.format("A__c"): text.format("A__c", "<type>Text</type><formula>B__c</formula>")})
    git.commit("More", {path.format("B__c"): text.format("B__c", "<type>Text</type>")})

    found = ask(git, "crm-field/Account.A__c", "uses")

    assert (found.value, found.setting) == (["crm-field/Account.B__c"], None)
    assert "other files" in found.note


def test_a_secret_is_never_shown(git: Git, tmp_path: Path) -> None:
    """
    Not its value, not the one before, not in a list of parts.
    """
    from mapconfig.model import Kind, Kinds, shape_of

    schema: dict[str, Any] = {
        "properties": {"token": {"type": "string", "x-secret": True}, "title": {"type": "string"}}
    }
    own = Kinds([Kind("hook", "hooks", "Hook", False, schema, shape_of(schema))])

    def asset(token: str) -> Asset:
        from mapconfig.model import Origin

        return Asset(Address("hook/a"), {"token": token, "title": "x"}, Origin("a.yaml"))

    class File:
        renamed: tuple[tuple[Address, Address], ...] = ()
        changes = ()
        side_files: tuple[str, ...] = ()

        def __init__(self, data: bytes) -> None:
            self.assets = (asset(data.decode()),) if data else ()

    def read(file: str, data: bytes, side: Any) -> Held:
        return File(data)

    git.commit("Begin", {"a.yaml": "HIDE-ME-1 hook a"})
    git.commit("Again", {"a.yaml": "HIDE-ME-2 hook a"})

    for path in ((), ("token",)):
        found = why(git.root, Address("hook/a"), path, kinds=own, now=asset("HIDE-ME-2 hook a"), read=read)
        assert commit_of(found)
        assert "HIDE-ME" not in repr((found.value, found.previous, found.parts))
    told = history(git.root, Address("hook/a"), kinds=own, now=asset("HIDE-ME-2 hook a"), read=read)
    assert "HIDE-ME" not in repr(told)


def test_a_hostile_repository_runs_nothing(git: Git, tmp_path: Path) -> None:
    """
    The question is safe to ask in a repository of whomever.
    """
    marker = tmp_path / "marker"
    git.commit("Begin", {"a.yaml": CUSTOMERS})
    last = signed(git, git.commit("Title", {"a.yaml": CUSTOMERS.replace("Customers", "Clients")}))
    git.run("update-ref", "refs/heads/main", last)
    hostile(git, marker)
    (git.root / "a.yaml").write_text(CUSTOMERS)
    subprocess.run(["git", "status"], cwd=git.root, capture_output=True, check=False)
    assert marker.exists(), "the trap must work"
    marker.unlink()

    found = ask(git, "list/customers", "title")
    tell(git, "list/customers")

    assert commit_of(found) == last
    assert not marker.exists()


def test_the_order_of_a_hundred_commits_elsewhere_costs_nothing(git: Git) -> None:
    """
    Only commits that changed the asset's own files are looked at.
    """
    git.commit("Begin", {"lists/customers.yaml": CUSTOMERS})
    for n in range(30):
        git.commit(f"Other {n}", {"lists/other.yaml": f"kind: list\nkey: other\ntitle: t{n}\n"})
    read = reader(kinds())
    seen: list[str] = []

    def counting(file: str, data: bytes, side: Any) -> Held | None:
        seen.append(file)
        return read(file, data, side)

    asset, _ = now(git, "list/customers")
    found = why(git.root, Address("list/customers"), ("title",), kinds=kinds(), now=asset, read=counting)

    assert found.created
    assert set(seen) == {"lists/customers.yaml"}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ()),
        ("criteria", ("criteria",)),
        ("steps.welcome.send", ("steps", "welcome", "send")),
        ("steps[welcome].send", ("steps", "welcome", "send")),
        ("fields[field/account.type].required", ("fields", "field/account.type", "required")),
        ("a[b][c]", ("a", "b", "c")),
        ("country in [FR, BE]", ("country in [FR, BE]",)),
        ("account.type is Customer", ("account.type is Customer",)),
        ("steps.(order)", ("steps", "(order)")),
    ],
)
def test_a_path_is_written_as_people_write_it(text: str, path: tuple[str, ...]) -> None:
    """
    Dots between names, brackets around ids that have dots themselves; a text with spaces is a sentence.
    """
    assert path_of(text) == path


@pytest.mark.parametrize("text", ["a..b", ".a", "a.", "a[", "a[]", "a[b"])
def test_what_is_no_path_is_refused(text: str) -> None:
    """
    With a sentence that shows how one is written.
    """
    with pytest.raises(InputError, match="Write it like"):
        path_of(text)


def test_the_working_directory_does_not_matter(git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    The question may be asked from anywhere.
    """
    first = git.commit("Begin", {"a.yaml": CUSTOMERS})
    monkeypatch.chdir(os.sep)

    assert commit_of(ask(git, "list/customers", "title")) == first
